//! One person as staff see them after decisions: cases and freezes without personal data, and their
//! erasure: on request, or because the policy's retention is over.

use super::freeze::FreezeView;
use crate::{App, error::Error, review::OtherCase, seal::Seal, staff::StaffSession, work::Subject};
use proofdesk_domain::{
    ApplicantId, Timestamp,
    access::{Action, Actor},
    policy::{Policy, Retention},
    verification::{Mode, State, Turn, Verification},
};
use proofdesk_store::{
    StoreError,
    applicants::{self, Applicant},
    erasure, freezes, tenures,
    tenures::TenureRow,
    verifications,
};
use time::Duration;

/// People looked at in one go of the sweep.
const PAGE: i64 = 100;

/// One person, without anything that names them.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The id.
    pub id: ApplicantId,
    /// Which world.
    pub mode: Mode,
    /// Since when they are known.
    pub created_at: Timestamp,
    /// When they were erased.
    pub erased_at: Option<Timestamp>,
    /// Their cases, newest first.
    pub cases: Vec<OtherCase>,
    /// How long their approvals stand, oldest first.
    pub stands: Vec<StandsView>,
    /// Freezes, oldest first.
    pub freezes: Vec<FreezeView>,
    /// The caller may freeze and give back.
    pub may_freeze: bool,
    /// The caller may erase and export.
    pub may_dispose: bool,
}

/// How long one approval stands.
#[derive(Clone, Debug)]
pub struct StandsView {
    /// The case.
    pub reference: String,
    /// Each level with its end, from the approved one down.
    pub stairs: Vec<proofdesk_domain::tenure::Stair>,
    /// Why somebody was asked to verify anew, who asked, and when.
    pub asked: Option<(proofdesk_domain::ReasonCode, String, Timestamp)>,
    /// How often the person was told.
    pub told: i64,
}

