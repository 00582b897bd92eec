//! Reading one line of text: strips cut from the picture, the recogniser, CTC decoding.

use crate::{
    model::{InferenceError, Model, Tensor, Threads},
    strips::extent,
};
use proofdesk_domain::{
    icao::grammar::{COUNT, Frame, symbol},
    picture::Quad,
};
use proofdesk_vision::{Picture, upright};

/// Height of the recogniser's input, pixels.
const HEIGHT: u32 = 48;
/// Widest strip that is read; a line of 44 characters needs some 1,200.
const WIDEST: u32 = 1_600;
const NARROWEST: u32 = 48;
/// Most pixels of one batch: short lines share the fetching of weights, long ones would push each other out of the near cache.
const BATCH_PIXELS: u32 = HEIGHT * 700;

/// The characters of a recogniser, in the order of its classes; class 0 is "nothing new".
pub struct Alphabet {
    characters: Vec<String>,
    /// For each class the zone's symbol that it may stand for.
    symbols: Vec<(usize, usize)>,
    /// The Latin letters.
    letters: Vec<usize>,
}

/// So likely a letter has to be to be worth a thought beside a likelier one; one with a mark, or of another alphabet of
/// ours, beside a plain one, much less: the recogniser hardly knows some of them, and Þ is nothing but Þ.
const THINKABLE: f32 = 0.02;
const THINKABLE_WITH_A_MARK: f32 = 0.00005;
/// Most letters that are thought of beside one.
const MOST_OTHERS: usize = 8;

impl Alphabet {
    /// From the list in the model file: one character a line; the space comes last and is not listed.
    pub fn new(list: &str) -> Self {
        let mut characters = vec![String::new()];
        characters.extend(list.lines().map(str::to_owned));
        characters.push(" ".into());
        let symbols =
            characters.iter().enumerate().filter_map(|(class, c)| Some((class, zone_symbol(c)?))).collect();
        let letter =
            |text: &String| text.chars().all(|c| c.is_alphabetic() && c < '\u{250}') && !text.is_empty();
        let letters = characters.iter().enumerate().filter(|(_, text)| letter(text)).map(|(class, _)| class);
        let letters = letters.collect();
        Self { characters, symbols, letters }
    }

    /// The other Latin letters that a step's scores allow beside this class, if it is one.
    fn others(&self, best: usize, row: &[f32]) -> Vec<(String, f32)> {
        if self.letters.binary_search(&best).is_err() {
            return Vec::new();
        }
        let plain = |class: usize| self.characters[class].is_ascii();
        let least =
            |class: usize| if plain(class) && plain(best) { THINKABLE } else { THINKABLE_WITH_A_MARK };
        let thinkable = self.letters.iter().filter(|&&class| class != best && row[class] >= least(class));
        let mut others: Vec<(String, f32)> =
            thinkable.map(|&class| (self.characters[class].clone(), row[class])).collect();
        others.sort_by(|a, b| b.1.total_cmp(&a.1));
        others.truncate(MOST_OTHERS);
        others
    }
}

/// The symbol of a zone that this character stands for when it is seen in OCR-B: itself, or one that
/// looks the same in another script.
fn zone_symbol(character: &str) -> Option<usize> {
    let mut chars = character.chars();
    let (c, None) = (chars.next()?, chars.next()) else { return None };
    let c = match c {
        'A'..='Z' | '0'..='9' | '<' => c,
        'a'..='z' => c.to_ascii_uppercase(),
        '＜' | '‹' | '〈' | '《' | '«' | '≤' | '∠' | 'く' | 'ㄑ' | '⟨' | '〱' => '<',
        'Α' | 'А' => 'A',
        'Β' | 'В' => 'B',
        'С' => 'C',
        'Ε' | 'Е' => 'E',
        'Η' | 'Н' => 'H',
        'Ι' | 'І' => 'I',
        'Κ' | 'К' => 'K',
        'Μ' | 'М' => 'M',
        'Ν' => 'N',
        'Ο' | 'О' | 'Ø' | '〇' => 'O',
        'Ρ' | 'Р' | 'ρ' => 'P',
        'Ѕ' => 'S',
        'Τ' | 'Т' => 'T',
        'Χ' | 'Х' => 'X',
        'Υ' | 'У' => 'Y',
        'Ζ' => 'Z',
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        'Ａ'..='Ｚ' => char::from(b'A' + (c as u32 - 'Ａ' as u32) as u8),
        _ => return None,
    };
    symbol(c as u8)
}

