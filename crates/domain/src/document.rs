//! Documents: kinds, sides, and the fields that are read from them.

use serde::{Deserialize, Serialize};

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport booklet (TD3); its data page is [`Side::Front`].
    Passport,
    /// An identity card (TD1, TD2, or without a zone).
    IdCard,
    /// A driving licence.
    DrivingLicence,
    /// A residence permit.
    ResidencePermit,
    /// A visa (MRV-A, MRV-B).
    Visa,
    /// Anything else that was recognised as a document.
    Other,
}

impl DocumentKind {
    /// The stable word for storage, answers and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdCard => "id_card",
            Self::DrivingLicence => "driving_licence",
            Self::ResidencePermit => "residence_permit",
            Self::Visa => "visa",
            Self::Other => "other",
        }
    }

    /// The sides that are needed to read the whole document.
    pub const fn sides(self) -> &'static [Side] {
        match self {
            Self::Passport | Self::Visa => &[Side::Front],
            _ => &[Side::Front, Side::Back],
        }
    }
}

/// A side of a document. A passport's data page is its front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The side with the portrait, or a passport's data page.
    Front,
    /// The other side.
    Back,
}

impl Side {
    /// The stable word for storage, answers and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}

/// A field that a document shows. The names are a contract (`contracts.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the field of that name on the document")]
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

impl FieldName {
    /// Every field, in the order in which documents print them.
    pub const ALL: [Self; 13] = [
        Self::Surname,
        Self::GivenNames,
        Self::FullName,
        Self::DocumentNumber,
        Self::PersonalNumber,
        Self::BirthDate,
        Self::ExpiryDate,
        Self::IssueDate,
        Self::Sex,
        Self::Nationality,
        Self::IssuingCountry,
        Self::Authority,
        Self::Address,
    ];

    /// The stable word for storage, answers and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Surname => "surname",
            Self::GivenNames => "given_names",
            Self::FullName => "full_name",
            Self::DocumentNumber => "document_number",
            Self::PersonalNumber => "personal_number",
            Self::BirthDate => "birth_date",
            Self::ExpiryDate => "expiry_date",
            Self::IssueDate => "issue_date",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::IssuingCountry => "issuing_country",
            Self::Authority => "authority",
            Self::Address => "address",
        }
    }
}

/// Where a reading came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The machine-readable zone.
    Mrz,
    /// Printed text.
    Printed,
    /// A barcode.
    Barcode,
}
