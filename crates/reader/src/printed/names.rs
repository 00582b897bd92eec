//! Names without a zone beside them: which part of the name a label heads, and names that take several lines.

use super::{
    DOUBTFUL, Labelled, Placed, Printed, Readings, around, put_announced, reading, scripts, starts_at,
    text_of, trimmed, value,
};
use crate::{
    labels::{self, Label},
    spelling::plain,
};
use proofdesk_domain::{document::FieldName, icao::ZoneFields, inspection::Reading};
use std::ops::Range;

/// Makes labels that may head the whole name (`Name`, `Nombre`) do so where no label of the page heads the other part, and the other
/// part where another label heads their own.
pub(super) fn settle(lines: &[Placed], labelled: &mut [Option<Labelled>]) {
    let other = |field| if field == FieldName::Surname { FieldName::GivenNames } else { FieldName::Surname };
    let heads = |wanted: FieldName| {
        let here = |(line, found): (&Placed, &Option<Labelled>)| {
            let found = found.as_ref();
            found.is_some_and(|found| found.label == Label::Field(wanted))
                || found.is_some() && labels::mentions(&line.line.text(), Label::Field(wanted))
        };
        lines.iter().zip(labelled.iter()).any(here)
    };
    let sure_of = |wanted: FieldName| {
        labelled.iter().flatten().any(|found| found.label == Label::Field(wanted) && !found.may_be_whole)
    };
    let settled: Vec<(usize, FieldName)> = labelled
        .iter()
        .enumerate()
        .filter_map(|(at, found)| {
            let found = found.as_ref().filter(|found| found.may_be_whole)?;
            let Label::Field(part) = found.label else { return None };
            let field = match (part, heads(other(part)), sure_of(part)) {
                (FieldName::FullName, ..) => {
                    match (sure_of(FieldName::Surname), sure_of(FieldName::GivenNames)) {
                        (true, false) => FieldName::GivenNames,
                        (false, true) => FieldName::Surname,
                        _ => FieldName::FullName,
                    }
                }
                (_, true, _) => part,
                // `Name` beside `Last name` heads the others.
                (_, false, true) => other(part),
                (_, false, false) => FieldName::FullName,
            };
            Some((at, field))
        })
        .collect();
    for (at, field) in settled {
        if let Some(found) = &mut labelled[at] {
            found.label = Label::Field(field);
        }
    }
}

/// Both surnames as one, where they have a label each. The first alone is not the name.
pub(super) fn join_surnames(readings: &mut Readings, second: Option<Reading>) {
    let Some(first) = readings.get_mut(&FieldName::Surname).and_then(|readings| readings.first_mut()) else {
        return;
    };
    match second {
        Some(second) => {
            first.value = format!("{} {}", first.value, second.value);
            first.confidence = first.confidence.min(second.confidence);
            first.quad = first.quad.zip(second.quad).map(|(a, b)| around(&a, &b));
        }
        None => first.confidence = first.confidence.min(DOUBTFUL),
    }
}

/// Letters of a language that are taken for another's, or printed like them.
struct OwnLetters {
    /// Words that only documents in that language have, in capitals without marks.
    words: &'static [&'static str],
    /// Its states.
    states: &'static [&'static str],
    /// Letters that no name has beside those in another language.
    proofs: &'static [char],
    /// What a letter is taken for, and the letter.
    letters: &'static [(char, char)],
}

const OWN_LETTERS: [OwnLetters; 4] = [
    OwnLetters {
        words: &["SOYADI", "SOYAD"],
        states: &["TUR"],
        proofs: &[],
        letters: &[('Č', 'Ğ'), ('Í', 'İ')],
    },
    OwnLetters {
        words: &["PRENUME", "CETATENIE"],
        states: &["ROU", "MDA"],
        proofs: &['Ă', 'ă', 'Ț', 'ț', 'Ţ', 'ţ'],
        letters: &[('$', 'Ș'), ('Ş', 'Ș'), ('ş', 'ș'), ('Ţ', 'Ț'), ('ţ', 'ț')],
    },
    OwnLetters {
        words: &["KENNINAFN", "EIGINNAFN", "EIGINNOFN"],
        states: &["ISL"],
        proofs: &['Þ', 'þ', 'ð'],
        letters: &[('Đ', 'Ð'), ('đ', 'ð')],
    },
    // Yoruba.
    OwnLetters {
        words: &[],
        states: &[],
        proofs: &['Ọ', 'ọ', 'Ẹ', 'ẹ'],
        letters: &[('Ş', 'Ṣ'), ('ş', 'ṣ'), ('Ș', 'Ṣ'), ('ș', 'ṣ')],
    },
];

