//! Every version of the policy that was ever in force, in memory: cases finish under the one they began
//! with. Versions are only added; so a reference to one stays good for as long as the book.

use proofdesk_domain::policy::Policy;
use std::sync::{
    OnceLock,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

/// The versions, one linked to the next.
pub(crate) struct PolicyBook {
    first: Page,
    in_force: AtomicU32,
    /// The change that the book is as new as.
    change: AtomicI64,
}

struct Page {
    policy: Policy,
    next: OnceLock<Box<Page>>,
}

impl PolicyBook {
    pub(crate) fn new(policy: Policy) -> Self {
        let in_force = AtomicU32::new(policy.version);
        Self { first: Page { policy, next: OnceLock::new() }, in_force, change: AtomicI64::new(0) }
    }

    /// The version in force.
    pub(crate) fn in_force(&self) -> &Policy {
        self.find(self.in_force.load(Ordering::Acquire)).unwrap_or(&self.first.policy)
    }

    /// A version that the book holds. What was added comes before what the book began with.
    pub(crate) fn find(&self, version: u32) -> Option<&Policy> {
        let added = self.pages().skip(1).chain([&self.first]);
        added.map(|page| &page.policy).find(|policy| policy.version == version)
    }

    /// Adds a version, unless it is there.
    pub(crate) fn add(&self, policy: Policy) {
        let mut new = Box::new(Page { policy, next: OnceLock::new() });
        let mut page = &self.first;
        loop {
            match page.next.set(new) {
                Ok(()) => return,
                // Somebody wrote there before: go on to what they wrote.
                Err(back) => new = back,
            }
            page = page.next.get().expect("setting failed because something is there");
            if page.policy.version == new.policy.version {
                return;
            }
        }
    }

    /// As new as that change, by which this version came into force.
    pub(crate) fn turn_to(&self, version: u32, change: i64) {
        self.in_force.store(version, Ordering::Release);
        self.change.store(change, Ordering::Release);
    }

    pub(crate) fn change(&self) -> i64 {
        self.change.load(Ordering::Acquire)
    }

    fn pages(&self) -> impl Iterator<Item = &Page> {
        std::iter::successors(Some(&self.first), |page| page.next.get().map(|next| &**next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_added_once_and_found_again() {
        let book = PolicyBook::new(Policy::default_policy());
        let second = Policy { version: 2, minimum_age: 21, ..Policy::default_policy() };
        book.add(second);
        book.add(Policy { version: 2, minimum_age: 16, ..Policy::default_policy() });
        book.add(Policy { version: 3, ..Policy::default_policy() });
        assert_eq!(book.in_force().version, 1);
        book.turn_to(2, 2);
        assert_eq!((book.in_force().version, book.in_force().minimum_age), (2, 21));
        assert_eq!(book.find(3).map(|policy| policy.version), Some(3));
        assert!(book.find(4).is_none());
    }
}
