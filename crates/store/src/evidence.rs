//! Evidence: what was submitted, and the checks made on it.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, CheckId, EvidenceId, StaffId, Timestamp, VerificationId,
    evidence::{EvidenceState, Slot},
};
use serde::Deserialize;

table! {
    /// A piece of evidence: one picture.
    "evidence" => pub struct Evidence {
        /// Its id.
        id: EvidenceId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Its place in the case.
        slot: Slot,
        /// The vault's key of the bytes as they came, sealed.
        object_key: String,
        /// The vault's key of the copy without metadata that people see, once it is made.
        view_object_key: Option<String>,
        /// Fingerprint of the bytes under the applicant's key: "the same picture again".
        content_hash: [u8; 32],
        /// Size of the bytes as they came.
        bytes: i64,
        /// Pixels across, after orientation, once it was decoded.
        width: Option<i64>,
        /// Pixels down.
        height: Option<i64>,
        /// Whether it counts.
        state: EvidenceState,
        /// The staff member who uploaded on the applicant's behalf.
        uploaded_by: Option<StaffId>,
        /// What the reader made of it (`domain::inspection`), as JSON, sealed.
        sealed_inspection: Option<Vec<u8>>,
        /// When it came.
        created_at: Timestamp,
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// Nothing against the case.
    Clear,
    /// There are findings.
    Consider,
    /// Our fault; retried by us, never held against the applicant.
    Unable,
}

impl CheckOutcome {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Consider => "consider",
            Self::Unable => "unable",
        }
    }
}

words!(CheckOutcome);

table! {
    /// One automated examination.
    "checks" => pub struct Check {
        /// Its id.
        id: CheckId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Of which picture, if of one.
        evidence_id: Option<EvidenceId>,
        /// Which check.
        name: String,
        /// How it ended.
        outcome: CheckOutcome,
        /// Under which policy.
        policy_version: u32,
        /// In which attempt.
        attempt: u32,
        /// What was measured, also when it passed, as JSON, sealed: for replaying a draft policy.
        sealed_measurements: Option<Vec<u8>>,
        /// When it ended.
        finished_at: Timestamp,
    }
}

/// Writes new evidence. What counts takes the place of what was in its slot; what does not stands beside it.
pub async fn insert(tx: &mut Tx, evidence: &Evidence) -> Result<(), StoreError> {
    if evidence.state != EvidenceState::Current {
        return tx.insert(evidence).await;
    }
    let sql = "update evidence set state = 'superseded'
               where applicant_id = $1 and verification_id = $2 and slot = $3 and state = 'current'";
    tx.execute(sql, args![evidence.applicant_id, evidence.verification_id, evidence.slot]).await?;
    tx.insert(evidence).await
}

/// A piece of an applicant's evidence, current or not.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: EvidenceId,
) -> Result<Option<Evidence>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// What is in a slot now.
pub async fn find_current(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
    slot: Slot,
) -> Result<Option<Evidence>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and slot = $3 and state = 'current'";
    tx.find(rest, args![applicant, verification, slot]).await
}

/// A case's evidence that counts, by slot.
pub async fn list_current(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Evidence>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and state = 'current' order by slot desc";
    tx.list(rest, args![applicant, verification]).await
}

/// All of a case's evidence, oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Evidence>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by created_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// The applicant's newest evidence with the same bytes, if they sent them before.
pub async fn find_same_picture(
    tx: &mut Tx,
    applicant: ApplicantId,
    content_hash: &[u8; 32],
) -> Result<Option<Evidence>, StoreError> {
    let rest = "where applicant_id = $1 and content_hash = $2 order by created_at desc, id desc limit 1";
    tx.find(rest, args![applicant, *content_hash]).await
}

/// Records what came of decoding and reading a picture.
pub async fn update_inspection(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: EvidenceId,
    view_object_key: Option<&str>,
    size: Option<(i64, i64)>,
    sealed_inspection: Option<&[u8]>,
) -> Result<(), StoreError> {
    let sql = "update evidence set view_object_key = $3, width = $4, height = $5,
               sealed_inspection = $6 where applicant_id = $1 and id = $2";
    let args = args![
        applicant,
        id,
        view_object_key.map(str::to_owned),
        size.map(|s| s.0),
        size.map(|s| s.1),
        sealed_inspection.map(<[u8]>::to_vec),
    ];
    match tx.execute(sql, args).await? {
        0 => Err(StoreError::NotFound("evidence")),
        _ => Ok(()),
    }
}

/// Empties a slot: the applicant took a picture back. What was there stays in the history.
pub async fn clear_slot(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
    slot: Slot,
) -> Result<(), StoreError> {
    let sql = "update evidence set state = 'superseded'
               where applicant_id = $1 and verification_id = $2 and slot = $3 and state = 'current'";
    tx.execute(sql, args![applicant, verification, slot]).await.map(|_| ())
}

/// Whether any row names this object: the sweep deletes objects that none does.
pub async fn is_object_named(tx: &mut Tx, object_key: &str) -> Result<bool, StoreError> {
    let key = object_key.to_owned();
    let sql = "select (select count(*) from evidence where object_key = $1)
               + (select count(*) from evidence where view_object_key = $1)
               + (select count(*) from attachments where object_key = $1)
               + (select count(*) from upload_parts where object_key = $1) as v";
    Ok(tx.value::<i64>(sql, args![key]).await?.unwrap_or(0) > 0)
}

/// Writes a check's end.
pub async fn insert_check(tx: &mut Tx, check: &Check) -> Result<(), StoreError> {
    tx.insert(check).await
}

/// A case's checks, oldest first.
pub async fn list_checks(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Check>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by finished_at, id";
    tx.list(rest, args![applicant, verification]).await
}
