//! PDF: bytes behind the header, under tight limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_domain::inspection::FileFormat;
use proofdesk_vision::{DecodeLimits, decode, sniff};

fuzz_target!(|bytes: &[u8]| {
    let limits =
        DecodeLimits { bytes: 1 << 20, pixels: 500_000, side: 2_000, shorter_side: 1, memory: 16 << 20 };
    let mut file = b"%PDF-1.7\n".to_vec();
    if sniff(bytes) == FileFormat::Pdf {
        file.clear();
    }
    file.extend(bytes);
    if let Ok(picture) = decode(&file, &limits) {
        assert!(u64::from(picture.width()) * u64::from(picture.height()) <= limits.pixels);
    }
});
