//! People at the door: they cannot get in and ask for help without an account; and new addresses for
//! accounts, after identification.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{AccountId, ApplicantId, StaffId, Timestamp, verification::Mode};
use serde::Deserialize;
use uuid::Uuid;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoorState {
    /// A person is to answer.
    Open,
    /// The asker's turn.
    Answered,
    /// It is over.
    Closed,
}

impl DoorState {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }
}

/// How a new address ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeEnd {
    /// It is the account's address now.
    Done,
    /// Whoever reads the old address stopped it, or somebody signed in.
    Stopped,
    /// The second person did not confirm it.
    Refused,
}

impl ChangeEnd {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
        }
    }
}

words!(DoorState, ChangeEnd);

table! {
    /// A request for help of somebody who cannot get in.
    "door_requests" => pub struct DoorRequest {
        /// Its id.
        id: Uuid,
        /// In which world.
        mode: Mode,
        /// What people quote: `HD-…`.
        reference: String,
        /// Hash of what opens its page.
        token_hash: [u8; 32],
        /// Whose account it says to be about; none: no account has that address.
        applicant_id: Option<ApplicantId>,
        /// The language that it was written in.
        locale: String,
        /// Address and words, sealed under the house's key.
        sealed: Vec<u8>,
        /// Where it stands.
        state: DoorState,
        /// Who answered last.
        handled_by: Option<StaffId>,
        /// When an answer is promised.
        due_at: Timestamp,
        /// When it came.
        opened_at: Timestamp,
        /// When something was written last.
        changed_at: Timestamp,
        /// Counts writes.
        version: i64,
    }
}

table! {
    /// A new address for an account.
    "address_changes" => pub struct AddressChange {
        /// Its id.
        id: Uuid,
        /// The request that it answers.
        request_id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// Which account.
        account_id: AccountId,
        /// In which world.
        mode: Mode,
        /// The address and how the person was identified, sealed under the person's key.
        sealed_change: Vec<u8>,
        /// Who identified the person.
        proposed_by: StaffId,
        /// When.
        proposed_at: Timestamp,
        /// Who looked at it as well.
        confirmed_by: Option<StaffId>,
        /// When.
        confirmed_at: Option<Timestamp>,
        /// When it takes effect unless it is stopped.
        effect_at: Option<Timestamp>,
        /// How it ended.
        ended: Option<ChangeEnd>,
        /// When.
        ended_at: Option<Timestamp>,
    }
}

/// Writes a request.
pub async fn insert(tx: &mut Tx, request: &DoorRequest) -> Result<(), StoreError> {
    tx.insert(request).await
}

/// Writes a request unless somebody else wrote it since it was read; its version counts on.
pub async fn update(tx: &mut Tx, request: &mut DoorRequest) -> Result<(), StoreError> {
    let version = request.version;
    request.version = tx.update_versioned("door request", &*request, version).await?;
    Ok(())
}

/// A request: for staff, after their access check.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<DoorRequest>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The request that a token opens.
pub async fn find_by_token(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<Option<DoorRequest>, StoreError> {
    tx.find("where token_hash = $1", args![*token_hash]).await
}

/// What waits for a person, by the promised time.
pub async fn list_open(tx: &mut Tx, limit: i64) -> Result<Vec<DoorRequest>, StoreError> {
    tx.list("where state <> 'closed' order by state desc, due_at, id limit $1", args![limit]).await
}

/// How many wait for a person.
pub async fn count_open(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from door_requests where state = 'open'";
    Ok(tx.value(sql, Vec::new()).await?.unwrap_or(0))
}

/// How many of one person's are not over.
pub async fn count_of(tx: &mut Tx, applicant: ApplicantId) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from door_requests where applicant_id = $1 and state <> 'closed'";
    Ok(tx.value(sql, args![applicant]).await?.unwrap_or(0))
}

/// Forgets what nothing was written to since a moment, with what was changed for it.
pub async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let sql = "delete from address_changes where request_id in
               (select id from door_requests where changed_at < $1)";
    tx.execute(sql, args![before]).await?;
    tx.execute("delete from door_requests where changed_at < $1", args![before]).await
}

/// Writes a new address.
pub async fn insert_change(tx: &mut Tx, change: &AddressChange) -> Result<(), StoreError> {
    tx.insert(change).await
}

/// The new addresses of a request, oldest first.
pub async fn list_changes(tx: &mut Tx, request: Uuid) -> Result<Vec<AddressChange>, StoreError> {
    tx.list("where request_id = $1 order by proposed_at, id", args![request]).await
}

/// The new address of an account that is neither done nor stopped.
pub async fn find_change(tx: &mut Tx, account: AccountId) -> Result<Option<AddressChange>, StoreError> {
    tx.find("where account_id = $1 and ended is null order by proposed_at, id", args![account]).await
}

/// New addresses that take effect now.
pub async fn list_changes_due(
    tx: &mut Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<AddressChange>, StoreError> {
    tx.list("where ended is null and effect_at <= $1 order by effect_at, id limit $2", args![now, limit])
        .await
}

/// A second person confirms. [`StoreError::Stale`] when it was confirmed or ended already.
pub async fn confirm_change(
    tx: &mut Tx,
    id: Uuid,
    by: StaffId,
    now: Timestamp,
    effect_at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update address_changes set confirmed_by = $2, confirmed_at = $3, effect_at = $4
               where id = $1 and confirmed_by is null and ended is null";
    match tx.execute(sql, args![id, by, now, effect_at]).await? {
        0 => Err(StoreError::Stale("address change")),
        _ => Ok(()),
    }
}

/// Ends it. [`StoreError::Stale`] when it had ended.
pub async fn end_change(tx: &mut Tx, id: Uuid, how: ChangeEnd, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update address_changes set ended = $2, ended_at = $3 where id = $1 and ended is null";
    match tx.execute(sql, args![id, how, now]).await? {
        0 => Err(StoreError::Stale("address change")),
        _ => Ok(()),
    }
}
