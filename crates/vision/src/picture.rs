//! Decoded pictures: upright RGB pixels, brightness planes, scaled copies. The browser compiles this file too
//! (`wasm/`), so that it knows nothing of files.

/// An upright picture: 8-bit RGB, rows from the top, no padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// A plane of brightness values, 0 (black) to 255, rows from the top, no padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Picture {
    /// Takes `width * height * 3` bytes of RGB; `None` when the length differs or a side is zero.
    pub fn from_rgb(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let expected = (width as usize).checked_mul(height as usize)?.checked_mul(3)?;
        (width > 0 && height > 0 && pixels.len() == expected).then_some(Self { width, height, pixels })
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The longer side in pixels.
    pub fn longer_side(&self) -> u32 {
        self.width.max(self.height)
    }

    /// The bytes, three a pixel.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The bytes, three a pixel, for keeping.
    pub fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// The colour at a place inside the picture.
    pub fn rgb(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.width as usize + x as usize) * 3;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    /// Brightness (BT.601 weights in 1/256).
    pub fn luma(&self) -> Luma {
        Luma {
            width: self.width,
            height: self.height,
            pixels: self.pixels.chunks_exact(3).map(|p| brightness(p[0], p[1], p[2])).collect(),
        }
    }

    /// The rectangle that begins at `x`, `y`, as far as it lies within the picture; nothing when none of it does.
    pub fn part(&self, x: u32, y: u32, width: u32, height: u32) -> Option<Self> {
        let (right, bottom) =
            (x.saturating_add(width).min(self.width()), y.saturating_add(height).min(self.height()));
        if right <= x || bottom <= y {
            return None;
        }
        let row = |y: u32| (y as usize * self.width() as usize + x as usize) * 3;
        let count = (right - x) as usize * 3;
        let pixels = (y..bottom).flat_map(|y| &self.pixels()[row(y)..row(y) + count]).copied().collect();
        Self::from_rgb(right - x, bottom - y, pixels)
    }

    /// A copy whose longer side is at most `max_side` pixels, by area averaging; the picture
    /// itself when it is small enough already. Never enlarges.
    #[must_use]
    pub fn downscaled(&self, max_side: u32) -> Self {
        let longer = self.longer_side();
        let max_side = max_side.max(1);
        if longer <= max_side {
            return self.clone();
        }
        let scaled = |side: u32| {
            let exact = u64::from(side) * u64::from(max_side) / u64::from(longer);
            u32::try_from(exact).unwrap_or(max_side).max(1)
        };
        area_average(self, scaled(self.width), scaled(self.height))
    }

    /// The part from `left`, `top`, clipped to the picture, averaged over `factor` x `factor`
    /// pixels. Sides are rounded down but never below 1.
    pub(crate) fn reduced_part(&self, left: u32, top: u32, width: u32, height: u32, factor: u32) -> Self {
        let left = left.min(self.width - 1);
        let top = top.min(self.height - 1);
        let width = width.clamp(1, self.width - left);
        let height = height.clamp(1, self.height - top);
        // A column of more than 257 bytes would not fit into two.
        let factor = factor.clamp(1, width.min(height).min(256));
        let (out_w, out_h) = ((width / factor) as usize, (height / factor) as usize);
        let k = factor as usize;
        let stride = self.width as usize * 3;
        let mut pixels = Vec::with_capacity(out_w * out_h * 3);
        if k == 1 {
            for y in 0..out_h {
                let start = (top as usize + y) * stride + left as usize * 3;
                pixels.extend_from_slice(&self.pixels[start..start + out_w * 3]);
            }
        } else {
            // Reciprocal in 1/65536: a division for every byte would cost more than the sums.
            let area = (k * k) as u64;
            let reciprocal = 65_536_u64.div_ceil(area);
            // Down first, many bytes at a time; then across what is left.
            let mut down = vec![0_u16; out_w * k * 3];
            for y in 0..out_h {
                down.fill(0);
                for row in 0..k {
                    let start = (top as usize + y * k + row) * stride + left as usize * 3;
                    for (sum, &value) in down.iter_mut().zip(&self.pixels[start..start + out_w * k * 3]) {
                        *sum += u16::from(value);
                    }
                }
                for block in down.chunks_exact(k * 3) {
                    let mut sum = [0_u32; 3];
                    for part in block.as_chunks::<3>().0 {
                        for (sum, &value) in sum.iter_mut().zip(part) {
                            *sum += u32::from(value);
                        }
                    }
                    pixels.extend(sum.map(|s| ((u64::from(s) * reciprocal) >> 16).min(255) as u8));
                }
            }
        }
        Self { width: out_w as u32, height: out_h as u32, pixels }
    }
}

