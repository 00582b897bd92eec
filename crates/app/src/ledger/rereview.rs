//! Approvals of the checks alone that a person looks at again: chosen by the policy's share, the evidence
//! before the verdict, confirmed or overturned. What was overturned goes into the ledger, and the person
//! is stopped or asked to verify anew at once, in the same transaction.

use super::{
    Followed, RereviewOutcome,
    record::{self, Taken},
};
use crate::{
    App,
    after::{freeze::FreezeError, renewal::RenewalError},
    error::Error,
    review::ReviewView,
    seal::columns,
    staff::StaffSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    DecisionId, ReasonCode, Timestamp,
    access::Action,
    ledger::{Source, chosen},
    verification::{State, Verification},
};
use proofdesk_store::{
    StoreError, audit, desk,
    ledger::rereviews::{self, Rereview},
    verifications,
};
use time::Duration;
use uuid::Uuid;

/// Longest note for staff, in characters.
const MAX_NOTE_CHARS: usize = 4_000;
/// So long after their answer somebody sees what the checks had read, without a claim.
const AFTERWARDS: Duration = Duration::hours(1);
/// Lines of history looked through for who has seen the verdict.
const LINES: i64 = 10_000;

/// What the second look came to.
#[derive(Clone, Copy, Debug)]
pub enum SecondVerdict<'a> {
    /// The approval was right.
    Confirm,
    /// It was not.
    Overturn {
        /// What the checks had missed.
        code: ReasonCode,
        /// What follows for the person.
        followed: Followed,
        /// What they read.
        words: &'a str,
    },
}

/// Why a second look was not recorded. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RereviewError {
    /// The caller has not opened it, or a colleague has.
    #[error("the case is not claimed by the caller")]
    NotClaimed,
    /// It is the caller's own account, or they know what the checks said.
    #[error("somebody else looks at this one")]
    Barred(&'static str),
    /// A fault of ours overturns nothing.
    #[error("{0} cannot be used here")]
    CodeNotUsable(ReasonCode),
    /// The person must be told something.
    #[error("words to the person are needed")]
    WordsMissing,
    /// Words or note are too long.
    #[error("the words are too long")]
    WordsTooLong,
    /// Everything else; [`Error::Stale`] where somebody has answered it.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for RereviewError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl From<FreezeError> for RereviewError {
    fn from(error: FreezeError) -> Self {
        match error {
            FreezeError::CodeNotUsable(code) => Self::CodeNotUsable(code),
            FreezeError::WordsMissing => Self::WordsMissing,
            FreezeError::WordsTooLong => Self::WordsTooLong,
            FreezeError::Error(error) => Self::Error(error),
            FreezeError::Frozen | FreezeError::NotFrozen => {
                Self::Error(Error::Invalid("it is frozen already"))
            }
        }
    }
}

impl From<RenewalError> for RereviewError {
    fn from(error: RenewalError) -> Self {
        match error {
            RenewalError::CodeNotUsable(code) => Self::CodeNotUsable(code),
            RenewalError::WordsMissing => Self::WordsMissing,
            RenewalError::WordsTooLong => Self::WordsTooLong,
            RenewalError::Error(error) => Self::Error(error),
            RenewalError::NothingStands | RenewalError::Days => {
                Self::Error(Error::Invalid("no approval stands that could end"))
            }
        }
    }
}

/// An approval that is looked at again.
#[derive(Clone, Debug)]
pub struct RereviewView {
    /// Its id.
    pub id: Uuid,
    /// When it was chosen.
    pub opened_at: Timestamp,
    /// When somebody is to have looked.
    pub due_at: Timestamp,
    /// What stands between the caller and an answer: `own_account`, `seen`.
    pub barred: Option<&'static str>,
    /// The caller may answer now.
    pub may_answer: bool,
    /// What it came to.
    pub done: Option<DoneRereview>,
    /// The case. Until there is an answer, without anything that the checks read or found.
    pub review: ReviewView,
}

