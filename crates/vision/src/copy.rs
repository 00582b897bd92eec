//! The copy of a picture that people look at.

use crate::picture::Picture;
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};

/// A JPEG copy for people to look at: at most `max_side` pixels on the longer side, `quality` 1 to
/// 100, no metadata of any kind (no location, no camera, no preview of the original).
pub fn reencode_jpeg(picture: &Picture, max_side: u32, quality: u8) -> Vec<u8> {
    // The format cannot say more than 65,535 pixels a side.
    let copy = picture.downscaled(max_side.min(65_535));
    let mut out = Vec::with_capacity(copy.pixels().len() / 8);
    let encoded = JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100)).write_image(
        copy.pixels(),
        copy.width(),
        copy.height(),
        ExtendedColorType::Rgb8,
    );
    // RGB of the right length within the format's sizes always encodes to memory.
    debug_assert!(encoded.is_ok());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_for_people_carries_no_metadata() {
        let pixels =
            (0..200_u32).flat_map(|y| (0..300_u32).flat_map(move |x| [x as u8, y as u8, 7])).collect();
        let picture = Picture::from_rgb(300, 200, pixels).unwrap();
        let jpeg = reencode_jpeg(&picture, 100, 85);
        assert!(jpeg.starts_with(&[0xff, 0xd8]));
        // APP1 to APP15 and comments.
        assert!(!jpeg.windows(2).any(|w| w[0] == 0xff && (0xe1..=0xef).contains(&w[1])));
        assert!(!jpeg.windows(4).any(|w| w == b"Exif"));
    }
}
