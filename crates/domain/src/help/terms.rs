//! Text to terms, the same for articles and for questions.
//!
//! Latin words are folded (case, accents) and stemmed; Chinese becomes pairs of neighbouring characters,
//! traditional folded to simplified; a character that stands alone is a term by itself. Concepts
//! (`data/help_concepts.toml`) are synonyms as data: any of a concept's phrases, in either language, adds
//! the concept's own term, `~glare` say. Reason codes are terms as they stand.

use super::stem::stem;
use crate::reason::ReasonCode;
use crate::traditional::simplified;
use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest question that is looked at, in characters: what comes after is left out.
pub const MAX_QUESTION_CHARS: usize = 500;

/// Words that tell nothing about what is asked.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "am", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "got", "had", "has", "have", "he", "her", "his", "how", "i", "if", "im",
    "in", "is", "it", "its", "just", "let", "like", "many", "me", "much", "my", "of", "on", "or", "our",
    "out", "please", "s", "say", "says", "she", "should", "so", "some", "t", "than", "that", "the", "their",
    "them", "then", "there", "they", "this", "to", "up", "us", "was", "we", "were", "what", "when", "where",
    "which", "who", "why", "will", "with", "would", "you", "your", "don", "re", "ve", "ll", "m", "whats",
    "want", "need", "tell", "dont", "doesnt", "isnt", "ive", "no", "not", "cant", "still", "any", "here",
    "about",
];

/// Characters of Chinese that part words and tell nothing themselves.
const STOP_CHARS: &str = "的了吗呢吧啊呀我你您们就也都还把让给很怎么什这那哪啦嘛请是";

/// One stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A folded word, not stemmed.
    Word(String),
    /// Chinese (and other scripts without spaces), folded.
    Run(String),
    /// Whatever parts them.
    Gap,
}

/// Folds a text: compatibility forms, case, accents, traditional characters.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .nfc()
        .flat_map(char::to_lowercase)
        .map(simplified)
        .collect()
}

/// Written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

/// A folded text in pieces.
pub(crate) fn pieces(folded: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut run = String::new();
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        if is_unspaced(c) {
            flush(&mut word, Piece::Word, &mut out);
            run.push(c);
        } else if c.is_alphanumeric() {
            flush(&mut run, Piece::Run, &mut out);
            word.push(c);
        } else if matches!(c, '\'' | '’') && !word.is_empty() {
            // don't → dont: one word, however it is typed.
        } else if matches!(c, '.' | '_')
            && !word.is_empty()
            && chars.peek().is_some_and(char::is_ascii_lowercase)
        {
            // Reason codes: image.glare.
            word.push(c);
        } else {
            flush(&mut word, Piece::Word, &mut out);
            flush(&mut run, Piece::Run, &mut out);
            if out.last().is_some_and(|last| *last != Piece::Gap) && !c.is_whitespace() {
                out.push(Piece::Gap);
            }
        }
    }
    flush(&mut word, Piece::Word, &mut out);
    flush(&mut run, Piece::Run, &mut out);
    out
}

fn flush(text: &mut String, piece: fn(String) -> Piece, out: &mut Vec<Piece>) {
    if !text.is_empty() {
        out.push(piece(std::mem::take(text)));
    }
}

/// A text's terms, with repetitions.
pub fn of_text(text: &str) -> Vec<String> {
    let pieces = pieces(&fold(text));
    let mut terms = plain(&pieces);
    terms.extend(concepts_in(&canonical(&pieces)).into_iter().map(|id| format!("~{id}")));
    terms
}

/// The terms of pieces, without concepts.
pub(crate) fn plain(pieces: &[Piece]) -> Vec<String> {
    let mut terms = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Gap => {}
            Piece::Word(word) => word_terms(word, &mut terms),
            Piece::Run(run) => {
                for part in run.split(|c| STOP_CHARS.contains(c)).filter(|part| !part.is_empty()) {
                    let chars: Vec<char> = part.chars().collect();
                    if chars.len() == 1 {
                        terms.push(part.to_owned());
                    }
                    terms.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
                }
            }
        }
    }
    terms
}

/// Tells nothing, in any ending.
fn is_stop(word: &str) -> bool {
    STOP_WORDS.contains(&word) || STOP_WORDS.contains(&stem(word).as_str())
}

fn word_terms(word: &str, terms: &mut Vec<String>) {
    if word.contains(['.', '_']) {
        if ReasonCode::find(word).is_some() {
            terms.push(word.to_owned());
        }
        for part in word.split(['.', '_']).filter(|part| !part.is_empty()) {
            word_terms(part, terms);
        }
    } else if !is_stop(word) {
        terms.push(stem(word));
    }
}

/// Stems with single spaces, runs as they are: what phrases are looked for in.
pub(crate) fn canonical(pieces: &[Piece]) -> String {
    let mut text = String::from(" ");
    for piece in pieces {
        match piece {
            Piece::Gap => {
                if !text.ends_with(" | ") {
                    text.push_str("| ");
                }
            }
            Piece::Word(word) => {
                for part in word.split(['.', '_']).filter(|part| !part.is_empty()) {
                    text.push_str(&stem(part));
                    text.push(' ');
                }
            }
            Piece::Run(run) => {
                text.push_str(run);
                text.push(' ');
            }
        }
    }
    text
}

