//! Rates: what the platform says a currency is worth in the reference currency.

use crate::{App, Error, platform::verifications::world, staff::permit, work::Subject};
use proofdesk_domain::{
    Timestamp,
    access::{Action, Actor},
    limits::{Amount, AmountError, Currency, MAX_AHEAD, MAX_DECIMALS, Rate},
    verification::Mode,
};
use proofdesk_store::{Tx, limits, limits::GivenRate};

/// Most rates in one request.
const MAX_RATES: usize = 500;

/// A rate as the platform says it.
#[derive(Clone, Copy, Debug)]
pub struct NewRate<'a> {
    /// One unit of this
    pub currency: &'a str,
    /// is worth so much of the reference currency, in plain digits.
    pub value: &'a str,
    /// When it was so.
    pub as_of: Timestamp,
}

/// Why no rate was taken: none of a request is, where one is wrong.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// Rates are in the policy's reference currency.
    #[error("`reference` is not the policy's reference currency, {0}")]
    Reference(Currency),
    /// None, or too many at once.
    #[error("`rates` holds none, or more than 500")]
    Count,
    /// Neither of ISO 4217 nor an asset of the policy, or the reference currency itself.
    #[error("`rates[{0}].currency` is no currency that a rate can be given for")]
    Currency(usize),
    /// Not a rate.
    #[error("`rates[{0}].value`: {1}")]
    Value(usize, AmountError),
    /// Nothing is worth nothing.
    #[error("`rates[{0}].value` is zero")]
    Zero(usize),
    /// It says what will be.
    #[error("`rates[{0}].as_of` lies in the future: check the clock that it comes from")]
    Future(usize),
    /// Everything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl App {
    /// Takes rates; one that is older than what stands stays out. Gives every rate that stands then.
    pub async fn put_rates(
        &self,
        actor: &Actor,
        reference: &str,
        rates: &[NewRate<'_>],
    ) -> Result<Vec<Rate>, RateError> {
        permit(actor, Action::CountLimits)?;
        let mode = world(actor)?;
        let ours = &self.policy().money.reference_currency;
        if reference != ours.as_str() {
            return Err(RateError::Reference(ours.clone()));
        }
        if rates.is_empty() || rates.len() > MAX_RATES {
            return Err(RateError::Count);
        }
        let now = self.now();
        let mut given = Vec::with_capacity(rates.len());
        for (n, rate) in rates.iter().enumerate() {
            let currency = Currency::parse(rate.currency)
                .ok()
                .filter(|c| c != ours && self.policy().decimals_of(c.as_str()).is_some())
                .ok_or(RateError::Currency(n))?;
            let value = Amount::parse(rate.value, MAX_DECIMALS).map_err(|e| RateError::Value(n, e))?;
            if value.is_zero() {
                return Err(RateError::Zero(n));
            }
            if rate.as_of.since(now) > MAX_AHEAD {
                return Err(RateError::Future(n));
            }
            given.push(GivenRate {
                mode,
                currency,
                reference_currency: ours.clone(),
                value,
                as_of: rate.as_of,
                received_at: now,
            });
        }
        // In one order for everybody, so that two requests never wait for each other in a circle.
        given.sort_by(|a, b| a.currency.cmp(&b.currency));
        let mut work = self.house_work(actor.clone()).await?;
        for rate in &given {
            limits::put_rate(&mut work.tx, rate).await.map_err(Error::from)?;
        }
        let told: Vec<_> =
            given.iter().map(|rate| (rate.currency.as_str(), &rate.value, rate.as_of)).collect();
        work.audit_with("rates.given", Subject::Other("rates", None), &(mode, ours, told))?;
        let standing = limits::list_rates(&mut work.tx, mode).await.map_err(Error::from)?;
        work.commit().await?;
        Ok(standing.into_iter().filter(|rate| rate.reference_currency == *ours).map(Rate::from).collect())
    }
}

/// The rate of a currency, where it needs one and there is one.
pub(super) async fn of(app: &App, tx: &mut Tx, mode: Mode, currency: &Currency) -> Result<Vec<Rate>, Error> {
    let reference = &app.policy().money.reference_currency;
    if currency == reference {
        return Ok(Vec::new());
    }
    Ok(limits::find_rate(tx, mode, currency, reference).await?.map(Rate::from).into_iter().collect())
}
