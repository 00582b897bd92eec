//! Sharpness as the width of edges, place by place.
//!
//! A sharp edge rises within a pixel or two, whatever its contrast; blur of any kind makes it
//! wider. So widths are comparable between pale and bold print, and noise, which only has small
//! steps, does not pass for detail. Rows and columns are looked at apart, because motion blurs
//! only one direction.

use crate::{Measure, WHOLE, face::Face};
use alloc::{vec, vec::Vec};

/// Side of a tile on the face.
const TILE: usize = 64;
/// Widths are counted in quarters of a pixel, up to 16 pixels.
const BINS: usize = 64;
/// Longest way from an edge's steepest place to its foot.
const REACH: usize = 28;
/// Width of an edge that is as sharp as pixels allow, in 1/16 of a pixel: sampling alone
/// spreads a step over nearly two.
const SHARPEST: u32 = 30;
/// Edges that a block of four tiles must show before its sharpness counts.
const LEAST_EDGES: u32 = 70;

/// Edge widths of one tile.
#[derive(Clone, Copy)]
struct Tile {
    /// Across rows, then across columns.
    widths: [[u32; BINS]; 2],
}

pub(crate) fn measure(face: &Face) -> Measure {
    let (columns, rows) = (face.width.div_ceil(TILE), face.height.div_ceil(TILE));
    let mut tiles = vec![Tile { widths: [[0; BINS]; 2] }; columns * rows];
    // Blurred print pales as much as it widens: its traces must not count as fine edges.
    let least_rise = (noise(face) * 8).max(contrast(face) * 7 / 25).clamp(16, 80);
    collect(face, Direction::Rows, least_rise, |x, y, bin| {
        tiles[y / TILE * columns + x / TILE].widths[0][bin] += 1;
    });
    collect(face, Direction::Columns, least_rise, |x, y, bin| {
        tiles[y / TILE * columns + x / TILE].widths[1][bin] += 1;
    });

    // Blocks of two by two tiles, each overlapping its neighbours by half.
    let (block_columns, block_rows) = (columns.saturating_sub(1).max(1), rows.saturating_sub(1).max(1));
    let width_at = |bx: usize, by: usize, least: u32, span: usize| -> Option<u32> {
        let mut widths = [[0_u32; BINS]; 2];
        for y in by..(by + span).min(rows) {
            for x in bx..(bx + span).min(columns) {
                for (sum, tile) in widths.iter_mut().zip(&tiles[y * columns + x].widths) {
                    for (s, t) in sum.iter_mut().zip(tile) {
                        *s += t;
                    }
                }
            }
        }
        widths.iter().filter_map(|w| typical(w, least)).max()
    };
    let mut blocks: Vec<(u32, usize, usize)> = Vec::new();
    for by in 0..block_rows {
        for bx in 0..block_columns {
            if let Some(width) = width_at(bx, by, LEAST_EDGES, 2) {
                blocks.push((width, bx, by));
            }
        }
    }
    if blocks.is_empty() {
        // Nothing dense enough anywhere: whatever edges there are, together.
        let width = width_at(0, 0, LEAST_EDGES / 2, columns.max(rows));
        return Measure { value: width.map_or(0, sharpness), region: Some(face.whole()) };
    }
    // The widest, but not for the sake of a single odd block.
    blocks.sort_unstable_by(|a, b| b.cmp(a));
    let worst = blocks[(blocks.len() / 40).max(1).min(blocks.len() - 1)].0;
    let near: Vec<_> = blocks.iter().filter(|b| b.0 * 2 >= worst).collect();
    // Sorted from the widest: where even the middle one is soft, no single place is to blame.
    let middle = blocks[blocks.len() / 2].0;
    let region = if near.len() * 2 >= blocks.len() || middle * 2 > SHARPEST * 3 {
        face.whole()
    } else {
        let fold = |f: fn(&(u32, usize, usize)) -> usize| {
            (near.iter().map(|b| f(b)).min().unwrap_or(0), near.iter().map(|b| f(b)).max().unwrap_or(0))
        };
        let ((left, right), (top, bottom)) = (fold(|b| b.1), fold(|b| b.2));
        face.place(
            left * TILE,
            top * TILE,
            ((right + 2) * TILE).min(face.width),
            ((bottom + 2) * TILE).min(face.height),
        )
    };
    Measure { value: sharpness(worst), region: Some(region) }
}

/// From a width in 1/16 of a pixel to a share of the sharpest possible.
fn sharpness(width: u32) -> u32 {
    (SHARPEST * WHOLE / width.max(SHARPEST)).min(WHOLE)
}

/// The width, in 1/16 of a pixel, that a quarter of the edges stay below: in a sharp place the
/// crisp edges of print are among many soft ones of a portrait. `None` for too few edges.
fn typical(widths: &[u32; BINS], least: u32) -> Option<u32> {
    let count: u32 = widths.iter().sum();
    if count < least {
        return None;
    }
    let wanted = count / 4;
    let mut seen = 0;
    for (bin, &n) in widths.iter().enumerate() {
        if seen + n > wanted {
            // Within the bin by proportion, so that the figure does not jump.
            return Some(bin as u32 * 4 + 4 * (wanted - seen) / n.max(1));
        }
        seen += n;
    }
    Some(BINS as u32 * 4)
}

