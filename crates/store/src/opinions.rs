//! Decisions that two people must say: each is kept as an opinion, without effect, until another person
//! says the same.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{ApplicantId, DecisionId, StaffId, Timestamp, VerificationId};
use serde::Deserialize;

/// What became of an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpinionEnd {
    /// Another person said the same: the decision took effect.
    Agreed,
    /// Two others said the same.
    Differed,
    /// The case moved on, or its evidence changed.
    Void,
}

impl OpinionEnd {
    /// The stable word for storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Differed => "differed",
            Self::Void => "void",
        }
    }
}

words!(OpinionEnd);

table! {
    /// A decision that waits for another person's, or did.
    "opinions" => pub struct Opinion {
        /// The decision: outcome, reasons, words and who.
        decision_id: DecisionId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// When it stood, its ten seconds over.
        given_at: Timestamp,
        /// What became of it; none while it waits.
        ended: Option<OpinionEnd>,
        /// When.
        ended_at: Option<Timestamp>,
        /// Who said the same.
        agreed_by: Option<StaffId>,
    }
}

/// Keeps a decision as an opinion.
pub async fn insert(tx: &mut Tx, opinion: &Opinion) -> Result<(), StoreError> {
    tx.insert(opinion).await
}

/// Every opinion on a case, oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Opinion>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by given_at, decision_id";
    tx.list(rest, args![applicant, verification]).await
}

/// Cases on which an opinion waits for another person's, each with who gave it.
pub async fn list_waiting(tx: &mut Tx) -> Result<Vec<(VerificationId, StaffId)>, StoreError> {
    let sql = "select o.verification_id, d.decider from opinions o
               join decisions d on d.id = o.decision_id join verifications v on v.id = o.verification_id
               where o.ended is null and d.decider is not null and d.decided_at >= coalesce(v.sent_at, 0)
               and (v.state in ('in_review', 'appealed') or v.state = 'approved' and d.outcome = 'revoked')";
    let rows = tx.rows(sql, Vec::new()).await?;
    rows.iter().map(|r| Ok((r.get("opinions", "verification_id")?, r.get("decisions", "decider")?))).collect()
}

/// Ends an opinion that waits. [`StoreError::Stale`] when it ended already.
pub async fn end(
    tx: &mut Tx,
    decision: DecisionId,
    how: OpinionEnd,
    agreed_by: Option<StaffId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update opinions set ended = $2, ended_at = $3, agreed_by = $4
               where decision_id = $1 and ended is null";
    match tx.execute(sql, args![decision, how, now, agreed_by]).await? {
        0 => Err(StoreError::Stale("opinion")),
        _ => Ok(()),
    }
}
