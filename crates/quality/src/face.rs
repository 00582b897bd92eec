//! The document's face, upright and at a fixed scale.
//!
//! What takes time here is one look at every pixel. Where they stand is reckoned exactly at the corners of squares of
//! sixteen pixels and evenly in between (some hundredths of a pixel off when the document is tilted by 45 degrees).
//! Rows go through several short loops rather than one long one: compilers turn those into vector instructions.

use crate::{Corners, frame::Frame, map::Map, part::Part};
use alloc::{vec, vec::Vec};
use core::ops::Range;

/// An upright face, and the way back to the frame.
pub(crate) struct Face {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Brightness; 0 where the document runs out of the frame.
    pub(crate) luma: Vec<u8>,
    /// The darkest channel: high only where all are.
    pub(crate) least: Vec<u8>,
    /// The pixels of each row that are inside the frame.
    pub(crate) inside: Vec<Range<usize>>,
    /// Mean saturation, 0 to 255 in 1/256.
    pub(crate) saturation: u32,
    corners: Corners,
}

/// Longer side of the face: an ID-1 card at 300 dots per inch, and the same for the larger
/// formats, which are told by their shape.
pub(crate) const CARD_SIDE: u32 = 1024;
pub(crate) const PAGE_SIDE: u32 = 1344;

/// Side of the squares at whose corners places are reckoned; sixteen, for they are divided by shifting.
const SPAN: usize = 16;
/// Colour is looked at every so many pixels, in both directions.
const COLOUR_STEP: usize = 8;

impl Face {
    pub(crate) fn of(frame: &Frame<'_>, corners: &Corners) -> Option<Self> {
        // In 1/16 pixel.
        let across = distance(corners[0], corners[1]).max(distance(corners[3], corners[2]));
        let down = distance(corners[1], corners[2]).max(distance(corners[0], corners[3]));
        let (across, down) = (across / 16, down / 16);
        if across.max(down) < 64 || across.min(down) < 32 || across.max(down) > 65_535 {
            return None;
        }
        let longer = across.max(down);
        let target = if longer * 2 >= across.min(down) * 3 { CARD_SIDE } else { PAGE_SIDE };
        let scaled = |side: u32| if longer > target { side * target / longer } else { side };
        let (width, height) = (scaled(across).max(16), scaled(down).max(16));
        // Whole blocks of pixels are averaged first; a little short of the target is as good.
        let factor = ((longer * 100 / target.min(longer) + 15) / 100).max(1);
        let part = Part::of(frame, corners, factor)?;
        let map = Map::new(&part.corners(corners), width, height)?;
        let (width, height) = (width as usize, height as usize);
        let mut face = Self {
            width,
            height,
            luma: vec![0; width * height],
            least: vec![0; width * height],
            inside: Vec::with_capacity(height),
            saturation: 0,
            corners: *corners,
        };
        let mut saturation = Saturation::default();
        let mut rows = Rows::new(&part, &map, width);
        for y in 0..height {
            let row = y * width..(y + 1) * width;
            let inside = rows.place(y);
            let inside = inside.start.min(width)..inside.end.min(width);
            rows.mix(&mut face.luma[row.clone()], &mut face.least[row], &inside);
            if y % COLOUR_STEP == COLOUR_STEP / 2 {
                for x in inside.clone().step_by(COLOUR_STEP) {
                    saturation.add(part.colour(rows.x[x], rows.y[x]));
                }
            }
            face.inside.push(inside);
        }
        face.saturation = saturation.mean();
        Some(face)
    }

