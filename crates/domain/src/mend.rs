//! Where something is mended: the step of the applicant's way that a finding leads back to.

use crate::{
    evidence::Slot,
    finding::Finding,
    reason::{Class, codes},
};
use serde::{Deserialize, Serialize};

/// A step of the way, as far as one can be sent back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Typing the details.
    Details,
    /// Choosing the document.
    Document,
    /// The photo of the front, or of the passport's page.
    PhotoFront,
    /// The photo of the back.
    PhotoBack,
    /// Saying when we may call.
    Call,
    /// Looking over everything and sending it.
    Check,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 6] =
        [Self::Details, Self::Document, Self::PhotoFront, Self::PhotoBack, Self::Call, Self::Check];

    /// The stable word for text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Details => "details",
            Self::Document => "document",
            Self::PhotoFront => "photo_front",
            Self::PhotoBack => "photo_back",
            Self::Call => "call",
            Self::Check => "check",
        }
    }

    /// Where a finding is mended; none where there is nothing that the applicant could do.
    pub fn mending(finding: &Finding) -> Option<Self> {
        if finding.code == codes::DOC_NOT_AS_SELECTED {
            return Some(Self::Document);
        }
        if finding.code == codes::SESSION_CALL {
            return Some(Self::Call);
        }
        match (finding.code.reason().class, finding.page) {
            (Class::Retake, Some(Slot::Back)) => Some(Self::PhotoBack),
            (Class::Retake, _) => Some(Self::PhotoFront),
            (Class::Edit, _) => Some(Self::Details),
            (Class::OtherDocument, _) => Some(Self::Document),
            (Class::Human | Class::System | Class::Final, _) => None,
        }
    }
}
