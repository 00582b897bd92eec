//! Labels of fields as documents print them, as data.

use crate::edits::edits;
use proofdesk_domain::document::FieldName;
use std::{collections::BTreeMap, sync::OnceLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a label says about the value beside or below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// A field.
    Field(FieldName),
    /// The second of two surnames, which follows the first.
    SecondSurname,
    /// From when to when (有效期限): the second date is the expiry.
    Validity,
    /// Something that is not read, but that ends the value before it.
    Other,
}

/// A way of writing a label, squeezed as texts are.
struct Writing {
    label: Label,
    letters: Vec<char>,
    /// Latin letters only: then it must end where a word ends.
    latin: bool,
    traits: Traits,
}

/// What else a writing of a label says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Traits {
    /// It heads the whole name where the page has no label of the other part: `Nombre`, which is both.
    may_be_whole: bool,
    /// It heads the card's own number beside that of the document: a licence's.
    of_card: bool,
    /// It counts only before a stroke.
    before_stroke: bool,
    /// It counts only alone or before a digit.
    alone: bool,
    /// The languages that have it, a bit each; English is the first.
    languages: u64,
}

/// Every writing of `data/labels.toml`.
#[derive(Default)]
struct Writings {
    by_first_letter: BTreeMap<char, Vec<Writing>>,
    /// Those that are labels only before a colon, being too short a word to be sure of.
    before_colon: BTreeMap<Vec<char>, Label>,
    /// Those that are labels only behind a stroke.
    behind_stroke: BTreeMap<Vec<char>, Label>,
}

fn writings() -> &'static Writings {
    static WRITINGS: OnceLock<Writings> = OnceLock::new();
    WRITINGS.get_or_init(|| {
        let table: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(include_str!("../data/labels.toml"))
                .expect("the tests parse the labels that are built in");
        let mut writings = Writings::default();
        let listed = |name: &str| -> Vec<Vec<char>> {
            table
                .get(name)
                .into_iter()
                .flat_map(BTreeMap::values)
                .flatten()
                .map(|writing| letters(writing))
                .collect()
        };
        let (whole, of_card) = (listed(WHOLE_NAME), listed(CARD_NUMBER));
        let mut known = vec!["en"];
        for (name, languages) in
            table.iter().filter(|(name, _)| ![WHOLE_NAME, CARD_NUMBER].contains(&name.as_str()))
        {
            let label = label_of(name).expect("the tests know every name in the labels that are built in");
            for (language, writing) in languages.iter().flat_map(|(l, all)| all.iter().map(move |w| (l, w))) {
                let place = known.iter().position(|other| other == language).unwrap_or(known.len());
                if place == known.len() {
                    known.push(language);
                }
                let letters = letters(writing);
                if writing.ends_with(':') {
                    writings.before_colon.insert(letters, label);
                } else if writing.starts_with('/') {
                    writings.behind_stroke.insert(letters, label);
                } else if let Some(&first) = letters.first() {
                    let latin = letters.iter().all(char::is_ascii);
                    let traits = Traits {
                        may_be_whole: whole.contains(&letters),
                        of_card: of_card.contains(&letters),
                        before_stroke: writing.ends_with('/'),
                        alone: writing.ends_with('.'),
                        languages: 1 << place,
                    };
                    let all = writings.by_first_letter.entry(first).or_default();
                    match all.iter_mut().find(|held| held.letters == letters && held.label == label) {
                        Some(held) => held.traits.languages |= traits.languages,
                        None => all.push(Writing { label, letters, latin, traits }),
                    }
                }
            }
        }
        writings
    })
}

/// The part of the data that says which labels of a part of the name may head all of it.
const WHOLE_NAME: &str = "whole_name";

/// The part that says which labels head a card's own number, where the document has another.
const CARD_NUMBER: &str = "card_number";

fn label_of(name: &str) -> Option<Label> {
    match name {
        "second_surname" => Some(Label::SecondSurname),
        "validity" => Some(Label::Validity),
        "other" => Some(Label::Other),
        _ => FieldName::ALL.into_iter().find(|field| field.as_str() == name).map(Label::Field),
    }
}

/// A label at the beginning of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Labelled {
    /// What it says.
    pub(crate) label: Label,
    /// Number of the text's characters up to the value on the same line; all of them when the line
    /// holds labels only.
    pub(crate) value_from: usize,
    /// It may head the whole name.
    pub(crate) may_be_whole: bool,
    /// It heads a card's own number.
    pub(crate) of_card: bool,
    /// The languages that it is written in, as they were read; English is the first. None where letters had to be guessed.
    pub(crate) languages: u64,
}

