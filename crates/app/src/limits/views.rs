//! What is asked and answered about limits.

use crate::{Error, platform::CreatedVerification};
use proofdesk_domain::{
    ApplicantId, LimitUseId, Timestamp,
    limits::{Amount, AmountError, Currency, Evaluation, Remaining},
    policy::Operation,
};
use proofdesk_store::limits::{LimitUse, UseState};

/// What somebody wants to do, as the platform says it.
#[derive(Clone, Copy, Debug)]
pub struct LimitRequest<'a> {
    /// Who.
    pub applicant: ApplicantId,
    /// Deposit, withdraw or trade.
    pub operation: Operation,
    /// How much, in plain digits: `12.50`.
    pub amount: &'a str,
    /// Of what.
    pub currency: &'a str,
    /// Whether a denial comes with a hosted link to the next step, which begins a verification where
    /// none is under way.
    pub link: bool,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitAnswer {
    /// Allow or deny, what is left, the next step.
    pub evaluation: Evaluation,
    /// What was counted; none when nothing was.
    pub used: Option<UseView>,
    /// The way to the next step of a denial.
    pub link: Option<CreatedVerification>,
}

/// Where a use stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It counts until it runs out.
    Reserved,
    /// It counts for good.
    Committed,
    /// It was given back by the platform.
    Released,
    /// It was given back because its time ran out.
    Expired,
}

impl Counted {
    /// The stable word for answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Committed => "committed",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }
}

impl From<UseState> for Counted {
    fn from(state: UseState) -> Self {
        match state {
            UseState::Reserved => Self::Reserved,
            UseState::Committed => Self::Committed,
            UseState::Released => Self::Released,
            UseState::Expired => Self::Expired,
        }
    }
}

/// One use of limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseView {
    /// Its id.
    pub id: LimitUseId,
    /// Whose.
    pub applicant: ApplicantId,
    /// Deposit, withdraw or trade.
    pub operation: Operation,
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
    /// Where it stands.
    pub state: Counted,
    /// In the windows of this moment.
    pub counted_at: Timestamp,
    /// When it runs out, while it is reserved.
    pub expires_at: Option<Timestamp>,
}

impl From<LimitUse> for UseView {
    fn from(used: LimitUse) -> Self {
        Self {
            id: used.id,
            applicant: used.applicant_id,
            operation: used.operation,
            amount: used.amount,
            currency: used.currency,
            state: used.state.into(),
            counted_at: used.counted_at,
            expires_at: (used.state == UseState::Reserved).then_some(used.expires_at),
        }
    }
}

/// Every limit of a person's level with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitTable {
    /// The level.
    pub level: Option<String>,
    /// Its limits.
    pub rows: Vec<Remaining>,
    /// The zone whose days and months they are.
    pub zone: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// Neither of ISO 4217 nor an asset of the policy.
    #[error("`currency` is neither a currency of ISO 4217 nor an asset of the policy")]
    Currency,
    /// Not an amount.
    #[error("`amount`: {0}")]
    Amount(#[from] AmountError),
    /// Zero.
    #[error("`amount` is zero: there is nothing to count")]
    Nothing,
    /// Not between a minute and a week.
    #[error("`minutes` is not between 1 and 10080")]
    Minutes,
    /// The platform's key is empty or over 255 bytes.
    #[error("`key` is empty or longer than 255 bytes")]
    Key,
    /// The key was used for something else.
    #[error("the key was used for another request")]
    OtherRequest,
    /// It was given back before: nothing is held under it.
    #[error("it was given back before")]
    Over(Counted),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<proofdesk_store::StoreError> for LimitError {
    fn from(error: proofdesk_store::StoreError) -> Self {
        Self::Error(error.into())
    }
}
