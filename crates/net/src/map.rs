//! Maps pixel by pixel: convolutions as products, pools, and how maps are put together.

use crate::{
    Precision, Threads,
    halves::Pair,
    pointwise::Bend,
    product::{self, Finish, Rows, Starts, Weights},
};

/// A window that moves over a map; first down, then across.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) kernel: [usize; 2],
    pub(crate) strides: [usize; 2],
    /// How far it reaches beyond the map above and to the left.
    pub(crate) before: [usize; 2],
    /// Below and to the right.
    pub(crate) after: [usize; 2],
}

impl Window {
    /// Height and width of what comes out of a map of this height and width.
    pub(crate) fn out(&self, size: [usize; 2]) -> [usize; 2] {
        std::array::from_fn(|i| {
            let room = (size[i] + self.before[i] + self.after[i]).checked_sub(self.kernel[i]);
            room.map_or(0, |room| room / self.strides[i] + 1)
        })
    }

    /// It is each pixel by itself.
    pub(crate) fn is_a_pixel(&self) -> bool {
        *self == Self { kernel: [1, 1], strides: [1, 1], before: [0, 0], after: [0, 0] }
    }

    /// The places of the map under the window at (x, y), within it: row, first column, how many, and where in the
    /// window the first of them is.
    fn under(
        &self,
        [height, width]: [usize; 2],
        [y, x]: [usize; 2],
    ) -> impl Iterator<Item = (usize, usize, usize, usize)> {
        let (top, left) = (y * self.strides[0], x * self.strides[1]);
        let from = self.before[1].saturating_sub(left);
        let to = (width + self.before[1]).saturating_sub(left).min(self.kernel[1]).max(from);
        let Self { kernel, before, .. } = *self;
        (0..kernel[0]).filter_map(move |ky| {
            let row = (top + ky).checked_sub(before[0]).filter(|row| *row < height)?;
            (to > from).then_some((row, left + from - before[1], to - from, ky * kernel[1] + from))
        })
    }
}

/// A convolution of all channels together.
pub(crate) struct Convolution {
    pub(crate) window: Window,
    pub(crate) channels: usize,
    /// As deep as the window has numbers, row by row, pixel by pixel.
    pub(crate) weights: Weights,
    pub(crate) bend: Bend,
}

impl Convolution {
    /// `weights` as ONNX has them: for each channel that comes out, the window channel by channel.
    pub(crate) fn new(
        window: Window,
        [out, channels]: [usize; 2],
        weights: &[f32],
        offsets: &[f32],
        bend: Bend,
        precision: Precision,
    ) -> Self {
        let size = window.kernel[0] * window.kernel[1];
        let at =
            |row: usize, column: usize| weights[(column * channels + row % channels) * size + row / channels];
        let weights = Weights::new(size * channels, out, at, Some(offsets)).of(precision, channels);
        Self { window, channels, weights, bend }
    }