/// What a second look came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneRereview {
    /// Confirmed or overturned.
    pub outcome: RereviewOutcome,
    /// What the checks had missed.
    pub code: Option<ReasonCode>,
    /// What followed.
    pub followed: Option<Followed>,
    /// What was seen; none where masked.
    pub note: Option<String>,
    /// Who looked, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl App {
    /// Chooses an approval of the checks alone to be looked at again, if the policy's share falls on it.
    pub(crate) async fn choose_rereview(
        &self,
        work: &mut Work,
        case: &Verification,
        decision: DecisionId,
    ) -> Result<(), Error> {
        let rule = &self.policy_of(case.policy_version).rereview;
        let hash = self.vault().keyed_hash("rereview", case.id.as_uuid().as_bytes());
        if !chosen(hash, rule.share) {
            return Ok(());
        }
        self.open_rereview(work, case, decision).await
    }

    /// An approval of the checks alone is to be looked at again.
    pub(crate) async fn open_rereview(
        &self,
        work: &mut Work,
        case: &Verification,
        decision: DecisionId,
    ) -> Result<(), Error> {
        let rule = &self.policy_of(case.policy_version).rereview;
        let row = Rereview {
            id: self.fresh_uuid(),
            verification_id: case.id,
            applicant_id: case.applicant,
            decision_id: decision,
            mode: case.mode,
            opened_at: work.now,
            due_at: work.now.plus(Duration::days(i64::from(rule.days))),
            outcome: None,
            reason_code: None,
            followed: None,
            sealed_note: None,
            done_by: None,
            done_at: None,
        };
        rereviews::insert(&mut work.tx, &row).await?;
        work.audit_with("rereview.chosen", Subject::Case(case.id), &row.id)?;
        work.tell(told::INBOX, Audience::Console, None);
        Ok(())
    }

    /// Opens an approval to look at it again, which claims the case. Until there is an answer, nothing
    /// of what the checks read or found is shown.
    pub async fn rereview(&self, st: &StaffSession, id: Uuid) -> Result<RereviewView, Error> {
        st.permit(Action::Decide)?;
        let row = self.rereview_row(id).await?;
        let head = self.case_for_staff(row.verification_id).await?;
        let barred = self.barred_from(st, &head, &row).await?;
        let waits = row.outcome.is_none() && head.state == State::Approved;
        if waits && barred.is_none() && head.claimed_by.is_none() {
            match self.claim(st, &head, "rereview.opened").await {
                // Somebody was faster, or the case moved: it shows as it now stands.
                Ok(()) | Err(Error::Stale { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let mut review = self.review(st, head.id).await?;
        if row.outcome.is_none() {
            hide_verdict(&mut review);
        }
        let just_answered =
            row.done_by == Some(st.id) && row.done_at.is_some_and(|at| self.now().since(at) < AFTERWARDS);
        if review.masked && just_answered {
            // They gave the claim back with their answer, and see what the checks had said about it.
            review.comparison = self.comparison_of(&head).await?;
        }
        let done = self.done_rereview(&row, &head, review.masked).await?;
        let may_answer = waits && barred.is_none() && review.mine;
        Ok(RereviewView {
            id,
            opened_at: row.opened_at,
            due_at: row.due_at,
            barred: barred.filter(|_| waits),
            may_answer,
            done,
            review,
        })
    }

    /// Takes a second look over from a colleague who has it open, which is logged.
    pub async fn take_rereview(&self, st: &StaffSession, id: Uuid) -> Result<(), Error> {
        st.permit(Action::Decide)?;
        let row = self.rereview_row(id).await?;
        let head = self.case_for_staff(row.verification_id).await?;
        if self.barred_from(st, &head, &row).await?.is_some() {
            return Err(Error::NotAllowed);
        }
        let waits = row.outcome.is_none() && head.state == State::Approved;
        if waits && head.claimed_by != Some(st.id) {
            self.claim(st, &head, "rereview.opened").await?;
        }
        Ok(())
    }

    async fn done_rereview(
        &self,
        row: &Rereview,
        head: &Verification,
        masked: bool,
    ) -> Result<Option<DoneRereview>, Error> {
        let Some((outcome, by)) = row.outcome.zip(row.done_by) else { return Ok(None) };
        let note = match &row.sealed_note {
            Some(sealed) if !masked => {
                let seal = self.seal_of(head.mode, head.applicant).await?;
                Some(seal.open_text(columns::REREVIEW, row.id, sealed)?)
            }
            _ => None,
        };
        Ok(Some(DoneRereview {
            outcome,
            code: row.reason_code,
            followed: row.followed,
            note,
            by: self.staff_names().await?.of(by),
            at: row.done_at.unwrap_or(row.opened_at),
        }))
    }

    /// Records what the second look came to, with a note for staff. The claim is given back.
    pub async fn answer_rereview(
        &self,
        st: &StaffSession,
        id: Uuid,
        verdict: SecondVerdict<'_>,
        note: &str,
    ) -> Result<(), RereviewError> {
        st.permit(Action::Decide)?;
        if matches!(verdict, SecondVerdict::Overturn { .. }) {
            st.permit(Action::Freeze)?;
        }
        let note = note.replace("\r\n", "\n").trim().to_owned();
        if note.chars().count() > MAX_NOTE_CHARS {
            return Err(RereviewError::WordsTooLong);
        }
        let row = self.rereview_row(id).await?;
        let head = self.case_for_staff(row.verification_id).await?;
        if let Some(why) = self.barred_from(st, &head, &row).await? {
            return Err(RereviewError::Barred(why));
        }
        let (person, seal) = self.somebody_else(st, head.applicant).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let mut case = verifications::get(&mut work.tx, head.applicant, head.id).await?;
        if case.state != State::Approved {
            return Err(Error::Stale { what: "verification" }.into());
        }
        if case.claimed_by != Some(st.id) {
            return Err(RereviewError::NotClaimed);
        }
        let sealed_note = (!note.is_empty()).then(|| seal.text(columns::REREVIEW, id, &note));
        let (now, by) = (work.now, Some(st.id));
        let looked = Rereview { sealed_note, done_by: by, done_at: Some(now), ..row.clone() };
        let subject = Subject::Case(case.id);
        case.claimed_by = None;
        verifications::update(&mut work.tx, &mut case).await?;
        match verdict {
            SecondVerdict::Confirm => {
                let done = Rereview { outcome: Some(RereviewOutcome::Confirmed), ..looked };
                rereviews::answer(&mut work.tx, &done).await?;
                work.audit_with("rereview.confirmed", subject, &id)?;
            }
            SecondVerdict::Overturn { code, followed, words } => {
                let done = Rereview {
                    outcome: Some(RereviewOutcome::Overturned),
                    reason_code: Some(code),
                    followed: Some(followed),
                    ..looked
                };
                rereviews::answer(&mut work.tx, &done).await?;
                work.audit_with("rereview.overturned", subject, &(id, code, followed.as_str()))?;
                let approval = desk::find_decision(&mut work.tx, row.decision_id).await?;
                let taken = Taken {
                    id,
                    source: Source::Rereview,
                    codes: vec![code],
                    policy_version: approval.map_or(case.policy_version, |approval| approval.policy_version),
                    said_by: None,
                    by,
                };
                record::enter(&mut work, &case, taken).await?;
                match followed {
                    Followed::Freeze => match self.stop(&mut work, &seal, st, &person, code, words).await {
                        // Somebody stopped it meanwhile: so much the better.
                        Ok(()) | Err(FreezeError::Frozen) => {}
                        Err(other) => return Err(other.into()),
                    },
                    Followed::Renewal => {
                        self.ask_again(&mut work, &seal, st, code, words, None).await?;
                    }
                }
            }
        }
        work.tell(told::CASE, Audience::Both, Some(case.id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        Ok(work.commit().await?)
    }

    /// A case whose approval waits to be looked at again is being opened as a whole by the one who would
    /// look: they will know what the checks said, which is recorded.
    pub(crate) async fn note_verdict_seen(
        &self,
        st: &StaffSession,
        head: &Verification,
    ) -> Result<(), Error> {
        if head.state != State::Approved || head.claimed_by != Some(st.id) {
            return Ok(());
        }
        let waits = {
            let mut tx = self.store().read().await?;
            let all = rereviews::list_of_case(&mut tx, head.applicant, head.id).await?;
            all.into_iter().find(|row| row.outcome.is_none())
        };
        let Some(row) = waits else { return Ok(()) };
        if self.barred_from(st, head, &row).await?.is_none() {
            let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
            work.audit("case.opened", Subject::Case(head.id));
            work.commit().await?;
        }
        Ok(())
    }

    /// What stands between somebody and a second look: their own account, or that they have seen what
    /// the checks said (one person alone may all the same).
    async fn barred_from(
        &self,
        st: &StaffSession,
        head: &Verification,
        row: &Rereview,
    ) -> Result<Option<&'static str>, Error> {
        if self.is_about(st, head).await? {
            return Ok(Some("own_account"));
        }
        let mut tx = self.store().read().await?;
        if self.is_solo(&mut tx).await? {
            return Ok(None);
        }
        let history = audit::list_of_subject(&mut tx, head.id.as_uuid(), LINES).await?;
        let seen = history.iter().any(|entry| {
            entry.actor_id == Some(st.id.as_uuid())
                && matches!(entry.action.as_str(), "case.opened" | "case.taken_over")
                && entry.at >= row.opened_at
        });
        Ok(seen.then_some("seen"))
    }

    async fn rereview_row(&self, id: Uuid) -> Result<Rereview, Error> {
        let mut tx = self.store().read().await?;
        rereviews::find(&mut tx, id).await?.ok_or(Error::NotFound)
    }
}

/// Takes everything away that the checks read or found, and what was said about it.
fn hide_verdict(review: &mut ReviewView) {
    review.comparison.clear();
    review.findings.clear();
    review.disputes.clear();
    review.history.clear();
    review.decisions.clear();
    review.attempts.clear();
    review.duplicates.clear();
    review.case.readings.clear();
    review.case.fields.clear();
    review.case.findings.clear();
    review.case.passed.clear();
    review.case.decision = None;
}
