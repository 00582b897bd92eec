//! Applicants and verifications of the platform, the hosted link, and where a case stands.

use super::views::{
    CreatedVerification, NewApplicant, PlatformApplicant, PlatformDecision, PlatformReason, PlatformView,
};
use crate::{
    App, after::renewal::Held, clock::random_bytes, error::Error, journey::Before, staff::permit,
    views::Locale, work::Subject,
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    ApplicantId, LinkId, ReasonCode, VerificationId,
    access::{Action, Actor},
    decide::in_order,
    finding::{Finding, Severity},
    verification::{Mode, State, Verification},
};
use proofdesk_store::{
    StoreError, Tx, applicants, applicants::Applicant, findings, freezes, reviews, sessions, sessions::Link,
    tenures, verifications,
};
use std::time::Duration as StdDuration;
use time::Duration;

/// How long a hosted link opens.
pub const LINK_LIFE: Duration = Duration::hours(24);
/// Longest name that a platform may give somebody, in characters.
const MAX_REF_CHARS: usize = 200;
/// How often a waiting request looks at the rows by itself.
const LOOK: StdDuration = StdDuration::from_secs(2);

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum LinkedError {
    /// Empty or too long.
    #[error("external_ref is empty or longer than 200 characters")]
    ExternalRef,
    /// Not one of ours.
    #[error("the locale is not one of en, zh-CN")]
    Locale,
    /// Not a country.
    #[error("the region is not an ISO 3166-1 alpha-3 code")]
    Region,
    /// No level has that name, or it needs no verification.
    #[error("there is no level of that name to be verified for")]
    Level,
    /// A case of theirs that leads to this level is under way.
    #[error("a verification for this level is under way")]
    AlreadyRunning(VerificationId),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<StoreError> for LinkedError {
    fn from(error: StoreError) -> Self {
        Self::Error(error.into())
    }
}

impl App {
    /// Makes an applicant, or gives the one that the platform calls the same.
    pub async fn create_applicant(
        &self,
        actor: &Actor,
        new: NewApplicant<'_>,
    ) -> Result<PlatformApplicant, LinkedError> {
        permit(actor, Action::ApiWrite)?;
        self.applicant_for(actor, world(actor)?, new).await
    }

    /// The same for a use case that has its own permission.
    pub(crate) async fn applicant_for(
        &self,
        actor: &Actor,
        mode: Mode,
        new: NewApplicant<'_>,
    ) -> Result<PlatformApplicant, LinkedError> {
        let external_ref = new.external_ref.map(str::trim);
        if external_ref.is_some_and(|name| {
            name.is_empty() || name.chars().count() > MAX_REF_CHARS || name.chars().any(char::is_control)
        }) {
            return Err(LinkedError::ExternalRef);
        }
        let locale = match new.locale {
            Some(tag) => Locale::find(tag).ok_or(LinkedError::Locale)?,
            None => Locale::default(),
        };
        if new.region.is_some_and(|code| !proofdesk_domain::icao::is_issuing_code(code)) {
            return Err(LinkedError::Region);
        }
        if let Some(name) = external_ref
            && let Some(found) = self.applicant_called(mode, name).await?
        {
            return Ok(found);
        }
        let id = ApplicantId::from_uuid(self.fresh_uuid());
        self.vault().create_key(id.as_uuid()).await.map_err(Error::from)?;
        let mut work = self.work(actor.clone(), mode, id).await?;
        let applicant = Applicant {
            id,
            mode,
            locale: locale.as_str().to_owned(),
            region: new.region.map(str::to_owned),
            age_confirmed: false,
            sealed_invitation: None,
            external_ref: external_ref.map(str::to_owned),
            created_at: work.now,
            erased_at: None,
        };
        if let Err(error) = applicants::insert(&mut work.tx, &applicant).await {
            // Another request was faster with the same name: theirs stands.
            if let (StoreError::Duplicate(_), Some(name)) = (&error, external_ref) {
                drop(work);
                self.vault().destroy_key(id.as_uuid()).await.map_err(Error::from)?;
                return self.applicant_called(mode, name).await?.ok_or(LinkedError::Error(Error::NotFound));
            }
            return Err(error.into());
        }
        work.audit("applicant.created", Subject::Applicant(id));
        work.commit().await?;
        Ok(PlatformApplicant {
            id,
            mode,
            external_ref: applicant.external_ref,
            created_at: applicant.created_at,
            new: true,
        })
    }

    async fn applicant_called(&self, mode: Mode, name: &str) -> Result<Option<PlatformApplicant>, Error> {
        let mut tx = self.store().read().await?;
        let found = applicants::find_by_external_ref(&mut tx, mode, name).await?;
        Ok(found.map(|person| PlatformApplicant {
            id: person.id,
            mode,
            external_ref: person.external_ref,
            created_at: person.created_at,
            new: false,
        }))
    }

    /// Begins a verification for an applicant of the platform, with a link that opens it once.
    pub async fn create_verification(
        &self,
        actor: &Actor,
        applicant: ApplicantId,
        level: &str,
    ) -> Result<CreatedVerification, LinkedError> {
        permit(actor, Action::ApiWrite)?;
        self.begin_for(actor, applicant, level).await
    }

    /// The same for a use case that has its own permission.
    pub(crate) async fn begin_for(
        &self,
        actor: &Actor,
        applicant: ApplicantId,
        level: &str,
    ) -> Result<CreatedVerification, LinkedError> {
        let mode = world(actor)?;
        let level =
            self.policy().level(level).filter(|l| l.needs_verification()).ok_or(LinkedError::Level)?;
        let level = level.name.clone();
        let mut work = self.work(actor.clone(), mode, applicant).await?;
        let person = applicants::find(&mut work.tx, applicant).await?;
        if !person.is_some_and(|p| p.mode == mode && p.erased_at.is_none()) {
            return Err(Error::NotFound.into());
        }
        let cases = verifications::list(&mut work.tx, applicant).await?;
        let running = cases.iter().find(|case| {
            case.level == level && case.state.turn() != proofdesk_domain::verification::Turn::Nobody
        });
        let before = Before::find(&mut work, &cases).await?;
        if let Some(running) = running {
            return Err(LinkedError::AlreadyRunning(running.id));
        }
        let id = VerificationId::from_uuid(self.fresh_uuid());
        let case = Verification {
            id,
            mode,
            applicant,
            reference: self.fresh_reference("PD"),
            level,
            state: State::Draft,
            review_cause: None,
            document: Self::carried_document(before.as_ref()),
            policy_version: self.policy().version,
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
        work.audit("verification.created_for", Subject::Case(id));
        let created = self.write_link(&mut work, &case).await?;
        work.commit().await?;
        if let Some(before) = &before {
            self.carry_pictures(actor.clone(), before, &case).await;
        }
        Ok(created)
    }

    /// Makes a new link for a case that is not over: the earlier one was used or has ended.
    pub async fn create_link(
        &self,
        actor: &Actor,
        id: VerificationId,
    ) -> Result<CreatedVerification, LinkedError> {
        permit(actor, Action::ApiWrite)?;
        self.link_to(actor, id).await
    }

    /// The same for a use case that has its own permission.
    pub(crate) async fn link_to(
        &self,
        actor: &Actor,
        id: VerificationId,
    ) -> Result<CreatedVerification, LinkedError> {
        let mode = world(actor)?;
        let head = self.case_in(mode, id).await?;
        let mut work = self.work(actor.clone(), mode, head.applicant).await?;
        let created = self.write_link(&mut work, &head).await?;
        work.audit("link.created", Subject::Case(id));
        work.commit().await?;
        Ok(created)
    }

    async fn write_link(
        &self,
        work: &mut crate::work::Work,
        case: &Verification,
    ) -> Result<CreatedVerification, Error> {
        let token = BASE64URL_NOPAD.encode(&random_bytes::<32>(&*self.wiring().random));
        let expires_at = work.now.plus(LINK_LIFE);
        let link = Link {
            token_hash: self.hosted_link_hash(&token),
            id: LinkId::from_uuid(self.fresh_uuid()),
            verification_id: case.id,
            applicant_id: case.applicant,
            created_at: work.now,
            expires_at,
            used_at: None,
            side: None,
        };
        sessions::insert_link(&mut work.tx, &link).await?;
        let url = format!("{}/l/{token}", self.settings().public_url);
        Ok(CreatedVerification { id: case.id, url, expires_at })
    }

    async fn case_in(&self, mode: Mode, id: VerificationId) -> Result<Verification, Error> {
        let mut tx = self.store().read().await?;
        verifications::find_in_mode(&mut tx, mode, id).await?.ok_or(Error::NotFound)
    }

    /// Where a case stands, for the platform.
    pub async fn platform_verification(
        &self,
        actor: &Actor,
        id: VerificationId,
    ) -> Result<PlatformView, Error> {
        permit(actor, Action::ApiRead)?;
        let mode = world(actor)?;
        let head = self.case_in(mode, id).await?;
        let seal = self.seal_of(mode, head.applicant).await?;
        let mut tx = self.store().read().await?;
        let case = verifications::get(&mut tx, head.applicant, id).await?;
        let person = applicants::get(&mut tx, case.applicant).await?;
        let mut found: Vec<Finding> = Vec::new();
        for row in findings::list_standing(&mut tx, case.applicant, id).await? {
            if row.severity == Severity::Blocking && !row.code.reason().is_confidential() {
                found.push(seal.open_json(crate::seal::columns::FINDING, row.id.as_uuid(), &row.sealed)?);
            }
        }
        in_order(&mut found);
        let decision = decision_of(&mut tx, &case).await?;
        let frozen = freezes::find_standing(&mut tx, case.applicant).await?;
        let cases = verifications::list(&mut tx, case.applicant).await?;
        let held = Held::read(&mut tx, self.policy(), case.applicant, &cases, self.now()).await?;
        let reached = if frozen.is_some() {
            None
        } else {
            held.place.map(|place| &self.policy().levels[place]).or(self.policy().starting_level())
        };
        let tenure = tenures::find(&mut tx, case.applicant, id).await?;
        let ends = tenure.and_then(|row| match case.state {
            State::Approved => row.stairs.at(self.now()).and_then(|stair| stair.end),
            State::Expired => row.stairs.ended(self.now()).and_then(|stair| stair.end),
            _ => None,
        });
        let imported = self.imported(&mut tx, &seal, &case).await?;
        let reasons = if case.state == State::Approved { Vec::new() } else { found };
        Ok(PlatformView {
            id,
            applicant: case.applicant,
            external_ref: person.external_ref,
            mode,
            reference: case.reference,
            level: case.level,
            state: case.state,
            turn: case.state.turn(),
            reasons: reasons
                .into_iter()
                .map(|finding| PlatformReason {
                    code: finding.code,
                    class: finding.code.reason().class,
                    field: finding.field,
                    page: finding.page,
                })
                .collect(),
            limits: reached.map_or_else(Vec::new, |level| level.limits.clone()),
            features: reached.map_or_else(Vec::new, |level| level.features.clone()),
            attempts: case.attempts,
            due_at: case.due_at,
            decision,
            ends,
            imported,
            frozen_at: frozen.map(|freeze| freeze.frozen_at),
            created_at: case.created_at,
            version: case.version,
        })
    }

    /// Waits until a case has changed since `version`, at most `patience`; then, where it stands. So a
    /// platform receives the decision in one request.
    pub async fn await_change(
        &self,
        actor: &Actor,
        id: VerificationId,
        version: i64,
        patience: StdDuration,
    ) -> Result<PlatformView, Error> {
        let mut wake = self.store().watch_events();
        let patience = tokio::time::sleep(patience);
        tokio::pin!(patience);
        loop {
            wake.mark_unchanged();
            let view = self.platform_verification(actor, id).await?;
            if view.version != version {
                return Ok(view);
            }
            tokio::select! {
                () = &mut patience => return Ok(view),
                // Other nodes write too: the rows are looked at either way.
                _ = tokio::time::timeout(LOOK, wake.changed()) => {}
            }
        }
    }
}

/// The decision in effect, while the case stands decided. Confidential reasons are left out.
async fn decision_of(tx: &mut Tx, case: &Verification) -> Result<Option<PlatformDecision>, Error> {
    if !matches!(case.state, State::Approved | State::Declined | State::Revoked) {
        return Ok(None);
    }
    let Some(decision) = reviews::find_decision(tx, case.applicant, case.id).await? else { return Ok(None) };
    let said = |code: &ReasonCode| !code.reason().is_confidential();
    Ok(Some(PlatformDecision {
        outcome: case.state,
        reasons: decision.reason_codes.into_iter().filter(said).collect(),
        by_person: decision.decider.is_some(),
        at: decision.decided_at,
        policy_version: decision.policy_version,
    }))
}

/// The world that a key opens.
pub(crate) const fn world(actor: &Actor) -> Result<Mode, Error> {
    match actor {
        Actor::Key { mode, .. } => Ok(*mode),
        _ => Err(Error::NotAllowed),
    }
}
