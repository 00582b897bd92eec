//! Runs and clocks of conversations.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, Timestamp,
    conversation::{
        Conversation,
        clock::{Clock, Promise, Run, Stage, Timing},
    },
};

words! {
    Promise,
    Stage,
}

table! {
    /// A stretch of time in which it was ours to answer.
    "conversation_runs" => pub struct RunRow {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// From then.
        began_at: Timestamp,
        /// Until then; none while it goes on.
        ended_at: Option<Timestamp>,
    }
}

table! {
    /// One promise.
    "conversation_clocks" => pub struct ClockRow {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// What is promised.
        promise: Promise,
        /// Since when.
        began_at: Timestamp,
        /// Within so many minutes of open time.
        minutes: i64,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// When the time is up, while it runs.
        due_at: Option<Timestamp>,
        /// When the next stage is reached, while it runs.
        tick_at: Option<Timestamp>,
        /// How far it had come.
        stage: Stage,
        /// When it was broken.
        broken_at: Option<Timestamp>,
    }
}

impl ClockRow {
    fn of(of: &Conversation, clock: &Clock) -> Self {
        Self {
            conversation_id: of.id,
            applicant_id: of.applicant,
            promise: clock.promise,
            began_at: clock.began_at,
            minutes: clock.minutes,
            ended_at: clock.ended_at,
            due_at: clock.due_at,
            tick_at: clock.tick_at,
            stage: clock.stage,
            broken_at: clock.broken_at,
        }
    }

    /// The clock.
    pub const fn clock(&self) -> Clock {
        Clock {
            promise: self.promise,
            minutes: self.minutes,
            began_at: self.began_at,
            ended_at: self.ended_at,
            due_at: self.due_at,
            tick_at: self.tick_at,
            stage: self.stage,
            broken_at: self.broken_at,
        }
    }
}

/// The clocks of a conversation with what they count.
pub async fn read(tx: &mut Tx, of: &Conversation) -> Result<Timing, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 order by began_at";
    let runs: Vec<RunRow> = tx.list(rest, args![of.applicant, of.id]).await?;
    let rest = "where applicant_id = $1 and conversation_id = $2 order by began_at, promise";
    let clocks: Vec<ClockRow> = tx.list(rest, args![of.applicant, of.id]).await?;
    Ok(Timing {
        runs: runs.into_iter().map(|run| Run { from: run.began_at, to: run.ended_at }).collect(),
        clocks: clocks.iter().map(ClockRow::clock).collect(),
    })
}

/// Writes what changed between two states of a conversation's clocks. Hold the conversation's lock.
pub async fn write(
    tx: &mut Tx,
    of: &Conversation,
    before: &Timing,
    after: &Timing,
) -> Result<(), StoreError> {
    for run in after.runs.iter().filter(|run| !before.runs.contains(run)) {
        let sql = "insert into conversation_runs (conversation_id, applicant_id, began_at, ended_at)
                   values ($1, $2, $3, $4)
                   on conflict (conversation_id, began_at) do update set ended_at = excluded.ended_at";
        tx.execute(sql, args![of.id, of.applicant, run.from, run.to]).await?;
    }
    for clock in after.clocks.iter().filter(|clock| !before.clocks.contains(clock)) {
        let row = ClockRow::of(of, clock);
        let sql = "delete from conversation_clocks
                   where conversation_id = $1 and promise = $2 and began_at = $3";
        tx.execute(sql, args![of.id, clock.promise, clock.began_at]).await?;
        tx.insert(&row).await?;
    }
    Ok(())
}

/// Conversations whose timer is due, the first due first: applicant and id of each.
pub async fn list_due(
    tx: &mut Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(ApplicantId, ConversationId)>, StoreError> {
    let sql = "select applicant_id, conversation_id, min(tick_at) as v from conversation_clocks
               where tick_at <= $1 group by applicant_id, conversation_id order by v, conversation_id limit $2";
    let rows = tx.rows(sql, args![now, limit]).await?;
    let table = "conversation_clocks";
    rows.iter().map(|r| Ok((r.get(table, "applicant_id")?, r.get(table, "conversation_id")?))).collect()
}
