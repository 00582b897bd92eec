//! Signing in with address and password.

use super::{SignInError, SignedIn, session::Door};
use crate::{App, error::Error, seal::columns, work::Subject};
use proofdesk_domain::{AccountId, Timestamp, access::Actor, account::EmailAddress};
use proofdesk_store::accounts;
use time::Duration;

/// Wrong passwords in a row that are forgiven.
const FREE: i64 = 9;
/// Wrong passwords in a row after which only a new password opens (NIST SP 800-63B-4 §3.2.2: at most 100).
const MOST: i64 = 100;

/// Until when sign-in rests after so many wrong passwords in a row: a minute after the tenth, doubling up
/// to an hour; from the hundredth on, for good.
pub(crate) fn lock_after(failed: i64, now: Timestamp) -> Option<Timestamp> {
    if failed >= MOST {
        return Some(now.plus(Duration::days(36_500)));
    }
    (failed > FREE).then(|| {
        let doubled = 1_i64 << (failed - FREE - 1).min(6);
        now.plus(Duration::minutes(doubled.min(60)))
    })
}

impl App {
    /// Opens a session for address and password. Costs the same whether there is such an account.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, SignInError> {
        let mode = self.settings().portal_mode;
        let Some(email) = EmailAddress::parse(email) else {
            self.verify_password(password, None).await?;
            return Err(SignInError::Wrong);
        };
        let hash = self.address_hash(mode, &email);
        let mut tx = self.store().read().await.map_err(Error::from)?;
        let account = accounts::find_by_email(&mut tx, mode, &hash).await.map_err(Error::from)?;
        drop(tx);
        let now = self.now();
        let Some(account) = account else {
            self.verify_password(password, None).await?;
            if let Some(until) = self.decoys().locked_until(&hash, now) {
                return Err(SignInError::LockedUntil(until));
            }
            self.decoys().count(hash, |failed| lock_after(failed, now));
            return Err(SignInError::Wrong);
        };
        let right = self.verify_password(password, Some(&account.password_hash)).await?;
        if account.failed_logins >= MOST {
            return Err(SignInError::ResetNeeded);
        }
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            return Err(SignInError::LockedUntil(until));
        }
        let actor = Actor::Applicant { id: account.applicant_id, mode };
        let subject = Subject::Other("account", Some(account.id.as_uuid()));
        if !right {
            let mut work = self.work(actor, mode, account.applicant_id).await?;
            self.count_wrong(&mut work, account.id).await?;
            work.audit("account.sign_in_failed", subject);
            work.commit().await?;
            return Err(SignInError::Wrong);
        }
        if account.confirmed_at.is_none() {
            let seal = self.seal_of(mode, account.applicant_id).await?;
            let to: EmailAddress =
                seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
            let pending = self.mail_new_code(&account, &to, account.password_hash.clone()).await?;
            return Ok(SignedIn::Unconfirmed(pending));
        }
        let mut work = self.work(actor, mode, account.applicant_id).await?;
        accounts::clear_failed_logins(&mut work.tx, account.id).await.map_err(Error::from)?;
        self.stop_address_of(&mut work, account.id).await?;
        let door = Door::Account(account.id);
        let token =
            self.begin_session(&mut work, mode, account.applicant_id, door).await.map_err(Error::from)?;
        work.audit("account.signed_in", subject);
        work.commit().await?;
        Ok(SignedIn::Session(token))
    }

    async fn count_wrong(&self, work: &mut crate::work::Work, id: AccountId) -> Result<(), Error> {
        let failed = accounts::count_failed_login(&mut work.tx, id).await?;
        if let Some(until) = lock_after(failed, work.now) {
            accounts::lock(&mut work.tx, id, until).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_grow_from_a_minute_to_an_hour_and_end_with_a_new_password() {
        let now = Timestamp::from_micros(1_795_000_000_000_000);
        let minutes = |failed| lock_after(failed, now).map(|until| until.since(now).whole_minutes());
        assert_eq!(
            [1, 9, 10, 11, 13, 16, 99].map(minutes),
            [None, None, Some(1), Some(2), Some(8), Some(60), Some(60)]
        );
        assert!(minutes(100).is_some_and(|m| m > 1_000_000));
    }
}