impl Luma {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// One byte a pixel.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

/// BT.601 brightness of one colour, in integers.
pub(crate) fn brightness(r: u8, g: u8, b: u8) -> u8 {
    ((77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b) + 128) >> 8) as u8
}

/// Area-averaged copy of exactly the given size, which must not exceed the source's.
fn area_average(source: &Picture, width: u32, height: u32) -> Picture {
    let (out_w, out_h) = (width as usize, height as usize);
    let (in_w, in_h) = (source.width as usize, source.height as usize);
    // Spans and weights (1/256 of a pixel) of the sources of each output column and row.
    let columns = spans(in_w, out_w);
    let rows = spans(in_h, out_h);
    let mut pixels = Vec::with_capacity(out_w * out_h * 3);
    // Rows of at most 65,536: their sums fit into 32 bits.
    let mut line = vec![0_u32; in_w * 3];
    for row in &rows {
        line.fill(0);
        let mut row_weight = 0_u64;
        for (y, weight) in row.weights() {
            row_weight += weight;
            let (start, weight) = (y * in_w * 3, weight as u32);
            for (sum, &v) in line.iter_mut().zip(&source.pixels[start..start + in_w * 3]) {
                *sum += weight * u32::from(v);
            }
        }
        for column in &columns {
            let (mut sums, mut total) = ([0_u64; 3], 0_u64);
            for (x, weight) in column.weights() {
                total += weight;
                for (sum, &value) in sums.iter_mut().zip(&line[x * 3..x * 3 + 3]) {
                    *sum += weight * u64::from(value);
                }
            }
            let total = (total * row_weight).max(1);
            pixels.extend(sums.map(|s| ((s + total / 2) / total).min(255) as u8));
        }
    }
    Picture { width, height, pixels }
}

/// The source pixels under one output pixel.
struct Span {
    first: usize,
    last: usize,
    first_weight: u64,
    last_weight: u64,
}

impl Span {
    /// Source index and weight, in 1/256 of a pixel.
    fn weights(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        (self.first..=self.last).map(|i| {
            let weight = if i == self.first {
                self.first_weight
            } else if i == self.last {
                self.last_weight
            } else {
                256
            };
            (i, weight)
        })
    }
}

fn spans(input: usize, output: usize) -> Vec<Span> {
    (0..output)
        .map(|i| {
            let (from, to) = (i * input * 256 / output, (i + 1) * input * 256 / output);
            let (first, last) = (from / 256, ((to - 1) / 256).min(input - 1));
            Span {
                first,
                last,
                first_weight: (((first + 1) * 256).min(to) - from) as u64,
                last_weight: (to - last * 256).min(256) as u64,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(width: u32, height: u32) -> Picture {
        let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, 7])).collect();
        Picture::from_rgb(width, height, pixels).unwrap()
    }

    #[test]
    fn refuses_lengths_that_do_not_fit() {
        assert!(Picture::from_rgb(2, 2, vec![0; 11]).is_none());
        assert!(Picture::from_rgb(0, 2, vec![]).is_none());
        assert!(Picture::from_rgb(u32::MAX, u32::MAX, vec![]).is_none());
    }

    #[test]
    fn downscaling_keeps_the_mean_and_the_shape() {
        let small = ramp(200, 100).downscaled(64);
        assert_eq!((small.width(), small.height()), (64, 32));
        let mean = |p: &Picture| {
            p.pixels().iter().map(|&v| u64::from(v)).sum::<u64>() as f64 / p.pixels().len() as f64
        };
        assert!((mean(&small) - mean(&ramp(200, 100))).abs() < 0.6);
    }

    #[test]
    fn downscaling_never_enlarges() {
        assert_eq!(ramp(20, 10).downscaled(100), ramp(20, 10));
    }

    #[test]
    fn a_reduced_part_is_the_mean_of_its_blocks() {
        let part = ramp(100, 100).reduced_part(10, 20, 40, 40, 4);
        assert_eq!((part.width(), part.height()), (10, 10));
        assert_eq!(part.rgb(0, 0), [11, 21, 7]);
    }
}
