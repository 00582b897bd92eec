//! Freezes: while one stands, nothing of a person's can be moved.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{ApplicantId, ReasonCode, StaffId, Timestamp, verification::Mode};
use uuid::Uuid;

table! {
    /// A freeze, standing or lifted.
    "freezes" => pub struct Freeze {
        /// Its id.
        id: Uuid,
        /// Whose.
        applicant_id: ApplicantId,
        /// In which world.
        mode: Mode,
        /// Why, from the catalogue; may be one that the person is not told.
        reason_code: ReasonCode,
        /// What the person reads, sealed.
        sealed_words: Option<Vec<u8>>,
        /// By whom.
        frozen_by: StaffId,
        /// When.
        frozen_at: Timestamp,
        /// Who lifted it.
        lifted_by: Option<StaffId>,
        /// When.
        lifted_at: Option<Timestamp>,
    }
}

/// Writes a new freeze.
pub async fn insert(tx: &mut Tx, freeze: &Freeze) -> Result<(), StoreError> {
    tx.insert(freeze).await
}

/// The freeze that stands.
pub async fn find_standing(tx: &mut Tx, applicant: ApplicantId) -> Result<Option<Freeze>, StoreError> {
    let rest = "where applicant_id = $1 and lifted_at is null order by frozen_at, id limit 1";
    tx.find(rest, args![applicant]).await
}

/// Every freeze of a person, oldest first.
pub async fn list(tx: &mut Tx, applicant: ApplicantId) -> Result<Vec<Freeze>, StoreError> {
    tx.list("where applicant_id = $1 order by frozen_at, id", args![applicant]).await
}

/// Lifts a freeze. [`StoreError::Stale`] when somebody has.
pub async fn lift(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: Uuid,
    by: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update freezes set lifted_by = $3, lifted_at = $4
               where applicant_id = $1 and id = $2 and lifted_at is null";
    match tx.execute(sql, args![applicant, id, by, now]).await? {
        0 => Err(StoreError::Stale("freeze")),
        _ => Ok(()),
    }
}
