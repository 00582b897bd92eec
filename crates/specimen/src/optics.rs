//! What the lens and the sensor do to a picture: defocus, shake, light, noise. Pixels are rows of RGB bytes.

use rayon::prelude::*;

use crate::rng::Rng;

/// Gaussian defocus of `sigma` pixels, by one to three box filters each way.
pub(crate) fn defocus(pixels: &mut [u8], width: usize, height: usize, sigma: f32) {
    let radius = ((((4.0 * sigma * sigma + 1.0).sqrt() - 1.0) / 2.0).round() as usize).max(1);
    let side = (2 * radius + 1) as f32;
    let passes = (sigma * sigma * 12.0 / (side * side - 1.0)).round().clamp(0.0, 3.0) as usize;
    let mut other = vec![0_u8; pixels.len()];
    for _ in 0..passes {
        box_rows(pixels, &mut other, width, radius);
        box_columns(&other, pixels, width, height, radius);
    }
}

fn box_rows(from: &[u8], to: &mut [u8], width: usize, radius: usize) {
    let share = (65_536 / (2 * radius + 1)) as u32;
    to.par_chunks_exact_mut(width * 3).zip(from.par_chunks_exact(width * 3)).for_each(|(to, from)| {
        let at = |x: usize, c: usize| u32::from(from[x * 3 + c]);
        let last = width - 1;
        let mut sums = [0_u32; 3];
        for (c, sum) in sums.iter_mut().enumerate() {
            *sum = at(0, c) * (radius as u32 + 1) + (1..=radius).map(|x| at(x.min(last), c)).sum::<u32>();
        }
        for x in 0..width {
            let (enter, leave) = ((x + radius + 1).min(last), x.saturating_sub(radius));
            for (c, sum) in sums.iter_mut().enumerate() {
                to[x * 3 + c] = ((*sum * share + 32_768) >> 16).min(255) as u8;
                *sum = *sum + at(enter, c) - at(leave, c);
            }
        }
    });
}

fn box_columns(from: &[u8], to: &mut [u8], width: usize, height: usize, radius: usize) {
    let share = (65_536 / (2 * radius + 1)) as u32;
    let stride = width * 3;
    let band = (radius * 4).max(128);
    to.par_chunks_mut(stride * band).enumerate().for_each(|(index, to)| {
        let first = index * band;
        let row = |y: isize| {
            let y = y.clamp(0, height as isize - 1) as usize;
            &from[y * stride..(y + 1) * stride]
        };
        let mut sums = vec![0_u32; stride];
        for y in first as isize - radius as isize..=(first + radius) as isize {
            for (sum, value) in sums.iter_mut().zip(row(y)) {
                *sum += u32::from(*value);
            }
        }
        for (dy, to) in to.chunks_exact_mut(stride).enumerate() {
            let y = (first + dy) as isize;
            let (enter, leave) = (row(y + radius as isize + 1), row(y - radius as isize));
            for (((to, sum), enter), leave) in to.iter_mut().zip(&mut sums).zip(enter).zip(leave) {
                *to = ((*sum * share + 32_768) >> 16).min(255) as u8;
                *sum = *sum + u32::from(*enter) - u32::from(*leave);
            }
        }
    });
}

/// A straight shake of `length` pixels in direction `angle` (radians), by halving shifts: log2(length) passes.
pub(crate) fn shake(pixels: &mut Vec<u8>, width: usize, height: usize, length: f32, angle: f32) {
    let (sin, cos) = angle.sin_cos();
    let mut step = length / 2.0;
    let mut round = 0_u16;
    while step >= 0.5 {
        let dx = (step * cos).round() as isize;
        let dy = (step * sin).round() as isize;
        step /= 2.0;
        if dx == 0 && dy == 0 {
            continue;
        }
        let source = std::mem::take(pixels);
        let stride = width * 3;
        let mut mixed = vec![0_u8; source.len()];
        // Rounding up and down in turns keeps the picture from getting brighter.
        round ^= 1;
        mixed.par_chunks_exact_mut(stride).enumerate().for_each(|(y, to)| {
            let here = &source[y * stride..(y + 1) * stride];
            let y2 = (y as isize + dy).clamp(0, height as isize - 1) as usize;
            let there = &source[y2 * stride..(y2 + 1) * stride];
            let shift = dx.unsigned_abs().min(width - 1) * 3;
            let average = |to: &mut [u8], a: &[u8], b: &[u8]| {
                for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                    *to = ((u16::from(*a) + u16::from(*b) + round) >> 1) as u8;
                }
            };
            if dx >= 0 {
                let inner = stride - shift;
                average(&mut to[..inner], &here[..inner], &there[shift..]);
                let edge = there[stride - 3..].repeat(shift / 3);
                average(&mut to[inner..], &here[inner..], &edge);
            } else {
                average(&mut to[shift..], &here[shift..], &there[..stride - shift]);
                let edge = there[..3].repeat(shift / 3);
                average(&mut to[..shift], &here[..shift], &edge);
            }
        });
        *pixels = mixed;
    }
}

