//! Locks for addresses that have no account, so that they look like those that have one.
//!
//! Kept in memory and bounded: nothing true is lost with it, it only makes guessing tell less.

use proofdesk_domain::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How many addresses are remembered.
const MOST: usize = 10_000;

/// Wrong passwords for addresses without an account.
#[derive(Debug, Default)]
pub(crate) struct Decoys(Mutex<HashMap<[u8; 32], Tried>>);

/// How often, and until when the address seems locked.
type Tried = (i64, Option<Timestamp>);

impl Decoys {
    /// Until when the address seems locked.
    pub(crate) fn locked_until(&self, address: &[u8; 32], now: Timestamp) -> Option<Timestamp> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(address).and_then(|(_, until)| *until).filter(|until| *until > now)
    }

    /// How often a password was tried, this time included.
    pub(crate) fn count(&self, address: [u8; 32], lock: impl Fn(i64) -> Option<Timestamp>) -> i64 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(&address) {
            known.clear();
        }
        let entry = known.entry(address).or_insert((0, None));
        entry.0 += 1;
        entry.1 = lock(entry.0);
        entry.0
    }
}
