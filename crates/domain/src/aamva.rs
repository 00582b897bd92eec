//! The barcode of North American driving licences: AAMVA DL/ID Card Design Standard, versions 00 to 10.
//!
//! The payload is a header, a list of subfiles and, in the subfile `DL` or `ID`, one element a line: three letters
//! that name it and its value. Jurisdictions differ from the standard in many small ways (missing terminators, wrong
//! offsets, text in other encodings), so offsets are not believed: elements are found by their names.

use crate::{
    clock::parse_iso_date,
    document::{DocumentKind, FieldName},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::Date;

/// Longest payload that is looked at, in bytes. A PDF417 symbol holds at most 1,850 characters.
pub const LONGEST: usize = 8_192;

/// What a licence's barcode says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// Version of the standard, 0 to 99; 0 and 1 are those of before 2003.
    pub version: u8,
    /// Issuer Identification Number: which jurisdiction issued it.
    pub issuer: u32,
    /// A driving licence (`DL`, `EN`) or an identity card (`ID`).
    pub kind: DocumentKind,
    /// Values by field; dates in ISO 8601, countries in ISO 3166-1 alpha-3.
    pub fields: BTreeMap<FieldName, String>,
    /// The jurisdiction says that it cut the family name short (DDE), or may have.
    pub surname_cut: Cut,
    /// The jurisdiction says that it cut the given names short (DDF, DDG), or may have.
    pub given_names_cut: Cut,
}

/// Whether a name was cut to fit (elements DDE, DDF and DDG).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Not cut (`N`).
    No,
    /// Not known (`U`), or not said at all.
    #[default]
    Unknown,
    /// Cut (`T`).
    Yes,
}

/// Why a payload is not a licence's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALicence {
    /// Neither `ANSI ` nor `AAMVA` stands near the beginning.
    #[error("the header of a licence is missing")]
    Header,
    /// More than [`LONGEST`] bytes.
    #[error("the payload is too long to be a licence's")]
    TooLong,
    /// A header, but no element that is known.
    #[error("the payload holds no element of a licence")]
    Empty,
}

/// Issuer numbers of Canadian jurisdictions (AAMVA, list of IINs).
const CANADA: &[u32] = &[
    604_426, 604_427, 604_428, 604_429, 604_430, 604_431, 604_432, 604_433, 604_434, 636_012, 636_013,
    636_016, 636_017, 636_028, 636_044, 636_048,
];
/// Issuer numbers of Mexican jurisdictions.
const MEXICO: &[u32] = &[604_435, 636_056, 636_057];
/// Canadian provinces and territories, as element DAJ writes them.
const PROVINCES: &[&str] =
    &["AB", "BC", "MB", "NB", "NL", "NF", "NS", "NT", "NU", "ON", "PE", "PQ", "QC", "SK", "YT"];

impl Licence {
    /// Takes a payload apart.
    pub fn parse(payload: &str) -> Result<Self, NotALicence> {
        if payload.len() > LONGEST {
            return Err(NotALicence::TooLong);
        }
        let header = Header::find(payload).ok_or(NotALicence::Header)?;
        let (kind, elements) = elements(header.rest);
        if elements.is_empty() {
            return Err(NotALicence::Empty);
        }
        let get = |name: &str| elements.get(name).copied().and_then(stated);
        let country = country(header.issuer, get("DCG"), get("DAJ"));
        let mut fields = BTreeMap::new();
        let mut put = |field, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                fields.insert(field, value);
            }
        };
        let (surname, given_names) = names(&get);
        put(FieldName::Surname, surname);
        put(FieldName::GivenNames, given_names);
        put(FieldName::DocumentNumber, get("DAQ").map(str::to_owned));
        put(FieldName::BirthDate, get("DBB").and_then(|raw| date(raw, country)));
        put(FieldName::ExpiryDate, get("DBA").and_then(|raw| date(raw, country)));
        put(FieldName::IssueDate, get("DBD").and_then(|raw| date(raw, country)));
        put(FieldName::Sex, get("DBC").and_then(sex).map(str::to_owned));
        put(FieldName::Address, address(&get));
        put(FieldName::IssuingCountry, Some(country.to_owned()));
        // A country alone says nothing of the holder.
        if fields.len() == 1 {
            return Err(NotALicence::Empty);
        }
        let cut = |name| match get(name) {
            Some("T") => Cut::Yes,
            Some("N") => Cut::No,
            _ => Cut::Unknown,
        };
        Ok(Self {
            version: header.version,
            issuer: header.issuer,
            kind,
            fields,
            surname_cut: cut("DDE"),
            given_names_cut: cut("DDF").max(cut("DDG")),
        })
    }
}

