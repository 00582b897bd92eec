//! Sharpness as the width of edges, place by place.
//!
//! A sharp edge rises within a pixel or two, whatever its contrast; blur of any kind makes it
//! wider. So widths are comparable between pale and bold print, and noise, which only has small
//! steps, does not pass for detail. Rows and columns are looked at apart, because motion blurs
//! only one direction.
//!
//! Widths by place find the corner that is out of focus. They do not tell how bad a blur over
//! everything is: strokes that it has washed away have no width, and the wider ones that are left
//! look no softer. So the whole is judged by its steepest edges too: how many pixels the step from
//! ink to paper takes along the edges that a four-hundredth of the document's pixels surpass. A
//! shake leaves those of one direction as they were.
//!
//! Everything is taken relative to the document's size, which the height of its letters follows.

use crate::{
    Measure, WHOLE,
    edges::{BINS, Edge, LINES, Plane, along_rows},
    face::{CARD_SIDE, Face, PAGE_SIDE},
};
use alloc::{vec, vec::Vec};
use core::ops::Range;

/// Side of a tile on the face.
const TILE: usize = 64;
/// Width of an edge that is as sharp as pixels allow, in 1/16 of a pixel: sampling alone
/// spreads a step over nearly two.
const SHARPEST: u32 = 30;
/// Slopes of edges are told apart up to here, in quarters of a level a pixel.
const SLOPES: usize = 1024;
/// Widths beyond this are all the same, in 1/16 of a pixel.
const WIDEST: u32 = 10_000;
/// The steepest edges are those of one pixel in so many, in each direction.
const STEEPEST: u32 = 400;
/// Readable print bears twice the width over the whole that it bears at its softest place: the
/// curve in bench/README.md.
const WHOLE_FACTOR: u32 = 2;
/// Seven fifths: from here on one direction is so much softer than the other that it is a shake,
/// which erases strokes that an equally wide defocus leaves to be guessed, and counts double.
const SHAKEN: (u32, u32) = (7, 5);
/// Edges that a block of four tiles must show before its sharpness counts.
const LEAST_EDGES: u32 = 70 / LINES as u32;

/// Edge widths of one tile.
#[derive(Clone, Copy)]
struct Tile {
    /// Across rows, then across columns.
    widths: [[u32; BINS]; 2],
}

/// Sharpness, and what kind of softness it is.
pub(crate) struct Sharpness {
    pub(crate) sharpness: Measure,
    /// How much of the width of edges is in one direction only.
    pub(crate) shake: u32,
}

pub(crate) fn measure(face: &Face) -> Sharpness {
    let (columns, rows) = (face.width.div_ceil(TILE), face.height.div_ceil(TILE));
    let mut tiles = vec![Tile { widths: [[0; BINS]; 2] }; columns * rows];
    // Blurred print pales as much as it widens: its traces must not count as fine edges.
    let (noise, contrast) = (noise(face), contrast(face));
    let least_rise = (noise * 8).max(contrast * 7 / 25).clamp(16, 80);
    // For the steepest, pale traces count as well: they are what blur leaves.
    let faint_rise = (noise * 5).clamp(8, least_rise);
    let mut slopes = [[0_u32; SLOPES]; 2];
    let mut take = |axis: usize, x: usize, y: usize, edge: Edge| {
        slopes[axis][(edge.steep as usize).min(SLOPES - 1)] += 1;
        if edge.rise >= least_rise * 4 {
            tiles[y / TILE * columns + x / TILE].widths[axis][edge.bin()] += 1;
        }
    };
    let rows_of = Plane { width: face.width, luma: &face.luma, inside: &face.inside };
    along_rows(&rows_of, faint_rise, |x, y, edge| take(0, x, y, edge));
    let turned = transposed(&face.luma, face.width, face.height);
    let inside = transposed_inside(face);
    let columns_of = Plane { width: face.height, luma: &turned, inside: &inside };
    along_rows(&columns_of, faint_rise, |y, x, edge| take(1, x, y, edge));
    let pixels = face.inside.iter().map(|inside| inside.len() as u32).sum::<u32>();
    let steps = slopes.map(|slopes| step_width(&slopes, contrast, pixels / STEEPEST / LINES as u32));
    let (least, most) = (steps[0].min(steps[1]), steps[0].max(steps[1]));
    let shaken = most * SHAKEN.1 >= least * SHAKEN.0;
    let whole = relative(face, if shaken { most * 2 } else { most });
    let whole = sharpness(whole / WHOLE_FACTOR);
    // Nothing left in one direction is nothing to compare.
    let shake = if most == 0 || most == WIDEST { 0 } else { WHOLE - least * WHOLE / most };
    let local = softest(face, &tiles, columns, rows);
    // Where even everything together is worse, no single place is to blame.
    let sharpness =
        if whole < local.value { Measure { value: whole, region: Some(face.whole()) } } else { local };
    let value = shaken_off(sharpness.value, shake);
    Sharpness { sharpness: Measure { value, ..sharpness }, shake }
}

/// What sharpness is worth when so much of its want lies in one direction: edges along a shake stay sharp and speak for
/// print that is none any more. Up to a quarter less.
fn shaken_off(sharpness: u32, shake: u32) -> u32 {
    const HARMLESS: u32 = WHOLE * 2 / 5;
    sharpness - sharpness * shake.saturating_sub(HARMLESS) / (4 * (WHOLE - HARMLESS))
}

