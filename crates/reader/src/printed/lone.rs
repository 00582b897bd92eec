//! A document's number that no label announces.

use super::{DOUBTFUL, Labelled, Placed, Readings, put, text_of, trimmed, words, worth};
use crate::{
    dates::{self, Order},
    labels::Label,
    recognise::Line,
};
use proofdesk_domain::document::FieldName;

/// A document's number that no label announces: the one word on the page that is letters and digits, in capitals, long
/// enough, and nothing else that was read; or, where there is none, the one in groups with hyphens between them; or, where
/// nothing else is called a number, the one line that is a long number in groups. Its place does not say what it is.
pub(super) fn lone_number(lines: &[Placed], labelled: &[Option<Labelled>], readings: &mut Readings) {
    if readings.contains_key(&FieldName::DocumentNumber) {
        return;
    }
    let found = {
        let taken = |text: &str| readings.values().flatten().any(|reading| reading.value.contains(text));
        let numbers = |fits: fn(&str) -> bool| {
            let mut found: Vec<(&Line, std::ops::Range<usize>, String)> = Vec::new();
            for Placed { line, .. } in lines {
                for range in words(line) {
                    let text = text_of(line, range.clone());
                    if fits(&text) && !taken(&text) && found.iter().all(|(.., other)| *other != text) {
                        found.push((line, range, text));
                    }
                }
            }
            found
        };
        let plain = numbers(|text| is_number(&text.replace(['(', ')'], ""), 12));
        let mut found = if plain.is_empty() { numbers(is_grouped_number) } else { plain };
        let called = |found: &Labelled| {
            matches!(found.label, Label::Field(FieldName::DocumentNumber | FieldName::PersonalNumber))
        };
        if found.is_empty() && !labelled.iter().flatten().any(called) {
            for (Placed { line, .. }, _) in lines.iter().zip(labelled).filter(|(_, found)| found.is_none()) {
                let range = trimmed(line, 0..line.characters.len());
                let text = text_of(line, range.clone());
                if is_long_number(&text) && !taken(&text) && found.iter().all(|(.., other)| *other != text) {
                    found.push((line, range, text));
                }
            }
        }
        found
    };
    if let Ok([(line, range, text)]) = <[_; 1]>::try_from(found) {
        put(readings, FieldName::DocumentNumber, worth(line, range, text, DOUBTFUL));
    }
}

/// Capitals and digits, eight to so many, some of both.
fn is_number(text: &str, longest: usize) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (8..=longest).contains(&text.len()) && capitals + digits == text.len() && capitals >= 1 && digits >= 3
}

/// A number in groups, as licences have it; no date.
fn is_grouped_number(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() > 1
        && groups.iter().all(|group| !group.is_empty())
        && is_number(&groups.concat(), 16)
        && dates::dates(text, Order::Unknown).is_empty()
}

/// Nine digits and more, perhaps in groups, or seven and more in groups behind a letter; nothing that begins with a date.
fn is_long_number(text: &str) -> bool {
    let rest = text.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(text);
    let groups: Vec<&str> = rest.split([' ', '-', '.']).filter(|group| !group.is_empty()).collect();
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    groups.iter().all(|group| group.bytes().all(|c| c.is_ascii_digit()))
        && (groups.len() > 1 || rest.len() == text.len())
        && (if rest.len() < text.len() { 7 } else { 9 }..=19).contains(&digits)
        && !dates::begins_with(text)
}
