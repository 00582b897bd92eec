//! Rows of numbers times a matrix of weights: where nearly all the time goes.
//!
//! The weights are cut into panels as wide as two of the processor's vectors and laid down row after row, once, when
//! a network is loaded. A tile of a dozen rows by one panel then stays in registers from its first product to its
//! bend, and each weight that is fetched serves all the rows.

use crate::{
    Precision, Threads,
    halves::{self, Halves, Pair},
    pointwise::Bend,
};
use rten_simd::{
    Isa, SimdOp,
    ops::{BitOps, NumOps},
};

/// A matrix of weights, `depth` rows of `columns`, ready to be multiplied with, and what is added to each column.
pub(crate) struct Weights {
    pub(crate) depth: usize,
    pub(crate) columns: usize,
    panels: Panels,
    /// One for each column of the panels.
    offsets: Vec<f32>,
}

/// Panels of two vectors' width one after the other; the last is of one vector's width where that is enough.
enum Panels {
    Floats(Vec<f32>),
    /// Each row's numbers beside the next row's.
    Pairs(Halves, Vec<Pair>),
}

/// How wide the processor's vectors are.
struct Lanes;

impl SimdOp for Lanes {
    type Output = usize;
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> usize {
        isa.f32().len()
    }
}

impl Weights {
    /// `at(row, column)` of the matrix, and the columns' offsets (none: zero).
    pub(crate) fn new(
        depth: usize,
        columns: usize,
        at: impl Fn(usize, usize) -> f32,
        offsets: Option<&[f32]>,
    ) -> Self {
        Self::laid_for(Lanes.dispatch(), depth, columns, at, offsets)
    }

    /// For vectors of this width.
    fn laid_for(
        lanes: usize,
        depth: usize,
        columns: usize,
        at: impl Fn(usize, usize) -> f32,
        offsets: Option<&[f32]>,
    ) -> Self {
        let padded = columns.next_multiple_of(lanes);
        let mut panels = vec![0.0; depth * padded];
        let mut first = 0;
        let mut rest = &mut *panels;
        while first < padded {
            let width = (2 * lanes).min(padded - first);
            let (panel, after) = rest.split_at_mut(depth * width);
            for (row, out) in panel.chunks_exact_mut(width.max(1)).enumerate() {
                for (column, value) in out.iter_mut().enumerate().take(columns - first) {
                    *value = at(row, first + column);
                }
            }
            (first, rest) = (first + width, after);
        }
        let mut padded_offsets = vec![0.0; padded];
        if let Some(offsets) = offsets {
            padded_offsets[..columns].copy_from_slice(offsets);
        }
        Self { depth, columns, panels: Panels::Floats(panels), offsets: padded_offsets }
    }

    /// For products of this precision, where rows begin at, and are runs of, multiples of `unit` numbers.
    pub(crate) fn of(mut self, precision: Precision, unit: usize) -> Self {
        let fits =
            precision == Precision::Half && unit.is_multiple_of(2) && Lanes.dispatch() == halves::LANES;
        if let Panels::Floats(floats) = &self.panels
            && fits
            && let Some(halves) = Halves::new()
        {
            let mut pairs = Vec::with_capacity(floats.len() / 2);
            let mut rest = floats.as_slice();
            for offsets in self.offsets.chunks(2 * halves::LANES) {
                let (panel, after) = rest.split_at(offsets.len() * self.depth);
                rest = after;
                for two in panel.chunks_exact(2 * offsets.len()) {
                    let (first, second) = two.split_at(offsets.len());
                    pairs.extend(first.iter().zip(second).map(|(a, b)| halves::pair(*a, *b)));
                }
            }
            self.panels = Panels::Pairs(halves, pairs);
        }
        self
    }

    /// What makes pairs of rows, where they may come so.
    pub(crate) fn halves(&self) -> Option<Halves> {
        match self.panels {
            Panels::Pairs(halves, _) => Some(halves),
            Panels::Floats(_) => None,
        }
    }

