//! Any bytes decode, or are refused with a reason, within tight limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_vision::{DecodeLimits, decode};

fuzz_target!(|bytes: &[u8]| {
    let limits = DecodeLimits {
        bytes: 1 << 20,
        pixels: 1_000_000,
        side: 4_000,
        shorter_side: 1,
        memory: 16 << 20,
    };
    if let Ok(picture) = decode(bytes, &limits) {
        assert!(u64::from(picture.width()) * u64::from(picture.height()) <= limits.pixels);
    }
});
