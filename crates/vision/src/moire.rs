//! The pattern that a screen leaves in a photograph.
//!
//! A screen's dots of red, green and blue lie side by side. Whatever a camera makes of their grid, sharp, blurred or folded
//! over to wide bands, repeats at one pitch in all three colours, but each colour is at another point of its swing. Print
//! darkens what lies under the ink: its colours swing in step, or one of them does not swing at all. So the spectra of the
//! three colours are held against each other in small tiles, and a place counts where neighbouring tiles agree on the pitch.
//! How often that is wrong stands in bench/README.md.

use crate::{document::Homography, picture::Picture};
use proofdesk_domain::{
    inspection::Measured,
    picture::{Point, Quad},
};
use rustfft::{Fft, FftPlanner, num_complex::Complex};
use std::sync::Arc;

/// Side of a tile in pixels, and how many values its spectrum has.
const TILE: usize = 64;
const BINS: usize = TILE * TILE;
/// A place is two by two tiles.
const PLACE: usize = 2 * TILE;
/// Most places along one side of the document.
const MOST: usize = 6;
/// With fewer places than this there is nothing to take a share of; fewer that show the pattern are an accident.
const LEAST: usize = 6;
const LEAST_SHOWN: usize = 2;
/// A channel whose mean is darker than this, of 255, swings by nothing but noise.
const DARK: f32 = 12.0;
/// Slower swings than four a tile are the picture itself, faster than this the pixels' own grid.
const SLOWEST: f32 = 4.0 / TILE as f32;
const FASTEST: f32 = 0.48;
/// How far a swing out of step stands out from what else swings at its pitch.
const PROMINENT: f32 = 30.0;
/// How far out of step it is: the mean sine of the angles between the colours. Colours side by side make 0.87.
const OUT_OF_STEP: f32 = 0.25;
/// How far apart, in swings a pixel, tiles that agree may be.
const AGREES: f32 = 0.03;
/// Tiles of a place that agree where it counts.
const ENOUGH: usize = 3;
/// What stands for the noise where a picture has none: rounding to 255 levels alone makes more.
const QUIET: f32 = 0.004;

/// The share of the document's places (of the picture's, where none is given) that show the pattern, and where they are. Zero
/// on anything smaller than six places of 128 pixels.
pub fn moire(picture: &Picture, document: Option<&Quad>) -> Measured {
    let nothing = Measured { value: 0.0, region: None };
    let whole = Quad::rect(0.0, 0.0, picture.width() as f32, picture.height() as f32);
    let places = places(picture, document.unwrap_or(&whole));
    if places.len() < LEAST {
        return nothing;
    }
    let mut spectra = Spectra::new();
    let mut looked_at = 0_usize;
    let mut shown: Vec<Quad> = Vec::new();
    // Every other place first: a screen fills what it shows, and most documents are none.
    for half in 0..2 {
        for &(x, y, _) in places.iter().filter(|(.., of)| *of == half) {
            match spectra.shows(picture, x, y) {
                Some(true) => shown.push(Quad::rect(x as f32, y as f32, PLACE as f32, PLACE as f32)),
                Some(false) => {}
                None => continue,
            }
            looked_at += 1;
        }
        if shown.is_empty() {
            return nothing;
        }
    }
    if looked_at < LEAST || shown.len() < LEAST_SHOWN {
        return nothing;
    }
    let region = shown
        .iter()
        .map(Quad::bounds)
        .reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)));
    Measured {
        value: shown.len() as f32 / looked_at as f32,
        region: region.map(|(left, top, right, bottom)| Quad::rect(left, top, right - left, bottom - top)),
    }
}

/// Upper left corners of the places looked at, spread evenly over the document as far as it lies within the picture, and
/// which of two halves each belongs to, as the fields of a chessboard do.
fn places(picture: &Picture, corners: &Quad) -> Vec<(usize, usize, usize)> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let Some(to_picture) = Homography::from_rectangle(1.0, 1.0, corners) else { return Vec::new() };
    let length = |a: Point, b: Point| (a.x - b.x).hypot(a.y - b.y);
    let [p0, p1, p2, p3] = corners.0;
    // Casts saturate: corners may lie anywhere.
    let fitting = |side: f32| (side / PLACE as f32) as usize;
    let columns = fitting(length(p0, p1).min(length(p3, p2))).min(MOST);
    let rows = fitting(length(p1, p2).min(length(p0, p3))).min(MOST);
    let mut places = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let middle = |n: usize, of: usize| (n as f64 + 0.5) / of as f64;
            let (x, y) = to_picture.apply(middle(column, columns), middle(row, rows));
            let half = TILE as f64;
            let within = |place: f64, side: usize| place >= half && place + half <= side as f64;
            if within(x, width) && within(y, height) {
                places.push(((x - half) as usize, (y - half) as usize, (row + column) % 2));
            }
        }
    }
    places
}

/// The swing of a tile that is most out of step.
#[derive(Clone, Copy)]
struct Swing {
    /// Swings a pixel, across and down.
    pitch: (f32, f32),
    prominence: f32,
    out_of_step: f32,
}

