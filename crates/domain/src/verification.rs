//! A verification: one applicant's way to one level, and the moves it can make.
//!
//! Whose turn it is follows from the state alone. Every change of state goes through a function
//! here that takes `now`; none of them can decline without a named person.

use crate::{
    clock::Timestamp,
    document::DocumentKind,
    ids::{ApplicantId, StaffId, VerificationId},
};
use serde::{Deserialize, Serialize};

/// One of two worlds in one installation, with separate data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Real people.
    Live,
    /// Specimens and trials; nothing here ever counts in the live world.
    Test,
}

impl Mode {
    /// The stable word for storage and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }

    /// The mode of that word.
    pub fn find(word: &str) -> Option<Self> {
        [Self::Live, Self::Test].into_iter().find(|mode| mode.as_str() == word)
    }
}

/// Where a verification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled in.
    Draft,
    /// Something is to be fixed by the applicant.
    NeedsInput,
    /// Our checks run.
    Checking,
    /// A person looks.
    InReview,
    /// A person other than the decider looks at the appeal.
    Appealed,
    /// The level is reached.
    Approved,
    /// A named person said no.
    Declined,
    /// The applicant stopped.
    Cancelled,
    /// The time to finish ran out, or an approval's time is over.
    Expired,
    /// An approval was taken back.
    Revoked,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// The applicant's.
    Applicant,
    /// Our machines'.
    Checks,
    /// A staff member's.
    Person,
    /// Nobody's: it is over.
    Nobody,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::NeedsInput,
        Self::Checking,
        Self::InReview,
        Self::Appealed,
        Self::Approved,
        Self::Declined,
        Self::Cancelled,
        Self::Expired,
        Self::Revoked,
    ];

    /// The stable word for storage and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::NeedsInput => "needs_input",
            Self::Checking => "checking",
            Self::InReview => "in_review",
            Self::Appealed => "appealed",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    /// The state of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whose turn it is.
    pub const fn turn(self) -> Turn {
        match self {
            Self::Draft | Self::NeedsInput => Turn::Applicant,
            Self::Checking => Turn::Checks,
            Self::InReview | Self::Appealed => Turn::Person,
            Self::Approved | Self::Declined | Self::Cancelled | Self::Expired | Self::Revoked => Turn::Nobody,
        }
    }
}

/// The document that the applicant chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChoice {
    /// What kind.
    pub kind: DocumentKind,
    /// Who issued it, ISO 3166-1 alpha-3 (UTO in test mode).
    pub issuing_country: String,
}

/// Why a person took over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewCause {
    /// A finding that only a person can judge.
    Finding,
    /// The document cannot be read by machine yet, or the level has a manual step.
    ManualStep,
    /// The same finding twice on the same page.
    SameFindingTwice,
    /// A third failed attempt.
    AttemptsUsed,
    /// Twenty minutes of trying.
    TryingTooLong,
    /// "You misread this."
    Dispute,
    /// The applicant asked.
    Asked,
    /// They answered when we may call, or that we may not.
    Call,
    /// Our own checks failed for good.
    OurFault,
}

impl ReviewCause {
    /// Every cause.
    pub const ALL: [Self; 9] = [
        Self::Finding,
        Self::ManualStep,
        Self::SameFindingTwice,
        Self::AttemptsUsed,
        Self::TryingTooLong,
        Self::Dispute,
        Self::Asked,
        Self::Call,
        Self::OurFault,
    ];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::ManualStep => "manual_step",
            Self::SameFindingTwice => "same_finding_twice",
            Self::AttemptsUsed => "attempts_used",
            Self::TryingTooLong => "trying_too_long",
            Self::Dispute => "dispute",
            Self::Asked => "asked",
            Self::Call => "call",
            Self::OurFault => "our_fault",
        }
    }

    /// The cause of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// One applicant's way to one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// Which world.
    pub mode: Mode,
    /// Whose it is.
    pub applicant: ApplicantId,
    /// What people quote: `PD-7K4M-2Q9X`.
    pub reference: String,
    /// The level it leads to.
    pub level: String,
    /// Where it stands.
    pub state: State,
    /// Why a person looks, while one does.
    pub review_cause: Option<ReviewCause>,
    /// The chosen document.
    pub document: Option<DocumentChoice>,
    /// The policy it began with and finishes under.
    pub policy_version: u32,
    /// Failed attempts: sendings that ended in `needs_input`.
    pub attempts: u32,
    /// First sending.
    pub trying_since: Option<Timestamp>,
    /// Last sending.
    pub sent_at: Option<Timestamp>,
    /// When it joined the queue of people.
    pub queued_at: Option<Timestamp>,
    /// When a person is promised to have looked.
    pub due_at: Option<Timestamp>,
    /// Who has claimed it.
    pub claimed_by: Option<StaffId>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// Counts writes; a write against an older one is refused.
    pub version: i64,
}

