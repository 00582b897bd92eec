//! Printed fields: what a label announces, and what agrees with the zone.
//!
//! A printed value is claimed only where it was truly read and its place says what it is: because a
//! label announces it, or because the zone says the same. Doubtful text is left out.

mod agreeing;
mod letters;
mod lone;
mod names;
mod numbered;
mod places;
mod scripts;
mod value;

use self::{
    agreeing::agreeing,
    lone::lone_number,
    numbered::Numbering,
    places::{Habit, around},
    value::{single_date, value},
};
use crate::{
    dates::{self, NO_END, Order},
    labels::{self, Label, Labelled},
    recognise::{Character, Line},
    zone::slice,
};
use proofdesk_domain::{
    document::{FieldName, Source},
    icao::ZoneFields,
    inspection::Reading,
    picture::Quad,
};
use std::collections::BTreeMap;
use time::Date;

/// Least mean confidence of the characters of a value.
const LEAST: f32 = 0.80;

/// Mean confidence of a line that proves how the others write their dates.
const SURE: f32 = 0.9;

/// Most that a reading is worth that may as well be something else: too little to be held against anybody.
const DOUBTFUL: f32 = 0.75;

/// Words of the states that may write the month first, beside labels in two languages.
const MONTH_FIRST: &[&str] = &["USA", "AMERICA", "PUERTO", "GUAM", "PHILIPPINES", "PILIPINAS"];

/// A line with its place on the upright page, in the page's own units.
pub(crate) struct Placed {
    pub(crate) line: Line,
    /// Left end, along the text.
    pub(crate) left: f32,
    /// Right end.
    pub(crate) right: f32,
    /// Middle, downwards.
    pub(crate) middle: f32,
    /// Height of the line.
    pub(crate) height: f32,
}

impl Placed {
    /// The line, or its parts where several labels or numbers stand in it.
    fn parts(&self, numbered: &[usize]) -> Vec<Self> {
        let text = self.line.text();
        let count = self.line.characters.len();
        // A handful of classes are more than one character.
        let plain = text.chars().count() == count;
        let mut cuts = if plain { labels::further(&text) } else { Vec::new() };
        cuts.extend(labels::second(&text).filter(|_| plain));
        cuts.extend(numbered.iter().filter(|_| plain));
        cuts.sort_unstable();
        cuts.dedup();
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([count]);
        starts.zip(ends).map(|(start, end)| self.part(start..end)).collect()
    }

    fn part(&self, range: std::ops::Range<usize>) -> Self {
        let line = &self.line;
        let count = line.characters.len();
        // Halfway between the last character of one part and the first of the next.
        let border = |at: usize| match at {
            0 => 0.0,
            _ if at == count => 1.0,
            _ => f32::midpoint(line.characters[at - 1].at, line.characters[at].at),
        };
        let (from, to) = (border(range.start), border(range.end));
        let whole = (to - from).max(f32::EPSILON);
        let covered = line.covered.filter(|_| line.cut_short(&range));
        let characters = line.characters[range]
            .iter()
            .map(|c| Character { at: (c.at - from) / whole, ..c.clone() })
            .collect();
        let along = |share: f32| self.left + (self.right - self.left) * share;
        Self {
            line: Line {
                quad: slice(&line.quad, from, to),
                characters,
                frames: Vec::new(),
                doubtful: line.doubtful,
                covered,
            },
            left: along(from),
            right: along(to),
            middle: self.middle,
            height: self.height,
        }
    }
}

type Readings = BTreeMap<FieldName, Vec<Reading>>;

/// What a page's print says.
#[derive(Debug)]
pub(crate) struct Print {
    pub(crate) readings: Readings,
    /// Where values stand that could not be read: beside or below their labels.
    pub(crate) unread: BTreeMap<FieldName, Quad>,
    /// Whether its fields go by the numbers of driving licences.
    pub(crate) numbered: bool,
}

/// Spells a line anew from this character on, where its letters may have marks.
pub(crate) type Spell<'a> = dyn FnMut(&mut Line, usize) + 'a;

