//! Typed against printed against zone against barcode, with the characters that differ.

use super::views::{Agrees, CompareRow, Compared, Piece};
use proofdesk_domain::{
    EvidenceId,
    details::TypedDetails,
    document::{FieldName, Source},
    evidence::Slot,
    icao::{
        countries::same_state,
        names::{Agreement, Differing, Truncation, fold, names_agree},
    },
    inspection::{Inspection, Reading},
    judge::{numbers_agree, whole_names_agree},
};

/// What was read on one of the pictures that count.
#[derive(Clone, Debug)]
pub(crate) struct ReadPage {
    /// The picture.
    pub evidence: EvidenceId,
    /// Its slot.
    pub slot: Slot,
    /// What was read.
    pub inspection: Inspection,
}

/// One row for each field that was typed or read, in the order in which documents print them.
pub(crate) fn compare(typed: &TypedDetails, pages: &[ReadPage]) -> Vec<CompareRow> {
    let names = NamesSaid::new(typed, pages);
    FieldName::ALL.into_iter().filter_map(|field| row(field, typed, pages, names)).collect()
}

/// Which of the two name rows differ between what was typed and the zone: names are judged as a whole,
/// since people and documents part them differently.
#[derive(Clone, Copy)]
struct NamesSaid(Option<Agreement>);

impl NamesSaid {
    fn new(typed: &TypedDetails, pages: &[ReadPage]) -> Self {
        let Some((_, surname)) = surest(pages, FieldName::Surname, Source::Mrz) else { return Self(None) };
        let given = surest(pages, FieldName::GivenNames, Source::Mrz).map_or("", |(_, r)| &*r.value);
        let full = pages.iter().filter_map(|page| page.inspection.zone.as_ref()).any(|zone| {
            let line = zone.lines.iter().find(|line| line.contains("<<"));
            line.is_some_and(|line| !line.ends_with('<'))
        });
        let truncation = if full { Truncation::MaybeCut } else { Truncation::Whole };
        Self(Some(names_agree(&typed.surname, &typed.given_names, &surname.value, given, truncation)))
    }

    /// Whether that field agrees, where the rule for whole names says anything about it.
    fn of(self, field: FieldName) -> Option<bool> {
        if !matches!(field, FieldName::Surname | FieldName::GivenNames) {
            return None;
        }
        let differing = match self.0? {
            Agreement::Differs(differing) => differing,
            Agreement::OtherScript => return None,
            _ => return Some(true),
        };
        Some(matches!(
            (field, differing),
            (FieldName::Surname, Differing::GivenNames) | (FieldName::GivenNames, Differing::Surname)
        ))
    }
}