impl Swing {
    fn tells(&self) -> bool {
        self.prominence > PROMINENT && self.out_of_step > OUT_OF_STEP
    }

    /// A swing is the same forwards and backwards.
    fn agrees(&self, other: &Self) -> bool {
        let apart =
            |sign: f32| (self.pitch.0 - sign * other.pitch.0).hypot(self.pitch.1 - sign * other.pitch.1);
        apart(1.0).min(apart(-1.0)) < AGREES
    }
}

/// What is needed for a tile's spectra.
struct Spectra {
    fft: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    /// Bins by pitch, four a tile's side wide; those that count.
    rings: Vec<Vec<usize>>,
    red_and_green: Vec<Complex<f32>>,
    blue: Vec<Complex<f32>>,
    turned: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    strength: Vec<f32>,
}

impl Spectra {
    fn new() -> Self {
        let fft = FftPlanner::new().plan_fft_forward(TILE);
        let hann = |n: usize| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / (TILE - 1) as f32).cos();
        let mut rings: Vec<Vec<usize>> = Vec::new();
        // Half of the plane: the other half repeats it.
        for bin in (0..TILE).flat_map(|row| (0..=TILE / 2).map(move |column| row * TILE + column)) {
            let (across, down) = pitch(bin);
            let swings = across.hypot(down);
            if (SLOWEST..FASTEST).contains(&swings) {
                let ring = (swings * TILE as f32 / 4.0) as usize;
                rings.resize(rings.len().max(ring + 1), Vec::new());
                rings[ring].push(bin);
            }
        }
        let room = fft.get_inplace_scratch_len();
        let zero = Complex::new(0.0, 0.0);
        Self {
            fft,
            window: (0..BINS).map(|n| hann(n / TILE) * hann(n % TILE)).collect(),
            rings,
            red_and_green: vec![zero; BINS],
            blue: vec![zero; BINS],
            turned: vec![zero; BINS],
            scratch: vec![zero; room],
            strength: Vec::with_capacity(BINS),
        }
    }

    /// Whether the place shows a screen; nothing where it is too dark to say.
    fn shows(&mut self, picture: &Picture, x: usize, y: usize) -> Option<bool> {
        let corners = [(x, y), (x + TILE, y), (x, y + TILE), (x + TILE, y + TILE)];
        let swings: Vec<Swing> =
            corners.into_iter().filter_map(|(x, y)| self.most_out_of_step(picture, x, y)).collect();
        if swings.len() < ENOUGH {
            return None;
        }
        let telling: Vec<&Swing> = swings.iter().filter(|swing| swing.tells()).collect();
        Some(telling.iter().any(|one| telling.iter().filter(|other| one.agrees(other)).count() >= ENOUGH))
    }

    fn most_out_of_step(&mut self, picture: &Picture, x: usize, y: usize) -> Option<Swing> {
        self.load(picture, x, y)?;
        let mut blue = std::mem::take(&mut self.blue);
        let mut red_and_green = std::mem::take(&mut self.red_and_green);
        self.transform(&mut red_and_green);
        self.transform(&mut blue);
        (self.red_and_green, self.blue) = (red_and_green, blue);
        let mut most: Option<(f32, f32, usize, usize)> = None;
        for (ring, bins) in self.rings.iter().enumerate() {
            for &bin in bins {
                let (apart, together) = self.held_against(bin);
                if most.is_none_or(|(most, ..)| apart > most) {
                    most = Some((apart, together, bin, ring));
                }
            }
        }
        let (apart, together, bin, ring) = most?;
        self.strength.clear();
        for &bin in &self.rings[ring] {
            let (_, together) = self.held_against(bin);
            self.strength.push(together);
        }
        let middle = self.strength.len() / 2;
        let (_, usual, _) = self.strength.select_nth_unstable_by(middle, f32::total_cmp);
        Some(Swing {
            pitch: pitch(bin),
            prominence: apart / usual.max(QUIET),
            out_of_step: apart / together.max(QUIET),
        })
    }

    /// The tile's colours about their means, faded out towards its borders: red and green as the two parts of one complex
    /// number, blue alone. Nothing where a colour is too dark.
    fn load(&mut self, picture: &Picture, x: usize, y: usize) -> Option<()> {
        let stride = picture.width() as usize * 3;
        let row = |n: usize| {
            let from = (y + n) * stride + x * 3;
            picture.pixels()[from..from + TILE * 3].as_chunks::<3>().0
        };
        let mut sums = [0_u32; 3];
        for pixel in (0..TILE).flat_map(row) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += u32::from(*value);
            }
        }
        let means = sums.map(|sum| sum as f32 / BINS as f32);
        if means.into_iter().any(|mean| mean < DARK) {
            return None;
        }
        for (n, pixel) in (0..TILE).flat_map(row).enumerate() {
            let [red, green, blue] =
                std::array::from_fn(|c| self.window[n] * (f32::from(pixel[c]) / means[c] - 1.0));
            self.red_and_green[n] = Complex::new(red, green);
            self.blue[n] = Complex::new(blue, 0.0);
        }
        Some(())
    }

    /// The spectrum of a tile in place; rows and columns stay where they are.
    fn transform(&mut self, tile: &mut [Complex<f32>]) {
        self.fft.process_with_scratch(tile, &mut self.scratch);
        turn(tile, &mut self.turned);
        self.fft.process_with_scratch(&mut self.turned, &mut self.scratch);
        turn(&self.turned, tile);
    }

    /// How strongly the three colours swing out of step at that pitch, and how strongly they swing at all.
    fn held_against(&self, bin: usize) -> (f32, f32) {
        let (row, column) = (bin / TILE, bin % TILE);
        let opposite = (TILE - row) % TILE * TILE + (TILE - column) % TILE;
        let (here, there) = (self.red_and_green[bin], self.red_and_green[opposite].conj());
        let red = (here + there) * 0.5;
        let green = (here - there) * Complex::new(0.0, -0.5);
        let blue = self.blue[bin];
        let (one, two, three) = (red * green.conj(), blue * green.conj(), red * blue.conj());
        let size = |pair: Complex<f32>| pair.norm_sqr().sqrt();
        (one.im.abs() + two.im.abs() + three.im.abs(), size(one) + size(two) + size(three))
    }
}

