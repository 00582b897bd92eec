//! Finding the machine-readable zone among the lines of a page, and reading it.

use crate::{
    model::{InferenceError, Threads},
    page::{Page, Span, Up},
    recognise::{Line, Recogniser},
};
use proofdesk_domain::{
    document::{FieldName, Source},
    icao::{
        ZoneFields, ZoneText,
        assemble::assemble,
        grammar::{self, DecodedLine},
        layout,
    },
    inspection::{CheckedField, Reading, Zone, ZoneFormat},
    picture::{Point, Quad},
};
use proofdesk_vision::Picture;
use time::Date;

/// Below this the recogniser saw another text than the grammar makes of it.
const FITS: f32 = -1.1;
/// Width of a zone line's strip over its natural width: some three steps of the recogniser a character.
const STRETCH: f32 = 0.8;
/// Most that a zone is worth whose names cannot be names.
const GARBLED: f32 = 0.3;
/// Places tried before a page is said to have no zone.
const MOST_TRIES: usize = 4;

/// A zone as read, with what its neighbours need.
pub(crate) struct ZoneReading {
    pub(crate) zone: Zone,
    pub(crate) fields: ZoneFields,
    pub(crate) readings: Vec<(FieldName, Reading)>,
    pub(crate) up: Up,
    /// From the first line's upper to the last line's lower edge, in v.
    pub(crate) band: (f32, f32),
}

/// Neighbouring rows that may be a zone.
struct Group {
    rows: Vec<Span>,
    up: Up,
    likely: f32,
}

/// Looks for a zone and reads it.
pub(crate) fn find(
    picture: &Picture,
    page: &Page<'_>,
    recogniser: &Recogniser,
    today: Date,
    threads: &Threads,
) -> Result<Option<ZoneReading>, InferenceError> {
    for group in groups(page).into_iter().take(MOST_TRIES) {
        let quads: Vec<Quad> = group.rows.iter().map(|row| page.quad(row, group.up)).collect();
        // One line tells whether the others are worth reading.
        let last = quads.len() - 1;
        let first_look = recogniser.read(picture, &quads[last..], STRETCH, threads)?;
        if !looks_like_zone(&first_look[0]) {
            continue;
        }
        let mut lines = recogniser.read(picture, &quads[..last], STRETCH, threads)?;
        lines.extend(first_look);
        if let Some(mut reading) = read_lines(&lines, today, group.up) {
            let rows = &group.rows[group.rows.len() - reading.zone.lines.len()..];
            let edges =
                rows.iter().flat_map(|row| [row.middle() - row.half_height, row.middle() + row.half_height]);
            reading.band = edges.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)));
            return Ok(Some(reading));
        }
    }
    Ok(None)
}

/// Rows of the page that may be a zone, the likeliest first, each for the way up that puts the zone
/// where zones are: at the bottom.
fn groups(page: &Page<'_>) -> Vec<Group> {
    let rows = rows(page);
    let long = 0.5 * page.width();
    let mut groups = Vec::new();
    for (i, anchor) in rows.iter().enumerate().filter(|(_, row)| row.length() >= long) {
        for up in [Up::Same, Up::Flipped] {
            // From the zone's last line towards its first.
            let mut members = vec![*anchor];
            let mut beyond: Box<dyn Iterator<Item = &Span>> = match up {
                Up::Same => Box::new(rows[..i].iter().rev()),
                Up::Flipped => Box::new(rows[i + 1..].iter()),
            };
            while members.len() < 3
                && let Some(next) = beyond.next()
            {
                let before = members.last().expect("begins with the anchor");
                let gap = (before.middle() - next.middle()).abs();
                let height = before.half_height.max(next.half_height) * 2.0;
                let alike = next.half_height / before.half_height;
                if gap > 2.6 * height || !(0.72..1.39).contains(&alike) {
                    break;
                }
                // A short row within the zone's reach is something printed beside it.
                if next.length() >= 0.3 * anchor.length() && gap > 0.45 * height {
                    members.push(*next);
                }
            }
            if members.len() < 2 {
                continue;
            }
            members.reverse();
            let left = members.iter().map(|row| row.left).fold(f32::MAX, f32::min);
            let right = members.iter().map(|row| row.right).fold(f32::MIN, f32::max);
            let mut heights: Vec<f32> = members.iter().map(|row| row.half_height).collect();
            heights.sort_by(f32::total_cmp);
            let half_height = heights[heights.len() / 2];
            for row in &mut members {
                (row.left, row.right, row.half_height) =
                    (left - 0.5 * half_height, right + 0.5 * half_height, half_height);
            }
            let depth = (anchor.middle() - page.depth.0) / (page.depth.1 - page.depth.0);
            let low = if up == Up::Same { depth } else { 1.0 - depth };
            groups.push(Group { rows: members, up, likely: low + anchor.length() / page.width() });
        }
    }
    groups.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    groups
}

