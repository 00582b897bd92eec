//! Freezing: a person stops everything that an approval allows, and gives it back.
//!
//! While a freeze stands, limits deny with `account.frozen`, nothing of the person is erased, and their
//! page says so in the words that were written for them; a confidential reason stays with staff.

use crate::{
    App,
    accounts::Page,
    error::Error,
    seal::{Seal, columns},
    staff::{Names, StaffSession},
    views::ApplicantSession,
    wiring::MailKind,
    work::{Audience, Subject, Work, told},
};
use proofdesk_domain::{ApplicantId, ReasonCode, Timestamp, access::Action};
use proofdesk_store::{
    StoreError,
    applicants::{self, Applicant},
    freezes,
    freezes::Freeze,
};

/// Longest words to the person, in characters.
pub const MAX_WORDS_CHARS: usize = 4_000;

/// Why nothing was frozen or given back.
#[derive(Debug, thiserror::Error)]
pub enum FreezeError {
    /// A freeze stands already.
    #[error("a freeze stands already")]
    Frozen,
    /// Nothing is frozen.
    #[error("nothing is frozen")]
    NotFrozen,
    /// A fault of ours freezes nobody.
    #[error("{0} cannot be used here")]
    CodeNotUsable(ReasonCode),
    /// The person must be told something.
    #[error("words to the person are needed")]
    WordsMissing,
    /// Over [`MAX_WORDS_CHARS`].
    #[error("the words are too long")]
    WordsTooLong,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for FreezeError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// A freeze as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyFreeze {
    /// Since when.
    pub at: Timestamp,
    /// Why; none where the reason is confidential.
    pub reason: Option<ReasonCode>,
    /// What was written to them.
    pub words: Option<String>,
}

/// A freeze as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeView {
    /// Why.
    pub reason: ReasonCode,
    /// Since when.
    pub at: Timestamp,
    /// By whom, by name.
    pub by: String,
    /// Who gave it back and when.
    pub lifted: Option<(String, Timestamp)>,
}

impl FreezeView {
    pub(super) fn new(row: &Freeze, names: &Names) -> Self {
        Self {
            reason: row.reason_code,
            at: row.frozen_at,
            by: names.of(row.frozen_by),
            lifted: row.lifted_by.zip(row.lifted_at).map(|(by, at)| (names.of(by), at)),
        }
    }
}

impl App {
    /// The freeze that stands on one's own account.
    pub async fn my_freeze(&self, s: &ApplicantSession) -> Result<Option<MyFreeze>, Error> {
        let row = {
            let mut tx = self.store().read().await?;
            freezes::find_standing(&mut tx, s.applicant).await?
        };
        let Some(row) = row else { return Ok(None) };
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let words = row.sealed_words.as_ref();
        Ok(Some(MyFreeze {
            at: row.frozen_at,
            reason: (!row.reason_code.reason().is_confidential()).then_some(row.reason_code),
            words: words.map(|sealed| seal.open_text(columns::FREEZE, row.id, sealed)).transpose()?,
        }))
    }

    /// Stops everything at once, with a reason of the catalogue and words to the person.
    pub async fn freeze(
        &self,
        st: &StaffSession,
        applicant: ApplicantId,
        code: ReasonCode,
        words: &str,
    ) -> Result<(), FreezeError> {
        st.permit(Action::Freeze)?;
        let (person, seal) = self.somebody_else(st, applicant).await?;
        let mut work = self.work(st.actor(), person.mode, applicant).await?;
        self.stop(&mut work, &seal, st, &person, code, words).await?;
        Ok(work.commit().await?)
    }

    /// The same within a use case that does more. The caller has looked who may, and whose it is.
    pub(crate) async fn stop(
        &self,
        work: &mut Work,
        seal: &Seal,
        st: &StaffSession,
        person: &Applicant,
        code: ReasonCode,
        words: &str,
    ) -> Result<(), FreezeError> {
        if !code.reason().is_judgement() {
            return Err(FreezeError::CodeNotUsable(code));
        }
        let words = words.replace("\r\n", "\n").trim().to_owned();
        match words.chars().count() {
            0 => return Err(FreezeError::WordsMissing),
            n if n > MAX_WORDS_CHARS => return Err(FreezeError::WordsTooLong),
            _ => {}
        }
        let applicant = person.id;
        // Writing the person's row first makes two freezes wait for one another.
        let region = person.region.as_deref();
        applicants::update_profile(&mut work.tx, applicant, &person.locale, region, person.age_confirmed)
            .await?;
        if freezes::find_standing(&mut work.tx, applicant).await?.is_some() {
            return Err(FreezeError::Frozen);
        }
        let id = self.fresh_uuid();
        let row = Freeze {
            id,
            applicant_id: applicant,
            mode: person.mode,
            reason_code: code,
            sealed_words: Some(seal.text(columns::FREEZE, id, &words)),
            frozen_by: st.id,
            frozen_at: work.now,
            lifted_by: None,
            lifted_at: None,
        };
        freezes::insert(&mut work.tx, &row).await?;
        work.audit_with("applicant.frozen", Subject::Applicant(applicant), &(id, code))?;
        Ok(self.tell_of_freeze(work, seal, applicant).await?)
    }