/// The printed readings of a page.
pub(crate) fn read(lines: &[Placed], zone: Option<&ZoneFields>, today: Date, spell: &mut Spell<'_>) -> Print {
    let numbering = Numbering::of(lines);
    let cuts = |line: usize| numbering.as_ref().map_or_else(Vec::new, |numbering| numbering.cuts(line));
    let mut lines: Vec<Placed> =
        lines.iter().enumerate().flat_map(|(index, placed)| placed.parts(&cuts(index))).collect();
    let mut numbering = numbering.and_then(|_| Numbering::of(&lines));
    let (heads, mut labelled) = headings(&lines);
    let order = order_of_dates(&lines, &labelled, numbering.as_ref(), zone);
    if zone.is_none() {
        names::settle(&lines, &mut labelled);
    }
    let of_document =
        |found: &Labelled| found.label == Label::Field(FieldName::DocumentNumber) && !found.of_card;
    if labelled.iter().flatten().any(of_document) {
        for found in labelled.iter_mut().flatten().filter(|found| found.of_card) {
            found.label = Label::Other;
        }
    }
    if let Some(numbering) = &numbering {
        for (index, label) in labelled.iter_mut().enumerate().filter(|(_, label)| label.is_none()) {
            *label = numbering.label(index);
        }
    }
    let mut page = Printed {
        lines: &lines,
        labelled: &labelled,
        heads: &heads,
        zone,
        order,
        numbering: numbering.as_ref(),
        upside: false,
        today,
    };
    let upside = zone.is_none() && numbering.is_none() && page.has_labels_below();
    page.upside = upside;
    for (line, from) in page.lines_of_letters() {
        let line = &mut lines[line].line;
        spell(line, char_range(line, from).start);
    }
    // It has the texts, which may be spelled otherwise now.
    numbering = numbering.and_then(|_| Numbering::of(&lines));
    let lines = lines.as_slice();
    let mut readings = Readings::new();
    if let Some(zone) = zone {
        for line in lines {
            agreeing(line, zone, &mut readings);
        }
    }
    let mut habit = Habit::default();
    let mut alone = Vec::new();
    let mut second_surname = None;
    let page = Printed {
        lines,
        labelled: &labelled,
        heads: &heads,
        zone,
        order,
        numbering: numbering.as_ref(),
        upside,
        today,
    };
    for (index, found) in labelled.iter().enumerate() {
        let Some(found) = found else { continue };
        let value = if found.label == Label::SecondSurname {
            let second = second_surname.get_or_insert_with(Readings::new);
            let surname = Labelled { label: Label::Field(FieldName::Surname), ..found.clone() };
            page.announced(index, &surname, second)
        } else {
            page.announced(index, found, &mut readings)
        };
        match value {
            Some(value) => habit.learn(&lines[index], &lines[value]),
            None => alone.push((index, found.label)),
        }
    }
    if let Some(mut second) = second_surname.filter(|_| zone.is_none()) {
        let second = second.remove(&FieldName::Surname).and_then(|mut readings| readings.pop());
        names::join_surnames(&mut readings, second);
    }
    let mut unread = BTreeMap::new();
    for (index, label) in alone {
        let field = match label {
            Label::Field(field) => field,
            Label::Validity => FieldName::ExpiryDate,
            Label::Other | Label::SecondSurname => continue,
        };
        if !readings.contains_key(&field) {
            unread.entry(field).or_insert_with(|| habit.place(&lines[index].line));
        }
    }
    let surname = numbering.as_ref().and_then(|numbering| numbering.surname(lines));
    if let Some(Placed { line, .. }) = surname.map(|at| &lines[at])
        && !readings.contains_key(&FieldName::Surname)
    {
        let range = trimmed(line, 0..line.characters.len());
        let name = value(FieldName::Surname, &text_of(line, range.clone()), zone);
        put(&mut readings, FieldName::Surname, name.and_then(|name| worth(line, range, name, DOUBTFUL)));
    }
    if zone.is_none() {
        lone_number(lines, &labelled, &mut readings);
        names::doubt_unknown_letters(lines, &mut readings);
    }
    names::own_letters(lines, zone, &mut readings);
    scripts::doubt(lines, &mut readings);
    // The day on which it runs out may be taken for that of its issue, which cannot be read: a day that has not come is only told
    // beside another on which it runs out.
    let day = |field| readings.get(&field).map(|readings| readings[0].value.clone());
    if let Some(issue) = day(FieldName::IssueDate).filter(|issue| *issue > today.to_string()) {
        let expiry = day(FieldName::ExpiryDate)
            .or(zone.and_then(|zone| zone.expiry_date).map(|date| date.to_string()));
        if expiry.is_none_or(|expiry| expiry == issue)
            && let Some(place) = readings.remove(&FieldName::IssueDate).and_then(|readings| readings[0].quad)
        {
            unread.entry(FieldName::IssueDate).or_insert(place);
        }
    }
    Print { readings, unread, numbered: numbering.is_some() }
}