/// A phrase as it is looked for: words with spaces around, Chinese anywhere.
pub(crate) fn canonical_phrase(phrase: &str) -> String {
    let text = canonical(&pieces(&fold(phrase)));
    if phrase.chars().any(is_unspaced) { text.trim().to_owned() } else { text }
}

/// Many phrases at once, each belonging to some id. Words match as whole words.
pub(crate) struct Phrases {
    automaton: AhoCorasick,
    ids: Vec<usize>,
}

impl Phrases {
    /// `(phrase, id)`.
    pub(crate) fn new<'a>(phrases: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let (texts, ids): (Vec<String>, Vec<usize>) = phrases
            .into_iter()
            .map(|(phrase, id)| (canonical_phrase(phrase), id))
            .filter(|(text, _)| !text.trim().is_empty())
            .unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .expect("phrases are few and short: the automaton is far below its limits");
        Self { automaton, ids }
    }

    /// The ids found in a canonical text, with repetitions.
    pub(crate) fn find(&self, canonical: &str) -> Vec<usize> {
        self.automaton
            .find_overlapping_iter(canonical)
            .map(|found| self.ids[found.pattern().as_usize()])
            .collect()
    }
}

#[derive(Deserialize)]
struct Concepts {
    concept: BTreeMap<String, Vec<String>>,
}

struct ConceptBook {
    names: Vec<String>,
    phrases: Phrases,
    words: BTreeSet<String>,
}

fn concepts() -> &'static ConceptBook {
    static BOOK: OnceLock<ConceptBook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let file: Concepts = toml::from_str(include_str!("../../data/help_concepts.toml"))
            .expect("the built-in concepts parse: a test reads them");
        let names: Vec<String> = file.concept.keys().cloned().collect();
        let phrases = file
            .concept
            .values()
            .enumerate()
            .flat_map(|(id, phrases)| phrases.iter().map(move |phrase| (phrase.as_str(), id)));
        let words = file
            .concept
            .values()
            .flatten()
            .flat_map(|phrase| plain(&pieces(&fold(phrase))))
            .filter(|word| word.is_ascii())
            .collect();
        ConceptBook { phrases: Phrases::new(phrases), names, words }
    })
}

/// The concepts in a canonical text: each once, however often it is said.
pub(crate) fn concepts_in(canonical: &str) -> Vec<&'static str> {
    let book = concepts();
    let mut found = book.phrases.find(canonical);
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|id| book.names[id].as_str()).collect()
}

/// A question, ready to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Terms that may stand in articles, each once.
    pub terms: Vec<String>,
    /// Its concepts, by name.
    pub concepts: Vec<&'static str>,
    /// Those of the terms that stand for another word that was typed.
    pub mended: BTreeSet<String>,
}

impl Question {
    /// Takes a question apart. Each Latin word, as typed, is shown to `nearest`: where it gives another,
    /// that one stands in its place.
    pub fn new(text: &str, nearest: impl Fn(&str) -> Option<String>) -> Self {
        let cut: String = text.chars().take(MAX_QUESTION_CHARS).collect();
        let mut pieces = pieces(&fold(&cut));
        let mut mended = BTreeSet::new();
        for piece in &mut pieces {
            if let Piece::Word(word) = piece
                && !word.contains(['.', '_'])
                && !is_stop(word)
                && !concepts().words.contains(&stem(word))
                && let Some(better) = nearest(word)
            {
                mended.insert(stem(&better));
                *word = better;
            }
        }
        let canonical = canonical(&pieces);
        let concepts = concepts_in(&canonical);
        let mut terms = plain(&pieces);
        terms.extend(concepts.iter().map(|id| format!("~{id}")));
        let mut seen = BTreeSet::new();
        terms.retain(|term| seen.insert(term.clone()));
        Self { terms, concepts, mended }
    }

    /// Nothing in it can be looked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The words that concepts are made of: known beside those of the articles.
pub fn concept_words() -> impl Iterator<Item = &'static str> {
    concepts().words.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_and_stem() {
        assert_eq!(of_text("Photos of the CAFÉ"), ["photo", "cafe"]);
        assert!(of_text("What is image.glare?").contains(&"image.glare".to_owned()));
    }

    #[test]
    fn two_characters_find_things_in_either_script() {
        for text in ["照片", "模糊", "上传"] {
            assert_eq!(plain(&pieces(&fold(text))), [text]);
        }
        assert_eq!(plain(&pieces(&fold("護照"))), ["护照"]);
        assert_eq!(plain(&pieces(&fold("我的照片模糊了吗"))), ["照片", "片模", "模糊"]);
    }

    #[test]
    fn synonyms_in_two_languages_are_one_concept() {
        let concepts = |text: &str| concepts_in(&canonical(&pieces(&fold(text))));
        assert!(concepts("a bright spot on my card").contains(&"glare"));
        assert!(concepts("卡上反光").contains(&"glare"));
        assert!(!concepts("brightspot").contains(&"glare"));
    }

    #[test]
    fn a_typo_is_read_as_the_nearest_known_word() {
        let question = Question::new("my pasport", |word| (word == "pasport").then(|| "passport".to_owned()));
        assert_eq!(question.terms, ["passport"]);
    }

    #[test]
    fn endless_and_empty_questions_are_harmless() {
        assert!(Question::new(&"a".repeat(100_000), |_| None).terms.len() <= 1);
        assert!(Question::new(&"照".repeat(100_000), |_| None).terms.len() <= 2);
        assert!(Question::new("?", |_| None).is_empty());
        assert!(Question::new("😀😀", |_| None).is_empty());
    }
}
