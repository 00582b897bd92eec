//! Print that says what the zone says: names with their marks, numbers, dates.

use super::{Placed, Readings, put, reading, text_of, words};
use crate::{
    dates::{self, Order},
    edits::edits,
    recognise::{Character, Line, capital_among},
};
use proofdesk_domain::{
    document::FieldName,
    icao::{ZoneFields, names},
};

/// Values that say what the zone says: names with their marks, numbers, dates.
pub(super) fn agreeing(placed: &Placed, zone: &ZoneFields, readings: &mut Readings) {
    let line = &placed.line;
    let words = words(line);
    for (i, first) in words.iter().enumerate().take(12) {
        for last in &words[i..words.len().min(i + 6)] {
            // `OUYANG, HUIMIN`: the comma is no part of either.
            let comma = |at: usize| matches!(line.characters[at].text.as_str(), "," | "，" | "、");
            let range = first.start..if comma(last.end - 1) { last.end - 1 } else { last.end };
            let text = text_of(line, range.clone());
            for (field, value) in
                [(FieldName::Surname, &zone.surname), (FieldName::GivenNames, &zone.given_names)]
            {
                if value.len() >= 2 && names::writes_same(&text, value) {
                    put(readings, field, reading(line, range.clone(), spaced(&text, value)));
                } else if let Some(text) = mended(line, range.clone(), value) {
                    put(readings, field, reading(line, range.clone(), spaced(&text, value)));
                }
            }
            let squeezed: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            for (field, value) in [
                (FieldName::DocumentNumber, Some(&zone.document_number)),
                (FieldName::PersonalNumber, zone.personal_number.as_ref()),
            ] {
                if value.is_some_and(|value| {
                    value.len() >= 5 && squeezed.eq_ignore_ascii_case(&value.replace(' ', ""))
                }) {
                    put(readings, field, reading(line, range.clone(), text.clone()));
                }
            }
        }
    }
    let whole = line.text();
    for possible in dates::dates(&whole, Order::Unknown) {
        for (field, date) in
            [(FieldName::BirthDate, zone.birth_date), (FieldName::ExpiryDate, zone.expiry_date)]
        {
            if let Some(date) = date.filter(|date| possible.contains(date)) {
                put(readings, field, reading(line, date_range(line), date.to_string()));
            }
        }
    }
}

/// A name that is the zone's once a letter or two are taken for the next likeliest: `SOREN` for `SOEREN`, where Ø was
/// thinkable.
fn mended(line: &Line, range: std::ops::Range<usize>, zone: &str) -> Option<String> {
    let characters = &line.characters[range.clone()];
    // The likeliest first, and no more than can be tried two at a time.
    let mut open: Vec<(usize, &str, f32)> = characters
        .iter()
        .enumerate()
        .flat_map(|(at, c)| c.others.iter().map(move |(other, score)| (at, other.as_str(), *score)))
        .collect();
    open.sort_by(|a, b| b.2.total_cmp(&a.2));
    let open: Vec<(usize, &str)> = open.into_iter().take(40).map(|(at, other, _)| (at, other)).collect();
    // Far from the zone's name, or from any letter to take another for.
    let folded = names::fold(&text_of(line, range))?;
    if open.is_empty() || edits(folded.as_bytes(), zone.as_bytes())[zone.len()] > 4 {
        return None;
    }
    let with = |changes: &[(usize, &str)]| {
        let letter = |(at, c): (usize, &Character)| {
            let change = changes.iter().find(|(changed, _)| *changed == at);
            let text = change.map_or(c.text.as_str(), |(_, other)| other);
            // What is small only because it was no likelier among capitals.
            let among = change.is_some() && c.text.chars().all(char::is_uppercase);
            if among { text.to_uppercase() } else { text.to_owned() }
        };
        let mut letters: Vec<String> = characters.iter().enumerate().map(letter).collect();
        // A letter that is changed may have hidden that the one beside it stands among capitals.
        for at in 1..letters.len().saturating_sub(1) {
            if let Some(capital) = capital_among(&letters[at - 1], &letters[at], &letters[at + 1]) {
                letters[at] = capital;
            }
        }
        let text = letters.concat().trim().to_owned();
        names::writes_same(&text, zone).then_some(text)
    };
    let alone = open.iter().find_map(|&change| with(&[change]));
    alone.or_else(|| {
        let pairs = open.iter().enumerate().flat_map(|(i, &a)| open[i + 1..].iter().map(move |&b| [a, b]));
        pairs.filter(|[a, b]| a.0 != b.0).find_map(|pair| with(&pair))
    })
}

/// A name that the recogniser ran together, with a space where the zone has one.
fn spaced(text: &str, zone: &str) -> String {
    let mut rest = text;
    let mut parts: Vec<&str> = Vec::new();
    for word in zone.split(' ').take(zone.split(' ').count() - 1) {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let Some(end) = ends.clone().find(|&end| names::writes_same(&rest[..end], word)) else {
            return text.to_owned();
        };
        let (part, after) = rest.split_at(end);
        if after.starts_with(|c: char| !c.is_alphabetic()) {
            return text.to_owned();
        }
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts.join(" ")
}

/// From the first to the last digit of a line.
fn date_range(line: &Line) -> std::ops::Range<usize> {
    let digit = |c: &Character| c.text.chars().all(|c| c.is_ascii_digit());
    let first = line.characters.iter().position(digit).unwrap_or(0);
    let last = line.characters.iter().rposition(digit).map_or(line.characters.len(), |at| at + 1);
    first..last
}
