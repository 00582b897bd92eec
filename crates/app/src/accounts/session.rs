//! Sessions of applicants: beginning, finding and ending them, and hosted links.

use super::{LinkError, OpenedLink};
use crate::{
    App,
    clock::random_bytes,
    error::Error,
    journey::spelled,
    seal::columns,
    views::{ApplicantSession, Locale, Progress, SessionToken},
    work::{Subject, Work},
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    AccountId, ApplicantId, SessionId, Timestamp, VerificationId,
    access::Actor,
    account::EmailAddress,
    verification::{Mode, State, Turn, Verification},
};
use proofdesk_store::{
    StoreError, accounts, applicants,
    sessions::{self, Session, SessionKind},
    verifications,
};
use time::Duration;

/// What session tokens are hashed for.
pub(crate) const SESSION_HASH: &str = "session";
/// What tokens of hosted links are hashed for.
const LINK_HASH: &str = "link";

/// Somebody who signed in stays signed in for thirty days at the longest (NIST SP 800-63B-4 AAL1), and
/// for a day without a request: people come back from the mail that says that there is news.
const LONGEST: Duration = Duration::days(30);
/// See [`LONGEST`].
const UNUSED: Duration = Duration::hours(24);
/// A hosted link's session: long enough for one sitting.
const LINK_LONGEST: Duration = Duration::hours(24);
/// See [`LINK_LONGEST`].
const LINK_UNUSED: Duration = Duration::hours(2);
/// The last use is recorded to the minute.
const TOUCH: Duration = Duration::minutes(1);

impl App {
    /// The applicant behind a cookie's token; none when the session has ended.
    pub async fn applicant_session(&self, token: &str) -> Result<Option<ApplicantSession>, Error> {
        let now = self.now();
        let hash = self.vault().keyed_hash(SESSION_HASH, token.as_bytes());
        let mut tx = self.store().read().await?;
        let Some(session) = sessions::find(&mut tx, &hash, now).await? else { return Ok(None) };
        let unused = match session.kind {
            SessionKind::Applicant => UNUSED,
            SessionKind::Link => LINK_UNUSED,
            SessionKind::Staff => return Ok(None),
        };
        let (Some(mode), Some(applicant)) = (session.mode, session.applicant_id) else { return Ok(None) };
        if now.since(session.seen_at) > unused {
            return Ok(None);
        }
        let Some(person) = applicants::find(&mut tx, applicant).await?.filter(|p| p.erased_at.is_none())
        else {
            return Ok(None);
        };
        let account = match session.account_id {
            Some(id) => accounts::find(&mut tx, id).await?,
            None => None,
        };
        let consent = applicants::list_consents(&mut tx, applicant)
            .await?
            .into_iter()
            .rev()
            .find(|c| c.withdrawn_at.is_none() && c.kind == crate::journey::CONSENT_KIND);
        let cases = verifications::list(&mut tx, applicant).await?;
        drop(tx);
        if now.since(session.seen_at) >= TOUCH {
            // A page is shown all the same when this cannot be written: the disk is full, say.
            if let Err(error) = self.touch_session(&hash, now).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a session's last use was not recorded"
                );
            }
        }
        let email_masked = match account {
            Some(account) => {
                let seal = self.seal_of(mode, applicant).await?;
                let row = account.id.as_uuid();
                let email: EmailAddress = seal.open_json(columns::EMAIL, row, &account.sealed_email)?;
                Some(email.masked())
            }
            None => None,
        };
        let answered = person.region.is_some();
        Ok(Some(ApplicantSession {
            applicant,
            mode,
            locale: Locale::find(&person.locale).unwrap_or_default(),
            csrf: BASE64URL_NOPAD.encode(&self.vault().keyed_hash("csrf", &session.csrf_secret)),
            email_masked,
            progress: Progress {
                of_age: answered.then_some(person.age_confirmed),
                served: person.region.as_ref().map(|r| person.age_confirmed && self.policy().serves(r)),
                region: person.region,
                consent: consent.map(|c| c.notice_version),
                current: session.scope_verification_id.or_else(|| current(&cases)),
                decided: if session.scope_verification_id.is_some() { None } else { decided(&cases) },
            },
            only_case: session.scope_verification_id,
        }))
    }

    async fn touch_session(&self, hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.store().begin().await?;
        sessions::touch(&mut tx, hash, now).await?;
        tx.commit().await.map(|_| ())
    }

    /// Ends the session of a cookie's token, whosever it is.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let hash = self.vault().keyed_hash(SESSION_HASH, token.as_bytes());
        let mut tx = self.store().begin().await?;
        sessions::delete(&mut tx, &hash).await?;
        Ok(tx.commit().await.map(|_| ())?)
    }

    /// Records the language that somebody reads.
    pub async fn set_locale(&self, s: &ApplicantSession, locale: Locale) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let person = applicants::get(&mut tx, s.applicant).await?;
        let region = person.region.as_deref();
        applicants::update_profile(&mut tx, person.id, locale.as_str(), region, person.age_confirmed).await?;
        Ok(tx.commit().await.map(|_| ())?)
    }

    /// Opens a hosted link, once: the session that it gives sees one case and nothing else.
    pub async fn open_link(&self, token: &str) -> Result<OpenedLink, LinkError> {
        let hash = self.hosted_link_hash(&spelled(token));
        let mut tx = self.store().read().await.map_err(Error::from)?;
        let link =
            sessions::find_link(&mut tx, &hash).await.map_err(Error::from)?.ok_or(LinkError::Unknown)?;
        let case = verifications::get(&mut tx, link.applicant_id, link.verification_id)
            .await
            .map_err(Error::from)?;
        drop(tx);
        if link.used_at.is_some() {
            return Err(LinkError::Used);
        }
        if link.expires_at <= self.now() {
            return Err(LinkError::Expired);
        }
        let actor = Actor::Applicant { id: case.applicant, mode: case.mode };
        let mut work = self.work(actor, case.mode, case.applicant).await?;
        if sessions::use_link(&mut work.tx, &hash, work.now).await.map_err(Error::from)?.is_none() {
            return Err(LinkError::Used);
        }
        let token = self
            .begin_session(&mut work, case.mode, case.applicant, Door::Link(case.id))
            .await
            .map_err(Error::from)?;
        work.audit("link.opened", Subject::Case(case.id));
        if link.side.is_some() {
            Self::tell_opened(&mut work, case.id);
        }
        work.commit().await?;
        Ok(OpenedLink { session: token, side: link.side })
    }

    /// The hash under which a hosted link's token is stored.
    pub(crate) fn hosted_link_hash(&self, token: &str) -> [u8; 32] {
        self.vault().keyed_hash(LINK_HASH, token.as_bytes())
    }

    /// Begins a session in the caller's transaction.
    pub(crate) async fn begin_session(
        &self,
        work: &mut Work,
        mode: Mode,
        applicant: ApplicantId,
        door: Door,
    ) -> Result<SessionToken, StoreError> {
        let random = &*self.wiring().random;
        let token = BASE64URL_NOPAD.encode(&random_bytes::<32>(random));
        let (kind, account_id, scope, longest) = match door {
            Door::Account(id) => (SessionKind::Applicant, Some(id), None, LONGEST),
            Door::Link(id) => (SessionKind::Link, None, Some(id), LINK_LONGEST),
        };
        let session = Session {
            token_hash: self.vault().keyed_hash(SESSION_HASH, token.as_bytes()),
            id: SessionId::from_uuid(self.fresh_uuid()),
            kind,
            mode: Some(mode),
            applicant_id: Some(applicant),
            account_id,
            staff_id: None,
            scope_verification_id: scope,
            csrf_secret: random_bytes(random),
            created_at: work.now,
            seen_at: work.now,
            expires_at: work.now.plus(longest),
        };
        sessions::insert(&mut work.tx, &session).await?;
        Ok(SessionToken(token))
    }
}

