//! The outbox: what is to leave the house (mails, later webhooks), written in the transaction that it is
//! about and sent afterwards, at least once.

use super::queue;
pub use super::queue::{AfterFailure, Lease, Retry, WorkState};
use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, Timestamp};
use uuid::Uuid;

const TABLE: &str = "outbox";

table! {
    /// Something to send.
    "outbox" => pub struct Outgoing {
        /// Its id: also the message id, by which receivers tell a repeated one.
        id: Uuid,
        /// What it is: `mail`.
        kind: String,
        /// To whom; erased with them. None: to staff, sealed under the house's key.
        applicant_id: Option<ApplicantId>,
        /// The content, sealed.
        sealed: Vec<u8>,
        /// Where it stands.
        state: WorkState,
        /// Not before this moment.
        run_at: Timestamp,
        /// Proves the lease.
        lease_token: Option<Uuid>,
        /// When the lease runs out.
        lease_until: Option<Timestamp>,
        /// How often it was tried, the present one included.
        tries: i64,
        /// Why it failed last; never personal data.
        last_error: Option<String>,
        /// When it was written.
        created_at: Timestamp,
        /// When it was sent or went aside.
        finished_at: Option<Timestamp>,
    }
}

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOutgoing {
    /// Its id, which the seal of its content is bound to.
    pub id: Uuid,
    /// What it is: `mail`.
    pub kind: &'static str,
    /// To whom.
    pub applicant: Option<ApplicantId>,
    /// The content, sealed.
    pub sealed: Vec<u8>,
    /// Not before this moment.
    pub run_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
}

impl Outgoing {
    /// The present lease; `None` when nobody holds one.
    pub fn lease(&self) -> Option<Lease> {
        self.lease_token.map(|token| Lease { id: self.id, token })
    }

    /// It was begun more often than it may be: its sender died every time. Put it aside unsent.
    pub const fn is_poisoned(&self, retry: &Retry) -> bool {
        self.tries > retry.tries
    }
}

/// Wants something sent. Senders of this process wake at the commit.
pub async fn insert(tx: &mut Tx, outgoing: NewOutgoing) -> Result<(), StoreError> {
    tx.wake_outbox = true;
    tx.insert(&Outgoing {
        id: outgoing.id,
        kind: outgoing.kind.to_owned(),
        applicant_id: outgoing.applicant,
        sealed: outgoing.sealed,
        state: WorkState::Ready,
        run_at: outgoing.run_at,
        lease_token: None,
        lease_until: None,
        tries: 0,
        last_error: None,
        created_at: outgoing.created_at,
        finished_at: None,
    })
    .await
}

/// Claims the most overdue one; see [`super::jobs::claim`].
pub async fn claim(
    tx: &mut Tx,
    token: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Outgoing>, StoreError> {
    queue::claim(tx, &[], token, now, until).await
}

/// Ends it as sent. The content is forgotten with it.
pub async fn complete(tx: &mut Tx, lease: Lease, now: Timestamp) -> Result<(), StoreError> {
    queue::complete(tx, TABLE, lease, now).await?;
    tx.execute("update outbox set sealed = $2 where id = $1", args![lease.id, Vec::<u8>::new()])
        .await
        .map(|_| ())
}

/// Gives it back unsent: a graceful shutdown.
pub async fn give_back(tx: &mut Tx, lease: Lease, now: Timestamp) -> Result<(), StoreError> {
    tx.wake_outbox = true;
    queue::give_back(tx, TABLE, lease, now).await
}

/// Records a failure that may pass.
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

/// Puts it aside at once: the receiver refused for good.
pub async fn put_aside(tx: &mut Tx, lease: Lease, error: &str, now: Timestamp) -> Result<(), StoreError> {
    queue::put_aside(tx, TABLE, lease, error, now).await
}

/// Puts what went aside back in line.
pub async fn retry_aside(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
    tx.wake_outbox = true;
    queue::retry_aside(tx, TABLE, id, now).await
}

/// What went aside, newest first: for the console.
pub async fn list_aside(tx: &mut Tx, limit: i64) -> Result<Vec<Outgoing>, StoreError> {
    tx.list("where state = 'aside' order by finished_at desc, id limit $1", args![limit]).await
}

/// How many are in each state: for metrics.
pub async fn count_by_state(tx: &mut Tx) -> Result<Vec<(WorkState, i64)>, StoreError> {
    let sql = "select state, count(*) as n from outbox group by state order by state";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get(TABLE, "state")?, r.get(TABLE, "n")?))).collect()
}

/// When the next one can be claimed, if any can ever be: how long a sender may sleep.
pub async fn find_next_run(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    queue::find_next_run(tx, TABLE).await
}

/// Forgets what was sent before a moment.
pub async fn delete_done(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    queue::delete_done(tx, TABLE, before).await
}
