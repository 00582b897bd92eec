//! Our own recogniser of zone lines: small, trained on nothing but OCR-B (training/zone), thirty times
//! cheaper than the general one.

use crate::{
    model::{InferenceError, Model, Tensor, Threads},
    recognise::{Character, Line},
};
use proofdesk_domain::{
    icao::grammar::{COUNT, Frame, SYMBOLS},
    picture::{Point, Quad},
};
use proofdesk_vision::{Picture, upright};

/// Height of the network's input, pixels.
const HEIGHT: u32 = 32;
/// Width of a strip over its natural width, as in training.
const STRETCH: f32 = 0.85;
/// Widest strip; a line of 44 characters needs some 900.
const WIDEST: u32 = 1_408;
const NARROWEST: u32 = 32;
/// The network halves the width twice.
const STRIDE: u32 = 4;
/// A strip without contrast is not made one of noise.
const LEAST_DEVIATION: f32 = 4.0;

/// How a line's place is cut out: a finder's boxes are too tall, too tight, too high or too low.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Height of the cut over the box's.
    pub(crate) height: f32,
    /// How far the cut is moved down, in heights of the box.
    pub(crate) shift: f32,
}

/// As the finder gave it.
pub(crate) const PLAIN: [Look; 1] = [Look { height: 1.0, shift: 0.0 }];

/// Several ways, whose scores are averaged.
pub(crate) const CAREFUL: [Look; 5] = [
    Look { height: 1.0, shift: 0.0 },
    Look { height: 0.82, shift: 0.0 },
    Look { height: 1.22, shift: 0.0 },
    Look { height: 1.0, shift: -0.1 },
    Look { height: 1.0, shift: 0.1 },
];

/// The recogniser of zone lines.
pub struct ZoneNet {
    model: Box<dyn Model>,
}

impl ZoneNet {
    /// A recogniser by this network: grey strips of mean 0 and deviation 1 in, for each fourth column the
    /// probabilities of "nothing new" and of the zone's symbols out.
    pub(crate) fn new(model: Box<dyn Model>) -> Self {
        Self { model }
    }

    /// Reads the lines at these places, each looked at in these ways.
    pub(crate) fn read(
        &self,
        picture: &Picture,
        places: &[Quad],
        looks: &[Look],
        threads: &Threads,
    ) -> Result<Vec<Line>, InferenceError> {
        places
            .iter()
            .map(|place| {
                let strips: Vec<Picture> = match size(place) {
                    // One width for every look, so that their columns are the same columns.
                    Some(width) => looks
                        .iter()
                        .filter_map(|look| upright(picture, &seen(place, *look), width, HEIGHT))
                        .map(|crop| crop.picture().clone())
                        .collect(),
                    None => Vec::new(),
                };
                let frames = if strips.is_empty() { Vec::new() } else { self.frames(&strips, threads)? };
                Ok(Line { quad: *place, characters: greedy(&frames), frames })
            })
            .collect()
    }

    /// The scores of strips of the same line, averaged.
    fn frames(&self, strips: &[Picture], threads: &Threads) -> Result<Vec<Frame>, InferenceError> {
        let output = self.model.run(batch(strips), threads)?;
        let steps = (strips[0].width() / STRIDE) as usize;
        if output.shape != [strips.len(), steps, COUNT + 1] {
            return Err(InferenceError::Shape(output.shape));
        }
        let share = 1.0 / strips.len() as f32;
        let mut frames = vec![Frame { symbols: [0.0; COUNT], blank: 0.0 }; steps];
        for scores in output.values.chunks_exact(steps * (COUNT + 1)) {
            for (frame, row) in frames.iter_mut().zip(scores.chunks_exact(COUNT + 1)) {
                frame.blank += share * row[0];
                for (sum, &p) in frame.symbols.iter_mut().zip(&row[1..]) {
                    *sum += share * p;
                }
            }
        }
        Ok(frames)
    }
}

/// Width of a place's strip; nothing when the place has no area.
fn size(quad: &Quad) -> Option<u32> {
    let [a, b, c, d] = quad.0;
    let length = |p: Point, q: Point| (p.x - q.x).hypot(p.y - q.y);
    let (width, height) = (length(a, b).max(length(d, c)), length(a, d).max(length(b, c)));
    if !(width >= 2.0 && height >= 2.0) {
        return None;
    }
    let natural = (width * STRETCH * HEIGHT as f32 / height).ceil() as u32;
    Some(natural.clamp(NARROWEST, WIDEST).next_multiple_of(STRIDE))
}

/// A place cut taller or lower.
fn seen(quad: &Quad, look: Look) -> Quad {
    let [a, b, c, d] = quad.0;
    let along = |p: Point, q: Point, t: f32| Point { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t };
    let (from, to) = (0.5 + look.shift - 0.5 * look.height, 0.5 + look.shift + 0.5 * look.height);
    Quad([along(a, d, from), along(b, c, from), along(b, c, to), along(a, d, to)])
}

