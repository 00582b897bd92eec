//! Convolution of each channel by itself.

use crate::{Threads, map::Window, pointwise::Bend};
use rten_simd::{
    Isa, SimdOp,
    ops::{BitOps, NumOps},
};

/// A window of weights for each channel.
pub(crate) struct Depthwise {
    pub(crate) window: Window,
    pub(crate) channels: usize,
    /// Row by row of the window, each with all channels.
    weights: Vec<f32>,
    offsets: Vec<f32>,
    pub(crate) bend: Bend,
}

/// So many pixels of a row share each weight that is fetched.
const RUN: usize = 8;

impl Depthwise {
    /// `weights` as ONNX has them: channel by channel.
    pub(crate) fn new(
        window: Window,
        channels: usize,
        weights: &[f32],
        offsets: Vec<f32>,
        bend: Bend,
    ) -> Self {
        let size = window.kernel[0] * window.kernel[1];
        Self { window, channels, weights: crate::tensor::turned(weights, 1, channels, size), offsets, bend }
    }

    /// Of maps of this height and width; `out` is of the height and width that the window gives.
    pub(crate) fn run(&self, maps: &[f32], [height, width]: [usize; 2], out: &mut [f32], threads: &Threads) {
        let [out_height, out_width] = self.window.out([height, width]);
        let size = height * width * self.channels;
        let row = out_width * self.channels;
        threads.each_piece(out, row, |start, out| {
            let (map, y) = (start / (row * out_height), start / row % out_height);
            Row { layer: self, map: &maps[map * size..][..size], height, width, y, out }.dispatch();
        });
    }
}

/// One row of the result.
struct Row<'a> {
    layer: &'a Depthwise,
    map: &'a [f32],
    height: usize,
    width: usize,
    y: usize,
    out: &'a mut [f32],
}

impl SimdOp for Row<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { layer, map, height, width, y, out } = self;
        let (lanes, channels) = (isa.f32().len(), layer.channels);
        let [kernel_height, kernel_width] = layer.window.kernel;
        let [down, across] = layer.window.strides;
        let [above, left] = layer.window.before;
        // The window's rows that lie on the map; none where it reaches so far that all of it lies beside.
        let last = (height + above).saturating_sub(y * down).min(kernel_height);
        let first = above.saturating_sub(y * down).min(last);
        let out_width = out.len() / channels;
        // Pixels whose whole window lies on the map, from left to right.
        let inner_from = left.div_ceil(across).min(out_width);
        let inner_to =
            (width + left).checked_sub(kernel_width).map_or(0, |room| room / across + 1).min(out_width);
        let mut x = 0;
        while x < out_width {
            // The last run ends where the inner pixels do: what it does again comes out the same.
            if (inner_from + RUN..inner_to).contains(&x) {
                x = x.min(inner_to - RUN);
            }
            let inner = x >= inner_from && x + RUN <= inner_to;
            let count = if inner { RUN } else { 1 };
            for channel in (0..channels).step_by(lanes) {
                let part = Part { channel, some: lanes.min(channels - channel), channels };
                let from = [part.load(isa, &layer.offsets[channel..]); RUN];
                let weights = &layer.weights[first * kernel_width * channels + channel..];
                let quick = first < last && across == 1 && matches!(kernel_width, 3 | 7);
                let sums = if inner && quick && part.whole(lanes) {
                    let at = ((y * down + first - above) * width + x - left) * channels + channel;
                    let ground = Ground { map: &map[at..], jump: width * channels, weights, channels };
                    if kernel_width == 3 {
                        slide::<I, 3, { RUN + 2 }>(isa, &ground, last - first, from)
                    } else {
                        slide::<I, 7, { RUN + 6 }>(isa, &ground, last - first, from)
                    }
                } else {
                    let mut sums = from;
                    for (ky, weights) in (first..last).zip(weights.chunks(kernel_width * channels)) {
                        let line = &map[(y * down + ky - above) * width * channels..][..width * channels];
                        for kx in 0..kernel_width {
                            let weight = part.load(isa, &weights[kx * channels..]);
                            for (r, sum) in sums.iter_mut().enumerate().take(count) {
                                let at = ((x + r) * across + kx).checked_sub(left).filter(|at| *at < width);
                                let Some(at) = at else { continue };
                                let pixel = part.load(isa, &line[at * channels + channel..]);
                                *sum = isa.f32().mul_add(pixel, weight, *sum);
                            }
                        }
                    }
                    sums
                };
                for (r, &sum) in sums.iter().enumerate().take(count) {
                    part.store(isa, layer.bend.eval(isa, sum), &mut out[(x + r) * channels + channel..]);
                }
            }
            x += count;
        }
    }
}

/// What lies under the windows of a run of neighbours, from its first number on.
struct Ground<'a> {
    map: &'a [f32],
    /// From one of the map's rows to the next.
    jump: usize,
    weights: &'a [f32],
    channels: usize,
}

