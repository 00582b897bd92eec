//! A document request: a checklist inside a conversation. It ends by itself when nothing is left to do.

use super::talk::words;
use crate::{evidence::Slot, reason::ReasonCode};
use serde::{Deserialize, Serialize};

/// Most things asked for at once.
pub const MAX_ITEMS: usize = 10;

words! {
    /// Where one thing that was asked for stands.
    ItemState {
        /// Nothing was sent yet.
        Wanted = "wanted",
        /// It was sent; a check or a person looks at it.
        Received = "received",
        /// Something is wrong with what was sent: its reasons say what.
        Problem = "problem",
        /// It is what was asked for.
        Accepted = "accepted",
        /// The applicant has no such document.
        Lacking = "lacking",
    }
    /// Where the whole list stands.
    RequestState {
        /// The applicant has something to do.
        Open = "open",
        /// All was sent: a check or a person looks.
        Looking = "looking",
        /// All that was asked for is there.
        Fulfilled = "fulfilled",
        /// Something is lacking: a person decides how it goes on.
        Lacking = "lacking",
        /// The desk took it back.
        Withdrawn = "withdrawn",
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Asked {
    /// A page of the case's document anew; a reason says why.
    Page {
        /// Which.
        slot: Slot,
        /// Why, from the catalogue.
        code: ReasonCode,
    },
    /// A proof of address that is not older than so many months.
    ProofOfAddress {
        /// At most.
        months: u8,
    },
    /// Something in the desk's own words.
    Other,
}

impl Asked {
    /// The stable word for storage and text keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Page { .. } => "page",
            Self::ProofOfAddress { .. } => "proof_of_address",
            Self::Other => "other",
        }
    }
}

/// Where a list stands whose things stand so. Withdrawn lists are not asked.
pub fn state(items: &[ItemState]) -> RequestState {
    let any = |state| items.contains(&state);
    if any(ItemState::Wanted) || any(ItemState::Problem) {
        RequestState::Open
    } else if any(ItemState::Received) {
        RequestState::Looking
    } else if any(ItemState::Lacking) {
        RequestState::Lacking
    } else {
        RequestState::Fulfilled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_when_nothing_is_left_and_goes_back_to_a_person_where_something_is_lacking() {
        use ItemState::{Accepted, Lacking, Problem, Received, Wanted};
        for (items, whole) in [
            (vec![Wanted, Accepted], RequestState::Open),
            (vec![Problem, Received], RequestState::Open),
            (vec![Received, Lacking], RequestState::Looking),
            (vec![Accepted, Lacking], RequestState::Lacking),
            (vec![Accepted, Accepted], RequestState::Fulfilled),
        ] {
            assert_eq!(state(&items), whole, "{items:?}");
        }
    }
}