impl Labelled {
    /// What this label and one that follows it, perhaps behind a stroke, say together: `Nama / Name` heads a whole name.
    fn joined(&self, next: &Self, parted: bool) -> Option<Self> {
        let of_a_name = |label| {
            matches!(label, Label::Field(FieldName::Surname | FieldName::GivenNames | FieldName::FullName))
        };
        let languages = self.languages | next.languages;
        if self.label == next.label {
            return Some(Self {
                may_be_whole: self.may_be_whole && next.may_be_whole,
                of_card: self.of_card && next.of_card,
                languages,
                ..self.clone()
            });
        }
        // `Name / Vorname` heads two fields.
        if !parted || self.languages & next.languages != 0 {
            return None;
        }
        // `Nome / Name`: of one it is a part of the name, of the other the other part.
        if self.may_be_whole && next.may_be_whole {
            let label = Label::Field(FieldName::FullName);
            return Some(Self { label, languages, ..self.clone() });
        }
        let surer = if next.may_be_whole { self } else { next };
        let one = self.may_be_whole != next.may_be_whole && of_a_name(surer.label);
        one.then(|| Self { may_be_whole: false, languages, ..surer.clone() })
    }

    pub(crate) fn new(label: Label, value_from: usize) -> Self {
        Self { label, value_from, may_be_whole: false, of_card: false, languages: 0 }
    }

    /// Whether no language that it is written in is English.
    pub(crate) fn is_foreign(&self) -> bool {
        self.languages != 0 && self.languages & 1 == 0
    }
}

/// The label that a line begins with. Several writings of one label may follow each other
/// (`Date of birth / Date de naissance`), a number may stand before (`4a.`).
pub(crate) fn at_start(text: &str) -> Option<Labelled> {
    if let Some((head, rest)) = text.split_once([':', '：'])
        && let Some(&label) = writings().before_colon.get(&letters(head))
    {
        let count = text.chars().count();
        return Some(Labelled::new(label, count - rest.trim_start().chars().count()));
    }
    let skipped = enumeration(text);
    let squeezed: Vec<(char, usize)> = squeeze(text).into_iter().filter(|&(_, at)| at >= skipped).collect();
    // `1. `, `4a. `, `(3)`: numbering of fields.
    let numbering = squeezed.iter().take_while(|(c, _)| c.is_ascii_digit()).count();
    let mut at = if numbering <= 2 { numbering } else { 0 };
    if at > 0 && lettered(&squeezed[at - 1..]) {
        at += 1;
    }
    at += second_number(&squeezed[at..]);
    let mut found: Option<Labelled> = None;
    let end = text.chars().count();
    while let Some((skipped, (kind, length, traits))) = next(&squeezed[at..]) {
        let here = Labelled {
            label: kind,
            value_from: end,
            may_be_whole: traits.may_be_whole,
            of_card: traits.of_card,
            languages: traits.languages,
        };
        let behind = squeezed.get(at + skipped + length);
        let until = behind.map_or(end, |&(_, index)| index);
        let last = squeezed[at + skipped + length - 1].1;
        let gap = text.chars().skip(last + 1).take(until.saturating_sub(last + 1));
        // A stroke that was read as a letter: `Sess I Sex`.
        let as_a_letter = matches!(squeezed.get(at + skipped + length..),
            Some([('i' | 'l', stroke), (_, after), ..]) if *stroke > last + 1 && *after > stroke + 1);
        if traits.before_stroke && !as_a_letter && !gap.clone().any(|c| matches!(c, '/' | '|')) {
            break;
        }
        if traits.alone && behind.is_some_and(|(next, _)| !next.is_ascii_digit()) {
            break;
        }
        // `NIK` is a label and somebody's name.
        let of_a_number = matches!(kind, Label::Field(FieldName::DocumentNumber | FieldName::PersonalNumber));
        let next_word =
            || text.chars().skip(until).take_while(|c| !c.is_whitespace()).any(|c| c.is_ascii_digit());
        let says_so =
            || behind.is_none() || gap.clone().any(|c| matches!(c, ':' | '：' | '/' | '|')) || next_word();
        if of_a_number && length <= 4 && (found.is_some() || !says_so()) {
            break;
        }
        found = match &found {
            None => Some(here),
            Some(held) => {
                let between = squeezed[at - 1].1..squeezed[at].1;
                let parted =
                    text.chars().skip(between.start).take(between.len()).any(|c| matches!(c, '/' | '|'));
                // A second label of another kind begins another field: `Name, Vornamen`.
                let Some(both) = held.joined(&here, parted || skipped > 0) else { break };
                Some(both)
            }
        };
        at += skipped + length;
    }
    // `2º Apellido`
    let second = text.trim_start().starts_with("2°") || text.trim_start().starts_with("2º");
    if let Some(found) =
        found.as_mut().filter(|found| second && found.label == Label::Field(FieldName::Surname))
    {
        found.label = Label::SecondSurname;
    }
    at += note(text, &squeezed[at..]);
    let value_from = squeezed.get(at).map_or(end, |&(_, index)| index);
    found.map(|found| Labelled { value_from, ..found })
}

