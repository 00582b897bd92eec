//! What comes before a case: age, region, consent, and choosing a level.

use super::{Before, CONSENT_KIND};
use crate::{
    App,
    after::renewal::Held,
    error::Error,
    views::{ApplicantSession, LevelView, Locale, Standing},
    work::{Audience, Subject, told},
};
use proofdesk_domain::{
    VerificationId,
    icao::countries::is_issuing_code,
    verification::{State, Turn, Verification},
};
use proofdesk_store::{
    StoreError,
    applicants::{self, Consent},
    verifications,
};

/// Whether somebody is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// They are.
    Served,
    /// They are too young.
    Underage {
        /// In whole years.
        minimum: i32,
    },
    /// Their region is not served.
    NotServed,
}

/// Why no case was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// There is no such level, or nothing is to be done for it.
    #[error("there is no such level to begin")]
    UnknownLevel,
    /// Age and region were not answered, or are not served.
    #[error("age and region are not answered, or not served")]
    NotEligible,
    /// The notice in force was not consented to.
    #[error("the notice in force was not consented to")]
    ConsentMissing,
    /// A case is under way already.
    #[error("a case is under way already")]
    AlreadyRunning(VerificationId),
    /// They have the level, or a higher one.
    #[error("the level is reached already")]
    Reached,
    /// Ours.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for BeginError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// Records age and region, and says whether such people are served, before anything is uploaded.
    pub async fn answer_age_and_region(
        &self,
        s: &ApplicantSession,
        of_age: bool,
        region: &str,
    ) -> Result<Eligibility, Error> {
        if !is_issuing_code(region) {
            return Err(Error::Invalid("the region is no country of the list"));
        }
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let locale = s.locale.as_str();
        applicants::update_profile(&mut work.tx, s.applicant, locale, Some(region), of_age).await?;
        work.audit("applicant.answered", Subject::Applicant(s.applicant));
        work.commit().await?;
        Ok(if !of_age {
            Eligibility::Underage { minimum: self.policy().minimum_age }
        } else if self.policy().serves(region) {
            Eligibility::Served
        } else {
            Eligibility::NotServed
        })
    }

    /// Records the consent to the notice in force; any other version is [`Error::Invalid`].
    pub async fn give_consent(
        &self,
        s: &ApplicantSession,
        notice_version: &str,
        locale: Locale,
    ) -> Result<(), Error> {
        if notice_version != self.policy().notice_version {
            return Err(Error::Invalid("the notice was replaced meanwhile"));
        }
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let consent = Consent {
            id: self.fresh_uuid(),
            applicant_id: s.applicant,
            notice_version: notice_version.to_owned(),
            kind: CONSENT_KIND.to_owned(),
            locale: locale.as_str().to_owned(),
            given_at: work.now,
            withdrawn_at: None,
        };
        applicants::insert_consent(&mut work.tx, &consent).await?;
        work.audit("consent.given", Subject::Applicant(s.applicant));
        work.commit().await
    }

    /// Somebody does not want their data handled this way: what consent stood is withdrawn, and a
    /// conversation with a person begins about a way without.
    pub async fn decline_consent(&self, s: &ApplicantSession) -> Result<(), Error> {
        let seal = self.seal_of(s.mode, s.applicant).await?;
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let now = work.now;
        for consent in applicants::list_consents(&mut work.tx, s.applicant).await? {
            if consent.withdrawn_at.is_none() {
                applicants::withdraw_consent(&mut work.tx, s.applicant, consent.id, now).await?;
            }
        }
        work.audit("consent.declined", Subject::Applicant(s.applicant));
        self.ask_person(&mut work, &seal, s, "system-consent-declined").await?;
        work.commit().await
    }

    /// Every level, from the lowest, and where the caller stands towards it.
    pub async fn levels(&self, s: &ApplicantSession) -> Result<Vec<LevelView>, Error> {
        let mut tx = self.store().read().await?;
        let cases = verifications::list(&mut tx, s.applicant).await?;
        let (policy, now) = (self.policy(), self.now());
        let held = Held::read(&mut tx, policy, s.applicant, &cases, now).await?;
        let renewable = held.renewable(policy, now);
        let views = policy.levels.iter().enumerate().map(|(at, level)| {
            let running = cases.iter().find(|c| c.level == level.name && c.state.turn() != Turn::Nobody);
            let top = held.place == Some(at);
            let running = running.map(|case| case.id);
            let standing = if !level.needs_verification() || held.place.is_some_and(|top| at <= top) {
                Standing::Reached
            } else {
                running.map_or(Standing::Open, Standing::Running)
            };
            let lapsed = held.lapsed.as_ref().filter(|lapsed| lapsed.level == level.name);
            LevelView {
                level: level.clone(),
                standing,
                end: held.end.filter(|_| top).or(lapsed.map(|lapsed| lapsed.end)),
                renewable: top && renewable && running.is_none(),
            }
        });
        Ok(views.collect())
    }

    /// Begins a case that leads to a level, with what is still good of the one before. One case runs at
    /// a time. A level that one has is verified anew once its end is near.
    pub async fn begin(&self, s: &ApplicantSession, level: &str) -> Result<VerificationId, BeginError> {
        if let Some(only) = s.only_case {
            return Err(BeginError::AlreadyRunning(only));
        }
        let policy = self.policy();
        let at = policy.levels.iter().position(|l| l.name == level).ok_or(BeginError::UnknownLevel)?;
        if !policy.levels[at].needs_verification() {
            return Err(BeginError::UnknownLevel);
        }
        let mut work = self.work(s.actor(), s.mode, s.applicant).await?;
        let person = applicants::get(&mut work.tx, s.applicant).await?;
        let region = person.region.as_deref();
        if !person.age_confirmed || !region.is_some_and(|region| policy.serves(region)) {
            return Err(BeginError::NotEligible);
        }
        let consents = applicants::list_consents(&mut work.tx, s.applicant).await?;
        let stands = |c: &Consent| {
            c.withdrawn_at.is_none() && c.kind == CONSENT_KIND && c.notice_version == policy.notice_version
        };
        if !consents.iter().any(stands) {
            return Err(BeginError::ConsentMissing);
        }
        // Writing the person's row first makes two beginnings wait for one another.
        applicants::update_profile(&mut work.tx, s.applicant, &person.locale, region, true).await?;
        let cases = verifications::list(&mut work.tx, s.applicant).await?;
        if let Some(running) = cases.iter().find(|case| case.state.turn() != Turn::Nobody) {
            return Err(BeginError::AlreadyRunning(running.id));
        }
        let held = Held::read(&mut work.tx, policy, s.applicant, &cases, work.now).await?;
        let anew = held.place == Some(at) && held.renewable(policy, work.now);
        if held.place.is_some_and(|top| at <= top) && !anew {
            return Err(BeginError::Reached);
        }
        let before = Before::find(&mut work, &cases).await?;
        let case = Verification {
            id: VerificationId::from_uuid(self.fresh_uuid()),
            mode: s.mode,
            applicant: s.applicant,
            reference: self.fresh_reference("PD"),
            level: level.to_owned(),
            state: State::Draft,
            review_cause: None,
            document: Self::carried_document(before.as_ref()),
            policy_version: policy.version,
            attempts: 0,
            trying_since: None,
            sent_at: None,
            queued_at: None,
            due_at: None,
            claimed_by: None,
            decided_at: None,
            created_at: work.now,
            version: 1,
        };
        verifications::insert(&mut work.tx, &case).await?;
        if let Some(before) = &before {
            self.carry_details(&mut work, before, &case).await?;
        }
        let lapsed = held.lapsed.is_some_and(|lapsed| lapsed.level == case.level);
        let action = if anew || lapsed { "verification.renewal_begun" } else { "verification.begun" };
        work.audit(action, Subject::Case(case.id));
        work.tell(told::CASE, Audience::Portal, Some(case.id.as_uuid()));
        work.commit().await?;
        if let Some(before) = &before {
            self.carry_pictures(s.actor(), before, &case).await;
        }
        Ok(case.id)
    }
}
