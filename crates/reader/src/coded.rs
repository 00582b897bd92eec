//! What barcodes say, as readings: licences by AAMVA, and zones that are repeated in a code.

use crate::barcode::Seen;
use proofdesk_domain::{
    aamva::Licence,
    document::{DocumentKind, FieldName, Source},
    icao::{ZoneFields, ZoneText, countries},
    inspection::{Barcode, BarcodeContent, Reading},
};
use time::Date;

/// What a code is worth that was read alike twice.
const CONFIRMED: f32 = 0.99;
/// What a code is worth that was read once: enough to be shown, too little to contradict anything.
const ONCE: f32 = 0.85;

/// The barcodes of a picture and their readings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Coded {
    pub(crate) barcodes: Vec<Barcode>,
    pub(crate) readings: Vec<(FieldName, Reading)>,
    /// What the code says that the document is.
    pub(crate) kind: Option<DocumentKind>,
}

/// Takes what was decoded apart.
pub(crate) fn read(seen: &[Seen], today: Date) -> Coded {
    let mut coded = Coded::default();
    for seen in seen {
        let content = match &seen.text {
            None => BarcodeContent::Unreadable,
            Some(text) => content(text, seen, today, &mut coded),
        };
        coded.barcodes.push(Barcode { symbology: seen.symbology, content, quad: seen.quad });
    }
    coded
}

fn content(text: &str, seen: &Seen, today: Date, coded: &mut Coded) -> BarcodeContent {
    if let Ok(licence) = Licence::parse(text) {
        coded.kind = Some(licence.kind);
        coded.readings.extend(licence.fields.into_iter().map(|(field, value)| (field, reading(value, seen))));
        return BarcodeContent::Licence {
            surname_cut: licence.surname_cut,
            given_names_cut: licence.given_names_cut,
        };
    }
    if let Some(fields) = zone(text, today) {
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        let values = [
            (FieldName::Surname, Some(fields.surname)),
            (FieldName::GivenNames, Some(fields.given_names)),
            (FieldName::DocumentNumber, Some(fields.document_number)),
            (FieldName::BirthDate, date(fields.birth_date)),
            (FieldName::ExpiryDate, date(fields.expiry_date)),
            (FieldName::Nationality, Some(countries::iso_code(&fields.nationality).to_owned())),
        ];
        for (field, value) in values {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                coded.readings.push((field, reading(value, seen)));
            }
        }
        return BarcodeContent::Zone;
    }
    BarcodeContent::Other
}

fn reading(value: String, seen: &Seen) -> Reading {
    let confidence = if seen.confirmed { CONFIRMED } else { ONCE };
    Reading { value, source: Source::Barcode, confidence, quad: Some(seen.quad) }
}

/// A zone repeated in a code: lines that have the shape of one, and whose check digits hold.
fn zone(text: &str, today: Date) -> Option<ZoneFields> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| line.len() >= 30).collect();
    let zone = (2..=3).rev().find_map(|count| ZoneText::parse(lines.get(..count)?).ok())?;
    zone.check_digits().iter().all(|digit| digit.holds).then(|| zone.fields(today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::{inspection::Symbology, picture::Quad};
    use time::macros::date;

    fn read_text(text: &str) -> Coded {
        let quad = Quad::rect(0.0, 0.0, 10.0, 10.0);
        let seen = Seen { symbology: Symbology::Qr, quad, text: Some(text.into()), confirmed: true };
        read(&[seen], date!(2026 - 11 - 23))
    }

    #[test]
    fn a_zone_inside_a_code_is_read_and_anything_else_is_left() {
        let zone =
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let coded = read_text(zone);
        assert_eq!(coded.barcodes[0].content, BarcodeContent::Zone);
        let birth = coded.readings.iter().find(|(field, _)| *field == FieldName::BirthDate).expect("is read");
        assert_eq!((birth.1.value.as_str(), birth.1.source), ("1974-08-12", Source::Barcode));
        for other in ["https://example.org/v?x=1", "", &zone.replace("740812", "740813")] {
            let coded = read_text(other);
            assert_eq!(
                (coded.barcodes[0].content, coded.readings.len()),
                (BarcodeContent::Other, 0),
                "{other}"
            );
        }
    }
}