    /// Of maps of this height and width.
    pub(crate) fn run(&self, maps: &[f32], size: [usize; 2], add: bool, out: &mut [f32], threads: &Threads) {
        let finish = Finish { bend: self.bend, add };
        if self.window.is_a_pixel() {
            return product::multiply(maps, &self.weights, finish, out, threads);
        }
        // A few rows at a time: their ground is laid out with its empty borders, and each patch is then a run of
        // neighbours in each of its rows.
        let [out_height, out_width] = self.window.out(size);
        let Window { kernel, strides, before, after } = self.window;
        let wide = (before[1] + size[1] + after[1]) * self.channels;
        let many = (32_768 / (wide * strides[0])).clamp(1, out_height);
        let row = out_width * self.weights.columns;
        let empty = vec![0.0; size[1] * self.channels];
        let starts: Vec<usize> = (0..many * out_width)
            .map(|at| (at / out_width * strides[0] * wide) + at % out_width * strides[1] * self.channels)
            .collect();
        // Pieces end where a map ends.
        let per_map = out_height.div_ceil(many);
        let mut pieces = Vec::new();
        let mut rest = out;
        while !rest.is_empty() {
            let y = pieces.len() % per_map * many;
            let (piece, after) = rest.split_at_mut(many.min(out_height - y) * row);
            pieces.push((pieces.len() / per_map, y, piece));
            rest = after;
        }
        threads.each(pieces, |(map, y, out)| {
            let count = out.len() / row;
            let tall = (count - 1) * strides[0] + kernel[0];
            let map = &maps[map * size[0] * size[1] * self.channels..][..size[0] * size[1] * self.channels];
            let lines = self.lines(map, size, y * strides[0], tall);
            let starts = Starts::At(&starts[..count * out_width]);
            let (runs, jump, length) = (kernel[0], wide, kernel[1] * self.channels);
            let (left, right) = (before[1] * self.channels, after[1] * self.channels);
            if let Some(halves) = self.weights.halves() {
                let mut ground: Vec<Pair> = Vec::with_capacity(tall * wide / 2);
                for line in lines {
                    ground.resize(ground.len() + left / 2, 0);
                    halves.push(line.unwrap_or(&empty), &mut ground);
                    ground.resize(ground.len() + right / 2, 0);
                }
                let rows = Rows { values: &ground, starts, runs, jump, length };
                product::block_of_pairs(&rows, &self.weights, finish, out);
            } else {
                let mut ground = threads.room(tall * wide);
                for (line, ground) in lines.zip(ground.chunks_exact_mut(wide)) {
                    ground[..left].fill(0.0);
                    ground[left..wide - right].copy_from_slice(line.unwrap_or(&empty));
                    ground[wide - right..].fill(0.0);
                }
                let rows = Rows { values: &ground, starts, runs, jump, length };
                product::block(&rows, &self.weights, finish, out);
                threads.give(ground);
            }
        });
    }

    /// This one of pixels by themselves, then another: what lies between is never a whole map.
    pub(crate) fn run_with(&self, next: &Self, maps: &[f32], add: bool, out: &mut [f32], threads: &Threads) {
        let (depth, between, columns) = (self.weights.depth, self.weights.columns, next.weights.columns);
        let rows = (49_152 / between).clamp(12, 240) / 12 * 12;
        threads.each_piece(out, rows * columns, |start, out| {
            let (from, count) = (start / columns, out.len() / columns);
            let mut hidden = threads.room(count * between);
            let rows = Rows::even(&maps[from * depth..][..count * depth], depth);
            product::block(&rows, &self.weights, Finish { bend: self.bend, add: false }, &mut hidden);
            let rows = Rows::even(&hidden, between);
            product::block(&rows, &next.weights, Finish { bend: next.bend, add }, out);
            threads.give(hidden);
        });
    }

    /// So many rows of a map from this row of the map with its borders on; none where the map has none.
    fn lines<'a>(
        &self,
        map: &'a [f32],
        [height, width]: [usize; 2],
        from: usize,
        count: usize,
    ) -> impl Iterator<Item = Option<&'a [f32]>> {
        let (above, row) = (self.window.before[0], width * self.channels);
        (from..from + count)
            .map(move |y| Some(&map[y.checked_sub(above).filter(|y| *y < height)? * row..][..row]))
    }
}

/// A convolution the other way: each pixel becomes a square of pixels, side by side with its neighbours'.
pub(crate) struct Spread {
    pub(crate) square: [usize; 2],
    pub(crate) channels: usize,
    pub(crate) out: usize,
    weights: Weights,
    bend: Bend,
}

impl Spread {
    /// `weights` as ONNX has them: for each channel that goes in, each that comes out, the square.
    pub(crate) fn new(
        square: [usize; 2],
        [channels, out]: [usize; 2],
        weights: &[f32],
        offsets: &[f32],
        bend: Bend,
        precision: Precision,
    ) -> Self {
        let size = square[0] * square[1];
        let offsets: Vec<f32> = (0..size * out).map(|i| offsets[i % out]).collect();
        let at = |row: usize, column: usize| weights[(row * out + column % out) * size + column / out];
        let weights = Weights::new(channels, size * out, at, Some(&offsets)).of(precision, channels);
        Self { square, channels, out, weights, bend }
    }

