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
/// Cells beside a reflection whose contrasts are compared with its own are as white as most there, give or take this.
const AS_WHITE: u8 = 15;
/// Hundredths of a reflection's whitest cells that are nothing but white, at least, where nothing but plain paper lies beside it.
const GONE: usize = 25;
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

/// One row of cells in the making: every column of pixels by itself, so that many are worked on at once.
struct Band {
    /// Sum of the darkest channels.
    white: Vec<u16>,
    clipped: Vec<u8>,
    /// Of pairs of pixels, this column's and the one before.
    paper: Vec<u8>,
    ink: Vec<u8>,
    least: Vec<u8>,
    /// Pixels inside the frame, by cell.
    inside: Vec<u8>,
}

impl Band {
    fn new(width: usize) -> Self {
        let (bytes, words) = (vec![0; width], vec![0; width]);
        let inside = vec![0; width / CELL];
        Self {
            white: words,
            clipped: bytes.clone(),
            paper: bytes.clone(),
            ink: bytes.clone(),
            least: bytes,
            inside,
        }
    }

    fn clear(&mut self) {
        self.white.fill(0);
        self.clipped.fill(0);
        self.paper.fill(0);
        self.ink.fill(u8::MAX);
        self.least.fill(u8::MAX);
        self.inside.fill(0);
    }

    fn add(&mut self, face: &Face, y: usize) {
        let inside = &face.inside[y];
        let (from, to) = (inside.start, inside.end.min(self.white.len()));
        if from >= to {
            return;
        }
        let row = y * face.width;
        let least = &face.least[row + from..row + to];
        for ((sum, clipped), &least) in
            self.white[from..to].iter_mut().zip(&mut self.clipped[from..to]).zip(least)
        {
            *sum += u16::from(least);
            *clipped += u8::from(least >= CLIPPED);
        }
        // Half the sum, rounded down, without leaving eight bits.
        let mean = |a: u8, b: u8| (a & b) + ((a ^ b) >> 1);
        let luma = &face.luma[row + from..row + to];
        let pairs = luma[1..].iter().zip(luma);
        for ((paper, ink), (&a, &b)) in
            self.paper[from + 1..to].iter_mut().zip(&mut self.ink[from + 1..to]).zip(pairs)
        {
            let pair = mean(a, b);
            *paper = (*paper).max(pair);
            *ink = (*ink).min(pair);
        }
        for (darkest, (&a, &b)) in self.least[from + 1..to].iter_mut().zip(least[1..].iter().zip(least)) {
            *darkest = (*darkest).min(mean(a, b));
        }
        for (column, count) in self.inside.iter_mut().enumerate() {
            let (left, right) = (column * CELL, (column + 1) * CELL);
            *count += to.min(right).saturating_sub(from.max(left)) as u8;
        }
    }

    fn cell(&self, column: usize) -> Cell {
        let inside = self.inside[column];
        // Half a cell is too little to go by.
        if usize::from(inside) * 2 < CELL * CELL {
            return Cell::default();
        }
        let (all, pairs) = (column * CELL..(column + 1) * CELL, column * CELL + 1..(column + 1) * CELL);
        let white: u32 = self.white[all.clone()].iter().map(|&sum| u32::from(sum)).sum();
        let least = |values: &[u8]| values.iter().copied().min().unwrap_or(u8::MAX);
        Cell {
            white: (white / u32::from(inside)) as u8,
            paper: self.paper[pairs.clone()].iter().copied().max().unwrap_or(0),
            ink: least(&self.ink[pairs.clone()]),
            least: least(&self.least[pairs]),
            clipped: self.clipped[all].iter().sum(),
            inside,
        }
    }
}

/// Cells in rows, with empty ones (outside the frame) before, between and after the rows, so that every cell has
/// neighbours.
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
    let brightness: u64 = face
        .inside
        .iter()
        .enumerate()
        .map(|(y, inside)| face.row(y)[inside.clone()].iter().map(|&luma| u32::from(luma)).sum::<u32>())
        .map(u64::from)
        .sum();
    let exposure = (brightness * 10_000 / (255 * u64::from(pixels.max(1)))) as u32;
    let dark_region = if exposure < DIM { Some(face.whole()) } else { grid.region(face, &dark, seen) };
    Light {
        glare: Measure {
            value: share(count(&reflections.washed), seen),
            region: reflections.largest.map(|b| grid.place(face, b)),
        },
        dark: Measure { value: share(count(&dark), seen), region: dark_region },
        overexposed: Measure { value: share(white, pixels), region: grid.region(face, &clipped, seen) },
        exposure,
        colour: face.saturation * 625 / (255 * 16),
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

/// Cells of one row, side by side, that are bright.
#[derive(Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    /// A run that this one hangs together with, or itself; the first of a blob in the end.
    first: usize,
    /// Cells of the blob, at its first run.
    size: usize,
}

