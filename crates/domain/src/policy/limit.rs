//! Limits as the policy states them: how much of what, in which time.

use serde::{Deserialize, Serialize};

/// How much of what, in which time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What it limits.
    pub operation: Operation,
    /// Per what.
    pub period: Period,
    /// ISO 4217 or an asset's name.
    pub currency: String,
    /// In whole units of the currency.
    pub amount: u64,
}

/// What a limit limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the operation of that name")]
pub enum Operation {
    Deposit,
    Withdraw,
    Trade,
}

impl Operation {
    /// The stable word for text keys and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Withdraw => "withdraw",
            Self::Trade => "trade",
        }
    }
}

/// The time that a limit is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is the period of that name")]
pub enum Period {
    Transaction,
    Day,
    Month,
}

impl Period {
    /// The stable word for text keys and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transaction => "transaction",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}
