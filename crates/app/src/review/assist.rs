//! What staff do on an applicant's behalf: correct what was typed, upload a picture, have the checks
//! run again. Each says why, and is recorded.

use crate::{
    App,
    error::Error,
    journey::{Uploaded, Uploader, is_whole, open_typed},
    seal::{Seal, columns},
    staff::StaffSession,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{
    VerificationId,
    access::Action,
    details::{DetailField, Problem, TypedDetails},
    evidence::Slot,
    icao::countries::is_issuing_code,
    verification::{DocumentChoice, Mode, NotAllowed, Turn, Verification},
};
use proofdesk_store::{desk, details, details::EnteredDetails, verifications};

/// Longest reason why something was done on somebody's behalf, in characters.
const MAX_WHY_CHARS: usize = 1_000;

/// Why something was not done on an applicant's behalf. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum AssistError {
    /// The caller has not claimed the case, so has not seen all of it.
    #[error("the case is not claimed by the caller")]
    NotClaimed,
    /// It must be said why.
    #[error("it must be said why, in at most 1,000 characters")]
    WhyMissing,
    /// What was typed has problems; each is named.
    #[error("the details have problems")]
    Details(Vec<(DetailField, Problem)>),
    /// Details, document or a picture are still missing: there is nothing whole to check.
    #[error("something is missing that the checks look at")]
    Incomplete,
    /// A decision on the case is about to take effect.
    #[error("a decision on this case is about to take effect")]
    Pending,
    /// Everything else; [`Error::Stale`] when the case changed since it was looked at.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<proofdesk_store::StoreError> for AssistError {
    fn from(error: proofdesk_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// Corrects what the applicant typed, on their behalf. What stood before is kept.
    pub async fn correct_details(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        corrected: TypedDetails,
        why: &str,
    ) -> Result<(), AssistError> {
        let why = checked_why(why)?;
        corrected.parse(self.now().date()).map_err(AssistError::Details)?;
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        if case.version != version {
            return Err(Error::Stale { what: "verification" }.into());
        }
        let last = details::find_current(&mut work.tx, case.applicant, id).await?;
        if open_typed(&seal, last.as_ref())? == corrected {
            return Ok(());
        }
        let row = self.fresh_uuid();
        let entered = EnteredDetails {
            id: row,
            verification_id: id,
            applicant_id: case.applicant,
            turn: last.map_or(1, |last| last.turn + 1),
            entered_by: Some(st.id),
            sealed: seal.json(columns::DETAILS, row, &corrected)?,
            entered_at: work.now,
        };
        details::insert(&mut work.tx, &entered).await?;
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit_with("details.corrected", Subject::Case(id), &row)?;
        self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await?;
        Ok(())
    }

    /// Chooses the document on the applicant's behalf: they have another one than they thought.
    pub async fn choose_document_for(
        &self,
        st: &StaffSession,
        id: VerificationId,
        choice: DocumentChoice,
        why: &str,
    ) -> Result<(), AssistError> {
        let why = checked_why(why)?;
        let head = self.case_for_staff(id).await?;
        let known = is_issuing_code(&choice.issuing_country)
            && !(choice.issuing_country == "UTO" && head.mode == Mode::Live);
        if !known {
            return Err(Error::Invalid("the issuer is no country of the list").into());
        }
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        case.document = Some(choice);
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit("document.chosen_for", Subject::Case(id));
        self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await?;
        Ok(())
    }

    /// Takes a picture in on the applicant's behalf: one that came by another way, say. What cannot be
    /// opened is refused with its reason, as for the applicant.
    pub async fn upload_for(
        &self,
        st: &StaffSession,
        id: VerificationId,
        slot: Slot,
        bytes: Vec<u8>,
        why: &str,
    ) -> Result<Uploaded, AssistError> {
        let why = checked_why(why)?;
        let case = {
            let (work, case) = self.assist(st, id).await?;
            drop(work);
            case
        };
        let by = Uploader { actor: st.actor(), staff: Some(st.id), kept: "evidence.uploaded_for" };
        let uploaded = self.take_picture(&case, slot, bytes, by).await?;
        if let Uploaded::Kept(_) = uploaded {
            let seal = self.seal_of(case.mode, case.applicant).await?;
            let mut work = self.work(st.actor(), case.mode, case.applicant).await?;
            self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
            work.commit().await?;
        }
        Ok(uploaded)
    }

    /// Has the checks run again, after a correction or an upload. It uses no attempt.
    pub async fn recheck(&self, st: &StaffSession, id: VerificationId) -> Result<(), AssistError> {
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        self.check_again(&mut work, &seal, &mut case).await?;
        work.commit().await?;
        Ok(())
    }

    /// The same within a use case that has looked who may.
    pub(super) async fn check_again(
        &self,
        work: &mut Work,
        seal: &Seal,
        case: &mut Verification,
    ) -> Result<(), AssistError> {
        let id = case.id;
        let entered = details::find_current(&mut work.tx, case.applicant, id).await?;
        let typed = open_typed(seal, entered.as_ref())?.parse(work.now.date()).is_ok();
        if !typed || !is_whole(work, case).await? {
            return Err(AssistError::Incomplete);
        }
        case.recheck(work.now).map_err(Error::from)?;
        verifications::update(&mut work.tx, case).await?;
        work.audit("verification.rechecked", Subject::Case(id));
        let now = work.now;
        work.want(self, crate::examine::EXAMINE, Some(id.as_uuid()), now).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.tell(told::INBOX, Audience::Console, None);
        Ok(())
    }

    /// Lets a running case go on under the policy in force, on purpose: else it finishes under the version
    /// that it began with. What was found stays until the checks run again.
    pub async fn migrate_case(
        &self,
        st: &StaffSession,
        id: VerificationId,
        version: i64,
        why: &str,
    ) -> Result<(), AssistError> {
        st.permit(Action::SetPolicy)?;
        let why = checked_why(why)?;
        let head = self.case_for_staff(id).await?;
        let seal = self.seal_of(head.mode, head.applicant).await?;
        let (mut work, mut case) = self.assist(st, id).await?;
        if case.version != version {
            return Err(Error::Stale { what: "verification" }.into());
        }
        let policy = self.policy();
        if policy.level(&case.level).is_none() {
            return Err(Error::Invalid("the policy in force has no such level").into());
        }
        let from = std::mem::replace(&mut case.policy_version, policy.version);
        if from == case.policy_version {
            return Ok(());
        }
        verifications::update(&mut work.tx, &mut case).await?;
        work.audit_with("case.migrated", Subject::Case(id), &(from, case.policy_version))?;
        self.add_staff_note(&mut work, &seal, &case, st.id, &why).await?;
        work.tell(told::CASE, Audience::Both, Some(id.as_uuid()));
        work.commit().await?;
        Ok(())
    }

    /// A transaction in which the caller may help with a case that they have claimed.
    pub(super) async fn assist(
        &self,
        st: &StaffSession,
        id: VerificationId,
    ) -> Result<(Work, Verification), AssistError> {
        st.permit(Action::Assist)?;
        let head = self.case_for_staff(id).await?;
        let mut work = self.work(st.actor(), head.mode, head.applicant).await?;
        let case = verifications::get(&mut work.tx, head.applicant, id).await?;
        if case.claimed_by != Some(st.id) {
            return Err(AssistError::NotClaimed);
        }
        if !matches!(case.state.turn(), Turn::Applicant | Turn::Person) {
            return Err(Error::from(NotAllowed { from: case.state, attempted: "worked on" }).into());
        }
        if desk::find_pending_decision(&mut work.tx, id).await?.is_some() {
            return Err(AssistError::Pending);
        }
        Ok((work, case))
    }
}

/// Why something is done, as it is kept.
pub(super) fn checked_why(raw: &str) -> Result<String, AssistError> {
    let why: String = raw.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    if why.is_empty() || why.chars().count() > MAX_WHY_CHARS {
        return Err(AssistError::WhyMissing);
    }
    Ok(why)
}
