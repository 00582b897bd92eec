//! What somebody has used of their day and their month, and how it is given back.

use super::{Amount, Currency, Window, Windows};
use crate::{
    clock::Timestamp,
    policy::{Operation, Period},
};
use serde::{Deserialize, Serialize};

/// One use: what counts, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Deposit, withdrawal or trade.
    pub operation: Operation,
    /// In which currency.
    pub currency: Currency,
    /// How much of it.
    pub amount: Amount,
    /// What that was worth in the reference currency when it was counted; `None` where no rate was
    /// known and no limit asked for one.
    pub worth: Option<Amount>,
    /// The moment that says in which day and month it counts.
    pub at: Timestamp,
}

/// Sums over the day and the month around one moment. Kept beside the uses, so that a decision reads
/// one row however many uses there were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    zone: String,
    reference: Currency,
    windows: Windows,
    tallies: Vec<Tally>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Tally {
    operation: Operation,
    /// Of one currency alone, or of all together at their worth.
    of: Option<Currency>,
    day: Amount,
    month: Amount,
}

impl Usage {
    /// Nothing used yet.
    pub fn none(windows: Windows, zone: &str, reference: &Currency) -> Self {
        Self { zone: zone.to_owned(), reference: reference.clone(), windows, tallies: Vec::new() }
    }

    /// The windows that it counts over.
    pub const fn windows(&self) -> Windows {
        self.windows
    }

    /// What all currencies together are counted in.
    pub const fn reference(&self) -> &Currency {
        &self.reference
    }

    /// Whether it was counted under these rules; otherwise it must be counted again from the uses.
    pub fn counted_under(&self, zone: &str, reference: &Currency) -> bool {
        self.zone == zone && self.reference == *reference
    }

    /// Moves on to the windows around a later moment. Windows that lie before its own are not moved
    /// back to: the clocks of two machines differ a little around midnight, and what was counted in
    /// the new day stays counted there.
    pub fn move_on(&mut self, to: Windows) {
        if to.month.start > self.windows.month.start {
            self.tallies.clear();
            self.windows = to;
        } else if to.day.start > self.windows.day.start {
            for tally in &mut self.tallies {
                tally.day = Amount::zero();
            }
            self.windows.day = to.day;
        }
    }

    /// The moment at which something that happens at `now` counts.
    pub fn moment(&self, now: Timestamp) -> Timestamp {
        now.max(self.windows.day.start)
    }

    /// Counts a use.
    pub fn add(&mut self, used: &Use) {
        self.each(used, Amount::plus);
    }

    /// Gives a use back to the windows that it counted in, as far as they are not over.
    pub fn give_back(&mut self, used: &Use) {
        self.each(used, Amount::minus);
        self.tallies.retain(|tally| !tally.month.is_zero() || !tally.day.is_zero());
    }

    fn each(&mut self, used: &Use, change: impl Fn(&Amount, &Amount) -> Amount) {
        let Windows { day, month } = self.windows;
        let (in_day, in_month) = (day.holds(used.at), month.holds(used.at));
        if !in_month {
            return;
        }
        let own = (Some(used.currency.clone()), Some(&used.amount));
        for (of, amount) in [own, (None, used.worth.as_ref())] {
            let Some(amount) = amount else { continue };
            let place = self.tallies.iter().position(|t| t.operation == used.operation && t.of == of);
            let place = place.unwrap_or_else(|| {
                let (day, month) = (Amount::zero(), Amount::zero());
                self.tallies.push(Tally { operation: used.operation, of, day, month });
                self.tallies.len() - 1
            });
            let tally = &mut self.tallies[place];
            tally.month = change(&tally.month, amount);
            if in_day {
                tally.day = change(&tally.day, amount);
            }
        }
    }

    /// What was used of a window: of one currency, or (`None`) of all together.
    pub fn used(&self, operation: Operation, of: Option<&Currency>, period: Period) -> Amount {
        let tally = self.tallies.iter().find(|t| t.operation == operation && t.of.as_ref() == of);
        match (tally, period) {
            (None, _) | (_, Period::Transaction) => Amount::zero(),
            (Some(tally), Period::Day) => tally.day.clone(),
            (Some(tally), Period::Month) => tally.month.clone(),
        }
    }

    /// The same with the day over, or with the month over: for saying when something will fit.
    pub(super) fn after(&self, window: Window) -> Self {
        let mut later = self.clone();
        if window == self.windows.month {
            later.tallies.clear();
        } else {
            later.tallies.iter_mut().for_each(|tally| tally.day = Amount::zero());
        }
        later
    }
}