    /// A rectangle of the face as a place on the frame.
    pub(crate) fn place(&self, left: usize, top: usize, right: usize, bottom: usize) -> Corners {
        if left == 0 && top == 0 && right >= self.width && bottom >= self.height {
            return self.corners;
        }
        let Some(map) = Map::new(&self.corners, self.width as u32, self.height as u32) else {
            return self.corners;
        };
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| {
            let (x, y) = map.apply(2 * x as i64, 2 * y as i64);
            // From 1/256 to 1/16.
            [((x + 8) >> 4) as i32, ((y + 8) >> 4) as i32]
        })
    }

    /// The whole document.
    pub(crate) fn whole(&self) -> Corners {
        self.corners
    }

    /// One row of brightness.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        &self.luma[y * self.width..(y + 1) * self.width]
    }
}

/// Row after row of the face on its way from the part.
struct Rows<'a> {
    part: &'a Part<'a>,
    map: &'a Map,
    /// Where every sixteenth pixel of the last and of the next sixteenth row stands, in 1/256 of the part's pixels.
    above: Vec<[i32; 2]>,
    below: Vec<[i32; 2]>,
    /// Where the row's pixels stand, held to the part.
    x: Vec<u32>,
    y: Vec<u32>,
    at: Vec<u32>,
    /// The neighbours of each, from [`Part::pairs`].
    upper: Vec<u32>,
    lower: Vec<u32>,
}

impl<'a> Rows<'a> {
    fn new(part: &'a Part<'a>, map: &'a Map, width: usize) -> Self {
        let knots = width.div_ceil(SPAN) + 1;
        let room = || vec![0; (knots - 1) * SPAN];
        let (above, below) = (vec![[0; 2]; knots], vec![[0; 2]; knots]);
        let mut rows =
            Self { part, map, above, below, x: room(), y: room(), at: room(), upper: room(), lower: room() };
        rows.reckon(0);
        rows
    }

    /// The knots of row `y`.
    fn reckon(&mut self, y: usize) {
        core::mem::swap(&mut self.above, &mut self.below);
        for (n, knot) in self.below.iter_mut().enumerate() {
            let (x, y) = self.map.apply(2 * (n * SPAN) as i64 + 1, 2 * y as i64 + 1);
            // Pixel centres stand at halves. Far outside is outside.
            *knot = [x, y].map(|v| (v - 128).clamp(-(1 << 24), 1 << 24) as i32);
        }
    }

    /// Finds where the pixels of row `y` stand, and which of them are inside the frame.
    fn place(&mut self, y: usize) -> Range<usize> {
        let down = y % SPAN;
        if down == 0 {
            self.reckon(y + SPAN);
        }
        let most = [self.part.width, self.part.height].map(|side| (side as i32 - 1) * 256);
        let inside =
            |[x, y]: [i32; 2]| (-192..=most[0] + 192).contains(&x) && (-192..=most[1] + 192).contains(&y);
        let within = |[x, y]: [i32; 2]| (0..=most[0]).contains(&x) && (0..=most[1]).contains(&y);
        let knot = |n: usize| {
            let (above, below) = (self.above[n], self.below[n]);
            [0, 1].map(|axis: usize| above[axis] + (((below[axis] - above[axis]) * down as i32) >> 4))
        };
        let (mut first, mut last) = (usize::MAX, 0);
        let mut from = knot(0);
        for n in 0..self.x.len() / SPAN {
            let to = knot(n + 1);
            let step = [to[0] - from[0], to[1] - from[1]];
            let at = |axis: usize, i: usize| from[axis] + ((step[axis] * i as i32) >> 4);
            let start = n * SPAN;
            if inside(from) && inside(to) {
                (first, last) = (first.min(start), start + SPAN);
            } else {
                for i in (0..SPAN).filter(|&i| inside([at(0, i), at(1, i)])) {
                    (first, last) = (first.min(start + i), start + i + 1);
                }
            }
            let places = self.x[start..][..SPAN].iter_mut().zip(&mut self.y[start..][..SPAN]);
            if within(from) && within(to) {
                for (i, (x, y)) in places.enumerate() {
                    (*x, *y) = (at(0, i) as u32, at(1, i) as u32);
                }
            } else {
                for (i, (x, y)) in places.enumerate() {
                    *x = at(0, i).clamp(0, most[0]) as u32;
                    *y = at(1, i).clamp(0, most[1]) as u32;
                }
            }
            from = to;
        }
        let stride = self.part.width as u32;
        for (at, (x, y)) in self.at.iter_mut().zip(self.x.iter().zip(&self.y)) {
            *at = (y >> 8) * stride + (x >> 8);
        }
        first.min(last)..last
    }

