//! The reason catalogue as data (`data/reasons.toml`).
//!
//! A [`ReasonCode`] can only be one that stands in the catalogue. Texts live with the pages, by
//! code; here is what a code *means for the case*: its class, what it becomes when it repeats, and
//! who raises it today.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{collections::BTreeMap, fmt, sync::OnceLock};

/// Whose turn a reason makes it, and what is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Retake the same document.
    #[serde(rename = "R")]
    Retake,
    /// Correct the typed data, or dispute our reading.
    #[serde(rename = "E")]
    Edit,
    /// Another document.
    #[serde(rename = "D")]
    OtherDocument,
    /// A person looks; nothing to do yet.
    #[serde(rename = "H")]
    Human,
    /// Our fault: we retry, no attempt is used.
    #[serde(rename = "S")]
    System,
    /// Final: only a named person, and it can be appealed.
    #[serde(rename = "F")]
    Final,
}

impl Class {
    /// The letter used in the catalogue and in text keys.
    pub const fn letter(self) -> char {
        match self {
            Self::Retake => 'R',
            Self::Edit => 'E',
            Self::OtherDocument => 'D',
            Self::Human => 'H',
            Self::System => 'S',
            Self::Final => 'F',
        }
    }
}

/// Who raises a reason today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaisedBy {
    /// An automated check (a person may raise it too).
    Check,
    /// Only a person.
    Person,
    /// Nothing yet.
    None,
}

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// `group.name`, stable.
    #[serde(rename = "code")]
    name: String,
    /// What it means at first.
    pub class: Class,
    /// What it turns into when it repeats, in order.
    #[serde(default)]
    pub becomes: Vec<Class>,
    /// A second class that holds beside the first (an expired document may also be a misread date).
    #[serde(default)]
    pub or: Option<Class>,
    /// What it means, for developers and reviewers.
    pub meaning: String,
    /// What the applicant does about it, in a few words.
    pub action: String,
    /// Who raises it today.
    pub raised_by: RaisedBy,
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &str {
        &self.name
    }

    /// Shown to the applicant only as a safe text, never with its signal.
    pub fn is_confidential(&self) -> bool {
        self.name.starts_with("integrity.") || self.name.starts_with("screening.")
    }

    /// It can be held against somebody: neither our own fault nor a mere question.
    pub fn is_judgement(&self) -> bool {
        self.class != Class::System && self.name != codes::SESSION_CALL.as_str()
    }

    /// The applicant may say "you misread this" or "look again" at it.
    pub fn disputable(&self) -> bool {
        self.class == Class::Edit
            || self.or == Some(Class::Edit)
            || ["doc.", "read.", "image.", "capture."].iter().any(|p| self.name.starts_with(p))
    }
}

/// A code that stands in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(&'static str);

impl ReasonCode {
    /// Looks a code up; `None` when the catalogue does not have it.
    pub fn find(code: &str) -> Option<Self> {
        catalogue().get_key_value(code).map(|(name, _)| Self(name))
    }

    /// The stable code, `group.name`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Its entry.
    pub fn reason(self) -> &'static Reason {
        &catalogue()[self.0]
    }

    /// Every code, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        catalogue().keys().map(|name| Self(name))
    }
}

impl fmt::Debug for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for ReasonCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for ReasonCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::find(&code).ok_or_else(|| serde::de::Error::custom(format!("no reason has the code {code:?}")))
    }
}

/// The codes that checks raise by name. A test holds each against the catalogue.
pub mod codes {
    use super::ReasonCode;

