//! API keys, and the answers remembered for repeated requests.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, table},
};
use proofdesk_domain::{ApiKeyId, ApplicantId, Timestamp, access::Scope, verification::Mode};
use uuid::Uuid;

columns! {
    Vec<Scope>, Text,
        v => v.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
        v.split_whitespace().map(Scope::find).collect();
}

table! {
    /// A key of the platform's developers; only its hash is kept.
    "api_keys" => pub struct ApiKey {
        /// Its id.
        id: ApiKeyId,
        /// The world that it opens.
        mode: Mode,
        /// What its makers call it.
        name: String,
        /// Hash of the key.
        key_hash: [u8; 32],
        /// What it may do.
        scopes: Vec<Scope>,
        /// When it was made.
        created_at: Timestamp,
        /// When it was last used, to the minute or so.
        last_used_at: Option<Timestamp>,
        /// When it was revoked.
        revoked_at: Option<Timestamp>,
    }
}

table! {
    /// The answer to a request that carried an idempotency key.
    "idempotency" => pub struct RememberedAnswer {
        /// Its id.
        id: Uuid,
        /// By which API key.
        api_key_id: ApiKeyId,
        /// Hash of the idempotency key.
        key_hash: [u8; 32],
        /// Hash of the request: the same key with another request is a mistake.
        request_hash: [u8; 32],
        /// Whom the answer is about.
        applicant_id: Option<ApplicantId>,
        /// The HTTP status.
        status: i64,
        /// The body, sealed.
        sealed_response: Option<Vec<u8>>,
        /// When.
        created_at: Timestamp,
    }
}

/// Writes a new key.
pub async fn insert(tx: &mut Tx, key: &ApiKey) -> Result<(), StoreError> {
    tx.insert(key).await
}

/// The key of that hash, unless it was revoked.
pub async fn find(tx: &mut Tx, key_hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
    tx.find("where key_hash = $1 and revoked_at is null", args![*key_hash]).await
}

/// Every key, revoked ones included, oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<ApiKey>, StoreError> {
    tx.list("order by created_at, id", Vec::new()).await
}

/// Records a use.
pub async fn touch(tx: &mut Tx, id: ApiKeyId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("update api_keys set last_used_at = $2 where id = $1", args![id, now]).await.map(|_| ())
}

/// Revokes a key; a second time is [`StoreError::NotFound`].
pub async fn revoke(tx: &mut Tx, id: ApiKeyId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update api_keys set revoked_at = $2 where id = $1 and revoked_at is null";
    match tx.execute(sql, args![id, now]).await? {
        0 => Err(StoreError::NotFound("API key")),
        _ => Ok(()),
    }
}

/// Remembers an answer, in the transaction that did the work. [`StoreError::Duplicate`] when the same
/// request was answered at the same time: roll back, and answer from [`find_answer`].
pub async fn insert_answer(tx: &mut Tx, answer: &RememberedAnswer) -> Result<(), StoreError> {
    tx.insert(answer).await
}

/// The answer given before.
pub async fn find_answer(
    tx: &mut Tx,
    api_key: ApiKeyId,
    key_hash: &[u8; 32],
) -> Result<Option<RememberedAnswer>, StoreError> {
    tx.find("where api_key_id = $1 and key_hash = $2", args![api_key, *key_hash]).await
}

/// Forgets answers given before a moment.
pub async fn delete_answers_before(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    tx.execute("delete from idempotency where created_at < $1", args![moment]).await
}