/// Whether a digit is followed by a letter that stands by itself: the `4a` of a licence.
fn lettered(squeezed: &[(char, usize)]) -> bool {
    let [(_, digit), (letter, at), rest @ ..] = squeezed else { return false };
    letter.is_ascii_lowercase() && *at == digit + 1 && rest.first().is_none_or(|&(_, next)| next > at + 1)
}

/// How many characters of a text tell it from others in the same place: `[a] `, of which the first bracket may be lost.
pub(crate) fn enumeration(text: &str) -> usize {
    let characters: Vec<char> = text.chars().take(5).collect();
    let from = usize::from(matches!(characters.first(), Some('[' | '(')));
    match characters.get(from..) {
        Some([letter, ']' | ')', rest @ ..]) if letter.is_ascii_lowercase() => {
            from + 2 + usize::from(rest.first() == Some(&' '))
        }
        _ => 0,
    }
}

/// How many characters of `2 e 1`, `1 y 2` follow the first number.
fn second_number(squeezed: &[(char, usize)]) -> usize {
    match squeezed {
        [(letter, at), (digit, next), (_, after), ..]
            if matches!(letter, 'e' | 'y')
                && digit.is_ascii_digit()
                && next > &(at + 1)
                && after > &(next + 1) =>
        {
            2
        }
        _ => 0,
    }
}

/// The label behind a stroke: what stands before it may be the same in letters that cannot be read (`जन्म तिथि / Date of Birth`).
pub(crate) fn behind_a_stroke(text: &str) -> Option<Labelled> {
    let strokes = text.chars().enumerate().filter(|(_, c)| matches!(c, '/' | '|' | '／')).map(|(at, _)| at);
    strokes.into_iter().find_map(|stroke| {
        let behind: String = text.chars().skip(stroke + 1).collect();
        let found = at_start(&behind).or_else(|| {
            // `Số / No`, read as `s/ No`; `Tel/No` is another's.
            let head = text.chars().take(stroke).filter(|c| c.is_alphabetic());
            let plain = head.clone().all(|c| c.is_ascii());
            let squeezed = squeeze(&behind);
            if squeezed.is_empty() || plain && head.count() > 2 {
                return None;
            }
            let word = squeezed.windows(2).take_while(|pair| pair[1].1 == pair[0].1 + 1).count() + 1;
            let letters: Vec<char> = squeezed.iter().take(word).map(|&(c, _)| c).collect();
            let label = writings().behind_stroke.get(&letters)?;
            let end = behind.chars().count();
            Some(Labelled::new(*label, squeezed.get(word).map_or(end, |&(_, index)| index)))
        })?;
        Some(Labelled { value_from: found.value_from + stroke + 1, ..found })
    })
}

/// What is left of a date's label in English behind letters that cannot be read, which take some of it along: `D of birth`,
/// `/ of expi`. What was lost before it must have been `Date` or a stroke; so much is left of the word behind it that it is no other.
pub(crate) fn remains(text: &str) -> Option<Labelled> {
    const LEFT: usize = 4;
    const WORDS: [(&str, FieldName); 3] =
        [("BIRTH", FieldName::BirthDate), ("EXPIRY", FieldName::ExpiryDate), ("ISSUE", FieldName::IssueDate)];
    // In the same order, and nothing else.
    let is_left_of = |part: &str, whole: &str| {
        let mut rest = whole.chars();
        part.chars().all(|c| rest.any(|other| other == c))
    };
    if text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let words = words(text);
    let [before @ .., of, last] = words.as_slice() else { return None };
    let upper = text.to_uppercase();
    let parted = upper.rsplit_once("OF")?.0.trim_end().ends_with(['/', '|', '／']);
    let dated = before.last().is_some_and(|word| !word.is_empty() && is_left_of(word, "DATE"));
    if of != "OF" || !parted && !dated || last.chars().count() < LEFT {
        return None;
    }
    let (_, field) = WORDS.iter().find(|(word, _)| is_left_of(last, word))?;
    Some(Labelled::new(Label::Field(*field), text.chars().count()))
}