struct Header<'a> {
    issuer: u32,
    version: u8,
    rest: &'a str,
}

impl<'a> Header<'a> {
    /// `ANSI ` or `AAMVA`, the issuer's six digits, two of the version, and, since version 02, two of the
    /// jurisdiction's own version; then the number of subfiles.
    fn find(payload: &'a str) -> Option<Self> {
        let after =
            |mark: &str| payload.find(mark).filter(|at| *at <= 48).map(|at| &payload[at + mark.len()..]);
        let rest = after("ANSI ").or_else(|| after("AAMVA"))?.trim_start_matches(' ');
        let digits =
            |from: usize, to: usize| rest.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let issuer = digits(0, 6)?.parse().ok()?;
        let version = digits(6, 8)?.parse().ok()?;
        Some(Self { issuer, version, rest: &rest[8..] })
    }
}

/// The elements of the card's own subfile, by name; where one stands twice the first counts, as the holder's subfile
/// comes before those of the jurisdiction.
fn elements(rest: &str) -> (DocumentKind, BTreeMap<&str, &str>) {
    let mut kind = DocumentKind::DrivingLicence;
    let mut found = BTreeMap::new();
    for (index, line) in rest.split(|c: char| c.is_control() || c == '\u{fffd}').enumerate() {
        let mut line = line;
        if index == 0 {
            // The designators: type, offset, length, one behind the other, then perhaps the type again.
            if line.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with("ID") {
                kind = DocumentKind::IdCard;
            }
            line = first_element(line);
        } else if let Some(element) = ["DL", "ID"].iter().find_map(|kind| line.strip_prefix(kind))
            && is_element(element)
        {
            if line.starts_with("ID") {
                kind = DocumentKind::IdCard;
            }
            line = element;
        }
        if is_element(line) {
            found.entry(&line[..3]).or_insert_with(|| line[3..].trim());
        }
    }
    (kind, found)
}

/// Where the elements begin on the line that holds the designators too.
fn first_element(line: &str) -> &str {
    let starts = |at: usize| line.is_char_boundary(at) && is_element(&line[at..]);
    // `DLDCS…`: the subfile's own type stands before its first element.
    let typed = (0..line.len()).find(|&at| {
        line.is_char_boundary(at)
            && ["DL", "ID", "EN"].iter().any(|kind| line[at..].starts_with(kind))
            && starts(at + 2)
    });
    let bare = || (0..line.len()).find(|&at| starts(at));
    typed.map(|at| at + 2).or_else(bare).map_or("", |at| &line[at..])
}

/// `DAA` to `DDZ`: what the standard names. (`DLD…` is none: L is no group.)
fn is_element(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 3 && bytes[0] == b'D' && matches!(bytes[1], b'A'..=b'D') && bytes[2].is_ascii_uppercase()
}

/// A value that says something; the standard has words for "nothing".
fn stated(value: &str) -> Option<&str> {
    let value = value.trim();
    (!value.is_empty() && !matches!(value, "NONE" | "UNK" | "UNAVL" | "NULL")).then_some(value)
}