/// Which of 03/04/1978 is the month on a page: what its dates prove, or what its words say of where it is from.
fn order_of_dates(
    lines: &[Placed],
    labelled: &[Option<Labelled>],
    numbering: Option<&Numbering>,
    zone: Option<&ZoneFields>,
) -> Order {
    // A digit misread would turn every date of the page around.
    let sure = lines.iter().filter(|placed| placed.line.confidence() >= SURE);
    let known: Vec<Date> =
        zone.into_iter().flat_map(|zone| [zone.birth_date, zone.expiry_date]).flatten().collect();
    let proven = Order::of(sure.map(|placed| placed.line.text()), &known);
    if proven != Order::Unknown {
        return proven;
    }
    let words: Vec<String> = lines.iter().flat_map(|placed| labels::words(&placed.line.text())).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let foreign = labelled.iter().flatten().filter(|label| label.is_foreign()).count();
    if numbering.is_some_and(Numbering::bare_dates) || foreign >= 2 && !says(MONTH_FIRST) {
        return Order::DayFirst;
    }
    // Only the United States write LICENSE.
    if foreign == 0 && says(&["USA"]) && says(&["LICENSE"]) { Order::MonthFirst } else { Order::Unknown }
}

/// Lines of a page and what is known of them.
struct Printed<'a> {
    lines: &'a [Placed],
    /// The label that each begins with.
    labelled: &'a [Option<Labelled>],
    /// The line at whose left end the heading begins that each belongs to.
    heads: &'a [usize],
    zone: Option<&'a ZoneFields>,
    /// How the page writes its dates.
    order: Order,
    /// The numbers that its fields go by: a driving licence's.
    numbering: Option<&'a Numbering>,
    /// Labels stand below their values.
    upside: bool,
    today: Date,
}

/// The line that each line's heading begins with, and the label that each begins with. A heading may be found in pieces,
/// for its languages stand apart: `Geschlecht    / Sex`. What a piece that begins with a stroke says holds for the piece
/// before it, which may have been misread.
fn headings(lines: &[Placed]) -> (Vec<usize>, Vec<Option<Labelled>>) {
    let label = |placed: &Placed| {
        let text = placed.line.text();
        let found = labels::at_start(&text)
            .or_else(|| labels::behind_a_stroke(&text))
            .or_else(|| labels::remains(&text))?;
        // `Name of the father`, `Cognome del coniuge`: somebody else's.
        let of_a_name = matches!(
            found.label,
            Label::Field(FieldName::Surname | FieldName::GivenNames | FieldName::FullName)
                | Label::SecondSurname
        );
        let rest: String = text.chars().skip(found.value_from).collect();
        let behind = rest.chars().find(|c| c.is_alphabetic()).filter(|_| labels::enumeration(&rest) == 0);
        let glued =
            text.chars().nth(found.value_from.wrapping_sub(1)).is_some_and(|c| matches!(c, '/' | '|' | ':'));
        // `Nom, prénom` heads both names.
        let in_another_language = || {
            labels::at_start(&rest).is_some()
                || labels::behind_a_stroke(&rest).is_some_and(|other| other.label == found.label)
        };
        let goes_on = of_a_name && !in_another_language() && !glued && behind.is_some_and(char::is_lowercase);
        Some(if goes_on { Labelled::new(Label::Other, found.value_from) } else { found })
    };
    let mut labelled: Vec<Option<Labelled>> = lines.iter().map(label).collect();
    let mut heads: Vec<usize> = (0..lines.len()).collect();
    for (index, piece) in lines.iter().enumerate() {
        let text = piece.line.text();
        if labelled[index].is_none() || !text.trim_start().starts_with('/') {
            continue;
        }
        let gap = |other: &Placed| (piece.left - other.right) / piece.height;
        let same_row = |other: &&usize| {
            let other = &lines[**other];
            ((other.middle - piece.middle) / piece.height).abs() < 0.5 && (-0.5..12.0).contains(&gap(other))
        };
        let all: Vec<usize> = (0..lines.len()).filter(|&other| other != index).collect();
        let before = all.iter().filter(same_row).min_by(|&&a, &&b| gap(&lines[a]).total_cmp(&gap(&lines[b])));
        if let Some(&before) = before {
            heads[index] = before;
            if labelled[before].is_none() {
                let value_from = lines[before].line.text().chars().count();
                labelled[before] = Some(Labelled::new(Label::Other, value_from));
            }
        }
    }
    (heads, labelled)
}