/// Puts letters of a name's own language in the place of those that it does not have.
pub(super) fn own_letters(lines: &[Placed], zone: Option<&ZoneFields>, readings: &mut Readings) {
    let pages: Vec<Vec<String>> = lines.iter().map(|placed| labels::words(&placed.line.text())).collect();
    for OwnLetters { words, states, proofs, letters } in OWN_LETTERS {
        let page = pages.iter().flatten().any(|word| words.contains(&word.as_str()))
            || zone.is_some_and(|zone| states.contains(&zone.issuing_country.as_str()));
        let own = |c: char| letters.iter().find(|(taken, _)| *taken == c).map_or(c, |(_, own)| *own);
        for field in [FieldName::Surname, FieldName::GivenNames, FieldName::FullName] {
            for reading in readings.get_mut(&field).into_iter().flatten() {
                if page || reading.value.contains(proofs) {
                    reading.value = reading.value.chars().map(own).collect();
                }
            }
        }
    }
}

/// Vietnamese names are worth little: the general recogniser leaves half of their letters out, and one of twenty does not come back.
pub(super) fn doubt_unknown_letters(lines: &[Placed], readings: &mut Readings) {
    let says = |placed: &Placed| {
        let letters: String = placed.line.text().chars().filter(|c| c.is_alphabetic()).map(plain).collect();
        ["VIETNAM", "VITNAM"].iter().any(|name| letters.contains(name))
    };
    if !lines.iter().any(says) {
        return;
    }
    for field in [FieldName::Surname, FieldName::GivenNames, FieldName::FullName, FieldName::Address] {
        for reading in readings.get_mut(&field).into_iter().flatten() {
            reading.confidence = reading.confidence.min(DOUBTFUL);
        }
    }
}

/// A name without the title that some states print before it.
pub(super) fn without_title(line: &crate::recognise::Line, range: Range<usize>) -> Range<usize> {
    const TITLES: [&str; 6] = ["MR", "MRS", "MS", "MISS", "DR", "MX"];
    let text = text_of(line, range.clone());
    let Some((first, _)) = text.split_once(' ') else { return range };
    let is_title = TITLES.contains(&first.trim_end_matches('.').to_uppercase().as_str());
    let letters = first.chars().count();
    if is_title { trimmed(line, range.start + letters..range.end) } else { range }
}

/// A name without the characters before it that are the same in Chinese: `梁 LEONG`.
pub(super) fn in_one_script(line: &crate::recognise::Line, range: Range<usize>) -> Range<usize> {
    let chinese =
        |at: &usize| line.characters[*at].text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let latin = |at: &usize| line.characters[*at].text.chars().any(char::is_alphabetic) && !chinese(at);
    let after = range.clone().rev().find(chinese).map(|last| last + 1..range.end);
    match after {
        Some(after) if after.clone().any(|at| latin(&at)) => trimmed(line, after),
        _ => range,
    }
}

/// Most lines that a name goes on for.
const FURTHER: usize = 2;

