//! The ledger of what was taken back, how well we do, and approvals that a person looks at again.
//!
//! [`record`] is called by whoever takes something back, in their transaction. [`App::numbers`](crate::App::numbers) and
//! [`App::ledger`](crate::App::ledger) are what the console shows, [`App::published_figures`](crate::App::published_figures) what everybody may see where
//! the operator wishes. The counting is `domain::ledger`'s. What is never here: whose a case is.

mod figures;
mod public;
pub(crate) mod record;
mod rereview;
#[cfg(test)]
mod tests;

pub use figures::{
    LedgerAsked, LedgerLine, LedgerRow, LedgerView, NumbersAsked, NumbersView, SaidBy, Waiting,
};
pub(crate) use figures::{MOST_WEEKS, first_monday};
pub use proofdesk_store::ledger::rereviews::{Followed, RereviewOutcome};
pub(crate) use public::Told;
pub use public::{Publish, Published};
pub use rereview::{DoneRereview, RereviewError, RereviewView, SecondVerdict};