/// A date of the zone, which has two digits for the year, in the century that the print names.
pub(crate) fn century(zone: &str, printed: &[Reading]) -> String {
    let names = |printed: &&Reading| printed.value.get(2..) == zone.get(2..);
    printed.iter().find(names).map_or(zone, |printed| &printed.value).to_owned()
}

/// Some of a line's characters as a reading; nothing when they are doubtful.
fn reading(line: &Line, range: std::ops::Range<usize>, value: String) -> Option<Reading> {
    let confidence = line.confidence_of(range.clone());
    if confidence < LEAST || value.is_empty() {
        return None;
    }
    let doubtful = line.doubtful || line.cut_short(&range);
    let count = line.characters.len();
    let pitch = 0.5 / count.max(1) as f32;
    let from = if range.start == 0 { 0.0 } else { (line.characters[range.start].at - pitch).max(0.0) };
    let to = if range.end == count { 1.0 } else { (line.characters[range.end - 1].at + pitch).min(1.0) };
    let quad = Some(slice(&line.quad, from, to.max(from)));
    Some(Reading {
        value,
        source: Source::Printed,
        confidence: confidence.min(if doubtful { DOUBTFUL } else { 0.99 }),
        quad,
    })
}

/// Where a character of a line begins, as a share of its length.
fn starts_at(line: &Line, character: usize) -> f32 {
    let pitch = 0.5 / line.characters.len().max(1) as f32;
    line.characters.get(character).filter(|_| character > 0).map_or(0.0, |c| (c.at - pitch).max(0.0))
}

/// The same, worth so much at most.
fn worth(line: &Line, range: std::ops::Range<usize>, value: String, most: f32) -> Option<Reading> {
    let reading = reading(line, range, value)?;
    Some(Reading { confidence: reading.confidence.min(most), ..reading })
}

fn put(readings: &mut Readings, field: FieldName, reading: Option<Reading>) {
    let Some(reading) = reading else { return };
    let held = readings.entry(field).or_default();
    match held.first() {
        Some(first) if first.confidence >= reading.confidence => {}
        _ => *held = vec![reading],
    }
}

/// Words of a line as ranges of its characters.
fn words(line: &Line) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in line.characters.iter().enumerate() {
        let inside = !c.text.trim().is_empty() && !matches!(c.text.as_str(), ":" | "/" | "|" | "：");
        match (inside, start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                words.push(from..i);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..line.characters.len()));
    words
}

fn text_of(line: &Line, range: std::ops::Range<usize>) -> String {
    line.characters[range].iter().map(|c| c.text.as_str()).collect::<String>().trim().to_owned()
}

