//! What the staff's desk looks up across applicants, and decisions that wait out their time to be
//! undone. Callers check first what the staff member may see.

use crate::{
    StoreError, Tx,
    evidence::Evidence,
    reviews::{Decision, Dispute},
    row::args,
};
use proofdesk_domain::{DecisionId, DisputeId, EvidenceId, Timestamp, VerificationId};

/// Anybody's evidence.
pub async fn find_evidence(tx: &mut Tx, id: EvidenceId) -> Result<Option<Evidence>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// Anybody's dispute.
pub async fn find_dispute(tx: &mut Tx, id: DisputeId) -> Result<Option<Dispute>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// Anybody's decision, also one that has no effect yet or was undone.
pub async fn find_decision(tx: &mut Tx, id: DecisionId) -> Result<Option<Decision>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// The case's decision that has no effect yet: it can still be undone, or is about to be applied. One
/// that waits for another person's opinion is not ([`crate::opinions`]).
pub async fn find_pending_decision(
    tx: &mut Tx,
    verification: VerificationId,
) -> Result<Option<Decision>, StoreError> {
    let rest = "where verification_id = $1 and undone_at is null and undo_until is not null
                and not exists (select 1 from opinions o where o.decision_id = decisions.id)
                order by decided_at desc, id desc limit 1";
    tx.find(rest, args![verification]).await
}

/// Gives a pending decision its effect: from now on it counts and cannot be undone.
/// [`StoreError::Stale`] when it was undone or has its effect already.
pub async fn take_effect(tx: &mut Tx, id: DecisionId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update decisions set undo_until = null, decided_at = $2
               where id = $1 and undone_at is null and undo_until is not null";
    match tx.execute(sql, args![id, now]).await? {
        0 => Err(StoreError::Stale("decision")),
        _ => Ok(()),
    }
}

/// Takes a pending decision back whatever the time: the case moved on without it.
pub async fn drop_decision(tx: &mut Tx, id: DecisionId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "update decisions set undone_at = $2
               where id = $1 and undone_at is null and undo_until is not null";
    match tx.execute(sql, args![id, now]).await? {
        0 => Err(StoreError::Stale("decision")),
        _ => Ok(()),
    }
}