/// A window over a run of neighbours: each pixel is fetched once for all the places that it counts for.
#[inline(always)]
fn slide<I: Isa, const WIDTH: usize, const SEEN: usize>(
    isa: I,
    ground: &Ground,
    rows: usize,
    mut sums: [I::F32; RUN],
) -> [I::F32; RUN] {
    let (ops, channels) = (isa.f32(), ground.channels);
    for row in 0..rows {
        let map = &ground.map[row * ground.jump..][..(SEEN - 1) * channels + ops.len()];
        let weights = &ground.weights[row * WIDTH * channels..][..(WIDTH - 1) * channels + ops.len()];
        let pixels: [I::F32; SEEN] = std::array::from_fn(|i| ops.load(&map[i * channels..]));
        for kx in 0..WIDTH {
            let weight = ops.load(&weights[kx * channels..]);
            for r in 0..RUN {
                sums[r] = ops.mul_add(pixels[r + kx], weight, sums[r]);
            }
        }
    }
    sums
}

/// As many channels as a vector holds, or the last few.
#[derive(Clone, Copy)]
struct Part {
    channel: usize,
    some: usize,
    channels: usize,
}

impl Part {
    #[inline(always)]
    fn whole(self, lanes: usize) -> bool {
        self.channel + lanes <= self.channels
    }

    #[inline(always)]
    fn load<I: Isa>(self, isa: I, from: &[f32]) -> I::F32 {
        let ops = isa.f32();
        if self.whole(ops.len()) { ops.load(from) } else { ops.load_pad(&from[..self.some]).0 }
    }

    #[inline(always)]
    fn store<I: Isa>(self, isa: I, value: I::F32, to: &mut [f32]) {
        let ops = isa.f32();
        if self.whole(ops.len()) {
            ops.store(value, to);
        } else {
            let mut last = [0.0; 64];
            ops.store(value, &mut last);
            to[..self.some].copy_from_slice(&last[..self.some]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::noise;

    /// By the definition, one number at a time.
    fn plainly(layer: &Depthwise, map: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
        let Window { kernel: [kh, kw], strides, before, .. } = layer.window;
        let [out_height, out_width] = layer.window.out([height, width]);
        let mut out = Vec::new();
        for y in 0..out_height {
            for x in 0..out_width {
                for c in 0..layer.channels {
                    let mut sum = layer.offsets[c];
                    for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                        let (Some(my), Some(mx)) = (
                            (y * strides[0] + ky).checked_sub(before[0]),
                            (x * strides[1] + kx).checked_sub(before[1]),
                        ) else {
                            continue;
                        };
                        if my < height && mx < width {
                            let weight = layer.weights[(ky * kw + kx) * layer.channels + c];
                            sum += weight * map[(my * width + mx) * layer.channels + c];
                        }
                    }
                    out.push(sum);
                }
            }
        }
        out
    }

    #[test]
    fn borders_strides_and_odd_channels_are_as_defined() {
        for (channels, kernel, strides, size) in [
            (48, [3, 3], [1, 1], [5, 40]),
            (120, [1, 7], [1, 1], [1, 33]),
            (17, [3, 3], [2, 1], [6, 20]),
            (24, [7, 7], [1, 1], [4, 19]),
            (3, [3, 3], [2, 2], [7, 37]),
            (16, [3, 3], [1, 1], [1, 1]),
            // Borders wider than the window.
            (16, [3, 3], [2, 1], [2, 30]),
        ] {
            let wide = if size == [2, 30] { 5 } else { 0 };
            let before = [kernel[0] / 2 + wide, kernel[1] / 2 + wide];
            let window = Window { kernel, strides, before, after: before };
            let weights = noise(channels * kernel[0] * kernel[1], 5);
            let layer = Depthwise::new(window, channels, &weights, noise(channels, 6), Bend::None);
            let maps = noise(2 * size[0] * size[1] * channels, 7);
            let (one, two) = maps.split_at(maps.len() / 2);
            let wanted = [plainly(&layer, one, size), plainly(&layer, two, size)].concat();
            for threads in [Threads::new(1), Threads::new(2)] {
                let mut out = vec![0.0; wanted.len()];
                layer.run(&maps, size, &mut out, &threads);
                for (a, b) in out.iter().zip(&wanted) {
                    assert!((a - b).abs() < 1e-4, "{channels} {kernel:?} {strides:?}: {a} {b}");
                }
            }
        }
    }

    #[test]
    fn every_width_of_vectors_gives_the_same() {
        fn holds<I: Isa>(isa: I) {
            for (channels, kernel, strides) in
                [(24, [3, 3], [1, 1]), (17, [7, 7], [1, 1]), (9, [3, 3], [2, 2])]
            {
                let before = kernel.map(|size: usize| size / 2);
                let window = Window { kernel, strides, before, after: before };
                let weights = noise(channels * kernel[0] * kernel[1], 5);
                let layer = Depthwise::new(window, channels, &weights, noise(channels, 6), Bend::Relu);
                let (size, map) = ([5, 40], noise(5 * 40 * channels, 7));
                let row = window.out(size)[1] * channels;
                let mut out = vec![0.0; window.out(size)[0] * row];
                for (y, out) in out.chunks_exact_mut(row).enumerate() {
                    Row { layer: &layer, map: &map, height: 5, width: 40, y, out }.eval(isa);
                }
                for (a, b) in out.iter().zip(plainly(&layer, &map, size)) {
                    assert!((a - b.max(0.0)).abs() < 1e-4, "{channels} {kernel:?} {strides:?}: {a} {b}");
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
