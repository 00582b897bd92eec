//! Typed details: every version that was entered, so that the history shows what changed.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, StaffId, Timestamp, VerificationId};
use uuid::Uuid;

table! {
    /// The details of a case as they were entered once.
    "details" => pub struct EnteredDetails {
        /// Its id.
        id: Uuid,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Counts from 1 within the case; the highest counts.
        turn: i64,
        /// The staff member who corrected on the applicant's behalf; none when it was the applicant.
        entered_by: Option<StaffId>,
        /// `domain::details::TypedDetails` as JSON, sealed.
        sealed: Vec<u8>,
        /// When.
        entered_at: Timestamp,
    }
}

/// Writes the next version of a case's details; `turn` is one more than the last.
/// [`StoreError::Duplicate`] when somebody else entered details at the same time.
pub async fn insert(tx: &mut Tx, details: &EnteredDetails) -> Result<(), StoreError> {
    tx.insert(details).await
}

/// The details that count.
pub async fn find_current(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<EnteredDetails>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by turn desc limit 1";
    tx.find(rest, args![applicant, verification]).await
}

/// Every version, oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<EnteredDetails>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by turn";
    tx.list(rest, args![applicant, verification]).await
}