/// Difference of brightness between the document's ink and its paper.
fn contrast(face: &Face) -> u32 {
    let mut histogram = [0_u32; 256];
    for (&luma, _) in face.luma.iter().zip(&face.inside).filter(|(_, inside)| **inside == 1) {
        histogram[usize::from(luma)] += 1;
    }
    let count: u32 = histogram.iter().sum();
    let level = |percent: u32| {
        let mut seen = 0;
        let place = histogram.iter().position(|&n| {
            seen += n;
            u64::from(seen) * 100 >= u64::from(count) * u64::from(percent)
        });
        place.unwrap_or(0) as u32
    };
    level(95).saturating_sub(level(2))
}

/// Standard deviation of the noise, in levels, rounded up: from the median second difference,
/// which is that of blank paper.
fn noise(face: &Face) -> u32 {
    let mut histogram = [0_u32; 512];
    let mut count = 0_u32;
    for row in face.luma.chunks_exact(face.width).step_by(2) {
        for w in row.windows(3).step_by(2) {
            let second = i32::from(w[0]) - 2 * i32::from(w[1]) + i32::from(w[2]);
            histogram[(second.unsigned_abs() as usize).min(511)] += 1;
            count += 1;
        }
    }
    let mut seen = 0;
    let median = histogram
        .iter()
        .position(|&n| {
            seen += n;
            seen * 2 >= count
        })
        .unwrap_or(0) as u32;
    // The median of a normal |second difference| is 1.65 standard deviations.
    (median * 20).div_ceil(33)
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Rows,
    Columns,
}

/// Reports the place and width bin of every clear edge along rows or columns.
fn collect(face: &Face, direction: Direction, least_rise: u32, mut found: impl FnMut(usize, usize, usize)) {
    let (length, lines) = match direction {
        Direction::Rows => (face.width, face.height),
        Direction::Columns => (face.height, face.width),
    };
    let mut profile = vec![0_i32; length];
    let mut slant = vec![0_i32; length];
    let mut valid = vec![true; length];
    for line in 1..lines.saturating_sub(1) {
        for (i, (value, ok)) in profile.iter_mut().zip(&mut valid).enumerate() {
            let (at, step) = match direction {
                Direction::Rows => (line * face.width + i, face.width),
                Direction::Columns => (i * face.width + line, 1),
            };
            // Averaged along the edge, which noise does not survive and the edge does.
            let luma = |at: usize| i32::from(face.luma[at]);
            *value = luma(at - step) + 2 * luma(at) + luma(at + step);
            slant[i] = (luma(at + step) - luma(at - step)).abs();
            *ok = face.inside[at - step] & face.inside[at] & face.inside[at + step] == 1;
        }
        edges_of(&profile, &slant, &valid, least_rise as i32 * 4, |at, bin| match direction {
            Direction::Rows => found(at, line, bin),
            Direction::Columns => found(line, at, bin),
        });
    }
}

/// Edges of one profile: every place steeper than its neighbours, with the rise from foot to foot.
///
/// `slant` is the change across the profile over two pixels: edges that run askew are left out,
/// for those that lie along a shake stay sharp and would hide it.
fn edges_of(
    profile: &[i32],
    slant: &[i32],
    valid: &[bool],
    least_rise: i32,
    mut found: impl FnMut(usize, usize),
) {
    let length = profile.len();
    let step = |i: usize| profile[i + 1] - profile[i];
    let mut i = 1;
    while i + 2 < length {
        let here = step(i);
        let steep = here.abs();
        // Steepest of its neighbours, the later one on a tie.
        if steep * 32 < least_rise || steep < step(i - 1).abs() || steep <= step(i + 1).abs() {
            i += 1;
            continue;
        }
        let sign = here.signum();
        // As long as it keeps rising noticeably.
        let rising = |k: usize| step(k) * sign * 10 > steep;
        let (mut low, mut high) = (i, i);
        while low > 0 && i - low < REACH && rising(low - 1) {
            low -= 1;
        }
        while high + 2 < length && high - i < REACH && rising(high + 1) {
            high += 1;
        }
        let rise = (profile[high + 1] - profile[low]) * sign;
        // One edge has one steepest place: leave smaller ones on the same slope out.
        let top = (low..=high).all(|k| step(k) * sign <= steep);
        let whole = valid[low] && valid[(high + 1).min(length - 1)] && valid[i];
        // Four times the step, against twice the slope: within some 27 degrees.
        let straight = steep >= 4 * slant[i].min(slant[i + 1]);
        if rise >= least_rise && top && whole && straight {
            // In quarters of a pixel.
            let width = (rise * 4 / steep.max(1)) as usize;
            found(i, width.min(BINS - 1));
        }
        i = high + 1;
    }
}
