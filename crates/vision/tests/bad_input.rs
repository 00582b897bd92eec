//! Every bad file gets its reason; none panics or takes memory that it was not allowed.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[expect(dead_code, reason = "shared with tests that look for documents")]
mod common;

use common::{Dice, Scene, seen};
use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};
use proofdesk_domain::inspection::{FileFormat, FileProblem};
use proofdesk_vision::{DecodeError, DecodeLimits, Picture, decode, file_facts, reencode_jpeg, sniff};

fn limits() -> DecodeLimits {
    DecodeLimits::default()
}

fn problem(bytes: &[u8]) -> Option<FileProblem> {
    match decode(bytes, &limits()) {
        Ok(picture) => file_facts(bytes, Ok(&picture)).problem,
        Err(error) => file_facts(bytes, Err(&error)).problem,
    }
}

fn picture(width: u32, height: u32) -> Picture {
    let scene = Scene { width, height, ..Scene::default() };
    scene.draw(&[seen(&scene, 0.7, 3.0, 5.0, 0.0, (0.5, 0.5))])
}

fn png(width: u32, height: u32, colour: ExtendedColorType, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new(&mut out).write_image(bytes, width, height, colour).unwrap();
    out
}

/// CRC-32 as PNG chunks carry it.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
        }
    }
    !crc
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut typed = kind.to_vec();
    typed.extend(data);
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    let crc = crc(&typed);
    out.extend(typed);
    out.extend(crc.to_be_bytes());
    out
}

/// A PNG with the given chunk put in behind its header.
fn with_chunk(png: &[u8], kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    // Signature and IHDR: 8 + 25 bytes.
    let mut out = png[..33].to_vec();
    out.extend(chunk(kind, data));
    out.extend(&png[33..]);
    out
}

#[test]
fn empty_and_not_pictures() {
    assert_eq!(problem(b""), Some(FileProblem::Corrupt));
    for (bytes, format) in [
        (&b"Dear Sirs, this text is called passport.jpg"[..], FileFormat::Unknown),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", FileFormat::Svg),
        (b"<!doctype html><script>alert(1)</script>", FileFormat::Html),
        (b"GIF89a", FileFormat::Gif),
    ] {
        assert_eq!(decode(bytes, &limits()), Err(DecodeError::Format(format)));
        assert_eq!(problem(bytes), Some(FileProblem::Format));
    }
}

