//! A case's way, as its applicant walks it: age, region and consent; level; details and pictures;
//! sending; what came of it; disputing, appealing, cancelling.

mod begin;
mod call;
mod carry;
mod case;
mod details;
mod handoff;
mod help;
mod misread;
mod resumable;
mod send;
mod upload;

pub use begin::{BeginError, Eligibility};
pub use call::{CallOffer, CallReply};
pub use case::{is_mended, next_step};
pub use handoff::{Handoff, HandoffStanding};
pub use help::Lacks;
pub use resumable::{BeginUploadError, FinishedUpload, PART, UploadView};
pub use send::{Missing, SendError};
pub use upload::Uploaded;

pub(crate) use carry::Before;
pub(crate) use case::{
    NoSuchLevel, OpenedFinding, OpenedPicture, evidence_of, open_findings, open_pictures, open_typed,
};
pub(crate) use details::is_whole;
pub(crate) use handoff::spelled;
pub(crate) use upload::Uploader;

use crate::{error::Error, views::ApplicantSession};
use proofdesk_domain::{
    VerificationId,
    access::{Action, Actor, may},
};

/// What an applicant and the checks do to a case, as the audit and the case's history call it. The
/// pages have a text for each: `history-` and the action, dots as dashes.
pub const ACTIONS: [&str; 23] = [
    "call.in_writing",
    "call.times_named",
    "details.corrected_in_review",
    "evidence.kept",
    "link.opened",
    "verification.ending_told",
    "verification.help_asked",
    "verification.imported",
    "verification.lapsed",
    "verification.renewal_begun",
    "verification.begun",
    "verification.details_saved",
    "verification.document_chosen",
    "verification.picture_uploaded",
    "verification.picture_refused",
    "verification.sent",
    "verification.checks_unable",
    "verification.needs_input",
    "verification.approved",
    "verification.person_brought",
    "verification.disputed",
    "verification.appealed",
    "verification.cancelled",
];

/// The consent that identity checks need.
pub(crate) const CONSENT_KIND: &str = "processing";

/// How often a write is tried again that somebody else's crossed: two pages uploaded at once, say.
pub(crate) const CROSSINGS: usize = 20;

impl ApplicantSession {
    /// For access rules and the audit.
    pub const fn actor(&self) -> Actor {
        Actor::Applicant { id: self.applicant, mode: self.mode }
    }

    /// Whether they may see and fill in their own case at all, and this one: a hosted link opens one.
    /// Whose case it is, the store's finders check.
    pub(crate) fn permit(&self, case: VerificationId) -> Result<(), Error> {
        if !may(&self.actor(), Action::OwnCase) {
            return Err(Error::NotAllowed);
        }
        match self.only_case {
            Some(only) if only != case => Err(Error::NotFound),
            _ => Ok(()),
        }
    }
}