/// The softest place that carries print, by the widths of its edges.
fn softest(face: &Face, tiles: &[Tile], columns: usize, rows: usize) -> Measure {
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
        widths.iter().filter_map(|w| typical(w, least)).max().map(|width| relative(face, width))
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
    // The widest, but not for the sake of a single odd block. Few enough to be counted rather than sorted.
    let from_widest = |rank: usize| {
        let wider = |width: u32| blocks.iter().filter(|block| block.0 > width).count();
        blocks.iter().map(|block| block.0).filter(|&width| wider(width) <= rank).min().unwrap_or(0)
    };
    let worst = from_widest((blocks.len() / 40).max(1).min(blocks.len() - 1));
    let near: Vec<_> = blocks.iter().filter(|b| b.0 * 2 >= worst).collect();
    // Where even the middle one is soft, no single place is to blame.
    let middle = from_widest(blocks.len() / 2);
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

/// Longer side, in pixels, of a face whose letters stand as high as on a card at 300 dots per inch.
fn full_side(face: &Face) -> u32 {
    let (long, short) = (face.width.max(face.height) as u32, face.width.min(face.height) as u32);
    // Cards (1.59 to 1) are the smaller documents: the same letters take more of them.
    if long * 2 >= short * 3 { CARD_SIDE } else { PAGE_SIDE }
}

/// A width as it would be if the document had been seen at full size: what sampling spreads stays,
/// what blur adds grows with the document, as its letters do.
fn relative(face: &Face, width: u32) -> u32 {
    let (full, side) = (u64::from(full_side(face)), face.width.max(face.height) as u64);
    if side >= full || width <= SHARPEST {
        return width;
    }
    let sharpest = u64::from(SHARPEST).pow(2);
    let blur = u64::from(width).pow(2) - sharpest;
    let grown = (blur * full * full / (side * side).max(1) + sharpest).isqrt();
    u32::try_from(grown).unwrap_or(u32::MAX)
}

/// How wide, in 1/16 of a pixel, the step from ink to paper is along the `rank` steepest edges.
fn step_width(slopes: &[u32; SLOPES], contrast: u32, rank: u32) -> u32 {
    let mut seen = 0;
    let slope = slopes.iter().enumerate().rev().find_map(|(slope, &count)| {
        seen += count;
        (seen > rank).then_some(slope as u32)
    });
    // Slopes are in quarters of a level a pixel. Too few edges of any kind: as wide as can be.
    slope.map_or(WIDEST, |slope| (contrast * 64 / slope.max(1)).min(WIDEST))
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
    // Four at once: the same level often follows itself, and would wait for its own count.
    let mut histograms = [[0_u32; 256]; 4];
    for (y, inside) in face.inside.iter().enumerate() {
        let (fours, rest) = face.row(y)[inside.clone()].as_chunks::<4>();
        for four in fours {
            for (histogram, &luma) in histograms.iter_mut().zip(four) {
                histogram[usize::from(luma)] += 1;
            }
        }
        for &luma in rest {
            histograms[0][usize::from(luma)] += 1;
        }
    }
    let histogram: [u32; 256] = core::array::from_fn(|level| histograms.iter().map(|h| h[level]).sum());
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

/// The plane with rows and columns swapped, block by block, which both sides' caches bear.
fn transposed(luma: &[u8], width: usize, height: usize) -> Vec<u8> {
    const BLOCK: usize = 16;
    let mut turned = vec![0; luma.len()];
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            let (across, down) = (BLOCK.min(width - left), BLOCK.min(height - top));
            for x in 0..across {
                let to = &mut turned[(left + x) * height + top..][..down];
                for (y, to) in to.iter_mut().enumerate() {
                    *to = luma[(top + y) * width + left + x];
                }
            }
        }
    }
    turned
}

/// Which pixels of every column are inside the frame. The frame is convex: those of a column hang together.
fn transposed_inside(face: &Face) -> Vec<Range<usize>> {
    if face.inside.iter().all(|inside| inside.len() == face.width) {
        return vec![0..face.height; face.width];
    }
    let mut columns = vec![face.height..0; face.width];
    for (y, inside) in face.inside.iter().enumerate() {
        for column in &mut columns[inside.clone()] {
            *column = column.start.min(y)..y + 1;
        }
    }
    columns.into_iter().map(|column| column.start.min(column.end)..column.end).collect()
}

/// Standard deviation of the noise, in levels, rounded up: from the median second difference,
/// which is that of blank paper.
fn noise(face: &Face) -> u32 {
    let mut histogram = [0_u32; 512];
    let mut count = 0_u32;
    for row in face.luma.chunks_exact(face.width).step_by(4) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shake_takes_up_to_a_quarter_and_what_is_even_loses_nothing() {
        let worth = [0, 4_000, 7_000, WHOLE].map(|shake| shaken_off(2_400, shake));
        assert_eq!(worth, [2_400, 2_400, 2_100, 1_800]);
        assert_eq!((shaken_off(WHOLE, WHOLE), shaken_off(0, WHOLE)), (7_500, 0));
    }
}
