//! Fields that are known by their numbers: driving licences of the European Union print nothing else before a value
//! (Directive 2006/126/EC, annex I), those of North America a number and sometimes a short word (ISO/IEC 18013-1).

use super::{Labelled, Placed, places::beside};
use crate::{
    dates::{self, Order},
    labels::Label,
};
use proofdesk_domain::document::FieldName;
use std::ops::Range;

/// A number at the beginning of a text, or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// `4` of `4a`.
    number: u8,
    letter: Option<char>,
    /// The first of its characters, and the first of what it heads.
    from: usize,
    value_from: usize,
}

/// The numbers that a page's fields go by.
pub(super) struct Numbering {
    texts: Vec<String>,
    /// Those of each line.
    marks: Vec<Vec<Mark>>,
    /// Of a number that is a line by itself, the line to its right.
    beside: Vec<Option<usize>>,
}

impl Numbering {
    /// Those of these lines, where its fields go by numbers.
    pub(super) fn of(lines: &[Placed]) -> Option<Self> {
        let texts: Vec<String> = lines.iter().map(|placed| placed.line.text()).collect();
        let mut marks: Vec<Vec<Mark>> = texts.iter().map(|text| marks(text)).collect();
        // Where numbers have points, a bare one begins an address.
        let points = texts.iter().zip(&marks).any(|(text, marks)| {
            marks
                .iter()
                .any(|mark| mark.letter.is_some() && pointed(&text.chars().collect::<Vec<_>>(), *mark))
        });
        for (text, marks) in texts.iter().zip(&mut marks) {
            let characters: Vec<char> = text.chars().collect();
            marks.retain(|mark| {
                !points || mark.letter.is_some() || is_alone(text, *mark) || pointed(&characters, *mark)
            });
        }
        let alone: Vec<bool> = (0..lines.len())
            .map(|line| marks[line].first().is_some_and(|&mark| is_alone(&texts[line], mark)))
            .collect();
        let beside: Vec<Option<usize>> = (0..lines.len())
            .map(|line| {
                let gap = |other: usize| Some((beside(&lines[line], &lines[other])?, other));
                let a_value = |&other: &usize| {
                    let own = marks[other].first();
                    alone[line] && !alone[other] && own.is_none_or(|mark| mark.letter.is_none())
                };
                let near = (0..lines.len()).filter(a_value).filter_map(gap);
                near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
            })
            .collect();
        // The number of a house behind a number by itself is none.
        beside.iter().flatten().for_each(|&value| marks[value].clear());
        let numbering = Self { texts, marks, beside };
        numbering.is_sure().then_some(numbering)
    }

    /// Two of the dates stand behind their numbers, and who it is or which document behind theirs. A page that explains its
    /// numbers has no dates behind them; `4a` and `4b` stand before dates on nothing else.
    fn is_sure(&self) -> bool {
        let dated = |number, letter| self.dated(number, letter).is_some();
        let dates = [dated(3, None), dated(4, Some('a')), dated(4, Some('b'))];
        let others = [(1, None), (2, None), (4, Some('d')), (5, None)];
        (dates[1] || dates[2])
            && dates.iter().filter(|dated| **dated).count() >= 2
            && others.into_iter().any(|(number, letter)| self.values(number, letter).next().is_some())
    }

