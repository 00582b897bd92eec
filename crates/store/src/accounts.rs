//! Accounts: how applicants sign in, and the codes mailed to them.

use crate::row::{Column, Kind, Value, parse_word};
use crate::{
    StoreError, Tx,
    row::{args, columns, table, words},
};
use proofdesk_domain::{AccountId, ApplicantId, Timestamp, verification::Mode};
use serde::Deserialize;
use uuid::Uuid;

table! {
    /// How an applicant signs in.
    "accounts" => pub struct Account {
        /// Its id.
        id: AccountId,
        /// Whose.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// Keyed hash of the address's lookup form; unique in its mode.
        email_hash: [u8; 32],
        /// The address, sealed.
        sealed_email: Vec<u8>,
        /// Argon2 in PHC form.
        password_hash: String,
        /// When the address was confirmed.
        confirmed_at: Option<Timestamp>,
        /// Wrong passwords since the last right one.
        failed_logins: i64,
        /// No sign-in before this moment.
        locked_until: Option<Timestamp>,
        /// When it was made.
        created_at: Timestamp,
    }
}

/// What a mailed code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodePurpose {
    /// To confirm an address.
    Confirm,
    /// To set a new password.
    Reset,
}

impl CodePurpose {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
        }
    }
}

words!(CodePurpose);

table! {
    /// A code that was mailed; only its hash is kept.
    "mailed_codes" => pub struct MailedCode {
        /// Its id.
        id: Uuid,
        /// To which account.
        account_id: AccountId,
        /// Whose.
        applicant_id: ApplicantId,
        /// What for.
        purpose: CodePurpose,
        /// Keyed hash of the code.
        code_hash: [u8; 32],
        /// When it was made.
        created_at: Timestamp,
        /// Until when it counts.
        expires_at: Timestamp,
        /// Wrong guesses so far.
        tries: i64,
        /// When it was used.
        used_at: Option<Timestamp>,
    }
}

/// Writes a new account. [`StoreError::Duplicate`] when the address has one in this mode; roll back then.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    tx.insert(account).await
}

/// The account of that id.
pub async fn find(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The account with that address.
pub async fn find_by_email(
    tx: &mut Tx,
    mode: Mode,
    email_hash: &[u8; 32],
) -> Result<Option<Account>, StoreError> {
    tx.find("where mode = $1 and email_hash = $2", args![mode, *email_hash]).await
}

/// The account of an applicant, who may have none (made through the API).
pub async fn find_by_applicant(tx: &mut Tx, applicant: ApplicantId) -> Result<Option<Account>, StoreError> {
    tx.find("where applicant_id = $1 order by created_at, id", args![applicant]).await
}

/// The accounts of these applicants: for the desk, after its access check.
pub async fn list_of(tx: &mut Tx, applicants: &[ApplicantId]) -> Result<Vec<Account>, StoreError> {
    let Some((rest, args)) = crate::row::among("applicant_id", applicants) else { return Ok(Vec::new()) };
    tx.list(&rest, args).await
}

/// Marks the address as confirmed; a second time changes nothing.
pub async fn confirm(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update accounts set confirmed_at = coalesce(confirmed_at, $2) where id = $1";
    tx.execute(sql, args![id, now]).await.map(|_| ())
}

/// Sets a new password and forgets failed sign-ins.
pub async fn update_password(tx: &mut Tx, id: AccountId, password_hash: &str) -> Result<(), StoreError> {
    let sql = "update accounts set password_hash = $2, failed_logins = 0, locked_until = null
               where id = $1";
    tx.execute(sql, args![id, password_hash.to_owned()]).await.map(|_| ())
}

/// Sets a new address, confirmed, and a password that nobody knows. [`StoreError::Duplicate`] when
/// another account of this mode has the address.
pub async fn update_address(
    tx: &mut Tx,
    id: AccountId,
    email_hash: &[u8; 32],
    sealed_email: &[u8],
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update accounts set email_hash = $2, sealed_email = $3, password_hash = $4, confirmed_at = $5,
               failed_logins = 0, locked_until = null where id = $1";
    let args = args![id, *email_hash, sealed_email.to_vec(), password_hash.to_owned(), now];
    match tx.execute(sql, args).await? {
        0 => Err(StoreError::NotFound("account")),
        _ => Ok(()),
    }
}

/// Counts a wrong password; gives the count, by which the caller decides about a lock.
pub async fn count_failed_login(tx: &mut Tx, id: AccountId) -> Result<i64, StoreError> {
    let sql = "update accounts set failed_logins = failed_logins + 1 where id = $1
               returning failed_logins as v";
    tx.value(sql, args![id]).await?.ok_or(StoreError::NotFound("account"))
}

/// Locks sign-in until a moment.
pub async fn lock(tx: &mut Tx, id: AccountId, until: Timestamp) -> Result<(), StoreError> {
    let sql = "update accounts set locked_until = $2 where id = $1";
    tx.execute(sql, args![id, until]).await.map(|_| ())
}

/// Forgets failed sign-ins after a right password.
pub async fn clear_failed_logins(tx: &mut Tx, id: AccountId) -> Result<(), StoreError> {
    let sql = "update accounts set failed_logins = 0, locked_until = null
               where id = $1 and (failed_logins > 0 or locked_until is not null)";
    tx.execute(sql, args![id]).await.map(|_| ())
}

/// Writes a new code. Earlier ones of the same purpose stop counting.
pub async fn insert_code(tx: &mut Tx, code: &MailedCode) -> Result<(), StoreError> {
    let sql = "delete from mailed_codes where account_id = $1 and purpose = $2";
    tx.execute(sql, args![code.account_id, code.purpose]).await?;
    tx.insert(code).await
}

/// The code that counts now, if one does.
pub async fn find_code(
    tx: &mut Tx,
    account: AccountId,
    purpose: CodePurpose,
    now: Timestamp,
) -> Result<Option<MailedCode>, StoreError> {
    let rest = "where account_id = $1 and purpose = $2 and used_at is null and expires_at > $3";
    tx.find(rest, args![account, purpose, now]).await
}

/// Counts a wrong guess; gives the count.
pub async fn count_code_try(tx: &mut Tx, code: Uuid) -> Result<i64, StoreError> {
    let sql = "update mailed_codes set tries = tries + 1 where id = $1 returning tries as v";
    tx.value(sql, args![code]).await?.ok_or(StoreError::NotFound("code"))
}

/// Uses a code up. False when somebody else did so first.
pub async fn use_code(tx: &mut Tx, code: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "update mailed_codes set used_at = $2 where id = $1 and used_at is null";
    Ok(tx.execute(sql, args![code, now]).await? == 1)
}