/// The picture as a screen shows it and a sensor sees that: dots of `pitch` pixels, turned by `angle` (radians), of three bars
/// each, red, green and blue; and a filter of one colour before each of the sensor's pixels, red and green in one row, green
/// and blue in the next, the other two guessed from the neighbours.
pub(crate) fn off_a_screen(pixels: &[u8], width: usize, height: usize, pitch: f32, angle: f32) -> Vec<u8> {
    /// Samples along a side of the lens's spot on a pixel, and the spot's side in pixels.
    const SAMPLES: usize = 4;
    const SPOT: f32 = 1.4;
    /// The part of a dot that a bar lights up, across and down.
    const BAR: (f32, f32) = (0.27, 0.84);
    let light: [f32; 256] = std::array::from_fn(|value| (value as f32 / 255.0).powf(2.2));
    let (sin, cos) = angle.sin_cos();
    let (half_width, half_height) = (width as f32 / 2.0, height as f32 / 2.0);
    let colour_at = |x: usize, y: usize| match (x % 2, y % 2) {
        (0, 0) => 0,
        (1, 1) => 2,
        _ => 1,
    };
    let shown = |x: f32, y: f32, colour: usize| {
        let (dx, dy) = (x - half_width, y - half_height);
        let (u, v) = ((cos * dx + sin * dy) / pitch, (cos * dy - sin * dx) / pitch);
        let (column, row) = (u.floor(), v.floor());
        let off_bar = (u - column - (colour as f32 * 2.0 + 1.0) / 6.0).abs() * 2.0 > BAR.0;
        if off_bar || (v - row - 0.5).abs() * 2.0 > BAR.1 {
            return 0.0;
        }
        // The dot's middle on what is shown.
        let (u, v) = ((column + 0.5) * pitch, (row + 0.5) * pitch);
        let inside = |place: f32, side: usize| (place.max(0.0) as usize).min(side - 1);
        let (x, y) =
            (inside(cos * u - sin * v + half_width, width), inside(sin * u + cos * v + half_height, height));
        light[usize::from(pixels[(y * width + x) * 3 + colour])]
    };
    let mut raw = vec![0.0_f32; width * height];
    raw.par_chunks_exact_mut(width).enumerate().for_each(|(y, row)| {
        for (x, value) in row.iter_mut().enumerate() {
            let offset = |n: usize| ((n as f32 + 0.5) / SAMPLES as f32 - 0.5) * SPOT + 0.5;
            let sum: f32 = (0..SAMPLES * SAMPLES)
                .map(|n| {
                    let (dx, dy) = (offset(n % SAMPLES), offset(n / SAMPLES));
                    shown(x as f32 + dx, y as f32 + dy, colour_at(x, y))
                })
                .sum();
            *value = sum / ((SAMPLES * SAMPLES) as f32 * BAR.0 * BAR.1);
        }
    });
    let mut developed = vec![0_u8; width * height * 3];
    developed.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let mut sums = [(0.0_f32, 0.0_f32); 3];
            for (dx, dy) in (0..9).map(|n| (n % 3, n / 3)) {
                let (nx, ny) = ((x + dx).wrapping_sub(1), (y + dy).wrapping_sub(1));
                if nx < width && ny < height {
                    let weight = [1.0, 2.0, 1.0][dx] * [1.0, 2.0, 1.0][dy];
                    let (sum, weights) = &mut sums[colour_at(nx, ny)];
                    *sum += weight * raw[ny * width + nx];
                    *weights += weight;
                }
            }
            sums[colour_at(x, y)] = (raw[y * width + x], 1.0);
            for (value, (sum, weights)) in pixel.iter_mut().zip(sums) {
                *value = (255.0 * (sum / weights.max(1.0)).min(1.0).powf(1.0 / 2.2)).round() as u8;
            }
        }
    });
    developed
}

