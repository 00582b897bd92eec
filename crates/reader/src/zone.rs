//! Finding the machine-readable zone among the lines of a page, and reading it.

use crate::{
    model::{InferenceError, Threads},
    page::{Page, Up},
    recognise::{Line, Recogniser},
    zone_net::{CAREFUL, PLAIN, ZoneNet},
    zone_rows::groups,
};
use proofdesk_domain::{
    document::{FieldName, Source},
    icao::{
        ZoneFields, ZoneText,
        assemble::{DecodedZone, assemble},
        grammar::{self, DecodedLine},
        layout, names,
    },
    inspection::{CheckedField, Reading, Zone, ZoneFormat},
    picture::{Point, Quad},
};
use proofdesk_vision::Picture;
use std::collections::BTreeMap;
use time::Date;

/// Below this the recogniser saw another text than the grammar makes of it.
const FITS: f32 = -1.1;
/// Width of a zone line's strip over its natural width: some three steps of the recogniser a character.
const STRETCH: f32 = 0.8;
/// Most that a zone is worth whose names cannot be names.
const GARBLED: f32 = 0.3;
/// Places that are looked at, and of those that look like a zone the ones that are read.
const MOST_LOOKS: usize = 12;
const MOST_TRIES: usize = 3;
/// From here on a zone is read once only.
const SURE: f32 = 0.95;
/// Most that a zone is worth of which two recognisers make two texts, or whose characters do not stand evenly.
const DISPUTED: f32 = 0.6;
/// Share of two recognisers' errors that are the same error; and the most that their agreement is worth. Of 200 zones
/// on which they agreed, rendered and docxpand's, none was wrong, whatever either of them claimed.
const SAME_ERROR: f32 = 0.1;
const AGREED: f32 = 0.98;
/// What is left of a zone's doubt once its number's check digits hold and its names, which have none, were read in print as
/// well, by the other recogniser in another place; and the most that this is worth.
const PRINTED_TOO: f32 = 0.2;
const CONFIRMED: f32 = 0.995;
/// Below this there is a zone, but nobody can say what it says.
const REFUSED: f32 = 0.002;

/// A zone as read, with what its neighbours need.
pub(crate) struct ZoneReading {
    pub(crate) zone: Zone,
    /// Confidence of each character, by line.
    pub(crate) characters: Vec<Vec<f32>>,
    pub(crate) fields: ZoneFields,
    pub(crate) readings: Vec<(FieldName, Reading)>,
    pub(crate) up: Up,
    /// From the first line's upper to the last line's lower edge, in v.
    pub(crate) band: (f32, f32),
    /// Whether the characters stand on one pitch, as they are printed.
    even: bool,
}

impl ZoneReading {
    /// Takes back that characters of the document's number were repaired when the print says the same number: what a check
    /// digit only made likely was then seen.
    pub(crate) fn confirm_number(&mut self, printed: &[Reading]) {
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let said = printed.iter().any(|reading| {
            reading.source == Source::Printed && plain(&reading.value) == plain(&self.fields.document_number)
        });
        let number = layout::of(self.zone.format).number;
        let within = number.start..number.start + number.len;
        if said {
            self.zone.repaired.retain(|&(line, column)| {
                usize::from(line) != number.line || !within.contains(&usize::from(column))
            });
        }
    }

    /// Makes a zone surer whose check digits all hold when the print says both its names, letter for letter.
    pub(crate) fn confirm_names(&mut self, printed: &BTreeMap<FieldName, Vec<Reading>>) {
        let said = |field: FieldName, name: &str| {
            let same = |reading: &Reading| {
                reading.source == Source::Printed && names::writes_same(&reading.value, name)
            };
            printed.get(&field).is_some_and(|readings| readings.iter().any(same))
        };
        let given = &self.fields.given_names;
        let both = said(FieldName::Surname, &self.fields.surname)
            && (given.is_empty() || said(FieldName::GivenNames, given));
        if both && self.zone.verified() && self.even && self.zone.confidence > DISPUTED {
            let doubt = PRINTED_TOO * (1.0 - self.zone.confidence);
            self.zone.confidence = self.zone.confidence.max((1.0 - doubt).min(CONFIRMED));
        }
    }
}