/// Blobs of bright cells at one level, by their runs.
#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    /// Of bright cells in rising order, `row` cells a row. Which blob each run belongs to is known afterwards.
    fn of(&mut self, bright: &[usize], row: usize) {
        let runs = &mut self.0;
        runs.clear();
        // The first run that may touch the next one from above.
        let mut above = 0;
        let mut cells = bright.iter().copied().peekable();
        while let Some(from) = cells.next() {
            let mut to = from + 1;
            while cells.next_if_eq(&to).is_some() {
                to += 1;
            }
            let own = runs.len();
            runs.push(Run { from, to, first: own, size: 0 });
            while runs[above].to + row <= from {
                above += 1;
            }
            let mut other = above;
            while other < own && runs[other].from + row < to {
                let (a, b) = (Self::first(runs, other), Self::first(runs, own));
                runs[a.max(b)].first = a.min(b);
                other += 1;
            }
        }
        for run in 0..runs.len() {
            let first = Self::first(runs, run);
            runs[run].first = first;
            runs[first].size += runs[run].to - runs[run].from;
        }
    }

    fn first(runs: &mut [Run], mut run: usize) -> usize {
        while runs[run].first != run {
            runs[run].first = runs[runs[run].first].first;
            run = runs[run].first;
        }
        run
    }
}

/// The bright cells that are looked at, blob after blob.
struct Blobs {
    /// The last blob that each cell belonged to.
    owners: Vec<u32>,
    last: u32,
    /// The cells of the last one, and how white each is.
    cells: Vec<usize>,
    white: Vec<u8>,
}

impl Blobs {
    /// The blob that begins with that run becomes the last one.
    fn take(&mut self, runs: &Runs, first: usize, white: &[u8]) {
        self.last += 1;
        self.cells.clear();
        self.white.clear();
        for run in runs.0[first..].iter().filter(|run| run.first == first) {
            self.cells.extend(run.from..run.to);
            self.white.extend_from_slice(&white[run.from..run.to]);
            self.owners[run.from..run.to].fill(self.last);
        }
    }