    /// Of maps of this width; their height does not matter.
    pub(crate) fn run(&self, maps: &[f32], width: usize, out: &mut [f32], threads: &Threads) {
        let ([down, across], wide) = (self.square, self.weights.columns);
        let (row_in, row_out) = (width * self.weights.depth, width * across * self.out);
        let finish = Finish { bend: self.bend, add: false };
        threads.each_piece(out, row_out * down, |start, out| {
            let row = start / (row_out * down);
            let mut squares = threads.room(width * wide);
            product::block(
                &Rows::even(&maps[row * row_in..][..row_in], self.weights.depth),
                &self.weights,
                finish,
                &mut squares,
            );
            let piece = across * self.out;
            for (x, square) in squares.chunks_exact(wide).enumerate() {
                for (y, from) in square.chunks_exact(piece).enumerate() {
                    out[y * row_out + x * piece..][..piece].copy_from_slice(from);
                }
            }
            threads.give(squares);
        });
    }
}

/// What a pool keeps of the numbers under its window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pool {
    Highest,
    /// Of those that lie on the map.
    Mean,
}

/// Pools maps of this height and width.
pub(crate) fn pool(
    kind: Pool,
    window: &Window,
    maps: &[f32],
    channels: usize,
    size: [usize; 2],
    out: &mut [f32],
    threads: &Threads,
) {
    let [out_height, out_width] = window.out(size);
    let (map, row) = (size[0] * size[1] * channels, out_width * channels);
    threads.each_piece(out, row, |start, out| {
        let (map, y) = (&maps[start / (row * out_height) * map..][..map], start / row % out_height);
        for (x, out) in out.chunks_exact_mut(channels).enumerate() {
            let mut seen = 0;
            for (line, column, many, _) in window.under(size, [y, x]) {
                let from = &map[(line * size[1] + column) * channels..][..many * channels];
                for pixel in from.chunks_exact(channels) {
                    match kind {
                        _ if seen == 0 => out.copy_from_slice(pixel),
                        Pool::Highest => raise(out, pixel),
                        Pool::Mean => out.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value),
                    }
                    seen += 1;
                }
            }
            if kind == Pool::Mean && seen > 1 {
                for value in out {
                    *value /= seen as f32;
                }
            }
        }
    });
}

fn raise(out: &mut [f32], pixel: &[f32]) {
    for (highest, &value) in out.iter_mut().zip(pixel) {
        *highest = if value > *highest { value } else { *highest };
    }
}

/// The mean of each channel, map by map.
pub(crate) fn means(maps: &[f32], count: usize, channels: usize) -> Vec<f32> {
    let size = maps.len() / count.max(1);
    let mut out = vec![0.0; count * channels];
    for (map, out) in maps.chunks_exact(size.max(1)).zip(out.chunks_exact_mut(channels)) {
        // A row of pixels at a time: sums of many thousands lose their last digits.
        for run in map.chunks(256 * channels) {
            let mut sums = vec![0.0_f32; channels];
            for pixel in run.chunks_exact(channels) {
                sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value);
            }
            out.iter_mut().zip(&sums).for_each(|(all, sum)| *all += sum);
        }
        let pixels = (size / channels) as f32;
        for sum in out {
            *sum /= pixels;
        }
    }
    out
}