/// Who reads zones: the small recogniser first, the general one where that is in doubt.
pub(crate) struct Readers<'a> {
    pub(crate) net: &'a ZoneNet,
    pub(crate) general: &'a Recogniser,
}

/// Looks for a zone and reads it.
pub(crate) fn find(
    picture: &Picture,
    page: &Page<'_>,
    readers: &Readers<'_>,
    today: Date,
    threads: &Threads,
) -> Result<Option<ZoneReading>, InferenceError> {
    // A look at one line of each place costs little and tells which is a zone, and which way up.
    let mut likely = Vec::new();
    for group in groups(page).into_iter().take(MOST_LOOKS) {
        let last = page.quad(&group.rows[group.rows.len() - 1], group.up);
        let line = readers.net.read(picture, &[last], &PLAIN, threads)?.remove(0);
        if looks_like_zone(&line) {
            likely.push((line.confidence() * line.characters.len().min(30) as f32, group));
        }
    }
    likely.sort_by(|a, b| b.0.total_cmp(&a.0));
    if likely.is_empty() {
        // What the small recogniser cannot make out at all the general one may.
        for group in groups(page).into_iter().take(MOST_TRIES) {
            let last = page.quad(&group.rows[group.rows.len() - 1], group.up);
            let line = readers.general.read(picture, &[last], STRETCH, threads)?.remove(0);
            if looks_like_zone(&line) {
                likely.push((0.0, group));
            }
        }
    }
    for (_, group) in likely.into_iter().take(MOST_TRIES) {
        let places: Vec<Quad> = group.rows.iter().map(|row| page.quad(row, group.up)).collect();
        if let Some(mut reading) = read_group(picture, &places, readers, today, group.up, threads)? {
            let rows = &group.rows[group.rows.len() - reading.zone.lines.len()..];
            let edges =
                rows.iter().flat_map(|row| [row.middle() - row.half_height, row.middle() + row.half_height]);
            reading.band = edges.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)));
            return Ok(Some(reading));
        }
    }
    Ok(None)
}

