//! Sending a case for checking, and what an applicant can do about what came of it.

use super::{
    case::{OpenedFinding, open_findings, open_pictures, open_typed, to_retake},
    details::editable,
};
use crate::{
    App,
    error::Error,
    examine::EXAMINE,
    ledger::record,
    seal::columns,
    views::ApplicantSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    AppealId, VerificationId,
    conversation::{MessageProblem, message_body},
    details::{DetailField, Problem},
    evidence::Slot,
    finding::FindingState,
    ledger::Device,
    reason::codes,
    verification::{NotAllowed, ReviewCause, State, Verification},
};
use proofdesk_store::{
    StoreError,
    appeals::{self, Appeal},
    details, evidence, findings, reviews, verifications,
};
use time::Duration;

/// Something that is needed before it makes sense to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Details were not typed, or not in a way that can be held against a document.
    Details(Vec<(DetailField, Problem)>),
    /// No document was chosen.
    Document,
    /// There is no picture of this side.
    Page(Slot),
    /// The picture of this side was found wanting and is still the same.
    Retake(Slot),
    /// A person asks for a call, and it is not said whether and when that may be.
    Call,
    /// Nothing was changed since it was sent last: the outcome would be the same.
    NothingChanged,
}

/// Why a case was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// All that is missing, at once.
    #[error("something is missing")]
    Missing(Vec<Missing>),
    /// It is not the applicant's turn.
    #[error(transparent)]
    WrongState(NotAllowed),
    /// Ours.
    #[error(transparent)]
    Error(Error),
}

impl From<Error> for SendError {
    fn from(error: Error) -> Self {
        match error {
            Error::WrongState(not_allowed) => Self::WrongState(not_allowed),
            other => Self::Error(other),
        }
    }
}

