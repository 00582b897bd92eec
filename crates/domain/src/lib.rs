//! The rules of Proofdesk: states, reasons, policy, limits, clocks, access.
//!
//! Values in, values out. No I/O, no async, no framework, no clock of its own: `now` is always an
//! argument. Start at [`verification`] for the life of a case, [`inspection`] for what a reader
//! hands over, [`judge`] and [`decide`] for how the one becomes the other.

pub mod aamva;
pub mod access;
pub mod account;
pub mod bot;
pub mod clock;
pub mod conversation;
pub mod decide;
pub mod details;
pub mod document;
pub mod evidence;
pub mod finding;
pub mod help;
pub mod icao;
pub mod ids;
pub mod inspection;
pub mod judge;
pub mod ledger;
pub mod limits;
pub mod mend;
pub mod numbers;
pub mod picture;
pub mod policy;
pub mod reason;
pub mod receipt;
pub mod second;
pub mod tenure;
mod traditional;
pub mod verification;

pub use clock::{Millis, Timestamp};
pub use ids::{
    AccountId, ApiKeyId, AppealId, ApplicantId, ArticleId, CheckId, ConversationId, DecisionId, DisputeId,
    EvidenceId, FindingId, JobId, LimitUseId, LinkId, MessageId, SessionId, StaffId, VerificationId,
};
pub use reason::ReasonCode;