/// Whether one of the likeliest places looks like a zone to the small recogniser.
pub(crate) fn looks_present(
    picture: &Picture,
    page: &Page<'_>,
    net: &ZoneNet,
    threads: &Threads,
) -> Result<bool, InferenceError> {
    for group in groups(page).into_iter().take(MOST_TRIES) {
        let last = page.quad(&group.rows[group.rows.len() - 1], group.up);
        if looks_like_zone(&net.read(picture, &[last], &PLAIN, threads)?[0]) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads the lines at these places, with as much effort as their doubt asks for.
fn read_group(
    picture: &Picture,
    places: &[Quad],
    readers: &Readers<'_>,
    today: Date,
    up: Up,
    threads: &Threads,
) -> Result<Option<ZoneReading>, InferenceError> {
    let plain = read_lines(&readers.net.read(picture, places, &PLAIN, threads)?, today, up);
    if plain.as_ref().is_some_and(beyond_doubt) {
        return Ok(plain);
    }
    let careful = read_lines(&readers.net.read(picture, places, &CAREFUL, threads)?, today, up);
    let own = better(plain, careful);
    if own.as_ref().is_some_and(beyond_doubt) {
        return Ok(own);
    }
    let general = read_lines(&readers.general.read(picture, places, STRETCH, threads)?, today, up);
    Ok(agreed(own, general).filter(|reading| reading.zone.confidence >= REFUSED))
}

/// Nothing that a second reading would change.
fn beyond_doubt(reading: &ZoneReading) -> bool {
    reading.zone.verified() && reading.even && reading.zone.confidence >= SURE
}

/// The reading with fewer failing check digits, then the surer one.
fn better(one: Option<ZoneReading>, other: Option<ZoneReading>) -> Option<ZoneReading> {
    let rank = |reading: &ZoneReading| {
        let failing = reading.zone.check_digits.iter().filter(|digit| !digit.holds).count();
        let even = if reading.even { 0.3 } else { 0.0 };
        reading.zone.confidence + even - 0.2 * (failing + reading.zone.repaired.len()) as f32
    };
    match (one, other) {
        (Some(one), Some(other)) => Some(if rank(&other) > rank(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// What two recognisers make of the same lines: sure where they agree, doubtful where they do not.
fn agreed(own: Option<ZoneReading>, general: Option<ZoneReading>) -> Option<ZoneReading> {
    let (Some(one), Some(other)) = (&own, &general) else { return own.or(general) };
    if one.zone.lines == other.zone.lines {
        // Two that err apart from each other hardly ever agree on the same error.
        let doubt = SAME_ERROR * (1.0 - one.zone.confidence) * (1.0 - other.zone.confidence);
        // What one of them saw, the other only had to find again by a check digit.
        let by_both = other.zone.repaired.clone();
        let mut agreed = own?;
        agreed.zone.repaired.retain(|place| by_both.contains(place));
        agreed.zone.confidence = agreed.zone.confidence.max((1.0 - doubt).min(AGREED));
        return Some(agreed);
    }
    let mut chosen = better(own, general)?;
    chosen.zone.confidence = chosen.zone.confidence.min(DISPUTED);
    Some(chosen)
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
        // A visa says so with its first letter: of a passport whose last digits are covered less than its own format asks for.
        let visa = matches!(format, ZoneFormat::MrvA | ZoneFormat::MrvB);
        if visa && corrected(lines, &zone).contains(&(0, 0)) {
            continue;
        }
        let digits = zone.text.check_digits();
        let failing = digits.iter().filter(|digit| !digit.holds).count();
        let score = mean - 0.3 * failing as f32 / digits.len() as f32;
        if best.as_ref().is_none_or(|(held, ..)| score > *held) {
            let fields = zone.text.fields(today);
            let readings = readings(&zone.text, &fields, lines, &zone.lines, &zone.repaired);
            let confidence = whole(&zone, failing);
            let corrected = corrected(lines, &zone);
            let confidence = if garbled(&fields) { confidence.min(GARBLED) } else { confidence };
            let even = zone.lines.iter().all(|line| line.even);
            let confidence = if even { confidence } else { confidence.min(DISPUTED) };
            let characters = zone
                .lines
                .iter()
                .map(|line| (0..line.text.len()).map(|column| line.confidence(column)).collect())
                .collect();
            let zone = Zone {
                format,
                check_digits: digits,
                lines: zone.text.into_lines(),
                confidence: confidence.clamp(0.0, 0.999),
                corrected,
                repaired: zone.repaired,
                quad: around(lines),
            };
            best =
                Some((score, ZoneReading { zone, characters, fields, readings, up, band: (0.0, 0.0), even }));
        }
    }
    best.map(|(_, reading)| reading)
}

/// Places at which the recogniser, left alone, saw another character than the one that stands there now.
fn corrected(lines: &[Line], zone: &DecodedZone) -> Vec<(u8, u8)> {
    let mut corrected = Vec::new();
    for (row, ((line, decoded), text)) in lines.iter().zip(&zone.lines).zip(zone.text.lines()).enumerate() {
        for (column, (c, &(first, last))) in text.bytes().zip(&decoded.frames).enumerate() {
            let frames = line.frames.get(first..=last).unwrap_or_default();
            let highest = |s: usize| frames.iter().map(|frame| frame.symbols[s]).fold(0.0, f32::max);
            let now = grammar::symbol(c).map_or(0.0, highest);
            // A filler put where nothing was seen is no other character.
            let other = (0..grammar::COUNT).map(highest).fold(0.0, f32::max);
            if other > now && other > 0.3 && !zone.repaired.contains(&(row as u8, column as u8)) {
                corrected.push((row as u8, column as u8));
            }
        }
    }
    corrected
}

/// How sure it is that every character is right, after what the check digits say.
fn whole(zone: &DecodedZone, failing: usize) -> f32 {
    /// Share of wrong readings that pass every check digit: errors in names, above all.
    const PASSING: f32 = 0.4;
    /// Share of documents that are printed with a check digit that fails.
    const MISPRINTED: f32 = 0.02;
    let layout = layout::of(zone.text.format());
    // Each character of a country's code carries the score of the whole code: it counts once.
    let counted = |row: usize, column: usize| {
        [layout.issuer, layout.nationality]
            .iter()
            .all(|code| code.line != row || !(code.start + 1..code.start + code.len).contains(&column))
    };
    let each = zone.text.lines().iter().zip(&zone.lines).enumerate().flat_map(|(row, (text, line))| {
        let places = text.bytes().zip(&line.scores).enumerate();
        places
            .filter(move |(column, _)| counted(row, *column))
            .map(|(_, (c, scores))| grammar::symbol(c).map_or(0.0, |s| scores[s]))
    });
    // How far the grammar had to bend the text counts against the whole.
    let right = each.product::<f32>() * (zone.fit * 0.6).exp();
    let (if_right, if_wrong) = if failing == 0 { (1.0, PASSING) } else { (MISPRINTED, 1.0) };
    right * if_right / (right * if_right + (1.0 - right) * if_wrong)
}

/// Fillers blurred into letters: no name has a letter three times in a row. Or letters into fillers: everybody has a first name
/// field (ICAO 9303-3 §4.6), and it does not begin with a gap.
fn garbled(fields: &ZoneFields) -> bool {
    if fields.surname.is_empty() {
        return true;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::icao::grammar::{COUNT, Frame, symbol};
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 23);
    const FIRST: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const SECOND: &str = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

    /// A line as a recogniser gives it that is this sure of each character.
    fn line(text: &str, sure: f32) -> Line {
        let frames = text.bytes().flat_map(|c| {
            let rest = (1.0 - sure) / COUNT as f32;
            let mut seen = Frame { symbols: [rest; COUNT], blank: rest };
            seen.symbols[symbol(c).unwrap()] = sure;
            [seen, Frame { symbols: [1e-5; COUNT], blank: 0.999 }]
        });
        let characters = text.chars().enumerate().map(|(i, c)| crate::recognise::Character {
            text: c.to_string(),
            confidence: sure,
            at: (i as f32 + 0.5) / text.len() as f32,
            others: Vec::new(),
        });
        Line {
            quad: Quad::rect(0.0, 0.0, 880.0, 20.0),
            characters: characters.collect(),
            doubtful: false,
            covered: None,
            frames: frames.collect(),
        }
    }

    fn read(first: &str, second: &str, sure: f32) -> ZoneReading {
        read_lines(&[line(first, sure), line(second, sure)], TODAY, Up::Same).unwrap()
    }

    #[test]
    fn confidence_is_of_the_whole_zone_and_apart_from_the_check_digits() {
        let (sure, doubtful) = (read(FIRST, SECOND, 0.9999), read(FIRST, SECOND, 0.97));
        assert!(sure.zone.check_digits_ok() && doubtful.zone.check_digits_ok());
        // Eighty-eight characters, each right 97 times of 100: that is no sure reading.
        assert!(sure.zone.confidence > 0.97 && doubtful.zone.confidence < 0.5, "{:?}", doubtful.zone);
        // A digit that fails on a clear picture may be the printer's; on a doubtful one it is a misreading.
        let failing = SECOND.replace("F1204159", "F1204158");
        let (clear, vague) = (read(FIRST, &failing, 0.99999), read(FIRST, &failing, 0.999));
        assert!(!clear.zone.check_digits_ok() && clear.zone.confidence > 0.8, "{:?}", clear.zone);
        assert!(vague.zone.confidence < 0.5, "{:?}", vague.zone);
    }

    #[test]
    fn characters_that_the_grammar_changed_are_marked() {
        let zone = read(FIRST, &SECOND.replace("7408122", "74O8I22"), 0.999).zone;
        assert_eq!(zone.lines, [FIRST, SECOND]);
        assert_eq!(
            (zone.corrected.as_slice(), zone.repaired.as_slice()),
            ([(1, 15), (1, 17)].as_slice(), [].as_slice())
        );
        assert!(read(FIRST, SECOND, 0.999).zone.corrected.is_empty());
    }

    #[test]
    fn two_recognisers_that_agree_are_surer_and_that_disagree_are_not_sure() {
        let (one, other) = (read(FIRST, SECOND, 0.995), read(FIRST, SECOND, 0.99));
        let alone = one.zone.confidence;
        let together = agreed(Some(one), Some(other)).unwrap().zone.confidence;
        assert!(together > alone && together <= AGREED, "{alone} {together}");
        // A look-alike that one had to repair and the other saw is no repair; that both had to repair is one.
        let misread = || Some(read(FIRST, &SECOND.replace("L898902C3", "L8989O2C3"), 0.999));
        let repaired = misread().unwrap().zone.repaired;
        assert_eq!(repaired, [(1, 5)]);
        let seen = agreed(misread(), Some(read(FIRST, SECOND, 0.99))).unwrap().zone;
        assert!(seen.verified() && seen.lines == [FIRST, SECOND], "{seen:?}");
        assert_eq!(agreed(misread(), misread()).unwrap().zone.repaired, repaired);
        let another = read(&FIRST.replace("ANNA", "ANMA"), SECOND, 0.9999);
        assert!(
            agreed(Some(read(FIRST, SECOND, 0.9999)), Some(another)).unwrap().zone.confidence <= DISPUTED
        );
        assert!(agreed(None, None).is_none());
    }

    #[test]
    fn a_number_that_is_printed_too_was_not_only_repaired() {
        let printed = |value: &str| Reading {
            value: value.into(),
            source: Source::Printed,
            confidence: 0.97,
            quad: None,
        };
        let mut zone = read(FIRST, &SECOND.replace("L898902C3", "L8989O2C3"), 0.999);
        zone.confirm_number(&[printed("L8989O2C3")]);
        assert!(!zone.zone.verified());
        zone.confirm_number(&[printed("L898902C3")]);
        assert!(zone.zone.verified());
        let names = |surname: &str, given: &str| {
            let both = [(FieldName::Surname, surname), (FieldName::GivenNames, given)];
            both.map(|(field, value)| (field, vec![printed(value)])).into_iter().collect()
        };
        let mut sure = read(FIRST, SECOND, 0.999);
        let before = sure.zone.confidence;
        for other in [names("Eriksson", "Anna Mario"), names("Erikson", "Anna Maria"), BTreeMap::new()] {
            sure.confirm_names(&other);
            assert!((sure.zone.confidence - before).abs() < 1e-6);
        }
        sure.confirm_names(&names("Eriksson", "Anna Maria"));
        assert!(sure.zone.confidence > before && sure.zone.confidence >= 0.99, "{}", sure.zone.confidence);
        // What is in dispute, or does not add up, print does not make sure.
        for mut doubted in [read(FIRST, &SECOND.replace("7408122", "7408112"), 0.999), sure] {
            doubted.zone.confidence = doubted.zone.confidence.min(DISPUTED);
            let before = doubted.zone.confidence;
            doubted.confirm_names(&names("Eriksson", "Anna Maria"));
            assert!((doubted.zone.confidence - before).abs() < 1e-6);
        }
        let mut birth = read(FIRST, &SECOND.replace("7408122", "7408172"), 0.9);
        birth.zone.repaired = vec![(1, 15)];
        birth.confirm_number(&[printed("L898902C3")]);
        assert_eq!(birth.zone.repaired, [(1, 15)]);
    }
}
