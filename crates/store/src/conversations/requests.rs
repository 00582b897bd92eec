//! Document requests and their items.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, ConversationId, EvidenceId, StaffId, Timestamp, VerificationId,
    conversation::request::{Asked, ItemState, RequestState},
};
use uuid::Uuid;

words! {
    ItemState,
    RequestState,
}

columns! {
    Asked, Text,
        v => serde_json::to_string(v).expect("a plain value is always JSON"),
        serde_json::from_str(&v).ok();
}

table! {
    /// A checklist inside a conversation.
    "document_requests" => pub struct DocumentRequest {
        /// Its id.
        id: Uuid,
        /// In which conversation.
        conversation_id: ConversationId,
        /// For which case.
        verification_id: Option<VerificationId>,
        /// Whose.
        applicant_id: ApplicantId,
        /// Who asked.
        asked_by: StaffId,
        /// Where it stands.
        state: RequestState,
        /// When.
        asked_at: Timestamp,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// Counts writes.
        version: i64,
    }
}

table! {
    /// One thing that was asked for.
    "document_request_items" => pub struct RequestItem {
        /// Its id.
        id: Uuid,
        /// Of which list.
        request_id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// Its place, from 0.
        position: i64,
        /// What.
        asked: Asked,
        /// The desk's own words about it, sealed.
        sealed_words: Option<Vec<u8>>,
        /// Where it stands.
        state: ItemState,
        /// The file that was sent for it.
        attachment_id: Option<Uuid>,
        /// The evidence that was sent for it.
        evidence_id: Option<EvidenceId>,
        /// When that last changed.
        changed_at: Timestamp,
    }
}

/// Writes a new list with its items.
pub async fn insert(tx: &mut Tx, request: &DocumentRequest, items: &[RequestItem]) -> Result<(), StoreError> {
    tx.insert(request).await?;
    for item in items {
        tx.insert(item).await?;
    }
    Ok(())
}

/// One of an applicant's lists.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: Uuid,
) -> Result<Option<DocumentRequest>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// The lists of a conversation, the oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    conversation: ConversationId,
) -> Result<Vec<DocumentRequest>, StoreError> {
    let rest = "where applicant_id = $1 and conversation_id = $2 order by asked_at, id";
    tx.list(rest, args![applicant, conversation]).await
}

/// The lists of a case that have not ended, the oldest first.
pub async fn list_open(
    tx: &mut Tx,
    applicant: ApplicantId,
    case: VerificationId,
) -> Result<Vec<DocumentRequest>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and ended_at is null order by asked_at, id";
    tx.list(rest, args![applicant, case]).await
}

/// The items of a list, in order.
pub async fn list_items(
    tx: &mut Tx,
    applicant: ApplicantId,
    request: Uuid,
) -> Result<Vec<RequestItem>, StoreError> {
    tx.list("where applicant_id = $1 and request_id = $2 order by position", args![applicant, request]).await
}

/// Writes where a list stands, unless somebody else did meanwhile ([`StoreError::Stale`]).
pub async fn update(tx: &mut Tx, request: &mut DocumentRequest) -> Result<(), StoreError> {
    let version = request.version;
    request.version = tx.update_versioned("document request", &*request, version).await?;
    Ok(())
}

/// Writes where an item stands.
pub async fn update_item(tx: &mut Tx, item: &RequestItem) -> Result<(), StoreError> {
    let sql = "update document_request_items
               set state = $3, attachment_id = $4, evidence_id = $5, changed_at = $6
               where applicant_id = $1 and id = $2";
    let i = item;
    let values = args![i.applicant_id, i.id, i.state, i.attachment_id, i.evidence_id, i.changed_at];
    tx.execute(sql, values).await.map(|_| ())
}
