//! Jobs: durable work, written in the transaction that wants it done.

use super::queue;
pub use super::queue::{AfterFailure, Lease, Retry, WorkState};
use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, JobId, Timestamp};
use uuid::Uuid;

const TABLE: &str = "jobs";

table! {
    /// A durable piece of work.
    "jobs" => pub struct Job {
        /// Its id.
        id: JobId,
        /// Which handler does it.
        kind: String,
        /// About whom; erased with them.
        applicant_id: Option<ApplicantId>,
        /// About what: a verification, say.
        subject_id: Option<Uuid>,
        /// What the handler needs: ids as JSON, never personal data.
        payload: String,
        /// Where it stands.
        state: WorkState,
        /// Not before this moment.
        run_at: Timestamp,
        /// Proves the lease.
        lease_token: Option<Uuid>,
        /// When the lease runs out.
        lease_until: Option<Timestamp>,
        /// How often it was begun, the present one included.
        tries: i64,
        /// Why it failed last; never personal data.
        last_error: Option<String>,
        /// When it was wanted.
        created_at: Timestamp,
        /// When it was done or went aside.
        finished_at: Option<Timestamp>,
    }
}

/// A job that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Which handler does it.
    pub kind: &'static str,
    /// About whom.
    pub applicant: Option<ApplicantId>,
    /// About what.
    pub subject: Option<Uuid>,
    /// Ids as JSON.
    pub payload: String,
    /// Not before this moment.
    pub run_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
}

impl Job {
    /// The present lease; `None` when nobody holds one.
    pub fn lease(&self) -> Option<Lease> {
        self.lease_token.map(|token| Lease { id: self.id.as_uuid(), token })
    }

    /// It was begun more often than it may be: its worker died every time. Put it aside unworked.
    pub const fn is_poisoned(&self, retry: &Retry) -> bool {
        self.tries > retry.tries
    }
}

/// Wants something done. Workers of this process wake at the commit.
pub async fn insert(tx: &mut Tx, job: NewJob) -> Result<(), StoreError> {
    tx.wake_jobs = true;
    tx.insert(&Job {
        id: job.id,
        kind: job.kind.to_owned(),
        applicant_id: job.applicant,
        subject_id: job.subject,
        payload: job.payload,
        state: WorkState::Ready,
        run_at: job.run_at,
        lease_token: None,
        lease_until: None,
        tries: 0,
        last_error: None,
        created_at: job.created_at,
        finished_at: None,
    })
    .await
}

/// Claims the most overdue job of these kinds (any, when empty) that is ready or whose lease ran out.
/// `token` is random; the lease runs until `until` unless [`heartbeat`] puts that off. Commit before
/// beginning to work.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    token: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Job>, StoreError> {
    queue::claim(tx, kinds, token, now, until).await
}

/// Puts the end of a lease off. [`StoreError::LeaseLost`] when it is no longer held: stop working.
pub async fn heartbeat(tx: &mut Tx, lease: Lease, until: Timestamp) -> Result<(), StoreError> {
    queue::heartbeat(tx, TABLE, lease, until).await
}

/// Ends a job as done, in the transaction that writes its results: [`StoreError::LeaseLost`] then undoes
/// results that somebody else has written already.
pub async fn complete(tx: &mut Tx, lease: Lease, now: Timestamp) -> Result<(), StoreError> {
    queue::complete(tx, TABLE, lease, now).await
}

/// Gives a job back untouched, for another worker: a graceful shutdown. The try does not count.
pub async fn give_back(tx: &mut Tx, lease: Lease, now: Timestamp) -> Result<(), StoreError> {
    tx.wake_jobs = true;
    queue::give_back(tx, TABLE, lease, now).await
}

/// Records a failure: the job is tried again later, or goes aside when every try is used. Act on
/// [`AfterFailure::Aside`] in the same transaction.
pub async fn fail(
    tx: &mut Tx,
    lease: Lease,
    error: &str,
    now: Timestamp,
    retry: &Retry,
    jitter: f64,
) -> Result<AfterFailure, StoreError> {
    queue::fail(tx, TABLE, lease, error, now, retry, jitter).await
}

/// Puts a job aside at once: poisoned, or hopeless.
pub async fn put_aside(tx: &mut Tx, lease: Lease, error: &str, now: Timestamp) -> Result<(), StoreError> {
    queue::put_aside(tx, TABLE, lease, error, now).await
}

/// Puts a job that went aside back in line.
pub async fn retry_aside(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<(), StoreError> {
    tx.wake_jobs = true;
    queue::retry_aside(tx, TABLE, id.as_uuid(), now).await
}

/// One job.
pub async fn find(tx: &mut Tx, id: JobId) -> Result<Option<Job>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// Whether something of this kind is still to be done about a subject.
pub async fn is_pending(tx: &mut Tx, kind: &'static str, subject: Uuid) -> Result<bool, StoreError> {
    let sql = "select count(*) as v from jobs
               where subject_id = $1 and kind = $2 and state in ('ready', 'leased')";
    Ok(tx.value::<i64>(sql, args![subject, kind.to_owned()]).await?.unwrap_or(0) > 0)
}

/// Jobs that went aside, newest first: for the console.
pub async fn list_aside(tx: &mut Tx, limit: i64) -> Result<Vec<Job>, StoreError> {
    tx.list("where state = 'aside' order by finished_at desc, id limit $1", args![limit]).await
}

/// How many are in each state: for metrics.
pub async fn count_by_state(tx: &mut Tx) -> Result<Vec<(WorkState, i64)>, StoreError> {
    let sql = "select state, count(*) as n from jobs group by state order by state";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get(TABLE, "state")?, r.get(TABLE, "n")?))).collect()
}

/// When the next job can be claimed, if any can ever be: how long a worker may sleep.
pub async fn find_next_run(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    queue::find_next_run(tx, TABLE).await
}

/// Forgets jobs done before a moment.
pub async fn delete_done(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    queue::delete_done(tx, TABLE, before).await
}
