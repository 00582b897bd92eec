//! Products of numbers of half the bits.
//!
//! Processors with AVX-512 BF16 multiply two pairs of bfloat16 in the time that one pair of floats takes, and add the
//! products up as floats. The weights and what meets them keep eight of their twenty-four binary digits; the sums keep all.
//! Everywhere else this module says that it cannot, and whole floats are multiplied.
//!
//! What vector instructions a processor has is known only when the program runs, and calling a function that was
//! compiled for more than every processor has is unsafe in Rust, however safe its body is. This module holds the
//! workspace's only unsafe code: those calls, each by who holds a [`Halves`] and so has asked whether the processor has
//! them, and turning arrays into vectors of the same bits.

#![cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "the one module where vectors of halves are made and met; see above")
)]

/// Two neighbours, the first in the low half.
pub(crate) type Pair = u32;

/// The numbers of a vector of sums.
pub(crate) const LANES: usize = 16;

/// Says that this processor can.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Halves {
    _asked: (),
}

impl Halves {
    /// None where it cannot.
    pub(crate) fn new() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        let can = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bf16");
        #[cfg(not(target_arch = "x86_64"))]
        let can = false;
        can.then_some(Self { _asked: () })
    }
}

/// Two neighbours, each rounded to the nearest (of two as near to the even one).
pub(crate) fn pair(first: f32, second: f32) -> Pair {
    half(first) | half(second) << 16
}

fn half(value: f32) -> u32 {
    let bits = value.to_bits();
    if value.is_nan() { bits >> 16 | 0x40 } else { (bits + 0x7fff + (bits >> 16 & 1)) >> 16 }
}

/// Where the rows of a tile lie among pairs.
pub(crate) struct Rows<'a, const ROWS: usize> {
    pub(crate) pairs: &'a [Pair],
    pub(crate) starts: [usize; ROWS],
    /// Each row is so many runs of neighbours, one this far after the other, each this long.
    pub(crate) runs: usize,
    pub(crate) jump: usize,
    pub(crate) length: usize,
}

#[expect(clippy::unused_self, reason = "who holds one has asked the processor")]
impl Halves {
    /// All these numbers as pairs behind those that are there; their count is even.
    pub(crate) fn push(self, values: &[f32], out: &mut Vec<Pair>) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: this says that the processor has what the function was compiled for.
        unsafe {
            x86::push(values, out);
        }
        #[cfg(not(target_arch = "x86_64"))]
        out.extend(values.chunks_exact(2).map(|two| pair(two[0], two[1])));
    }

    /// The sums of `ROWS` rows' products with a panel of so many vectors' columns.
    #[inline]
    pub(crate) fn sums<const ROWS: usize, const VECTORS: usize>(
        self,
        rows: &Rows<ROWS>,
        panel: &[[Pair; LANES]],
        out: &mut [[[f32; LANES]; VECTORS]; ROWS],
    ) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        unsafe {
            x86::sums(rows, panel, out);
        }
        #[cfg(not(target_arch = "x86_64"))]
        plain_sums(rows, panel, out);
    }
}