    /// How many rows are taken in one go, so that they stay near the processor until every panel has met them.
    pub(crate) fn rows_at_once(&self) -> usize {
        // Of rows that long only as many as one tile has: each is then written from one end to the other.
        let most = if self.columns > 4_096 { 12 } else { 240 };
        (32_768 / self.depth.max(1)).clamp(12, most) / 12 * 12
    }
}

/// What happens to a product before it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish {
    pub(crate) bend: Bend,
    /// Add to what stands there already instead of replacing it.
    pub(crate) add: bool,
}

/// Where the rows' numbers lie: each row is a few runs of neighbours. Places and lengths are those of numbers, also
/// where these lie in pairs.
pub(crate) struct Rows<'a, T> {
    /// Numbers, or pairs of them.
    pub(crate) values: &'a [T],
    /// Where each row begins.
    pub(crate) starts: Starts<'a>,
    /// How many runs, how far one begins after the other, and how long they are.
    pub(crate) runs: usize,
    pub(crate) jump: usize,
    pub(crate) length: usize,
}

/// Where rows begin.
#[derive(Clone, Copy)]
pub(crate) enum Starts<'a> {
    /// One after the other; so many.
    Even(usize),
    /// Anywhere.
    At(&'a [usize]),
}

impl<'a> Rows<'a, f32> {
    /// Rows one after the other.
    pub(crate) fn even(values: &'a [f32], depth: usize) -> Self {
        Self { values, starts: Starts::Even(values.len() / depth), runs: 1, jump: 0, length: depth }
    }
}

impl<T> Rows<'_, T> {
    fn count(&self) -> usize {
        match self.starts {
            Starts::Even(count) => count,
            Starts::At(starts) => starts.len(),
        }
    }

    #[inline(always)]
    fn start(&self, row: usize) -> usize {
        match self.starts {
            Starts::Even(_) => row * self.length,
            Starts::At(starts) => starts[row],
        }
    }
}

/// `out` = bend(`rows` x weights + offsets), for as many rows as there are.
pub(crate) fn multiply(rows: &[f32], weights: &Weights, finish: Finish, out: &mut [f32], threads: &Threads) {
    if weights.columns == 0 || weights.depth == 0 {
        return;
    }
    let (depth, columns, many) = (weights.depth, weights.columns, weights.rows_at_once());
    threads.each_piece(out, many * columns, |start, out| {
        let from = start / columns * depth;
        block(&Rows::even(&rows[from..from + out.len() / columns * depth], depth), weights, finish, out);
    });
}

/// The same for few rows, on this thread.
pub(crate) fn block(rows: &Rows<f32>, weights: &Weights, finish: Finish, out: &mut [f32]) {
    match &weights.panels {
        Panels::Floats(panels) => Block { rows, panels, weights, finish, out }.run(),
        Panels::Pairs(halves, _) => {
            let mut pairs = Vec::new();
            halves.push(rows.values, &mut pairs);
            let &Rows { starts, runs, jump, length, .. } = rows;
            block_of_pairs(&Rows { values: &pairs, starts, runs, jump, length }, weights, finish, out);
        }
    }
}

/// The same where the numbers are pairs already, as the weights are.
pub(crate) fn block_of_pairs(rows: &Rows<Pair>, weights: &Weights, finish: Finish, out: &mut [f32]) {
    match &weights.panels {
        Panels::Pairs(_, panels) => Block { rows, panels, weights, finish, out }.run(),
        Panels::Floats(_) => unreachable!("pairs are made for weights in pairs"),
    }
}

struct Block<'a, T> {
    rows: &'a Rows<'a, T>,
    /// The weights'.
    panels: &'a [T],
    weights: &'a Weights,
    finish: Finish,
    out: &'a mut [f32],
}

impl<T> Block<'_, T>
where
    Self: SimdOp<Output = ()>,
{
    fn run(self) {
        assert_eq!(
            self.rows.runs * self.rows.length,
            self.weights.depth,
            "rows are as long as the weights are deep"
        );
        self.dispatch();
    }
}

