//! Around deciding: handing a case to compliance, manual steps, who has a case before them, and what
//! somebody was writing when their laptop closed.

use super::{
    assist::{AssistError, checked_why},
    fair::Bar,
};
use crate::{
    App,
    error::Error,
    seal::columns,
    staff::StaffSession,
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    VerificationId,
    access::{Action, Role},
    verification::{NotAllowed, Turn},
};
use proofdesk_store::{
    floor::{self, Draft, Escalation},
    steps::{self, ManualStep, StepOutcome},
    verifications,
};
use time::Duration;
use uuid::Uuid;

/// Who gave no sign of life for so long has gone on.
pub(crate) const PRESENT: Duration = Duration::seconds(45);
/// Longest draft, in bytes of all its fields.
const MAX_DRAFT_BYTES: usize = 32_768;
/// Most fields of a draft.
const MAX_DRAFT_FIELDS: usize = 300;

impl App {
    /// Hands a case to compliance, saying why in a note. It goes back to the queue, and only they decide.
    pub async fn escalate(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        why: &str,
    ) -> Result<(), AssistError> {
        let why = checked_why(why)?;
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        if case.version != version {
            return Err(Error::Stale { what: "verification" }.into());
        }
        if case.state.turn() != Turn::Person {
            return Err(Error::from(NotAllowed { from: case.state, attempted: "escalated" }).into());
        }
        let escalation = Escalation {
            verification_id: id,
            applicant_id: case.applicant,
            escalated_by: Some(st.id),
            escalated_at: work.now,
        };
        floor::escalate(&mut work.tx, &escalation).await?;
        case.claimed_by = None;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("case.escalated", Subject::Case(id));
        self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(())
    }

    /// Compliance hands a case back to everybody, saying why in a note.
    pub async fn end_escalation(
        &self,
        st: &StaffSession,
        id: VerificationId,
        why: &str,
    ) -> Result<(), AssistError> {
        let why = checked_why(why)?;
        if st.role != Role::Compliance {
            return Err(Error::NotAllowed.into());
        }
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        floor::end_escalation(&mut work.tx, case.applicant, id).await?;
        case.claimed_by = None;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("case.handed_back", Subject::Case(id));
        self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        work.commit().await?;
        Ok(())
    }

    /// Records a step that the level asks people to do by hand: what was looked at, and what came of
    /// it. Only a good outcome lets the level be approved; a newer one takes the place of an older.
    pub async fn record_step(
        &self,
        st: &StaffSession,
        id: VerificationId,
        step: &str,
        outcome: StepOutcome,
        note: &str,
    ) -> Result<(), AssistError> {
        st.permit(Action::Decide)?;
        let note = checked_why(note)?;
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        let standing = self.standing(&mut work.tx, &seal, st, &case).await?;
        let known = standing.open_steps.iter().any(|open| open == step)
            || standing.done_steps.iter().any(|done| done.step == step);
        if !known {
            return Err(Error::Invalid("the level asks for no such step").into());
        }
        if standing.bar(st) == Some(Bar::OwnAccount) {
            return Err(Error::NotAllowed.into());
        }
        let row = self.fresh_uuid();
        let done = ManualStep {
            id: row,
            verification_id: id,
            applicant_id: case.applicant,
            step: step.to_owned(),
            outcome,
            sealed_note: Some(seal.text(columns::STEP, row, &note)),
            done_by: st.id,
            done_at: work.now,
        };
        steps::insert(&mut work.tx, &done).await?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit_with("step.recorded", Subject::Case(id), &(row, step, outcome.as_str()))?;
        work.tell(told::CASE, Audience::Console, Some(id.as_uuid()));
        work.commit().await?;
        Ok(())
    }

    /// The caller has the case before them. Colleagues who look at it are told when they come.
    pub async fn see_case(&self, st: &StaffSession, id: VerificationId) -> Result<(), Error> {
        st.permit(Action::SeeInbox)?;
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let (now, gone) = (work.now, work.now.plus(-PRESENT));
        if floor::see(&mut work.tx, head.applicant, id, st.id, now, gone).await? {
            work.tell(told::CASE, Audience::Console, Some(id.as_uuid()));
        }
        work.commit().await
    }

    /// The caller has gone on to something else.
    pub async fn leave_case(&self, st: &StaffSession, id: VerificationId) -> Result<(), Error> {
        st.permit(Action::SeeInbox)?;
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        if floor::leave(&mut work.tx, id, st.id).await? {
            work.tell(told::CASE, Audience::Console, Some(id.as_uuid()));
        }
        work.commit().await
    }

    /// Keeps what the claimant is writing, in place of what they wrote before: form fields by name.
    /// Nothing but empty fields forgets it.
    pub async fn keep_draft(
        &self,
        st: &StaffSession,
        id: VerificationId,
        fields: &[(String, String)],
    ) -> Result<(), Error> {
        st.permit(Action::Assist)?;
        let size: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_DRAFT_BYTES || fields.len() > MAX_DRAFT_FIELDS {
            return Err(Error::Invalid("the draft is too long"));
        }
        let head = self.case_for_staff(id).await?;
        if head.claimed_by != Some(st.id) {
            return Err(Error::NotAllowed);
        }
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        if fields.iter().all(|(_, value)| value.trim().is_empty()) {
            floor::delete_draft(&mut work.tx, head.applicant, id, st.id).await?;
        } else {
            let row = self.fresh_uuid();
            let draft = Draft {
                id: row,
                verification_id: id,
                staff_id: st.id,
                applicant_id: head.applicant,
                sealed: seal.json(columns::DRAFT, row, &fields)?,
                saved_at: work.now,
            };
            floor::put_draft(&mut work.tx, &draft).await?;
        }
        work.commit().await
    }
}

/// What somebody was writing, opened.
pub(super) fn open_draft(
    seal: &crate::seal::Seal,
    draft: Option<Draft>,
) -> Result<Vec<(String, String)>, Error> {
    let opened = draft.map(|draft| {
        let row: Uuid = draft.id;
        seal.open_json(columns::DRAFT, row, &draft.sealed)
    });
    Ok(opened.transpose()?.unwrap_or_default())
}
