//! Light on the document: reflections, darkness, clipping, brightness, colour.

use crate::{Measure, face::Face, share};
use alloc::{vec, vec::Vec};

/// Side of a cell on the face.
const CELL: usize = 8;
/// Clipped white, allowing for noise and compression.
const CLIPPED: u8 = 249;
/// The core of a reflection is at least this white in all channels; lenses and cameras leave
/// few of them at full white.
const CORE: u8 = 200;
/// How much whiter than the paper around it a reflection's core must be.
const ABOVE_PAPER: u8 = 20;
/// How much whiter than the middle of the whitest side: light falls off to all sides.
const ABOVE_SIDE: u8 = 6;
/// How much whiter than the paper around it what is left of the ink must be.
const WASHED: u8 = 5;
/// Hundredths of the ellipse in its rectangle that a reflection fills.
const ROUND: u32 = 85;
/// Hundredths of the way from paper to peak that the rim of a reflection lies at, at most.
const HARDEST_RIM: u32 = 85;
/// Hundredths of a reflection that are nearer in whiteness to its rim than to its peak, at least.
const SOFT: usize = 10;
/// Ink just beside a reflection is no darker than this.
const LIFTED: u8 = 20;
/// Rims of reflections are no darker than this.
const LOWEST: u8 = 180;
/// Largest difference of brightness between pixels of a washed-out cell, as noise leaves it.
const BLANK: u8 = 16;
/// Paper darker than this cannot be read.
const DARK: u8 = 52;

/// With a mean brightness below this, darkness is not a matter of one place.
const DIM: u32 = 3_300;

/// Everything about light.
pub(crate) struct Light {
    pub(crate) glare: Measure,
    pub(crate) dark: Measure,
    pub(crate) overexposed: Measure,
    pub(crate) exposure: u32,
    pub(crate) colour: u32,
}

/// One cell of the face.
#[derive(Clone, Copy, Default)]
struct Cell {
    /// Mean of the darkest channel: high only where all channels are.
    white: u8,
    /// Brightest brightness, over pairs of pixels: the paper between the ink.
    paper: u8,
    /// Darkest brightness, over pairs of pixels: the ink, if there is any.
    ink: u8,
    /// Darkest channel of the darkest pair of pixels: as white as light that falls here, or whiter.
    least: u8,
    /// Clipped pixels.
    clipped: u8,
    /// Pixels inside the frame.
    inside: u8,
}

