//! Our own recogniser of zone lines: small, trained on nothing but OCR-B (training/zone), thirty times
//! cheaper than the general one.

use crate::{
    model::{InferenceError, Model, Threads},
    recognise::{Character, Line},
    strips::{Look, STRIDE, Shape, batch},
};
use proofdesk_domain::{
    icao::grammar::{COUNT, Frame, SYMBOLS},
    picture::Quad,
};
use proofdesk_vision::Picture;

/// A line of 44 characters needs some 900 pixels.
const SHAPE: Shape = Shape { height: 32, stretch: 0.85, widest: 1_408 };

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
                let strips = SHAPE.strips(picture, place, looks);
                let frames = if strips.is_empty() { Vec::new() } else { self.frames(&strips, threads)? };
                Ok(Line { quad: *place, characters: greedy(&frames), frames, doubtful: false, covered: None })
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
    use crate::model::Tensor;

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
}
