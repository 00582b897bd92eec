//! Registering, and confirming the address by a mailed code.
//!
//! The token for the time in between carries, sealed under the house's key, the account, a nonce that
//! the code is bound to, and the hash of the password that was typed in this browser. So a code
//! confirms only together with the browser that asked for it, and the password that counts in the end
//! is the one typed there: whoever registers somebody else's address first gains nothing.

use super::{CodeError, Page, RegisterError, Registration, session::Door};
use crate::{
    App,
    clock::random_bytes,
    error::Error,
    seal::columns,
    views::{Locale, PendingToken, SessionToken},
    wiring::MailKind,
    work::Subject,
};
use data_encoding::BASE64URL_NOPAD;
use proofdesk_domain::{
    AccountId, ApplicantId,
    access::Actor,
    account::{EmailAddress, MAX_INVITATION_CHARS, check_password},
    verification::Mode,
};
use proofdesk_store::{
    StoreError,
    accounts::{self, Account, CodePurpose, MailedCode},
    applicants::{self, Applicant},
};
use proofdesk_vault::Context;
use serde::{Deserialize, Serialize};
use time::Duration;
use uuid::Uuid;

/// How long a code counts (NIST SP 800-63B-4 §4.2.1.2 allows a day by mail).
const CODE_LIFE: Duration = Duration::hours(24);
/// Wrong guesses that a code bears.
const CODE_TRIES: i64 = 5;
/// A code that was mailed this short a time ago is still on its way: no second one.
const CODE_PAUSE: Duration = Duration::seconds(30);

/// What a pending token carries.
#[derive(Serialize, Deserialize)]
struct Pending {
    account: AccountId,
    nonce: [u8; 16],
    password_hash: String,
    /// As it was typed in this browser.
    #[serde(default)]
    email: String,
}

impl App {
    /// Registers somebody; a code is on its way to the address. A known address gets a mail that says
    /// so, and a token that no code fits.
    pub async fn register(&self, r: Registration<'_>) -> Result<PendingToken, RegisterError> {
        let email = EmailAddress::parse(r.email).ok_or(RegisterError::Email)?;
        check_password(r.password, &email).map_err(RegisterError::Password)?;
        let invitation = r.invitation.map(str::trim).filter(|code| !code.is_empty());
        if invitation.is_some_and(|code| code.chars().count() > MAX_INVITATION_CHARS) {
            return Err(RegisterError::Invitation);
        }
        let password_hash = self.hash_password(r.password).await?;
        let mode = self.settings().portal_mode;
        let hash = self.address_hash(mode, &email);
        if let Some(known) = self.account_by_hash(mode, &hash).await? {
            return Ok(self.mail_new_code(&known, &email, password_hash).await?);
        }
        match self.insert_account(mode, &email, hash, &password_hash, invitation, r.locale).await {
            Ok(pending) => Ok(pending),
            // Registered twice at the same moment: the second is like any later one.
            Err(Taken::Already) => {
                let known = self.account_by_hash(mode, &hash).await?.ok_or(Error::NotFound)?;
                Ok(self.mail_new_code(&known, &email, password_hash).await?)
            }
            Err(Taken::Error(error)) => Err(error.into()),
        }
    }

    /// Confirms the address with the mailed code, and signs in.
    pub async fn confirm(&self, token: &PendingToken, code: &str) -> Result<SessionToken, CodeError> {
        let pending = self.open_pending(token).await?.ok_or(CodeError::Expired)?;
        let mut tx = self.store().read().await.map_err(Error::from)?;
        let account =
            accounts::find(&mut tx, pending.account).await.map_err(Error::from)?.ok_or(CodeError::Expired)?;
        drop(tx);
        let actor = Actor::Applicant { id: account.applicant_id, mode: account.mode };
        let mut work = self.work(actor, account.mode, account.applicant_id).await?;
        let now = work.now;
        let mailed = accounts::find_code(&mut work.tx, account.id, CodePurpose::Confirm, now)
            .await
            .map_err(Error::from)?
            .ok_or(CodeError::Expired)?;
        if mailed.tries >= CODE_TRIES {
            return Err(CodeError::TooManyTries);
        }
        let typed: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if self.code_hash(&pending.nonce, &typed) != mailed.code_hash {
            let tries = accounts::count_code_try(&mut work.tx, mailed.id).await.map_err(Error::from)?;
            work.commit().await?;
            let left = u32::try_from(CODE_TRIES - tries).unwrap_or(0);
            return Err(if left == 0 {
                CodeError::TooManyTries
            } else {
                CodeError::Wrong { tries_left: left }
            });
        }
        let used = accounts::use_code(&mut work.tx, mailed.id, now).await.map_err(Error::from)?;
        if !used || account.confirmed_at.is_some() {
            return Err(CodeError::Expired);
        }
        accounts::confirm(&mut work.tx, account.id, now).await.map_err(Error::from)?;
        accounts::update_password(&mut work.tx, account.id, &pending.password_hash)
            .await
            .map_err(Error::from)?;
        let door = Door::Account(account.id);
        let session = self
            .begin_session(&mut work, account.mode, account.applicant_id, door)
            .await
            .map_err(Error::from)?;
        work.audit("account.confirmed", Subject::Other("account", Some(account.id.as_uuid())));
        work.commit().await?;
        Ok(session)
    }

