//! Whatever stands in a photo's EXIF, the photo opens, and only ever turned or mirrored.
#![no_main]

use libfuzzer_sys::fuzz_target;
use proofdesk_vision::{DecodeLimits, Picture, decode, reencode_jpeg};
use std::sync::LazyLock;

static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let pixels = (0..24 * 16 * 3).map(|at| (at % 251) as u8).collect();
    reencode_jpeg(&Picture::from_rgb(24, 16, pixels).expect("as many as the sides ask for"), 24, 80)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(length) = u16::try_from(bytes.len() + 8) else { return };
    let limits = DecodeLimits { shorter_side: 1, pixels: 10_000, memory: 1 << 20, ..DecodeLimits::default() };
    let mut tagged = vec![0xff, 0xd8, 0xff, 0xe1];
    tagged.extend(length.to_be_bytes());
    tagged.extend(b"Exif\0\0");
    tagged.extend(bytes);
    tagged.extend(&PLAIN[2..]);
    let picture = decode(&tagged, &limits).expect("a broken tag is no reason to refuse the picture");
    assert!(matches!((picture.width(), picture.height()), (24, 16) | (16, 24)));
});