    /// Gives back what a freeze stopped.
    pub async fn unfreeze(&self, st: &StaffSession, applicant: ApplicantId) -> Result<(), FreezeError> {
        st.permit(Action::Freeze)?;
        let (person, seal) = self.somebody_else(st, applicant).await?;
        let mut work = self.work(st.actor(), person.mode, applicant).await?;
        let stands = freezes::find_standing(&mut work.tx, applicant).await?.ok_or(FreezeError::NotFrozen)?;
        freezes::lift(&mut work.tx, applicant, stands.id, st.id, work.now).await?;
        work.audit_with("applicant.unfrozen", Subject::Applicant(applicant), &stands.id)?;
        self.tell_of_freeze(&mut work, &seal, applicant).await?;
        Ok(work.commit().await?)
    }

    async fn tell_of_freeze(
        &self,
        work: &mut Work,
        seal: &Seal,
        applicant: ApplicantId,
    ) -> Result<(), Error> {
        work.tell(told::CASE, Audience::Both, None);
        let link = self.address_of(Page::Case);
        self.mail_applicant(work, seal, applicant, MailKind::News { link }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        limits::{LimitAnswer, LimitRequest},
        review::tests::rig::Rig,
        testing::Shows,
    };
    use proofdesk_domain::{
        ApiKeyId,
        access::{Actor, Role, Scope},
        limits::{Block, Cause, Verdict},
        policy::Operation,
        reason::codes,
        verification::Mode,
    };

    async fn withdraw(rig: &Rig, applicant: ApplicantId) -> LimitAnswer {
        let id = ApiKeyId::from_uuid(uuid::Uuid::nil());
        let key = Actor::Key { id, mode: Mode::Test, scopes: Scope::ALL.to_vec() };
        let operation = Operation::Withdraw;
        let asked = LimitRequest { applicant, operation, amount: "10", currency: "EUR", link: false };
        rig.app.evaluate_limits(&key, &asked).await.unwrap()
    }

    #[tokio::test]
    async fn a_freeze_stops_withdrawals_says_why_and_is_given_back() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        rig.case(&s, "standard", Shows::Passport).await;
        let st = rig.staff(Role::Reviewer, "Lin").await;
        assert!(matches!(withdraw(&rig, s.applicant).await.evaluation.verdict, Verdict::Allow(_)));
        let none = rig.app.freeze(&st, s.applicant, codes::DOC_EXPIRED, "  ").await;
        assert!(matches!(none, Err(FreezeError::WordsMissing)));
        let mails = rig.with.mails.all().len();
        rig.app.freeze(&st, s.applicant, codes::DOC_EXPIRED, "Your passport has run out.").await.unwrap();
        let twice = rig.app.freeze(&st, s.applicant, codes::DOC_EXPIRED, "Again.").await;
        assert!(matches!(twice, Err(FreezeError::Frozen)));
        let Verdict::Deny(denial) = withdraw(&rig, s.applicant).await.evaluation.verdict else { panic!() };
        assert_eq!(denial.cause, Cause::Blocked(Block::Frozen));
        let mine = rig.app.my_freeze(&s).await.unwrap().unwrap();
        assert_eq!(mine.reason, Some(codes::DOC_EXPIRED));
        assert_eq!(mine.words.as_deref(), Some("Your passport has run out."));
        rig.app.unfreeze(&st, s.applicant).await.unwrap();
        assert!(matches!(withdraw(&rig, s.applicant).await.evaluation.verdict, Verdict::Allow(_)));
        assert_eq!(rig.app.my_freeze(&s).await.unwrap(), None);
        assert!(matches!(rig.app.unfreeze(&st, s.applicant).await, Err(FreezeError::NotFrozen)));
        rig.work().await;
        assert_eq!(rig.with.mails.all().len(), mails + 2);
        rig.chain_is_whole().await;
    }

    #[tokio::test]
    async fn a_confidential_reason_is_not_told_and_agents_and_faults_of_ours_freeze_nobody() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        let st = rig.staff(Role::Compliance, "Lin").await;
        let agent = rig.staff(Role::Agent, "Bo").await;
        let secret = ReasonCode::find("screening.possible_match").unwrap();
        let refused = rig.app.freeze(&agent, s.applicant, secret, "Words").await;
        assert!(matches!(refused, Err(FreezeError::Error(Error::NotAllowed))));
        let ours = ReasonCode::find("system.delayed").unwrap();
        let refused = rig.app.freeze(&st, s.applicant, ours, "Words").await;
        assert!(matches!(refused, Err(FreezeError::CodeNotUsable(_))));
        rig.app.freeze(&st, s.applicant, secret, "We are looking at your account.").await.unwrap();
        let mine = rig.app.my_freeze(&s).await.unwrap().unwrap();
        assert_eq!(mine.reason, None);
        assert!(!format!("{mine:?}").contains("screening"));
    }
}