impl Printed<'_> {
    /// The value that a label announces: behind it, below it, or to its right. Says in which line it was read; of a
    /// label that announces no field its own.
    fn announced(&self, index: usize, found: &Labelled, readings: &mut Readings) -> Option<usize> {
        let Self { lines, labelled, zone, .. } = *self;
        let label = &lines[index];
        let count = label.line.text().chars().count();
        let mut candidates: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
        // Behind a stroke stands the label in another language, even where it could not be made out.
        let head: String = label.line.text().chars().take(found.value_from).collect();
        let words = matches!(
            found.label,
            Label::Field(
                FieldName::Surname
                    | FieldName::GivenNames
                    | FieldName::FullName
                    | FieldName::Authority
                    | FieldName::Address
            )
        );
        if found.value_from < count && !(words && head.trim_end().ends_with(['/', '|'])) {
            candidates.push((index, char_range(&label.line, found.value_from)));
        }
        let whole = |other: usize| 0..lines[other].line.characters.len();
        // What ends with a colon is a label that is not known.
        let is_label = |other: &usize| lines[*other].line.text().trim_end().ends_with([':', '：']);
        let near = self.near(index).filter(|other| !is_label(other));
        candidates.extend(near.map(|other| (other, whole(other))));
        for (at, range) in &mut candidates {
            let line = &lines[*at].line;
            *range = trimmed(line, range.clone());
            range.start += labels::enumeration(&text_of(line, range.clone()));
            if matches!(found.label, Label::Field(FieldName::GivenNames | FieldName::FullName)) {
                *range = names::without_title(line, range.clone());
            }
            if matches!(found.label, Label::Field(FieldName::GivenNames | FieldName::Surname)) {
                *range = names::in_one_script(line, range.clone());
            }
            if let Some(cut) = labels::inside(&text_of(line, range.clone())) {
                range.end = (range.start + cut).min(range.end);
            }
        }
        // What should be the value is there and cannot be read: what stands below it is another field's.
        if let Label::Field(field) = found.label
            && candidates.iter().any(|(at, range)| {
                let text = text_of(&lines[*at].line, range.clone());
                labels::at_start(&text).is_none()
                    && self.stands_for(field, index, *at, &text)
                    && self.value(field, &text).is_none()
            })
        {
            return None;
        }
        for (at, range) in candidates {
            let placed = &lines[at];
            let line = &placed.line;
            let text = text_of(line, range.clone());
            // `Nom Prénoms`: one label heads two fields. Or a heading's second half was read badly, or is in a language that is
            // not known.
            let goes_on = at == index && words && labels::mentions(&text, found.label);
            if goes_on || labels::at_start(&text).is_some() || labels::resembles(&text, found.label) {
                continue;
            }
            // A name is there that cannot be read: what stands behind it is another's.
            let of_a_name = matches!(
                found.label,
                Label::Field(FieldName::Surname | FieldName::GivenNames | FieldName::FullName)
            );
            if of_a_name && zone.is_none() && at != index && line.confidence_of(range.clone()) < LEAST {
                return None;
            }
            let taken = match found.label {
                Label::Field(FieldName::Address) => {
                    let free = |line: usize| {
                        labelled[line].is_none()
                            && !self.numbering.is_some_and(|numbering| numbering.is_value(line))
                    };
                    address(lines, free, placed, range, readings)
                }
                // `23.07.2019-05.08.2029`: since when as well.
                Label::Field(FieldName::ExpiryDate) if self.is_span(&text) => {
                    self.validity(line, range, &text, readings)
                }
                Label::Field(FieldName::Surname) if self.both_names(index, at, &range, readings) => true,
                Label::Field(field) => self
                    .value(field, &text)
                    .and_then(|(value, most)| worth(line, range.clone(), value, most))
                    .map(|reading| self.with_further_lines(field, (index, at), &range, reading))
                    .is_some_and(|reading| {
                        // A Chinese card's own number is its holder's.
                        let whole = reading.value.len() == 18
                            && reading.value.bytes().take(17).all(|c| c.is_ascii_digit());
                        if field == FieldName::PersonalNumber && whole && zone.is_none() {
                            put_announced(readings, FieldName::DocumentNumber, reading.clone());
                        }
                        put_announced(readings, field, reading);
                        if field == FieldName::Surname && at != index {
                            self.given_names_below(index, at, readings);
                        }
                        true
                    }),
                Label::Validity => self.validity(line, range, &text, readings),
                Label::Other | Label::SecondSurname => return Some(index),
            };
            if taken {
                return Some(at);
            }
        }
        None
    }

    /// Whether a text is two days, the later one behind the other. Two that only stand in one row are no span.
    fn is_span(&self, text: &str) -> bool {
        let found = dates::dates(text, self.order);
        let [first, second] = found.as_slice() else { return false };
        let parted = text.contains(['-', '–']) || text.contains(" to ");
        let born = self.zone.and_then(|zone| zone.birth_date);
        parted
            && first
                .iter()
                .all(|day| second.iter().any(|last| last > day) && Some(*day) != born && *day <= self.today)
    }

    /// `2010.01.02-2030.01.02` or `2010.01.02-长期`.
    fn validity(
        &self,
        line: &Line,
        range: std::ops::Range<usize>,
        text: &str,
        readings: &mut Readings,
    ) -> bool {
        let found = dates::dates(text, self.order);
        let first = |dates: &[Date]| {
            let most = if dates::either_way(dates) { DOUBTFUL } else { 1.0 };
            dates.first().map(|date| (date.to_string(), most))
        };
        let (issue, expiry) = match found.as_slice() {
            [issue] if dates::no_end(text) => (first(issue), Some((NO_END.to_owned(), 1.0))),
            [issue, expiry] => (first(issue), first(expiry)),
            _ => return false,
        };
        for (field, value) in [(FieldName::IssueDate, issue), (FieldName::ExpiryDate, expiry)] {
            if let Some(reading) = value.and_then(|(value, most)| worth(line, range.clone(), value, most)) {
                put_announced(readings, field, reading);
            }
        }
        true
    }

    /// The value of a field from a text, if it can be one, and the most that it is worth.
    fn value(&self, field: FieldName, text: &str) -> Option<(String, f32)> {
        let day = |fits: &dyn Fn(Date) -> bool| {
            let (date, doubtful) = single_date(text, self.order, fits)?;
            Some((date.to_string(), if doubtful { DOUBTFUL } else { 1.0 }))
        };
        match field {
            // Hardly anybody drives before fourteen: of two centuries that is the earlier one.
            FieldName::BirthDate if self.numbering.is_some() => {
                day(&|date| date.year() + 14 <= self.today.year()).or_else(|| day(&|date| date <= self.today))
            }
            FieldName::BirthDate => day(&|date| date <= self.today),
            // One that has not come is told as such; of two meanings it is the unlikelier one.
            FieldName::IssueDate => day(&|date| date <= self.today).or_else(|| day(&|_| true)),
            FieldName::ExpiryDate if dates::no_end(text) => Some((NO_END.into(), 1.0)),
            FieldName::ExpiryDate => day(&|_| true),
            _ => Some((value(field, text, self.zone)?, 1.0)),
        }
    }
}

