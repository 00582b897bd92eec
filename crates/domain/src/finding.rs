//! Findings: what a check or a person found, with the value, the threshold and the place.

use crate::{
    document::FieldName,
    evidence::Slot,
    picture::Quad,
    reason::{ReasonCode, codes},
};
use serde::{Deserialize, Serialize};

/// What a finding does to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The case cannot be approved while it stands.
    Blocking,
    /// Worth knowing; does not stand in the way.
    Advisory,
}

impl Severity {
    /// The stable word for storage and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Advisory => "advisory",
        }
    }
}

/// The unit of a measured value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A part of a whole, 0 to 1, shown as per cent.
    Share,
    /// Dots per inch on the document.
    Dpi,
    /// Pixels.
    Pixels,
    /// Bytes.
    Bytes,
    /// Degrees of angle.
    Degrees,
    /// Whole years.
    Years,
    /// Whole days.
    Days,
    /// How many.
    Count,
}

/// A value with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// In `unit`.
    pub value: f32,
    /// The unit.
    pub unit: Unit,
}

/// Which side of its threshold a measure has to be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At least as much.
    Least,
    /// At most as much.
    Most,
}

impl Bound {
    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Least => "least",
            Self::Most => "most",
        }
    }
}

/// Measures of which there may be too much and never too little.
const AT_MOST: [ReasonCode; 4] =
    [codes::IMAGE_GLARE, codes::IMAGE_OVEREXPOSED, codes::IMAGE_PERSPECTIVE, codes::CAPTURE_SCREEN_PHOTO];

/// What a check or a person found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The catalogue's code.
    pub code: ReasonCode,
    /// Whether it stands in the way.
    pub severity: Severity,
    /// The field it is about, if it is about one.
    pub field: Option<FieldName>,
    /// The piece of evidence it is about.
    pub page: Option<Slot>,
    /// What was measured.
    pub measured: Option<Quantity>,
    /// What would have been enough.
    pub threshold: Option<Quantity>,
    /// The place on that page's picture.
    pub region: Option<Quad>,
    /// What the applicant typed, where it is held against the document.
    pub typed: Option<String>,
    /// What we read, or the date or word that the finding is about.
    pub read: Option<String>,
    /// How sure the reading is, 0 to 1.
    pub confidence: Option<f32>,
}

impl Finding {
    /// A finding that stands in the way; add to it with the `with_` and `on_` functions.
    pub fn blocking(code: ReasonCode) -> Self {
        Self {
            code,
            severity: Severity::Blocking,
            field: None,
            page: None,
            measured: None,
            threshold: None,
            region: None,
            typed: None,
            read: None,
            confidence: None,
        }
    }

    /// A finding that is worth knowing and does not stand in the way.
    pub fn advisory(code: ReasonCode) -> Self {
        Self { severity: Severity::Advisory, ..Self::blocking(code) }
    }

    /// The page it is about.
    #[must_use]
    pub fn on_page(self, page: Slot) -> Self {
        Self { page: Some(page), ..self }
    }

    /// The field it is about.
    #[must_use]
    pub fn on_field(self, field: FieldName) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The place on the picture.
    #[must_use]
    pub fn at(self, region: Option<Quad>) -> Self {
        Self { region, ..self }
    }

    /// The measured value and what would have been enough.
    #[must_use]
    pub fn measured(self, value: f32, threshold: f32, unit: Unit) -> Self {
        Self {
            measured: Some(Quantity { value, unit }),
            threshold: Some(Quantity { value: threshold, unit }),
            ..self
        }
    }

    /// What was typed and what was read.
    #[must_use]
    pub fn compared(self, typed: &str, read: &str, confidence: f32) -> Self {
        Self {
            typed: Some(typed.to_owned()),
            read: Some(read.to_owned()),
            confidence: Some(confidence),
            ..self
        }
    }

    /// The date or word that it is about.
    #[must_use]
    pub fn showing(self, read: impl Into<String>) -> Self {
        Self { read: Some(read.into()), ..self }
    }

    /// Which side of the threshold would have been enough, where there is one. Advice may lie on the good side of it.
    pub fn bound(&self) -> Option<Bound> {
        let (measured, threshold) = (self.measured?, self.threshold?);
        let most = measured.value > threshold.value || AT_MOST.contains(&self.code);
        Some(if most { Bound::Most } else { Bound::Least })
    }

    /// Where a person would say it repeats: the same code on the same page and field.
    pub fn same_place_as(&self, other: &Self) -> bool {
        (self.code, self.page) == (other.code, other.page)
    }
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Stands.
    Open,
    /// A newer sending or a correction took it away.
    Resolved,
    /// The applicant says that we are wrong; a person looks.
    Disputed,
    /// A person agreed with the applicant.
    Overruled,
    /// A person agreed with the check.
    Upheld,
}

impl FindingState {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Disputed => "disputed",
            Self::Overruled => "overruled",
            Self::Upheld => "upheld",
        }
    }

    /// The state of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Self::Open, Self::Resolved, Self::Disputed, Self::Overruled, Self::Upheld]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Still counts against the case.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Open | Self::Disputed | Self::Upheld)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_told_by_what_was_measured_and_not_by_how_it_came_out() {
        let glare = |measured| Finding::advisory(codes::IMAGE_GLARE).measured(measured, 0.012, Unit::Share);
        assert_eq!(glare(0.05).bound(), Some(Bound::Most));
        // Advice: below the limit that would stand in the way.
        assert_eq!(glare(0.006).bound(), Some(Bound::Most));
        let dpi = Finding::blocking(codes::IMAGE_LOW_RESOLUTION).measured(90.0, 140.0, Unit::Dpi);
        assert_eq!(dpi.bound(), Some(Bound::Least));
        // Darkness is a share that is too large or a brightness that is too low.
        let dark = |measured, limit| {
            Finding::blocking(codes::IMAGE_TOO_DARK).measured(measured, limit, Unit::Share).bound()
        };
        assert_eq!((dark(0.6, 0.45), dark(0.1, 0.24)), (Some(Bound::Most), Some(Bound::Least)));
        assert_eq!(Finding::blocking(codes::DOC_EXPIRED).bound(), None);
    }
}
