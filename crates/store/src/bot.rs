//! What is remembered of the bot: when it answered in which conversation, what kind of answers it gave, and
//! what came of it. No words: those are messages, sealed.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, ArticleId, ConversationId, Timestamp, VerificationId,
    bot::{Cause, Told},
    help::Language,
    verification::{Mode, State},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a stretch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalkOutcome {
    /// The person said that it helped.
    Helped,
    /// A person took over.
    HandedOver,
}

impl TalkOutcome {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Helped => "helped",
            Self::HandedOver => "handed_over",
        }
    }
}

words!(TalkOutcome, Told, Cause);

table! {
    /// A stretch of a conversation in which the bot answered.
    "bot_talks" => pub struct Talk {
        /// Its id.
        id: Uuid,
        /// Of which conversation.
        conversation_id: ConversationId,
        /// With whom.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// In which language they read.
        locale: Language,
        /// Their case.
        verification_id: Option<VerificationId>,
        /// Its state when the stretch began.
        state: Option<State>,
        /// When it began.
        began_at: Timestamp,
        /// When the bot spoke last.
        last_at: Timestamp,
        /// Since when a question waits for its answer.
        waiting_since: Option<Timestamp>,
        /// How it ended; none while it goes on, or where they just went away.
        outcome: Option<TalkOutcome>,
        /// Why a person took over.
        cause: Option<Cause>,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// When they came back after it had helped.
        reopened_at: Option<Timestamp>,
        /// Counts writes.
        version: i64,
    }
}

table! {
    /// One answer of the bot.
    "bot_turns" => pub struct BotTurn {
        /// Its id.
        id: Uuid,
        /// In which stretch.
        talk_id: Uuid,
        /// To whom.
        applicant_id: ApplicantId,
        /// The message's place in the conversation.
        seq: i64,
        /// What kind of answer.
        told: Told,
        /// The article that it quotes.
        article_id: Option<ArticleId>,
        /// A language model worded it.
        phrased: bool,
        /// What the person said of it.
        helped: Option<bool>,
        /// When.
        told_at: Timestamp,
    }
}

/// Writes a new stretch.
pub async fn insert_talk(tx: &mut Tx, talk: &Talk) -> Result<(), StoreError> {
    tx.insert(talk).await
}

/// Writes a stretch unless somebody else wrote it since it was read ([`StoreError::Stale`]).
pub async fn update_talk(tx: &mut Tx, talk: &mut Talk) -> Result<(), StoreError> {
    let version = talk.version;
    talk.version = tx.update_versioned("bot talk", &*talk, version).await?;
    Ok(())
}

/// The newest stretch of a conversation.
pub async fn find_newest_talk(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
) -> Result<Option<Talk>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 order by began_at desc, id desc limit 1";
    tx.find(rest, args![applicant, conversation]).await
}

/// The newest stretch of a conversation that the person said had helped.
pub async fn find_helped_talk(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
) -> Result<Option<Talk>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 and outcome = 'helped'
                order by began_at desc, id desc limit 1";
    tx.find(rest, args![applicant, conversation]).await
}

/// Stretches in which a question has waited since before a moment: whoever was to answer went away.
pub async fn list_waiting(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<Talk>, StoreError> {
    tx.list("where waiting_since < $1 order by waiting_since, id limit $2", args![before, limit]).await
}

/// Writes an answer.
pub async fn insert_turn(tx: &mut Tx, turn: &BotTurn) -> Result<(), StoreError> {
    tx.insert(turn).await
}

/// A stretch's answers, oldest first.
pub async fn list_turns(tx: &mut Tx, applicant: ApplicantId, talk: Uuid) -> Result<Vec<BotTurn>, StoreError> {
    tx.list("where applicant_id = $1 and talk_id = $2 order by seq", args![applicant, talk]).await
}

/// Writes what the person said of an answer; the first word counts.
pub async fn update_helped(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: Uuid,
    helped: bool,
) -> Result<bool, StoreError> {
    let sql = "update bot_turns set helped = $3 where applicant_id = $1 and id = $2 and helped is null";
    Ok(tx.execute(sql, args![applicant, id, helped]).await? == 1)
}

/// How many stretches of one kind there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// In which language.
    pub locale: Language,
    /// How they ended.
    pub outcome: Option<TalkOutcome>,
    /// Why a person took over.
    pub cause: Option<Cause>,
    /// The person came back after it had helped.
    pub reopened: bool,
    /// The case was unfinished then and is approved now.
    pub went_through: bool,
    /// How many.
    pub talks: i64,
}

/// Stretches of a world that began since a moment, counted by how they ended.
pub async fn count_talks(tx: &mut Tx, mode: Mode, since: Timestamp) -> Result<Vec<Count>, StoreError> {
    const TABLE: &str = "bot_talks";
    let sql = "select t.locale as locale, t.outcome as outcome, t.cause as cause,
               cast(case when t.reopened_at is null then 0 else 1 end as bigint) as reopened,
               cast(case when t.state in ('draft', 'needs_input') and v.state = 'approved' then 1 else 0 end as bigint)
               as went_through,
               cast(count(*) as bigint) as talks
               from bot_talks t left join verifications v on v.id = t.verification_id
               where t.mode = $1 and t.began_at >= $2
               group by 1, 2, 3, 4, 5";
    let mut counts = Vec::new();
    for row in tx.rows(sql, args![mode, since]).await? {
        let flag = |column| row.get::<i64>(TABLE, column).map(|n| n == 1);
        counts.push(Count {
            locale: row.get(TABLE, "locale")?,
            outcome: row.get(TABLE, "outcome")?,
            cause: row.get(TABLE, "cause")?,
            reopened: flag("reopened")?,
            went_through: flag("went_through")?,
            talks: row.get(TABLE, "talks")?,
        });
    }
    Ok(counts)
}

/// Forgets stretches that ended, or in which nothing was said, before a moment.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    let sql = "delete from bot_turns where talk_id in (select id from bot_talks where last_at < $1)";
    tx.execute(sql, args![before]).await?;
    tx.execute("delete from bot_talks where last_at < $1", args![before]).await.map(|_| ())
}
