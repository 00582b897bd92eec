//! Rates that the platform supplies: what one unit of a currency is worth in the reference currency.

use super::{Amount, Currency, MoneyRules};
use crate::clock::Timestamp;
use time::Duration;

/// How far a rate's time may lie ahead of ours: clocks differ a little.
pub const MAX_AHEAD: Duration = Duration::minutes(5);

/// What one unit of a currency is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// One unit of this
    pub currency: Currency,
    /// is worth so much
    pub value: Amount,
    /// of this.
    pub reference: Currency,
    /// When it was so, as the platform says.
    pub as_of: Timestamp,
}

/// Why an amount cannot be converted. The fault is ours and the platform's, never the applicant's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateProblem {
    /// The platform has given none.
    Missing(Currency),
    /// The newest is too old.
    TooOld(Currency, Timestamp),
}

/// What an amount is worth in the reference currency, exactly.
pub fn value_of(
    amount: &Amount,
    currency: &Currency,
    rules: &MoneyRules,
    rates: &[Rate],
    now: Timestamp,
) -> Result<Amount, RateProblem> {
    let reference = &rules.reference_currency;
    if currency == reference {
        return Ok(amount.clone());
    }
    let rate = rates
        .iter()
        .filter(|rate| rate.currency == *currency && rate.reference == *reference)
        .max_by_key(|rate| rate.as_of)
        .ok_or_else(|| RateProblem::Missing(currency.clone()))?;
    if now.since(rate.as_of) > rules.rate_age() || rate.as_of.since(now) > MAX_AHEAD {
        return Err(RateProblem::TooOld(currency.clone(), rate.as_of));
    }
    Ok(amount * &rate.value)
}
