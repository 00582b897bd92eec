//! Uploads on their way: each part that was acknowledged is a sealed object with a row, so that an
//! upload that was cut goes on where it stopped, on any node.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, EvidenceId, StaffId, Timestamp, VerificationId, evidence::Slot};
use uuid::Uuid;

table! {
    /// An upload that was begun.
    "uploads" => pub struct Upload {
        /// Its id.
        id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// For which case.
        verification_id: VerificationId,
        /// For which slot.
        slot: Slot,
        /// How many bytes were announced.
        declared_bytes: i64,
        /// How many have come.
        received_bytes: i64,
        /// The staff member who uploads on the applicant's behalf.
        uploaded_by: Option<StaffId>,
        /// What became of it, once it is whole.
        evidence_id: Option<EvidenceId>,
        /// When it began.
        created_at: Timestamp,
        /// When it is given up.
        expires_at: Timestamp,
        /// What the sender says the whole file's SHA-256 is.
        sha256: Option<[u8; 32]>,
    }
}

table! {
    /// A part that is safely stored.
    "upload_parts" => pub struct UploadPart {
        /// Its id.
        id: Uuid,
        /// Of which upload.
        upload_id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// Where it begins.
        start_byte: i64,
        /// How long it is.
        bytes: i64,
        /// The vault's key.
        object_key: String,
    }
}

/// Begins an upload.
pub async fn insert(tx: &mut Tx, upload: &Upload) -> Result<(), StoreError> {
    tx.insert(upload).await
}

/// An applicant's upload.
pub async fn find(tx: &mut Tx, applicant: ApplicantId, id: Uuid) -> Result<Option<Upload>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// An applicant's uploads that became nothing yet, oldest first.
pub async fn list_open(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<Upload>, StoreError> {
    tx.list("where applicant_id = $1 and evidence_id is null order by created_at, id", args![applicant]).await
}

/// Keeps an upload until a later moment: something of it came.
pub async fn keep_until(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: Uuid,
    until: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update uploads set expires_at = $3 where applicant_id = $1 and id = $2";
    tx.execute(sql, args![applicant, id, until]).await.map(|_| ())
}

/// Adds a part at the end of what has come. [`StoreError::Stale`] when it does not begin there:
/// somebody else added meanwhile, and the caller's idea of the offset is old.
pub async fn insert_part(tx: &mut Tx, part: &UploadPart) -> Result<(), StoreError> {
    let sql = "update uploads set received_bytes = received_bytes + $4
               where applicant_id = $1 and id = $2 and received_bytes = $3
               and received_bytes + $4 <= declared_bytes and evidence_id is null";
    let args = args![part.applicant_id, part.upload_id, part.start_byte, part.bytes];
    if tx.execute(sql, args).await? == 0 {
        return Err(StoreError::Stale("upload"));
    }
    tx.insert(part).await
}

/// An upload's parts, in order.
pub async fn list_parts(
    tx: &mut Tx,
    applicant: ApplicantId,
    upload: Uuid,
) -> Result<Vec<UploadPart>, StoreError> {
    let rest = "where applicant_id = $1 and upload_id = $2 order by start_byte";
    tx.list(rest, args![applicant, upload]).await
}

/// Records what a whole upload became. [`StoreError::Stale`] when it was finished already.
pub async fn finish(
    tx: &mut Tx,
    applicant: ApplicantId,
    upload: Uuid,
    evidence: EvidenceId,
) -> Result<(), StoreError> {
    let sql = "update uploads set evidence_id = $3
               where applicant_id = $1 and id = $2 and evidence_id is null
               and received_bytes = declared_bytes";
    match tx.execute(sql, args![applicant, upload, evidence]).await? {
        0 => Err(StoreError::Stale("upload")),
        _ => Ok(()),
    }
}

/// Uploads that ended or were given up before a moment: for the sweep.
pub async fn list_expired(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Upload>, StoreError> {
    tx.list("where expires_at <= $1 order by expires_at, id limit $2", args![now, limit]).await
}

/// Deletes an upload and its parts; gives the keys of the objects, to be deleted after the commit.
pub async fn delete(tx: &mut Tx, applicant: ApplicantId, upload: Uuid) -> Result<Vec<String>, StoreError> {
    let parts = delete_parts(tx, applicant, upload).await?;
    let sql = "delete from uploads where applicant_id = $1 and id = $2";
    tx.execute(sql, args![applicant, upload]).await?;
    Ok(parts)
}

/// Deletes an upload's parts, once it became a picture; gives the keys of the objects, to be deleted after the
/// commit.
pub async fn delete_parts(
    tx: &mut Tx,
    applicant: ApplicantId,
    upload: Uuid,
) -> Result<Vec<String>, StoreError> {
    let parts = list_parts(tx, applicant, upload).await?;
    let sql = "delete from upload_parts where applicant_id = $1 and upload_id = $2";
    tx.execute(sql, args![applicant, upload]).await?;
    Ok(parts.into_iter().map(|part| part.object_key).collect())
}
