//! How long an approval stands, and what is left of it when its time is over.
//!
//! A [`Tenure`] is a staircase: the approved level until its day, then what a lower level still allows
//! until its own, down to what everybody has. It is worked out when the approval is given, from the
//! policy of that day, so that nobody loses on the next morning what they were promised.

use crate::{
    clock::Timestamp,
    policy::{Policy, Requirement},
};
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// Why a level ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The document that it was given on runs out.
    Document,
    /// The policy asks for it to be verified anew after so many days.
    Interval,
    /// A person asked for it to be verified anew.
    Asked,
}

impl Ending {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Document, Self::Interval, Self::Asked];

    /// The stable word for answers and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Interval => "interval",
            Self::Asked => "asked",
        }
    }
}

/// A day on which something ends, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The first moment at which it no longer stands.
    pub at: Timestamp,
    /// Why.
    pub why: Ending,
}

/// One level of a staircase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stair {
    /// The level.
    pub level: String,
    /// Until when; none: without end.
    pub end: Option<End>,
}

/// How long an approval stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenure {
    /// From the approved level down; each ends later than the one above it.
    stairs: Vec<Stair>,
}

impl Tenure {
    /// The tenure of an approval for `level` that rests on what was shown at `since`, on a document
    /// whose last day is `expiry` (none: not known, or without end).
    pub fn of(policy: &Policy, level: &str, since: Timestamp, expiry: Option<Date>) -> Self {
        let top = policy.levels.iter().position(|other| other.name == level);
        let from_top = policy.levels.iter().take(top.map_or(0, |top| top + 1)).rev();
        let renewal = &policy.renewal;
        let document = expiry.filter(|_| renewal.document_expiry).and_then(|day| {
            let after = day.next_day()?.midnight().assume_utc();
            let grace = Duration::days(i64::from(renewal.document_grace_days));
            Some(End { at: Timestamp::from_datetime(after).plus(grace), why: Ending::Document })
        });
        let mut stairs: Vec<Stair> = Vec::new();
        for level in from_top.filter(|level| level.needs_verification()) {
            let document = document.filter(|_| level.requires(Requirement::Document));
            let interval = level
                .reverify_days
                .map(|days| End { at: since.plus(Duration::days(i64::from(days))), why: Ending::Interval });
            let end = [document, interval].into_iter().flatten().min_by_key(|end| end.at);
            let longer = match (stairs.last().map(|above| above.end), end) {
                (None, _) | (Some(Some(_)), None) => true,
                (Some(None), _) => false,
                (Some(Some(above)), Some(end)) => end.at > above.at,
            };
            if longer {
                stairs.push(Stair { level: level.name.clone(), end });
            }
        }
        if stairs.is_empty() {
            // A level that the policy no longer names stands as it was given.
            stairs.push(Stair { level: level.to_owned(), end: None });
        }
        Self { stairs }
    }

    /// The same with all of it over at `by` at the latest: a person asked.
    #[must_use]
    pub fn asked_by(&self, by: Timestamp) -> Self {
        let before = |stair: &&Stair| stair.end.is_some_and(|end| end.at < by);
        let mut stairs: Vec<Stair> = self.stairs.iter().take_while(before).cloned().collect();
        if let Some(next) = self.stairs.get(stairs.len()) {
            let end = Some(End { at: by, why: Ending::Asked });
            stairs.push(Stair { level: next.level.clone(), end });
        }
        Self { stairs }
    }

    /// Every stair, from the approved level down.
    pub fn stairs(&self) -> &[Stair] {
        &self.stairs
    }

    /// The stair that stands at that moment; none where all is over.
    pub fn at(&self, now: Timestamp) -> Option<&Stair> {
        self.stairs.iter().find(|stair| stair.end.is_none_or(|end| now < end.at))
    }

    /// The stair that ended last before that moment.
    pub fn ended(&self, now: Timestamp) -> Option<&Stair> {
        self.stairs.iter().rev().find(|stair| stair.end.is_some_and(|end| end.at <= now))
    }

    /// The next moment after `after` at which there is something to do: a warning, or an end.
    pub fn next_moment(&self, after: Timestamp, warn_days: &[u32]) -> Option<Timestamp> {
        let ends = self.stairs.iter().filter_map(|stair| stair.end).map(|end| end.at);
        ends.flat_map(|end| warnings(end, warn_days).chain([end])).filter(|at| *at > after).min()
    }

    /// What is to be told at `now`, where it was looked at last at `before`: the end that came, or the
    /// one that a warning is due for. Several that were missed are told once.
    pub fn news(&self, before: Timestamp, now: Timestamp, warn_days: &[u32]) -> Option<News> {
        let came = |at: Timestamp| before < at && at <= now;
        let ended = self.stairs.iter().rev().filter_map(|stair| stair.end).find(|end| came(end.at));
        if let Some(end) = ended {
            return Some(News::Ended(end));
        }
        let end = self.at(now)?.end?;
        warnings(end.at, warn_days).any(came).then_some(News::EndsSoon(end))
    }
}

/// What there is to tell about a tenure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It ends soon.
    EndsSoon(End),
    /// It ended.
    Ended(End),
}

/// From when on somebody can renew what ends then.
pub fn renewable_from(end: Timestamp, warn_days: &[u32]) -> Timestamp {
    let first = warn_days.iter().copied().max().unwrap_or(0);
    end.plus(-Duration::days(i64::from(first)))
}

