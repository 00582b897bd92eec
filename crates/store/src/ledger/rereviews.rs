//! Approvals of the checks alone that a person looks at again.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{
    ApplicantId, DecisionId, ReasonCode, StaffId, Timestamp, VerificationId, verification::Mode,
};
use serde::Deserialize;
use uuid::Uuid;

/// What the second look came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RereviewOutcome {
    /// The approval was right.
    Confirmed,
    /// It was not.
    Overturned,
}

impl RereviewOutcome {
    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Overturned => "overturned",
        }
    }
}

/// What followed an approval that was not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// Everything was stopped.
    Freeze,
    /// The person is to verify anew.
    Renewal,
}

impl Followed {
    /// The stable word for storage, forms and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Freeze => "freeze",
            Self::Renewal => "renewal",
        }
    }

    /// The one of that word.
    pub fn find(word: &str) -> Option<Self> {
        parse_word(word)
    }
}

words!(RereviewOutcome, Followed);

table! {
    /// An approval that a person looks at again.
    "rereviews" => pub struct Rereview {
        /// Its id.
        id: Uuid,
        /// Of which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// The approval.
        decision_id: DecisionId,
        /// In which world.
        mode: Mode,
        /// When it was chosen.
        opened_at: Timestamp,
        /// When somebody is to have looked.
        due_at: Timestamp,
        /// What it came to; none while it waits.
        outcome: Option<RereviewOutcome>,
        /// What the checks had missed.
        reason_code: Option<ReasonCode>,
        /// What followed.
        followed: Option<Followed>,
        /// What was seen, in words for staff, sealed.
        sealed_note: Option<Vec<u8>>,
        /// Who looked.
        done_by: Option<StaffId>,
        /// When.
        done_at: Option<Timestamp>,
    }
}

/// Writes a new one.
pub async fn insert(tx: &mut Tx, rereview: &Rereview) -> Result<(), StoreError> {
    tx.insert(rereview).await
}

/// One of anybody's: for staff.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Rereview>, StoreError> {
    tx.find("where id = $1", args![id]).await
}

/// A case's, oldest first.
pub async fn list_of_case(
    tx: &mut Tx,
    applicant: ApplicantId,
    case: VerificationId,
) -> Result<Vec<Rereview>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by opened_at, id";
    tx.list(rest, args![applicant, case]).await
}

/// Those that wait, of approvals that still stand and people who are still there; the first promise
/// first.
pub async fn list_waiting(tx: &mut Tx, mode: Mode, limit: i64) -> Result<Vec<Rereview>, StoreError> {
    let rest = "where mode = $1 and outcome is null
                and exists (select 1 from verifications v join applicants a on a.id = v.applicant_id
                            where v.id = rereviews.verification_id and v.state = 'approved' and a.erased_at is null)
                order by due_at, id limit $2";
    tx.list(rest, args![mode, limit]).await
}

/// How many were answered so since a moment, by outcome.
pub async fn count_done(
    tx: &mut Tx,
    mode: Mode,
    since: Timestamp,
) -> Result<Vec<(RereviewOutcome, i64)>, StoreError> {
    let sql = "select outcome, count(*) as n from rereviews
               where mode = $1 and outcome is not null and done_at >= $2 group by outcome order by outcome";
    let rows = tx.rows(sql, args![mode, since]).await?;
    rows.iter().map(|row| Ok((row.get("rereviews", "outcome")?, row.get("rereviews", "n")?))).collect()
}

/// Answers one that waits. [`StoreError::Stale`] when somebody has answered it already.
pub async fn answer(tx: &mut Tx, done: &Rereview) -> Result<(), StoreError> {
    let sql = "update rereviews set outcome = $3, reason_code = $4, followed = $5, sealed_note = $6,
               done_by = $7, done_at = $8 where applicant_id = $1 and id = $2 and outcome is null";
    let d = done;
    let values = args![
        d.applicant_id,
        d.id,
        d.outcome,
        d.reason_code,
        d.followed,
        d.sealed_note.clone(),
        d.done_by,
        d.done_at
    ];
    match tx.execute(sql, values).await? {
        0 => Err(StoreError::Stale("rereview")),
        _ => Ok(()),
    }
}