impl PersonView {
    /// The freeze that stands.
    pub fn frozen(&self) -> Option<&FreezeView> {
        self.freezes.iter().find(|freeze| freeze.lifted.is_none())
    }
}

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// What confirms it is none of the person's references.
    #[error("the reference is none of this person's")]
    NotConfirmed,
    /// A freeze holds everything as it is.
    #[error("a freeze stands: nothing is erased while it does")]
    Frozen,
    /// A case is under way.
    #[error("a case is under way")]
    Running,
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// One person as staff see them.
    pub async fn person(&self, st: &StaffSession, id: ApplicantId) -> Result<PersonView, Error> {
        st.permit(Action::Freeze)?;
        let names = self.staff_names().await?;
        let mut tx = self.store().read().await?;
        let person = applicants::find(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let cases = verifications::list(&mut tx, id).await?;
        let freezes = freezes::list(&mut tx, id).await?;
        let rows = tenures::list(&mut tx, id).await?;
        let live = |case: &&Verification| matches!(case.state, State::Approved | State::Expired);
        let stands = rows.into_iter().filter_map(|row| {
            let case = cases.iter().filter(live).find(|case| case.id == row.verification_id)?;
            let asked = row.asked_code.zip(row.asked_by).zip(row.asked_at);
            Some(StandsView {
                reference: case.reference.clone(),
                stairs: row.stairs.stairs().to_vec(),
                asked: asked.map(|((code, by), at)| (code, names.of(by), at)),
                told: row.told,
            })
        });
        let stands = stands.collect();
        let shown = |case: Verification| OtherCase {
            id: case.id,
            reference: case.reference,
            level: case.level,
            state: case.state,
            created_at: case.created_at,
        };
        Ok(PersonView {
            id,
            mode: person.mode,
            created_at: person.created_at,
            erased_at: person.erased_at,
            cases: cases.into_iter().map(shown).collect(),
            stands,
            freezes: freezes.iter().map(|row| FreezeView::new(row, &names)).collect(),
            may_freeze: st.may(Action::Freeze),
            may_dispose: st.may(Action::Dispose),
        })
    }

    /// Somebody who is not the caller themselves, with what opens their things.
    pub(crate) async fn somebody_else(
        &self,
        st: &StaffSession,
        id: ApplicantId,
    ) -> Result<(Applicant, Seal), Error> {
        let (person, cases) = {
            let mut tx = self.store().read().await?;
            let person = applicants::find(&mut tx, id).await?.filter(|person| person.erased_at.is_none());
            (person.ok_or(Error::NotFound)?, verifications::list(&mut tx, id).await?)
        };
        let seal = self.seal_of(person.mode, id).await?;
        if let Some(case) = cases.first()
            && self.is_about(st, case).await?
        {
            return Err(Error::NotAllowed);
        }
        Ok((person, seal))
    }

    /// Erases a person for good. `reference` is one of their cases', typed to confirm it.
    pub async fn erase_person(
        &self,
        st: &StaffSession,
        id: ApplicantId,
        reference: &str,
    ) -> Result<(), EraseError> {
        st.permit(Action::Dispose)?;
        let (person, _) = self.somebody_else(st, id).await?;
        let known = {
            let mut tx = self.store().read().await?;
            if freezes::find_standing(&mut tx, id).await?.is_some() {
                return Err(EraseError::Frozen);
            }
            let cases = verifications::list(&mut tx, id).await?;
            if cases.iter().any(|case| case.state.turn() != Turn::Nobody) {
                return Err(EraseError::Running);
            }
            cases.iter().any(|case| case.reference.eq_ignore_ascii_case(reference.trim()))
        };
        if !known {
            return Err(EraseError::NotConfirmed);
        }
        Ok(self.erase(st.actor(), &person, "applicant.erased").await?)
    }

    /// The key first, then the rows, then the files: a crash in between leaves nothing readable, and
    /// erasing again ends what was begun.
    async fn erase(&self, actor: Actor, person: &Applicant, action: &'static str) -> Result<(), Error> {
        self.vault().destroy_key(person.id.as_uuid()).await?;
        let mut work = self.work(actor, person.mode, person.id).await?;
        let objects = erasure::erase_applicant(&mut work.tx, person.id, work.now).await?;
        work.audit(action, Subject::Applicant(person.id));
        work.commit().await?;
        for object in objects {
            if let Ok(key) = object.parse() {
                self.vault().delete_file(&key).await?;
            } else {
                tracing::warn!("a row named a file that cannot be one");
            }
        }
        Ok(())
    }

    /// Erases everybody whose retention is over. Gives how many.
    pub async fn sweep_retention(&self) -> Result<u64, Error> {
        let (mut after, mut erased) = (None, 0);
        loop {
            let page = {
                let mut tx = self.store().read().await?;
                applicants::list_at_rest(&mut tx, after, PAGE).await?
            };
            let Some(last) = page.last() else { return Ok(erased) };
            after = Some(last.id);
            for person in &page {
                let (cases, tenures) = {
                    let mut tx = self.store().read().await?;
                    (verifications::list(&mut tx, person.id).await?, tenures::list(&mut tx, person.id).await?)
                };
                if is_over(self.policy(), person, &cases, &tenures, self.now()) {
                    self.erase(Actor::System, person, "applicant.retention_over").await?;
                    erased += 1;
                }
            }
        }
    }
}