/// The characters of a line at which further labels begin that stand before a colon: `DOB: 02-14-1965 SEX: F`.
pub(crate) fn further(text: &str) -> Vec<usize> {
    /// Most words of a label in all its languages.
    const WORDS: usize = 12;
    let characters: Vec<char> = text.chars().collect();
    let starts_word =
        |at: usize| characters[at].is_alphanumeric() && (at == 0 || !characters[at - 1].is_alphanumeric());
    let mut found = Vec::new();
    let mut from = 0;
    for colon in (0..characters.len()).filter(|&at| matches!(characters[at], ':' | '：')) {
        let words: Vec<usize> = (from..colon).rev().filter(|&at| starts_word(at)).take(WORDS).collect();
        let is_label = |at: usize| is_label(&characters[at..colon].iter().collect::<String>());
        // The earliest from which on there is nothing but the label: its number and other languages are part of it. Behind a
        // stroke it is the same label as what stands before, which tells where a value below begins.
        let behind_stroke = |at: usize| {
            let before = characters[..at].iter().rev().find(|c| !c.is_whitespace());
            matches!(before, Some('/' | '|' | '／'))
        };
        // Somebody else's: `Guardian's Name:`.
        let anothers = |at: usize| {
            let before: String =
                characters[..at].iter().rev().skip_while(|c| c.is_whitespace()).take(2).collect();
            before.starts_with("s'") || before.starts_with("s’")
        };
        let first = words.into_iter().rev().find(|&at| is_label(at));
        let value_behind = characters[colon + 1..].iter().any(|c| !c.is_whitespace());
        found.extend(first.filter(|&at| at > 0 && (value_behind || !behind_stroke(at)) && !anothers(at)));
        from = colon + 1;
    }
    found
}

/// The character of a line at which a second label begins, where two stand side by side and nothing else does: `Geschlecht/Sex
/// Staatsangehörigkeit/Nationality`. Two for names are one heading.
pub(crate) fn second(text: &str) -> Option<usize> {
    let of_a_name = |label| {
        matches!(
            label,
            Label::Field(FieldName::Surname | FieldName::GivenNames | FieldName::FullName)
                | Label::SecondSurname
        )
    };
    let found = at_start(text)?;
    let characters: Vec<char> = text.chars().collect();
    let at = found.value_from;
    if at >= characters.len() || !characters[..at].last()?.is_whitespace() {
        return None;
    }
    let behind = at_start(&characters[at..].iter().collect::<String>())?;
    let whole = behind.value_from == characters.len() - at;
    let two = found.label != behind.label && !of_a_name(found.label) && !of_a_name(behind.label);
    (whole && two && behind.label != Label::Other).then_some(at)
}

/// Whether a text is a label and nothing else, with its number and in as many languages as it has.
fn is_label(text: &str) -> bool {
    at_start(text).is_some_and(|found| found.value_from == text.chars().count())
        || writings().before_colon.contains_key(&letters(text))
}

/// How many digits of a note in brackets follow a label: `Surname (1)`.
fn note(text: &str, squeezed: &[(char, usize)]) -> usize {
    let digits = squeezed.iter().take(2).take_while(|(c, _)| c.is_ascii_digit()).count();
    let around = |index: Option<usize>| index.and_then(|index| text.chars().nth(index));
    let bracketed = squeezed.get(digits.wrapping_sub(1)).is_some_and(|&(_, last)| {
        matches!(around(squeezed[0].1.checked_sub(1)), Some('(' | '（'))
            && matches!(around(Some(last + 1)), Some(')' | '）'))
    });
    if bracketed { digits } else { 0 }
}

/// Whether a label of that kind stands anywhere in a text: one label may head two fields (`SURNAME, Given names`).
pub(crate) fn mentions(text: &str, label: Label) -> bool {
    let squeezed = squeeze(text);
    (1..squeezed.len()).any(|at| {
        let begins = squeezed[at].1 > squeezed[at - 1].1 + 1;
        begins && longest(&squeezed[at..]).is_some_and(|(found, length, _)| found == label && length >= 4)
    })
}

/// Whether a text, or a part of it between strokes, is that label or nearly a long one: what is left of a heading whose
/// letters were read badly is no value (`Autonté` for `Autorité`). Short ones must be right: a name is soon like one.
pub(crate) fn resembles(text: &str, label: Label) -> bool {
    let like = |part: Vec<char>| {
        let all = writings().by_first_letter.values().flatten();
        let mut long = all.filter(|writing| writing.label == label && writing.letters.len() >= 6);
        long.any(|writing| {
            let bear = if writing.letters.len() >= 8 { writing.letters.len() / 4 } else { 0 };
            edits(&writing.letters, &part)[part.len()] <= bear
        })
    };
    text.split(['/', '|']).map(letters).any(like)
}