/// Swings a pixel, across and down, of a bin.
fn pitch(bin: usize) -> (f32, f32) {
    let signed = |n: usize| if n > TILE / 2 { n as f32 - TILE as f32 } else { n as f32 };
    (signed(bin % TILE) / TILE as f32, signed(bin / TILE) / TILE as f32)
}

/// Rows become columns.
fn turn(from: &[Complex<f32>], to: &mut [Complex<f32>]) {
    for (row, values) in from.chunks_exact(TILE).enumerate() {
        for (column, value) in values.iter().enumerate() {
            to[column * TILE + row] = *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waves of 3.4 pixels, at a slant; each colour begins so far into the wave.
    fn waves(width: u32, height: u32, begin: [f32; 3], noise: f32) -> Picture {
        let mut state = 1_u32;
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let along = (x as f32 * 0.96 + y as f32 * 0.28) / 3.4;
                for from in begin {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let grain = noise * ((state >> 24) as f32 / 255.0 - 0.5);
                    let light = 170.0 + 12.0 * (std::f32::consts::TAU * (along + from)).sin() + grain;
                    pixels.push(light as u8);
                }
            }
        }
        Picture::from_rgb(width, height, pixels).expect("three bytes a pixel")
    }

    const SIDE_BY_SIDE: [f32; 3] = [0.0, 1.0 / 3.0, 2.0 / 3.0];

    #[test]
    fn colours_side_by_side_are_a_screen_and_colours_in_step_are_print() {
        let screen = moire(&waves(900, 640, SIDE_BY_SIDE, 20.0), None);
        let place = screen.region.expect("has a place");
        assert!(screen.value > 0.95 && place.area() > 0.6 * 900.0 * 640.0, "{screen:?}");
        assert_eq!(moire(&waves(900, 640, [0.0; 3], 20.0), None), Measured::default());
    }

    #[test]
    fn only_the_document_is_looked_at() {
        let (screen, print) = (waves(900, 800, SIDE_BY_SIDE, 20.0), waves(900, 800, [0.0; 3], 20.0));
        let half = screen.pixels().len() / 2;
        let pixels = [&screen.pixels()[..half], &print.pixels()[half..]].concat();
        let both = Picture::from_rgb(900, 800, pixels).expect("three bytes a pixel");
        assert!(moire(&both, Some(&Quad::rect(0.0, 0.0, 900.0, 400.0))).value > 0.95);
        assert_eq!(moire(&both, Some(&Quad::rect(0.0, 400.0, 900.0, 400.0))), Measured::default());
        assert!((0.3..0.7).contains(&moire(&both, None).value));
    }

    #[test]
    fn what_says_nothing_is_no_screen() {
        let flat =
            |level: u8| Picture::from_rgb(900, 640, vec![level; 900 * 640 * 3]).expect("three bytes a pixel");
        for picture in
            [flat(0), flat(9), flat(200), waves(900, 640, [0.0; 3], 0.0), waves(250, 250, SIDE_BY_SIDE, 20.0)]
        {
            assert_eq!(moire(&picture, None), Measured::default());
        }
        // Corners may lie anywhere, and cross over.
        let picture = waves(900, 640, SIDE_BY_SIDE, 20.0);
        let far = Quad([[-9e9, -9e9], [9e9, -9e9], [9e9, 9e9], [-9e9, 9e9]].map(Point::from));
        let crossed = Quad([[0.0, 0.0], [900.0, 640.0], [900.0, 0.0], [0.0, 640.0]].map(Point::from));
        for corners in [far, crossed] {
            assert_eq!(moire(&picture, Some(&corners)).region, None);
        }
    }
}
