//! Colleagues whom notes name.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, ConversationId, MessageId, StaffId, Timestamp};

table! {
    /// A note names a colleague.
    "mentions" => pub struct Mention {
        /// Which note.
        message_id: MessageId,
        /// Whom it names.
        staff_id: StaffId,
        /// In which conversation.
        conversation_id: ConversationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// When it was written.
        made_at: Timestamp,
        /// When the colleague saw it.
        seen_at: Option<Timestamp>,
    }
}

/// Writes that a note names somebody.
pub async fn insert(tx: &mut Tx, mention: &Mention) -> Result<(), StoreError> {
    tx.insert(mention).await
}

/// What names somebody and was not seen yet, the newest first.
pub async fn list_waiting(tx: &mut Tx, staff: StaffId, limit: i64) -> Result<Vec<Mention>, StoreError> {
    let rest = "where staff_id = $1 and seen_at is null order by made_at desc, message_id limit $2";
    tx.list(rest, args![staff, limit]).await
}

/// How many of those there are.
pub async fn count_waiting(tx: &mut Tx, staff: StaffId) -> Result<i64, StoreError> {
    let sql = "select count(*) as v from mentions where staff_id = $1 and seen_at is null";
    Ok(tx.value(sql, args![staff]).await?.unwrap_or(0))
}

/// Somebody has a conversation's notes before them; gives how many of those that name them were new.
pub async fn see(
    tx: &mut Tx,
    conversation: ConversationId,
    staff: StaffId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "update mentions set seen_at = $3
               where conversation_id = $1 and staff_id = $2 and seen_at is null";
    tx.execute(sql, args![conversation, staff, now]).await
}

/// A note was taken back: it names nobody.
pub async fn delete(tx: &mut Tx, message: MessageId) -> Result<(), StoreError> {
    tx.execute("delete from mentions where message_id = $1", args![message]).await.map(|_| ())
}
