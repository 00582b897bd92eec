//! Conversations and what stands in them: messages here, and beside them clocks ([`timing`]), the blind index
//! ([`search`]), who is where ([`floor`]), attachments, document requests, feedback, and what the desk keeps
//! for itself ([`desk`]).

pub mod attachments;
pub mod desk;
pub mod facts;
pub mod feedback;
pub mod floor;
pub mod list;
pub mod mentions;
pub mod requests;
pub mod search;
pub mod timing;

use crate::{
    StoreError, Tx, dialect,
    row::{Column, Kind, Record, Row, Value, args, columns, parse_word, record, words},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, MessageId, StaffId, Timestamp, VerificationId,
    conversation::{
        Answering, Author, Conversation, ConversationTurn, MessageKind, Origin, Priority, Tags, Visibility,
    },
    verification::Mode,
};
use serde::Deserialize;
use uuid::Uuid;

words! {
    ConversationTurn,
    Origin,
    Answering,
    Priority,
    MessageKind,
}

columns! {
    Tags, Text,
        v => serde_json::to_string(v).expect("a list of words is always JSON"),
        serde_json::from_str(&v).ok();
}

record! {
    "conversations" => Conversation {
        id: id,
        mode: mode,
        applicant_id: applicant,
        verification_id: verification,
        reference: reference,
        sealed_subject: sealed_subject,
        origin: origin,
        language: language,
        turn: turn,
        answering: answering,
        priority: priority,
        tags: tags,
        team: team,
        assignee_id: assignee,
        last_seq: last_seq,
        last_at: last_at,
        waiting_since: waiting_since,
        due_at: due_at,
        breached_at: breached_at,
        replied_at: replied_at,
        snoozed_until: snoozed_until,
        reopened: reopened,
        merged_into: merged_into,
        opened_at: opened_at,
        closed_at: closed_at,
        version: version,
    }
}

/// A message as it is kept: its text sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its id. Made in the order of time.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Whose conversation.
    pub applicant_id: ApplicantId,
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// What kind of message.
    pub kind: MessageKind,
    /// Who wrote it.
    pub author: Author,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it says, sealed.
    pub sealed_body: Vec<u8>,
    /// What it holds beside its words, sealed.
    pub sealed_extra: Option<Vec<u8>>,
    /// The sender's own number for it: the same sent twice is one message.
    pub client_id: Option<Uuid>,
    /// When.
    pub sent_at: Timestamp,
    /// When its words were last changed.
    pub edited_at: Option<Timestamp>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// What a message said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageVersion {
    /// Its id: what it was sealed for.
    pub id: Uuid,
    /// Of which message.
    pub message_id: MessageId,
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// Whose.
    pub applicant_id: ApplicantId,
    /// What it said, sealed.
    pub sealed_body: Vec<u8>,
    /// Until when.
    pub replaced_at: Timestamp,
}

record! {
    "message_versions" => MessageVersion {
        id: id,
        message_id: message_id,
        conversation_id: conversation_id,
        applicant_id: applicant_id,
        sealed_body: sealed_body,
        replaced_at: replaced_at,
    }
}

/// The kind of author, as a word.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AuthorKind {
    Applicant,
    Staff,
    Bot,
    System,
}

impl AuthorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
            Self::Bot => "bot",
            Self::System => "system",
        }
    }
}

words!(AuthorKind);

columns! {
    Visibility, Text,
        v => match v { Visibility::Both => "both", Visibility::Internal => "internal" }.to_owned(),
        parse_word(&v);
}

