//! Events: what live pages are told, in an order that a reader can resume from.
//!
//! A reader asks for what came after the last number it saw. That is only safe if a lower number never
//! appears after a higher one was read. Sequences of PostgreSQL do not promise it (two transactions take
//! 5 and 6, and 6 commits first), so numbers come from one head row, whose lock a transaction holds from
//! taking its numbers to its commit. [`Tx::commit`] takes it last, so it is held for a moment only.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{ApplicantId, Timestamp, verification::Mode};
use serde::Deserialize;
use uuid::Uuid;

/// Whose pages an event is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The applicant's.
    Portal,
    /// The staff's.
    Console,
    /// Both.
    Both,
}

impl Audience {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Console => "console",
            Self::Both => "both",
        }
    }
}

words!(Audience);

table! {
    /// Something happened; pages that show it load it anew. It carries ids only.
    "events" => pub struct Event {
        /// Its place; grows, without an order of commits that differs.
        seq: i64,
        /// In which world; none for what concerns both.
        mode: Option<Mode>,
        /// About whom.
        applicant_id: Option<ApplicantId>,
        /// For whose pages.
        audience: Audience,
        /// What happened: `verification.changed`.
        kind: String,
        /// To what.
        subject_id: Option<Uuid>,
        /// When.
        at: Timestamp,
    }
}

/// An event to be written at the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// In which world.
    pub mode: Option<Mode>,
    /// About whom.
    pub applicant: Option<ApplicantId>,
    /// For whose pages.
    pub audience: Audience,
    /// What happened.
    pub kind: &'static str,
    /// To what.
    pub subject: Option<Uuid>,
    /// When.
    pub at: Timestamp,
}

/// Adds an event; it is written and numbered at the commit.
pub fn append(tx: &mut Tx, event: NewEvent) {
    tx.events.push(event);
}

/// Whose pages these events are for, each once.
pub(crate) fn people(events: &[NewEvent]) -> Vec<ApplicantId> {
    let theirs = events.iter().filter(|event| event.audience != Audience::Console);
    let mut people: Vec<ApplicantId> = theirs.filter_map(|event| event.applicant).collect();
    people.sort_unstable();
    people.dedup();
    people
}

pub(crate) async fn flush(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    let events = std::mem::take(&mut tx.events);
    if events.is_empty() {
        return Ok(None);
    }
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let sql = "update event_head set seq = seq + $1 where id = 1 returning seq as v";
    let last: i64 = tx.value(sql, args![count]).await?.ok_or(StoreError::NotFound("event head"))?;
    let numbered = events.into_iter().zip(last - count + 1..);
    let rows: Vec<Event> = numbered
        .map(|(event, seq)| Event {
            seq,
            mode: event.mode,
            applicant_id: event.applicant,
            audience: event.audience,
            kind: event.kind.to_owned(),
            subject_id: event.subject,
            at: event.at,
        })
        .collect();
    tx.insert_all(&rows, "").await?;
    Ok(Some(last))
}

/// The number of the newest event; 0 before the first. A page that loads now begins after it.
pub async fn last_seq(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = "select seq as v from event_head where id = 1";
    tx.value(sql, Vec::new()).await?.ok_or(StoreError::NotFound("event head"))
}

/// Every event after a number, in order: for a process that spreads them to its own streams.
pub async fn list_after(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Event>, StoreError> {
    tx.list("where seq > $1 order by seq limit $2", args![after, limit]).await
}

/// An applicant's events after a number, in order.
pub async fn list_for_applicant(
    tx: &mut Tx,
    applicant: ApplicantId,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let rest = "where applicant_id = $1 and seq > $2 and audience in ('portal', 'both')
                order by seq limit $3";
    tx.list(rest, args![applicant, after, limit]).await
}

/// The console's events of one world after a number, in order.
pub async fn list_for_console(
    tx: &mut Tx,
    mode: Mode,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let rest = "where seq > $2 and (mode = $1 or mode is null) and audience in ('console', 'both')
                order by seq limit $3";
    tx.list(rest, args![mode, after, limit]).await
}

/// Forgets events before a moment. A reader that was away for longer loads its page anew: see
/// [`oldest_seq`].
pub async fn delete_before(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    tx.execute("delete from events where at < $1", args![moment]).await
}

/// The number of the oldest event kept. A reader whose last number is more than one below may have
/// missed some.
pub async fn oldest_seq(tx: &mut Tx) -> Result<Option<i64>, StoreError> {
    Ok(tx.value::<Option<i64>>("select min(seq) as v from events", Vec::new()).await?.flatten())
}
