//! Our own recogniser of letters with marks: small, trained on nothing but Latin print (training/letters). The general one reads
//! lines of any script and has hardly learned Polish, Czech or Vietnamese letters: it leaves them out, or their marks.

use crate::{
    model::{InferenceError, Model, Threads},
    recognise::Line,
    spelling::{self, Letter, plain},
    strips::{Look, STRIDE, Shape, batch},
};
use proofdesk_vision::Picture;

const SHAPE: Shape = Shape { height: 48, stretch: 1.0, widest: 1_600 };

/// Marks stand above what a finder takes for the line, or within it; scores are averaged.
const LOOKS: [Look; 2] = [Look { height: 1.0, shift: 0.0 }, Look { height: 1.2, shift: 0.0 }];

/// Confidence from which on two forms of one letter beside each other are two letters.
const TWO: f32 = 0.8;

/// The recogniser of letters.
pub(crate) struct LettersNet {
    model: Box<dyn Model>,
    /// In the order of its classes, of which the first is "nothing new".
    alphabet: Vec<char>,
    /// For each class the first one with the same letter, whatever its mark and case.
    families: Vec<usize>,
}

impl LettersNet {
    /// A recogniser by this network: grey strips of mean 0 and deviation 1 in, for each fourth column the probabilities of "nothing
    /// new" and of the letters out.
    pub(crate) fn new(model: Box<dyn Model>, letters: &str) -> Self {
        let alphabet: Vec<char> = letters.lines().filter_map(|line| line.chars().next()).collect();
        let first =
            |letter: &char| alphabet.iter().position(|c| plain(*c) == plain(*letter)).map_or(0, |at| at + 1);
        let families = std::iter::once(0).chain(alphabet.iter().map(first)).collect();
        Self { model, alphabet, families }
    }

    /// Spells a line anew from this character on: letters with marks that stand there and were read as others, without their marks
    /// or not at all.
    pub(crate) fn spell(
        &self,
        picture: &Picture,
        line: &mut Line,
        from: usize,
        threads: &Threads,
    ) -> Result<(), InferenceError> {
        let strips = SHAPE.strips(picture, &line.quad, &LOOKS);
        if strips.is_empty() {
            return Ok(());
        }
        let output = self.model.run(batch(&strips), threads)?;
        let (steps, classes) = ((strips[0].width() / STRIDE) as usize, self.alphabet.len() + 1);
        if output.shape != [strips.len(), steps, classes] {
            return Err(InferenceError::Shape(output.shape));
        }
        let mut scores = vec![0.0; steps * classes];
        for strip in output.values.chunks_exact(steps * classes) {
            for (mean, score) in scores.iter_mut().zip(strip) {
                *mean += score / strips.len() as f32;
            }
        }
        threads.reuse(output);
        let seen = self.greedy(&scores);
        spelling::mend(line, from, &seen);
        Ok(())
    }

    /// Greedy CTC: the best letter of each step, repeats and blanks left out. Marks share what is likely of a letter: where one with
    /// any mark is likelier than nothing new, the likeliest of them is there.
    fn greedy(&self, scores: &[f32]) -> Vec<Letter> {
        let classes = self.alphabet.len() + 1;
        let steps = scores.len() / classes;
        let mut letters: Vec<Letter> = Vec::new();
        let mut before = 0;
        let mut families = vec![0.0_f32; classes];
        for (step, row) in scores.chunks_exact(classes).enumerate() {
            families.fill(0.0);
            for (class, score) in row.iter().enumerate() {
                families[self.families[class]] += score;
            }
            let highest = |values: &mut dyn Iterator<Item = (usize, f32)>| {
                values.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(class, _)| class)
            };
            let family = highest(&mut families.iter().copied().enumerate());
            if family == 0 {
                before = 0;
                continue;
            }
            let own = |class: &usize| self.families[*class] == family;
            let best = highest(&mut (1..classes).filter(own).map(|class| (class, row[class])));
            let text = self.alphabet[best - 1];
            let bare = (1..classes).filter(own).filter(|class| self.alphabet[class - 1].is_ascii());
            let letter = Letter {
                text,
                confidence: row[best],
                family: families[family],
                bare: bare.map(|class| row[class]).sum(),
                at: (step as f32 + 0.5) / steps as f32,
            };
            match letters.last_mut() {
                // `Aaron`: two of one letter, each beyond doubt, though nothing stands between them.
                Some(last)
                    if family == before && !(last.text != text && last.confidence.min(row[best]) >= TWO) =>
                {
                    if letter.confidence > last.confidence {
                        *last = Letter { at: last.at, ..letter };
                    }
                }
                _ => letters.push(letter),
            }
            before = family;
        }
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tensor;

    struct Unasked;
    impl Model for Unasked {
        fn run(&self, input: Tensor, _: &Threads) -> Result<Tensor, InferenceError> {
            Err(InferenceError::Shape(input.shape))
        }
    }

    #[test]
    fn marks_share_what_is_likely_of_a_letter() {
        let net = LettersNet::new(Box::new(Unasked), "A\nÁ\nÂ\na\nB");
        // Nothing new is likelier than either mark, and less likely than both.
        let read = |rows: &[[f32; 6]]| {
            let letters = net.greedy(rows.concat().as_slice());
            letters
                .iter()
                .map(|l| (l.text, (l.family * 100.0).round(), (l.bare * 100.0).round()))
                .collect::<Vec<_>>()
        };
        let blank = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let torn = [0.35, 0.05, 0.3, 0.25, 0.05, 0.0];
        assert_eq!(read(&[blank, torn, blank]), [('Á', 65.0, 10.0)]);
        // One letter seen as two things is one; two that are sure are two.
        let (large, small) = ([0.1, 0.9, 0.0, 0.0, 0.0, 0.0], [0.1, 0.0, 0.0, 0.0, 0.9, 0.0]);
        assert_eq!(read(&[torn, large]), [('A', 90.0, 90.0)]);
        assert_eq!(read(&[large, small]), [('A', 90.0, 90.0), ('a', 90.0, 90.0)]);
        assert_eq!(read(&[large, large, blank, large]).len(), 2);
    }
}