impl SimdOp for Block<'_, f32> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        // As many rows as there are registers for: 12 x 2 of 32, or 6 x 2 of 16.
        match isa.f32().len() {
            16 => self.tiles::<I, 12, 6, 32, 16>(isa),
            8 => self.tiles::<I, 6, 3, 16, 8>(isa),
            _ => self.tiles::<I, 6, 3, 8, 4>(isa),
        }
    }
}

impl Block<'_, f32> {
    /// `PAIR` and `ONE` are the numbers of two vectors and of one.
    #[inline(always)]
    fn tiles<I: Isa, const ROWS: usize, const FEW: usize, const PAIR: usize, const ONE: usize>(self, isa: I) {
        let Self { rows, mut panels, weights, finish, out } = self;
        let (depth, columns) = (weights.depth, weights.columns);
        let count = rows.count();
        for (index, offsets) in weights.offsets.chunks(PAIR).enumerate() {
            let (panel, after) = panels.split_at(offsets.len() * depth);
            panels = after;
            let first = index * PAIR;
            let mut start = 0;
            while start < count {
                let place = Place { first, columns, start, count };
                match (count - start > FEW, offsets.len() == PAIR) {
                    (true, true) => tile::<I, ROWS, 2, PAIR>(isa, rows, panel, offsets, finish, place, out),
                    (true, false) => tile::<I, ROWS, 1, ONE>(isa, rows, panel, offsets, finish, place, out),
                    (false, true) => tile::<I, FEW, 2, PAIR>(isa, rows, panel, offsets, finish, place, out),
                    (false, false) => tile::<I, FEW, 1, ONE>(isa, rows, panel, offsets, finish, place, out),
                }
                start += if count - start > FEW { ROWS } else { FEW };
            }
        }
    }
}

impl SimdOp for Block<'_, Pair> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        const WIDE: usize = 2 * halves::LANES;
        let Self { rows, panels, weights, finish, out } = self;
        let halves = weights.halves().expect("pairs of weights were made by it");
        let (mut panels, columns, count) = (panels.as_chunks().0, weights.columns, rows.count());
        for (index, offsets) in weights.offsets.chunks(WIDE).enumerate() {
            let (panel, after) = panels.split_at(offsets.len() / halves::LANES * weights.depth / 2);
            panels = after;
            let mut start = 0;
            while start < count {
                let place = Place { first: index * WIDE, columns, start, count };
                match (count - start > 6, offsets.len() == WIDE) {
                    (true, true) => {
                        tile_of_pairs::<I, 12, 2>((isa, halves), rows, panel, offsets, finish, place, out);
                    }
                    (true, false) => {
                        tile_of_pairs::<I, 12, 1>((isa, halves), rows, panel, offsets, finish, place, out);
                    }
                    (false, true) => {
                        tile_of_pairs::<I, 6, 2>((isa, halves), rows, panel, offsets, finish, place, out);
                    }
                    (false, false) => {
                        tile_of_pairs::<I, 6, 1>((isa, halves), rows, panel, offsets, finish, place, out);
                    }
                }
                start += if count - start > 6 { 12 } else { 6 };
            }
        }
    }
}

/// Where a tile goes.
#[derive(Clone, Copy)]
struct Place {
    first: usize,
    columns: usize,
    start: usize,
    count: usize,
}

#[inline(always)]
fn tile<I: Isa, const ROWS: usize, const VECTORS: usize, const WIDTH: usize>(
    isa: I,
    rows: &Rows<f32>,
    panel: &[f32],
    offsets: &[f32],
    finish: Finish,
    place: Place,
    out: &mut [f32],
) {
    // Where rows run out the last is computed again and thrown away.
    let starts: [usize; ROWS] = std::array::from_fn(|r| rows.start((place.start + r).min(place.count - 1)));
    let from: [I::F32; VECTORS] = isa.f32().load_many(offsets);
    let mut sums = [from; ROWS];
    let length = rows.length;
    for run in 0..rows.runs {
        let values: [&[f32]; ROWS] =
            std::array::from_fn(|r| &rows.values[starts[r] + run * rows.jump..][..length]);
        let panel = &panel.as_chunks::<WIDTH>().0[run * length..][..length];
        sums = added::<I, ROWS, VECTORS, WIDTH>(isa, &values, panel, sums);
    }
    finished(isa, sums, finish, place, out);
}