fn country(issuer: u32, stated: Option<&str>, province: Option<&str>) -> &'static str {
    match stated {
        Some("CAN") => "CAN",
        Some("USA") => "USA",
        Some("MEX") => "MEX",
        _ if CANADA.contains(&issuer) => "CAN",
        _ if MEXICO.contains(&issuer) => "MEX",
        _ if province.is_some_and(|province| PROVINCES.contains(&province)) => "CAN",
        _ => "USA",
    }
}

/// MMDDCCYY in the United States since version 02, CCYYMMDD in Canada and before. The jurisdiction's order is tried
/// first; no month is 19 or 20, so that a date written in the other order can only mean one day.
fn date(raw: &str, country: &str) -> Option<String> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 8 {
        return None;
    }
    let year_first = || date_of(&digits[..4], &digits[4..6], &digits[6..]);
    let year_last = || date_of(&digits[4..], &digits[..2], &digits[2..4]);
    let date =
        if country == "USA" { year_last().or_else(year_first) } else { year_first().or_else(year_last) };
    date.map(|date| date.to_string())
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let plausible = year.parse().is_ok_and(|year: u16| (1880..=2200).contains(&year));
    parse_iso_date(&format!("{year}-{month}-{day}")).filter(|_| plausible)
}

fn sex(raw: &str) -> Option<&'static str> {
    match raw {
        "1" | "M" => Some("M"),
        "2" | "F" => Some("F"),
        "9" | "X" => Some("X"),
        _ => None,
    }
}

/// DCS, DAC and DAD since version 04; DCS and DCT in 02 and 03; DAA, or DAB, DAC and DAD, before.
fn names<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> (Option<String>, Option<String>) {
    let tidy = |text: &str| text.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let (whole_surname, whole_given) = match get("DAA") {
        Some(whole) => {
            let mut parts = whole.split([',', '@', '$']);
            let surname = parts.next().map(tidy);
            // Family name, first name, middle name, suffix.
            (surname, Some(parts.take(2).map(tidy).collect::<Vec<_>>().join(" ").trim().to_owned()))
        }
        None => (None, None),
    };
    let surname = get("DCS").or_else(|| get("DAB")).map(tidy).or(whole_surname);
    let given = match (get("DAC"), get("DAD")) {
        (Some(first), Some(middle)) => Some(tidy(&format!("{first} {middle}"))),
        (Some(first), None) => Some(tidy(first)),
        (None, _) => get("DCT").map(tidy).or(whole_given),
    };
    (surname, given)
}

