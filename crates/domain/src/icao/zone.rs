//! A machine-readable zone as text: shape, check digits, fields, and how one is written.

use super::{
    check, countries,
    layout::{self, Layout, Span},
    names,
    names::Truncation,
};
use crate::inspection::{CheckDigit, CheckedField, ZoneFormat};
use time::{Date, Month};

/// Lines of the right number and length, holding `A`-`Z`, `0`-`9` and `<` only.
///
/// The check digits may fail and the fields may be nonsense; the shape cannot be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneText {
    format: ZoneFormat,
    lines: Vec<String>,
}

/// Why lines are not a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// No format has this many lines of this length.
    #[error("no format has these lines: two of 36 or 44 characters, or three of 30")]
    Lines,
    /// A character that no zone holds.
    #[error("a zone holds A to Z, 0 to 9 and < only")]
    Character,
}

/// The fields of a zone. Text is as it stands in the zone, without fillers at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneFields {
    /// `P`, `ID`, `VN`, …
    pub document_code: String,
    /// Issuing state, ISO 3166-1 alpha-3 or ICAO's code.
    pub issuing_country: String,
    /// Primary identifier, words parted by single spaces.
    pub surname: String,
    /// Secondary identifier, words parted by single spaces; empty when there is none.
    pub given_names: String,
    /// Whether the names fill the field to its end, so that a part may be missing.
    pub truncation: Truncation,
    /// Whole, also when it continues in the optional data.
    pub document_number: String,
    /// ISO 3166-1 alpha-3 or ICAO's code.
    pub nationality: String,
    /// Nothing when a part is unknown or it is no date.
    pub birth_date: Option<Date>,
    /// `M`, `F`, or `X` for unspecified.
    pub sex: char,
    /// Nothing when it is no date.
    pub expiry_date: Option<Date>,
    /// Optional data that is not part of the document number.
    pub personal_number: Option<String>,
}

/// What a zone is built from. Names in any script of 9303-3 §6; codes and numbers as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneDetails<'a> {
    /// `P`, `ID`, …
    pub document_code: &'a str,
    /// Code of the issuing state, `D` for Germany.
    pub issuing_country: &'a str,
    /// Primary identifier.
    pub surname: &'a str,
    /// Secondary identifier; empty when there is none.
    pub given_names: &'a str,
    /// Of any length; what does not fit nine characters continues where the format allows it.
    pub document_number: &'a str,
    /// Code of the nationality.
    pub nationality: &'a str,
    /// Date of birth.
    pub birth_date: Date,
    /// `M`, `F`, anything else for unspecified.
    pub sex: char,
    /// Last day of validity.
    pub expiry_date: Date,
    /// Optional data; empty when there is none.
    pub personal_number: &'a str,
}

impl ZoneText {
    /// Takes lines as they were read; the format follows from their number, length and first letter.
    pub fn parse<S: AsRef<str>>(lines: &[S]) -> Result<Self, ShapeError> {
        let width = lines.first().map_or(0, |line| line.as_ref().len());
        let visa = lines.first().is_some_and(|line| line.as_ref().starts_with('V'));
        let format = match (lines.len(), width, visa) {
            (3, 30, _) => ZoneFormat::Td1,
            (2, 36, false) => ZoneFormat::Td2,
            (2, 36, true) => ZoneFormat::MrvB,
            (2, 44, false) => ZoneFormat::Td3,
            (2, 44, true) => ZoneFormat::MrvA,
            _ => return Err(ShapeError::Lines),
        };
        if lines.iter().any(|line| line.as_ref().len() != width) {
            return Err(ShapeError::Lines);
        }
        let known = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'<';
        if !lines.iter().all(|line| line.as_ref().bytes().all(known)) {
            return Err(ShapeError::Character);
        }
        Ok(Self { format, lines: lines.iter().map(|line| line.as_ref().to_owned()).collect() })
    }