#[inline(always)]
fn tile_of_pairs<I: Isa, const ROWS: usize, const VECTORS: usize>(
    (isa, halves): (I, Halves),
    rows: &Rows<Pair>,
    panel: &[[Pair; halves::LANES]],
    offsets: &[f32],
    finish: Finish,
    place: Place,
    out: &mut [f32],
) {
    let starts: [usize; ROWS] =
        std::array::from_fn(|r| rows.start((place.start + r).min(place.count - 1)) / 2);
    let rows = halves::Rows {
        pairs: rows.values,
        starts,
        runs: rows.runs,
        jump: rows.jump / 2,
        length: rows.length / 2,
    };
    let mut sums = [[[0.0; halves::LANES]; VECTORS]; ROWS];
    halves.sums(&rows, panel, &mut sums);
    let ops = isa.f32();
    let from: [I::F32; VECTORS] = ops.load_many(offsets);
    let mut with_offsets = [from; ROWS];
    for r in 0..ROWS {
        for v in 0..VECTORS {
            with_offsets[r][v] = ops.add(ops.load(&sums[r][v]), from[v]);
        }
    }
    finished::<I, ROWS, VECTORS>(isa, with_offsets, finish, place, out);
}

/// The sums with these rows' products. All slices are of one length, so that nothing is checked where the time goes.
#[inline(always)]
fn added<I: Isa, const ROWS: usize, const VECTORS: usize, const WIDTH: usize>(
    isa: I,
    rows: &[&[f32]; ROWS],
    panel: &[[f32; WIDTH]],
    mut sums: [[I::F32; VECTORS]; ROWS],
) -> [[I::F32; VECTORS]; ROWS] {
    let ops = isa.f32();
    let depth = panel.len();
    let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &rows[r][..depth]);
    for step in 0..depth {
        let weights: [I::F32; VECTORS] = ops.load_many(&panel[step]);
        for r in 0..ROWS {
            let value = ops.splat(rows[r][step]);
            for v in 0..VECTORS {
                sums[r][v] = ops.mul_add(value, weights[v], sums[r][v]);
            }
        }
    }
    sums
}