/// Cells in rows.
struct Grid {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

pub(crate) fn measure(face: &Face) -> Light {
    let grid = Grid::of(face);
    let seen = grid.cells.iter().filter(|c| c.inside > 0).count() as u32;
    let reflections = grid.reflections();

    let dark: Vec<bool> = grid.cells.iter().map(|c| c.inside > 0 && c.paper < DARK).collect();
    let mut white = 0_u32;
    let mut pixels = 0_u32;
    let mut clipped = vec![false; grid.cells.len()];
    for (i, cell) in grid.cells.iter().enumerate() {
        pixels += u32::from(cell.inside);
        if !reflections.washed[i] {
            white += u32::from(cell.clipped);
            clipped[i] = u32::from(cell.clipped) * 2 > u32::from(cell.inside) && cell.inside > 0;
        }
    }
    let count = |marked: &[bool]| marked.iter().filter(|&&m| m).count() as u32;
    let (mut brightness, mut saturation) = (0_u64, 0_u64);
    for ((colour, &luma), _) in
        face.rgb.iter().zip(&face.luma).zip(&face.inside).filter(|(_, inside)| **inside == 1)
    {
        brightness += u64::from(luma);
        let most = colour.iter().copied().max().unwrap_or(0);
        let least = colour.iter().copied().min().unwrap_or(0);
        // Near black, saturation is noise.
        if most >= 24 {
            saturation += u64::from(most - least) * 255 / u64::from(most);
        }
    }
    let mean = |sum: u64| (sum * 10_000 / (255 * u64::from(pixels.max(1)))) as u32;
    let exposure = mean(brightness);
    let dark_region = if exposure < DIM { Some(face.whole()) } else { grid.region(face, &dark, seen) };
    Light {
        glare: Measure {
            value: share(count(&reflections.washed), seen),
            region: reflections.largest.map(|b| grid.place(face, b)),
        },
        dark: Measure { value: share(count(&dark), seen), region: dark_region },
        overexposed: Measure { value: share(white, pixels), region: grid.region(face, &clipped, seen) },
        exposure,
        colour: mean(saturation),
    }
}

/// Columns and rows of cells: left, top, right, bottom, the latter two beyond the last.
type Bounds = [usize; 4];

/// What reflections cover.
struct Reflections {
    washed: Vec<bool>,
    largest: Option<Bounds>,
}

/// Whiteness around a blob.
struct Around {
    middle: u8,
    whitest: u8,
}

/// The value that so many hundredths of what was counted do not exceed.
fn percentile(histogram: &[u32; 256], hundredths: u32) -> Option<u8> {
    let count: u32 = histogram.iter().sum();
    let mut seen = 0;
    let level = histogram.iter().position(|&n| {
        seen += n;
        seen * 100 >= count * hundredths
    })?;
    (count > 0).then_some(level as u8)
}

impl Grid {
    fn of(face: &Face) -> Self {
        let (columns, rows) = (face.width / CELL, face.height / CELL);
        let mut cells = vec![Cell::default(); columns * rows];
        for (i, cell) in cells.iter_mut().enumerate() {
            let (left, top) = (i % columns * CELL, i / columns * CELL);
            let (mut white, mut inside, mut clipped) = (0_u32, 0_u32, 0_u8);
            let (mut paper, mut ink, mut darkest) = (0_u8, u8::MAX, u8::MAX);
            for y in top..top + CELL {
                let row = y * face.width;
                for x in left..left + CELL {
                    if face.inside[row + x] == 0 {
                        continue;
                    }
                    let [r, g, b] = face.rgb[row + x];
                    let least = r.min(g).min(b);
                    inside += 1;
                    white += u32::from(least);
                    clipped += u8::from(least >= CLIPPED);
                    if x > left && face.inside[row + x - 1] == 1 {
                        let pair = u16::from(face.luma[row + x]) + u16::from(face.luma[row + x - 1]);
                        paper = paper.max((pair / 2) as u8);
                        ink = ink.min((pair / 2) as u8);
                        let [r, g, b] = face.rgb[row + x - 1];
                        let pair = u16::from(least) + u16::from(r.min(g).min(b));
                        darkest = darkest.min((pair / 2) as u8);
                    }
                }
            }
            // Half a cell is too little to go by.
            if inside as usize * 2 >= CELL * CELL {
                let white = (white / inside) as u8;
                *cell = Cell { white, paper, ink, least: darkest, clipped, inside: inside as u8 };
            }
        }
        Self { columns, rows, cells }
    }

