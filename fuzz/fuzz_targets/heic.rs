//! HEIC: bytes behind the start that phones write, under tight limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::inspection::FileFormat;
use proofdesk_vision::{DecodeLimits, decode, sniff};

fuzz_target!(|bytes: &[u8]| {
    let limits =
        DecodeLimits { bytes: 1 << 20, pixels: 500_000, side: 2_000, shorter_side: 1, memory: 16 << 20 };
    let mut file = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    if sniff(bytes) == FileFormat::Heic {
        file.clear();
    }
    file.extend(bytes);
    if let Ok(picture) = decode(&file, &limits) {
        assert!(u64::from(picture.width()) * u64::from(picture.height()) <= limits.pixels);
    }
});
