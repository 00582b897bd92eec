//! Typed details: what the applicant says of themselves, parsed at the edge.

use crate::clock::parse_iso_date;
use serde::{Deserialize, Serialize};
use time::Date;
use unicode_normalization::UnicodeNormalization;

/// Longest name, number or address line that is taken, in characters.
pub const MAX_FIELD_CHARS: usize = 200;

/// The details as typed, each field exactly as the person left it. Saved with every step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedDetails {
    /// Family name, in Latin letters as on the document's zone.
    pub surname: String,
    /// Given names; empty for somebody with a single name.
    pub given_names: String,
    /// The name in its own script, if it has another one (Chinese characters, say).
    pub native_name: String,
    /// ISO 8601.
    pub birth_date: String,
    /// ISO 3166-1 alpha-3.
    pub nationality: String,
    /// As printed on the document.
    pub document_number: String,
}

/// A field of the typed details, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the field of that name")]
pub enum DetailField {
    Surname,
    GivenNames,
    NativeName,
    BirthDate,
    Nationality,
    DocumentNumber,
}

impl DetailField {
    /// The stable word for forms, storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Surname => "surname",
            Self::GivenNames => "given_names",
            Self::NativeName => "native_name",
            Self::BirthDate => "birth_date",
            Self::Nationality => "nationality",
            Self::DocumentNumber => "document_number",
        }
    }
}

/// What is the matter with a typed field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was typed.
    Missing,
    /// More than [`MAX_FIELD_CHARS`].
    TooLong,
    /// Not a real date.
    NotADate,
    /// A date that has not come yet, or lies more than 130 years back.
    ImpossibleDate,
    /// Not a country of the list.
    UnknownCountry,
    /// Holds characters that no document prints (control characters, markup brackets).
    OddCharacters,
}

/// Details that can be held against a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Family name, trimmed, NFC.
    pub surname: String,
    /// Given names; empty for a single name.
    pub given_names: String,
    /// The name in its own script.
    pub native_name: Option<String>,
    /// Day of birth.
    pub birth_date: Date,
    /// ISO 3166-1 alpha-3, or UTO in test mode.
    pub nationality: String,
    /// As printed, trimmed.
    pub document_number: String,
}

impl TypedDetails {
    /// Parses every field, or says of every field at once what is the matter.
    pub fn parse(&self, today: Date) -> Result<Details, Vec<(DetailField, Problem)>> {
        let mut problems = Vec::new();
        // In the order in which they are asked.
        let surname = text(&mut problems, DetailField::Surname, &self.surname, Needed::Yes);
        let given_names = text(&mut problems, DetailField::GivenNames, &self.given_names, Needed::No);
        let native_name = text(&mut problems, DetailField::NativeName, &self.native_name, Needed::No);
        let birth_date = match self.birth_date.trim() {
            "" => Err(Problem::Missing),
            raw => match parse_iso_date(raw) {
                None => Err(Problem::NotADate),
                Some(date) if date > today || date.year() < today.year() - 130 => {
                    Err(Problem::ImpossibleDate)
                }
                Some(date) => Ok(date),
            },
        };
        if let Err(problem) = birth_date {
            problems.push((DetailField::BirthDate, problem));
        }
        let nationality = self.nationality.trim().to_ascii_uppercase();
        if nationality.is_empty() {
            problems.push((DetailField::Nationality, Problem::Missing));
        } else if !crate::icao::countries::is_issuing_code(&nationality) {
            problems.push((DetailField::Nationality, Problem::UnknownCountry));
        }
        let document_number =
            text(&mut problems, DetailField::DocumentNumber, &self.document_number, Needed::Yes);
        match birth_date {
            Ok(birth_date) if problems.is_empty() => Ok(Details {
                surname,
                given_names,
                native_name: (!native_name.is_empty()).then_some(native_name),
                birth_date,
                nationality,
                document_number,
            }),
            _ => Err(problems),
        }
    }
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Yes,
    No,
}

/// A field of text, tidied; what is wrong with it is added.
fn text(problems: &mut Vec<(DetailField, Problem)>, field: DetailField, raw: &str, needed: Needed) -> String {
    let clean = tidy(raw);
    if clean.is_empty() && needed == Needed::Yes {
        problems.push((field, Problem::Missing));
    } else if clean.chars().count() > MAX_FIELD_CHARS {
        problems.push((field, Problem::TooLong));
    } else if clean.chars().any(is_odd) {
        problems.push((field, Problem::OddCharacters));
    }
    clean
}

/// Trims, folds runs of white space to one space, and composes (NFC).
fn tidy(raw: &str) -> String {
    raw.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that no document prints in these fields.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | '{' | '}' | '\\' | '|' | '\u{fffd}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn typed() -> TypedDetails {
        TypedDetails {
            surname: " Eriksson ".into(),
            given_names: "Anna  Maria".into(),
            native_name: String::new(),
            birth_date: "1974-08-12".into(),
            nationality: "uto".into(),
            document_number: "L898902C3".into(),
        }
    }

    #[test]
    fn good_details_come_out_tidy() {
        let details = typed().parse(date!(2026 - 11 - 23)).expect("parses");
        assert_eq!((&*details.surname, &*details.given_names), ("Eriksson", "Anna Maria"));
        assert_eq!(details.nationality, "UTO");
        assert_eq!(details.native_name, None);
    }

    #[test]
    fn every_problem_is_said_at_once_in_the_order_of_the_form() {
        let broken = TypedDetails {
            surname: "<b>".into(),
            birth_date: "2030-01-01".into(),
            nationality: "ZZZ".into(),
            ..TypedDetails::default()
        };
        let problems = broken.parse(date!(2026 - 11 - 23)).expect_err("is broken");
        assert_eq!(
            problems,
            [
                (DetailField::Surname, Problem::OddCharacters),
                (DetailField::BirthDate, Problem::ImpossibleDate),
                (DetailField::Nationality, Problem::UnknownCountry),
                (DetailField::DocumentNumber, Problem::Missing),
            ]
        );
    }

    #[test]
    fn a_single_name_is_a_whole_name() {
        let single = TypedDetails { given_names: String::new(), ..typed() };
        assert_eq!(single.parse(date!(2026 - 11 - 23)).expect("parses").given_names, "");
    }
}