/// Each pixel as a rectangle of pixels.
pub(crate) fn enlarge(
    maps: &[f32],
    channels: usize,
    width: usize,
    [down, across]: [usize; 2],
    out: &mut [f32],
) {
    let wide = width * across * channels;
    for (row, out) in maps.chunks_exact(width * channels).zip(out.chunks_exact_mut(wide * down)) {
        let (first, others) = out.split_at_mut(wide);
        for (pixel, out) in row.chunks_exact(channels).zip(first.chunks_exact_mut(across * channels)) {
            out.chunks_exact_mut(channels).for_each(|out| out.copy_from_slice(pixel));
        }
        others.chunks_exact_mut(wide).for_each(|out| out.copy_from_slice(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{noise, short_noise};

    #[test]
    fn a_convolution_is_the_sum_under_its_window() {
        for (kernel, strides, before, after, size) in [
            ([1, 1], [1, 1], [0, 0], [0, 0], [3, 5]),
            ([3, 3], [2, 2], [1, 1], [1, 1], [9, 14]),
            ([2, 2], [1, 1], [0, 0], [1, 1], [4, 6]),
            ([3, 3], [1, 1], [1, 1], [1, 1], [30, 31]),
            ([1, 7], [1, 1], [0, 3], [0, 3], [1, 5]),
            ([2, 2], [1, 2], [5, 5], [5, 5], [2, 3]),
        ] {
            for (channels, precision) in [(5, Precision::Single), (5, Precision::Half), (6, Precision::Half)]
            {
                let out = 19;
                let window = Window { kernel, strides, before, after };
                let weights = short_noise(out * channels * kernel[0] * kernel[1], 1);
                let offsets = noise(out, 2);
                let layer =
                    Convolution::new(window, [out, channels], &weights, &offsets, Bend::None, precision);
                let maps = short_noise(2 * size[0] * size[1] * channels, 3);
                let [oh, ow] = window.out(size);
                let mut got = vec![0.0; 2 * oh * ow * out];
                layer.run(&maps, size, false, &mut got, &Threads::new(2));
                for (i, got) in got.iter().enumerate() {
                    let (o, x, y, n) = (i % out, i / out % ow, i / (out * ow) % oh, i / (out * ow * oh));
                    let mut sum = offsets[o];
                    for (ky, kx) in (0..kernel[0]).flat_map(|ky| (0..kernel[1]).map(move |kx| (ky, kx))) {
                        let (my, mx) = (
                            (y * strides[0] + ky).wrapping_sub(before[0]),
                            (x * strides[1] + kx).wrapping_sub(before[1]),
                        );
                        if my < size[0] && mx < size[1] {
                            for c in 0..channels {
                                sum += weights[((o * channels + c) * kernel[0] + ky) * kernel[1] + kx]
                                    * maps[((n * size[0] + my) * size[1] + mx) * channels + c];
                            }
                        }
                    }
                    assert!((got - sum).abs() < 1e-4, "{kernel:?} {channels} at {i}: {got} {sum}");
                }
            }
        }
    }

    #[test]
    fn pools_see_only_the_map() {
        // Two channels, 2 x 3 pixels.
        let maps = [1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0, 5.0, -5.0, 6.0, -6.0];
        let same = Window { kernel: [2, 2], strides: [1, 1], before: [0, 0], after: [1, 1] };
        let mut out = vec![0.0; 12];
        pool(Pool::Highest, &same, &maps, 2, [2, 3], &mut out, &Threads::new(1));
        assert_eq!(out, [5.0, -1.0, 6.0, -2.0, 6.0, -3.0, 5.0, -4.0, 6.0, -5.0, 6.0, -6.0]);
        let tall = Window { kernel: [2, 2], strides: [2, 2], before: [0, 0], after: [0, 1] };
        let mut out = vec![0.0; 4];
        pool(Pool::Mean, &tall, &maps, 2, [2, 3], &mut out, &Threads::new(1));
        assert_eq!(out, [3.0, -3.0, 4.5, -4.5]);
        assert_eq!(means(&maps, 1, 2), [3.5, -3.5]);
    }

    #[test]
    fn pixels_become_squares() {
        let mut out = vec![0.0; 8];
        enlarge(&[1.0, 2.0], 1, 2, [2, 2], &mut out);
        assert_eq!(out, [1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]);
        // Two channels to one: the first gives 1 2 / 3 4, the second ten times that.
        let weights = [1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0];
        let layer = Spread::new([2, 2], [2, 1], &weights, &[0.5], Bend::None, Precision::Single);
        let mut out = vec![0.0; 8];
        layer.run(&[1.0, 0.0, 0.0, 1.0], 2, &mut out, &Threads::new(1));
        assert_eq!(out, [1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5]);
    }
}