impl Record for StoredMessage {
    const TABLE: &'static str = "messages";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "conversation_id",
        "applicant_id",
        "seq",
        "kind",
        "author_kind",
        "author_id",
        "visibility",
        "sealed_body",
        "sealed_extra",
        "client_id",
        "sent_at",
        "edited_at",
        "withdrawn_at",
    ];

    fn values(&self) -> Vec<Value> {
        let (kind, author): (_, Option<StaffId>) = match self.author {
            Author::Applicant => (AuthorKind::Applicant, None),
            Author::Staff(id) => (AuthorKind::Staff, Some(id)),
            Author::Bot => (AuthorKind::Bot, None),
            Author::System => (AuthorKind::System, None),
        };
        args![
            self.id,
            self.conversation_id,
            self.applicant_id,
            self.seq,
            self.kind,
            kind,
            author,
            self.visibility,
            self.sealed_body,
            self.sealed_extra,
            self.client_id,
            self.sent_at,
            self.edited_at,
            self.withdrawn_at,
        ]
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        const TABLE: &str = "messages";
        let author = match row.get(TABLE, "author_kind")? {
            AuthorKind::Applicant => Author::Applicant,
            AuthorKind::Staff => Author::Staff(row.get(TABLE, "author_id")?),
            AuthorKind::Bot => Author::Bot,
            AuthorKind::System => Author::System,
        };
        Ok(Self {
            id: row.get(TABLE, "id")?,
            conversation_id: row.get(TABLE, "conversation_id")?,
            applicant_id: row.get(TABLE, "applicant_id")?,
            seq: row.get(TABLE, "seq")?,
            kind: row.get(TABLE, "kind")?,
            author,
            visibility: row.get(TABLE, "visibility")?,
            sealed_body: row.get(TABLE, "sealed_body")?,
            sealed_extra: row.get(TABLE, "sealed_extra")?,
            client_id: row.get(TABLE, "client_id")?,
            sent_at: row.get(TABLE, "sent_at")?,
            edited_at: row.get(TABLE, "edited_at")?,
            withdrawn_at: row.get(TABLE, "withdrawn_at")?,
        })
    }
}

/// Writes a new conversation.
pub async fn insert(tx: &mut Tx, conversation: &Conversation) -> Result<(), StoreError> {
    tx.insert(conversation).await
}

/// Writes a conversation unless somebody else wrote it since it was read ([`StoreError::Stale`]).
pub async fn update(tx: &mut Tx, conversation: &mut Conversation) -> Result<(), StoreError> {
    let version = conversation.version;
    conversation.version = tx.update_versioned("conversation", &*conversation, version).await?;
    Ok(())
}

/// Adds a message as the conversation's next and writes the conversation with it; `seq` is set here.
/// [`StoreError::Stale`] when somebody else wrote meanwhile.
pub async fn insert_message(
    tx: &mut Tx,
    conversation: &mut Conversation,
    message: &mut StoredMessage,
) -> Result<(), StoreError> {
    conversation.last_seq += 1;
    conversation.last_at = Some(message.sent_at);
    message.seq = conversation.last_seq;
    update(tx, conversation).await?;
    tx.insert(message).await
}

/// Adds a message whose place is set, without its conversation: for what is written in bulk.
pub async fn insert_message_alone(tx: &mut Tx, message: &StoredMessage) -> Result<(), StoreError> {
    tx.insert(message).await
}

/// One of an applicant's conversations.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// The conversation beside a case, the newest if there are several.
pub async fn find_by_verification(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<Conversation>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2
                order by opened_at desc, id desc limit 1";
    tx.find(rest, args![applicant, verification]).await
}

