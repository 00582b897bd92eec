//! What the desk's figures are made of: each conversation that began, ended, was answered or spoken of in a time.

use super::timing::ClockRow;
use crate::{
    StoreError, Tx,
    row::{Row, args},
};
use proofdesk_domain::{
    ConversationId, MessageId, Timestamp,
    conversation::{
        clock::Promise,
        figures::{Said, TalkFacts, Wait},
    },
    verification::Mode,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The conversations of a world (`$1`) in which something of this happened since a moment (`$2`); the newest
/// first, at most `$3`. Those in which nobody wrote, and those that went on in another one, are not counted.
const WANTED: &str = "with wanted as (
    select id from conversations where mode = $1 and last_seq > 0 and merged_into is null and id in (
        select id from conversations where mode = $1 and opened_at >= $2
        union
        select id from conversations where mode = $1 and closed_at >= $2
        union
        select conversation_id from conversation_feedback where mode = $1 and given_at >= $2
        union
        select conversation_id from conversation_clocks
            where promise in ('first_reply', 'next_reply') and ended_at >= $2
        union
        select conversation_id from conversation_clocks
            where promise in ('first_reply', 'next_reply') and ended_at is null)
    order by opened_at desc, id limit $3)";

/// Their facts.
pub async fn list(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<TalkFacts>, StoreError> {
    let mut waits = waits(tx, mode, since, limit).await?;
    let sql = format!(
        "{WANTED} select c.id, c.opened_at, c.closed_at, c.reopened, c.language, c.assignee_id,
         f.staff_id, f.score, f.given_at, f.outcome, f.reason_code
         from conversations c left join conversation_feedback f on f.conversation_id = c.id
         where c.id in (select id from wanted) order by c.opened_at desc, c.id"
    );
    let mut talks = Vec::new();
    for row in tx.rows(&sql, args![mode, since, limit]).await? {
        let id: ConversationId = row.get("conversations", "id")?;
        talks.push(facts(&row, waits.remove(&id).unwrap_or_default())?);
    }
    Ok(talks)
}

fn facts(row: &Row, mut waits: Vec<Wait>) -> Result<TalkFacts, StoreError> {
    const TABLE: &str = "conversations";
    const FEEDBACK: &str = "conversation_feedback";
    let closed_at: Option<Timestamp> = row.get(TABLE, "closed_at")?;
    for wait in &mut waits {
        // Closing ends what was promised; it is no answer.
        wait.answered_at = wait.answered_at.filter(|at| Some(*at) != closed_at);
    }
    let reopened: u32 = row.get(TABLE, "reopened")?;
    let score: Option<i64> = row.get(FEEDBACK, "score")?;
    let said = match (score, row.get::<Option<Timestamp>>(FEEDBACK, "given_at")?) {
        (Some(score), Some(at)) => Some(Said {
            score,
            at,
            outcome: row.get(FEEDBACK, "outcome")?,
            reason: row.get(FEEDBACK, "reason_code")?,
        }),
        _ => None,
    };
    let answered = row.get(FEEDBACK, "staff_id")?;
    Ok(TalkFacts {
        opened_at: row.get(TABLE, "opened_at")?,
        closed_at,
        reopened: reopened > 0,
        language: row.get(TABLE, "language")?,
        staff: Option::or(answered, row.get(TABLE, "assignee_id")?),
        waits,
        said,
    })
}

async fn waits(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<HashMap<ConversationId, Vec<Wait>>, StoreError> {
    const TABLE: &str = <ClockRow as crate::row::Record>::TABLE;
    let sql = format!(
        "{WANTED} select conversation_id, promise, began_at, ended_at, broken_at from conversation_clocks
         where promise in ('first_reply', 'next_reply') and conversation_id in (select id from wanted)
         order by began_at"
    );
    let mut waits: HashMap<ConversationId, Vec<Wait>> = HashMap::new();
    for row in tx.rows(&sql, args![mode, since, limit]).await? {
        let promise: Promise = row.get(TABLE, "promise")?;
        waits.entry(row.get(TABLE, "conversation_id")?).or_default().push(Wait {
            first: promise == Promise::FirstReply,
            began_at: row.get(TABLE, "began_at")?,
            answered_at: row.get(TABLE, "ended_at")?,
            broken_at: row.get(TABLE, "broken_at")?,
        });
    }
    Ok(waits)
}

/// How many words of applicants came in each whole hour (since 1970, UTC) since a moment.
pub async fn count_by_hour(tx: &mut Tx, mode: Mode, since: Timestamp) -> Result<Vec<(i64, u64)>, StoreError> {
    // Ids are made in the order of time: from that one on, nothing older is looked at.
    let millis = u128::try_from(since.as_micros() / 1_000).unwrap_or(0);
    let from = MessageId::from_uuid(Uuid::from_u128(millis << 80));
    let sql = "select m.sent_at / 3600000000 as hour, count(*) as n from messages m
               join conversations c on c.id = m.conversation_id
               where m.id >= $1 and m.sent_at >= $2 and m.author_kind = 'applicant' and m.kind = 'said'
               and c.mode = $3 group by 1 order by 1";
    let rows = tx.rows(sql, args![from, since, mode]).await?;
    rows.iter()
        .map(|row| {
            let n: i64 = row.get("messages", "n")?;
            Ok((row.get("messages", "hour")?, u64::try_from(n).unwrap_or(0)))
        })
        .collect()
}
