//! The reviewers' desk: the inbox, one case with everything that bears on it, decisions, disputes, and
//! what staff do on an applicant's behalf.
//!
//! Start at [`App::inbox`](crate::App::inbox) and [`App::open_case`](crate::App::open_case). What is
//! never here: rules (`domain`), and pictures or words of somebody whose case the caller has not claimed.

mod assist;
mod bulk;
pub(crate) mod comparison;
pub(crate) mod decide;
mod desk;
mod disputes;
mod duplicates;
pub(crate) mod fair;
mod floor;
pub mod history;
mod inbox;
mod laid_out;
mod open;
mod second;
mod skills;
mod tags;
mod views;

pub use assist::AssistError;
pub use bulk::{Deed, DoneToOne, MOST_AT_ONCE};
pub use decide::{DecideError, MAX_NOTE_CHARS, MAX_WORDS_CHARS, UNDO};
pub use desk::{Seen, WriteError};
pub use disputes::{AfterRuling, SettleError};
pub use proofdesk_store::steps::StepOutcome;
pub use skills::{Floor, Load, SkillSet};
pub use tags::{MAX_TAG_CHARS, TagError, checked_tag};
pub use views::*;

#[cfg(test)]
pub(crate) mod tests;