    /// Places where light bounced off: whiter than the document's paper and than what lies around,
    /// washed out, and fading softly into their surroundings. A white box that is printed has a
    /// hard edge instead.
    ///
    /// Documents have paper of several whitenesses (the zone's is often the whitest), so that no
    /// one level parts light from paper: levels are tried from the lowest, and what is a
    /// reflection at one of them is not looked at again.
    fn reflections(&self) -> Reflections {
        let mut washed = vec![false; self.cells.len()];
        let mut largest: Option<(usize, Bounds)> = None;
        let nothing = |washed| Reflections { washed, largest: None };
        // Paper that is white itself leaves no room for anything whiter: that is overexposure.
        if self.paper_level().is_none_or(|paper| paper >= 246) {
            return nothing(washed);
        }
        let peak = self.cells.iter().map(|c| c.white).max().unwrap_or(0);
        // Four thousandths of the document: more than a highlight on an embossed letter. Less
        // than two fifths: else it is the whole that is too bright.
        let least = (self.cells.len() / 250).max(8);
        let most = self.cells.len() * 2 / 5;
        let mut visited = vec![false; self.cells.len()];
        for level in LOWEST..=peak {
            visited.copy_from_slice(&washed);
            for start in 0..self.cells.len() {
                if visited[start] || self.cells[start].white < level || self.cells[start].inside == 0 {
                    continue;
                }
                let blob = self.grow(start, level, &mut visited);
                if !(least..=most).contains(&blob.len()) {
                    continue;
                }
                let Some(middle) = self.is_reflection(&blob, level, least) else {
                    continue;
                };
                for &i in &blob {
                    washed[i] = true;
                }
                if largest.is_none_or(|(size, _)| blob.len() > size) {
                    // The place is where little is left of the print; the halo only belongs to the area.
                    let peak = blob.iter().map(|&i| self.cells[i].white).max().unwrap_or(0);
                    let core = (u16::from(middle) * 4 + u16::from(peak) * 12) / 16;
                    let bright = blob.iter().copied().filter(|&i| u16::from(self.cells[i].white) >= core);
                    largest = Some((blob.len(), self.bounds(bright)));
                }
            }
        }
        Reflections { washed, largest: largest.map(|(_, bounds)| bounds) }
    }

    /// How white it is around a blob of at least that level, if it is a reflection.
    fn is_reflection(&self, blob: &[usize], level: u8, least: usize) -> Option<u8> {
        let [left, top, right, bottom] = self.bounds(blob.iter().copied());
        let (across, down) = (right - left, bottom - top);
        // A long strip is a band of white paper, such as the zone's between lines that blur washed out.
        if across.max(down) > 5 * across.min(down) {
            return None;
        }
        let peak = blob.iter().map(|&i| self.cells[i].white).max().unwrap_or(0);
        let around = self.around(blob)?;
        if peak < CORE
            || peak < around.middle.saturating_add(ABOVE_PAPER)
            || peak < around.whitest.saturating_add(ABOVE_SIDE)
        {
            return None;
        }
        let is_core = |cell: &Cell| cell.white >= peak - 2 && cell.paper.saturating_sub(cell.ink) <= BLANK;
        let cores = blob.iter().filter(|&&i| is_core(&self.cells[i])).count();
        let (filled, ink) = self.within(blob);
        let rise = u32::from(peak - around.middle);
        // A rim nearly as bright as the middle: light falls off further inside than that.
        let hard = (u32::from(level.saturating_sub(around.middle))) * 100 > rise * HARDEST_RIM;
        let softer = |cell: &Cell| u16::from(cell.white) * 2 < u16::from(level) + u16::from(peak);
        let soft = blob.iter().filter(|&&i| softer(&self.cells[i])).count();
        let reflection = cores * 2 >= least
            && filled >= ROUND
            && ink >= around.middle.saturating_add(WASHED)
            && !hard
            && soft * 100 >= blob.len() * SOFT
            && self.fades(blob, around.middle)
            && self.darkness_around(blob) >= LIFTED;
        reflection.then_some(around.middle)
    }

    /// The darkest channel that a twentieth of the cells just beyond a blob do not exceed: the ink there, which
    /// the foot of a reflection still lifts above black.
    fn darkness_around(&self, blob: &[usize]) -> u8 {
        let [left, top, right, bottom] = self.bounds(blob.iter().copied());
        let (rx, ry) = ((right - left) as u64, (bottom - top) as u64);
        let (beside, above) = ((right - left) / 4 + 1, (bottom - top) / 4 + 1);
        let mut darkness = [0_u32; 256];
        for y in top.saturating_sub(above)..(bottom + above).min(self.rows) {
            for x in left.saturating_sub(beside)..(right + beside).min(self.columns) {
                let dx = (2 * x + 1).abs_diff(left + right) as u64;
                let dy = (2 * y + 1).abs_diff(top + bottom) as u64;
                let (square, unit) = (dx * dx * ry * ry + dy * dy * rx * rx, rx * rx * ry * ry);
                let cell = &self.cells[y * self.columns + x];
                // Up to one and a quarter radii.
                if cell.inside > 0 && square > unit && square * 16 < unit * 25 {
                    darkness[usize::from(cell.least)] += 1;
                }
            }
        }
        percentile(&darkness, 5).unwrap_or(0)
    }

