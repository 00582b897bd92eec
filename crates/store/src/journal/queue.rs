//! What jobs and outbox have in common: rows that are leased, worked on, and given back or ended.
//!
//! A worker claims a row with a lease, works outside any transaction, and ends it only with the lease's
//! token; a lease that ran out is taken by the next worker, and the first one's token no longer counts.

use crate::{
    StoreError, Tx, dialect,
    row::{Column, Kind, Record, Value, args, columns, parse_word, words},
};
use proofdesk_domain::Timestamp;
use serde::Deserialize;
use std::fmt::Write as _;
use time::Duration;
use uuid::Uuid;

/// Where a job or a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkState {
    /// To be done at its time.
    Ready,
    /// Somebody works on it.
    Leased,
    /// Done.
    Done,
    /// Failed for good; shown in the console.
    Aside,
}

impl WorkState {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Leased => "leased",
            Self::Done => "done",
            Self::Aside => "aside",
        }
    }
}

words!(WorkState);

/// How often and how far apart something is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// The pause after the first failure; it doubles with each further one.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How many tries before it goes aside.
    pub tries: i64,
}

impl Retry {
    /// The pause after the `tries`-th try (from 1). `jitter`, 0 to 1, picks a moment in the pause's
    /// second half, so that what failed together does not come back together.
    pub fn pause(&self, tries: i64, jitter: f64) -> Duration {
        let doubled = 2_f64.powi(i32::try_from(tries.clamp(1, 32) - 1).unwrap_or(0));
        let whole = (self.first.as_seconds_f64() * doubled).min(self.longest.as_seconds_f64());
        Duration::seconds_f64(whole * f64::midpoint(1.0, jitter.clamp(0.0, 1.0)))
    }
}

/// What became of something that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// It is tried again then.
    Retried(Timestamp),
    /// It went aside: every try is used.
    Aside,
}

/// A lease: which row, and the token that proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The row.
    pub id: Uuid,
    /// The token.
    pub token: Uuid,
}

/// Claims the most overdue row that is ready or whose lease ran out; `kinds` empty takes any kind.
pub(super) async fn claim<T: Record>(
    tx: &mut Tx,
    kinds: &[&str],
    token: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<T>, StoreError> {
    let table = T::TABLE;
    let mut args = args![token, now, until];
    let mut of_kinds = String::new();
    for kind in kinds {
        args.push((*kind).to_owned().to_value());
        let comma = if of_kinds.is_empty() { "and kind in (" } else { ", " };
        write!(of_kinds, "{comma}${}", args.len()).expect("writing to a string never fails");
    }
    if !of_kinds.is_empty() {
        of_kinds.push(')');
    }
    let sql = format!(
        "update {table} set state = 'leased', lease_token = $1, lease_until = $3, tries = tries + 1
         where id = (select id from {table}
           where ((state = 'ready' and run_at <= $2) or (state = 'leased' and lease_until <= $2))
           {of_kinds} order by run_at, id limit 1 {lock})
         returning {columns}",
        lock = dialect::skip_locked(tx.engine()),
        columns = T::COLUMNS.join(", "),
    );
    tx.rows(&sql, args).await?.first().map(T::read).transpose()
}

/// Puts the end of the lease off.
pub(super) async fn heartbeat(
    tx: &mut Tx,
    table: &str,
    lease: Lease,
    until: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "update {table} set lease_until = $3 where id = $1 and lease_token = $2 and state = 'leased'"
    );
    held(tx.execute(&sql, args![lease.id, lease.token, until]).await?)
}

/// Ends it as done.
pub(super) async fn complete(
    tx: &mut Tx,
    table: &str,
    lease: Lease,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "update {table} set state = 'done', lease_token = null, lease_until = null, last_error = null,
         finished_at = $3 where id = $1 and lease_token = $2 and state = 'leased'"
    );
    held(tx.execute(&sql, args![lease.id, lease.token, now]).await?)
}

