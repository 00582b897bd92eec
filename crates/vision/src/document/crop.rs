//! The document cut out of the picture and set upright.

use super::geometry::{Homography, side_length};
use crate::picture::Picture;
use proofdesk_domain::picture::Quad;

/// A document's face, upright, with the way back to the picture that it came from.
#[derive(Clone, Debug)]
pub struct Crop {
    picture: Picture,
    to_picture: Homography,
    from_picture: Homography,
}

impl Crop {
    /// The upright face.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// A place on the crop, as a place on the picture.
    pub fn to_picture(&self, place: &Quad) -> Quad {
        self.to_picture.apply_quad(place)
    }

    /// A place on the picture, as a place on the crop.
    pub fn from_picture(&self, place: &Quad) -> Quad {
        self.from_picture.apply_quad(place)
    }
}

/// Cuts out the document with the given corners, `width_px` wide and `height_px` high. Where the
/// picture is finer than the crop its pixels are averaged; what lies outside the picture is grey.
///
/// `None` when the corners span no area or cross over.
pub fn upright(picture: &Picture, corners: &Quad, width_px: u32, height_px: u32) -> Option<Crop> {
    let (width, height) = (width_px.max(1), height_px.max(1));
    let to_picture = Homography::from_rectangle(f64::from(width), f64::from(height), corners)?;
    let from_picture = to_picture.inverse()?;

    // Average whole blocks first, so that one bilinear sample a pixel suffices.
    let across = side_length(corners, 0).min(side_length(corners, 2)) / width as f32;
    let down = side_length(corners, 1).min(side_length(corners, 3)) / height as f32;
    let factor = (across.min(down) + 0.15).floor().clamp(1.0, 16.0) as u32;
    let (left, top, right, bottom) = corners.bounds();
    let margin = 2.0 * factor as f32;
    let left = (left - margin).max(0.0).min(picture.width() as f32 - 1.0) as u32;
    let top = (top - margin).max(0.0).min(picture.height() as f32 - 1.0) as u32;
    let right = (right + margin).clamp(left as f32 + 1.0, picture.width() as f32) as u32;
    let bottom = (bottom + margin).clamp(top as f32 + 1.0, picture.height() as f32) as u32;
    let part = picture.reduced_part(left, top, right - left, bottom - top, factor);

    let pixels = sample(&part, &to_picture, (left, top, factor), (width, height));
    Some(Crop { picture: Picture::from_rgb(width, height, pixels)?, to_picture, from_picture })
}

/// One bilinear sample for each pixel of the output.
fn sample(
    part: &Picture,
    map: &Homography,
    (left, top, factor): (u32, u32, u32),
    (width, height): (u32, u32),
) -> Vec<u8> {
    const OUTSIDE: [u8; 3] = [128; 3];
    let m = map.rows();
    let scale = 1.0 / f64::from(factor);
    let (left, top) = (f64::from(left), f64::from(top));
    let (part_w, part_h) = (part.width() as usize, part.height() as usize);
    let (max_x, max_y) = (part_w as f64 - 0.5, part_h as f64 - 0.5);
    let source = part.pixels();
    let mut out = vec![0_u8; width as usize * height as usize * 3];
    for (y, row) in out.chunks_exact_mut(width as usize * 3).enumerate() {
        let v = y as f64 + 0.5;
        let start = [0, 1, 2].map(|i| m[i][1] * v + m[i][2]);
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let u = x as f64 + 0.5;
            let w = 1.0 / (m[2][0] * u + start[2]);
            // Centre of a pixel of the part stands at whole numbers.
            let sx = ((m[0][0] * u + start[0]) * w - left) * scale - 0.5;
            let sy = ((m[1][0] * u + start[1]) * w - top) * scale - 0.5;
            if !(sx > -1.0 && sy > -1.0 && sx < max_x && sy < max_y) {
                pixel.copy_from_slice(&OUTSIDE);
                continue;
            }
            // 1/256 of a pixel.
            let fx = (sx.max(0.0) * 256.0) as u32;
            let fy = (sy.max(0.0) * 256.0) as u32;
            let (ix, iy) = ((fx >> 8) as usize, (fy >> 8) as usize);
            let (fx, fy) = (fx & 255, fy & 255);
            let (jx, jy) = ((ix + 1).min(part_w - 1), (iy + 1).min(part_h - 1));
            let (ix, iy) = (ix.min(part_w - 1), iy.min(part_h - 1));
            let at = |x: usize, y: usize| (y * part_w + x) * 3;
            let (a, b, c, d) = (at(ix, iy), at(jx, iy), at(ix, jy), at(jx, jy));
            for (channel, value) in pixel.iter_mut().enumerate() {
                let v = |i: usize| u32::from(source[i + channel]);
                let upper = v(a) * (256 - fx) + v(b) * fx;
                let lower = v(c) * (256 - fx) + v(d) * fx;
                *value = ((upper * (256 - fy) + lower * fy + 32_768) >> 16) as u8;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::picture::Point;

    /// Four quarters in four colours.
    fn quarters(width: u32, height: u32) -> Picture {
        let pixels = (0..height)
            .flat_map(|y| {
                (0..width).flat_map(move |x| match (x < width / 2, y < height / 2) {
                    (true, true) => [255, 0, 0],
                    (false, true) => [0, 255, 0],
                    (false, false) => [0, 0, 255],
                    (true, false) => [255, 255, 0],
                })
            })
            .collect();
        Picture::from_rgb(width, height, pixels).unwrap()
    }

    #[test]
    fn turns_by_the_order_of_corners() {
        let picture = quarters(400, 200);
        let Quad([a, b, c, d]) = Quad::rect(0.0, 0.0, 400.0, 200.0);
        let crop = upright(&picture, &Quad([d, a, b, c]), 100, 200).unwrap();
        // What was bottom left is top left now.
        assert_eq!(crop.picture().rgb(10, 10), [255, 255, 0]);
        assert_eq!(crop.picture().rgb(90, 10), [255, 0, 0]);
        assert_eq!(crop.picture().rgb(90, 190), [0, 255, 0]);
    }

    #[test]
    fn maps_places_both_ways() {
        let picture = quarters(800, 600);
        let corners = Quad([[100.0, 80.0], [700.0, 120.0], [650.0, 500.0], [140.0, 480.0]].map(Point::from));
        let crop = upright(&picture, &corners, 300, 200).unwrap();
        let whole = crop.to_picture(&Quad::rect(0.0, 0.0, 300.0, 200.0));
        let place = Quad::rect(20.0, 30.0, 100.0, 50.0);
        let back = crop.from_picture(&crop.to_picture(&place));
        for i in 0..4 {
            assert!((whole.0[i].x - corners.0[i].x).abs() < 0.01);
            assert!((whole.0[i].y - corners.0[i].y).abs() < 0.01);
            assert!((back.0[i].x - place.0[i].x).abs() < 0.01);
        }
    }

    #[test]
    fn outside_the_picture_is_grey() {
        let crop = upright(&quarters(100, 100), &Quad::rect(-100.0, 0.0, 200.0, 100.0), 200, 100).unwrap();
        assert_eq!(crop.picture().rgb(20, 20), [128; 3]);
        assert_eq!(crop.picture().rgb(120, 20), [255, 0, 0]);
    }

    #[test]
    fn no_area_no_crop() {
        assert!(upright(&quarters(10, 10), &Quad::rect(1.0, 1.0, 0.0, 5.0), 10, 10).is_none());
    }
}
