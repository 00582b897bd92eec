//! The policy's versions and which of them is in force.

use crate::{
    StoreError, Tx, dialect,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{StaffId, Timestamp};
use serde::Deserialize;

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyState {
    /// May be changed.
    Draft,
    /// Waits for a second person.
    Proposed,
    /// Is or was in force; never changed again.
    Published,
    /// Given up.
    Discarded,
}

impl PolicyState {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }
}

/// How a version came into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// By whoever runs the server: at first, or from a file.
    Installed,
    /// Proposed and confirmed in the console.
    Published,
    /// An earlier version again.
    RolledBack,
}

impl ChangeKind {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Published => "published",
            Self::RolledBack => "rolled_back",
        }
    }
}

words!(PolicyState, ChangeKind);

table! {
    /// A version of the policy.
    "policies" => pub struct PolicyRow {
        /// Counts up, never used twice.
        version: u32,
        /// Where it stands.
        state: PolicyState,
        /// As it was written, TOML.
        document: String,
        /// What its author says of it.
        note: String,
        /// The version that it was copied from.
        based_on: Option<u32>,
        /// Its author; none for what the server brought along.
        created_by: Option<StaffId>,
        /// Who proposed it last.
        proposed_by: Option<StaffId>,
        /// When it was begun.
        created_at: Timestamp,
        /// When it was changed last.
        changed_at: Timestamp,
        /// Counts changes; a change against an older count is refused.
        edits: i64,
    }
}

table! {
    /// A version came into force.
    "policy_changes" => pub struct PolicyChange {
        /// From 1; the highest names the version in force.
        seq: i64,
        /// The version.
        version: u32,
        /// How.
        kind: ChangeKind,
        /// Who proposed it.
        proposed_by: Option<StaffId>,
        /// Who confirmed it, or rolled back.
        confirmed_by: Option<StaffId>,
        /// One person did both, in solo mode.
        solo: bool,
        /// Why.
        note: String,
        /// When.
        at: Timestamp,
    }
}

/// Writes a new version.
pub async fn insert(tx: &mut Tx, policy: &PolicyRow) -> Result<(), StoreError> {
    tx.insert(policy).await
}

/// A version.
pub async fn find(tx: &mut Tx, version: u32) -> Result<Option<PolicyRow>, StoreError> {
    tx.find("where version = $1", args![version]).await
}

/// A version, or [`StoreError::NotFound`].
pub async fn get(tx: &mut Tx, version: u32) -> Result<PolicyRow, StoreError> {
    find(tx, version).await?.ok_or(StoreError::NotFound("policy"))
}

/// Every version, newest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<PolicyRow>, StoreError> {
    tx.list("order by version desc", args![]).await
}

/// The highest version there is.
pub async fn find_last_version(tx: &mut Tx) -> Result<Option<u32>, StoreError> {
    tx.value("select version as v from policies order by version desc limit 1", args![]).await
}

/// Writes a version unless somebody else changed it since it was read ([`StoreError::Stale`]). What was
/// published is never changed: the statement passes it over.
pub async fn update(tx: &mut Tx, policy: &mut PolicyRow) -> Result<(), StoreError> {
    let sql = "update policies set state = $2, document = $3, note = $4, proposed_by = $5, changed_at = $6,
               edits = edits + 1 where version = $1 and edits = $7 and state <> 'published'";
    let values = args![
        policy.version,
        policy.state,
        policy.document,
        policy.note,
        policy.proposed_by,
        policy.changed_at,
        policy.edits,
    ];
    if tx.execute(sql, values).await? == 0 {
        return Err(StoreError::Stale("policy"));
    }
    policy.edits += 1;
    Ok(())
}

/// The newest change: it names the version in force.
pub async fn find_last_change(tx: &mut Tx) -> Result<Option<PolicyChange>, StoreError> {
    tx.find("order by seq desc limit 1", args![]).await
}

/// Every change, newest first.
pub async fn list_changes(tx: &mut Tx) -> Result<Vec<PolicyChange>, StoreError> {
    tx.list("order by seq desc", args![]).await
}

/// Writes the next change: `seq` is one more than the last, or [`StoreError::Duplicate`] says that
/// somebody else was faster.
pub async fn insert_change(tx: &mut Tx, change: &PolicyChange) -> Result<(), StoreError> {
    tx.insert(change).await
}

/// The same as [`find_last_change`], held against changes by others until the end of the transaction.
pub async fn lock_last_change(tx: &mut Tx) -> Result<Option<PolicyChange>, StoreError> {
    let rest = format!("order by seq desc limit 1 {}", dialect::for_update(tx.engine()));
    tx.find(&rest, args![]).await
}
