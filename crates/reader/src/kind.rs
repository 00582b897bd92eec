//! What document it is, from its zone, its words and its shape.

use proofdesk_domain::{
    document::{DocumentKind, FieldName, Side, Source},
    icao::ZoneFields,
    inspection::{Reading, Zone, ZoneFormat},
    picture::{Point, Quad},
};
use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words that mark a document as a sample, squeezed to upper-case letters.
const SPECIMEN: &[&str] = &["SPECIMEN", "SPÉCIMEN", "MUSTER", "样本", "樣本", "MUESTRA"];

/// Whether a text calls the document a sample.
pub(crate) fn says_specimen(text: &str) -> bool {
    let squeezed: String = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect();
    SPECIMEN.iter().any(|word| squeezed.contains(word))
}

/// Titles of passports.
const PASSPORT: &[&str] = &["PASSPORT", "PASSEPORT", "REISEPASS", "护照"];

/// Titles of driving licences, without marks.
const DRIVING_LICENCE: &[&str] = &[
    "DRIVINGLICENCE",
    "DRIVERLICENSE",
    "DRIVERSLICENSE",
    "DRIVERLICENCE",
    "DRIVERSLICENCE",
    "PERMISDECONDUIRE",
    "FUHRERSCHEIN",
    "FUHRERAUSWEIS",
    "PERMISODECONDUCCION",
    "PERMISODECONDUCIR",
    "LICENCIADECONDUCIR",
    "PATENTEDIGUIDA",
    "LICENZADICONDURRE",
    "CARTADECONDUCAO",
    "CARTEIRANACIONALDEHABILITACAO",
    "RIJBEWIJS",
    "KORKORT",
    "KØREKORT",
    "FØRERKORT",
    "AJOKORTTI",
    "OKUSKIRTEINI",
    "PRAWOJAZDY",
    "RIDICSKYPRUKAZ",
    "VODICSKYPREUKAZ",
    "VEZETOIENGEDELY",
    "PERMISDECONDUCERE",
    "VOZACKADOZVOLA",
    "VOZNISKODOVOLJENJE",
    "JUHILUBA",
    "VADITAJAAPLIECIBA",
    "VAIRUOTOJOPAZYMEJIMAS",
    "SURUCUBELGESI",
    "驾驶证",
    "駕駛執照",
];

/// Kind and side. `numbered`: the fields go by the numbers of driving licences.
pub(crate) fn kind(
    zone: Option<(&Zone, &ZoneFields)>,
    words: &str,
    readings: &BTreeMap<FieldName, Vec<Reading>>,
    numbered: bool,
    aspect: f32,
) -> (DocumentKind, Option<Side>) {
    let squeezed: String =
        words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let says = |list: &[&str]| list.iter().any(|word| squeezed.contains(word));
    let announced = |field| readings.contains_key(&field);
    let face =
        announced(FieldName::BirthDate) || announced(FieldName::Surname) || announced(FieldName::FullName);
    if let Some((zone, fields)) = zone {
        // Under a thumb a passport's lines may be as long as a card's.
        if zone.format == ZoneFormat::Td2 && !zone.verified() && says(PASSPORT) {
            return (DocumentKind::Passport, Some(Side::Front));
        }
        let second = fields.document_code.chars().nth(1);
        let kind = match zone.format {
            ZoneFormat::Td3 => return (DocumentKind::Passport, Some(Side::Front)),
            ZoneFormat::MrvA | ZoneFormat::MrvB => return (DocumentKind::Visa, Some(Side::Front)),
            _ if fields.document_code.starts_with('P') || second == Some('P') => DocumentKind::Passport,
            _ if second == Some('R') || says(&["RESIDENCEPERMIT", "TITREDESEJOUR", "AUFENTHALTSTITEL"]) => {
                DocumentKind::ResidencePermit
            }
            _ => DocumentKind::IdCard,
        };
        // TD1 carries its zone on the back mostly; TD2 on either side: print beside it tells.
        let printed = |field: FieldName| {
            let all = readings.get(&field).into_iter().flatten();
            all.filter(|reading| reading.source == Source::Printed).count() > 0
        };
        // A few states print a TD1 zone below the details: Peru's card.
        let named = printed(FieldName::Surname) || printed(FieldName::GivenNames);
        let front = printed(FieldName::BirthDate)
            && (printed(FieldName::Surname) || named && printed(FieldName::ExpiryDate));
        return (kind, Some(if front { Side::Front } else { Side::Back }));
    }
    let back = announced(FieldName::Authority) && !face;
    let side = if face {
        Some(Side::Front)
    } else if back {
        Some(Side::Back)
    } else {
        None
    };
    let plain: String = squeezed.nfd().filter(|c| !is_combining_mark(*c)).collect();
    // North America's identity cards have the same numbers.
    let identity = says(&["IDENTIFICATIONCARD", "IDENTITYCARD", "IDCARD"]);
    if numbered && !identity || DRIVING_LICENCE.iter().any(|title| plain.contains(title)) {
        return (DocumentKind::DrivingLicence, side);
    }
    if says(&["RESIDENCEPERMIT", "TITREDESEJOUR", "AUFENTHALTSTITEL", "居留"]) {
        return (DocumentKind::ResidencePermit, side);
    }
    if says(&[
        "IDENTITYCARD",
        "IDCARD",
        "IDENTIFICATIONCARD",
        "CARTEDIDENTIT",
        "CARTENATIONALEDIDENTIT",
        "PERSONALAUSWEIS",
        "居民身份证",
        "公民身份号码",
        "CARTADIDENTIT",
    ]) {
        return (DocumentKind::IdCard, side);
    }
    if says(PASSPORT) {
        return (DocumentKind::Passport, Some(Side::Front));
    }
    // ID-1 is 1.586 wide for its height; TD3 and TD2 are 1.42.
    let card = (1.48..1.75).contains(&aspect.max(1.0 / aspect.max(0.01)));
    if card && (face || back) { (DocumentKind::IdCard, side) } else { (DocumentKind::Other, side) }
}

