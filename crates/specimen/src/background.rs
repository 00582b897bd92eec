//! Desks for documents to lie on, generated.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::canvas::Colour;
use crate::kind::words;
use crate::rng::Rng;

/// What the document lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Background {
    /// Planks with grain.
    Wood,
    /// A woven cloth.
    Cloth,
    /// Speckled stone.
    Stone,
    /// A light, nearly plain table.
    Plain,
    /// Dark leather.
    Dark,
}

impl Background {
    /// Every background.
    pub const ALL: [Self; 5] = [Self::Wood, Self::Cloth, Self::Stone, Self::Plain, Self::Dark];
}

words!(Background, "background",
    "wood" => Background::Wood, "cloth" => Background::Cloth, "stone" => Background::Stone,
    "plain" => Background::Plain, "dark" => Background::Dark);

/// Smooth noise in `0..1` from a lattice of random values.
struct Lattice {
    values: Vec<f32>,
}

impl Lattice {
    const SIDE: usize = 64;

    fn new(rng: &mut Rng) -> Self {
        Self { values: (0..Self::SIDE * Self::SIDE).map(|_| rng.unit()).collect() }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (fx, fy) = (x.floor(), y.floor());
        let (tx, ty) = (x - fx, y - fy);
        let (tx, ty) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
        let mask = Self::SIDE - 1;
        let (x0, y0) = ((fx as i64 as usize) & mask, (fy as i64 as usize) & mask);
        let (x1, y1) = ((x0 + 1) & mask, (y0 + 1) & mask);
        let v = |x: usize, y: usize| self.values[y * Self::SIDE + x];
        (v(x0, y0) * (1.0 - tx) + v(x1, y0) * tx) * (1.0 - ty)
            + (v(x0, y1) * (1.0 - tx) + v(x1, y1) * tx) * ty
    }
}

const WOODS: &[Colour] = &[[150, 108, 70], [112, 78, 52], [186, 150, 108], [92, 62, 46]];
const CLOTHS: &[Colour] = &[[74, 92, 120], [128, 60, 60], [88, 104, 84], [150, 144, 134]];
const STONES: &[Colour] = &[[120, 122, 126], [88, 90, 96], [150, 142, 132]];
const PLAINS: &[Colour] = &[[168, 166, 160], [146, 156, 166], [176, 164, 146]];
const DARKS: &[Colour] = &[[44, 40, 40], [36, 42, 50], [54, 42, 36]];

/// A desk of `width` × `height` pixels, as rows of RGB bytes. Generated at up to about 1,300 pixels and enlarged.
pub(crate) fn generate(background: Background, width: usize, height: usize, rng: &mut Rng) -> Vec<u8> {
    let factor = width.max(height).div_ceil(1300).max(1);
    let (w, h) = (width.div_ceil(factor) + 1, height.div_ceil(factor) + 1);
    let unit = 1000.0 / (w.max(h) as f32);
    let (coarse, fine) = (Lattice::new(rng), Lattice::new(rng));
    let base = *rng.pick(match background {
        Background::Wood => WOODS,
        Background::Cloth => CLOTHS,
        Background::Stone => STONES,
        Background::Plain => PLAINS,
        Background::Dark => DARKS,
    });
    let turned = rng.below(2) == 0;
    let plank = rng.range(150.0, 260.0);
    let brightness = move |x: f32, y: f32| -> f32 {
        let (x, y) = if turned { (y, x) } else { (x, y) };
        match background {
            Background::Wood => {
                let board = (y / plank).floor();
                let bend = coarse.at(x * 0.006 + board * 7.3, y * 0.02) * 3.0;
                let grain = fine.at(x * 0.012 + board * 3.1, y * 0.35 + bend * 4.0);
                let ring = ((y * 0.09 + bend * 2.2).sin() * 0.5 + 0.5) * 0.10;
                let joint = if (y / plank).fract() * plank < 2.2 { -0.28 } else { 0.0 };
                0.86 + 0.22 * grain + ring + joint + 0.10 * (coarse.at(board * 5.7, 3.0) - 0.5)
            }
            Background::Cloth => {
                let weave = (x * 0.9).sin() * (y * 0.9).sin();
                0.94 + 0.10 * weave
                    + 0.12 * (fine.at(x * 0.4, y * 0.4) - 0.5)
                    + 0.16 * (coarse.at(x * 0.01, y * 0.01) - 0.5)
            }
            Background::Stone => {
                let spots = fine.at(x * 0.22, y * 0.22);
                let veins = coarse.at(x * 0.012, y * 0.012) + 0.5 * coarse.at(x * 0.03 + 9.0, y * 0.03);
                0.82 + 0.26 * (spots - 0.5) + 0.24 * veins
            }
            Background::Plain => {
                0.98 + 0.04 * coarse.at(x * 0.008, y * 0.008) + 0.03 * (fine.at(x * 0.3, y * 0.3) - 0.5)
            }
            Background::Dark => {
                let creases = (coarse.at(x * 0.05, y * 0.05) - 0.5).abs();
                0.86 + 0.5 * creases + 0.3 * (fine.at(x * 0.3, y * 0.3) - 0.5)
            }
        }
    };
    let mut small = vec![0_u8; w * h * 3];
    small.par_chunks_exact_mut(w * 3).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let light = brightness(x as f32 * unit, y as f32 * unit);
            for (channel, base) in pixel.iter_mut().zip(base) {
                *channel = (f32::from(base) * light).clamp(0.0, 255.0) as u8;
            }
        }
    });
    enlarge(&small, w, factor, width, height)
}

/// Bilinear enlargement by a whole factor.
fn enlarge(small: &[u8], w: usize, factor: usize, width: usize, height: usize) -> Vec<u8> {
    let mut out = vec![0_u8; width * height * 3];
    let steps = factor as u32;
    // Sums reach 255 × steps², so the product stays below 2^24.
    let share = 65_536_u32.div_ceil(steps * steps);
    out.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, row)| {
        let (y0, ty) = (y / factor, (y % factor) as u32);
        let (above, below) =
            (&small[y0 * w * 3..(y0 + 1) * w * 3], &small[(y0 + 1) * w * 3..(y0 + 2) * w * 3]);
        let mixed: Vec<u32> =
            above.iter().zip(below).map(|(a, b)| u32::from(*a) * (steps - ty) + u32::from(*b) * ty).collect();
        for (block, pixels) in row.chunks_mut(3 * factor).enumerate() {
            let (left, right) = (&mixed[block * 3..block * 3 + 3], &mixed[block * 3 + 3..block * 3 + 6]);
            for (tx, pixel) in (0_u32..).zip(pixels.chunks_exact_mut(3)) {
                for ((channel, left), right) in pixel.iter_mut().zip(left).zip(right) {
                    *channel = (((left * (steps - tx) + right * tx) * share) >> 16).min(255) as u8;
                }
            }
        }
    });
    out
}