/// A character as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Character {
    /// Usually one character.
    pub text: String,
    /// 0 to 1.
    pub confidence: f32,
    /// Its place along the strip, 0 (left) to 1 (right).
    pub at: f32,
    /// Other Latin letters that it may be, the likeliest first, with their scores.
    pub others: Vec<(String, f32)>,
}

/// A line as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it stands on the picture, clockwise from where the text begins above.
    pub quad: Quad,
    /// What was read, from left to right.
    pub characters: Vec<Character>,
    /// The recogniser's scores for the zone's alphabet, for each of equal steps along the strip.
    pub frames: Vec<Frame>,
    /// Whether what it says is too little to be held against anybody.
    pub doubtful: bool,
    /// The end at which something lies on the document.
    pub covered: Option<End>,
}

/// An end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Where its text begins.
    First,
    /// Where it ends.
    Last,
}

impl Line {
    /// The text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.text.as_str()).collect()
    }

    /// Mean confidence of the characters, 0 to 1; 0 for an empty line.
    pub fn confidence(&self) -> f32 {
        self.confidence_of(0..self.characters.len())
    }

    /// Whether the end at which something lies on the document is that of these characters.
    pub(crate) fn cut_short(&self, range: &std::ops::Range<usize>) -> bool {
        /// The edge of what lies there may be read as a character.
        const STRAY: usize = 1;
        match self.covered {
            Some(End::First) => range.start <= STRAY,
            Some(End::Last) => range.end + STRAY >= self.characters.len(),
            None => false,
        }
    }

    /// Mean confidence of some of the characters.
    pub fn confidence_of(&self, range: std::ops::Range<usize>) -> f32 {
        let part = &self.characters[range];
        if part.is_empty() { 0.0 } else { part.iter().map(|c| c.confidence).sum::<f32>() / part.len() as f32 }
    }
}

/// The line recogniser with its alphabet.
pub struct Recogniser {
    model: Box<dyn Model>,
    alphabet: Alphabet,
}

struct Strip {
    index: usize,
    picture: Picture,
}

impl Recogniser {
    pub(crate) fn new(model: Box<dyn Model>, alphabet: Alphabet) -> Self {
        Self { model, alphabet }
    }

    /// Reads the lines at these places of the picture; the answers are in the same order. Lines of
    /// like width run together. `stretch` is a strip's width over its natural width: less is faster,
    /// and print is wide enough to be read at less.
    pub(crate) fn read(
        &self,
        picture: &Picture,
        places: &[Quad],
        stretch: f32,
        threads: &Threads,
    ) -> Result<Vec<Line>, InferenceError> {
        let mut lines: Vec<Line> = places
            .iter()
            .map(|quad| Line {
                quad: *quad,
                characters: Vec::new(),
                frames: Vec::new(),
                doubtful: false,
                covered: None,
            })
            .collect();
        let mut strips: Vec<Strip> = places
            .iter()
            .enumerate()
            .filter_map(|(index, quad)| {
                let (width, height) = strip_size(quad, stretch)?;
                Some(Strip { index, picture: upright(picture, quad, width, height)?.picture().clone() })
            })
            .collect();
        strips.sort_by_key(|strip| strip.picture.width());
        let mut rest = strips.as_slice();
        while let Some(first) = rest.first() {
            // Padding is wasted work: together only what differs by less than a twelfth.
            let widest = first.picture.width() + first.picture.width() / 12;
            let most = (BATCH_PIXELS / (HEIGHT * widest)).max(1) as usize;
            let count = rest.iter().take(most).take_while(|strip| strip.picture.width() <= widest).count();
            let (batch, after) = rest.split_at(count);
            self.run(batch, &mut lines, threads)?;
            rest = after;
        }
        Ok(lines)
    }

    fn run(&self, batch: &[Strip], lines: &mut [Line], threads: &Threads) -> Result<(), InferenceError> {
        let width = batch.iter().map(|strip| strip.picture.width()).max().unwrap_or(NARROWEST) as usize;
        let output = self.model.run(batch_tensor(batch, width), threads)?;
        let classes = self.alphabet.characters.len();
        let [count, steps, depth] = output.shape[..] else {
            return Err(InferenceError::Shape(output.shape));
        };
        if count != batch.len() || depth != classes || steps == 0 {
            return Err(InferenceError::Shape(output.shape));
        }
        for (strip, scores) in batch.iter().zip(output.values.chunks_exact(steps * depth)) {
            // What lies beyond the strip's own width is padding.
            let own = (steps * strip.picture.width() as usize).div_ceil(width).clamp(1, steps);
            self.decode(&mut lines[strip.index], &scores[..own * depth]);
        }
        threads.reuse(output);
        Ok(())
    }

