//! Edges along the rows of a face: where brightness steps, how far, and how steeply.

use alloc::{vec, vec::Vec};
use core::ops::Range;

/// Lines are looked at three at a time; every pixel takes part once.
pub(crate) const LINES: usize = 3;
/// Longest way from an edge's steepest place to its foot.
const REACH: usize = 28;
/// Places beyond a line's ends that may be looked at.
const MARGIN: usize = 8;
/// Widths are counted in quarters of a pixel, up to 16 pixels.
pub(crate) const BINS: usize = 64;

/// One edge of a profile, in quarters of a level.
#[derive(Clone, Copy)]
pub(crate) struct Edge {
    /// From foot to foot.
    pub(crate) rise: u32,
    /// Over its steepest pixel.
    pub(crate) steep: u32,
}

impl Edge {
    /// Its width in quarters of a pixel.
    pub(crate) fn bin(self) -> usize {
        ((self.rise * 4 / self.steep.max(1)) as usize).min(BINS - 1)
    }
}

/// Brightness in rows, and which pixels of each are inside the frame.
pub(crate) struct Plane<'a> {
    pub(crate) width: usize,
    pub(crate) luma: &'a [u8],
    pub(crate) inside: &'a [Range<usize>],
}

/// Reports the place of every clear edge along rows (`at`, `line`).
pub(crate) fn along_rows(plane: &Plane<'_>, least_rise: u32, mut found: impl FnMut(usize, usize, Edge)) {
    let mut lines = Lines::new(plane.width);
    let rows: Vec<&[u8]> = plane.luma.chunks_exact(plane.width).collect();
    let threes = rows.as_chunks::<LINES>().0.iter().zip(plane.inside.as_chunks::<LINES>().0);
    for (three, (rows, inside)) in threes.enumerate() {
        let from = inside.iter().map(|inside| inside.start).max().unwrap_or(0);
        let to = inside.iter().map(|inside| inside.end).min().unwrap_or(0);
        lines.look(rows[0], rows[1], rows[2]);
        lines.edges(least_rise as i16 * 4, &(from..to), |at, edge| found(at, three * LINES + 1, edge));
    }
}

/// What one line is looked at through; kept from line to line. Places are moved by [`MARGIN`].
struct Lines {
    /// Averaged along the edge, which noise does not survive and the edge does. In quarters of a level.
    profile: Vec<i16>,
    /// The change across the profile over two pixels.
    slant: Vec<i16>,
    /// From each place to the next, and the same without its sign.
    step: Vec<i16>,
    pace: Vec<i16>,
    /// Least and most of four places from here on, and of the three steps between them.
    low: Vec<i16>,
    high: Vec<i16>,
    low_step: Vec<i16>,
    high_step: Vec<i16>,
    /// Not zero where the slope is right for an edge, and where it also rises far enough.
    peak: Vec<i16>,
    keen: Vec<u8>,
    length: usize,
}

impl Lines {
    fn new(length: usize) -> Self {
        let room = || vec![0; length + 2 * MARGIN];
        Self {
            profile: room(),
            slant: room(),
            step: room(),
            pace: room(),
            low: room(),
            high: room(),
            low_step: room(),
            high_step: room(),
            peak: room(),
            keen: vec![0; length + 2 * MARGIN],
            length,
        }
    }

    fn look(&mut self, above: &[u8], here: &[u8], below: &[u8]) {
        let line = MARGIN..MARGIN + self.length;
        let rows = above.iter().zip(here).zip(below);
        let places = self.profile[line.clone()].iter_mut().zip(&mut self.slant[line.clone()]);
        for ((value, slant), ((&above, &here), &below)) in places.zip(rows) {
            let (above, here, below) = (i16::from(above), i16::from(here), i16::from(below));
            *value = above + 2 * here + below;
            *slant = (below - above).abs();
        }
        let (first, last) = (self.profile[line.start], self.profile[line.end - 1]);
        self.profile[..line.start].fill(first);
        self.profile[line.end..].fill(last);
        let profile = self.profile.as_slice();
        let count = profile.len() - 4;
        let (a, b, c, d) =
            (&profile[..count], &profile[1..][..count], &profile[2..][..count], &profile[3..][..count]);
        let (low, high) = (&mut self.low[..count], &mut self.high[..count]);
        for i in 0..count {
            low[i] = a[i].min(b[i]).min(c[i].min(d[i]));
            high[i] = a[i].max(b[i]).max(c[i].max(d[i]));
        }
        let (step, pace) = (&mut self.step[..count], &mut self.pace[..count]);
        let (low, high) = (&mut self.low_step[..count], &mut self.high_step[..count]);
        for i in 0..count {
            let (first, second, third) = (b[i] - a[i], c[i] - b[i], d[i] - c[i]);
            (step[i], pace[i]) = (first, first.abs());
            low[i] = first.min(second).min(third);
            high[i] = first.max(second).max(third);
        }
    }