    /// The address that was typed where this token comes from: whoever mistyped it sees so. None where
    /// the token is none of ours.
    pub async fn pending_email(&self, token: &PendingToken) -> Result<Option<String>, Error> {
        let email = self.open_pending(token).await?.map(|pending| pending.email);
        Ok(email.filter(|email| !email.is_empty()))
    }

    /// Mails a new code; the one before stops counting. Within half a minute of the last it does
    /// nothing: that one is still on its way.
    pub async fn resend_code(&self, token: &PendingToken) -> Result<(), Error> {
        let Some(pending) = self.open_pending(token).await? else { return Ok(()) };
        let mut tx = self.store().read().await?;
        let Some(account) = accounts::find(&mut tx, pending.account).await? else { return Ok(()) };
        let last = accounts::find_code(&mut tx, account.id, CodePurpose::Confirm, self.now()).await?;
        drop(tx);
        if last.is_some_and(|code| self.now().since(code.created_at) < CODE_PAUSE) {
            return Ok(());
        }
        let seal = self.seal_of(account.mode, account.applicant_id).await?;
        let email: EmailAddress =
            seal.open_json(columns::EMAIL, account.id.as_uuid(), &account.sealed_email)?;
        self.mail_code_for(&account, &email, &pending).await
    }

    /// Mails a code to an account that is there already, and gives the token that it fits.
    pub(super) async fn mail_new_code(
        &self,
        account: &Account,
        email: &EmailAddress,
        password_hash: String,
    ) -> Result<PendingToken, Error> {
        let nonce = random_bytes(&*self.wiring().random);
        let pending = Pending { account: account.id, nonce, password_hash, email: email.as_str().to_owned() };
        self.mail_code_for(account, email, &pending).await?;
        self.seal_pending(&pending).await
    }

    async fn mail_code_for(
        &self,
        account: &Account,
        email: &EmailAddress,
        pending: &Pending,
    ) -> Result<(), Error> {
        let seal = self.seal_of(account.mode, account.applicant_id).await?;
        let mut work = self.work(Actor::System, account.mode, account.applicant_id).await?;
        let locale = applicants::get(&mut work.tx, account.applicant_id).await?.locale;
        let locale = Locale::find(&locale).unwrap_or_default();
        let (mail, code_hash) = if account.confirmed_at.is_some() {
            // Nothing that anybody could type has this hash; wrong guesses are counted as ever.
            (
                MailKind::AlreadyRegistered { link: self.address_of(Page::SignIn) },
                random_bytes(&*self.wiring().random),
            )
        } else {
            let code = self.six_digits();
            let hash = self.code_hash(&pending.nonce, &code);
            (MailKind::ConfirmAddress { code }, hash)
        };
        let row = MailedCode {
            id: self.fresh_uuid(),
            account_id: account.id,
            applicant_id: account.applicant_id,
            purpose: CodePurpose::Confirm,
            code_hash,
            created_at: work.now,
            expires_at: work.now.plus(CODE_LIFE),
            tries: 0,
            used_at: None,
        };
        accounts::insert_code(&mut work.tx, &row).await?;
        work.mail(self, &seal, email, locale, mail).await?;
        work.audit("account.code_mailed", Subject::Other("account", Some(account.id.as_uuid())));
        work.commit().await
    }

