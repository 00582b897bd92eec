//! Which lines people's names, addresses and authorities stand in: those that are spelled with our own recogniser of letters too.

use super::{Placed, Printed};
use crate::{edits::edits, labels::Label, spelling::is_latin};
use proofdesk_domain::{
    document::FieldName,
    icao::{ZoneFields, names},
};

/// Most lines of a page that are spelled.
const MOST: usize = 10;

/// Lines that a value may go on for.
const FURTHER: usize = 3;

impl Printed<'_> {
    /// Lines in which names stand, with the character of each from which on.
    pub(super) fn lines_of_letters(&self) -> Vec<(usize, usize)> {
        use FieldName::{Address, Authority, FullName, GivenNames, Surname};
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        let mut choose = |line: usize, from: usize| {
            let new = chosen.iter().all(|&(other, _)| other != line);
            if new && chosen.len() < MOST && has_letters(&self.lines[line], from) {
                chosen.push((line, from));
            }
        };
        // The surest first: there are not so many.
        if let Some(zone) = self.zone {
            (0..self.lines.len())
                .filter(|&line| self.labelled[line].is_none() && is_nearly_a_name(&self.lines[line], zone))
                .for_each(|line| choose(line, 0));
        }
        let of_a_name =
            |label| matches!(label, Label::SecondSurname | Label::Field(Surname | GivenNames | FullName));
        let of_letters = |label| matches!(label, Label::Field(Address | Authority));
        let kinds: [&dyn Fn(Label) -> bool; 2] = [&of_a_name, &of_letters];
        for kind in kinds {
            for (index, found) in self.labelled.iter().enumerate() {
                let Some(found) = found.as_ref().filter(|found| kind(found.label)) else { continue };
                let values: Vec<usize> = self.near(index).collect();
                let below = values.iter().chain([&index]).flat_map(|&value| self.below(value));
                choose(index, found.value_from);
                values.iter().copied().chain(below).for_each(|line| choose(line, 0));
            }
        }
        chosen
    }

    /// Lines without a label that stand below a value and begin where it does.
    fn below(&self, value: usize) -> Vec<usize> {
        let mut lines = Vec::new();
        let mut last = &self.lines[value];
        for _ in 0..FURTHER {
            let next = (0..self.lines.len()).find(|&other| {
                let line = &self.lines[other];
                let down = (line.middle - last.middle) / last.height;
                let aside = (line.left - last.left) / last.height;
                self.labelled[other].is_none() && (0.5..1.6).contains(&down) && aside.abs() < 1.5
            });
            let Some(next) = next else { break };
            lines.push(next);
            last = &self.lines[next];
        }
        lines
    }
}

/// Whether a line is of Latin letters, mostly, and of no other script's: a date has none with marks.
fn has_letters(placed: &Placed, from: usize) -> bool {
    let text = placed.line.text();
    let (mut letters, mut others) = (0, 0);
    for c in text.chars().skip(from).filter(|c| !c.is_whitespace()) {
        match c {
            c if is_latin(c) => letters += 1,
            c if c.is_alphabetic() => return false,
            _ => others += 1,
        }
    }
    letters >= 2 && letters >= others
}

/// Whether a line is a name of the zone's, or all but a few letters of it.
fn is_nearly_a_name(placed: &Placed, zone: &ZoneFields) -> bool {
    let Some(read) = names::fold(&placed.line.text()) else { return false };
    [&zone.surname, &zone.given_names].into_iter().any(|name| {
        let most = 1 + name.len() / 3;
        !name.is_empty()
            && read.len().abs_diff(name.len()) <= most
            && edits(read.as_bytes(), name.as_bytes())[name.len()] <= most
    })
}