    /// What stands behind a number, wherever it does.
    fn values(&self, number: u8, letter: Option<char>) -> impl Iterator<Item = String> + '_ {
        self.marks.iter().enumerate().flat_map(move |(line, marks)| {
            let ours = move |(_, mark): &(usize, &Mark)| (mark.number, mark.letter) == (number, letter);
            marks.iter().enumerate().filter(ours).map(move |(at, mark)| {
                let end = marks.get(at + 1).map_or(usize::MAX, |next| next.from);
                match self.beside[line] {
                    Some(value) => self.texts[value].clone(),
                    None => part(&self.texts[line], mark.value_from..end),
                }
            })
        })
    }

    /// The same, if a date and no other does.
    fn dated(&self, number: u8, letter: Option<char>) -> Option<String> {
        self.values(number, letter).find(|value| dates::dates(value, Order::Unknown).len() == 1)
    }

    /// The line that has to be the surname where its thin `1.` was not seen: right above the given names, where their value
    /// begins, as far as they are above the birth.
    pub(super) fn surname(&self, lines: &[Placed]) -> Option<usize> {
        if self.values(1, None).next().is_some() {
            return None;
        }
        let head = |number| {
            let ours = |mark: &&Mark| mark.from == 0 && (mark.number, mark.letter) == (number, None);
            let mut heads =
                (0..lines.len()).filter_map(|line| Some((line, *self.marks[line].first().filter(ours)?)));
            heads.next().filter(|_| heads.next().is_none())
        };
        let ((given, mark), (birth, _)) = (head(2)?, head(3)?);
        let value = self.beside[given].unwrap_or(given);
        let step = lines[birth].middle - lines[given].middle;
        let placed = &lines[value];
        let at = if value == given { placed.line.characters.get(mark.value_from)?.at } else { 0.0 };
        let left = placed.left + (placed.right - placed.left) * at;
        let fits = |&line: &usize| {
            let (up, aside) = (placed.middle - lines[line].middle, (lines[line].left - left) / placed.height);
            self.marks[line].is_empty() && (0.7 * step..1.3 * step).contains(&up) && aside.abs() < 1.0
        };
        let mut above = (0..lines.len()).filter(fits);
        above.next().filter(|_| above.next().is_none())
    }

    /// Whether a line begins with a number: then its value stands behind it and nowhere else.
    pub(super) fn is_numbered(&self, line: usize) -> bool {
        self.marks[line].first().is_some_and(|mark| mark.from == 0)
    }

    /// The line to the right of one that is a number by itself.
    pub(super) fn beside(&self, line: usize) -> Option<usize> {
        self.beside[line]
    }

    /// Whether a line is the value of a number that is a line by itself.
    pub(super) fn is_value(&self, line: usize) -> bool {
        self.beside.contains(&Some(line))
    }

    /// Characters of a line at which further fields begin in it.
    pub(super) fn cuts(&self, line: usize) -> Vec<usize> {
        self.marks[line].iter().map(|mark| mark.from).filter(|&from| from > 0).collect()
    }

    /// The label of a line by its number. Of a number that heads several lines nobody knows which is meant.
    pub(super) fn label(&self, line: usize) -> Option<Labelled> {
        let mark = self.marks[line].first().filter(|mark| mark.from == 0)?;
        // In North America `5` tells one card of a licence from another, and `4d` is the licence's number.
        let five = self.values(5, None).any(|value| !value.trim_start().starts_with("DD"));
        let label = match (mark.number, mark.letter) {
            (1, None) => Label::Field(FieldName::Surname),
            (2, None) => Label::Field(FieldName::GivenNames),
            (3, None) => Label::Field(FieldName::BirthDate),
            (4, Some('a')) => Label::Field(FieldName::IssueDate),
            (4, Some('b')) => Label::Field(FieldName::ExpiryDate),
            (4, Some('c')) => Label::Field(FieldName::Authority),
            (4, Some('d')) if five || self.bare_dates() => Label::Field(FieldName::PersonalNumber),
            (4, Some('d')) => Label::Field(FieldName::DocumentNumber),
            (5, None) if five => Label::Field(FieldName::DocumentNumber),
            (8, None) => Label::Field(FieldName::Address),
            _ => Label::Other,
        };
        let once = label == Label::Other || self.values(mark.number, mark.letter).count() == 1;
        once.then_some(Labelled::new(label, mark.value_from))
    }

    /// Whether nothing but the number stands before the dates: so it is where the day comes first. North America writes
    /// `4b EXP 08/04/2030`.
    pub(super) fn bare_dates(&self) -> bool {
        let dated = [self.dated(4, Some('a')), self.dated(4, Some('b'))];
        dated.into_iter().flatten().all(|value| !value.chars().any(char::is_alphabetic))
    }
}

/// Whether a line is that number and nothing else.
fn is_alone(text: &str, mark: Mark) -> bool {
    mark.from == 0 && mark.value_from >= text.chars().count()
}

