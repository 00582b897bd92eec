//! Replays of a draft policy over past cases: their progress, and the cases page by page.

use crate::{
    StoreError, Tx,
    details::EnteredDetails,
    evidence::Evidence,
    findings::FindingRow,
    row::{Column, Kind, Record, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    StaffId, Timestamp, VerificationId,
    verification::{Mode, Verification},
};
use serde::Deserialize;
use uuid::Uuid;

/// Where a replay stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplayState {
    /// Under way.
    Running,
    /// Over all cases.
    Done,
    /// Somebody stopped it.
    Cancelled,
}

impl ReplayState {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

words!(ReplayState);

table! {
    /// A replay.
    "policy_replays" => pub struct Replay {
        /// Its id.
        id: Uuid,
        /// Of which version.
        version: u32,
        /// As it was after so many changes.
        edits: i64,
        /// Held against which version.
        against: u32,
        /// Over the cases of which world.
        mode: Mode,
        /// Where it stands.
        state: ReplayState,
        /// The last case that was done.
        reached: Option<VerificationId>,
        /// What was found so far, as JSON: counts and references, nothing sealed.
        report: String,
        /// Cases there were at the beginning.
        total: i64,
        /// Who wanted it.
        wanted_by: Option<StaffId>,
        /// When.
        created_at: Timestamp,
        /// When it ended.
        finished_at: Option<Timestamp>,
    }
}

/// Writes a new replay.
pub async fn insert(tx: &mut Tx, replay: &Replay) -> Result<(), StoreError> {
    tx.insert(replay).await
}

/// A replay.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Replay>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The newest replay of a version.
pub async fn find_newest(tx: &mut Tx, version: u32) -> Result<Option<Replay>, StoreError> {
    tx.find("where version = $1 order by created_at desc, id desc limit 1", args![version]).await
}

/// Records how far a running replay is. False when it no longer runs.
pub async fn update(tx: &mut Tx, replay: &Replay) -> Result<bool, StoreError> {
    let sql = "update policy_replays set state = $2, reached = $3, report = $4, finished_at = $5
               where id = $1 and state = 'running'";
    let values = args![replay.id, replay.state, replay.reached, replay.report, replay.finished_at];
    Ok(tx.execute(sql, values).await? > 0)
}

/// Stops every replay of a version that still runs.
pub async fn cancel(tx: &mut Tx, version: u32, now: Timestamp) -> Result<u64, StoreError> {
    let sql = "update policy_replays set state = 'cancelled', finished_at = $2
               where version = $1 and state = 'running'";
    tx.execute(sql, args![version, now]).await
}

const REPLAYED: &str = "mode = $1 and sent_at is not null and document_kind is not null";

/// How many cases of a world were ever sent.
pub async fn count_sent(tx: &mut Tx, mode: Mode) -> Result<i64, StoreError> {
    let sql = format!("select count(*) as v from verifications where {REPLAYED}");
    Ok(tx.value(&sql, args![mode]).await?.unwrap_or(0))
}

/// The next cases that were ever sent, by id: for staff who set the policy.
pub async fn list_sent_after(
    tx: &mut Tx,
    mode: Mode,
    after: VerificationId,
    limit: i64,
) -> Result<Vec<Verification>, StoreError> {
    let rest = format!("where {REPLAYED} and id > $2 order by id limit $3");
    tx.list(&rest, args![mode, after, limit]).await
}

/// Everything that belongs to the cases of a page.
#[derive(Debug, Default)]
pub struct Belongings {
    /// Evidence that counts.
    pub evidence: Vec<Evidence>,
    /// Typed details, every turn.
    pub details: Vec<EnteredDetails>,
    /// Findings, every one.
    pub findings: Vec<FindingRow>,
}

/// What belongs to the cases with ids above `after` up to `last`, in three statements.
pub async fn list_belongings(
    tx: &mut Tx,
    mode: Mode,
    after: VerificationId,
    last: VerificationId,
) -> Result<Belongings, StoreError> {
    Ok(Belongings {
        evidence: of_cases(tx, "and t.state = 'current'", mode, after, last).await?,
        details: of_cases(tx, "", mode, after, last).await?,
        findings: of_cases(tx, "", mode, after, last).await?,
    })
}

async fn of_cases<T: Record>(
    tx: &mut Tx,
    and: &str,
    mode: Mode,
    after: VerificationId,
    last: VerificationId,
) -> Result<Vec<T>, StoreError> {
    let columns: Vec<_> = T::COLUMNS.iter().map(|column| format!("t.{column}")).collect();
    let sql = format!(
        "select {} from verifications v join {} t on t.verification_id = v.id
         where v.mode = $1 and v.sent_at is not null and v.document_kind is not null
         and v.id > $2 and v.id <= $3 {and}",
        columns.join(", "),
        T::TABLE,
    );
    tx.rows(&sql, args![mode, after, last]).await?.iter().map(T::read).collect()
}
