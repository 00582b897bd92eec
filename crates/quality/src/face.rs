//! The document's face at a fixed scale, cut out by an integer homography.

use crate::{Corners, frame::Frame};
use alloc::{vec, vec::Vec};

/// An upright face: colours, brightness, and the way back to the frame.
pub(crate) struct Face {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Red, green, blue.
    pub(crate) rgb: Vec<[u8; 3]>,
    pub(crate) luma: Vec<u8>,
    /// 1 inside the frame, 0 where the document runs out of it.
    pub(crate) inside: Vec<u8>,
    corners: Corners,
}

/// Longer side of the face: an ID-1 card at 300 dots per inch, and the same for the larger
/// formats, which are told by their shape.
pub(crate) const CARD_SIDE: u32 = 1024;
pub(crate) const PAGE_SIDE: u32 = 1344;

impl Face {
    pub(crate) fn of(frame: &Frame<'_>, corners: &Corners) -> Option<Self> {
        // In 1/16 pixel.
        let across = distance(corners[0], corners[1]).max(distance(corners[3], corners[2]));
        let down = distance(corners[1], corners[2]).max(distance(corners[0], corners[3]));
        let (across, down) = (across / 16, down / 16);
        if across.max(down) < 64 || across.min(down) < 32 || across.max(down) > 65_535 {
            return None;
        }
        let longer = across.max(down);
        let target = if longer * 2 >= across.min(down) * 3 { CARD_SIDE } else { PAGE_SIDE };
        let scaled = |side: u32| if longer > target { side * target / longer } else { side };
        let (width, height) = (scaled(across).max(16), scaled(down).max(16));
        // Whole blocks of pixels are averaged first; a little short of the target is as good.
        let factor = ((longer * 100 / target.min(longer) + 15) / 100).max(1);
        let part = Part::of(frame, corners, factor)?;
        let map = Map::new(&part.corners(corners), width, height)?;
        let count = width as usize * height as usize;
        let mut face = Self {
            width: width as usize,
            height: height as usize,
            rgb: vec![[0; 3]; count],
            luma: vec![0; count],
            inside: vec![0; count],
            corners: *corners,
        };
        for y in 0..height {
            for x in 0..width {
                let (px, py) = map.apply(2 * i64::from(x) + 1, 2 * i64::from(y) + 1);
                if let Some(colour) = part.sample(px, py) {
                    let at = (y * width + x) as usize;
                    let [r, g, b] = colour.map(u32::from);
                    face.rgb[at] = colour;
                    face.luma[at] = ((77 * r + 150 * g + 29 * b + 128) >> 8) as u8;
                    face.inside[at] = 1;
                }
            }
        }
        Some(face)
    }

    /// A rectangle of the face as a place on the frame.
    pub(crate) fn place(&self, left: usize, top: usize, right: usize, bottom: usize) -> Corners {
        if left == 0 && top == 0 && right >= self.width && bottom >= self.height {
            return self.corners;
        }
        let Some(map) = Map::new(&self.corners, self.width as u32, self.height as u32) else {
            return self.corners;
        };
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| {
            let (x, y) = map.apply(2 * x as i64, 2 * y as i64);
            // From 1/256 to 1/16.
            [((x + 8) >> 4) as i32, ((y + 8) >> 4) as i32]
        })
    }

    /// The whole document.
    pub(crate) fn whole(&self) -> Corners {
        self.corners
    }
}

/// Distance of two corners, rounded down, in their unit.
fn distance(a: [i32; 2], b: [i32; 2]) -> u32 {
    let (dx, dy) = (i64::from(a[0]) - i64::from(b[0]), i64::from(a[1]) - i64::from(b[1]));
    let square = dx
        .unsigned_abs()
        .saturating_mul(dx.unsigned_abs())
        .saturating_add(dy.unsigned_abs().saturating_mul(dy.unsigned_abs()));
    u32::try_from(square.isqrt()).unwrap_or(u32::MAX)
}

