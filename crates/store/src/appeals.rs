//! Appeals: against which decision, who heard them, and what came of it.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    AppealId, ApplicantId, DecisionId, StaffId, Timestamp, VerificationId, verification::Mode,
};
use serde::Deserialize;

/// What came of an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppealOutcome {
    /// The decision stands.
    Upheld,
    /// The decision was turned.
    Overturned,
    /// The decision is off and the applicant is asked for something: the case goes on.
    Reopened,
    /// The applicant stopped.
    Withdrawn,
}

impl AppealOutcome {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
        }
    }
}

words!(AppealOutcome);

table! {
    /// An appeal.
    "appeals" => pub struct Appeal {
        /// Its id.
        id: AppealId,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Against which decision: its reasons, policy and decider stand there.
        decision_id: DecisionId,
        /// In which world.
        mode: Mode,
        /// What the applicant said, sealed.
        sealed_sentence: Option<Vec<u8>>,
        /// When.
        opened_at: Timestamp,
        /// When it is promised to have been heard.
        due_at: Timestamp,
        /// What came of it; none while it is open.
        outcome: Option<AppealOutcome>,
        /// The decision that answered it.
        answer_id: Option<DecisionId>,
        /// Who heard it.
        heard_by: Option<StaffId>,
        /// When.
        heard_at: Option<Timestamp>,
        /// One person decided and heard, in solo mode.
        solo: bool,
    }
}

/// Writes an appeal.
pub async fn insert(tx: &mut Tx, appeal: &Appeal) -> Result<(), StoreError> {
    tx.insert(appeal).await
}

/// A case's appeals, oldest first.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<Appeal>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by opened_at, id";
    tx.list(rest, args![applicant, verification]).await
}

/// Appeals heard since a moment, oldest first: for the ledger of overturned decisions.
pub async fn list_heard_since(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Appeal>, StoreError> {
    let rest = "where mode = $1 and heard_at >= $2 order by heard_at, id limit $3";
    tx.list(rest, args![mode, since, limit]).await
}

/// What answers an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: AppealOutcome,
    /// The decision.
    pub decision: Option<DecisionId>,
    /// Who heard it.
    pub heard_by: Option<StaffId>,
    /// One person decided and heard.
    pub solo: bool,
}

/// Answers an open appeal. [`StoreError::Stale`] when it was answered already.
pub async fn answer(
    tx: &mut Tx,
    applicant: ApplicantId,
    id: AppealId,
    answer: Answer,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update appeals set outcome = $3, answer_id = $4, heard_by = $5, heard_at = $6, solo = $7
               where applicant_id = $1 and id = $2 and outcome is null";
    let Answer { outcome, decision, heard_by, solo } = answer;
    match tx.execute(sql, args![applicant, id, outcome, decision, heard_by, now, solo]).await? {
        0 => Err(StoreError::Stale("appeal")),
        _ => Ok(()),
    }
}