    /// Writes a zone. Names are transliterated and cut to fit, check digits computed.
    pub fn build(format: ZoneFormat, details: &ZoneDetails<'_>) -> Self {
        let layout = layout::of(format);
        let mut lines = vec![vec![b'<'; layout.width]; layout.lines];
        let mut put = |span: Span, text: &str| {
            let place = &mut lines[span.line][span.start..span.start + span.len];
            for (slot, c) in place.iter_mut().zip(text.bytes()) {
                *slot = if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { b'<' };
            }
        };
        put(layout.code, details.document_code);
        put(layout.issuer, details.issuing_country);
        put(layout.names, &names::zone_field(details.surname, details.given_names));
        put(layout.nationality, details.nationality);
        put(layout.birth, &yymmdd(details.birth_date));
        put(
            layout.sex,
            match details.sex {
                'M' => "M",
                'F' => "F",
                _ => "<",
            },
        );
        put(layout.expiry, &yymmdd(details.expiry_date));
        let number: String = details.document_number.chars().filter(char::is_ascii_alphanumeric).collect();
        put(layout.number, &number);
        if layout.long_number && number.len() > layout.number.len {
            let (head, tail) = number.split_at(layout.number.len);
            let digit = char::from(check::digit(format!("{head}<{tail}").to_ascii_uppercase().bytes()));
            put(layout.optional, &format!("{tail}{digit}<{}", details.personal_number));
        } else {
            put(layout.optional, details.personal_number);
            seal(&mut lines, layout.number);
        }
        seal(&mut lines, layout.birth);
        seal(&mut lines, layout.expiry);
        if layout.optional_checked {
            seal(&mut lines, layout.optional);
        }
        if let Some((parts, place)) = layout.composite {
            let covered: Vec<u8> = parts
                .iter()
                .flat_map(|part| lines[part.line][part.start..part.start + part.len].to_vec())
                .collect();
            lines[place.line][place.start] = check::digit(covered);
        }
        let lines = lines.into_iter().map(|line| line.into_iter().map(char::from).collect()).collect();
        Self { format, lines }
    }

    /// Which layout.
    pub fn format(&self) -> ZoneFormat {
        self.format
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The lines, handed over.
    pub fn into_lines(self) -> Vec<String> {
        self.lines
    }

    /// Every check digit of the format, in the order number, birth, expiry, optional data, composite.
    pub fn check_digits(&self) -> Vec<CheckDigit> {
        let layout = self.layout();
        let simple = |covers, field: Span| CheckDigit {
            covers,
            holds: self.after(field) == check::digit(self.bytes(field)),
        };
        let number = match self.long_number() {
            // States differ on whether the filler in the check digit's place takes part in the sum:
            // Belgium counts it, Portugal does not.
            Some(long) => CheckDigit {
                covers: CheckedField::DocumentNumber,
                holds: long.check == check::digit(long.number.bytes())
                    || long.check
                        == check::digit(self.bytes(layout.number).chain(*b"<").chain(long.tail.bytes())),
            },
            None => simple(CheckedField::DocumentNumber, layout.number),
        };
        let mut digits = vec![
            number,
            simple(CheckedField::BirthDate, layout.birth),
            simple(CheckedField::ExpiryDate, layout.expiry),
        ];
        if layout.optional_checked {
            // Without optional data the digit may be a filler (9303-4 §4.2.2.2).
            let empty = self.bytes(layout.optional).all(|c| c == b'<') && self.after(layout.optional) == b'<';
            let mut digit = simple(CheckedField::OptionalData, layout.optional);
            digit.holds |= empty;
            digits.push(digit);
        }
        if let Some((parts, place)) = layout.composite {
            let expected = check::digit(parts.iter().flat_map(|part| self.bytes(*part)));
            digits.push(CheckDigit {
                covers: CheckedField::Composite,
                holds: self.bytes(place).eq([expected]),
            });
        }
        digits
    }

    /// The fields. `today` decides the centuries: nobody is born in the future.
    pub fn fields(&self, today: Date) -> ZoneFields {
        let layout = self.layout();
        let long = self.long_number();
        let names = self.text(layout.names);
        let (surname, given) = names.split_once("<<").unwrap_or((names, ""));
        let spaced =
            |text: &str| text.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let trimmed = |span: Span| self.text(span).trim_matches('<').to_owned();
        let optional = long.as_ref().map_or_else(|| self.text(layout.optional), |long| long.rest);
        let personal = [optional, layout.optional2.map_or("", |span| self.text(span))]
            .map(&spaced)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        ZoneFields {
            document_code: trimmed(layout.code),
            issuing_country: countries::iso_code(self.text(layout.issuer)).to_owned(),
            surname: spaced(surname),
            given_names: spaced(given),
            truncation: if names.ends_with('<') { Truncation::Whole } else { Truncation::MaybeCut },
            document_number: long.map_or_else(|| trimmed(layout.number), |long| long.number.replace('<', "")),
            nationality: countries::iso_code(self.text(layout.nationality)).to_owned(),
            birth_date: date(self.text(layout.birth), |year| year <= today.year(), today),
            sex: match self.text(layout.sex) {
                "M" => 'M',
                "F" => 'F',
                _ => 'X',
            },
            // Documents run for decades at most: half a century ahead, half a century behind.
            expiry_date: date(self.text(layout.expiry), |year| year <= today.year() + 50, Date::MAX),
            personal_number: (!personal.is_empty()).then_some(personal),
        }
    }

    fn layout(&self) -> &'static Layout {
        layout::of(self.format)
    }