/// A move that the rules do not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a verification that is {} cannot be {attempted}", from.as_str())]
pub struct NotAllowed {
    /// The state it is in.
    pub from: State,
    /// What was tried, as a participle: "sent", "approved".
    pub attempted: &'static str,
}

impl Verification {
    /// The applicant may change what they typed and uploaded.
    pub fn editable(&self) -> bool {
        self.state.turn() == Turn::Applicant
    }

    /// Sent for checking, by the applicant or on their behalf.
    pub fn send(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if !self.editable() {
            return Err(self.refuse("sent"));
        }
        self.state = State::Checking;
        self.sent_at = Some(now);
        self.trying_since.get_or_insert(now);
        self.leave_queue();
        Ok(())
    }

    /// Sent for checking again by a staff member who uploaded or corrected on the applicant's behalf.
    pub fn recheck(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if !matches!(self.state.turn(), Turn::Applicant | Turn::Person) {
            return Err(self.refuse("checked again"));
        }
        self.state = State::Checking;
        self.sent_at = Some(now);
        Ok(())
    }

    /// A person is to look, promised by `due_at`. Keeps its place if one already does.
    pub fn bring_person(
        &mut self,
        cause: ReviewCause,
        now: Timestamp,
        due_at: Timestamp,
    ) -> Result<(), NotAllowed> {
        match self.state {
            State::InReview | State::Appealed => return Ok(()),
            State::Draft | State::NeedsInput | State::Checking => {}
            _ => return Err(self.refuse("given to a person")),
        }
        self.state = State::InReview;
        self.review_cause = Some(cause);
        self.queued_at = Some(now);
        self.due_at = Some(due_at);
        Ok(())
    }

    /// The applicant's turn. `failed_attempt` says whether it counts as one: only when our checks
    /// found something in what was sent, never when a person asks or we were at fault.
    pub fn ask_applicant(&mut self, failed_attempt: Attempt) -> Result<(), NotAllowed> {
        if !matches!(self.state, State::Checking | State::InReview | State::Appealed) {
            return Err(self.refuse("given back to the applicant"));
        }
        self.state = State::NeedsInput;
        if failed_attempt == Attempt::Counts {
            self.attempts += 1;
        }
        self.leave_queue();
        Ok(())
    }

    /// The level is reached, by the checks or by a person.
    pub fn approve(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if !matches!(self.state, State::Checking | State::InReview | State::Appealed) {
            return Err(self.refuse("approved"));
        }
        self.state = State::Approved;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    /// A named person says no.
    pub fn decline(&mut self, _decider: StaffId, now: Timestamp) -> Result<(), NotAllowed> {
        if self.state.turn() != Turn::Person {
            return Err(self.refuse("declined"));
        }
        self.state = State::Declined;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    /// The applicant asks somebody else to look at a no, or at an approval that was taken back.
    pub fn appeal(&mut self, now: Timestamp, due_at: Timestamp) -> Result<(), NotAllowed> {
        if !matches!(self.state, State::Declined | State::Revoked) {
            return Err(self.refuse("appealed"));
        }
        self.state = State::Appealed;
        self.queued_at = Some(now);
        self.due_at = Some(due_at);
        self.decided_at = None;
        Ok(())
    }

    /// The applicant stops.
    pub fn cancel(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if self.state.turn() == Turn::Nobody {
            return Err(self.refuse("cancelled"));
        }
        self.state = State::Cancelled;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    /// The time to finish ran out while it was the applicant's turn.
    pub fn expire(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if !self.editable() {
            return Err(self.refuse("expired"));
        }
        self.state = State::Expired;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    /// The time of an approval is over: the document ran out, say.
    pub fn lapse(&mut self, now: Timestamp) -> Result<(), NotAllowed> {
        if self.state != State::Approved {
            return Err(self.refuse("ended"));
        }
        self.state = State::Expired;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    /// A named person takes an approval back.
    pub fn revoke(&mut self, _decider: StaffId, now: Timestamp) -> Result<(), NotAllowed> {
        if self.state != State::Approved {
            return Err(self.refuse("revoked"));
        }
        self.state = State::Revoked;
        self.decided_at = Some(now);
        self.leave_queue();
        Ok(())
    }

    fn leave_queue(&mut self) {
        self.review_cause = None;
        self.queued_at = None;
        self.due_at = None;
        self.claimed_by = None;
    }

    const fn refuse(&self, attempted: &'static str) -> NotAllowed {
        NotAllowed { from: self.state, attempted }
    }
}

/// Whether a return to the applicant counts against the attempt budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A sending that ended in findings.
    Counts,
    /// A person asked for something, or the fault was ours.
    IsFree,
}
