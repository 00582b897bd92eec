//! Findings: what checks and people found.

use crate::{
    StoreError, Tx,
    row::{args, table},
};
use proofdesk_domain::{
    ApplicantId, CheckId, EvidenceId, FindingId, ReasonCode, StaffId, Timestamp, VerificationId,
    evidence::Slot,
    finding::{FindingState, Severity},
};

table! {
    /// A finding, with its content sealed.
    "findings" => pub struct FindingRow {
        /// Its id.
        id: FindingId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// About which picture.
        evidence_id: Option<EvidenceId>,
        /// Found by which check.
        check_id: Option<CheckId>,
        /// In which attempt, from 1.
        attempt: u32,
        /// The catalogue's code.
        code: ReasonCode,
        /// Whether it stands in the way.
        severity: Severity,
        /// About which page.
        page: Option<Slot>,
        /// What became of it.
        state: FindingState,
        /// The staff member who raised it; none when it was a check.
        raised_by: Option<StaffId>,
        /// The whole `domain::finding::Finding` as JSON, sealed.
        sealed: Vec<u8>,
        /// When.
        created_at: Timestamp,
        /// When it stopped standing, or was upheld.
        resolved_at: Option<Timestamp>,
        /// By whom, if by a person.
        resolved_by: Option<StaffId>,
    }
}

/// Writes a finding.
pub async fn insert(tx: &mut Tx, finding: &FindingRow) -> Result<(), StoreError> {
    tx.insert(finding).await
}

/// One of an applicant's findings.
pub async fn find(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: FindingId,
) -> Result<Option<FindingRow>, StoreError> {
    tx.find("where applicant_id = $1 and id = $2", args![applicant, id]).await
}

/// A case's findings, of every attempt, oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<FindingRow>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by created_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// A case's findings that still count against it.
pub async fn list_standing(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<FindingRow>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2
                and state in ('open', 'disputed', 'upheld') order by created_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// Moves a finding from one state to another. [`StoreError::Stale`] when it is no longer in the first.
pub async fn update_state(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: FindingId,
    from: FindingState,
    to: FindingState,
    by: Option<StaffId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update findings set state = $4, resolved_at = $5, resolved_by = $6
               where applicant_id = $1 and id = $2 and state = $3";
    let resolved_at = (!matches!(to, FindingState::Open | FindingState::Disputed)).then_some(now);
    match tx.execute(sql, args![applicant, id, from, to, resolved_at, by]).await? {
        0 => Err(StoreError::Stale("finding")),
        _ => Ok(()),
    }
}

/// Resolves what checks found earlier and still stands open: a new examination takes its place.
/// Findings that are disputed, upheld or raised by a person stay. Gives how many.
pub async fn resolve_open(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "update findings set state = 'resolved', resolved_at = $3
               where applicant_id = $1 and verification_id = $2 and state = 'open'
               and raised_by is null";
    tx.execute(sql, args![applicant, verification, now]).await
}

/// Resolves what people raised about one page and still stands open: the page was sent anew.
pub async fn resolve_raised_on_page(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
    page: Slot,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "update findings set state = 'resolved', resolved_at = $4
               where applicant_id = $1 and verification_id = $2 and page = $3 and state = 'open'
               and raised_by is not null";
    tx.execute(sql, args![applicant, verification, page, now]).await
}