    /// How much of the ellipse in the blob's rectangle belongs to it, in hundredths, and how white even the dark
    /// places of that ellipse are: light falls roundly and lifts ink and paper alike, so that what is left
    /// of the print is whiter than the paper around. Of pale print one of the two does not hold.
    fn within(&self, blob: &[usize]) -> (u32, u8) {
        let [left, top, right, bottom] = self.bounds(blob.iter().copied());
        let mut inside = vec![false; self.cells.len()];
        for &i in blob {
            inside[i] = true;
        }
        // Twice the distance from the middle, and the radii, in cells.
        let (rx, ry) = ((right - left) as u64, (bottom - top) as u64);
        let (mut filled, mut all) = (0_u32, 0_u32);
        let mut darkness = [0_u32; 256];
        for y in top..bottom {
            for x in left..right {
                let dx = (2 * x + 1).abs_diff(left + right) as u64;
                let dy = (2 * y + 1).abs_diff(top + bottom) as u64;
                // 0.8 of the ellipse's radius.
                if 25 * (dx * dx * ry * ry + dy * dy * rx * rx) <= 16 * rx * rx * ry * ry {
                    all += 1;
                    filled += u32::from(inside[y * self.columns + x]);
                    darkness[usize::from(self.cells[y * self.columns + x].least)] += 1;
                }
            }
        }
        (filled * 100 / all.max(1), percentile(&darkness, 10).unwrap_or(0))
    }

    /// How white it is around a blob, beyond its halo: on the whole, and on the whitest of its
    /// sides. `None` where nothing of the document is around it.
    fn around(&self, blob: &[usize]) -> Option<Around> {
        let [left, top, right, bottom] = self.bounds(blob.iter().copied());
        let mut inside = vec![false; self.cells.len()];
        for &i in blob {
            inside[i] = true;
        }
        let (rx, ry) = ((right - left) as u64, (bottom - top) as u64);
        let mut sides = [[0_u32; 256]; 4];
        for y in top.saturating_sub(bottom - top)..(2 * bottom - top).min(self.rows) {
            for x in left.saturating_sub(right - left)..(2 * right - left).min(self.columns) {
                let at = y * self.columns + x;
                if inside[at] || self.cells[at].inside == 0 {
                    continue;
                }
                let dx = (2 * x + 1).abs_diff(left + right) as u64 * ry;
                let dy = (2 * y + 1).abs_diff(top + bottom) as u64 * rx;
                // From one and a half radii of the blob to two and a quarter.
                let square = 16 * (dx * dx + dy * dy);
                if square < 36 * rx * rx * ry * ry || square > 81 * rx * rx * ry * ry {
                    continue;
                }
                let side = match (dx > dy, 2 * x + 1 > left + right, 2 * y + 1 > top + bottom) {
                    (true, later, _) => usize::from(later),
                    (false, _, later) => 2 + usize::from(later),
                };
                sides[side][usize::from(self.cells[at].white)] += 1;
            }
        }
        let mut all = [0_u32; 256];
        for side in &sides {
            for (sum, count) in all.iter_mut().zip(side) {
                *sum += count;
            }
        }
        // A side of a few cells is chance.
        let whitest = sides
            .iter()
            .filter(|side| side.iter().sum::<u32>() >= 8)
            .filter_map(|side| percentile(side, 50))
            .max()?;
        Some(Around { middle: percentile(&all, 50)?, whitest })
    }

