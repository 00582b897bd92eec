//! Approvals that were taken over from elsewhere.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApiKeyId, ApplicantId, Timestamp, VerificationId, verification::Mode};

table! {
    /// An approval that was taken over.
    "imports" => pub struct Import {
        /// The case that it made.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// Keyed hash of the platform's name for it: the same again is the same.
        key_hash: [u8; 32],
        /// Keyed hash of everything that was said: something else under the same name is refused.
        content_hash: [u8; 32],
        /// Who verified, when, how, and the evidence, sealed.
        sealed: Vec<u8>,
        /// The key that handed it over; none: the command.
        api_key_id: Option<ApiKeyId>,
        /// When.
        imported_at: Timestamp,
    }
}

/// Writes one.
pub async fn insert(tx: &mut Tx, row: &Import) -> Result<(), StoreError> {
    tx.insert(row).await
}

/// What was taken over under that name.
pub async fn find_by_key(tx: &mut Tx, mode: Mode, key_hash: &[u8; 32]) -> Result<Option<Import>, StoreError> {
    tx.find("where mode = $1 and key_hash = $2", args![mode, *key_hash]).await
}

/// What a case was taken over from; none where it was verified here.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<Import>, StoreError> {
    tx.find("where applicant_id = $1 and verification_id = $2", args![applicant, verification]).await
}