    fn text(&self, span: Span) -> &str {
        &self.lines[span.line][span.start..span.start + span.len]
    }

    fn bytes(&self, span: Span) -> impl Iterator<Item = u8> + '_ {
        self.text(span).bytes()
    }

    fn after(&self, span: Span) -> u8 {
        self.lines[span.line].as_bytes()[span.start + span.len]
    }

    /// A document number that continues in the optional data: its check digit is a filler, and the
    /// optional data begins with the rest of the number and its real check digit (9303-5 §4.2.2, note j).
    fn long_number(&self) -> Option<LongNumber<'_>> {
        let layout = self.layout();
        if !layout.long_number || self.after(layout.number) != b'<' || self.text(layout.number).ends_with('<')
        {
            return None;
        }
        let optional = self.text(layout.optional);
        let (tail, rest) = optional.split_once('<').unwrap_or((optional, ""));
        let check = *tail.as_bytes().last()?;
        let tail = &tail[..tail.len() - 1];
        Some(LongNumber { number: format!("{}{tail}", self.text(layout.number)), tail, check, rest })
    }
}

struct LongNumber<'a> {
    number: String,
    tail: &'a str,
    check: u8,
    rest: &'a str,
}

/// Puts the check digit after a field.
fn seal(lines: &mut [Vec<u8>], field: Span) {
    let line = &mut lines[field.line];
    let end = field.start + field.len;
    line[end] = check::digit(line[field.start..end].iter().copied());
}

fn yymmdd(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year().rem_euclid(100), u8::from(date.month()), date.day())
}

