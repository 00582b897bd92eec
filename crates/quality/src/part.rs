//! The part of the frame around the document, as the two shades that are measured.

use crate::{Corners, frame::Frame};
use alloc::{vec, vec::Vec};

/// Brightness and darkest channel, averaged over blocks of `factor` x `factor` pixels.
pub(crate) struct Part<'a> {
    frame: Frame<'a>,
    left: u32,
    top: u32,
    factor: u32,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Of every pixel brightness and darkest channel, and in the upper half those of its right neighbour. A row more than
    /// the part has, the last one once again, so that every pixel has one below.
    pub(crate) pairs: Vec<u32>,
}

impl<'a> Part<'a> {
    pub(crate) fn of(frame: &Frame<'a>, corners: &Corners, factor: u32) -> Option<Self> {
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
        let (width, height) = (((right - left) / factor) as usize, ((bottom - top) / factor) as usize);
        let pairs = Vec::with_capacity(width * (height + 1));
        let mut part = Self { frame: *frame, left, top, factor, width, height, pairs };
        part.fill();
        Some(part)
    }

    fn fill(&mut self) {
        let (width, factor) = (self.width, self.factor);
        let mut shades_of = vec![0; width + 1];
        // Down first, many bytes at a time; then across what is left. Factors are far below the 257 that would not fit.
        let mut down = vec![0_u16; if factor > 1 { self.line(0, 0).0.len() } else { 0 }];
        for y in 0..self.height {
            let (line, bytes) = self.line(y, 0);
            if factor == 1 && bytes == 4 {
                for (to, pixel) in shades_of.iter_mut().zip(line.as_chunks::<4>().0) {
                    // As one number, of which compilers make four at once.
                    let rgba = u32::from_le_bytes(*pixel);
                    *to = shades([rgba & 255, (rgba >> 8) & 255, (rgba >> 16) & 255]);
                }
            } else if factor == 1 {
                for (to, pixel) in shades_of.iter_mut().zip(line.chunks_exact(bytes)) {
                    *to = shades(rgb(pixel));
                }
            } else {
                down.fill(0);
                for row in 0..factor {
                    for (sum, &value) in down.iter_mut().zip(self.line(y, row).0) {
                        *sum += u16::from(value);
                    }
                }
                let area = factor * factor;
                for (to, block) in shades_of.iter_mut().zip(down.chunks_exact(bytes * factor as usize)) {
                    let mut sum = [0; 3];
                    for pixel in block.chunks_exact(bytes) {
                        for (sum, value) in sum.iter_mut().zip(rgb(pixel)) {
                            *sum += value;
                        }
                    }
                    *to = shades(sum.map(|sum| (sum + area / 2) / area));
                }
            }
            shades_of[width] = shades_of[width - 1];
            self.pairs
                .extend(shades_of.iter().zip(&shades_of[1..]).map(|(&here, &right)| here | right << 16));
        }
        self.pairs.extend_from_within(self.pairs.len() - width..);
    }

    /// The `row`th of the frame's rows under row `y`.
    fn line(&self, y: usize, row: u32) -> (&'a [u8], usize) {
        let across = self.width as u32 * self.factor;
        self.frame.row(self.left, self.top + y as u32 * self.factor + row, across)
    }

    /// The document's corners on the part, in 1/16 of its pixels.
    pub(crate) fn corners(&self, corners: &Corners) -> Corners {
        let factor = self.factor as i32;
        corners.map(|[x, y]| [(x - self.left as i32 * 16) / factor, (y - self.top as i32 * 16) / factor])
    }

    /// The colour at a place (1/256 of a pixel, within the part), between its four neighbours.
    pub(crate) fn colour(&self, x: u32, y: u32) -> [u32; 3] {
        let (ix, iy, fx, fy) = ((x >> 8) as usize, (y >> 8) as usize, x & 255, y & 255);
        let (jx, jy) = ((ix + 1).min(self.width - 1), (iy + 1).min(self.height - 1));
        let across = |y: usize| {
            let (a, b) = (self.pixel(ix, y), self.pixel(jx, y));
            [0, 1, 2].map(|i: usize| a[i] * (256 - fx) + b[i] * fx)
        };
        let (upper, lower) = (across(iy), across(jy));
        [0, 1, 2].map(|i: usize| (upper[i] * (256 - fy) + lower[i] * fy + 32_768) >> 16)
    }

    fn pixel(&self, x: usize, y: usize) -> [u32; 3] {
        let factor = self.factor;
        let (left, top) = (self.left + x as u32 * factor, self.top + y as u32 * factor);
        if factor == 1 {
            return rgb(self.frame.row(left, top, 1).0);
        }
        let mut sum = [0; 3];
        for row in 0..factor {
            let (block, bytes) = self.frame.row(left, top + row, factor);
            add(block, bytes, &mut sum);
        }
        let area = factor * factor;
        sum.map(|sum| (sum + area / 2) / area)
    }
}

/// Colour of a pixel, or of the sum of some.
fn rgb<T: Copy + Into<u32>>(pixel: &[T]) -> [u32; 3] {
    match *pixel {
        [r, g, b, ..] => [r, g, b].map(Into::into),
        [luma] => [luma.into(); 3],
        _ => [0; 3],
    }
}

/// Adds up pixels of so many bytes each.
fn add(block: &[u8], bytes: usize, sum: &mut [u32; 3]) {
    for pixel in block.chunks_exact(bytes) {
        for (sum, value) in sum.iter_mut().zip(rgb(pixel)) {
            *sum += value;
        }
    }
}

/// Brightness (BT.601 weights) and darkest channel.
fn shades([r, g, b]: [u32; 3]) -> u32 {
    let luma = (77 * r + 150 * g + 29 * b + 128) >> 8;
    r.min(g).min(b) << 8 | luma
}