fn typed_value(field: FieldName, typed: &TypedDetails) -> Option<String> {
    let value = match field {
        FieldName::Surname => &typed.surname,
        FieldName::GivenNames => &typed.given_names,
        FieldName::FullName => &typed.native_name,
        FieldName::DocumentNumber => &typed.document_number,
        FieldName::BirthDate => &typed.birth_date,
        FieldName::Nationality => &typed.nationality,
        _ => return None,
    };
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// What was typed of a name that the document has in one: in the letters in which it was read.
fn typed_whole_name(typed: &TypedDetails, read: &str) -> Option<String> {
    let latin = read.chars().any(char::is_alphabetic)
        && read.chars().filter(|c| c.is_alphabetic()).all(|c| fold(&c.to_string()).is_some());
    if !latin {
        return typed_value(FieldName::FullName, typed);
    }
    let whole = format!("{} {}", typed.given_names.trim(), typed.surname.trim()).trim().to_owned();
    (!whole.is_empty()).then_some(whole)
}

/// The surest reading of a field by one source.
fn surest(pages: &[ReadPage], field: FieldName, source: Source) -> Option<(&ReadPage, &Reading)> {
    pages
        .iter()
        .flat_map(|page| page.inspection.readings.get(&field).into_iter().flatten().map(move |r| (page, r)))
        .filter(|(_, reading)| reading.source == source && !reading.value.trim().is_empty())
        .max_by(|(_, a), (_, b)| a.confidence.total_cmp(&b.confidence))
}

fn row(field: FieldName, typed: &TypedDetails, pages: &[ReadPage], names: NamesSaid) -> Option<CompareRow> {
    let read = [Source::Printed, Source::Mrz, Source::Barcode].map(|source| surest(pages, field, source));
    let typed = match read.iter().flatten().next() {
        Some((_, reading)) if field == FieldName::FullName => typed_whole_name(typed, &reading.value),
        _ => typed_value(field, typed),
    };
    let typed = typed.as_deref();
    let agree = |a: (Option<Source>, &str), b: (Option<Source>, &str)| {
        let typed_and_zone = [a.0, b.0].contains(&None) && [a.0, b.0].contains(&Some(Source::Mrz));
        match names.of(field).filter(|_| typed_and_zone) {
            Some(said) => said,
            None => say_the_same(field, a.1, b.1),
        }
    };
    let mut values: Vec<(Option<Source>, &str, f32)> = Vec::new();
    values.extend(typed.map(|value| (None, value, 2.0)));
    values.extend(read.iter().flatten().map(|(_, r)| (Some(r.source), &*r.value, r.confidence)));
    let agrees = match values.len() {
        0 => return None,
        1 => Agrees::Single,
        _ => {
            let all = values
                .iter()
                .enumerate()
                .all(|(n, a)| values[n + 1..].iter().all(|b| agree((a.0, a.1), (b.0, b.1))));
            if all { Agrees::Yes } else { Agrees::No }
        }
    };
    let compared = |source: Option<Source>, value: &str| -> Vec<Piece> {
        let own = (source, value);
        // What was typed is the counterpart of every reading; its own is the surest that differs.
        let mut others: Vec<_> = values.iter().filter(|v| v.0 != source).collect();
        others.sort_by(|a, b| b.2.total_cmp(&a.2));
        let counterpart = match source {
            None => others.iter().find(|other| !agree(own, (other.0, other.1))),
            Some(_) => others.first(),
        };
        match counterpart {
            Some(other) if !agree(own, (other.0, other.1)) => differences(value, other.1),
            _ => vec![Piece { text: value.to_owned(), differs: false }],
        }
    };
    let cell = |(page, reading): (&ReadPage, &Reading)| Compared {
        value: reading.value.clone(),
        pieces: compared(Some(reading.source), &reading.value),
        confidence: Some(reading.confidence),
        evidence: Some(page.evidence),
        slot: Some(page.slot),
        quad: reading.quad,
    };
    let [printed, mrz, barcode] = read.map(|found| found.map(cell));
    let typed = typed.map(|value| Compared {
        value: value.to_owned(),
        pieces: compared(None, value),
        confidence: None,
        evidence: None,
        slot: None,
        quad: None,
    });
    Some(CompareRow { field, typed, printed, mrz, barcode, agrees })
}

/// Whether two values of a field mean the same.
pub(crate) fn say_the_same(field: FieldName, a: &str, b: &str) -> bool {
    match field {
        FieldName::DocumentNumber | FieldName::PersonalNumber => numbers_agree(a, b),
        FieldName::FullName if whole_names_agree(a, b) => true,
        _ => {
            let bare = |text: &str| {
                text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
            };
            // Only names are transliterated: folding drops digits.
            let name = matches!(field, FieldName::Surname | FieldName::GivenNames | FieldName::FullName);
            let one_name = |a, b| names_agree(a, "", b, "", Truncation::Whole) == Agreement::Same;
            let state = matches!(field, FieldName::Nationality | FieldName::IssuingCountry);
            bare(a) == bare(b) || name && (one_name(a, b) || one_name(b, a)) || state && same_state(a, b)
        }
    }
}

/// `text` cut into runs of characters that stand in `other` in the same order, and runs that do not.
/// Case and accents are no difference.
pub(crate) fn differences(text: &str, other: &str) -> Vec<Piece> {
    let (a, b): (Vec<char>, Vec<char>) = (text.chars().collect(), other.chars().collect());
    let (same_a, same_b): (Vec<String>, Vec<String>) =
        (a.iter().map(|c| key(*c)).collect(), b.iter().map(|c| key(*c)).collect());
    // Longest common subsequence; fields hold at most a few hundred characters.
    let mut length = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i][j] = if same_a[i] == same_b[j] {
                length[i + 1][j + 1] + 1
            } else {
                length[i + 1][j].max(length[i][j + 1])
            };
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |c: char, differs: bool| match pieces.last_mut() {
        Some(piece) if piece.differs == differs => piece.text.push(c),
        _ => pieces.push(Piece { text: c.to_string(), differs }),
    };
    let (mut i, mut j) = (0, 0);
    while i < a.len() {
        if j < b.len() && same_a[i] == same_b[j] {
            push(a[i], false);
            (i, j) = (i + 1, j + 1);
        } else if j < b.len() && length[i][j + 1] >= length[i + 1][j] {
            j += 1;
        } else {
            push(a[i], true);
            i += 1;
        }
    }
    pieces
}