impl From<StoreError> for SendError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// Sends the case for checking: from now on it is our turn, and nothing that was sent is lost.
    pub async fn send(&self, s: &ApplicantSession, id: VerificationId) -> Result<(), SendError> {
        self.send_from(s, id, None).await
    }

    /// The same, from such a device: for the figures, as coarsely as they count it.
    pub async fn send_from(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        device: Option<Device>,
    ) -> Result<(), SendError> {
        s.permit(id)?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let now = work.now;
        let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
        editable(&case, "sent")?;
        let entered = details::find_current(&mut work.tx, s.applicant, id).await?;
        let pictures = open_pictures(&seal, evidence::list_current(&mut work.tx, s.applicant, id).await?)?;
        let standing = open_findings(&seal, findings::list_standing(&mut work.tx, s.applicant, id).await?)?;
        let mut missing = Vec::new();
        if let Err(problems) = open_typed(&seal, entered.as_ref())?.parse(now.date()) {
            missing.push(Missing::Details(problems));
        }
        match &case.document {
            None => missing.push(Missing::Document),
            Some(document) => {
                let slots = document.kind.sides().iter().map(|side| Slot::from(*side));
                let empty = slots.filter(|slot| pictures.iter().all(|p| p.row.slot != *slot));
                missing.extend(empty.map(Missing::Page));
            }
        }
        missing.extend(to_retake(&standing, &pictures).into_iter().map(Missing::Retake));
        let calls = |o: &&OpenedFinding| o.finding.code == codes::SESSION_CALL && o.row.state.stands();
        missing.extend(standing.iter().find(calls).map(|_| Missing::Call));
        if missing.is_empty() && !has_unsent(&mut work, &case).await? {
            missing.push(Missing::NothingChanged);
        }
        if !missing.is_empty() {
            return Err(SendError::Missing(missing));
        }
        case.send(now).map_err(SendError::WrongState)?;
        for asked in
            standing.iter().filter(|o| o.row.raised_by.is_some() && o.row.state == FindingState::Open)
        {
            let (from, to) = (FindingState::Open, FindingState::Resolved);
            findings::update_state(&mut work.tx, s.applicant, asked.row.id, from, to, None, now).await?;
        }
        verifications::update(&mut work.tx, &mut case).await?;
        if let Some(device) = device {
            record::note_device(&mut work, &case, device).await?;
        }
        work.want(self, EXAMINE, Some(id.as_uuid()), now).await?;
        work.audit("verification.sent", Subject::Case(id));
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await?;
        Ok(())
    }

    /// Asks somebody else to look at a no.
    pub async fn appeal(
        &self,
        s: &ApplicantSession,
        id: VerificationId,
        sentence: &str,
    ) -> Result<(), Error> {
        s.permit(id)?;
        let sentence = message_body(sentence).map_err(|problem| {
            Error::Invalid(match problem {
                MessageProblem::Empty => "an appeal needs a sentence",
                MessageProblem::TooLong => "the sentence is too long",
            })
        })?;
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
        let clocks = &self.policy_of(case.policy_version).clocks;
        let due_at = work.now.plus(Duration::hours(clocks.appeal_hours));
        let decisions = reviews::list_decisions(&mut work.tx, s.applicant, id).await?;
        let before = appeals::list(&mut work.tx, s.applicant, id).await?;
        let against = super::case::appealable(&case, &decisions, &before, clocks.appeal_days, work.now)
            .ok_or(NotAllowed { from: case.state, attempted: "appealed" })?
            .id;
        case.appeal(work.now, due_at)?;
        verifications::update(&mut work.tx, &mut case).await?;
        let appeal = AppealId::from_uuid(self.fresh_uuid());
        let row = Appeal {
            id: appeal,
            verification_id: id,
            applicant_id: s.applicant,
            decision_id: against,
            mode: case.mode,
            sealed_sentence: Some(seal.text(columns::APPEAL, appeal.as_uuid(), &sentence)),
            opened_at: work.now,
            due_at,
            outcome: None,
            answer_id: None,
            heard_by: None,
            heard_at: None,
            solo: false,
        };
        appeals::insert(&mut work.tx, &row).await?;
        work.audit("verification.appealed", Subject::Case(id));
        self.post_from_applicant(&mut work, &seal, s, Some(id), &sentence).await?;
        self.post_from_system(&mut work, &seal, &case, "system-appealed").await?;
        tell_of_queue(&mut work, &case);
        work.commit().await
    }

    /// Stops. What was sent stays in the history until it is erased.
    pub async fn cancel(&self, s: &ApplicantSession, id: VerificationId) -> Result<(), Error> {
        s.permit(id)?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let mut case = verifications::get(&mut work.tx, s.applicant, id).await?;
        case.cancel(work.now)?;
        verifications::update(&mut work.tx, &mut case).await?;
        crate::review::fair::answer_appeal(&mut work, &case, None, None).await?;
        work.audit("verification.cancelled", Subject::Case(id));
        tell_of_queue(&mut work, &case);
        work.commit().await
    }

    /// Puts a case into the queue of people, with a word in its conversation. The caller writes the
    /// case.
    pub(crate) async fn bring_person(
        &self,
        work: &mut Work,
        seal: &crate::seal::Seal,
        case: &mut Verification,
        cause: ReviewCause,
    ) -> Result<(), Error> {
        let before = case.state;
        let promised = Option::zip(case.queued_at, case.due_at);
        let clocks = &self.policy_of(case.policy_version).clocks;
        let due_at = work.now.plus(Duration::hours(clocks.review_hours));
        case.bring_person(cause, work.now, due_at)?;
        if let Some((queued_at, due_at)) = promised {
            // It had its place, and was only checked again: a promise is not put off.
            (case.queued_at, case.due_at) = (Some(queued_at), Some(due_at));
        }
        if before != case.state {
            work.audit_with("verification.person_brought", Subject::Case(case.id), &cause)?;
            let key = format!("system-person-{}", cause.as_str().replace('_', "-"));
            self.post_from_system(work, seal, case, &key).await?;
        }
        tell_of_queue(work, case);
        Ok(())
    }
}

/// Tells the case's pages and the inbox.
fn tell_of_queue(work: &mut Work, case: &Verification) {
    work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
    work.tell(told::INBOX, Audience::Console, None);
}

/// Whether there is something that was not sent yet.
pub(super) async fn has_unsent(work: &mut Work, case: &Verification) -> Result<bool, Error> {
    // To the microsecond, nothing is entered in the moment of a sending that it was part of.
    let since = |at| case.sent_at.is_none_or(|sent| at >= sent);
    let entered = details::find_current(&mut work.tx, case.applicant, case.id).await?;
    let pictures = evidence::list_current(&mut work.tx, case.applicant, case.id).await?;
    Ok(case.state == State::Draft
        || entered.is_some_and(|entered| since(entered.entered_at))
        || pictures.iter().any(|picture| since(picture.created_at))
        || work_changed_document(work, case).await?)
}

/// Another document was chosen since the last sending: what was read then was of the one before.
async fn work_changed_document(work: &mut Work, case: &Verification) -> Result<bool, Error> {
    let Some(sent_at) = case.sent_at else { return Ok(true) };
    let history = proofdesk_store::audit::list_of_subject(&mut work.tx, case.id.as_uuid(), HISTORY).await?;
    Ok(history.iter().any(|e| e.action == "verification.document_chosen" && e.at > sent_at))
}

/// No case has more entries.
const HISTORY: i64 = 10_000;
