//! A new password, through a link in a mail.

use super::{Page, ResetError, session::Door};
use crate::{
    App,
    clock::random_bytes,
    error::Error,
    seal::columns,
    views::{Locale, SessionToken},
    wiring::MailKind,
    work::Subject,
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    AccountId,
    access::Actor,
    account::{EmailAddress, check_password},
};
use proofdesk_store::{
    accounts::{self, CodePurpose, MailedCode},
    applicants, sessions,
};
use time::Duration;
use uuid::Uuid;

/// How long a link counts.
const LINK_LIFE: Duration = Duration::hours(1);

impl App {
    /// Mails the way to a new password; to an address without an account, that it has none. The answer
    /// is the same. `locale` is the page's, for those whom we do not know.
    pub async fn request_reset(&self, email: &str, locale: Locale) -> Result<(), Error> {
        let Some(email) = EmailAddress::parse(email) else { return Ok(()) };
        let mode = self.settings().portal_mode;
        let mut tx = self.store().read().await?;
        let account = accounts::find_by_email(&mut tx, mode, &self.address_hash(mode, &email)).await?;
        drop(tx);
        let Some(account) = account else {
            let key = self.vault().house_key().await?;
            let mut work = self.house_work(Actor::System).await?;
            work.house_mail(self, &key, &email, locale, MailKind::UnknownAddress).await?;
            return work.commit().await;
        };
        let seal = self.seal_of(mode, account.applicant_id).await?;
        let secret: [u8; 32] = random_bytes(&*self.wiring().random);
        let token = BASE64URL_NOPAD.encode(&[&account.id.as_uuid().as_bytes()[..], &secret].concat());
        let mut work = self.work(Actor::System, mode, account.applicant_id).await?;
        let row = MailedCode {
            id: self.fresh_uuid(),
            account_id: account.id,
            applicant_id: account.applicant_id,
            purpose: CodePurpose::Reset,
            code_hash: self.reset_hash(&token),
            created_at: work.now,
            expires_at: work.now.plus(LINK_LIFE),
            tries: 0,
            used_at: None,
        };
        accounts::insert_code(&mut work.tx, &row).await?;
        let person = applicants::get(&mut work.tx, account.applicant_id).await?;
        let locale = Locale::find(&person.locale).unwrap_or(locale);
        let link = self.address_of(Page::Reset(&token));
        work.mail(self, &seal, &email, locale, MailKind::ResetPassword { link }).await?;
        work.audit("account.reset_requested", Subject::Other("account", Some(account.id.as_uuid())));
        work.commit().await
    }

    /// Sets a new password with the link's token, ends every other session and signs in. The link
    /// proves the address as well.
    pub async fn finish_reset(&self, token: &str, new_password: &str) -> Result<SessionToken, ResetError> {
        let id = account_of(token).ok_or(ResetError::Link)?;
        let mut tx = self.store().read().await.map_err(Error::from)?;
        let account = accounts::find(&mut tx, id).await.map_err(Error::from)?.ok_or(ResetError::Link)?;
        let code =
            accounts::find_code(&mut tx, id, CodePurpose::Reset, self.now()).await.map_err(Error::from)?;
        drop(tx);
        let code = code.filter(|code| code.code_hash == self.reset_hash(token)).ok_or(ResetError::Link)?;
        let seal = self.seal_of(account.mode, account.applicant_id).await?;
        let email: EmailAddress = seal.open_json(columns::EMAIL, id.as_uuid(), &account.sealed_email)?;
        check_password(new_password, &email).map_err(ResetError::Password)?;
        let hash = self.hash_password(new_password).await?;
        let actor = Actor::Applicant { id: account.applicant_id, mode: account.mode };
        let mut work = self.work(actor, account.mode, account.applicant_id).await?;
        let now = work.now;
        let tx = &mut work.tx;
        if !accounts::use_code(tx, code.id, now).await.map_err(Error::from)? {
            return Err(ResetError::Link);
        }
        accounts::update_password(tx, id, &hash).await.map_err(Error::from)?;
        accounts::confirm(tx, id, now).await.map_err(Error::from)?;
        sessions::delete_of_account(tx, id).await.map_err(Error::from)?;
        let door = Door::Account(id);
        let session = self
            .begin_session(&mut work, account.mode, account.applicant_id, door)
            .await
            .map_err(Error::from)?;
        work.audit("account.password_changed", Subject::Other("account", Some(id.as_uuid())));
        work.commit().await?;
        Ok(session)
    }

    fn reset_hash(&self, token: &str) -> [u8; 32] {
        self.vault().keyed_hash("reset", token.as_bytes())
    }
}

/// The account that a reset token names.
fn account_of(token: &str) -> Option<AccountId> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let id = bytes.first_chunk::<16>().filter(|_| bytes.len() == 48)?;
    Some(AccountId::from_uuid(Uuid::from_bytes(*id)))
}
