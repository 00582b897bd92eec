//! Edges of a small copy of the picture: strength, direction, thinned places.

use crate::picture::Picture;

/// Colour gradients of a picture: at each pixel those of its strongest channel, so that a red card
/// on a green cloth of the same brightness still has an outline.
pub(super) struct EdgeMap {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Sobel responses, x then y.
    gradient: Vec<[i16; 2]>,
    magnitude: Vec<u16>,
    /// Weaker responses than this are noise or texture.
    pub(super) threshold: u16,
    /// Response of a clearly visible edge on this picture.
    pub(super) strong: u16,
}

impl EdgeMap {
    pub(super) fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let smooth = smoothed(picture);
        let mut gradient = vec![[0_i16; 2]; width * height];
        let mut magnitude = vec![0_u16; width * height];
        let mut histogram = [0_u32; 2048];
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let mut best = ([0_i16; 2], 0_i32);
                for channel in 0..3 {
                    let at = |dx: usize, dy: usize| {
                        i32::from(smooth[((y + dy - 1) * width + x + dx - 1) * 3 + channel])
                    };
                    let gx = at(2, 0) + 2 * at(2, 1) + at(2, 2) - at(0, 0) - 2 * at(0, 1) - at(0, 2);
                    let gy = at(0, 2) + 2 * at(1, 2) + at(2, 2) - at(0, 0) - 2 * at(1, 0) - at(2, 0);
                    let squared = gx * gx + gy * gy;
                    if squared > best.1 {
                        best = ([gx as i16, gy as i16], squared);
                    }
                }
                let strength = f64::from(best.1).sqrt() as u16;
                gradient[y * width + x] = best.0;
                magnitude[y * width + x] = strength;
                histogram[usize::from(strength).min(2047)] += 1;
            }
        }
        let share = |part: f64| {
            let wanted = (part * histogram.iter().map(|&n| f64::from(n)).sum::<f64>()) as u32;
            let mut seen = 0;
            histogram
                .iter()
                .position(|&n| {
                    seen += n;
                    seen >= wanted
                })
                .unwrap_or(0) as u16
        };
        // The middle pixel of a picture is desk or paper, not outline: its response is texture.
        let threshold = (share(0.5) * 5 / 2).clamp(20, 120);
        let strong = share(0.97).max(threshold * 2);
        Self { width, height, gradient, magnitude, threshold, strong }
    }

    pub(super) fn gradient(&self, x: usize, y: usize) -> [i16; 2] {
        self.gradient[y * self.width + x]
    }

    pub(super) fn magnitude(&self, x: usize, y: usize) -> u16 {
        self.magnitude[y * self.width + x]
    }

    /// Pixels that are edges and the strongest across their edge, with the angle of their
    /// gradient in degrees, 0 to 180.
    pub(super) fn thinned(&self) -> Vec<EdgePixel> {
        let mut pixels = Vec::new();
        for y in 2..self.height.saturating_sub(2) {
            for x in 2..self.width.saturating_sub(2) {
                let here = self.magnitude(x, y);
                if here < self.threshold {
                    continue;
                }
                let [gx, gy] = self.gradient(x, y).map(i32::from);
                // The neighbours along the gradient, rounded to eight directions.
                let (ax, ay) = (gx.abs(), gy.abs());
                let dx = if ax * 5 >= ay * 2 { gx.signum() } else { 0 };
                let dy = if ay * 5 >= ax * 2 { gy.signum() } else { 0 };
                let neighbour = |sign: i32| {
                    let nx = (x as i32 + sign * dx) as usize;
                    let ny = (y as i32 + sign * dy) as usize;
                    self.magnitude(nx, ny)
                };
                if here >= neighbour(1) && here > neighbour(-1) {
                    let angle = f64::from(gy).atan2(f64::from(gx)).to_degrees();
                    let angle = if angle < 0.0 { angle + 180.0 } else { angle };
                    // The outline of a document is stronger than the grain of a desk.
                    let weight = u32::from(here) * 4 / u32::from(self.strong);
                    pixels.push(EdgePixel {
                        x: x as f32,
                        y: y as f32,
                        angle: angle as f32,
                        weight: weight.clamp(1, 4),
                    });
                }
            }
        }
        pixels
    }
}

/// A place on a thin edge.
pub(super) struct EdgePixel {
    pub(super) x: f32,
    pub(super) y: f32,
    /// Direction of the gradient, degrees, 0 to 180.
    pub(super) angle: f32,
    /// Strength, 1 to 4.
    pub(super) weight: u32,
}

/// Binomial 3 x 3 smoothing: sensor noise must not make edges.
fn smoothed(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let stride = width * 3;
    let source = picture.pixels();
    let mut out = source.to_vec();
    let mut line = vec![0_u16; stride];
    for y in 1..height.saturating_sub(1) {
        for (i, sum) in line.iter_mut().enumerate() {
            *sum = u16::from(source[(y - 1) * stride + i])
                + 2 * u16::from(source[y * stride + i])
                + u16::from(source[(y + 1) * stride + i]);
        }
        for i in 3..stride.saturating_sub(3) {
            out[y * stride + i] = ((line[i - 3] + 2 * line[i] + line[i + 3] + 8) / 16) as u8;
        }
    }
    out
}