/// What agrees with the zone was read in the zone's light; a label's own reading adds to it only
/// where there is none.
fn put_announced(readings: &mut Readings, field: FieldName, reading: Reading) {
    readings.entry(field).or_insert_with(|| vec![reading]);
}

fn char_range(line: &Line, from: usize) -> std::ops::Range<usize> {
    // Classes are single characters, save for a handful: counting characters is exact enough only
    // when they are; so count.
    let mut seen = 0;
    let start = line.characters.iter().position(|c| {
        let here = seen;
        seen += c.text.chars().count();
        here >= from
    });
    start.unwrap_or(line.characters.len())..line.characters.len()
}

fn trimmed(line: &Line, mut range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let idle = |i: usize| {
        line.characters[i]
            .text
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, ':' | '：' | '/' | '|' | '.' | ','))
    };
    while range.start < range.end && idle(range.start) {
        range.start += 1;
    }
    while range.start < range.end && idle(range.end - 1) {
        range.end -= 1;
    }
    range
}

/// An address and the lines below that continue it.
fn address(
    lines: &[Placed],
    free: impl Fn(usize) -> bool,
    first: &Placed,
    range: std::ops::Range<usize>,
    readings: &mut Readings,
) -> bool {
    let text = text_of(&first.line, range.clone());
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return false;
    }
    let Some(mut whole) = reading(&first.line, range.clone(), text) else { return false };
    let left = first.left + (first.right - first.left) * starts_at(&first.line, range.start);
    let mut last = first;
    for _ in 0..3 {
        let next = lines.iter().enumerate().find(|(index, placed)| {
            let down = (placed.middle - last.middle) / last.height;
            let heading = labels::mentions(&placed.line.text(), Label::Other);
            free(*index)
                && !heading
                && (0.5..1.6).contains(&down)
                && [left, first.left].iter().any(|left| ((placed.left - left) / last.height).abs() < 1.5)
        });
        let Some((_, next)) = next else { break };
        // Where labels are parted from their values by colons, the further lines have theirs too.
        let begins = |c: &Character| !matches!(c.text.trim(), "" | ":" | "：");
        let range = next.line.characters.iter().position(begins).unwrap_or(0)..next.line.characters.len();
        let text = text_of(&next.line, range.clone());
        let Some(more) = reading(&next.line, range, text) else { break };
        let cjk = more.value.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
        whole.value = [whole.value.as_str(), &more.value].join(if cjk { "" } else { " " });
        whole.confidence = whole.confidence.min(more.confidence);
        whole.quad = whole.quad.zip(more.quad).map(|(a, b)| around(&a, &b));
        last = next;
    }
    put_announced(readings, FieldName::Address, whole);
    true
}

#[cfg(test)]
mod layouts;

#[cfg(test)]
mod tests;
