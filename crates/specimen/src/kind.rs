//! The kinds of document, their sides and sizes, and the names of their details.

use serde::{Deserialize, Serialize};

use crate::holder::Script;

/// A kind of document that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Passport data page, 125 × 88 mm, zone TD3. It has a front only.
    Passport,
    /// Identity card of credit-card size, zone TD1 on the back.
    IdTd1,
    /// Identity card of 105 × 74 mm, zone TD2 on the front.
    IdTd2,
    /// Chinese-language identity card of credit-card size, without a zone.
    IdCn,
    /// Driving licence of credit-card size, its fields known by their numbers, without a zone.
    Licence,
}

impl Kind {
    /// Every side that exists.
    pub const ALL_SIDES: [(Self, Side); 9] = [
        (Self::Passport, Side::Front),
        (Self::IdTd1, Side::Front),
        (Self::IdTd1, Side::Back),
        (Self::IdTd2, Side::Front),
        (Self::IdTd2, Side::Back),
        (Self::IdCn, Side::Front),
        (Self::IdCn, Side::Back),
        (Self::Licence, Side::Front),
        (Self::Licence, Side::Back),
    ];

    /// Width and height in millimetres (ISO/IEC 7810).
    pub fn size(self) -> (f32, f32) {
        match self {
            Self::Passport => (125.0, 88.0),
            Self::IdTd1 | Self::IdCn | Self::Licence => (85.6, 53.98),
            Self::IdTd2 => (105.0, 74.0),
        }
    }

    /// The script its holder's names are printed in.
    pub fn script(self) -> Script {
        if self == Self::IdCn { Script::Chinese } else { Script::Latin }
    }

    /// What `inspect` calls this kind: `passport`, `id_card` or `driving_licence`.
    pub fn document_kind(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::Licence => "driving_licence",
            Self::IdTd1 | Self::IdTd2 | Self::IdCn => "id_card",
        }
    }

    pub(crate) fn corner_radius(self) -> f32 {
        if self == Self::Passport { 1.2 } else { 3.18 }
    }
}

/// A side of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// With the portrait.
    Front,
    /// The other.
    Back,
}

/// The name of a detail, as everywhere in Proofdesk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it, and contracts.md lists them")]
pub enum FieldName {
    Surname,
    GivenNames,
    FullName,
    DocumentNumber,
    PersonalNumber,
    BirthDate,
    ExpiryDate,
    IssueDate,
    Sex,
    Nationality,
    IssuingCountry,
    Authority,
    Address,
}

/// A word that names none of the things it could.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {what}; it is one of: {choices}")]
pub struct UnknownWord {
    pub(crate) what: &'static str,
    pub(crate) word: String,
    pub(crate) choices: String,
}

macro_rules! words {
    ($type:ty, $what:literal, $($word:literal => $value:path),+ $(,)?) => {
        impl std::str::FromStr for $type {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::UnknownWord> {
                match word {
                    $($word => Ok($value),)+
                    _ => Err($crate::UnknownWord { what: $what, word: word.to_owned(), choices: [$($word),+].join(", ") }),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $($value => $word,)+ })
            }
        }
    };
}
pub(crate) use words;

words!(Kind, "kind of document",
    "passport" => Kind::Passport, "id-td1" => Kind::IdTd1, "id-td2" => Kind::IdTd2, "id-cn" => Kind::IdCn,
    "licence" => Kind::Licence);
words!(Side, "side", "front" => Side::Front, "back" => Side::Back);
words!(FieldName, "field",
    "surname" => FieldName::Surname, "given_names" => FieldName::GivenNames, "full_name" => FieldName::FullName,
    "document_number" => FieldName::DocumentNumber, "personal_number" => FieldName::PersonalNumber,
    "birth_date" => FieldName::BirthDate, "expiry_date" => FieldName::ExpiryDate, "issue_date" => FieldName::IssueDate,
    "sex" => FieldName::Sex, "nationality" => FieldName::Nationality, "issuing_country" => FieldName::IssuingCountry,
    "authority" => FieldName::Authority, "address" => FieldName::Address);
