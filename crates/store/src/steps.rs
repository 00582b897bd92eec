//! Manual steps: what people do by hand where a level asks for it, with the outcome that they recorded.

use crate::{
    StoreError, Tx,
    row::{Column, Kind, Value, args, columns, parse_word, table, words},
};
use proofdesk_domain::{ApplicantId, StaffId, Timestamp, VerificationId};
use serde::Deserialize;
use uuid::Uuid;

/// How a manual step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// Nothing stands against the person.
    Clear,
    /// Something does, or may.
    Hit,
    /// It could not be done.
    Unable,
}

impl StepOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Clear, Self::Hit, Self::Unable];

    /// The stable word for storage and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Hit => "hit",
            Self::Unable => "unable",
        }
    }

    /// The outcome of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

words!(StepOutcome);

table! {
    /// A manual step that was done.
    "manual_steps" => pub struct ManualStep {
        /// Its id.
        id: Uuid,
        /// For which case.
        verification_id: VerificationId,
        /// Whose.
        applicant_id: ApplicantId,
        /// Which step, as the policy names it.
        step: String,
        /// How it ended.
        outcome: StepOutcome,
        /// Where was looked, what was found, sealed.
        sealed_note: Option<Vec<u8>>,
        /// Who did it.
        done_by: StaffId,
        /// When.
        done_at: Timestamp,
    }
}

/// Records a step.
pub async fn insert(tx: &mut Tx, step: &ManualStep) -> Result<(), StoreError> {
    tx.insert(step).await
}

/// A case's steps, oldest first; the newest of a name counts.
pub async fn list(
    tx: &mut Tx,
    applicant: ApplicantId,
    verification: VerificationId,
) -> Result<Vec<ManualStep>, StoreError> {
    let rest = "where applicant_id = $1 and verification_id = $2 order by done_at, id";
    tx.list(rest, args![applicant, verification]).await
}
