//! How long approvals stand.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, among, args, columns, table},
};
use proofdesk_domain::{
    ApplicantId, ReasonCode, StaffId, Timestamp, VerificationId, tenure::Tenure, verification::Mode,
    verification::Verification,
};

columns! {
    Tenure, Text,
        v => serde_json::to_string(v).expect("levels and moments are always JSON"),
        serde_json::from_str(&v).ok();
}

table! {
    /// How long one approval stands.
    "tenures" => pub struct TenureRow {
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// Which level stands until when.
        stairs: Tenure,
        /// Why a person asked for it to be verified anew.
        asked_code: Option<ReasonCode>,
        /// What the person reads about that, sealed.
        sealed_words: Option<Vec<u8>>,
        /// Who asked.
        asked_by: Option<StaffId>,
        /// When.
        asked_at: Option<Timestamp>,
        /// Up to this moment everything was told.
        looked_at: Timestamp,
        /// When there is something to do next.
        next_at: Option<Timestamp>,
        /// How often the person was told.
        told: i64,
        /// When it was worked out.
        created_at: Timestamp,
    }
}

/// Writes a tenure.
pub async fn insert(tx: &mut Tx, row: &TenureRow) -> Result<(), StoreError> {
    tx.insert(row).await
}

/// Forgets the tenure of a case: it is approved anew after an appeal, say.
pub async fn delete(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<(), StoreError> {
    let sql = "delete from tenures where applicant_id = $1 and verification_id = $2";
    tx.execute(sql, args![applicant, verification]).await?;
    Ok(())
}

/// A person's tenures, oldest first.
pub async fn list(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<TenureRow>, StoreError> {
    tx.list("where applicant_id = $1 order by created_at, verification_id", args![applicant]).await
}

/// These people's tenures, oldest first.
pub async fn list_of_people(tx: &mut Tx, applicants: &[ApplicantId]) -> Result<Vec<TenureRow>, StoreError> {
    let Some((rest, args)) = among("applicant_id", applicants) else { return Ok(Vec::new()) };
    tx.list(&format!("{rest} order by created_at, verification_id"), args).await
}

/// The tenure of a case.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<TenureRow>, StoreError> {
    tx.find("where applicant_id = $1 and verification_id = $2", args![applicant, verification]).await
}

/// Tenures of both worlds with something to do, the longest overdue first.
pub async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<TenureRow>, StoreError> {
    tx.list("where next_at <= $1 order by next_at, verification_id limit $2", args![now, limit]).await
}

/// Records up to when everything was told. [`StoreError::Stale`] where somebody else did.
pub async fn looked(
    tx: &mut Tx,
    row: &TenureRow,
    now: Timestamp,
    next_at: Option<Timestamp>,
    told: i64,
) -> Result<(), StoreError> {
    let sql = "update tenures set looked_at = $3, next_at = $4, told = $5
               where applicant_id = $1 and verification_id = $2 and looked_at = $6";
    let args = args![row.applicant_id, row.verification_id, now, next_at, told, row.looked_at];
    match tx.execute(sql, args).await? {
        0 => Err(StoreError::Stale("tenure")),
        _ => Ok(()),
    }
}

/// Writes what a person asked for. [`StoreError::Stale`] where the row moved on since it was read.
pub async fn ask(tx: &mut Tx, row: &TenureRow, read_at: Timestamp) -> Result<(), StoreError> {
    let sql = "update tenures set stairs = $3, asked_code = $4, sealed_words = $5, asked_by = $6,
               asked_at = $7, looked_at = $8, next_at = $9
               where applicant_id = $1 and verification_id = $2 and looked_at = $10";
    let args = args![
        row.applicant_id,
        row.verification_id,
        row.stairs,
        row.asked_code,
        row.sealed_words,
        row.asked_by,
        row.asked_at,
        row.looked_at,
        row.next_at,
        read_at,
    ];
    match tx.execute(sql, args).await? {
        0 => Err(StoreError::Stale("tenure")),
        _ => Ok(()),
    }
}

/// Approvals of both worlds that have no tenure yet: they were given before there were any.
pub async fn list_without(tx: &mut Tx, limit: i64) -> Result<Vec<Verification>, StoreError> {
    let rest = "where state = 'approved' and not exists
                (select 1 from tenures t where t.verification_id = verifications.id)
                order by decided_at, id limit $1";
    tx.list(rest, args![limit]).await
}