    /// Brightness and darkest channel of the row's pixels, each between its four neighbours. What is outside stays 0.
    fn mix(&mut self, luma: &mut [u8], least: &mut [u8], inside: &Range<usize>) {
        let (uppers, lowers) = (&self.part.pairs[..], &self.part.pairs[self.part.width..]);
        let neighbours =
            self.upper.as_chunks_mut::<SPAN>().0.iter_mut().zip(self.lower.as_chunks_mut::<SPAN>().0);
        let places = self.at.as_chunks::<SPAN>().0.iter().zip(self.y.as_chunks::<SPAN>().0);
        for ((upper, lower), (at, y)) in neighbours.zip(places) {
            // Places along a line keep their distance: where the last is as many pixels on as there are places, in the
            // same row of the part, each is the next pixel. But not where the first or the last ones were held to it.
            let on = |from: usize, to: usize| at[to].wrapping_sub(at[from]) as usize == to - from;
            let (row, last) = (y[0] >> 8 == y[SPAN - 1] >> 8, SPAN - 1);
            if row && on(0, last) && on(0, 1) && on(last - 1, last) {
                let at = at[0] as usize;
                upper.copy_from_slice(&uppers[at..at + SPAN]);
                lower.copy_from_slice(&lowers[at..at + SPAN]);
            } else {
                for ((upper, lower), &at) in upper.iter_mut().zip(lower).zip(at) {
                    *upper = uppers[at as usize];
                    *lower = lowers[at as usize];
                }
            }
        }
        let neighbours = self.upper[inside.clone()].iter().zip(&self.lower[inside.clone()]);
        let places = self.x[inside.clone()].iter().zip(&self.y[inside.clone()]);
        let shades = luma[inside.clone()].iter_mut().zip(&mut least[inside.clone()]);
        for (((&upper, &lower), (&x, &y)), (luma, least)) in neighbours.zip(places).zip(shades) {
            let (x, y) = (x & 255, y & 255);
            // Both neighbours at once, in 16 bits each: 255 * 256 fits.
            let down = |shift: u32| {
                ((upper >> shift) & 0x00ff_00ff) * (256 - y) + ((lower >> shift) & 0x00ff_00ff) * y
            };
            let across = |pair: u32| (((pair & 0xffff) * (256 - x) + (pair >> 16) * x + 32_768) >> 16) as u8;
            *luma = across(down(0));
            *least = across(down(8));
        }
    }
}

/// A mean in the making.
#[derive(Default)]
struct Saturation {
    sum: u64,
    count: u64,
}

impl Saturation {
    fn add(&mut self, colour: [u32; 3]) {
        let [r, g, b] = colour;
        let (most, least) = (r.max(g).max(b), r.min(g).min(b));
        self.count += 1;
        // Near black, saturation is noise.
        if most >= 24 {
            self.sum += u64::from((most - least) * 255 / most);
        }
    }

    fn mean(&self) -> u32 {
        (self.sum * 256 / self.count.max(1)) as u32
    }
}

/// Distance of two corners, rounded down, in their unit.
fn distance(a: [i32; 2], b: [i32; 2]) -> u32 {
    let (dx, dy) = (i64::from(a[0]) - i64::from(b[0]), i64::from(a[1]) - i64::from(b[1]));
    let square = dx
        .unsigned_abs()
        .saturating_mul(dx.unsigned_abs())
        .saturating_add(dy.unsigned_abs().saturating_mul(dy.unsigned_abs()));
    u32::try_from(square.isqrt()).unwrap_or(u32::MAX)
}
