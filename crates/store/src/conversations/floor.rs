//! Who is where in conversations: how far each has read, who has one before them, who is writing, and what
//! somebody was writing when they left.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, ConversationId, Timestamp, conversation::MessageKind};
use uuid::Uuid;

table! {
    /// How far one reader has come.
    "conversation_marks" => pub struct Mark {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Which reader: the applicant or a staff member.
        reader_id: Uuid,
        /// Whose conversation.
        applicant_id: ApplicantId,
        /// Reached their screen.
        delivered_seq: i64,
        /// Was before their eyes.
        read_seq: i64,
        /// When they were last there.
        seen_at: Timestamp,
    }
}

table! {
    /// Somebody who has a conversation before them.
    "conversation_presence" => pub struct Present {
        /// Which.
        conversation_id: ConversationId,
        /// Who: the applicant or a staff member.
        who_id: Uuid,
        /// Whose conversation.
        applicant_id: ApplicantId,
        /// When they last said so.
        seen_at: Timestamp,
        /// When they last typed something.
        typing_at: Option<Timestamp>,
    }
}

table! {
    /// What somebody was writing.
    "conversation_drafts" => pub struct Draft {
        /// Its id: what it is sealed for.
        id: Uuid,
        /// In which conversation.
        conversation_id: ConversationId,
        /// Whose writing.
        writer_id: Uuid,
        /// Words, or a note.
        kind: MessageKind,
        /// Whose conversation.
        applicant_id: ApplicantId,
        /// What was written, sealed.
        sealed: Vec<u8>,
        /// When.
        saved_at: Timestamp,
    }
}

/// Moves a reader's marks forward; never back. True where something changed.
pub async fn put_mark(tx: &mut Tx, mark: &Mark) -> Result<bool, StoreError> {
    let sql = "insert into conversation_marks
               (conversation_id, reader_id, applicant_id, delivered_seq, read_seq, seen_at)
               values ($1, $2, $3, $4, $5, $6)
               on conflict (conversation_id, reader_id) do update set
                 delivered_seq = case when excluded.delivered_seq > conversation_marks.delivered_seq
                   then excluded.delivered_seq else conversation_marks.delivered_seq end,
                 read_seq = case when excluded.read_seq > conversation_marks.read_seq
                   then excluded.read_seq else conversation_marks.read_seq end,
                 seen_at = excluded.seen_at
               where excluded.delivered_seq > conversation_marks.delivered_seq
                  or excluded.read_seq > conversation_marks.read_seq";
    let m = mark;
    let values =
        args![m.conversation_id, m.reader_id, m.applicant_id, m.delivered_seq, m.read_seq, m.seen_at];
    Ok(tx.execute(sql, values).await? > 0)
}

/// How far everybody has come.
pub async fn list_marks(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
) -> Result<Vec<Mark>, StoreError> {
    tx.list("where applicant_id = $1 and conversation_id = $2 order by reader_id", args![applicant, id]).await
}

/// Somebody has it before them, and may be writing. True where that is news: they were not there, or
/// began to write, since `gone`.
pub async fn see(tx: &mut Tx, present: &Present, gone: Timestamp) -> Result<bool, StoreError> {
    let p = present;
    let rest = "where conversation_id = $1 and who_id = $2";
    let before: Option<Present> = tx.find(rest, args![p.conversation_id, p.who_id]).await?;
    let sql = "insert into conversation_presence (conversation_id, who_id, applicant_id, seen_at, typing_at)
               values ($1, $2, $3, $4, $5)
               on conflict (conversation_id, who_id) do update set
                 seen_at = excluded.seen_at, typing_at = excluded.typing_at";
    tx.execute(sql, args![p.conversation_id, p.who_id, p.applicant_id, p.seen_at, p.typing_at]).await?;
    Ok(before.is_none_or(|b| {
        let typed = |at: Option<Timestamp>| at.is_some_and(|at| at >= gone);
        b.seen_at < gone || typed(b.typing_at) != typed(p.typing_at)
    }))
}

/// Somebody went on to something else. True when they were there.
pub async fn leave(tx: &mut Tx, id: ConversationId, who: Uuid) -> Result<bool, StoreError> {
    let sql = "delete from conversation_presence where conversation_id = $1 and who_id = $2";
    Ok(tx.execute(sql, args![id, who]).await? > 0)
}

/// Who has had it before them since a moment.
pub async fn list_present(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
    since: Timestamp,
) -> Result<Vec<Present>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 and seen_at >= $3 order by who_id";
    tx.list(rest, args![applicant, id, since]).await
}

/// Keeps what somebody is writing, in place of what they wrote before.
pub async fn put_draft(tx: &mut Tx, draft: &Draft) -> Result<(), StoreError> {
    delete_draft(tx, draft.conversation_id, draft.writer_id, draft.kind).await?;
    tx.insert(draft).await
}

/// What somebody was writing in a conversation.
pub async fn list_drafts(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
    writer: Uuid,
) -> Result<Vec<Draft>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 and writer_id = $3 order by kind";
    tx.list(rest, args![applicant, id, writer]).await
}

/// Forgets it: it was sent, or thrown away.
pub async fn delete_draft(
    tx: &mut Tx,
    id: ConversationId,
    writer: Uuid,
    kind: MessageKind,
) -> Result<(), StoreError> {
    let sql = "delete from conversation_drafts where conversation_id = $1 and writer_id = $2 and kind = $3";
    tx.execute(sql, args![id, writer, kind]).await.map(|_| ())
}