    /// Greedy CTC: the best class of each step, repeats and blanks left out.
    fn decode(&self, line: &mut Line, scores: &[f32]) {
        let depth = self.alphabet.characters.len();
        let steps = scores.len() / depth;
        let mut before = 0;
        for (step, row) in scores.chunks_exact(depth).enumerate() {
            let (best, confidence) = highest(row);
            let mut frame = Frame { symbols: [0.0; COUNT], blank: row[0] };
            for &(class, symbol) in &self.alphabet.symbols {
                frame.symbols[symbol] += row[class];
            }
            line.frames.push(frame);
            if best != 0 {
                let at = (step as f32 + 0.5) / steps as f32;
                if best == before {
                    let last = line.characters.last_mut().expect("a repeat follows its character");
                    if confidence > last.confidence {
                        (last.confidence, last.others) = (confidence, self.alphabet.others(best, row));
                    }
                } else {
                    line.characters.push(Character {
                        text: self.alphabet.characters[best].clone(),
                        confidence,
                        at,
                        others: self.alphabet.others(best, row),
                    });
                }
            }
            before = best;
        }
        capitals(&mut line.characters);
    }
}

/// Letters with marks are capitals among capitals: the recogniser often takes a large one for a small one, `ÇIğDEM`. At an end of a word
/// two capitals beside it say so.
pub(crate) fn capitals(characters: &mut [Character]) {
    let text = |at: Option<usize>| at.and_then(|at| characters.get(at)).map_or("", |c| c.text.as_str());
    let is_letter = |text: &str| text.chars().any(char::is_alphabetic);
    let changed: Vec<(usize, String)> = (0..characters.len())
        .filter_map(|at| {
            let before = [text(at.checked_sub(2)), text(at.checked_sub(1))];
            let after = [text(Some(at + 1)), text(Some(at + 2))];
            let beside = match (is_letter(before[1]), is_letter(after[0])) {
                (true, true) => [before[1], after[0]],
                (true, false) => before,
                (false, true) => after,
                (false, false) => return None,
            };
            Some((at, capital_among(beside[0], text(Some(at)), beside[1])?))
        })
        .collect();
    for (at, capital) in changed {
        characters[at].text = capital;
    }
    articles(characters);
}

