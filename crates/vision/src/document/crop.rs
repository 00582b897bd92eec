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

/// Pixels of a row between whose ends places are taken to lie evenly: a twentieth of a pixel off at a tilt of 45 degrees.
const SPAN: usize = 8;

/// One bilinear sample for each pixel of the output.
fn sample(
    part: &Picture,
    map: &Homography,
    (left, top, factor): (u32, u32, u32),
    (width, height): (u32, u32),
) -> Vec<u8> {
    let m = map.rows();
    let scale = 1.0 / f64::from(factor);
    let (left, top) = (f64::from(left), f64::from(top));
    // Where the middle of a pixel of the output stands on the part, whose pixels have their middles at whole numbers.
    let place = |x: usize, y: usize| {
        let (u, v) = (x as f64 + 0.5, y as f64 + 0.5);
        let [px, py, w] = [0, 1, 2].map(|i| m[i][0] * u + m[i][1] * v + m[i][2]);
        [(px / w - left) * scale - 0.5, (py / w - top) * scale - 0.5]
    };
    // Far enough from the border for all four neighbours.
    let most = [part.width(), part.height()].map(|side| f64::from(side) - 1.0);
    let within = |[x, y]: [f64; 2]| x >= 0.0 && y >= 0.0 && x < most[0] && y < most[1];
    let mut out = vec![0_u8; width as usize * height as usize * 3];
    for (y, row) in out.chunks_exact_mut(width as usize * 3).enumerate() {
        let mut from = place(0, y);
        for (n, span) in row.chunks_mut(SPAN * 3).enumerate() {
            let (start, count) = (n * SPAN, span.len() / 3);
            let to = place(start + count, y);
            if within(from) && within(to) {
                between(part, from, to, span);
            } else {
                for (x, pixel) in span.as_chunks_mut::<3>().0.iter_mut().enumerate() {
                    *pixel = mixed(part, place(start + x, y));
                }
            }
            from = to;
        }
    }
    out
}

/// Samples at even distances, all of them well within the part: the first at `from`, the one after the last at `to`.
fn between(part: &Picture, from: [f64; 2], to: [f64; 2], out: &mut [u8]) {
    let (source, stride) = (part.pixels(), part.width() as usize * 3);
    let (pixels, _) = out.as_chunks_mut::<3>();
    let count = pixels.len() as i64;
    // 1/65536 of a pixel, and no step that would lead beyond `to`.
    let fixed = |place: f64| (place * 65_536.0) as i64;
    let [mut x, mut y] = from.map(fixed);
    let [step_x, step_y] = [0, 1].map(|axis: usize| (fixed(to[axis]) - fixed(from[axis])) / count);
    for pixel in pixels {
        let (fx, fy) = ((x >> 8) as u64 & 255, (y >> 8) as u64 & 255);
        let at = (y >> 16) as usize * stride + (x >> 16) as usize * 3;
        let (upper, lower) = (&source[at..at + 6], &source[at + stride..at + stride + 6]);
        let along = |line: &[u8]| lanes(&line[..3]) * (256 - fx) + lanes(&line[3..]) * fx;
        *pixel = mean(along(upper), along(lower), fy);
        (x, y) = (x + step_x, y + step_y);
    }
}

/// The channels of a pixel sixteen bits apart in one number: what is done to the number is done to all three.
fn lanes(pixel: &[u8]) -> u64 {
    u64::from(pixel[0]) | u64::from(pixel[1]) << 16 | u64::from(pixel[2]) << 32
}

/// The mean of two pixels whose lanes hold 256 times their values, the second weighed by so many parts of 256.
fn mean(one: u64, other: u64, parts: u64) -> [u8; 3] {
    /// Red and blue, with room for 32 bits each once green is gone.
    const ENDS: u64 = 0xffff_0000_ffff;
    let of = |lanes: fn(u64) -> u64| lanes(one) * (256 - parts) + lanes(other) * parts;
    let ends = of(|lanes| lanes & ENDS) + (1 << 47 | 1 << 15);
    let middle = of(|lanes| lanes >> 16 & 0xffff) + (1 << 15);
    [(ends >> 16) as u8, (middle >> 16) as u8, (ends >> 48) as u8]
}

/// A sample anywhere: beyond the border it is grey, at the border what is beyond is as the border.
fn mixed(part: &Picture, [x, y]: [f64; 2]) -> [u8; 3] {
    let (width, height) = (part.width() as usize, part.height() as usize);
    if !(x > -1.0 && y > -1.0 && x < width as f64 - 0.5 && y < height as f64 - 0.5) {
        return [128; 3];
    }
    // 1/256 of a pixel.
    let (fx, fy) = ((x.max(0.0) * 256.0) as u32, (y.max(0.0) * 256.0) as u32);
    let (ix, iy) = ((fx >> 8) as usize, (fy >> 8) as usize);
    let (fx, fy) = (fx & 255, fy & 255);
    let (jx, jy) = ((ix + 1).min(width - 1), (iy + 1).min(height - 1));
    let (ix, iy) = (ix.min(width - 1), iy.min(height - 1));
    let source = part.pixels();
    let [a, b, c, d] = [(ix, iy), (jx, iy), (ix, jy), (jx, jy)].map(|(x, y)| (y * width + x) * 3);
    [0, 1, 2].map(|channel| {
        let value = |at: usize| u32::from(source[at + channel]);
        let upper = value(a) * (256 - fx) + value(b) * fx;
        let lower = value(c) * (256 - fx) + value(d) * fx;
        ((upper * (256 - fy) + lower * fy + 32_768) >> 16) as u8
    })
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