impl Printed<'_> {
    /// A name with the lines below that it goes on in: `GARCÍA` above `LÓPEZ`. Nothing but their place says that they are its.
    pub(super) fn with_further_lines(
        &self,
        field: FieldName,
        (label, at): (usize, usize),
        range: &Range<usize>,
        mut name: Reading,
    ) -> Reading {
        let most = match field {
            FieldName::FullName => FURTHER,
            FieldName::Surname | FieldName::GivenNames | FieldName::Authority => 1,
            _ => return name,
        };
        // Under a label for both names the other one stands below.
        let of_both = || {
            field == FieldName::Surname
                && labels::mentions(&self.lines[label].line.text(), Label::Field(FieldName::GivenNames))
        };
        if let Some(latin) = self.in_latin_letters(field, at, range, &name) {
            return latin;
        }
        let beside_zone = self.zone.is_some() && field != FieldName::Authority;
        if beside_zone || self.numbering.is_some() || of_both() {
            return name;
        }
        let first = &self.lines[at];
        let left = first.left + (first.right - first.left) * starts_at(&first.line, range.start);
        let mut above = first;
        for _ in 0..most {
            let goes_on = |other: &usize| self.goes_on(above, left, *other);
            let mut below = (0..self.lines.len()).filter(goes_on);
            let (Some(next), None) = (below.next(), below.next()) else { break };
            let line = &self.lines[next].line;
            let range = trimmed(line, 0..line.characters.len());
            let text = text_of(line, range.clone());
            let same_case = text.to_uppercase() == text || name.value.to_uppercase() != name.value;
            let fits = same_case && value(field, &text, None).is_some();
            let Some(more) = reading(line, range, text).filter(|_| fits) else { break };
            name.value = format!("{} {}", name.value, more.value);
            name.confidence = name.confidence.min(more.confidence).min(DOUBTFUL);
            name.quad = name.quad.zip(more.quad).map(|(a, b)| around(&a, &b));
            above = &self.lines[next];
        }
        name
    }

    /// The line below a name in another script that says the same in Latin letters.
    fn in_latin_letters(
        &self,
        field: FieldName,
        at: usize,
        range: &Range<usize>,
        name: &Reading,
    ) -> Option<Reading> {
        let first = &self.lines[at];
        let left = first.left + (first.right - first.left) * starts_at(&first.line, range.start);
        let below = (0..self.lines.len()).find(|&other| self.goes_on(first, left, other))?;
        let line = &self.lines[below].line;
        let range = trimmed(line, 0..line.characters.len());
        let text = text_of(line, range.clone());
        let same = scripts::says_the_same(&name.value, &text) && value(field, &text, self.zone).is_some();
        reading(line, range, text).filter(|_| same)
    }

    /// Under a label for both names (`Last Name, First Name, Middle Name`) they may stand in one line, parted by a comma; where none
    /// parts them it is the whole name.
    pub(super) fn both_names(
        &self,
        label: usize,
        at: usize,
        range: &Range<usize>,
        readings: &mut Readings,
    ) -> bool {
        let given = Label::Field(FieldName::GivenNames);
        if self.zone.is_some() || !labels::mentions(&self.lines[label].line.text(), given) {
            return false;
        }
        let line = &self.lines[at].line;
        let left = self.lines[at].left;
        if (0..self.lines.len()).any(|other| self.goes_on(&self.lines[at], left, other)) {
            return false;
        }
        let comma = range.clone().find(|&at| matches!(line.characters[at].text.as_str(), "," | "，"));
        let parts = match comma {
            Some(comma) => {
                vec![(FieldName::Surname, range.start..comma), (FieldName::GivenNames, comma + 1..range.end)]
            }
            None => vec![(FieldName::FullName, range.clone())],
        };
        let mut all = true;
        for (field, part) in parts {
            let part = trimmed(line, part);
            let name = value(field, &text_of(line, part.clone()), None);
            match name.and_then(|name| reading(line, part, name)) {
                Some(reading) => put_announced(readings, field, reading),
                None => all = false,
            }
        }
        all
    }

    /// Under a label that heads both names (`SURNAME, Given names`) the given names stand below the surname.
    pub(super) fn given_names_below(&self, label: usize, surname: usize, readings: &mut Readings) {
        if !labels::mentions(&self.lines[label].line.text(), Label::Field(FieldName::GivenNames)) {
            return;
        }
        let above = &self.lines[surname];
        let below = (0..self.lines.len()).find(|&other| {
            let placed = &self.lines[other];
            let down = (placed.middle - above.middle) / above.height;
            let left = (placed.left - above.left) / above.height;
            self.labelled[other].is_none() && (0.5..1.8).contains(&down) && left.abs() < 1.0
        });
        let Some(placed) = below.map(|below| &self.lines[below]) else { return };
        let range = trimmed(&placed.line, 0..placed.line.characters.len());
        let text = text_of(&placed.line, range.clone());
        let value = value(FieldName::GivenNames, &text, self.zone);
        if let Some(reading) = value.and_then(|value| reading(&placed.line, range, value)) {
            put_announced(readings, FieldName::GivenNames, reading);
        }
    }

    /// Whether a line stands right below another, as one of the same text, and no label stands before it.
    fn goes_on(&self, above: &Placed, left: f32, other: usize) -> bool {
        let line = &self.lines[other];
        let height = above.height.max(line.height);
        let down = (line.middle - above.middle) / height;
        let alike = line.height / above.height;
        let below = (0.6..1.5).contains(&down)
            && ((line.left - left) / height).abs() < 0.6
            && (0.75..1.35).contains(&alike);
        let label_between = || {
            self.labelled.iter().zip(self.lines).any(|(found, label)| {
                let between = above.middle < label.middle && label.middle < line.middle;
                found.is_some() && between && label.left < above.right.max(line.right) && label.right > left
            })
        };
        let label_before = || {
            self.labelled.iter().zip(self.lines).any(|(found, label)| {
                let same_row = ((label.middle - line.middle) / height).abs() < 0.5;
                found.is_some() && same_row && label.left < line.left
            })
        };
        below && self.labelled[other].is_none() && !label_before() && !label_between()
    }
}
