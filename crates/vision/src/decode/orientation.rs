//! EXIF orientation applied to pixels.

use crate::picture::Picture;
use image::metadata::Orientation;

/// Square blocks keep both sides of a transposition in the cache.
const BLOCK: usize = 64;

/// Turns and mirrors the picture so that it stands upright.
pub(super) fn upright(picture: Picture, orientation: Orientation) -> Picture {
    // Where output pixel (x, y) comes from: `transposed` swaps the sides first.
    let (transposed, flip_x, flip_y) = match orientation {
        Orientation::NoTransforms => return picture,
        Orientation::FlipHorizontal => (false, true, false),
        Orientation::Rotate180 => (false, true, true),
        Orientation::FlipVertical => (false, false, true),
        Orientation::Rotate90FlipH => (true, false, false),
        Orientation::Rotate90 => (true, false, true),
        Orientation::Rotate270FlipH => (true, true, true),
        Orientation::Rotate270 => (true, true, false),
    };
    let (in_w, in_h) = (picture.width() as usize, picture.height() as usize);
    let (out_w, out_h) = if transposed { (in_h, in_w) } else { (in_w, in_h) };
    let source = picture.pixels();
    let mut pixels = vec![0_u8; source.len()];
    for block_y in (0..out_h).step_by(BLOCK) {
        for block_x in (0..out_w).step_by(BLOCK) {
            for y in block_y..(block_y + BLOCK).min(out_h) {
                for x in block_x..(block_x + BLOCK).min(out_w) {
                    let (mut sx, mut sy) = if transposed { (y, x) } else { (x, y) };
                    if flip_x {
                        sx = in_w - 1 - sx;
                    }
                    if flip_y {
                        sy = in_h - 1 - sy;
                    }
                    let (from, to) = ((sy * in_w + sx) * 3, (y * out_w + x) * 3);
                    pixels[to..to + 3].copy_from_slice(&source[from..from + 3]);
                }
            }
        }
    }
    Picture::from_rgb(out_w as u32, out_h as u32, pixels)
        .expect("as many pixels as before, with the sides kept or swapped")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, RgbImage};

    #[test]
    fn agrees_with_the_image_library_on_all_eight() {
        let pixels: Vec<u8> = (0..5 * 3 * 3).map(|v| v as u8).collect();
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut theirs = DynamicImage::ImageRgb8(RgbImage::from_raw(5, 3, pixels.clone()).unwrap());
            theirs.apply_orientation(orientation);
            let ours = upright(Picture::from_rgb(5, 3, pixels.clone()).unwrap(), orientation);
            assert_eq!((ours.width(), ours.height()), (theirs.width(), theirs.height()), "{exif}");
            assert_eq!(ours.pixels(), theirs.as_bytes(), "orientation {exif}");
        }
    }
}
