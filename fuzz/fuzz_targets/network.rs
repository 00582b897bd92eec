//! Any bytes are a network or are not; one that loads runs or says why not. Ours are pinned by their hash: this is
//! for whoever puts other ones in their place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_net::{Network, Precision, Tensor, Threads};

fuzz_target!(|bytes: &[u8]| {
    let Ok(network) = Network::load(bytes, Precision::Half) else { return };
    let input = Tensor { shape: vec![1, 2, 4, 4], values: vec![0.5; 32] };
    if let Ok(out) = network.run(input, &Threads::new(1)) {
        assert_eq!(out.shape.iter().product::<usize>(), out.values.len());
    }
});
