//! Conversations and their messages.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Record, Row, Value, args, columns, parse_word, record, words},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, MessageId, StaffId, Timestamp, VerificationId,
    conversation::{Author, Conversation, Visibility},
    verification::Mode,
};
use serde::Deserialize;

record! {
    "conversations" => Conversation {
        id: id,
        mode: mode,
        applicant_id: applicant,
        verification_id: verification,
        reference: reference,
        turn: turn,
        last_seq: last_seq,
        due_at: due_at,
        opened_at: opened_at,
        version: version,
    }
}

/// A message as it is kept: its text sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Its id.
    pub id: MessageId,
    /// Its conversation.
    pub conversation_id: ConversationId,
    /// Whose conversation.
    pub applicant_id: ApplicantId,
    /// Its place, from 1, without gaps.
    pub seq: i64,
    /// Who wrote it.
    pub author: Author,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it says, sealed.
    pub sealed_body: Vec<u8>,
    /// When.
    pub sent_at: Timestamp,
}

/// The kind of author, as a word.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AuthorKind {
    Applicant,
    Staff,
    System,
}

impl AuthorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
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
        "author_kind",
        "author_id",
        "visibility",
        "sealed_body",
        "sent_at",
    ];

    fn values(&self) -> Vec<Value> {
        let (kind, author): (_, Option<StaffId>) = match self.author {
            Author::Applicant => (AuthorKind::Applicant, None),
            Author::Staff(id) => (AuthorKind::Staff, Some(id)),
            Author::System => (AuthorKind::System, None),
        };
        args![
            self.id,
            self.conversation_id,
            self.applicant_id,
            self.seq,
            kind,
            author,
            self.visibility,
            self.sealed_body,
            self.sent_at,
        ]
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        const TABLE: &str = "messages";
        let author = match row.get(TABLE, "author_kind")? {
            AuthorKind::Applicant => Author::Applicant,
            AuthorKind::Staff => Author::Staff(row.get(TABLE, "author_id")?),
            AuthorKind::System => Author::System,
        };
        Ok(Self {
            id: row.get(TABLE, "id")?,
            conversation_id: row.get(TABLE, "conversation_id")?,
            applicant_id: row.get(TABLE, "applicant_id")?,
            seq: row.get(TABLE, "seq")?,
            author,
            visibility: row.get(TABLE, "visibility")?,
            sealed_body: row.get(TABLE, "sealed_body")?,
            sent_at: row.get(TABLE, "sent_at")?,
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
    message.seq = conversation.last_seq;
    update(tx, conversation).await?;
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

/// Conversations that wait for staff, by the promised time: the inbox.
pub async fn list_inbox(tx: &mut Tx, mode: Mode, limit: i64) -> Result<Vec<Conversation>, StoreError> {
    tx.list("where mode = $1 and turn = 'staff' order by due_at, id limit $2", args![mode, limit]).await
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