/// One number at a time.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn plain_sums<const ROWS: usize, const VECTORS: usize>(
    rows: &Rows<ROWS>,
    panel: &[[Pair; LANES]],
    out: &mut [[[f32; LANES]; VECTORS]; ROWS],
) {
    let first = |pair: Pair| f32::from_bits(pair << 16);
    let second = |pair: Pair| f32::from_bits(pair & 0xffff_0000);
    for (r, out) in out.iter_mut().enumerate() {
        let pairs =
            (0..rows.runs).flat_map(|run| &rows.pairs[rows.starts[r] + run * rows.jump..][..rows.length]);
        *out = [[0.0; LANES]; VECTORS];
        for (&both, weights) in pairs.zip(panel.chunks_exact(VECTORS)) {
            for (sum, &weight) in out.as_flattened_mut().iter_mut().zip(weights.as_flattened()) {
                *sum += first(both) * first(weight) + second(both) * second(weight);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{LANES, Pair, Rows};
    use std::arch::x86_64::{
        __m512, __m512bh, _mm512_cvtne2ps_pbh, _mm512_dpbf16_ps, _mm512_set1_epi32, _mm512_setzero_ps,
    };

    #[target_feature(enable = "avx512f,avx512bf16")]
    pub(super) fn push(values: &[f32], out: &mut Vec<Pair>) {
        out.reserve(values.len() / 2);
        let (whole, rest) = values.as_chunks::<{ 2 * LANES }>();
        for values in whole {
            // SAFETY: arrays and vectors of the same bits, here and below.
            let [low, high] = unsafe { std::mem::transmute::<[f32; 2 * LANES], [__m512; 2]>(*values) };
            let pairs =
                unsafe { std::mem::transmute::<__m512bh, [Pair; LANES]>(_mm512_cvtne2ps_pbh(high, low)) };
            out.extend_from_slice(&pairs);
        }
        out.extend(rest.chunks_exact(2).map(|two| super::pair(two[0], two[1])));
    }

    #[target_feature(enable = "avx512f,avx512bf16")]
    pub(super) fn sums<const ROWS: usize, const VECTORS: usize>(
        rows: &Rows<ROWS>,
        panel: &[[Pair; LANES]],
        out: &mut [[[f32; LANES]; VECTORS]; ROWS],
    ) {
        let mut sums = [[_mm512_setzero_ps(); VECTORS]; ROWS];
        // SAFETY: arrays and vectors of the same bits.
        let zero = unsafe { std::mem::transmute::<[Pair; LANES], __m512bh>([0; LANES]) };
        let panel = panel.as_chunks::<VECTORS>().0;
        for run in 0..rows.runs {
            // All of one length, so that nothing is checked where the time goes.
            let panel = &panel[run * rows.length..][..rows.length];
            let mut ground: [&[Pair]; ROWS] = [&[]; ROWS];
            for (ground, start) in ground.iter_mut().zip(rows.starts) {
                *ground = &rows.pairs[start + run * rows.jump..][..panel.len()];
            }
            for step in 0..panel.len() {
                let mut weights = [zero; VECTORS];
                for v in 0..VECTORS {
                    // SAFETY: arrays and vectors of the same bits.
                    weights[v] = unsafe { std::mem::transmute::<[Pair; LANES], __m512bh>(panel[step][v]) };
                }
                for r in 0..ROWS {
                    let both = _mm512_set1_epi32(ground[r][step].cast_signed());
                    // SAFETY: as above.
                    let both = unsafe { std::mem::transmute::<std::arch::x86_64::__m512i, __m512bh>(both) };
                    for v in 0..VECTORS {
                        sums[r][v] = _mm512_dpbf16_ps(sums[r][v], weights[v], both);
                    }
                }
            }
        }
        for r in 0..ROWS {
            for v in 0..VECTORS {
                // SAFETY: as above.
                out[r][v] = unsafe { std::mem::transmute::<__m512, [f32; LANES]>(sums[r][v]) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::noise;

    fn whole(half: u32) -> f32 {
        f32::from_bits(half << 16)
    }

    #[test]
    fn halves_are_the_nearest() {
        for value in noise(1000, 3).into_iter().chain([0.0, -0.0, 1.0, -2.5, 1e30, -1e-30]) {
            let near = whole(pair(value, 0.0));
            assert!((near - value).abs() <= value.abs() / 256.0, "{value} became {near}");
        }
        // As near to the one as to the other: the even one.
        assert_eq!(half(f32::from_bits(0x3f80_8000)), 0x3f80);
        assert_eq!(half(f32::from_bits(0x3f81_8000)), 0x3f82);
        assert!(whole(half(f32::NAN)).is_nan());
        assert_eq!(half(f32::INFINITY), 0x7f80);
    }

    #[test]
    fn pairs_are_the_same_by_vectors_and_one_by_one() {
        let Some(halves) = Halves::new() else { return };
        for count in [0, 2, 30, 32, 34, 100, 1000] {
            let values = noise(count, 5);
            let plain: Vec<Pair> = values.chunks(2).map(|two| pair(two[0], two[1])).collect();
            let mut pairs = vec![7];
            halves.push(&values, &mut pairs);
            assert_eq!(pairs[1..], plain);
        }
    }

    #[test]
    fn sums_are_the_same_by_vectors_and_one_by_one() {
        let Some(halves) = Halves::new() else { return };
        let mut pairs = Vec::new();
        halves.push(&noise(400, 1), &mut pairs);
        let panel: Vec<[Pair; LANES]> = noise(2 * 18 * 2 * LANES, 2)
            .chunks(2 * LANES)
            .map(|c| std::array::from_fn(|i| pair(c[2 * i], c[2 * i + 1])))
            .collect();
        let rows =
            Rows { pairs: &pairs, starts: std::array::from_fn(|r| 3 * r), runs: 3, jump: 50, length: 6 };
        let (mut got, mut wanted) = ([[[7.0; LANES]; 2]; 12], [[[0.0; LANES]; 2]; 12]);
        halves.sums(&rows, &panel, &mut got);
        plain_sums(&rows, &panel, &mut wanted);
        for (a, b) in got.as_flattened().as_flattened().iter().zip(wanted.as_flattened().as_flattened()) {
            assert!((a - b).abs() < 1e-4, "{a} is not {b}");
        }
    }
}
