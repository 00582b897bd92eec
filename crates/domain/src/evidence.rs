//! Evidence: what was submitted, and where in the case it belongs.

use crate::document::Side;
use serde::{Deserialize, Serialize};

/// The place in a case that a piece of evidence fills. A newer piece replaces the older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// The document's front, or a passport's data page.
    Front,
    /// The document's back.
    Back,
    /// The typed details.
    Details,
}

impl Slot {
    /// The stable word for storage, answers and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
            Self::Details => "details",
        }
    }

    /// The slot of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Self::Front, Self::Back, Self::Details].into_iter().find(|slot| slot.as_str() == word)
    }

    /// The side of the document that goes here, if it is a picture's place.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Front => Some(Side::Front),
            Self::Back => Some(Side::Back),
            Self::Details => None,
        }
    }
}

impl From<Side> for Slot {
    fn from(side: Side) -> Self {
        match side {
            Side::Front => Self::Front,
            Side::Back => Self::Back,
        }
    }
}

/// Whether a piece of evidence still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceState {
    /// The one that counts in its slot.
    Current,
    /// A newer one took its place.
    Superseded,
}

impl EvidenceState {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
        }
    }
}
