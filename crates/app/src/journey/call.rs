//! A person asks for a call: when it may be, and how the applicant answers. The answer is a word in the
//! case's conversation; it uses no attempt, and once nothing else is asked for the case is a person's again.

use super::send::has_unsent;
use crate::{
    App,
    error::Error,
    views::ApplicantSession,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    Timestamp, VerificationId,
    conversation::{
        MessageProblem,
        call::{Window, find_window, windows},
        message_body,
    },
    finding::{FindingState, Severity},
    reason::codes,
    verification::{NotAllowed, ReviewCause, State},
};
use proofdesk_store::{findings, verifications};

/// When the desk can call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallOffer {
    /// On whose clock the windows are, an IANA name.
    pub zone: String,
    /// What can be picked, the earliest first.
    pub windows: Vec<Window>,
}

/// Whether somebody can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallReply {
    /// At the times that they name.
    Times,
    /// Not at all: it goes on in writing.
    InWriting,
}

impl App {
    /// When an applicant may be called.
    pub fn call_offer(&self) -> CallOffer {
        let policy = self.policy();
        let zone = policy.desk.time_zone.clone();
        CallOffer { windows: windows(&policy.desk_terms().hours, &zone, self.now()), zone }
    }

    /// The window that begins then, if it can still be picked.
    pub fn find_call_window(&self, from: Timestamp) -> Option<Window> {
        let policy = self.policy();
        find_window(&policy.desk_terms().hours, &policy.desk.time_zone, from, self.now())
    }

    /// Answers a request for a call, in such words. [`Error::NotFound`] where nobody asks for one.
    pub async fn answer_call(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        reply: CallReply,
        words: &str,
    ) -> Result<(), Error> {
        s.permit(id)?;
        let words = message_body(words).map_err(|problem| {
            Error::Invalid(match problem {
                MessageProblem::Empty => "an answer needs words",
                MessageProblem::TooLong => "the words are too long",
            })
        })?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let now = work.now;
        let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
        if case.state != State::NeedsInput {
            return Err(NotAllowed { from: case.state, attempted: "answered" }.into());
        }
        let standing = findings::list_standing(&mut work.tx, s.applicant, id).await?;
        let blocking = standing.iter().filter(|row| row.severity == Severity::Blocking);
        let (asked, others): (Vec<_>, Vec<_>) = blocking.partition(|row| row.code == codes::SESSION_CALL);
        if asked.is_empty() {
            return Err(Error::NotFound);
        }
        for row in asked {
            let to = FindingState::Resolved;
            findings::update_state(&mut work.tx, s.applicant, row.id, row.state, to, None, now).await?;
        }
        let deed = match reply {
            CallReply::Times => "call.times_named",
            CallReply::InWriting => "call.in_writing",
        };
        work.audit(deed, Subject::Case(id));
        self.post_from_applicant(&mut work, &seal, s, Some(id), &words).await?;
        // A picture or detail that was mended and not sent yet is checked first: sending brings the case back.
        if others.is_empty() && !has_unsent(&mut work, &case).await? {
            self.bring_person(&mut work, &seal, &mut case, ReviewCause::Call).await?;
        }
        verifications::update(&mut work.tx, &mut case).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await
    }
}