    macro_rules! codes {
        ($($name:ident = $code:literal),+ $(,)?) => {
            $(#[doc = concat!("`", $code, "`")] pub const $name: ReasonCode = ReasonCode($code);)+
            #[cfg(test)]
            pub(super) const NAMED: &[ReasonCode] = &[$($name),+];
        };
    }

    codes! {
        FILE_FORMAT = "file.format",
        FILE_TOO_LARGE = "file.too_large",
        FILE_TOO_SMALL = "file.too_small",
        FILE_CORRUPT = "file.corrupt",
        FILE_ENCRYPTED = "file.encrypted",
        FILE_ALREADY_DECLINED = "file.already_declined",
        IMAGE_BLURRED = "image.blurred",
        IMAGE_GLARE = "image.glare",
        IMAGE_TOO_DARK = "image.too_dark",
        IMAGE_OVEREXPOSED = "image.overexposed",
        IMAGE_LOW_RESOLUTION = "image.low_resolution",
        IMAGE_GRAYSCALE = "image.grayscale",
        IMAGE_CUT_OFF = "image.cut_off",
        IMAGE_PERSPECTIVE = "image.perspective",
        IMAGE_NO_DOCUMENT = "image.no_document",
        IMAGE_MANY_DOCUMENTS = "image.many_documents",
        CAPTURE_SCREEN_PHOTO = "capture.screen_photo",
        DOC_FRONT_MISSING = "doc.front_missing",
        DOC_BACK_MISSING = "doc.back_missing",
        DOC_WRONG_PAGE = "doc.wrong_page",
        READ_BARCODE = "read.barcode",
        DOC_SAME_SIDE_TWICE = "doc.same_side_twice",
        DOC_SIDES_DIFFER = "doc.sides_differ",
        DOC_TYPE_UNSUPPORTED = "doc.type_unsupported",
        DOC_COUNTRY_UNSUPPORTED = "doc.country_unsupported",
        DOC_NOT_AS_SELECTED = "doc.not_as_selected",
        DOC_EXPIRED = "doc.expired",
        DOC_EXPIRES_SOON = "doc.expires_soon",
        DOC_DATES_INVALID = "doc.dates_invalid",
        DOC_SPECIMEN = "doc.specimen",
        READ_FIELD_UNREADABLE = "read.field_unreadable",
        READ_MRZ_MISSING = "read.mrz_missing",
        READ_MRZ_CHECK_DIGIT = "read.mrz_check_digit",
        DATA_NAME_MISMATCH = "data.name_mismatch",
        DATA_NAME_INCOMPLETE = "data.name_incomplete",
        DATA_DOB_MISMATCH = "data.dob_mismatch",
        DATA_NUMBER_MISMATCH = "data.number_mismatch",
        DATA_NATIONALITY_MISMATCH = "data.nationality_mismatch",
        DATA_DOCUMENT_CONFLICT = "data.document_conflict",
        DATA_UNDERAGE = "data.underage",
        POLICY_NOT_SERVED = "policy.not_served",
        SESSION_CONSENT_DECLINED = "session.consent_declined",
        SESSION_ATTEMPTS_USED = "session.attempts_used",
        SYSTEM_DELAYED = "system.delayed",
        SYSTEM_UPLOAD_INTERRUPTED = "system.upload_interrupted",
    }

    /// `session.call`: no check raises it; it is a person's question that the applicant answers.
    pub const SESSION_CALL: ReasonCode = ReasonCode("session.call");
}

/// The whole catalogue by code.
pub fn catalogue() -> &'static BTreeMap<String, Reason> {
    #[derive(Deserialize)]
    struct File {
        reason: Vec<Reason>,
    }
    static CATALOGUE: OnceLock<BTreeMap<String, Reason>> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let file: File = toml::from_str(include_str!("../data/reasons.toml"))
            .expect("the built-in catalogue parses: a test reads it");
        file.reason.into_iter().map(|reason| (reason.name.clone(), reason)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_holds_all_seventy_five() {
        assert_eq!(catalogue().len(), 75);
    }

    #[test]
    fn every_named_code_stands_in_the_catalogue_and_says_that_a_check_raises_it() {
        for code in codes::NAMED {
            let found = ReasonCode::find(code.as_str());
            assert_eq!(found, Some(*code), "{code} is not in the catalogue");
            assert_eq!(code.reason().raised_by, RaisedBy::Check, "{code}");
        }
    }

    #[test]
    fn a_call_is_asked_for_by_people_alone_and_is_no_judgement() {
        let call = ReasonCode::find(codes::SESSION_CALL.as_str()).expect("stands in the catalogue").reason();
        assert_eq!((call.raised_by, call.class), (RaisedBy::Person, Class::Human));
        assert!(!call.disputable() && !call.is_confidential() && !call.is_judgement());
    }

    #[test]
    fn every_code_that_a_check_raises_has_a_name_here() {
        for code in ReasonCode::all().filter(|c| c.reason().raised_by == RaisedBy::Check) {
            assert!(codes::NAMED.contains(&code), "{code} says `check` but no check can name it");
        }
    }

    #[test]
    fn codes_round_trip_and_strangers_are_refused() {
        let json = serde_json::to_string(&codes::IMAGE_GLARE).expect("serialises");
        assert_eq!(serde_json::from_str::<ReasonCode>(&json).expect("parses"), codes::IMAGE_GLARE);
        assert!(serde_json::from_str::<ReasonCode>("\"image.ugly\"").is_err());
    }
}