#[test]
fn too_small_and_too_large() {
    let one = png(1, 1, ExtendedColorType::Rgb8, &[1, 2, 3]);
    assert_eq!(problem(&one), Some(FileProblem::TooSmall));

    let mut claim = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = 30_000_u32.to_be_bytes().to_vec();
    header.extend(30_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    claim.extend(chunk(*b"IHDR", &header));
    claim.extend(chunk(*b"IDAT", &[0x78, 0x9c, 0x03, 0x00]));
    claim.extend(chunk(*b"IEND", &[]));
    assert_eq!(decode(&claim, &limits()), Err(DecodeError::TooManyPixels { width: 30_000, height: 30_000 }));
    assert_eq!(problem(&claim), Some(FileProblem::TooLarge));

    let heavy = vec![0xff; 25_000_001];
    assert_eq!(problem(&heavy), Some(FileProblem::TooLarge));
}

#[test]
fn a_jpeg_that_claims_too_much() {
    let mut jpeg = reencode_jpeg(&picture(640, 480), 640, 85);
    let at = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[at + 5..at + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(problem(&jpeg), Some(FileProblem::TooLarge));
}

#[test]
fn truncated_anywhere() {
    let small = picture(320, 240);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp)
        .write_image(small.pixels(), 320, 240, ExtendedColorType::Rgb8)
        .unwrap();
    for whole in
        [reencode_jpeg(&small, 320, 85), png(320, 240, ExtendedColorType::Rgb8, small.pixels()), webp]
    {
        assert!(decode(&whole, &limits()).is_ok());
        for part in [whole.len() / 10, whole.len() / 2, whole.len() * 9 / 10, whole.len() - 60] {
            let found = problem(&whole[..part]);
            assert_eq!(found, Some(FileProblem::Corrupt), "{:?} {part}", sniff(&whole));
        }
    }
}

#[test]
fn unusual_but_good() {
    // 16 bits a channel.
    let deep: Vec<u8> = (0..200 * 200 * 3_u32).flat_map(|i| ((i % 65_536) as u16).to_ne_bytes()).collect();
    let deep = decode(&png(200, 200, ExtendedColorType::Rgb16, &deep), &limits()).unwrap();
    assert_eq!((deep.width(), deep.height()), (200, 200));
    // Transparent black is seen on white paper.
    let clear = png(200, 200, ExtendedColorType::Rgba8, &vec![0; 200 * 200 * 4]);
    assert_eq!(decode(&clear, &limits()).unwrap().rgb(100, 100), [255; 3]);
    // Brightness only.
    let mut grey = Vec::new();
    JpegEncoder::new(&mut grey).write_image(&vec![90; 200 * 200], 200, 200, ExtendedColorType::L8).unwrap();
    assert_eq!(decode(&grey, &limits()).unwrap().rgb(5, 5), [90; 3]);
}

#[test]
fn an_animation_is_refused_as_such() {
    let small = picture(320, 240);
    let still = png(320, 240, ExtendedColorType::Rgb8, small.pixels());
    let mut control = 2_u32.to_be_bytes().to_vec();
    control.extend(0_u32.to_be_bytes());
    let animated = with_chunk(&still, *b"acTL", &control);
    assert_eq!(decode(&animated, &limits()), Err(DecodeError::Animated));
    assert_eq!(problem(&animated), Some(FileProblem::Format));
    assert_eq!(decode(&animated_webp(&small, 2), &limits()), Err(DecodeError::Animated));
    // Hundreds of frames cost nothing: none is looked at.
    assert_eq!(decode(&animated_webp(&small, 300), &limits()), Err(DecodeError::Animated));
}

/// A lossless WebP of so many equal frames (WebP container specification, "Animation").
fn animated_webp(picture: &Picture, frames: usize) -> Vec<u8> {
    let riff = |kind: &[u8], data: &[u8]| {
        let mut out = kind.to_vec();
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(data);
        out.resize(out.len().next_multiple_of(2), 0);
        out
    };
    let (width, height) = (picture.width(), picture.height());
    let mut still = Vec::new();
    WebPEncoder::new_lossless(&mut still)
        .write_image(picture.pixels(), width, height, ExtendedColorType::Rgb8)
        .unwrap();
    let at = still.windows(4).position(|w| w == b"VP8L").unwrap();
    let length = u32::from_le_bytes(still[at + 4..at + 8].try_into().unwrap()) as usize;
    let coded = riff(b"VP8L", &still[at + 8..at + 8 + length]);
    let sides = [&(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    let frame = riff(b"ANMF", &[&[0; 6][..], &sides, &[100, 0, 0, 0], &coded].concat());
    let mut body = b"WEBP".to_vec();
    body.extend(riff(b"VP8X", &[&[2, 0, 0, 0][..], &sides].concat()));
    body.extend(riff(b"ANIM", &[0; 6]));
    for _ in 0..frames {
        body.extend(&frame);
    }
    riff(b"RIFF", &body)
}

/// A zlib stream that unpacks to `length` zeros, 158 times as many as it has bytes: one fixed block
/// (RFC 1951, 3.2.6) of the longest copies of the byte before.
fn bomb(length: u64) -> Vec<u8> {
    let mut out = vec![0x78, 0xda];
    let (mut byte, mut filled) = (0_u8, 0);
    let mut bits = |value: u32, count: u32| {
        for i in (0..count).rev() {
            byte |= ((value >> i & 1) as u8) << filled;
            filled += 1;
            if filled == 8 {
                out.push(byte);
                (byte, filled) = (0, 0);
            }
        }
    };
    // Last block, fixed codes, a zero; then code 285 (258 bytes) with distance 1; then the end.
    bits(0b110, 3);
    bits(0b0011_0000, 8);
    for _ in 0..length.div_ceil(258) {
        bits(0b1100_0101, 8);
        bits(0, 5);
    }
    bits(0, 7);
    bits(0, 8);
    out.extend([0; 4]);
    out
}

#[test]
fn compressed_bombs_do_not_go_off() {
    let small = picture(320, 240);
    let still = png(320, 240, ExtendedColorType::Rgb8, small.pixels());
    // Two gigabytes of text, which nobody reads.
    let text = [&b"Comment\0\0"[..], &bomb(2 << 30)].concat();
    assert_eq!(decode(&with_chunk(&still, *b"zTXt", &text), &limits()).unwrap(), small);
    let text = [&b"Comment\0\x01\0\0\0"[..], &bomb(2 << 30)].concat();
    assert_eq!(decode(&with_chunk(&still, *b"iTXt", &text), &limits()).unwrap(), small);
    // A colour profile is unpacked, but never beyond the memory that is allowed; it is not needed.
    let tight = DecodeLimits { memory: 4 << 20, ..limits() };
    let profile = [&b"profile\0\0"[..], &bomb(2 << 30)].concat();
    match decode(&with_chunk(&still, *b"iCCP", &profile), &tight) {
        Ok(decoded) => assert_eq!(decoded, small),
        Err(error) => assert!(error.problem().is_some(), "{error:?}"),
    }
    // Pixels: a header of 200 x 200 and two gigabytes behind it. Only what the header says counts.
    let mut pixels = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = 200_u32.to_be_bytes().to_vec();
    header.extend(200_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    pixels.extend(chunk(*b"IHDR", &header));
    pixels.extend(chunk(*b"IDAT", &bomb(2 << 30)));
    pixels.extend(chunk(*b"IEND", &[]));
    match decode(&pixels, &tight) {
        Ok(decoded) => assert_eq!((decoded.width(), decoded.height()), (200, 200)),
        Err(error) => assert!(error.problem().is_some(), "{error:?}"),
    }
}

/// A progressive JPEG (ITU-T T.81, Annex G), one even grey, with so many scans of its finer parts.
fn progressive(side: u16, scans: usize) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        [&[0xff, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
    };
    // One code of two bits each: for the mean "no change"; for the rest "16384 blocks end, and more".
    let table = |class: u8, symbol: u8| {
        let mut data = vec![class, 0, 1];
        data.extend([0; 14]);
        data.push(symbol);
        segment(0xc4, &data)
    };
    let blocks = u64::from(side).div_ceil(8).pow(2);
    let mut out = vec![0xff, 0xd8];
    out.extend(segment(0xdb, &[&[0][..], &[16; 64]].concat()));
    let size = side.to_be_bytes();
    out.extend(segment(0xc2, &[&[8][..], &size, &size, &[1, 1, 0x11, 0]].concat()));
    out.extend(table(0x00, 0x00));
    out.extend(table(0x10, 0xe0));
    out.extend(segment(0xda, &[1, 1, 0x00, 0, 0, 0]));
    out.extend(vec![0; (blocks * 2).div_ceil(8) as usize]);
    for _ in 0..scans {
        out.extend(segment(0xda, &[1, 1, 0x00, 1, 63, 0]));
        out.extend(vec![0; (blocks.div_ceil(16_384) * 16).div_ceil(8) as usize]);
    }
    out.extend([0xff, 0xd9]);
    out
}

#[test]
fn thousands_of_scans_are_refused_before_the_first() {
    let usual = decode(&progressive(320, 10), &limits()).unwrap();
    assert_eq!((usual.width(), usual.height()), (320, 320));
    let endless = progressive(7_000, 5_000);
    assert!(endless.len() < 1 << 20, "{} bytes", endless.len());
    assert_eq!(
        decode(&endless, &limits()),
        Err(DecodeError::Corrupt("more scans than any camera writes".into()))
    );
}

#[test]
fn a_location_does_not_survive() {
    let jpeg = reencode_jpeg(&picture(320, 240), 320, 85);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    // One entry: orientation 6.
    exif.extend([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPSLatitude 52.5");
    let mut tagged = vec![0xff, 0xd8, 0xff, 0xe1];
    tagged.extend((exif.len() as u16 + 2).to_be_bytes());
    tagged.extend(exif);
    tagged.extend(&jpeg[2..]);
    let decoded = decode(&tagged, &limits()).unwrap();
    assert_eq!((decoded.width(), decoded.height()), (240, 320), "orientation 6 is honoured");
    let copy = reencode_jpeg(&decoded, 2000, 85);
    assert!(!copy.windows(3).any(|w| w == b"GPS"));
    assert!(!copy.windows(4).any(|w| w == b"Exif"));
}

#[test]
fn mutations_never_panic() {
    let small = picture(200, 160);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp)
        .write_image(small.pixels(), 200, 160, ExtendedColorType::Rgb8)
        .unwrap();
    // Small limits, so that whatever a mutation claims is either refused or cheap.
    let tight = DecodeLimits { pixels: 250_000, side: 2000, memory: 4 << 20, ..DecodeLimits::default() };
    let mut dice = Dice(2026);
    let mut refused = 0;
    for seed in [reencode_jpeg(&small, 200, 60), png(200, 160, ExtendedColorType::Rgb8, small.pixels()), webp]
    {
        for _ in 0..700 {
            let mut bytes = seed.clone();
            for _ in 0..=dice.roll() % 6 {
                // Headers are where the claims stand.
                let reach = if dice.roll().is_multiple_of(2) { 128 } else { bytes.len() };
                let at = (dice.roll() % reach.min(bytes.len()) as u64) as usize;
                match dice.roll() % 4 {
                    0 => bytes[at] = dice.roll() as u8,
                    1 => bytes[at] ^= 1 << (dice.roll() % 8),
                    2 => bytes[at] = 0xff,
                    _ => bytes.truncate(at.max(1)),
                }
            }
            match decode(&bytes, &tight) {
                Ok(picture) => {
                    assert!(u64::from(picture.width()) * u64::from(picture.height()) <= tight.pixels);
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn all_orientations_stand_upright() {
    // Left half dark, right half bright, the top left corner white: told apart in all eight ways.
    let (width, height) = (320_usize, 200_usize);
    let upright = |x: usize, y: usize| -> u8 {
        if x < 64 && y < 64 {
            255
        } else if x < width / 2 {
            20
        } else {
            130
        }
    };
    for orientation in 1..=8_u8 {
        // Where the file's pixel (x, y) stands on the upright picture (EXIF 2.32, 4.6.4).
        let (w, h) = if orientation >= 5 { (height, width) } else { (width, height) };
        let mut grey = Vec::with_capacity(w * h);
        for y in 0..h {
            for x in 0..w {
                let (ux, uy) = match orientation {
                    1 => (x, y),
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (width - 1 - y, x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (y, height - 1 - x),
                };
                grey.push(upright(ux, uy));
            }
        }
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 95)
            .write_image(&grey, w as u32, h as u32, ExtendedColorType::L8)
            .unwrap();
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
        exif.extend([0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
        let mut tagged = vec![0xff, 0xd8, 0xff, 0xe1];
        tagged.extend((exif.len() as u16 + 2).to_be_bytes());
        tagged.extend(exif);
        tagged.extend(&jpeg[2..]);
        let decoded = decode(&tagged, &limits()).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (320, 200), "orientation {orientation}");
        for (x, y) in [(20, 20), (20, 150), (300, 20), (300, 150)] {
            let (seen, wanted) = (decoded.rgb(x, y)[0], upright(x as usize, y as usize));
            assert!(seen.abs_diff(wanted) < 8, "orientation {orientation} at {x},{y}: {seen} {wanted}");
        }
    }
}