/// Gives it back untouched: a graceful shutdown. The try does not count.
pub(super) async fn give_back(
    tx: &mut Tx,
    table: &str,
    lease: Lease,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "update {table} set state = 'ready', lease_token = null, lease_until = null,
         tries = tries - 1, run_at = $3 where id = $1 and lease_token = $2 and state = 'leased'"
    );
    held(tx.execute(&sql, args![lease.id, lease.token, now]).await?)
}

/// Records a failure: tried again later, or put aside when every try is used.
pub(super) async fn fail(
    tx: &mut Tx,
    table: &str,
    lease: Lease,
    error: &str,
    now: Timestamp,
    retry: &Retry,
    jitter: f64,
) -> Result<AfterFailure, StoreError> {
    let sql = format!(
        "select tries as v from {table} where id = $1 and lease_token = $2 and state = 'leased' {}",
        dialect::for_update(tx.engine())
    );
    let tries: i64 = tx.value(&sql, args![lease.id, lease.token]).await?.ok_or(StoreError::LeaseLost)?;
    if tries >= retry.tries {
        put_aside(tx, table, lease, error, now).await?;
        return Ok(AfterFailure::Aside);
    }
    let at = now.plus(retry.pause(tries, jitter));
    let sql = format!(
        "update {table} set state = 'ready', lease_token = null, lease_until = null, run_at = $3,
         last_error = $4 where id = $1 and lease_token = $2"
    );
    held(tx.execute(&sql, args![lease.id, lease.token, at, error.to_owned()]).await?)?;
    Ok(AfterFailure::Retried(at))
}

/// Puts it aside for a person to look at.
pub(super) async fn put_aside(
    tx: &mut Tx,
    table: &str,
    lease: Lease,
    error: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "update {table} set state = 'aside', lease_token = null, lease_until = null, last_error = $3,
         finished_at = $4 where id = $1 and lease_token = $2 and state = 'leased'"
    );
    held(tx.execute(&sql, args![lease.id, lease.token, error.to_owned(), now]).await?)
}

/// Puts what went aside back in line, with all its tries.
pub(super) async fn retry_aside(
    tx: &mut Tx,
    table: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = format!(
        "update {table} set state = 'ready', tries = 0, run_at = $2, finished_at = null
         where id = $1 and state = 'aside'"
    );
    match tx.execute(&sql, args![id, now]).await? {
        0 => Err(StoreError::NotFound("job")),
        _ => Ok(()),
    }
}

/// Forgets what was done before a moment.
pub(super) async fn delete_done(tx: &mut Tx, table: &str, before: Timestamp) -> Result<u64, StoreError> {
    let sql = format!("delete from {table} where state = 'done' and finished_at < $1");
    tx.execute(&sql, args![before]).await
}

/// When the next row can be claimed, if any can ever be.
pub(super) async fn find_next_run(tx: &mut Tx, table: &str) -> Result<Option<Timestamp>, StoreError> {
    let sql = format!(
        "select min(case when state = 'ready' then run_at else lease_until end) as v from {table}
         where state in ('ready', 'leased')"
    );
    Ok(tx.value::<Option<Timestamp>>(&sql, Vec::new()).await?.flatten())
}

fn held(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_never_vanish() {
        let retry = Retry { first: Duration::seconds(2), longest: Duration::seconds(60), tries: 10 };
        let seconds = |tries, jitter| retry.pause(tries, jitter).as_seconds_f64();
        assert!((seconds(1, 1.0) - 2.0).abs() < 1e-6);
        assert!((seconds(1, 0.0) - 1.0).abs() < 1e-6);
        assert!((seconds(3, 1.0) - 8.0).abs() < 1e-6);
        assert!((seconds(9, 1.0) - 60.0).abs() < 1e-6);
        assert!((seconds(i64::MAX, 0.5) - 45.0).abs() < 1e-6);
        assert!((seconds(0, 7.0) - 2.0).abs() < 1e-6);
    }
}