/// Boxes that continue each other, joined; from the top.
fn rows(page: &Page<'_>) -> Vec<Span> {
    let mut rows: Vec<Span> = Vec::new();
    let mut spans = page.spans.clone();
    spans.sort_by(|a, b| a.left.total_cmp(&b.left));
    for span in spans {
        let continues = rows.iter().position(|row| {
            let at = |s: &Span| s.offset + s.slope * row.right;
            let gap = span.left - row.right;
            let height = row.half_height.max(span.half_height);
            (at(row) - at(&span)).abs() < 0.7 * height && gap < 3.0 * height && gap > -2.0 * height
        });
        match continues {
            Some(i) => {
                let row = &mut rows[i];
                let (from, to) = (row.left.midpoint(row.right), span.left.midpoint(span.right));
                // The longer the piece, the more it knows of the row's slope; a joint row's own ends know best.
                let slope =
                    if to - from > 1.0 { (span.middle() - row.middle()) / (to - from) } else { row.slope };
                let middle = (row.middle() * row.length() + span.middle() * span.length())
                    / (row.length() + span.length());
                let centre = (from * row.length() + to * span.length()) / (row.length() + span.length());
                row.half_height =
                    if row.length() > span.length() { row.half_height } else { span.half_height };
                row.right = row.right.max(span.right);
                (row.slope, row.offset) = (slope, middle - slope * centre);
            }
            None => rows.push(span),
        }
    }
    rows.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    rows
}

/// Whether a line, read without a grammar, may be a line of a zone.
fn looks_like_zone(line: &Line) -> bool {
    let text = line.text();
    let symbols = line.frames.iter().filter(|frame| frame.blank < 0.5).count();
    let fit = text.chars().filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '<').count();
    let count = text.chars().count();
    count >= 18 && symbols >= 18 && fit * 10 >= count * 7 && line.confidence() > 0.4
}

/// The best format for these lines, the zone's last line being the last of them.
fn read_lines(lines: &[Line], today: Date, up: Up) -> Option<ZoneReading> {
    const FORMATS: [ZoneFormat; 5] =
        [ZoneFormat::Td1, ZoneFormat::Td2, ZoneFormat::Td3, ZoneFormat::MrvA, ZoneFormat::MrvB];
    let mut best: Option<(f32, ZoneReading)> = None;
    for format in FORMATS {
        let layout = layout::of(format);
        let Some(first) = lines.len().checked_sub(layout.lines) else { continue };
        let lines = &lines[first..];
        let counted = lines.iter().map(|line| line.characters.len() as f32 / layout.width as f32);
        if counted.clone().any(|share| !(0.5..1.3).contains(&share)) || counted.fold(0.0, f32::max) < 0.8 {
            continue;
        }
        let decoded: Option<Vec<DecodedLine>> = lines
            .iter()
            .enumerate()
            .map(|(i, line)| grammar::decode(&line.frames, &layout.grammar(i)))
            .collect();
        let Some(decoded) = decoded else { continue };
        let mean = decoded.iter().map(|line| line.fit).sum::<f32>() / decoded.len() as f32;
        let Some(zone) = assemble(format, decoded) else { continue };
        if zone.fit < FITS {
            continue;
        }
        let digits = zone.text.check_digits();
        let failing = digits.iter().filter(|digit| !digit.holds).count();
        let score = mean - 0.3 * failing as f32 / digits.len() as f32;
        if best.as_ref().is_none_or(|(held, ..)| score > *held) {
            let fields = zone.text.fields(today);
            let readings = readings(&zone.text, &fields, lines, &zone.lines, &zone.repaired);
            // How far the grammar had to bend the text counts against the whole.
            let confidence = zone.confidence * (zone.fit * 0.6).exp();
            let confidence = if garbled(&fields) { confidence.min(GARBLED) } else { confidence };
            let zone = Zone {
                format,
                check_digits: digits,
                lines: zone.text.into_lines(),
                confidence: confidence.clamp(0.0, 0.999),
                repaired: zone.repaired,
                quad: around(lines),
            };
            best = Some((score, ZoneReading { zone, fields, readings, up, band: (0.0, 0.0) }));
        }
    }
    best.map(|(_, reading)| reading)
}

/// Fillers blurred into letters: no name has a letter three times in a row.
fn garbled(fields: &ZoneFields) -> bool {
    [&fields.surname, &fields.given_names]
        .iter()
        .any(|name| name.as_bytes().windows(3).any(|w| w[0] == w[1] && w[1] == w[2]))
}