/// Strips of one size, each by its own mean and deviation.
fn batch(strips: &[Picture]) -> Tensor {
    let (width, height) = (strips[0].width() as usize, HEIGHT as usize);
    let mut values = Vec::with_capacity(strips.len() * width * height);
    for strip in strips {
        let grey = strip.luma();
        let count = grey.pixels().len() as f32;
        let mean = grey.pixels().iter().map(|&p| f32::from(p)).sum::<f32>() / count;
        let spread = grey.pixels().iter().map(|&p| (f32::from(p) - mean).powi(2)).sum::<f32>() / count;
        let scale = 1.0 / spread.sqrt().max(LEAST_DEVIATION);
        values.extend(grey.pixels().iter().map(|&p| (f32::from(p) - mean) * scale));
    }
    Tensor { shape: vec![strips.len(), 1, height, width], values }
}

/// Greedy CTC: the best symbol of each step, repeats and blanks left out.
fn greedy(frames: &[Frame]) -> Vec<Character> {
    let mut characters: Vec<Character> = Vec::new();
    let mut before = None;
    for (step, frame) in frames.iter().enumerate() {
        let (symbol, confidence) = (0..COUNT)
            .map(|s| (s, frame.symbols[s]))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .expect("the alphabet is not empty");
        let now = (confidence > frame.blank).then_some(symbol);
        if let Some(symbol) = now {
            match characters.last_mut() {
                Some(last) if before == now => last.confidence = last.confidence.max(confidence),
                _ => characters.push(Character {
                    text: char::from(SYMBOLS[symbol]).to_string(),
                    confidence,
                    at: (step as f32 + 0.5) / frames.len() as f32,
                    others: Vec::new(),
                }),
            }
        }
        before = now;
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sees the symbol whose number is the share of dark pixels in a column, in eighths.
    struct Columns;
    impl Model for Columns {
        fn run(&self, input: Tensor, _: &Threads) -> Result<Tensor, InferenceError> {
            let [count, 1, height, width] = input.shape[..] else { panic!("four dimensions") };
            let mut values = Vec::new();
            for strip in input.values.chunks_exact(height * width) {
                for step in 0..width / 4 {
                    let dark = (0..height).filter(|y| strip[y * width + step * 4 + 2] < -0.2).count();
                    let class = dark * 8 / height;
                    values.extend((0..=COUNT).map(|c| if c == class { 0.9 } else { 0.1 / COUNT as f32 }));
                }
            }
            Ok(Tensor { shape: vec![count, width / 4, COUNT + 1], values })
        }
    }

    fn picture() -> Picture {
        // Three dark columns, the third only half as tall.
        let dark =
            |x: usize, y: usize| matches!(x, 40..60 | 100..120) || ((150..170).contains(&x) && y >= 16);
        let pixels = (0..32)
            .flat_map(|y| (0..300).flat_map(move |x| [if dark(x, y) { 10 } else { 240 }; 3]))
            .collect();
        Picture::from_rgb(300, 32, pixels).unwrap()
    }

    #[test]
    fn lines_come_with_their_places_and_confidences() {
        let net = ZoneNet::new(Box::new(Columns));
        let places = [Quad::rect(0.0, 0.0, 300.0, 32.0), Quad::rect(5.0, 5.0, 0.0, 0.0)];
        let lines = net.read(&picture(), &places, &PLAIN, &Threads::new(1)).unwrap();
        // All eight eighths are symbol 7, half of them symbol 3.
        assert_eq!((lines[0].text().as_str(), lines[1].text().as_str()), ("773", ""));
        assert!((lines[0].characters[0].at - 41.0 / 300.0).abs() < 0.02, "{:?}", lines[0].characters);
        assert!((lines[0].characters[0].confidence - 0.9).abs() < 1e-4 && lines[0].frames.len() == 64);
    }

    #[test]
    fn several_looks_are_averaged() {
        let net = ZoneNet::new(Box::new(Columns));
        let places = [Quad::rect(0.0, 0.0, 300.0, 32.0)];
        let looks = [PLAIN[0], Look { height: 0.5, shift: 0.25 }];
        let lines = net.read(&picture(), &places, &looks, &Threads::new(1)).unwrap();
        // The lower half of the third column is dark all over.
        let third = lines[0].frames[34];
        assert!(
            (third.symbols[3] - 0.45).abs() < 0.02 && (third.symbols[7] - 0.45).abs() < 0.02,
            "{third:?}"
        );
    }

    #[test]
    fn a_cut_is_made_taller_about_its_middle() {
        let cut = seen(&Quad::rect(10.0, 20.0, 100.0, 10.0), Look { height: 2.0, shift: 0.0 });
        assert_eq!(cut, Quad::rect(10.0, 15.0, 100.0, 20.0));
    }
}