/// Where the document's corners must be, from where its zone stands (ICAO 9303-4 to -6: where the
/// zone lies on the document). An estimate, for pictures on which no outline was found.
pub(crate) fn corners_from_zone(format: ZoneFormat, zone: &Quad) -> Quad {
    // Millimetres: document width and height, the zone's left and right end, its top and bottom line's edges.
    let (width, height, left, right, top, bottom) = match format {
        ZoneFormat::Td1 => (85.6, 54.0, 4.0, 80.2, 31.5, 50.5),
        ZoneFormat::Td2 | ZoneFormat::MrvB => (105.0, 74.0, 4.0, 95.4, 57.5, 69.5),
        ZoneFormat::Td3 | ZoneFormat::MrvA => (125.0, 88.0, 6.0, 117.8, 71.5, 83.5),
    };
    let [a, b, c, d] = zone.0;
    let along =
        ((b.x - a.x + c.x - d.x) / 2.0 / (right - left), (b.y - a.y + c.y - d.y) / 2.0 / (right - left));
    // Square pixels: across is along, turned by a quarter.
    let across = (-along.1, along.0);
    let middle = ((a.x + b.x + c.x + d.x) / 4.0, (a.y + b.y + c.y + d.y) / 4.0);
    let (mx, my) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    Quad([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)].map(|(x, y)| Point {
        x: middle.0 + (x - mx) * along.0 + (y - my) * across.0,
        y: middle.1 + (x - mx) * along.1 + (y - my) * across.1,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::icao::ZoneText;
    use time::macros::date;

    #[test]
    fn samples_are_known_by_their_words() {
        for text in ["SPECIMEN", "S P E C I M E N", "Muster", "样本", "Spécimen 2026"] {
            assert!(says_specimen(text), "{text}");
        }
        assert!(!says_specimen("SPECIAL"));
    }

    #[test]
    fn a_side_with_a_zone_is_a_front_where_print_says_who_it_is() {
        let zone = Zone {
            format: ZoneFormat::Td1,
            lines: [
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ]
            .map(str::to_owned)
            .to_vec(),
            check_digits: Vec::new(),
            confidence: 0.97,
            repaired: Vec::new(),
            corrected: Vec::new(),
            quad: Quad::rect(0.0, 0.0, 1.0, 1.0),
        };
        let fields = ZoneText::parse(&zone.lines).unwrap().fields(date!(2026 - 11 - 30));
        let side = |source: Source| {
            let reading =
                |value: &str| vec![Reading { value: value.into(), source, confidence: 0.9, quad: None }];
            let readings = BTreeMap::from([
                (FieldName::Surname, reading("ERIKSSON")),
                (FieldName::BirthDate, reading("1974-08-12")),
            ]);
            kind(Some((&zone, &fields)), "", &readings, false, 1.586).1
        };
        assert_eq!(side(Source::Mrz), Some(Side::Back), "the zone's own readings say nothing of the side");
        assert_eq!(side(Source::Printed), Some(Side::Front));
    }

    #[test]
    fn a_zone_tells_where_the_document_is() {
        // A TD3 at 10 pixels a millimetre, upright.
        let zone = Quad::rect(60.0, 715.0, 1118.0, 120.0);
        let (left, top, right, bottom) = corners_from_zone(ZoneFormat::Td3, &zone).bounds();
        for (got, want) in [(left, 0.0), (top, 0.0), (right, 1250.0), (bottom, 880.0)] {
            assert!((got - want).abs() < 2.0, "{got} {want}");
        }
    }
}