/// The label here, or after one stroke that parts two labels and was read as a letter.
fn next(squeezed: &[(char, usize)]) -> Option<(usize, (Label, usize, Traits))> {
    let here = longest(squeezed).or_else(|| alike(squeezed)).map(|found| (0, found));
    let stroke = matches!(squeezed.first(), Some(('i' | 'l' | '1', _)));
    here.or_else(|| longest(squeezed.get(1..)?).filter(|_| stroke).map(|found| (1, found)))
}

/// The index of the character at which another label begins inside a text.
pub(crate) fn inside(text: &str) -> Option<usize> {
    let squeezed = squeeze(text);
    (1..squeezed.len())
        .find(|&at| {
            longest(&squeezed[at..]).is_some_and(|(_, length, _)| length >= 2 && !squeezed[at].0.is_ascii())
        })
        .map(|at| squeezed[at].1)
}

/// The longest label that these characters begin with, and its length. A Latin label must end where
/// a word ends, unless it is long enough not to be an accident.
fn longest(squeezed: &[(char, usize)]) -> Option<(Label, usize, Traits)> {
    let mut best: Option<(Label, usize, Traits)> = None;
    for writing in writings().by_first_letter.get(&squeezed.first()?.0).into_iter().flatten() {
        let length = writing.letters.len();
        if length > squeezed.len() || best.is_some_and(|(_, held, _)| held >= length) {
            continue;
        }
        if !writing.letters.iter().zip(squeezed).all(|(w, &(c, _))| *w == c) {
            continue;
        }
        // `ISS01/22/2025` was run together.
        let ends_word = squeezed.get(length).is_none_or(|&(next, index)| {
            index > squeezed[length - 1].1 + 1
                || !next.is_alphanumeric()
                || dated(writing.label) && length >= 3 && next.is_ascii_digit()
        });
        // `Dateofbirth12`; but not `Apellidos` in `Apellido / Surname`.
        let run_together = length >= 9 && squeezed[length - 1].1 == squeezed[length - 2].1 + 1;
        if ends_word || run_together || (!writing.latin && length >= 2) {
            best = Some((writing.label, length, writing.traits));
        }
    }
    best
}

/// Whether a day stands behind a label.
fn dated(label: Label) -> bool {
    use FieldName::{BirthDate, ExpiryDate, IssueDate};
    matches!(label, Label::Field(BirthDate | ExpiryDate | IssueDate))
}

/// The label that these characters begin with but for one letter misread, lost or added; two in a long one. Short labels
/// must be right: a name is soon like one of them.
fn alike(squeezed: &[(char, usize)]) -> Option<(Label, usize, Traits)> {
    let first = squeezed.first()?.0;
    let second = squeezed.get(1)?.0;
    let long = |writing: &&Writing| writing.latin && writing.letters.len() >= ALIKE;
    let begins = |writing: &&Writing| writing.letters[0] == first || writing.letters[1] == second;
    let mut best: Option<(usize, usize, &Writing)> = None;
    for writing in writings().by_first_letter.values().flatten().filter(long).filter(begins) {
        let bear = if writing.letters.len() >= 2 * ALIKE - 4 { 2 } else { 1 };
        let Some((errors, length)) = apart(&writing.letters, squeezed, bear) else { continue };
        if best.is_none_or(|(held, held_length, _)| (errors, held_length) < (held, length)) {
            best = Some((errors, length, writing));
        }
    }
    best.map(|(_, length, writing)| (writing.label, length, Traits { languages: 0, ..writing.traits }))
}

/// Letters of a label from which on an error is borne.
const ALIKE: usize = 9;

/// The fewest edits that make a label out of the beginning of these characters, up to `bear`, and how many of them it
/// takes; it must end where a word ends.
fn apart(letters: &[char], squeezed: &[(char, usize)], bear: usize) -> Option<(usize, usize)> {
    let most = squeezed.len().min(letters.len() + bear);
    let read: Vec<char> = squeezed[..most].iter().map(|&(c, _)| c).collect();
    // Every letter of the beginning that is nowhere near costs an edit: most labels are told apart by that alone.
    let beginning = letters.len().min(6);
    let near = &read[..most.min(beginning + bear)];
    if letters[..beginning].iter().filter(|letter| !near.contains(letter)).count() > bear {
        return None;
    }
    let row = edits(letters, &read);
    let ends =
        |length: usize| squeezed.get(length).is_none_or(|&(_, index)| index > squeezed[length - 1].1 + 1);
    (1..=most)
        .filter(|&length| row[length] <= bear && ends(length))
        .map(|length| (row[length], length))
        .min_by_key(|&(errors, length)| (errors, std::cmp::Reverse(length)))
}

