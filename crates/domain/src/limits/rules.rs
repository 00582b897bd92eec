//! The part of the policy that says how money is counted: reference currency, time zone, times.

use super::{Currency, window};
use serde::{Deserialize, Serialize};
use time::Duration;

/// How money is counted. The `[money]` part of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyRules {
    /// A limit in this currency holds over all currencies together, at the platform's rates; a limit in
    /// any other holds for that currency alone.
    pub reference_currency: Currency,
    /// Where days and months begin, an IANA name: `Europe/Berlin`, `UTC`.
    pub time_zone: String,
    /// A rate older than this is not used.
    pub rate_minutes: i64,
    /// A reservation that says nothing else is given back after this long.
    pub reservation_minutes: i64,
}

impl Default for MoneyRules {
    /// Euro, UTC, rates of the last hour, half an hour to commit.
    fn default() -> Self {
        Self {
            reference_currency: Currency::parse("EUR").expect("is a currency"),
            time_zone: String::from("UTC"),
            rate_minutes: 60,
            reservation_minutes: 30,
        }
    }
}

impl MoneyRules {
    /// How old a rate may be.
    pub const fn rate_age(&self) -> Duration {
        Duration::minutes(self.rate_minutes)
    }

    /// How long a reservation holds that says nothing else.
    pub const fn reservation_life(&self) -> Duration {
        Duration::minutes(self.reservation_minutes)
    }

    /// The keys that make no sense, each with what is the matter; whether the reference currency exists
    /// is for the caller to say.
    pub fn complaints(&self) -> Vec<(&'static str, &'static str)> {
        let mut found = Vec::new();
        if window::zone(&self.time_zone).is_none() {
            found.push(("time_zone", "is no time zone: use an IANA name such as Europe/Berlin, or UTC"));
        }
        if !(1..=MAX_MINUTES).contains(&self.rate_minutes) {
            found.push(("rate_minutes", "is not between a minute and a week: use 1 to 10080"));
        }
        if !(1..=MAX_MINUTES).contains(&self.reservation_minutes) {
            found.push(("reservation_minutes", "is not between a minute and a week: use 1 to 10080"));
        }
        found
    }
}

/// Longest time that a rate or a reservation may hold: a week.
pub const MAX_MINUTES: i64 = 7 * 24 * 60;