fn warnings(end: Timestamp, warn_days: &[u32]) -> impl Iterator<Item = Timestamp> {
    warn_days.iter().map(move |days| end.plus(-Duration::days(i64::from(*days))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn at(days: i64) -> Timestamp {
        Timestamp::from_micros(1_795_435_200_000_000).plus(Duration::days(days))
    }

    /// `plus` is verified anew each year, `standard` every three.
    fn policy() -> Policy {
        let mut policy = Policy::default_policy();
        policy.levels[1].reverify_days = Some(1_095);
        policy.levels[2].reverify_days = Some(365);
        policy
    }

    fn shown(tenure: &Tenure) -> Vec<(&str, Option<Ending>)> {
        tenure.stairs().iter().map(|s| (s.level.as_str(), s.end.map(|end| end.why))).collect()
    }

    #[test]
    fn a_level_ends_on_its_day_and_what_a_lower_one_allows_stays() {
        let tenure = Tenure::of(&policy(), "plus", at(0), None);
        let interval = Some(Ending::Interval);
        assert_eq!(shown(&tenure), [("plus", interval), ("standard", interval)]);
        let level = |days| tenure.at(at(days)).map(|stair| stair.level.as_str());
        assert_eq!(
            [level(0), level(364), level(365), level(1_094), level(1_095)],
            [Some("plus"), Some("plus"), Some("standard"), Some("standard"), None]
        );
        assert_eq!(tenure.ended(at(364)), None);
        assert_eq!(tenure.ended(at(400)).unwrap().level, "plus");
    }

    #[test]
    fn a_document_takes_every_level_that_needs_one_with_it_after_its_last_day() {
        // 23 November 2026 and 9 days.
        let tenure = Tenure::of(&policy(), "plus", at(0), Some(date!(2026 - 12 - 02)));
        assert_eq!(shown(&tenure), [("plus", Some(Ending::Document))]);
        let end = tenure.stairs()[0].end.unwrap().at;
        assert_eq!(end.to_string(), "2026-12-03T00:00:00Z");
        let mut lenient = policy();
        lenient.renewal.document_grace_days = 5;
        let later = Tenure::of(&lenient, "plus", at(0), Some(date!(2026 - 12 - 02)));
        assert_eq!(later.stairs()[0].end.unwrap().at, end.plus(Duration::days(5)));
        lenient.renewal.document_expiry = false;
        let never = Tenure::of(&lenient, "standard", at(0), Some(date!(2026 - 12 - 02)));
        assert_eq!(shown(&never), [("standard", Some(Ending::Interval))]);
    }

    #[test]
    fn a_level_that_ends_never_hides_what_is_below_it() {
        let mut policy = policy();
        policy.levels[2].reverify_days = None;
        assert_eq!(shown(&Tenure::of(&policy, "plus", at(0), None)), [("plus", None)]);
        assert_eq!(shown(&Tenure::of(&policy, "gone", at(0), None)), [("gone", None)]);
    }

    #[test]
    fn being_asked_ends_all_of_it_on_the_day_and_nothing_sooner() {
        let tenure = Tenure::of(&policy(), "plus", at(0), None);
        let soon = tenure.asked_by(at(30));
        assert_eq!(shown(&soon), [("plus", Some(Ending::Asked))]);
        assert_eq!(soon.at(at(29)).unwrap().level, "plus");
        assert_eq!(soon.at(at(30)), None);
        let later = tenure.asked_by(at(400));
        assert_eq!(shown(&later), [("plus", Some(Ending::Interval)), ("standard", Some(Ending::Asked))]);
    }

    #[test]
    fn warnings_come_in_time_and_missed_ones_once() {
        let tenure = Tenure::of(&policy(), "standard", at(0), None);
        let warn = [60, 14, 3];
        let mut moments = Vec::new();
        let mut after = at(0);
        while let Some(next) = tenure.next_moment(after, &warn) {
            moments.push(next.since(at(0)).whole_days());
            after = next;
        }
        assert_eq!(moments, [1_035, 1_081, 1_092, 1_095]);
        let end = tenure.stairs()[0].end.unwrap();
        assert_eq!(tenure.news(at(0), at(1_034), &warn), None);
        assert_eq!(tenure.news(at(0), at(1_090), &warn), Some(News::EndsSoon(end)));
        assert_eq!(tenure.news(at(1_090), at(1_091), &warn), None);
        assert_eq!(tenure.news(at(0), at(1_095), &warn), Some(News::Ended(end)));
        assert_eq!(tenure.news(at(1_095), at(9_000), &warn), None);
        assert_eq!(renewable_from(end.at, &warn), at(1_035));
    }

    proptest! {
        /// From the top down every stair ends later, and whatever stands at a moment has not ended then.
        #[test]
        fn stairs_go_down_and_out(
            days in prop::collection::vec(prop::option::of(61u32..3_000), 2), expiry in prop::option::of(0i64..3_000),
            asked in prop::option::of(0i64..3_000), now in 0i64..3_500,
        ) {
            let mut policy = policy();
            policy.levels[1].reverify_days = days[0];
            policy.levels[2].reverify_days = days[1];
            let expiry = expiry.map(|days| at(days).date());
            let mut tenure = Tenure::of(&policy, "plus", at(0), expiry);
            if let Some(asked) = asked {
                tenure = tenure.asked_by(at(asked));
                prop_assert!(tenure.at(at(asked)).is_none());
            }
            let ends: Vec<_> = tenure.stairs().iter().map(|s| s.end.map(|end| end.at)).collect();
            prop_assert!(ends.windows(2).all(|two| two[0].is_some() && two[1].is_none_or(|lower| Some(lower) > two[0])));
            if let Some(stair) = tenure.at(at(now)) {
                prop_assert!(stair.end.is_none_or(|end| end.at > at(now)));
            }
            let again: Tenure = serde_json::from_str(&serde_json::to_string(&tenure).unwrap()).unwrap();
            prop_assert_eq!(again, tenure);
        }
    }
}