    /// The last blob has that cell.
    fn holds(&self, cell: usize) -> bool {
        self.owners[cell] == self.last
    }
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
        let mut cells = vec![Cell::default(); columns + 1];
        let mut band = Band::new(columns * CELL);
        for row in 0..rows {
            band.clear();
            for y in row * CELL..(row + 1) * CELL {
                band.add(face, y);
            }
            cells.extend((0..columns).map(|column| band.cell(column)));
            cells.push(Cell::default());
        }
        cells.resize(cells.len() + columns + 1, Cell::default());
        Self { columns, rows, cells }
    }

    fn index(&self, x: usize, y: usize) -> usize {
        (y + 1) * (self.columns + 1) + x
    }

    fn place_of(&self, at: usize) -> [usize; 2] {
        [at % (self.columns + 1), at / (self.columns + 1) - 1]
    }

    /// Places where light bounced off: whiter than the document's paper and than what lies around,
    /// washed out, and fading softly into their surroundings. A white box that is printed has a
    /// hard edge instead.
    ///
    /// Documents have paper of several whitenesses (the zone's is often the whitest), so that no
    /// one level parts light from paper: levels are tried from the lowest, and what is a
    /// reflection at one of them is not looked at again.
    fn reflections(&self) -> Reflections {
        let count = self.columns * self.rows;
        let mut washed = vec![false; self.cells.len()];
        let owners = vec![0; self.cells.len()];
        let mut blobs = Blobs { owners, last: 0, cells: Vec::new(), white: Vec::new() };
        let mut runs = Runs::default();
        let mut largest: Option<(usize, Bounds)> = None;
        let peak = self.cells.iter().map(|c| c.white).max().unwrap_or(0);
        // Four thousandths of the document: more than a highlight on an embossed letter. Less
        // than two fifths: else it is the whole that is too bright.
        let (least, most) = ((count / 250).max(8), count * 2 / 5);
        // None once a reflection was found on it.
        let mut white: Vec<u8> = self.cells.iter().map(|cell| cell.white).collect();
        let mut bright: Vec<usize> = (0..white.len()).filter(|&i| white[i] >= LOWEST).collect();
        // Paper that is white itself leaves no room for anything whiter: that is overexposure.
        if self.paper_level().is_none_or(|paper| paper >= 246) {
            bright.clear();
        }
        for level in LOWEST..=peak {
            bright.retain(|&i| white[i] >= level);
            if bright.len() < least {
                break;
            }
            runs.of(&bright, self.columns + 1);
            for first in (0..runs.0.len()).filter(|&run| (least..=most).contains(&runs.0[run].size)) {
                blobs.take(&runs, first, &white);
                let Some(middle) = self.is_reflection(&blobs, level, least) else {
                    continue;
                };
                let size = blobs.cells.len();
                if largest.is_none_or(|(other, _)| size > other) {
                    // The place is where little is left of the print; the halo only belongs to the area.
                    let peak = blobs.white.iter().copied().max().unwrap_or(0);
                    let core = (u16::from(middle) * 4 + u16::from(peak) * 12) / 16;
                    let bright = |i: &usize| u16::from(self.cells[*i].white) >= core;
                    largest = Some((size, self.bounds(blobs.cells.iter().copied().filter(bright))));
                }
                for &i in &blobs.cells {
                    (white[i], washed[i]) = (0, true);
                }
            }
        }
        Reflections { washed, largest: largest.map(|(_, bounds)| bounds) }
    }

    /// How white it is around a blob of at least that level, if it is a reflection.
    fn is_reflection(&self, blobs: &Blobs, level: u8, least: usize) -> Option<u8> {
        let blob = blobs.cells.as_slice();
        let peak = blobs.white.iter().copied().max().unwrap_or(0);
        if peak < CORE {
            return None;
        }
        // Nearer to the rim than to the peak: less than half of both together.
        let half = ((u16::from(level) + u16::from(peak)).div_ceil(2)) as u8;
        let softer = blobs.white.iter().map(|&white| u32::from(white < half)).sum::<u32>();
        // What costs least is asked first: most blobs are none.
        if softer as usize * 100 < blob.len() * SOFT {
            return None;
        }
        let blank = |i: usize| self.cells[i].paper.saturating_sub(self.cells[i].ink) <= BLANK;
        let core =
            blob.iter().zip(&blobs.white).filter(|&(&i, &white)| white >= peak - 2 && blank(i)).count();
        if core * 2 < least {
            return None;
        }
        let bounds = self.bounds(blob.iter().copied());
        let [left, top, right, bottom] = bounds;
        let (across, down) = (right - left, bottom - top);
        // A long strip is a band of white paper, such as the zone's between lines that blur washed out.
        if across.max(down) > 5 * across.min(down) {
            return None;
        }
        let around = self.around(blobs, bounds)?;
        let rise = u32::from(peak.saturating_sub(around.middle));
        // A rim nearly as bright as the middle: light falls off further inside than that.
        let hard = (u32::from(level.saturating_sub(around.middle))) * 100 > rise * HARDEST_RIM;
        if peak < around.middle.saturating_add(ABOVE_PAPER)
            || peak < around.whitest.saturating_add(ABOVE_SIDE)
            || hard
        {
            return None;
        }
        let (filled, ink) = self.within(blobs, bounds);
        let reflection = filled >= ROUND
            && ink >= around.middle.saturating_add(WASHED)
            && self.fades(blobs, around.middle)
            && self.darkness_around(bounds) >= LIFTED
            && self.washes_out(blobs, bounds, around.middle);
        reflection.then_some(around.middle)
    }

    /// Whether contrasts are less than half as large where a blob is whitest as beside it. Light that falls unevenly
    /// makes ink and paper brighter by the same factor: whatever is printed there, be it but the pattern of the paper,
    /// stays as clear as it was. On plain paper a blob is held to be a reflection only where nothing is left.
    fn washes_out(&self, blobs: &Blobs, [left, top, right, bottom]: Bounds, middle: u8) -> bool {
        let contrasts = |cells: &mut dyn Iterator<Item = usize>| {
            let mut histogram = [0_u32; 256];
            for cell in cells.map(|at| &self.cells[at]) {
                histogram[usize::from(cell.paper.saturating_sub(cell.ink))] += 1;
            }
            [50, 75].map(|hundredths| percentile(&histogram, hundredths))
        };
        let peak = blobs.white.iter().copied().max().unwrap_or(0);
        let whitest = peak - peak.saturating_sub(middle) / 4;
        let core = || blobs.cells.iter().copied().filter(|&at| self.cells[at].white >= whitest);
        let (beside, above) = ((right - left).max(6), (bottom - top).max(6));
        let columns = left.saturating_sub(beside)..(right + beside).min(self.columns);
        let rows = top.saturating_sub(above)..(bottom + above).min(self.rows);
        let mut outside = rows
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|(x, y)| self.index(x, y))
            .filter(|&at| self.cells[at].inside > 0 && self.cells[at].white.abs_diff(middle) < AS_WHITE)
            .filter(|&at| !blobs.holds(at));
        let (inside, outside) = (contrasts(&mut core()), contrasts(&mut outside));
        // Plain paper, and what noise leaves on it, looks the same in either light.
        if outside[1].is_none_or(|clearest| clearest <= BLANK) {
            let gone = core().filter(|&at| self.cells[at].clipped >= self.cells[at].inside).count();
            return gone * 100 >= core().count() * GONE;
        }
        inside.into_iter().zip(outside).all(|pair| match pair {
            (Some(inside), Some(outside)) => u16::from(inside) * 2 < u16::from(outside),
            _ => true,
        })
    }

    /// The darkest channel that a twentieth of the cells just beyond a blob do not exceed: the ink there, which
    /// the foot of a reflection still lifts above black.
    fn darkness_around(&self, [left, top, right, bottom]: Bounds) -> u8 {
        let (rx, ry) = ((right - left) as u64, (bottom - top) as u64);
        let (beside, above) = ((right - left) / 4 + 1, (bottom - top) / 4 + 1);
        let mut darkness = [0_u32; 256];
        for y in top.saturating_sub(above)..(bottom + above).min(self.rows) {
            for x in left.saturating_sub(beside)..(right + beside).min(self.columns) {
                let dx = (2 * x + 1).abs_diff(left + right) as u64;
                let dy = (2 * y + 1).abs_diff(top + bottom) as u64;
                let (square, unit) = (dx * dx * ry * ry + dy * dy * rx * rx, rx * rx * ry * ry);
                let cell = &self.cells[self.index(x, y)];
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
    fn within(&self, blobs: &Blobs, [left, top, right, bottom]: Bounds) -> (u32, u8) {
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
                    let at = self.index(x, y);
                    all += 1;
                    filled += u32::from(blobs.holds(at));
                    darkness[usize::from(self.cells[at].least)] += 1;
                }
            }
        }
        (filled * 100 / all.max(1), percentile(&darkness, 10).unwrap_or(0))
    }

    /// How white it is around a blob, beyond its halo: on the whole, and on the whitest of its
    /// sides. `None` where nothing of the document is around it.
    fn around(&self, blobs: &Blobs, [left, top, right, bottom]: Bounds) -> Option<Around> {
        let (rx, ry) = ((right - left) as u64, (bottom - top) as u64);
        let mut sides = [[0_u32; 256]; 4];
        for y in top.saturating_sub(bottom - top)..(2 * bottom - top).min(self.rows) {
            for x in left.saturating_sub(right - left)..(2 * right - left).min(self.columns) {
                let at = self.index(x, y);
                if blobs.holds(at) || self.cells[at].inside == 0 {
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

    /// Whether the blob's rim falls off over several cells rather than at once.
    fn fades(&self, blobs: &Blobs, paper: u8) -> bool {
        let top = blobs.cells.iter().map(|&i| u32::from(self.cells[i].paper)).max().unwrap_or(0);
        // Fall over two cells beyond the rim (an edge may run through the first), against that over five;
        // in paper, for ink falls where it likes.
        let (mut soon, mut later, mut rims) = (0_u32, 0_u32, 0_u32);
        for &i in &blobs.cells {
            let [x, y] = self.place_of(i).map(|v| v as isize);
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let beyond = |k: isize| {
                    let (x, y) = (x + dx * k, y + dy * k);
                    (x >= 0 && y >= 0 && x < self.columns as isize && y < self.rows as isize)
                        .then(|| self.index(x as usize, y as usize))
                        .filter(|&at| self.cells[at].inside > 0)
                };
                let (Some(next), Some(near), Some(far)) = (beyond(1), beyond(2), beyond(5)) else {
                    continue;
                };
                if !blobs.holds(next) && !blobs.holds(near) {
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
            let [x, y] = self.place_of(i);
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