/// The marks of a text: at its beginning any, inside only those of the fourth field and what follows them (`4a. 01.02.2020
/// 4c. DVLA`).
fn marks(text: &str) -> Vec<Mark> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<Mark> = Vec::new();
    for at in 0..characters.len() {
        let begins = at == 0 || !characters[at - 1].is_alphanumeric();
        let Some(mark) = begins.then(|| mark(&characters, at)).flatten() else { continue };
        let after = found.first().is_some_and(|first| first.from == 0 && matches!(first.number, 4 | 5));
        let fits =
            at == 0 || after && (mark.letter.is_some() || mark.number == 5 && pointed(&characters, mark));
        if fits && found.last().is_none_or(|last| last.value_from <= at) {
            found.push(mark);
        }
    }
    found
}

/// Whether a point follows the number.
fn pointed(characters: &[char], mark: Mark) -> bool {
    characters[mark.from..mark.value_from].contains(&'.')
}

/// The mark that begins at a character: `1.`, `1 `, `4a.`, `4a `, and `l.` for `1.`.
fn mark(characters: &[char], at: usize) -> Option<Mark> {
    let first = characters[at];
    let next = |offset: usize| characters.get(at + offset).copied();
    let parts = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ':' | ',' | ')'));
    let (number, letter, length) = match (first, next(1)) {
        ('4', Some(letter @ ('a'..='d' | 'A'..='D'))) if parts(next(2)) => {
            (4, Some(letter.to_ascii_lowercase()), 2)
        }
        ('I' | 'l' | '|', Some('.')) => (1, None, 1),
        // `12.08.1974` is none.
        ('1', Some('0'..='9')) if parts(next(2)) && !next(3).is_some_and(|c| c.is_ascii_digit()) => {
            (10, None, 2)
        }
        ('1'..='9', after) if parts(after) => (first as u8 - b'0', None, 1),
        _ => return None,
    };
    let idle = |c: &&char| c.is_whitespace() || matches!(c, '.' | ':' | ',' | ')');
    let value_from = at + length + characters[at + length..].iter().take_while(idle).count();
    Some(Mark { number, letter, from: at, value_from })
}

fn part(text: &str, range: Range<usize>) -> String {
    text.chars().take(range.end).skip(range.start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let marks = marks(text);
        let ends = marks.iter().skip(1).map(|mark| mark.from).chain([usize::MAX]);
        let name =
            |mark: &Mark| format!("{}{}", mark.number, mark.letter.map(String::from).unwrap_or_default());
        let value = |mark: &Mark, end| part(text, mark.value_from..end).trim().to_owned();
        marks.iter().zip(ends).map(|(mark, end)| (name(mark), value(mark, end))).collect()
    }

    #[test]
    fn numbers_stand_before_values() {
        for (text, expected) in [
            ("1. MORGAN", vec![("1", "MORGAN")]),
            ("1.MORGAN", vec![("1", "MORGAN")]),
            ("l. MORGAN", vec![("1", "MORGAN")]),
            ("1 MORGAN", vec![("1", "MORGAN")]),
            ("3.12.08.1974 LONDON", vec![("3", "12.08.1974 LONDON")]),
            ("4a. 19.01.2013 4c. DVLA", vec![("4a", "19.01.2013"), ("4c", "DVLA")]),
            ("4a ISS 08/04/2010 4b EXP 01/05/2030", vec![("4a", "ISS 08/04/2010"), ("4b", "EXP 01/05/2030")]),
            ("4b. 18.01.2033 5. AB123456", vec![("4b", "18.01.2033"), ("5", "AB123456")]),
            ("8. 12 RUE DE LA PAIX, 75002 PARIS", vec![("8", "12 RUE DE LA PAIX, 75002 PARIS")]),
            ("9. AM/B1/B", vec![("9", "AM/B1/B")]),
            ("12. 01.06", vec![("10", "01.06")]),
            ("4b.", vec![("4b", "")]),
            ("4a) 12.08.2015 4b) 12.08.2025", vec![("4a", "12.08.2015"), ("4b", "12.08.2025")]),
        ] {
            let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(found(text), expected, "{text}");
        }
        for text in
            ["MORGAN", "12.08.1974", "19740812", "4ab", "I MORGAN", "5A MAIN STREET", "FLAT 4a. HOUSE", ""]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
