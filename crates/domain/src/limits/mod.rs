//! Limits: whether somebody may deposit, withdraw or trade an amount now, what is left of each window,
//! and the smallest next step where they may not.
//!
//! Pure: [`evaluate`] takes the policy, where the person stands, what they have used, the platform's
//! rates, the amount and `now`. Amounts are exact decimals. A limit in the policy's reference currency
//! holds over all currencies together, at the rates of the moment that each use was counted; a limit in
//! any other currency holds for that currency alone and needs no rate. Nothing here divides or rounds.

mod amount;
mod currency;
mod evaluate;
mod rates;
mod rules;
mod usage;
mod window;

pub use amount::{Amount, AmountError, MAX_DECIMALS};
pub use currency::{Currency, NotACurrency};
pub use evaluate::{
    Ask, Block, Cause, Denial, Evaluation, Lapsed, NextStep, OnTheWay, Remaining, Standing, Verdict,
    evaluate, table,
};
pub use rates::{MAX_AHEAD, Rate, RateProblem, value_of};
pub use rules::{MAX_MINUTES, MoneyRules};
pub use usage::{Usage, Use};
pub(crate) use window::zone;
pub use window::{Window, Windows};

#[cfg(test)]
mod tests;