/// The article of `Rue de l'Île`, which looks like a large i: an apostrophe behind it, and a word of small letters before it. I'Anson
/// is a name.
fn articles(characters: &mut [Character]) {
    let letter = |at: usize| {
        characters
            .get(at)
            .and_then(|c| c.text.chars().next())
            .filter(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
    };
    let found: Vec<usize> = (3..characters.len())
        .filter(|&at| {
            let word_before = characters[..at - 1].rsplit(|c| c.text == " ").next().unwrap_or_default();
            let small = |c: &Character| c.text.chars().all(char::is_lowercase);
            characters[at].text == "I"
                && characters[at - 1].text == " "
                && matches!(letter(at + 1), Some('\'' | '’'))
                && letter(at + 2).is_some_and(char::is_alphabetic)
                && !word_before.is_empty()
                && word_before.iter().all(small)
        })
        .collect();
    for at in found {
        characters[at].text = "l".into();
    }
}

/// The capital of a letter beyond ASCII that stands between two.
pub(crate) fn capital_among(before: &str, letter: &str, after: &str) -> Option<String> {
    let is_capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    let capital = letter.to_uppercase();
    // ß has none of one letter.
    let one = !letter.is_ascii() && capital.chars().count() == 1;
    (one && is_capital(before) && is_capital(after)).then_some(capital)
}

/// The highest of many values and where it stands. Sixteen side by side: there are eighteen thousand
/// for each step.
fn highest(values: &[f32]) -> (usize, f32) {
    let mut lanes = [f32::NEG_INFINITY; 16];
    let chunks = values.chunks_exact(16);
    let mut best = chunks.remainder().iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    best = lanes.into_iter().fold(best, f32::max);
    (values.iter().position(|&value| value >= best).unwrap_or(0), best)
}

/// Width and height of the strip for a place; nothing when the place has no area.
fn strip_size(quad: &Quad, stretch: f32) -> Option<(u32, u32)> {
    let (width, height) = extent(quad)?;
    let scaled = (width * stretch * HEIGHT as f32 / height).ceil() as u32;
    // The network halves the width three times.
    Some((scaled.clamp(NARROWEST, WIDEST).next_multiple_of(8), HEIGHT))
}

/// Strips as the network wants them: blue, green, red planes, -1 to 1, zero to the right.
fn batch_tensor(batch: &[Strip], width: usize) -> Tensor {
    let (height, plane) = (HEIGHT as usize, HEIGHT as usize * width);
    let mut values = vec![0.0; batch.len() * 3 * plane];
    for (strip, out) in batch.iter().zip(values.chunks_exact_mut(3 * plane)) {
        let own = strip.picture.width() as usize;
        for (y, row) in strip.picture.pixels().chunks_exact(own * 3).enumerate() {
            for (x, pixel) in row.chunks_exact(3).enumerate() {
                for (channel, &value) in pixel.iter().rev().enumerate() {
                    out[channel * plane + y * width + x] = f32::from(value) / 127.5 - 1.0;
                }
            }
        }
    }
    Tensor { shape: vec![batch.len(), 3, height, width], values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_letter_with_a_mark_is_a_capital_among_capitals() {
        let read = |text: &str| {
            let mut characters: Vec<Character> = text
                .chars()
                .map(|c| Character { text: c.to_string(), confidence: 0.9, at: 0.5, others: Vec::new() })
                .collect();
            capitals(&mut characters);
            characters.into_iter().map(|c| c.text).collect::<String>()
        };
        // A d is a d. At an end one capital says nothing.
        let texts = ["ÇIğDI", "IdI", "DIßI", "Iğ", "Dağ", "ŽUVIć ANA", "əLİ", "A ö B"];
        assert_eq!(texts.map(read), ["ÇIĞDI", "IdI", "DIßI", "Iğ", "Dağ", "ŽUVIĆ ANA", "ƏLİ", "A ö B"]);
        // An article, a name, and what no letter follows.
        let texts = ["14 Rue de I'Île", "rue I’Anson", "Ada I'Anson", "I'Île", "de I'", "RUE DE I'ÎLE"];
        assert_eq!(
            texts.map(read),
            ["14 Rue de l'Île", "rue l’Anson", "Ada I'Anson", "I'Île", "de I'", "RUE DE I'ÎLE"]
        );
    }

    #[test]
    fn other_letters_are_thought_of_only_beside_letters() {
        let alphabet = Alphabet::new("O\nØ\nÖ\n0\n件\nQ");
        let row = [0.01, 0.6, 0.25, 0.00004, 0.1, 0.02, 0.015, 0.0];
        assert_eq!(alphabet.others(1, &row), [("Ø".to_owned(), 0.25)]);
        assert!(alphabet.others(4, &row).is_empty() && alphabet.others(0, &row).is_empty());
    }

    #[test]
    fn the_highest_is_found_wherever_it_stands() {
        for (count, at) in [(1, 0), (16, 15), (40, 3), (40, 39), (18_710, 18_709)] {
            let mut values = vec![0.1; count];
            values[at] = 0.9;
            assert_eq!(highest(&values), (at, 0.9));
        }
    }

    /// A recogniser that sees, at each eighth pixel, the class that the row's first pixel says.
    struct Echo;
    impl Model for Echo {
        fn run(&self, input: Tensor, _: &Threads) -> Result<Tensor, InferenceError> {
            let (batch, width) = (input.shape[0], input.shape[3]);
            let mut values = Vec::new();
            for strip in 0..batch {
                for step in 0..width / 8 {
                    let seen = input.values[strip * 3 * 48 * width + step * 8 + 4];
                    let class = usize::from(seen > 0.5);
                    values.extend((0..4).map(|c| if c == class { 0.97 } else { 0.01 }));
                }
            }
            Ok(Tensor { shape: vec![batch, width / 8, 4], values })
        }
    }

    #[test]
    fn lines_come_back_in_order_without_their_padding() {
        // White blocks on black: each block is one letter to the echo.
        let (width, height) = (400, 100);
        let white =
            |x: usize, y: usize| (y < 48 && matches!(x, 16..24 | 40..48)) || (y >= 48 && matches!(x, 80..88));
        let pixels = (0..width * height)
            .flat_map(|i| [if white(i % width, i / width) { 255 } else { 0 }; 3])
            .collect();
        let picture = Picture::from_rgb(400, 100, pixels).unwrap();
        let recogniser = Recogniser::new(Box::new(Echo), Alphabet::new("A\nB"));
        let places = [
            Quad::rect(0.0, 0.0, 208.0, 48.0),
            Quad::rect(0.0, 48.0, 200.0, 48.0),
            Quad::rect(5.0, 5.0, 0.0, 0.0),
        ];
        let lines = recogniser.read(&picture, &places, 1.0, &Threads::new(1)).unwrap();
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["AA", "A", ""]);
        assert!((lines[1].characters[0].at - 84.0 / 200.0).abs() < 0.03 && lines[0].frames.len() == 26);
    }
}