/// The latest date with these two-digit parts whose year is fit and that is not after `latest`.
fn date(text: &str, fits: impl Fn(i32) -> bool, latest: Date) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    let (year, month, day): (u8, u8, u8) = (part(0..2)?, part(2..4)?, part(4..6)?);
    let month = Month::try_from(month).ok()?;
    [2000, 1900]
        .into_iter()
        .map(|century| century + i32::from(year))
        .filter(|year| fits(*year))
        .filter_map(|year| Date::from_calendar_date(year, month, day).ok())
        .find(|date| *date <= latest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 23);

    /// Standards' examples and the MIT-licensed vectors of `cheminfo/mrz`; see the file's neighbour.
    #[test]
    fn agrees_with_the_collected_vectors() {
        let path = std::env::var("PROOFDESK_ZONE_VECTORS")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/mrz_vectors.jsonl").into());
        let mut seen = 0;
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let vector: serde_json::Value = serde_json::from_str(line).unwrap();
            let Some(ok) = vector["check_digits_ok"].as_bool() else {
                continue;
            };
            let lines: Vec<&str> =
                vector["mrz"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
            let zone = ZoneText::parse(&lines).unwrap_or_else(|e| panic!("{e}: {lines:?}"));
            let failing: Vec<&str> = zone
                .check_digits()
                .iter()
                .filter(|d| !d.holds)
                .map(|d| match d.covers {
                    CheckedField::DocumentNumber => "num",
                    CheckedField::BirthDate => "dob",
                    CheckedField::ExpiryDate => "exp",
                    CheckedField::OptionalData => "opt",
                    CheckedField::Composite => "comp",
                })
                .collect();
            let expected: Vec<&str> = vector["failing"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| f.as_str().unwrap())
                .map(|f| f.strip_suffix("-ext").unwrap_or(f))
                .collect();
            assert_eq!((failing.is_empty(), &failing), (ok, &expected), "{lines:?}");
            zone.fields(TODAY);
            seen += 1;
        }
        assert!(seen >= 15, "only {seen} vectors");
    }

    #[test]
    fn takes_the_standards_passport_apart() {
        let zone = ZoneText::parse(&[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ])
        .unwrap();
        let fields = zone.fields(TODAY);
        assert_eq!((fields.surname.as_str(), fields.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!(fields.document_number, "L898902C3");
        assert_eq!(
            (fields.birth_date, fields.expiry_date),
            (Some(date!(1974 - 08 - 12)), Some(date!(2012 - 04 - 15)))
        );
        assert_eq!((fields.sex, fields.personal_number.as_deref()), ('F', Some("ZE184226B")));
        assert_eq!((fields.issuing_country.as_str(), fields.truncation), ("UTO", Truncation::Whole));
    }

    #[test]
    fn joins_a_long_document_number() {
        // 9303-5 appendix: D23145890734, check digit 9.
        let zone = ZoneText::parse(&[
            "I<UTOD23145890<7349<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ])
        .unwrap();
        let fields = zone.fields(TODAY);
        assert_eq!((fields.document_number.as_str(), fields.personal_number), ("D23145890734", None));
        assert!(zone.check_digits()[0].holds);
    }

    #[test]
    fn nobody_is_born_in_the_future() {
        let born = |text| date(text, |year| year <= TODAY.year(), TODAY);
        assert_eq!(born("261123"), Some(date!(2026 - 11 - 23)));
        assert_eq!(born("261124"), Some(date!(1926 - 11 - 24)));
        assert_eq!(born("000229"), Some(date!(2000 - 02 - 29)));
        assert_eq!(born("740231"), None);
        assert_eq!(born("74<<<<"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(lines in prop::collection::vec(prop_oneof!["[A-Z0-9<]{30}", "[A-Z0-9<]{36}", "[A-Z0-9<]{44}", "\\PC{0,50}"], 0..4)) {
            if let Ok(zone) = ZoneText::parse(&lines) {
                let _ = (zone.check_digits(), zone.fields(TODAY));
            }
        }

        #[test]
        fn what_is_built_reads_back(
            format in prop_oneof![Just(ZoneFormat::Td1), Just(ZoneFormat::Td2), Just(ZoneFormat::Td3), Just(ZoneFormat::MrvA), Just(ZoneFormat::MrvB)],
            surname in "[A-Z]{1,12}", given in "[A-Z]{1,8}( [A-Z]{1,4})?", number in "[A-Z0-9]{9}([A-Z0-9]{3})?", born in 0..36_000i32, sex in "[MFX]",
        ) {
            let number = if matches!(format, ZoneFormat::Td1 | ZoneFormat::Td2) { number } else { number[..9].to_owned() };
            let birth_date = date!(1930 - 01 - 01) + time::Duration::days(i64::from(born) % 35_000);
            let details = ZoneDetails {
                document_code: match format { ZoneFormat::Td3 => "P", ZoneFormat::MrvA | ZoneFormat::MrvB => "V", _ => "I" },
                issuing_country: "UTO", surname: &surname, given_names: &given, document_number: &number, nationality: "D",
                birth_date, sex: sex.chars().next().unwrap(), expiry_date: date!(2031 - 02 - 03), personal_number: "",
            };
            let zone = ZoneText::build(format, &details);
            prop_assert_eq!(&ZoneText::parse(zone.lines()).unwrap(), &zone);
            prop_assert!(zone.check_digits().iter().all(|d| d.holds));
            let fields = zone.fields(TODAY);
            prop_assert_eq!((fields.surname, fields.given_names, fields.document_number, fields.nationality), (surname, given, number, "DEU".to_owned()));
            prop_assert_eq!((fields.birth_date, fields.expiry_date), (Some(birth_date), Some(date!(2031 - 02 - 03))));
        }
    }
}