/// The words of a text in capitals without marks.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last = None;
    for (c, at) in squeeze(text) {
        if last.is_some_and(|last| at > last + 1) {
            words.push(String::new());
        }
        last = Some(at);
        words.last_mut().expect("begins with one").extend(c.to_uppercase());
    }
    words
}

/// The same without where they stand.
fn letters(text: &str) -> Vec<char> {
    squeeze(text).into_iter().map(|(c, _)| c).collect()
}

/// Letters and digits in lower case without marks, each with the index of its character. The ring of `N°` is an o, and so
/// is a zero that ends a word.
fn squeeze(text: &str) -> Vec<(char, usize)> {
    let mut squeezed: Vec<(char, usize)> = Vec::new();
    let mut after = text.chars();
    for (index, c) in text.chars().enumerate() {
        after.next();
        let ends = after.clone().next().is_none_or(|c| !c.is_alphanumeric());
        let behind = squeezed.last().is_some_and(|&(c, at)| c.is_alphabetic() && at + 1 == index);
        if c == '0' && behind && ends {
            squeezed.push(('o', index));
            continue;
        }
        if matches!(c, '°' | 'º')
            && squeezed.last().is_some_and(|&(before, at)| before == 'n' && at + 1 == index)
        {
            squeezed.push(('o', index));
            continue;
        }
        // `1º Apellido`
        if matches!(c, '°' | 'º') && squeezed.last().is_some_and(|(before, _)| before.is_ascii_digit()) {
            continue;
        }
        let plain = c.to_lowercase().nfd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
        squeezed.extend(plain.map(|c| (c, index)));
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Label, String)> {
        at_start(text).map(|found| (found.label, text.chars().skip(found.value_from).collect()))
    }

    #[test]
    fn knows_labels_in_one_and_in_several_languages() {
        let birth = Label::Field(FieldName::BirthDate);
        for text in [
            "Date of birth",
            "Dateofbirth",
            "3. Date of birth / Date de naissance",
            "DATE DE NAISSANCE",
            "Geburtsdatum/Date of birth",
        ] {
            assert_eq!(read(text), Some((birth, String::new())), "{text}");
        }
        assert_eq!(read("Date of birth: 12.08.1974"), Some((birth, "12.08.1974".into())));
        assert_eq!(read("Sex/Sexe F"), Some((Label::Field(FieldName::Sex), "F".into())));
        assert_eq!(read("Address I Adresse"), Some((Label::Field(FieldName::Address), String::new())));
        assert_eq!(read("Nom / Surname"), Some((Label::Field(FieldName::Surname), String::new())));
        assert_eq!(read("姓名张伟"), Some((Label::Field(FieldName::FullName), "张伟".into())));
        assert_eq!(
            read("公民身份号码 110105194912310021").map(|r| r.0),
            Some(Label::Field(FieldName::PersonalNumber))
        );
        assert_eq!(read("Prénom(s)"), Some((Label::Field(FieldName::GivenNames), String::new())));
        // A zero at a word's end is an o.
        assert_eq!(read("Sex0/Sexe:F"), Some((Label::Field(FieldName::Sex), "F".into())));
    }

    #[test]
    fn a_short_word_is_a_label_before_a_colon() {
        let authority = Label::Field(FieldName::Authority);
        assert_eq!(read("par : Préfecture (23)"), Some((authority, "Préfecture (23)".into())));
        assert_eq!(read("Par:"), Some((authority, String::new())));
        // A card's title is no label of its number.
        let title = "CARTE NATIONALE D'IDENTITÉ / IDENTITY CARD";
        assert_eq!(read(title), Some((Label::Other, String::new())));
        let number = Some((Label::Field(FieldName::DocumentNumber), "PE1Z2DB13".into()));
        assert_eq!(read("CARTE NATIONALE D'IDENTITÉ N°: PE1Z2DB13"), number);
        for text in ["Par Préfecture (23)", "Parc : 12"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn further_labels_of_a_line_stand_before_colons() {
        let parts = |text: &str| {
            further(text).into_iter().map(|at| text.chars().skip(at).collect::<String>()).collect::<Vec<_>>()
        };
        assert_eq!(parts("DOB: 02-14-1965 SEX: F HGT: 5-07"), ["SEX: F HGT: 5-07", "HGT: 5-07"]);
        assert_eq!(parts("Sexe : F  Date de naissance : 01.02.1990"), ["Date de naissance : 01.02.1990"]);
        for text in [
            "Address / Adresse: 12 RUE DE LA PAIX",
            "Sex0/Sexe:F",
            "Date of birth / Date de naissance: 01.02.1990",
            "3 DOB: 02-14-1965",
            "4a. ISS: 02-14-2015",
        ] {
            assert_eq!(parts(text), [""; 0], "{text}");
        }
        assert_eq!(parts("15 SEX: F 16 HGT: 5-07"), ["16 HGT: 5-07"]);
        assert_eq!(parts("Sexe : F Nom / Surname: DUPONT"), ["Nom / Surname: DUPONT"]);
        for text in [
            "Quc tich / Nationality:",
            "DOB: 02-14-1965",
            "Sex: F",
            "SEX F HGT 5-07",
            "FLAT 2: THE SEXTONS",
            ":",
            "a:b:c",
            "",
        ] {
            assert_eq!(parts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_is_left_of_a_dates_label_says_which_it_is() {
        let field = |text: &str| remains(text).map(|found| (found.label, found.value_from));
        for (text, expected) in [
            ("D of birth", FieldName::BirthDate),
            ("Dtu / / of irth", FieldName::BirthDate),
            ("D ž / / e of expiry", FieldName::ExpiryDate),
            ("/  /  of expi", FieldName::ExpiryDate),
            ("εμνíα δσ / Dte of issue", FieldName::IssueDate),
        ] {
            assert_eq!(field(text), Some((Label::Field(expected), text.chars().count())), "{text}");
        }
        for text in [
            "Place of birth",
            "lace of birth",
            "f i",
            "/ of bir",
            "Republic of",
            "/ of 1990",
            "SON OF BIRTHE",
            "of birth",
            "",
        ] {
            assert_eq!(field(text), None, "{text}");
        }
    }

    #[test]
    fn two_labels_may_stand_side_by_side() {
        let behind = |text: &str| second(text).map(|at| text.chars().skip(at).collect::<String>());
        for (text, expected) in [
            ("geslacht/sex nationaliteit/nationality", "nationaliteit/nationality"),
            ("Geschlecht/Sex Staatsangehörigkeit/ Nationality", "Staatsangehörigkeit/ Nationality"),
            ("Sex Date of birth", "Date of birth"),
        ] {
            assert_eq!(behind(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "NAAM, voornamen / NAME, forenames",
            "Sexe / Sex",
            "Sex F",
            "Nationality GERMAN",
            "Date of birth / Date de naissance",
            "Sex",
            "",
        ] {
            assert_eq!(behind(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_and_its_letter_may_stand_before_a_label() {
        assert_eq!(
            read("4b EXP 08/14/2026"),
            Some((Label::Field(FieldName::ExpiryDate), "08/14/2026".into()))
        );
        assert_eq!(
            read("4a. ISS: 08/14/2022"),
            Some((Label::Field(FieldName::IssueDate), "08/14/2022".into()))
        );
        assert_eq!(read("4bEXP 08/14/2026"), None);
        assert_eq!(read("2 e 1 NOME E SOBRENOME"), Some((Label::Field(FieldName::FullName), String::new())));
    }

    #[test]
    fn a_label_may_stand_behind_one_in_letters_that_cannot_be_read() {
        let behind = |text: &str| {
            behind_a_stroke(text)
                .map(|found| (found.label, text.chars().skip(found.value_from).collect::<String>()))
        };
        let birth = Label::Field(FieldName::BirthDate);
        assert_eq!(behind("R /Date of Birth"), Some((birth, String::new())));
        assert_eq!(behind("25回/@wwij/Name").map(|found| found.0), Some(Label::Field(FieldName::Surname)));
        assert_eq!(behind("C52／15／Date of Birth 1986"), Some((birth, "1986".into())));
        let number = Label::Field(FieldName::DocumentNumber);
        assert_eq!(behind("s/ No.: 001085012347"), Some((number, "001085012347".into())));
        for text in [
            "ANNA / MARIA",
            "12 AUG / AOUT",
            "No.: 12",
            "A/B",
            "/",
            "R / North Street 5",
            "Tel/No. 0712345678",
            "JL. MAWAR BLOK C/NO 12",
        ] {
            assert_eq!(behind(text), None, "{text}");
        }
    }

    #[test]
    fn one_heading_may_say_that_a_name_is_whole() {
        let label = |text: &str| at_start(text).map(|found| (found.label, found.may_be_whole));
        let field = Label::Field;
        assert_eq!(label("1º Apellido:"), Some((field(FieldName::Surname), false)));
        assert_eq!(label("2° Apellido:"), Some((Label::SecondSurname, false)));
        assert_eq!(label("Nome / Name"), Some((field(FieldName::FullName), true)));
        assert_eq!(label("Nama / Name"), Some((field(FieldName::FullName), false)));
        assert_eq!(read("Apellido / Surname"), Some((field(FieldName::Surname), String::new())));
        assert_eq!(label("Nom / Surname"), Some((field(FieldName::Surname), false)));
        assert_eq!(label("Name"), Some((field(FieldName::Surname), true)));
        assert_eq!(label("NOMBRE"), Some((field(FieldName::GivenNames), true)));
        assert_eq!(label("Name, Vornamen"), Some((field(FieldName::Surname), true)));
        assert_eq!(label("Name / Vorname"), Some((field(FieldName::Surname), true)));
        assert_eq!(label("Cognome e nome"), Some((field(FieldName::FullName), false)));
        assert_eq!(label("Sess I Sex"), Some((field(FieldName::Sex), false)));
        assert_eq!(label("Emri / Given names"), Some((field(FieldName::GivenNames), false)));
    }

    #[test]
    fn every_label_of_the_data_is_found_as_it_is_written() {
        for (name, languages) in toml::from_str::<BTreeMap<String, BTreeMap<String, Vec<String>>>>(
            include_str!("../data/labels.toml"),
        )
        .expect("parses")
        {
            for writing in languages.values().flatten() {
                let found = at_start(writing).or_else(|| behind_a_stroke(writing));
                let short = writing.chars().count() <= 4;
                assert!(
                    found.is_some() || short && at_start(&format!("{writing} 1")).is_some(),
                    "{name}: {writing}"
                );
            }
        }
    }

    #[test]
    fn a_letter_may_be_misread_in_a_long_label_only() {
        let field = |field| Some((Label::Field(field), String::new()));
        for text in ["Ntionality", "Nationolity", "Nationaliity", "Date ofbith", "Nationality / Ntionalité"]
        {
            let expected =
                if text.starts_with("Date") { FieldName::BirthDate } else { FieldName::Nationality };
            assert_eq!(read(text), field(expected), "{text}");
        }
        assert_eq!(read("Date o expiry (8)"), field(FieldName::ExpiryDate));
        assert_eq!(
            read("Nº du document AB1234567"),
            Some((Label::Field(FieldName::DocumentNumber), "AB1234567".into()))
        );
        assert!(mentions("NAAM, Voornamen / SURNAME, Given names", Label::Field(FieldName::GivenNames)));
        assert!(!mentions("Surname / Nom", Label::Field(FieldName::GivenNames)));
    }

    #[test]
    fn what_is_left_of_a_heading_is_known() {
        let (authority, given) = (Label::Field(FieldName::Authority), Label::Field(FieldName::GivenNames));
        for (text, label) in [("Autonté", authority), ("Autorithe", authority), ("s / Prenoms", given)] {
            assert!(resembles(text, label), "{text}");
        }
        for (text, label) in
            [("REGISTRY OF ZENITH", authority), ("VARDAN", given), ("ANNA / MARIA", given), ("", given)]
        {
            assert!(!resembles(text, label), "{text}");
        }
    }

    #[test]
    fn what_tells_two_values_of_one_place_apart_is_no_part_of_a_label() {
        let surname = Label::Field(FieldName::Surname);
        let whole = "[a] Name/Surname/Nom [b] Geburtsname/Name at birth/Nom de naissance";
        assert_eq!(read(whole), Some((surname, "b] Geburtsname/Name at birth/Nom de naissance".into())));
        for text in ["b] Geburtsname/Name at birth", "[b] Geburtsname", "(b) Geburtsname"] {
            assert_eq!(read(text).map(|found| found.0), Some(Label::Other), "{text}");
        }
        assert_eq!(read("ISS01/22/2025"), Some((Label::Field(FieldName::IssueDate), "01/22/2025".into())));
    }

    #[test]
    fn values_are_no_labels() {
        for text in [
            "NIK AHMAD",
            "RUN SOKHA",
            "EMRI",
            "ISMI",
            "NASCIMENTO SILVA",
            "TIN AUNG",
            "FIN",
            "PERE PUIG",
            "SONO",
            "VENCE",
            "Gültigkeitsbeginn 01.02.2020",
            "Platnost od 01.02.2020",
            "NIE123456",
            "CAN123456",
            "ERIKSSON",
            "NOMAN",
            "SEXTON",
            "NACHMAN",
            "SURNAM",
            "12 AUG 1974",
            "UTO",
            "ANNA MARIA",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_second_label_on_the_line_is_found() {
        assert_eq!(inside("男民族汉"), Some(1));
        assert_eq!(inside("ANNA MARIA"), None);
    }
}
