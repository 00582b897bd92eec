//! What people said of our help.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, ConversationId, StaffId, Timestamp, help::Language, verification::Mode};

table! {
    /// What somebody said when it was over.
    "conversation_feedback" => pub struct Feedback {
        /// Of which conversation.
        conversation_id: ConversationId,
        /// Who.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// From 1, bad, to 5, good.
        score: i64,
        /// A sentence, sealed.
        sealed_words: Option<Vec<u8>>,
        /// The language that they read.
        language: Language,
        /// Who had answered them.
        staff_id: Option<StaffId>,
        /// What had become of their case, as a word.
        outcome: Option<String>,
        /// The first reason of that.
        reason_code: Option<String>,
        /// When.
        given_at: Timestamp,
    }
}

/// Writes what somebody said, in place of what they said before of the same conversation.
pub async fn put(tx: &mut Tx, feedback: &Feedback) -> Result<(), StoreError> {
    let sql = "delete from conversation_feedback where conversation_id = $1 and applicant_id = $2";
    tx.execute(sql, args![feedback.conversation_id, feedback.applicant_id]).await?;
    tx.insert(feedback).await
}

/// What somebody said of a conversation.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: ConversationId,
) -> Result<Option<Feedback>, StoreError> {
    tx.find("where applicant_id = $1 and conversation_id = $2", args![applicant, id]).await
}

/// What was said in a world since a moment, the newest first.
pub async fn list_since(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Feedback>, StoreError> {
    let rest = "where mode = $1 and given_at >= $2 order by given_at desc, conversation_id limit $3";
    tx.list(rest, args![mode, since, limit]).await
}