/// What two characters have in common that are no difference to a reader.
fn key(c: char) -> String {
    let text = c.to_string();
    match fold(&text) {
        Some(folded) if !folded.is_empty() => folded,
        _ => text.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::inspection::{FileFacts, FileFormat};
    use std::collections::BTreeMap;

    fn page(readings: &[(FieldName, Source, &str, f32)]) -> ReadPage {
        let mut by_field: BTreeMap<FieldName, Vec<Reading>> = BTreeMap::new();
        for (field, source, value, confidence) in readings {
            by_field.entry(*field).or_default().push(Reading {
                value: (*value).to_owned(),
                source: *source,
                confidence: *confidence,
                quad: None,
            });
        }
        ReadPage {
            evidence: EvidenceId::from_uuid(uuid_of(7)),
            slot: Slot::Front,
            inspection: Inspection {
                file: FileFacts { bytes: 1, format: FileFormat::Jpeg, width: 1, height: 1, problem: None },
                quality: None,
                document: None,
                documents_seen: 1,
                zone: None,
                barcodes: Vec::new(),
                readings: by_field,
                unread: BTreeMap::new(),
                print: None,
                specimen: true,
                reader_version: "test".into(),
            },
        }
    }

    fn uuid_of(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    fn marked(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.differs { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    fn typed() -> TypedDetails {
        TypedDetails {
            surname: "Müller".into(),
            given_names: "Anna Maria".into(),
            birth_date: "1974-08-12".into(),
            document_number: "L898902C3".into(),
            nationality: "UTO".into(),
            native_name: String::new(),
        }
    }

    #[test]
    fn a_name_that_a_document_has_in_one_is_held_against_both_parts() {
        let typed = TypedDetails {
            surname: "Firmansyah".into(),
            given_names: "Muhammad Rizky".into(),
            native_name: "林小明".into(),
            ..TypedDetails::default()
        };
        assert_eq!(typed_whole_name(&typed, "RIZKY").as_deref(), Some("Muhammad Rizky Firmansyah"));
        assert_eq!(typed_whole_name(&typed, "林小明").as_deref(), Some("林小明"));
        let same = |a, b| say_the_same(FieldName::FullName, a, b);
        assert!(same("Muhammad Rizky Firmansyah", "FIRMANSYAH MUHAMMAD RIZKY"));
        assert!(same("Hafiz Rahman", "HAFIZ BIN RAHMAN"));
        assert!(!same("Muhammad Rizky Firmansyah", "MUHAMMAD RIZKY"));
    }

    #[test]
    fn differing_characters_are_marked_and_the_pieces_join_to_the_value() {
        for (text, other, expected) in [
            ("1974-08-12", "1974-08-13", "1974-08-1[2]"),
            ("ERIKSSON", "Erikson", "ERIK[S]SON"),
            ("José", "JOSE", "José"),
            ("张伟", "张玮", "张[伟]"),
            ("abc", "", "[abc]"),
            ("", "abc", ""),
            ("O898", "0898", "[O]898"),
        ] {
            let pieces = differences(text, other);
            let marks = marked(&pieces);
            // Which of two equal letters is the surplus one does not matter, so runs are compared bare.
            assert_eq!(marks.matches('[').count(), expected.matches('[').count(), "{marks} {expected}");
            assert_eq!(pieces.iter().map(|p| &*p.text).collect::<String>(), text);
        }
        assert_eq!(marked(&differences("1974-08-12", "1974-08-13")), "1974-08-1[2]");
        assert_eq!(marked(&differences("张伟", "张玮")), "张[伟]");
    }

    #[test]
    fn writings_of_the_same_name_agree_and_nothing_is_marked() {
        let pages = [page(&[
            (FieldName::Surname, Source::Mrz, "MUELLER", 0.99),
            (FieldName::Surname, Source::Printed, "Müller", 0.95),
            (FieldName::GivenNames, Source::Mrz, "ANNA MARIA", 0.99),
            (FieldName::BirthDate, Source::Mrz, "1974-08-13", 0.99),
        ])];
        let rows = compare(&typed(), &pages);
        let row = |field| rows.iter().find(|row| row.field == field).expect("the row is there");
        assert_eq!(row(FieldName::Surname).agrees, Agrees::Yes);
        assert_eq!(marked(&row(FieldName::Surname).mrz.as_ref().expect("read").pieces), "MUELLER");
        assert_eq!(row(FieldName::GivenNames).agrees, Agrees::Yes);
        assert_eq!(row(FieldName::BirthDate).agrees, Agrees::No);
        assert_eq!(marked(&row(FieldName::BirthDate).typed.as_ref().expect("typed").pieces), "1974-08-1[2]");
        assert_eq!(marked(&row(FieldName::BirthDate).mrz.as_ref().expect("read").pieces), "1974-08-1[3]");
        assert_eq!(row(FieldName::DocumentNumber).agrees, Agrees::Single);
        assert!(rows.iter().all(|row| row.field != FieldName::Sex), "no row where nobody says anything");
    }

    #[test]
    fn the_surest_reading_of_a_source_is_shown() {
        let pages = [
            page(&[(FieldName::DocumentNumber, Source::Mrz, "L898902C3", 0.5)]),
            page(&[(FieldName::DocumentNumber, Source::Mrz, "L898902C8", 0.9)]),
        ];
        let rows = compare(&typed(), &pages);
        let number =
            rows.iter().find(|row| row.field == FieldName::DocumentNumber).expect("the row is there");
        assert_eq!(number.mrz.as_ref().expect("read").value, "L898902C8");
        assert_eq!(number.agrees, Agrees::No);
    }
}