/// Street, city, jurisdiction and postal code on one line.
fn address<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let street = [get("DAG"), get("DAH")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let postal = get("DAK").map(postal_code);
    let city =
        [get("DAI"), get("DAJ"), postal.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts: Vec<_> = [street, city].into_iter().filter(|part| !part.is_empty()).collect();
    get("DAG").map(|_| parts.join(", "))
}

/// Nine digits are a ZIP+4 whose last four may be filled with noughts.
fn postal_code(raw: &str) -> String {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    match raw.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b' ').then_some(digits.len()) {
        Some(9) if digits.ends_with("0000") => digits[..5].to_owned(),
        Some(9) => format!("{}-{}", &digits[..5], &digits[5..]),
        _ => raw.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(payload: &str) -> BTreeMap<FieldName, String> {
        Licence::parse(payload).expect("is a licence").fields
    }

    const VERSION_8: &str = "@\n\u{1e}\rANSI 636051080002DL00410260ZM03010066DLDAQ800448123\nDCSMOTORIST\nDDEN\nDACMICHAEL\n\
        DDFN\nDADPATRICK\nDDGT\nDBD05102018\nDBB05071963\nDBA05072022\nDBC1\nDAG123 BUCK RUN\nDAIHATTIESBURG\nDAJMS\n\
        DAK394020000  \nDCGUSA\rZMZMAN\nZMBN\r";

    #[test]
    fn a_current_licence_comes_apart() {
        let licence = Licence::parse(VERSION_8).expect("is a licence");
        assert_eq!((licence.version, licence.issuer), (8, 636_051));
        assert_eq!(licence.kind, DocumentKind::DrivingLicence);
        assert_eq!((licence.surname_cut, licence.given_names_cut), (Cut::No, Cut::Yes));
        let expected = [
            (FieldName::Surname, "MOTORIST"),
            (FieldName::GivenNames, "MICHAEL PATRICK"),
            (FieldName::DocumentNumber, "800448123"),
            (FieldName::BirthDate, "1963-05-07"),
            (FieldName::ExpiryDate, "2022-05-07"),
            (FieldName::IssueDate, "2018-05-10"),
            (FieldName::Sex, "M"),
            (FieldName::IssuingCountry, "USA"),
            (FieldName::Address, "123 BUCK RUN, HATTIESBURG MS 39402"),
        ];
        assert_eq!(licence.fields, expected.map(|(field, value)| (field, value.to_owned())).into());
    }

    #[test]
    fn the_first_versions_write_one_name_and_the_year_first() {
        // Header `AAMVA`, no version of the jurisdiction's own, no type before the first element.
        let read = fields(
            "@\n\u{1c}\rAAMVA6360060101DL00290182DAACORTEZ,PABLO,LUIS RODRIGUEZ,JR\nDAQ227881513\nDBA20221007\n\
             DBB19761007\nDBC1\nDAG715 MAIN LN\nDAK066140123",
        );
        assert_eq!(read[&FieldName::Surname], "CORTEZ");
        assert_eq!(read[&FieldName::GivenNames], "PABLO LUIS RODRIGUEZ");
        assert_eq!(read[&FieldName::BirthDate], "1976-10-07");
        assert_eq!(read[&FieldName::Address], "715 MAIN LN, 06614-0123");
    }

    #[test]
    fn canadian_dates_begin_with_the_year_and_broken_offsets_do_no_harm() {
        let read = fields(
            "@\nANSI 990876030001DLabacDLDCSMOTORIST\nDCTMARY,SMITH\nDAQ123400-056\nDAJAB\nDAKT4G 7A7\nDBB19930204\nDBA20190108",
        );
        assert_eq!(read[&FieldName::BirthDate], "1993-02-04");
        assert_eq!(read[&FieldName::GivenNames], "MARY SMITH");
        assert_eq!(read[&FieldName::IssuingCountry], "CAN");
    }

    #[test]
    fn a_date_in_the_other_order_can_mean_but_one_day() {
        assert_eq!(date("02041993", "CAN").as_deref(), Some("1993-02-04"));
        assert_eq!(date("19930204", "USA").as_deref(), Some("1993-02-04"));
        assert_eq!(date("13452001", "USA"), None);
        assert_eq!(date("1993-2-4", "USA"), None);
    }

    #[test]
    fn identity_cards_and_empty_words_are_told_apart() {
        let licence = Licence::parse(
            "@\n\u{1e}\rANSI 636026080002ID00410260ZA03010066IDDAQD12345678\nDCSDOE\nDADNONE\nDACJANE\nDBC9",
        )
        .expect("is one");
        assert_eq!(licence.kind, DocumentKind::IdCard);
        assert_eq!(licence.fields[&FieldName::GivenNames], "JANE");
        assert_eq!(licence.fields[&FieldName::Sex], "X");
    }

    #[test]
    fn other_payloads_are_none() {
        assert_eq!(Licence::parse("https://example.org/"), Err(NotALicence::Header));
        assert_eq!(Licence::parse("ANSI 636051"), Err(NotALicence::Header));
        assert_eq!(Licence::parse("ANSI 636051080002DL00410260"), Err(NotALicence::Empty));
        assert_eq!(Licence::parse(&"x".repeat(LONGEST + 1)), Err(NotALicence::TooLong));
    }

    proptest! {
        #[test]
        fn no_payload_is_too_odd(tail in "(?s).{0,200}") {
            let _ = Licence::parse(&tail);
            let _ = Licence::parse(&format!("@\n\u{1e}\rANSI 636051080002DL{tail}"));
        }
    }
}