    async fn insert_account(
        &self,
        mode: Mode,
        email: &EmailAddress,
        email_hash: [u8; 32],
        password_hash: &str,
        invitation: Option<&str>,
        locale: Locale,
    ) -> Result<PendingToken, Taken> {
        let person = ApplicantId::from_uuid(self.fresh_uuid());
        let account = AccountId::from_uuid(self.fresh_uuid());
        // The key before the first row: a key without a row is harmless, a row without a key is a loss.
        self.vault().create_key(person.as_uuid()).await.map_err(Error::from)?;
        let seal = self.seal_of(mode, person).await?;
        let nonce = random_bytes(&*self.wiring().random);
        let code = self.six_digits();
        let mut work = self.work(Actor::Applicant { id: person, mode }, mode, person).await?;
        let now = work.now;
        let row = Applicant {
            id: person,
            mode,
            locale: locale.as_str().to_owned(),
            region: None,
            age_confirmed: false,
            sealed_invitation: invitation.map(|i| seal.text(columns::INVITATION, person.as_uuid(), i)),
            external_ref: None,
            created_at: now,
            erased_at: None,
        };
        applicants::insert(&mut work.tx, &row).await.map_err(Error::from)?;
        let row = Account {
            id: account,
            applicant_id: person,
            mode,
            email_hash,
            sealed_email: seal.json(columns::EMAIL, account.as_uuid(), email)?,
            password_hash: password_hash.to_owned(),
            confirmed_at: None,
            failed_logins: 0,
            locked_until: None,
            created_at: now,
        };
        match accounts::insert(&mut work.tx, &row).await {
            Ok(()) => {}
            Err(StoreError::Duplicate(_)) => {
                drop(work);
                self.vault().destroy_key(person.as_uuid()).await.map_err(Error::from)?;
                return Err(Taken::Already);
            }
            Err(error) => return Err(Taken::Error(error.into())),
        }
        let row = MailedCode {
            id: self.fresh_uuid(),
            account_id: account,
            applicant_id: person,
            purpose: CodePurpose::Confirm,
            code_hash: self.code_hash(&nonce, &code),
            created_at: now,
            expires_at: now.plus(CODE_LIFE),
            tries: 0,
            used_at: None,
        };
        accounts::insert_code(&mut work.tx, &row).await.map_err(Error::from)?;
        work.mail(self, &seal, email, locale, MailKind::ConfirmAddress { code }).await?;
        work.audit("account.registered", Subject::Applicant(person));
        work.commit().await?;
        let email = email.as_str().to_owned();
        let pending = Pending { account, nonce, password_hash: password_hash.to_owned(), email };
        Ok(self.seal_pending(&pending).await?)
    }

    /// The hash under which an address is found.
    pub(crate) fn address_hash(&self, mode: Mode, email: &EmailAddress) -> [u8; 32] {
        let place = format!("account.{}", mode.as_str());
        self.vault().keyed_hash(&place, email.lookup_form().as_bytes())
    }

    async fn account_by_hash(&self, mode: Mode, hash: &[u8; 32]) -> Result<Option<Account>, Error> {
        let mut tx = self.store().read().await?;
        Ok(accounts::find_by_email(&mut tx, mode, hash).await?)
    }

    fn six_digits(&self) -> String {
        // The remainder's bias over 64 bits is below 10^-13.
        let number = u64::from_le_bytes(random_bytes(&*self.wiring().random)) % 1_000_000;
        format!("{number:06}")
    }

    fn code_hash(&self, nonce: &[u8; 16], code: &str) -> [u8; 32] {
        self.vault().keyed_hash("code", &[&nonce[..], code.as_bytes()].concat())
    }

    async fn seal_pending(&self, pending: &Pending) -> Result<PendingToken, Error> {
        let key = self.vault().house_key().await?;
        let sealed = key.seal(&pending_place(), &serde_json::to_vec(pending)?);
        Ok(PendingToken(BASE64URL_NOPAD.encode(&sealed)))
    }

    /// None where the token is none of ours.
    async fn open_pending(&self, token: &PendingToken) -> Result<Option<Pending>, Error> {
        let Ok(sealed) = BASE64URL_NOPAD.decode(token.as_str().as_bytes()) else { return Ok(None) };
        let key = self.vault().house_key().await?;
        let Ok(plain) = key.open(&pending_place(), &sealed) else { return Ok(None) };
        Ok(serde_json::from_slice(&plain).ok())
    }
}

fn pending_place() -> Context<'static> {
    Context::house("cookie", Uuid::nil(), "pending")
}

/// Why an account was not written.
enum Taken {
    /// The address has one.
    Already,
    Error(Error),
}

impl From<Error> for Taken {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
