//! Signed-in browsers and the single-use hosted links.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    AccountId, ApplicantId, LinkId, SessionId, StaffId, Timestamp, VerificationId, evidence::Slot,
    verification::Mode,
};
use serde::Deserialize;

/// Who is behind a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// An applicant with an account.
    Applicant,
    /// A staff member.
    Staff,
    /// An applicant who came by a hosted link: one case only.
    Link,
}

impl SessionKind {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
            Self::Link => "link",
        }
    }
}

words!(SessionKind);

table! {
    /// A signed-in browser.
    "sessions" => pub struct Session {
        /// Hash of the cookie's token; the token itself is kept nowhere.
        token_hash: [u8; 32],
        /// A name for the session that is no secret.
        id: SessionId,
        /// Who is behind it.
        kind: SessionKind,
        /// The applicant's world.
        mode: Option<Mode>,
        /// The applicant.
        applicant_id: Option<ApplicantId>,
        /// The account that signed in.
        account_id: Option<AccountId>,
        /// The staff member.
        staff_id: Option<StaffId>,
        /// The one case that a link opens.
        scope_verification_id: Option<VerificationId>,
        /// What the form tokens are made from.
        csrf_secret: [u8; 32],
        /// When it began.
        created_at: Timestamp,
        /// When it was last used, to the minute or so.
        seen_at: Timestamp,
        /// When it ends at the latest.
        expires_at: Timestamp,
    }
}

table! {
    /// A single-use hosted link.
    "links" => pub struct Link {
        /// Hash of the token in the address.
        token_hash: [u8; 32],
        /// A name for it that is no secret.
        id: LinkId,
        /// The case that it opens.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// When it was made.
        created_at: Timestamp,
        /// Until when it opens.
        expires_at: Timestamp,
        /// When it was used.
        used_at: Option<Timestamp>,
        /// The side that is to be photographed, where somebody made it for their own phone; none for a
        /// hosted link.
        side: Option<Slot>,
    }
}

/// Begins a session.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    tx.insert(session).await
}

/// The session of that token, if it has not ended.
pub async fn find(tx: &mut Tx, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError> {
    tx.find("where token_hash = $1 and expires_at > $2", args![*token_hash, now]).await
}

/// Records that it was used. Not at every request: the caller lets a minute pass.
pub async fn touch(tx: &mut Tx, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    let sql = "update sessions set seen_at = $2 where token_hash = $1 and seen_at < $2";
    tx.execute(sql, args![*token_hash, now]).await.map(|_| ())
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    tx.execute("delete from sessions where token_hash = $1", args![*token_hash]).await.map(|_| ())
}

/// Ends every session of an account: after a new password.
pub async fn delete_of_account(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    tx.execute("delete from sessions where account_id = $1", args![account]).await
}

/// Ends every session of a staff member: after a new password, or when they leave.
pub async fn delete_of_staff(tx: &mut Tx, staff: StaffId) -> Result<u64, StoreError> {
    tx.execute("delete from sessions where staff_id = $1", args![staff]).await
}

/// Clears sessions that ended, by their time or for lack of use.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp, unused_since: Timestamp) -> Result<u64, StoreError> {
    let sql = "delete from sessions where expires_at <= $1 or seen_at < $2";
    tx.execute(sql, args![now, unused_since]).await
}

/// Writes a new link.
pub async fn insert_link(tx: &mut Tx, link: &Link) -> Result<(), StoreError> {
    tx.insert(link).await
}

/// The link of that token, whatever became of it: so that a page can say why it no longer opens.
pub async fn find_link(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<Link>, StoreError> {
    tx.find("where token_hash = $1", args![*token_hash]).await
}

/// The newest link that somebody made for their own phone, whatever became of it.
pub async fn find_own_link(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<Link>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and side is not null
                order by created_at desc, id desc limit 1";
    tx.find(rest, args![applicant, verification]).await
}

/// Ends the links that somebody made for their own phone and did not use.
pub async fn end_own_links(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update links set expires_at = $3
               where applicant_id = $1 and verification_id = $2 and side is not null
               and used_at is null and expires_at > $3";
    tx.execute(sql, args![applicant, verification, now]).await.map(|_| ())
}

/// Uses a link up; `None` when it was used, has ended or never was.
pub async fn use_link(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Link>, StoreError> {
    let sql = "update links set used_at = $2
               where token_hash = $1 and used_at is null and expires_at > $2";
    match tx.execute(sql, args![*token_hash, now]).await? {
        0 => Ok(None),
        _ => find_link(tx, token_hash).await,
    }
}