/// The place of all lines together.
fn around(lines: &[Line]) -> Quad {
    let (first, last) = (&lines[0].quad.0, &lines[lines.len() - 1].quad.0);
    Quad([first[0], first[1], last[2], last[3]])
}

/// The fields of a zone with their places and confidences.
fn readings(
    text: &ZoneText,
    fields: &ZoneFields,
    lines: &[Line],
    decoded: &[DecodedLine],
    repaired: &[(u8, u8)],
) -> Vec<(FieldName, Reading)> {
    let layout = layout::of(text.format());
    let holds = |covers: CheckedField| {
        text.check_digits().iter().find(|digit| digit.covers == covers).map(|digit| digit.holds)
    };
    let iso = |date: Date| date.to_string();
    let names = layout.names;
    let split = text.lines()[names.line][names.start..].find("<<").unwrap_or(names.len);
    let (surname, given) = (part(names, 0, split), part(names, split, names.len - split));
    let number = Some(CheckedField::DocumentNumber);
    let optional = layout.optional_checked.then_some(CheckedField::OptionalData);
    let rows: [(FieldName, Option<String>, layout::Span, Option<CheckedField>); 9] = [
        (FieldName::Surname, Some(fields.surname.clone()), surname, None),
        (FieldName::GivenNames, Some(fields.given_names.clone()), given, None),
        (FieldName::DocumentNumber, Some(fields.document_number.clone()), layout.number, number),
        (
            FieldName::PersonalNumber,
            fields.personal_number.clone(),
            layout.optional2.filter(|_| blank(text, layout.optional)).unwrap_or(layout.optional),
            optional,
        ),
        (FieldName::BirthDate, fields.birth_date.map(iso), layout.birth, Some(CheckedField::BirthDate)),
        (FieldName::ExpiryDate, fields.expiry_date.map(iso), layout.expiry, Some(CheckedField::ExpiryDate)),
        (FieldName::Sex, Some(fields.sex.to_string()), layout.sex, None),
        (FieldName::Nationality, Some(fields.nationality.clone()), layout.nationality, None),
        (FieldName::IssuingCountry, Some(fields.issuing_country.clone()), layout.issuer, None),
    ];
    rows.into_iter()
        .filter_map(|(name, value, span, covers)| {
            let value = value.filter(|value| !value.is_empty())?;
            let line = &decoded[span.line];
            let read = &text.lines()[span.line];
            let mut columns =
                (span.start..span.start + span.len).filter(|&c| read.as_bytes()[c] != b'<').peekable();
            columns.peek()?;
            let columns: Vec<usize> = columns.collect();
            let (first, last) = (columns[0], columns[columns.len() - 1]);
            let lowest = columns.iter().map(|&c| {
                let symbol = grammar::symbol(read.as_bytes()[c]).expect("a zone holds its alphabet only");
                line.scores[c][symbol]
            });
            let mut confidence = lowest.fold(1.0_f32, f32::min) * (line.fit * 0.6).exp();
            let touched = repaired.iter().any(|&(row, column)| {
                usize::from(row) == span.line && (first..=last + 1).contains(&usize::from(column))
            });
            if matches!(name, FieldName::Surname | FieldName::GivenNames) && garbled(fields) {
                confidence = confidence.min(GARBLED);
            }
            confidence = match covers.and_then(holds) {
                _ if touched => confidence.min(0.5),
                Some(false) => confidence.min(0.4),
                // One wrong reading in ten passes a check digit.
                Some(true) => 1.0 - (1.0 - confidence) * 0.15,
                None => confidence,
            };
            let steps = lines[span.line].frames.len() as f32;
            let (from, to) =
                (line.frames[first].0 as f32 / steps, (line.frames[last].1 as f32 + 1.0) / steps);
            let quad = Some(slice(&lines[span.line].quad, from, to));
            Some((
                name,
                Reading { value, source: Source::Mrz, confidence: confidence.clamp(0.0, 0.999), quad },
            ))
        })
        .collect()
}

fn blank(text: &ZoneText, span: layout::Span) -> bool {
    text.lines()[span.line][span.start..span.start + span.len].bytes().all(|c| c == b'<')
}

fn part(span: layout::Span, skip: usize, len: usize) -> layout::Span {
    layout::Span { line: span.line, start: span.start + skip, len }
}

/// A part of a place, cut across its length: from and to are shares of it.
pub(crate) fn slice(quad: &Quad, from: f32, to: f32) -> Quad {
    let [a, b, c, d] = quad.0;
    let mix = |p: Point, q: Point, t: f32| Point { x: p.x + (q.x - p.x) * t, y: p.y + (q.y - p.y) * t };
    Quad([mix(a, b, from), mix(a, b, to), mix(d, c, to), mix(d, c, from)])
}