/// Light and sensor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exposure {
    /// Factor on linear light; 1 leaves the picture as it is.
    pub(crate) gain: f32,
    /// Noise, standard deviation in grey levels.
    pub(crate) noise: f32,
    /// Share of colour taken away, `0..=1`.
    pub(crate) grayscale: f32,
    /// Strength of the uneven light, `0..=1`.
    pub(crate) unevenness: f32,
}

/// Develops the picture: uneven light, exposure, white balance, grey, noise.
pub(crate) fn develop(pixels: &mut [u8], width: usize, height: usize, exposure: Exposure, rng: &mut Rng) {
    let balance = [rng.range(0.97, 1.02), 1.0, rng.range(0.96, 1.03)];
    // A gain on light is a gain of its 1/2.2th power on gamma-coded values.
    let gain = exposure.gain.powf(1.0 / 2.2);
    let table: Vec<[u8; 256]> = balance
        .iter()
        .map(|factor| std::array::from_fn(|v| (v as f32 * factor * gain).round().clamp(0.0, 255.0) as u8))
        .collect();
    let slope = |rng: &mut Rng, n: usize| {
        let (from, to) = (rng.range(-0.07, 0.03), rng.range(-0.07, 0.03));
        (0..n)
            .map(|i| {
                let t = i as f32 / n as f32;
                let vignette = -0.05 * (2.0 * t - 1.0).powi(2);
                (256.0 * (1.0 + exposure.unevenness * (from * (1.0 - t) + to * t + vignette))) as u32
            })
            .collect::<Vec<u32>>()
    };
    let (across, down) = (slope(rng, width), slope(rng, height));
    let grain = grain(exposure.noise, rng);
    let key = rng.next();
    let grey = (exposure.grayscale * 256.0) as i32;

    pixels.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, row)| {
        let mut places = Rng::new(key ^ y as u64, "row");
        let start = places.below(GRAIN);
        let fine = places.below(GRAIN);
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let light = (across[x] * down[y]) >> 8;
            let common = i32::from(grain[(start + x) % GRAIN]);
            let mut values = [0_i32; 3];
            for c in 0..3 {
                let lit = ((u32::from(pixel[c]) * light) >> 8).min(255);
                values[c] = i32::from(table[c][lit as usize]);
            }
            if grey > 0 {
                let luma = (values[0] * 77 + values[1] * 150 + values[2] * 29) >> 8;
                values = values.map(|v| v + (((luma - v) * grey) >> 8));
            }
            for c in 0..3 {
                let own = if grey >= 256 { 0 } else { i32::from(grain[(fine + x * 3 + c) % GRAIN]) / 2 };
                pixel[c] = (values[c] + common + own).clamp(0, 255) as u8;
            }
        }
    });
}

const GRAIN: usize = 1 << 16;

/// A table of nearly Gaussian noise.
fn grain(sigma: f32, rng: &mut Rng) -> Vec<i8> {
    (0..GRAIN)
        .map(|_| {
            let sum = rng.unit() + rng.unit() + rng.unit() + rng.unit() - 2.0;
            (sum * 1.732 * sigma).round().clamp(-127.0, 127.0) as i8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripes(width: usize, height: usize) -> Vec<u8> {
        (0..height)
            .flat_map(|_| (0..width).flat_map(|x| [if x / 4 % 2 == 0 { 20 } else { 220 }; 3]))
            .collect()
    }

    fn contrast(pixels: &[u8]) -> u32 {
        pixels
            .chunks_exact(3)
            .zip(pixels.chunks_exact(3).skip(1))
            .map(|(a, b)| u32::from(a[0].abs_diff(b[0])))
            .sum()
    }

    #[test]
    fn defocus_and_shake_lower_contrast_and_keep_brightness() {
        let sharp = stripes(512, 32);
        let mean = |pixels: &[u8]| pixels.iter().map(|v| u32::from(*v)).sum::<u32>() / pixels.len() as u32;
        let mut soft = sharp.clone();
        defocus(&mut soft, 512, 32, 3.0);
        let mut shaken = sharp.clone();
        shake(&mut shaken, 512, 32, 9.0, 0.0);
        let mut along = sharp.clone();
        shake(&mut along, 512, 32, 9.0, std::f32::consts::FRAC_PI_2);
        assert!(contrast(&soft) * 2 < contrast(&sharp));
        assert!(contrast(&shaken) * 2 < contrast(&sharp));
        assert_eq!(contrast(&along), contrast(&sharp), "a shake along the stripes changes nothing");
        assert!(mean(&soft).abs_diff(mean(&sharp)) <= 2 && mean(&shaken).abs_diff(mean(&sharp)) <= 2);
    }
}