/// The part of the frame around the document, averaged over blocks of `factor` x `factor`.
struct Part {
    left: u32,
    top: u32,
    factor: u32,
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Part {
    fn of(frame: &Frame<'_>, corners: &Corners, factor: u32) -> Option<Self> {
        let bounds = |axis: usize, limit: u32| {
            let low = corners.iter().map(|c| c[axis]).min().unwrap_or(0) / 16;
            let high = corners.iter().map(|c| c[axis]).max().unwrap_or(0) / 16 + 1;
            let margin = 2 * factor as i32;
            let low = low.saturating_sub(margin).clamp(0, limit as i32);
            let high = high.saturating_add(margin).clamp(0, limit as i32);
            (low as u32, high as u32)
        };
        let (left, right) = bounds(0, frame.width());
        let (top, bottom) = bounds(1, frame.height());
        if right <= left || bottom <= top {
            return None;
        }
        let factor = factor.min(right - left).min(bottom - top);
        let (width, height) = ((right - left) / factor, (bottom - top) / factor);
        let mut pixels = Vec::with_capacity(width as usize * height as usize);
        let mut sums = vec![[0_u32; 3]; width as usize];
        let area = factor * factor;
        for y in 0..height {
            sums.fill([0; 3]);
            for row in 0..factor {
                let (line, bytes) = frame.row(left, top + y * factor + row, width * factor);
                let blocks = line.chunks_exact(bytes * factor as usize);
                for (block, sum) in blocks.zip(&mut sums) {
                    for pixel in block.chunks_exact(bytes) {
                        let (r, g, b) = match pixel {
                            [luma] => (*luma, *luma, *luma),
                            [r, g, b, ..] => (*r, *g, *b),
                            _ => (0, 0, 0),
                        };
                        sum[0] += u32::from(r);
                        sum[1] += u32::from(g);
                        sum[2] += u32::from(b);
                    }
                }
            }
            pixels.extend(sums.iter().map(|s| s.map(|v| ((v + area / 2) / area) as u8)));
        }
        Some(Self { left, top, factor, width: width as usize, height: height as usize, pixels })
    }

    /// The document's corners on the part, in 1/16 of its pixels.
    fn corners(&self, corners: &Corners) -> Corners {
        let factor = self.factor as i32;
        corners.map(|[x, y]| [(x - self.left as i32 * 16) / factor, (y - self.top as i32 * 16) / factor])
    }

    /// Bilinear colour at a place in 1/256 pixel; `None` outside.
    fn sample(&self, x: i64, y: i64) -> Option<[u8; 3]> {
        let (max_x, max_y) = (self.width as i64 - 1, self.height as i64 - 1);
        // Pixel centres stand at halves.
        let (x, y) = (x - 128, y - 128);
        if x < -192 || y < -192 || x > max_x * 256 + 192 || y > max_y * 256 + 192 {
            return None;
        }
        let (x, y) = (x.clamp(0, max_x * 256), y.clamp(0, max_y * 256));
        let (ix, iy) = ((x >> 8) as usize, (y >> 8) as usize);
        let (fx, fy) = ((x & 255) as u32, (y & 255) as u32);
        let (jx, jy) = ((ix + 1).min(max_x as usize), (iy + 1).min(max_y as usize));
        let at = |x: usize, y: usize| self.pixels[y * self.width + x];
        let (a, b, c, d) = (at(ix, iy), at(jx, iy), at(ix, jy), at(jx, jy));
        Some(core::array::from_fn(|i| {
            let upper = u32::from(a[i]) * (256 - fx) + u32::from(b[i]) * fx;
            let lower = u32::from(c[i]) * (256 - fx) + u32::from(d[i]) * fx;
            ((upper * (256 - fy) + lower * fy + 32_768) >> 16) as u8
        }))
    }
}

/// An integer homography from face coordinates (in halves of a pixel) to 1/256 of a pixel.
struct Map {
    x: [i64; 3],
    y: [i64; 3],
    w: [i64; 3],
}

impl Map {
    /// P. Heckbert's square-to-quadrilateral map (1989, §2.2.3), multiplied through by its
    /// determinant so that nothing is divided before the last step.
    fn new(corners: &Corners, width: u32, height: u32) -> Option<Self> {
        let c = corners.map(|p| p.map(i128::from));
        let ([x0, y0], [x1, y1], [x2, y2], [x3, y3]) = (c[0], c[1], c[2], c[3]);
        let (dx1, dy1, dx2, dy2) = (x1 - x2, y1 - y2, x3 - x2, y3 - y2);
        let (sx, sy) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let mut det = dx1 * dy2 - dx2 * dy1;
        let mut g = sx * dy2 - dx2 * sy;
        let mut h = dx1 * sy - sx * dy1;
        if det < 0 {
            (det, g, h) = (-det, -g, -h);
        }
        // The horizon must not cross the document.
        if det == 0 || det + g <= 0 || det + h <= 0 || det + g + h <= 0 {
            return None;
        }
        // Face coordinates in halves of a pixel: u = U / 2W, v = V / 2H.
        let (w2, h2) = (i128::from(width) * 2, i128::from(height) * 2);
        let row = |p0: i128, p1: i128, p3: i128| {
            // 16 more: from 1/16 to 1/256 of a pixel.
            [
                ((p1 - p0) * det + g * p1) * h2 * 16,
                ((p3 - p0) * det + h * p3) * w2 * 16,
                p0 * det * w2 * h2 * 16,
            ]
        };
        let rows = [row(x0, x1, x3), row(y0, y1, y3), [g * h2, h * w2, det * w2 * h2]];
        // Small enough that sums of products with coordinates fit into 64 bits.
        let largest =
            rows.iter().map(|r| r[0].abs().max(r[1].abs()) * w2.max(h2) + r[2].abs()).max().unwrap_or(0);
        let shift = (128 - largest.leading_zeros()).saturating_sub(61);
        let [x, y, w] = rows.map(|r| r.map(|v| (v >> shift) as i64));
        Some(Self { x, y, w })
    }

    /// Where a place of the face (halves of a pixel) stands, in 1/256 of a pixel.
    fn apply(&self, u: i64, v: i64) -> (i64, i64) {
        let row = |r: &[i64; 3]| r[0] * u + r[1] * v + r[2];
        let w = row(&self.w).max(1);
        (row(&self.x).div_euclid(w), row(&self.y).div_euclid(w))
    }
}