/// How somebody came in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Door {
    /// With address and password.
    Account(AccountId),
    /// By a hosted link to this case.
    Link(VerificationId),
}

/// The newest case that is not over, else the newest; `cases` are newest first.
fn current(cases: &[Verification]) -> Option<VerificationId> {
    let open = cases.iter().find(|case| case.state.turn() != Turn::Nobody);
    open.or(cases.first()).map(|case| case.id)
}

/// The newest case that went against them, where it is not the current one and nothing newer reached its level.
fn decided(cases: &[Verification]) -> Option<VerificationId> {
    let against =
        |case: &Verification| matches!(case.state, State::Declined | State::Revoked | State::Appealed);
    let reached = |at: usize| {
        cases[..at].iter().any(|newer| newer.state == State::Approved && newer.level == cases[at].level)
    };
    let found = (0..cases.len()).find(|&at| against(&cases[at]) && !reached(at))?;
    Some(cases[found].id).filter(|id| current(cases) != Some(*id))
}

/// When a session that was begun now and never used again ends: for clearing up.
pub(crate) fn unused_since(now: Timestamp) -> Timestamp {
    now.plus(-UNUSED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofdesk_domain::ApplicantId;

    /// Cases of one person, newest first, each with its place as its id.
    fn cases(states: &[(&str, State)]) -> Vec<Verification> {
        let at = Timestamp::from_micros(1_795_000_000_000_000);
        let case = |(n, (level, state)): (usize, &(&str, State))| Verification {
            id: VerificationId::from_uuid(uuid::Uuid::from_u128(n as u128)),
            mode: Mode::Test,
            applicant: ApplicantId::from_uuid(uuid::Uuid::from_u128(7)),
            reference: format!("PD-{n}"),
            level: (*level).into(),
            state: *state,
            review_cause: None,
            document: None,
            policy_version: 1,
            attempts: 0,
            trying_since: None,
            sent_at: None,
            queued_at: None,
            due_at: None,
            claimed_by: None,
            decided_at: None,
            created_at: at,
            version: 0,
        };
        states.iter().enumerate().map(case).collect()
    }

    #[test]
    fn what_went_against_somebody_stands_beside_a_newer_case_until_its_level_is_reached() {
        let which = |states: &[(&str, State)]| decided(&cases(states)).map(|id| id.as_uuid().as_u128());
        assert_eq!(which(&[]), None);
        assert_eq!(which(&[("standard", State::Revoked)]), None, "it is the current one");
        for against in [State::Declined, State::Revoked, State::Appealed] {
            assert_eq!(which(&[("standard", State::Draft), ("standard", against)]), Some(1), "{against:?}");
        }
        assert_eq!(which(&[("standard", State::Draft), ("standard", State::Expired)]), None);
        assert_eq!(which(&[("standard", State::Approved), ("standard", State::Declined)]), None);
        assert_eq!(which(&[("standard", State::Approved), ("plus", State::Revoked)]), Some(1));
    }
}