    /// Whiteness that three quarters of the document stay below.
    fn paper_level(&self) -> Option<u8> {
        let mut histogram = [0_u32; 256];
        for cell in self.cells.iter().filter(|c| c.inside > 0) {
            histogram[usize::from(cell.white)] += 1;
        }
        percentile(&histogram, 75)
    }

    /// All cells at least as white as `level` that hang together with `start`.
    fn grow(&self, start: usize, level: u8, visited: &mut [bool]) -> Vec<usize> {
        let mut blob = vec![start];
        visited[start] = true;
        let mut next = 0;
        while next < blob.len() {
            let at = blob[next];
            next += 1;
            for neighbour in self.neighbours(at).into_iter().flatten() {
                if !visited[neighbour]
                    && self.cells[neighbour].inside > 0
                    && self.cells[neighbour].white >= level
                {
                    visited[neighbour] = true;
                    blob.push(neighbour);
                }
            }
        }
        blob
    }

    fn neighbours(&self, at: usize) -> [Option<usize>; 4] {
        let (x, y) = (at % self.columns, at / self.columns);
        [
            (x > 0).then(|| at - 1),
            (x + 1 < self.columns).then(|| at + 1),
            (y > 0).then(|| at - self.columns),
            (y + 1 < self.rows).then(|| at + self.columns),
        ]
    }

    /// Whether the blob's rim falls off over several cells rather than at once.
    fn fades(&self, blob: &[usize], paper: u8) -> bool {
        let mut inside = vec![false; self.cells.len()];
        for &i in blob {
            inside[i] = true;
        }
        let top = blob.iter().map(|&i| u32::from(self.cells[i].paper)).max().unwrap_or(0);
        // Fall over two cells beyond the rim (an edge may run through the first), against that over five;
        // in paper, for ink falls where it likes.
        let (mut soon, mut later, mut rims) = (0_u32, 0_u32, 0_u32);
        for &i in blob {
            let (x, y) = ((i % self.columns) as isize, (i / self.columns) as isize);
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let beyond = |k: isize| {
                    let (x, y) = (x + dx * k, y + dy * k);
                    (x >= 0 && y >= 0 && x < self.columns as isize && y < self.rows as isize)
                        .then(|| y as usize * self.columns + x as usize)
                        .filter(|&at| self.cells[at].inside > 0)
                };
                let (Some(next), Some(near), Some(far)) = (beyond(1), beyond(2), beyond(5)) else {
                    continue;
                };
                if !inside[next] && !inside[near] {
                    let fall = |at: usize| top.saturating_sub(u32::from(self.cells[at].paper.max(paper)));
                    soon += fall(near).min(fall(far));
                    later += fall(far);
                    rims += 1;
                }
            }
        }
        // A blob that reaches the document's edge all around has no rim to judge by.
        rims > 0 && soon * 100 < later * 94
    }

    fn bounds(&self, cells: impl Iterator<Item = usize>) -> Bounds {
        cells.fold([usize::MAX, usize::MAX, 0, 0], |[l, t, r, b], i| {
            let (x, y) = (i % self.columns, i / self.columns);
            [l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)]
        })
    }

    fn place(&self, face: &Face, [left, top, right, bottom]: Bounds) -> crate::Corners {
        // The last cells stand for the pixels beyond them that fill no cell.
        let edge = |cell: usize, cells: usize, length: usize| {
            if cell >= cells { length } else { cell * CELL }
        };
        face.place(
            left * CELL,
            top * CELL,
            edge(right, self.columns, face.width),
            edge(bottom, self.rows, face.height),
        )
    }

    /// Around the marked cells; the whole document when they are most of it.
    fn region(&self, face: &Face, marked: &[bool], seen: u32) -> Option<crate::Corners> {
        let places: Vec<usize> = marked.iter().enumerate().filter(|(_, m)| **m).map(|(i, _)| i).collect();
        if places.is_empty() {
            return None;
        }
        if places.len() as u32 * 10 >= seen * 4 {
            return Some(face.whole());
        }
        Some(self.place(face, self.bounds(places.into_iter())))
    }
}