    /// Marks places that are steeper than their neighbours and may rise far enough: either within four pixels to both
    /// sides, or because it keeps rising for longer than that. Edges that run askew are left out, for those that
    /// lie along a shake stay sharp and would hide it. Two short loops: the numbers of one would not fit a processor's
    /// registers.
    fn mark(&mut self, least_rise: i16) {
        let (from, count) = (MARGIN + 1, self.length.saturating_sub(3));
        let (before, here, after) =
            (from - 3..from - 3 + count, from..from + count, from + 1..from + 1 + count);
        let peak = &mut self.peak[here.clone()];
        let pace = &self.pace[here.clone()];
        let (left, right) = (&self.pace[from - 1..][..count], &self.pace[after.clone()]);
        let (slant, next_slant) = (&self.slant[here.clone()], &self.slant[after.clone()]);
        for i in 0..count {
            // Four times the step, against twice the slope: within some 27 degrees.
            let straight = i16::from(pace[i] >= 4 * slant[i].min(next_slant[i]));
            let steepest = i16::from(pace[i] >= left[i]) & i16::from(pace[i] > right[i]);
            peak[i] = i16::from(pace[i] * 32 >= least_rise) & steepest & straight;
        }
        let (low_before, low_after) = (&self.low[before.clone()], &self.low[after.clone()]);
        let (high_before, high_after) = (&self.high[before.clone()], &self.high[after.clone()]);
        let (low_left, low_right) = (&self.low_step[before.clone()], &self.low_step[after.clone()]);
        let (high_left, high_right) = (&self.high_step[before], &self.high_step[after]);
        let keen = &mut self.keen[here];
        for i in 0..count {
            let rise = (high_after[i] - low_before[i]).max(high_before[i] - low_after[i]);
            let long = (low_left[i].max(low_right[i]) * 10 > pace[i])
                | (high_left[i].min(high_right[i]) * 10 < -pace[i]);
            keen[i] = (peak[i] & i16::from((rise >= least_rise) | long)) as u8;
        }
    }

    /// Every place steeper than its neighbours, with the rise from foot to foot.
    fn edges(&mut self, least_rise: i16, inside: &Range<usize>, mut found: impl FnMut(usize, Edge)) {
        self.mark(least_rise);
        // The first place that was not looked at yet.
        let mut next = 0;
        for (n, eight) in self.keen.as_chunks::<8>().0.iter().enumerate() {
            let mut left = u64::from_le_bytes(*eight);
            while left != 0 {
                let i = n * 8 + left.trailing_zeros() as usize / 8;
                left &= left - 1;
                if i >= next {
                    let (edge, end) = self.edge(i, least_rise, inside);
                    next = end;
                    if let Some(edge) = edge {
                        found(i - MARGIN, edge);
                    }
                }
            }
        }
    }

    /// The edge whose steepest place is `i`, if there is one, and where to go on.
    fn edge(&self, i: usize, least_rise: i16, inside: &Range<usize>) -> (Option<Edge>, usize) {
        let (step, profile) = (self.step.as_slice(), self.profile.as_slice());
        let steep = step[i].abs();
        let sign = step[i].signum();
        // As long as it keeps rising noticeably. Beyond the ends nothing rises.
        let rising = |step: &&i16| **step * sign * 10 > steep;
        let before = &step[i.saturating_sub(REACH).max(MARGIN)..i];
        let after = &step[i + 1..(i + 1 + REACH).min(MARGIN + self.length - 1).max(i + 1)];
        let low = i - before.iter().rev().take_while(rising).count();
        let high = i + after.iter().take_while(rising).count();
        let rise = (profile[high + 1] - profile[low]) * sign;
        let whole = inside.contains(&(low - MARGIN)) && inside.contains(&(high + 1 - MARGIN));
        // One edge has one steepest place: leave smaller ones on the same slope out.
        let edge = rise >= least_rise && whole && step[low..=high].iter().all(|s| s * sign <= steep);
        (edge.then_some(Edge { rise: rise as u32, steep: steep as u32 }), high + 1)
    }
}
