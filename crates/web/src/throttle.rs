//! Rate limits where guessing would pay: sign-in, registration, codes, messages, uploads.
//!
//! Counted per node, by the client's address and by the account tried, so that neither one address
//! trying many accounts nor many addresses trying one account gets far. Addresses are shared by
//! whole networks of phones, so their budgets are generous.

use crate::error::WebError;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DashMapStateStore,
};
use std::{hash::BuildHasher, num::NonZeroU32, time::Duration};

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Trying a password.
    SignIn,
    /// Opening an account.
    Register,
    /// Typing a mailed code.
    Code,
    /// Asking for a mail (a code, a reset).
    Mail,
    /// Writing a message.
    Message,
    /// Uploading.
    Upload,
}

type Limiter = RateLimiter<(Deed, u64), DashMapStateStore<(Deed, u64)>, DefaultClock>;

/// The counters.
pub struct Throttle {
    by_client: Limiter,
    by_account: Limiter,
    hasher: std::hash::RandomState,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(Duration::from_secs(4), 60, Duration::from_secs(30), 10)
    }
}

impl Throttle {
    /// Budgets: a burst, and one more try every so often; per client and per account.
    ///
    /// # Panics
    /// When a period or a burst is zero.
    pub fn new(
        client_every: Duration,
        client_burst: u32,
        account_every: Duration,
        account_burst: u32,
    ) -> Self {
        let quota = |every, burst| {
            Quota::with_period(every)
                .expect("periods are above zero")
                .allow_burst(NonZeroU32::new(burst).expect("bursts are above zero"))
        };
        Self {
            by_client: RateLimiter::keyed(quota(client_every, client_burst)),
            by_account: RateLimiter::keyed(quota(account_every, account_burst)),
            hasher: std::hash::RandomState::new(),
        }
    }

    /// Counts a deed of `client`, and against `account` (an address as typed, a session) if it
    /// names one; keys are hashed with a secret of this process and never kept as they are.
    pub fn count(&self, deed: Deed, client: &str, account: Option<&str>) -> Result<(), WebError> {
        self.tidy();
        check(&self.by_client, (deed, self.hasher.hash_one(client)))?;
        match account {
            Some(account) => {
                let key = self.hasher.hash_one(account.trim().to_lowercase());
                check(&self.by_account, (deed, key))
            }
            None => Ok(()),
        }
    }

    /// Forgets keys that have their whole budget again, once there are many.
    fn tidy(&self) {
        for limiter in [&self.by_client, &self.by_account] {
            if limiter.len() > 50_000 {
                limiter.retain_recent();
            }
        }
    }
}

fn check(limiter: &Limiter, key: (Deed, u64)) -> Result<(), WebError> {
    limiter
        .check_key(&key)
        .map_err(|not_yet| WebError::TooOften(not_yet.wait_time_from(DefaultClock::default().now())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_is_tried_a_few_times_only_whoever_tries() {
        let hour = Duration::from_hours(1);
        let throttle = Throttle::new(hour, 100, hour, 3);
        for i in 0..3 {
            assert!(throttle.count(Deed::SignIn, &format!("10.0.0.{i}"), Some("A@b.c")).is_ok());
        }
        let refused = throttle.count(Deed::SignIn, "10.0.0.9", Some(" a@b.c "));
        assert!(matches!(refused, Err(WebError::TooOften(wait)) if wait <= hour && !wait.is_zero()));
        assert!(throttle.count(Deed::SignIn, "10.0.0.9", Some("other@b.c")).is_ok());
        assert!(throttle.count(Deed::Code, "10.0.0.9", Some("a@b.c")).is_ok());
    }
}
