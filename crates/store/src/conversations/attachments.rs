//! Files in conversations.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{ApplicantId, ConversationId, EvidenceId, MessageId, StaffId, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

/// Whether a file may be handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentState {
    /// Not looked at yet: nobody gets it.
    Held,
    /// May be handed out.
    Clean,
    /// Dangerous: its bytes are gone.
    Refused,
}

impl AttachmentState {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Clean => "clean",
            Self::Refused => "refused",
        }
    }
}

words!(AttachmentState);

table! {
    /// A file in a conversation, its bytes sealed in the object store.
    "attachments" => pub struct Attachment {
        /// Its id.
        id: Uuid,
        /// In which conversation.
        conversation_id: ConversationId,
        /// Sent with which message; none before it was sent.
        message_id: Option<MessageId>,
        /// Whose conversation.
        applicant_id: ApplicantId,
        /// The staff member who added it; none for the applicant.
        uploaded_by: Option<StaffId>,
        /// Where its bytes lie.
        object_key: String,
        /// What it was called, sealed.
        sealed_name: Vec<u8>,
        /// What it is, by its content.
        media_type: String,
        /// How large.
        bytes: i64,
        /// Whether it may be handed out.
        state: AttachmentState,
        /// It became this evidence of the case.
        evidence_id: Option<EvidenceId>,
        /// When it came.
        created_at: Timestamp,
        /// When it was looked at.
        checked_at: Option<Timestamp>,
    }
}

/// Writes a new file's row.
pub async fn insert(tx: &mut Tx, attachment: &Attachment) -> Result<(), StoreError> {
    tx.insert(attachment).await
}

/// One of an applicant's files.
pub async fn find(tx: &mut Tx, applicant: ApplicantId, id: Uuid) -> Result<Option<Attachment>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// Anybody's file: for staff, after their access check.
pub async fn find_for_staff(tx: &mut Tx, id: Uuid) -> Result<Option<Attachment>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The files of a conversation, the oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
) -> Result<Vec<Attachment>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 order by created_at, id";
    tx.list(rest, args![applicant, conversation]).await
}

/// How many files came into a conversation since a moment.
pub async fn count_since(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from attachments
               where applicant_id = $1 and conversation_id = $2 and created_at >= $3";
    Ok(tx.value(sql, args![applicant, conversation, since]).await?.unwrap_or(0))
}

/// Files that wait to be looked at, the oldest first.
pub async fn list_held(tx: &mut Tx, limit: i64) -> Result<Vec<Attachment>, StoreError> {
    tx.list("where state = 'held' order by created_at, id limit $1", args![limit]).await
}

/// It was sent with a message.
pub async fn attach(tx: &mut Tx, id: Uuid, message: MessageId) -> Result<(), StoreError> {
    tx.execute("update attachments set message_id = $2 where id = $1", args![id, message]).await.map(|_| ())
}

/// It was looked at. [`StoreError::Stale`] where somebody else did before.
pub async fn checked(
    tx: &mut Tx,
    id: Uuid,
    state: AttachmentState,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update attachments set state = $2, checked_at = $3 where id = $1 and state = 'held'";
    match tx.execute(sql, args![id, state, now]).await? {
        0 => Err(StoreError::Stale("attachment")),
        _ => Ok(()),
    }
}

/// It became evidence of the case.
pub async fn became(tx: &mut Tx, id: Uuid, evidence: EvidenceId) -> Result<(), StoreError> {
    tx.execute("update attachments set evidence_id = $2 where id = $1", args![id, evidence]).await.map(|_| ())
}