/// An applicant's conversations, newest first.
pub async fn list(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<Conversation>, StoreError> {
    tx.list("where applicant_id = $1 order by opened_at desc, id desc", args![applicant]).await
}

/// Anybody's conversation: for staff, after their access check.
pub async fn find_for_staff(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The conversations of these ids, in no order: for staff, after their access check.
pub async fn list_of_ids(tx: &mut Tx, ids: &[ConversationId]) -> Result<Vec<Conversation>, StoreError> {
    let Some((rest, args)) = crate::row::among("id", ids) else { return Ok(Vec::new()) };
    tx.list(&rest, args).await
}

/// Conversations that wait for people, by the promised time: the inbox. Not those that the bot has, nor
/// those that were put aside.
pub async fn list_inbox(
    tx: &mut Tx,
    mode: Mode,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Conversation>, StoreError> {
    let rest = "where mode = $1 and turn = 'staff' and answering = 'people'
                and (snoozed_until is null or snoozed_until <= $2) order by due_at, id limit $3";
    tx.list(rest, args![mode, now, limit]).await
}

/// How many wait for people before one that is due then: its place in the queue, from 0.
pub async fn count_before(tx: &mut Tx, conversation: &Conversation) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from conversations
               where mode = $1 and turn = 'staff' and answering = 'people' and (due_at < $2 or (due_at = $2 and id < $3))";
    let c = conversation;
    Ok(tx.value(sql, args![c.mode, c.due_at.unwrap_or(c.opened_at), c.id]).await?.unwrap_or(0))
}

/// Anybody's conversation, with a lock until the end of the transaction.
pub async fn lock(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
) -> Result<Option<Conversation>, StoreError> {
    let rest = format!("where applicant_id = $1 and id = $2 {}", dialect::for_update(tx.engine()));
    tx.find(&rest, args![applicant, id]).await
}

/// The message that its sender gave this number, if it came before.
pub async fn find_by_client_id(
    tx: &mut Tx,
    conversation: ConversationId,
    client_id: Uuid,
) -> Result<Option<StoredMessage>, StoreError> {
    tx.find("where conversation_id = $1 and client_id = $2", args![conversation, client_id]).await
}

/// One message of a conversation.
pub async fn find_message(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<StoredMessage>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 and id = $3";
    tx.find(rest, args![applicant, conversation, id]).await
}

/// Changes what a message says, or takes it back; what it said before is kept.
pub async fn replace_body(
    tx: &mut Tx,
    message: &StoredMessage,
    before: &MessageVersion,
) -> Result<(), StoreError> {
    tx.insert(before).await?;
    let sql = "update messages set sealed_body = $2, edited_at = $3, withdrawn_at = $4 where id = $1";
    let m = message;
    tx.execute(sql, args![m.id, m.sealed_body, m.edited_at, m.withdrawn_at]).await.map(|_| ())
}

/// What a message said before, the oldest first.
pub async fn list_versions(
    tx: &mut Tx,
    applicant: ApplicantId,
    message: MessageId,
) -> Result<Vec<MessageVersion>, StoreError> {
    let rest = "where applicant_id = $1 and message_id = $2 order by replaced_at, id";
    tx.list(rest, args![applicant, message]).await
}

/// A conversation's messages after a place, in order; internal notes only where asked for.
pub async fn list_messages(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
    readers: Readers,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredMessage>, StoreError> {
    let rest = match readers {
        Readers::Applicant => {
            "where applicant_id = $1 and conversation_id = $2 and seq > $3 and visibility = 'both'
             order by seq limit $4"
        }
        Readers::Staff => {
            "where applicant_id = $1 and conversation_id = $2 and seq > $3 order by seq limit $4"
        }
    };
    tx.list(rest, args![applicant, conversation, after, limit]).await
}

/// Who will read the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The applicant: no internal notes.
    Applicant,
    /// Staff: everything.
    Staff,
}

/// The conversation that people quote so: for staff, after their access check.
pub async fn find_by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Conversation>, StoreError> {
    tx.find("where reference = $1", args![reference.to_owned()]).await
}

/// Conversations that wait for people and that nobody has, the first due first.
pub async fn list_unassigned(
    tx: &mut Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Conversation>, StoreError> {
    let rest = "where turn = 'staff' and answering = 'people' and assignee_id is null
                and (snoozed_until is null or snoozed_until <= $1) order by due_at, id limit $2";
    tx.list(rest, args![now, limit]).await
}

/// Conversations that were put aside until a moment that has come, the first first.
pub async fn list_awake(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Conversation>, StoreError> {
    let rest = "where snoozed_until <= $1 order by snoozed_until, id limit $2";
    tx.list(rest, args![now, limit]).await
}

/// Conversations in which the applicant has not said anything since before a moment, after our answer.
pub async fn list_quiet(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<Vec<Conversation>, StoreError> {
    let rest = "where turn = 'applicant' and last_at < $1 and snoozed_until is null
                order by last_at, id limit $2";
    tx.list(rest, args![before, limit]).await
}

/// Moves the messages of one conversation after a place to the end of another one of the same person; gives
/// how many. Write the other one afterwards.
pub async fn move_messages(
    tx: &mut Tx,
    from: &Conversation,
    into: &mut Conversation,
    after: i64,
) -> Result<u64, StoreError> {
    let shift = into.last_seq - after;
    // Files and earlier versions go with their messages.
    for table in ["attachments", "message_versions", "mentions"] {
        let sql = format!(
            "update {table} set conversation_id = $1 where conversation_id = $2
             and message_id in (select id from messages where conversation_id = $2 and seq > $3)"
        );
        tx.execute(&sql, args![into.id, from.id, after]).await?;
    }
    let sql =
        "update messages set conversation_id = $1, seq = seq + $2 where conversation_id = $3 and seq > $4";
    let moved = tx.execute(sql, args![into.id, shift, from.id, after]).await?;
    into.last_seq += (from.last_seq - after).max(0);
    into.last_at = into.last_at.max(from.last_at);
    Ok(moved)
}
