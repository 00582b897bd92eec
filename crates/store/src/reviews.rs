//! Decisions and disputes.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, DecisionId, DisputeId, FindingId, ReasonCode, StaffId, Timestamp, VerificationId,
};
use serde::Deserialize;

table! {
    /// A decision: what, why, by whom, under which policy.
    "decisions" => pub struct Decision {
        /// Its id.
        id: DecisionId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// The domain's word: `approved`, `declined`, `needs_input`, `in_review`.
        outcome: String,
        /// Why.
        reason_codes: Vec<ReasonCode>,
        /// The staff member who decided; none when it was the checks.
        decider: Option<StaffId>,
        /// Under which policy.
        policy_version: u32,
        /// A note, sealed.
        sealed_note: Option<Vec<u8>>,
        /// When.
        decided_at: Timestamp,
        /// Until when it can be undone.
        undo_until: Option<Timestamp>,
        /// When it was undone.
        undone_at: Option<Timestamp>,
    }
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// A person is to look.
    Open,
    /// The applicant was right.
    Accepted,
    /// We were right.
    Rejected,
}

impl DisputeState {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

words!(DisputeState);

table! {
    /// "You misread this."
    "disputes" => pub struct Dispute {
        /// Its id.
        id: DisputeId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// About which finding.
        finding_id: Option<FindingId>,
        /// About which field (`domain::document::FieldName`).
        field: Option<String>,
        /// Where it stands.
        state: DisputeState,
        /// What the applicant said, sealed.
        sealed_sentence: Option<Vec<u8>>,
        /// When.
        opened_at: Timestamp,
        /// When a person answered.
        resolved_at: Option<Timestamp>,
        /// Who.
        resolved_by: Option<StaffId>,
    }
}

/// Writes a decision.
pub async fn insert_decision(tx: &mut Tx, decision: &Decision) -> Result<(), StoreError> {
    tx.insert(decision).await
}

/// A case's decisions, oldest first.
pub async fn list_decisions(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Decision>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by decided_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// The decision that counts: the newest in effect. One that can still be undone is not
/// ([`crate::desk::find_pending_decision`]).
pub async fn find_decision(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Option<Decision>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 and undone_at is null
                and undo_until is null order by decided_at desc, id desc limit 1";
    tx.find(rest, args![applicant, verification]).await
}

/// Marks a decision as undone, within its time. [`StoreError::Stale`] when it is too late or was undone.
pub async fn undo_decision(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: DecisionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update decisions set undone_at = $3
               where applicant_id = $1 and id = $2 and undone_at is null and undo_until >= $3";
    match tx.execute(sql, args![applicant, id, now]).await? {
        0 => Err(StoreError::Stale("decision")),
        _ => Ok(()),
    }
}

/// Writes a dispute.
pub async fn insert_dispute(tx: &mut Tx, dispute: &Dispute) -> Result<(), StoreError> {
    tx.insert(dispute).await
}

/// A case's disputes, oldest first.
pub async fn list_disputes(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Dispute>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by opened_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// Answers a dispute. [`StoreError::Stale`] when it was answered already.
pub async fn resolve_dispute(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: DisputeId,
    to: DisputeState,
    by: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update disputes set state = $3, resolved_at = $4, resolved_by = $5
               where applicant_id = $1 and id = $2 and state = 'open'";
    match tx.execute(sql, args![applicant, id, to, now, by]).await? {
        0 => Err(StoreError::Stale("dispute")),
        _ => Ok(()),
    }
}