#[inline(always)]
fn finished<I: Isa, const ROWS: usize, const VECTORS: usize>(
    isa: I,
    sums: [[I::F32; VECTORS]; ROWS],
    finish: Finish,
    place: Place,
    out: &mut [f32],
) {
    let ops = isa.f32();
    let lanes = ops.len();
    for (r, sums) in sums.iter().enumerate().take(place.count - place.start) {
        let row = &mut out[(place.start + r) * place.columns..][..place.columns];
        for (v, &sum) in sums.iter().enumerate() {
            let from = place.first + v * lanes;
            if from >= place.columns {
                break;
            }
            let out = &mut row[from..];
            let bent = finish.bend.eval(isa, sum);
            if out.len() >= lanes {
                let value = if finish.add { ops.add(bent, ops.load(out)) } else { bent };
                ops.store(value, out);
            } else {
                let mut last = [0.0; 64];
                ops.store(bent, &mut last[..lanes]);
                for (out, &value) in out.iter_mut().zip(&last) {
                    *out = if finish.add { *out + value } else { value };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{noise, short_noise};

    fn plainly(rows: &[f32], depth: usize, columns: usize, weights: &[f32], offsets: &[f32]) -> Vec<f32> {
        rows.chunks_exact(depth)
            .flat_map(|row| {
                (0..columns).map(move |column| {
                    let products = row.iter().enumerate().map(|(k, x)| x * weights[k * columns + column]);
                    products.sum::<f32>() + offsets[column]
                })
            })
            .collect()
    }

    #[test]
    fn every_size_gives_the_plain_sums() {
        for (count, depth, columns) in
            [(1, 1, 1), (12, 16, 32), (13, 5, 33), (25, 48, 24), (7, 120, 17), (300, 27, 48), (6, 3, 100)]
        {
            let (rows, weights) = (noise(count * depth, 1), noise(depth * columns, 2));
            let offsets = noise(columns, 3);
            let ready = Weights::new(depth, columns, |k, c| weights[k * columns + c], Some(&offsets));
            let wanted = plainly(&rows, depth, columns, &weights, &offsets);
            for threads in [Threads::new(1), Threads::new(2)] {
                let mut out = vec![1.0; count * columns];
                multiply(&rows, &ready, Finish { bend: Bend::None, add: false }, &mut out, &threads);
                for (a, b) in out.iter().zip(&wanted) {
                    assert!((a - b).abs() < 1e-4, "{count} {depth} {columns}: {a} {b}");
                }
                multiply(&rows, &ready, Finish { bend: Bend::Relu, add: true }, &mut out, &threads);
                for (a, b) in out.iter().zip(&wanted) {
                    assert!((a - b - b.max(0.0)).abs() < 1e-4, "{count} {depth} {columns}: {a} {b}");
                }
            }
        }
    }

    #[test]
    fn halves_give_the_plain_sums_of_halves() {
        for (count, depth, columns) in [
            (1, 2, 1),
            (12, 16, 32),
            (13, 6, 33),
            (25, 48, 24),
            (7, 120, 17),
            (300, 26, 48),
            (6, 4, 100),
            (9, 5, 40),
        ] {
            let (rows, weights) = (short_noise(count * depth, 1), short_noise(depth * columns, 2));
            let offsets = noise(columns, 3);
            let ready = Weights::new(depth, columns, |k, c| weights[k * columns + c], Some(&offsets))
                .of(Precision::Half, depth);
            // A row of an odd length would begin in the middle of a pair.
            assert_eq!(ready.halves().is_some(), Halves::new().is_some() && depth % 2 == 0);
            let wanted = plainly(&rows, depth, columns, &weights, &offsets);
            let mut out = vec![1.0; count * columns];
            multiply(&rows, &ready, Finish { bend: Bend::Relu, add: true }, &mut out, &Threads::new(2));
            for (a, b) in out.iter().zip(&wanted) {
                assert!((a - 1.0 - b.max(0.0)).abs() < 1e-4, "{count} {depth} {columns}: {a} {b}");
            }
        }
    }

    /// What processors do that have narrower vectors than this one.
    #[test]
    fn every_width_of_vectors_gives_the_plain_sums() {
        fn holds<I: Isa>(isa: I) {
            for (count, depth, columns) in [(13, 5, 33), (25, 48, 24), (7, 120, 17), (6, 3, 100)] {
                let (rows, weights) = (noise(count * depth, 1), noise(depth * columns, 2));
                let offsets = noise(columns, 3);
                let at = |k: usize, c: usize| weights[k * columns + c];
                let ready = Weights::laid_for(isa.f32().len(), depth, columns, at, Some(&offsets));
                let mut out = vec![0.0; count * columns];
                let finish = Finish { bend: Bend::Gelu, add: true };
                let rows_of = Rows::even(&rows, depth);
                let Panels::Floats(panels) = &ready.panels else { panic!("they were not made pairs") };
                Block { rows: &rows_of, panels, weights: &ready, finish, out: &mut out }.eval(isa);
                let mut wanted = plainly(&rows, depth, columns, &weights, &offsets);
                Bend::Gelu.apply(&mut wanted);
                for (a, b) in out.iter().zip(&wanted) {
                    assert!((a - b).abs() < 1e-4, "{count} {depth} {columns}: {a} {b}");
                }
            }
        }
        holds(rten_simd::isa::GenericIsa::new());
        #[cfg(target_arch = "x86_64")]
        if let Some(isa) = rten_simd::isa::Avx2Isa::new() {
            holds(isa);
        }
    }
}