/// Whether nothing of a person is to be kept any longer. An approval that stands keeps everything: its
/// time begins when it ends. Somebody without any case is kept, unless their region is not served.
fn is_over(
    policy: &Policy,
    person: &Applicant,
    cases: &[Verification],
    tenures: &[TenureRow],
    now: Timestamp,
) -> bool {
    let Retention { approved_days, declined_days, unfinished_days, not_served_days } = policy.retention;
    let past = |from: Timestamp, days: u32| now >= from.plus(Duration::days(i64::from(days)));
    let served = person.region.as_deref().is_none_or(|region| policy.serves(region));
    if cases.is_empty() {
        return !served && past(person.created_at, not_served_days);
    }
    let tenure = |case: &Verification| tenures.iter().find(|row| row.verification_id == case.id);
    let lapsed = |case: &Verification| case.state == State::Expired && tenure(case).is_some();
    let had = cases.iter().any(|case| case.state == State::Revoked || lapsed(case));
    cases.iter().all(|case| {
        let days = match case.state {
            State::Approved => return false,
            // Its time is over, and a lower level may still stand by it.
            State::Expired if tenure(case).is_some_and(|row| row.stairs.at(now).is_some()) => return false,
            State::Expired if lapsed(case) => approved_days,
            _ if case.state.turn() != Turn::Nobody => return false,
            State::Revoked => approved_days,
            State::Declined if had => approved_days,
            State::Declined if !served => not_served_days,
            State::Declined => declined_days,
            _ => unfinished_days,
        };
        let ended = case.decided_at.unwrap_or(case.created_at);
        // A lower level may have stood on after the case's own was over.
        let last = tenure(case).filter(|_| lapsed(case)).and_then(|row| row.stairs.stairs().last()?.end);
        past(last.map_or(ended, |end| ended.max(end.at)), days)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{review::tests::rig::Rig, testing::Shows};
    use proofdesk_domain::{access::Role, reason::codes};

    #[tokio::test]
    async fn erasing_takes_a_reference_respects_a_freeze_and_leaves_nothing_that_opens() {
        let rig = Rig::new().await;
        let s = rig.applicant("ada").await;
        let id = rig.case(&s, "standard", Shows::Passport).await;
        let st = rig.staff(Role::Compliance, "Lin").await;
        let reviewer = rig.staff(Role::Reviewer, "Noor").await;
        let view = rig.app.person(&st, s.applicant).await.unwrap();
        let reference = view.cases[0].reference.clone();
        let refused = rig.app.erase_person(&reviewer, s.applicant, &reference).await;
        assert!(matches!(refused, Err(EraseError::Error(Error::NotAllowed))));
        let refused = rig.app.erase_person(&st, s.applicant, "PD-0000-0000").await;
        assert!(matches!(refused, Err(EraseError::NotConfirmed)));
        rig.app.freeze(&st, s.applicant, codes::DOC_EXPIRED, "Held.").await.unwrap();
        let refused = rig.app.erase_person(&st, s.applicant, &reference).await;
        assert!(matches!(refused, Err(EraseError::Frozen)));
        rig.app.unfreeze(&st, s.applicant).await.unwrap();
        rig.app.erase_person(&st, s.applicant, &reference).await.unwrap();
        assert!(rig.app.seal_of(s.mode, s.applicant).await.is_err());
        assert!(rig.app.person(&st, s.applicant).await.unwrap().erased_at.is_some());
        assert_eq!(rig.state(id).await, State::Approved);
        rig.chain_is_whole().await;
    }

    #[tokio::test]
    async fn retention_ends_a_declined_person_on_the_day_and_nobody_who_stands_approved() {
        let rig = Rig::new().await;
        let approved = rig.applicant("ada").await;
        rig.case(&approved, "standard", Shows::Passport).await;
        let declined = rig.applicant("bea").await;
        let id = rig.case(&declined, "plus", Shows::Passport).await;
        let st = rig.staff(Role::Compliance, "Lin").await;
        let view = rig.app.open_case(&st, id).await.unwrap();
        rig.app.decline(&st, id, view.version, codes::DATA_UNDERAGE, "Too young.").await.unwrap();
        rig.ten_seconds_later().await;
        let days = i64::from(rig.app.policy().retention.declined_days);
        rig.advance(Duration::days(days) - Duration::MINUTE);
        assert_eq!(rig.app.sweep_retention().await.unwrap(), 0);
        rig.advance(Duration::MINUTE);
        assert_eq!(rig.app.sweep_retention().await.unwrap(), 1);
        assert_eq!(rig.app.sweep_retention().await.unwrap(), 0);
        assert!(rig.app.seal_of(declined.mode, declined.applicant).await.is_err());
        rig.advance(Duration::days(9_000));
        assert_eq!(rig.app.sweep_retention().await.unwrap(), 0);
        assert!(rig.app.seal_of(approved.mode, approved.applicant).await.is_ok());
        rig.chain_is_whole().await;
    }
}
