//! How well we do: what is counted of cases, in all, by week, or by what they have in common.

use super::Device;
use crate::{clock::Timestamp, document::DocumentKind, ids::StaffId, reason::ReasonCode};
use std::collections::BTreeMap;
use time::{Date, Duration};

/// A public page says nothing that rests on fewer cases: a number could name a person.
pub const SMALL: u64 = 10;

/// From a moment (within) to a moment (without).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
}

impl Window {
    /// Whether a moment lies within.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// What is counted of one case. It tells nothing of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    /// When it was sent for the first time.
    pub sent_at: Timestamp,
    /// There was an answer to that: an approval, a no, or something asked for.
    pub answered: bool,
    /// That answer was the approval: no failed attempt, and nothing asked for by a person.
    pub first_try: bool,
    /// Its first approval or no.
    pub decided: Option<Decided>,
    /// Something that was said about it was taken back by a person.
    pub overturned: bool,
    /// On which document.
    pub document: Option<DocumentKind>,
    /// By whom it was issued, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// On the way to which level.
    pub level: String,
    /// Under which policy.
    pub policy_version: u32,
    /// What it was sent with.
    pub device: Option<Device>,
    /// Codes that stood in its way at any time.
    pub reasons: Vec<ReasonCode>,
}

/// An approval or a no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: Timestamp,
    /// By whom; none: the checks alone.
    pub by: Option<StaffId>,
    /// It was an approval.
    pub approved: bool,
}

/// Half, nine tenths and ninety-nine hundredths took at most so long, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentiles {
    /// Median.
    pub p50: f64,
    /// Nine tenths.
    pub p90: f64,
    /// Ninety-nine hundredths.
    pub p99: f64,
    /// Of how many.
    pub count: u64,
}

impl Percentiles {
    /// Nearest-rank percentiles of the given seconds; none where there are none.
    pub fn of(mut seconds: Vec<f64>) -> Option<Self> {
        if seconds.is_empty() {
            return None;
        }
        seconds.sort_by(f64::total_cmp);
        let rank = |share: f64| {
            seconds[((share * seconds.len() as f64).ceil() as usize).clamp(1, seconds.len()) - 1]
        };
        Some(Self { p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), count: seconds.len() as u64 })
    }
}

/// What came of cases in a window. First sendings count when they were sent, decisions when they were
/// taken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// First sendings that had an answer.
    pub answered: u64,
    /// Of those, approved at once.
    pub first_try: u64,
    /// Approvals and noes.
    pub decided: u64,
    /// Of those, approvals.
    pub approved: u64,
    /// Of the decided, by the checks alone.
    pub by_machine: u64,
    /// Of the decided, those in which a person took something back.
    pub overturned: u64,
    /// From the first sending to the decision.
    pub time: Option<Percentiles>,
}

impl Figures {
    /// Counts cases in a window.
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a CaseFacts>, window: Window) -> Self {
        let mut figures = Self::default();
        let mut seconds = Vec::new();
        for case in cases {
            if case.answered && window.holds(case.sent_at) {
                figures.answered += 1;
                figures.first_try += u64::from(case.first_try);
            }
            let Some(decided) = case.decided.filter(|decided| window.holds(decided.at)) else { continue };
            figures.decided += 1;
            figures.approved += u64::from(decided.approved);
            figures.by_machine += u64::from(decided.by.is_none());
            figures.overturned += u64::from(case.overturned);
            seconds.push(decided.at.since(case.sent_at).as_seconds_f64().max(0.0));
        }
        figures.time = Percentiles::of(seconds);
        figures
    }

    /// Share of first sendings that were approved at once.
    pub fn first_try_rate(&self) -> Option<f64> {
        share(self.first_try, self.answered)
    }

    /// Share of decisions by the checks alone.
    pub fn machine_share(&self) -> Option<f64> {
        share(self.by_machine, self.decided)
    }

    /// Share of decisions in which something was taken back.
    pub fn overturned_share(&self) -> Option<f64> {
        share(self.overturned, self.decided)
    }

    /// The same without what rests on fewer than [`SMALL`] cases.
    #[must_use]
    pub fn without_small(mut self) -> Self {
        if self.answered < SMALL {
            (self.answered, self.first_try) = (0, 0);
        }
        if self.decided < SMALL {
            (self.decided, self.approved, self.by_machine, self.overturned, self.time) = (0, 0, 0, 0, None);
        }
        self
    }
}

/// A part of a whole; none of nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What figures are counted by, beside weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FiguresBy {
    /// Codes that stood in the way.
    Reason,
    /// The kind of document.
    Document,
    /// The issuing country.
    Country,
    /// The policy's version.
    Policy,
    /// The level that it leads to.
    Level,
    /// What it was sent with.
    Device,
    /// Who decided.
    Reviewer,
}

impl FiguresBy {
    /// Every way to count.
    pub const ALL: [Self; 7] = [
        Self::Reason,
        Self::Document,
        Self::Country,
        Self::Policy,
        Self::Level,
        Self::Device,
        Self::Reviewer,
    ];

    /// The stable word for addresses and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Document => "document",
            Self::Country => "country",
            Self::Policy => "policy",
            Self::Level => "level",
            Self::Device => "device",
            Self::Reviewer => "reviewer",
        }
    }

    /// The way of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

impl CaseFacts {
    /// Under which names it counts; an empty one where what is asked for is not known, or the checks
    /// decided alone.
    fn names(&self, by: FiguresBy) -> Vec<String> {
        let one = |name: Option<String>| vec![name.unwrap_or_default()];
        match by {
            FiguresBy::Reason => {
                let mut codes: Vec<String> =
                    self.reasons.iter().map(|code| code.as_str().to_owned()).collect();
                codes.sort_unstable();
                codes.dedup();
                codes
            }
            FiguresBy::Document => one(self.document.map(|kind| kind.as_str().to_owned())),
            FiguresBy::Country => one(self.country.clone()),
            FiguresBy::Policy => one(Some(self.policy_version.to_string())),
            FiguresBy::Level => one(Some(self.level.clone())),
            FiguresBy::Device => one(self.device.map(Device::word)),
            FiguresBy::Reviewer => {
                self.decided.map(|d| d.by.map(|id| id.to_string()).unwrap_or_default()).into_iter().collect()
            }
        }
    }
}

/// Figures by name, those of the most cases first.
pub fn groups(cases: &[CaseFacts], by: FiguresBy, window: Window) -> Vec<(String, Figures)> {
    let mut named: BTreeMap<String, Vec<&CaseFacts>> = BTreeMap::new();
    for case in cases {
        for name in case.names(by) {
            named.entry(name).or_default().push(case);
        }
    }
    let mut all: Vec<_> = named
        .into_iter()
        .map(|(name, cases)| (name, Figures::of(cases, window)))
        .filter(|(_, figures)| figures.answered + figures.decided > 0)
        .collect();
    all.sort_by(|a, b| {
        (b.1.answered + b.1.decided).cmp(&(a.1.answered + a.1.decided)).then_with(|| a.0.cmp(&b.0))
    });
    all
}

/// Figures of each of the last so many weeks (from Monday, UTC), the oldest first; the last one has not
/// ended yet.
pub fn weeks(cases: &[CaseFacts], now: Timestamp, count: u32) -> Vec<(Date, Figures)> {
    week_windows(now, count).into_iter().map(|(week, window)| (week, Figures::of(cases, window))).collect()
}

/// The last so many weeks (from Monday, UTC), the oldest first; the last one has not ended yet.
pub fn week_windows(now: Timestamp, count: u32) -> Vec<(Date, Window)> {
    let today = now.date();
    let monday = today - Duration::days(i64::from(today.weekday().number_days_from_monday()));
    (0..i64::from(count))
        .rev()
        .map(|back| {
            let begins = monday - Duration::weeks(back);
            let from = Timestamp::from_datetime(begins.midnight().assume_utc());
            (begins, Window { from, to: from.plus(Duration::weeks(1)) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;
    use uuid::Uuid;

    fn at(hour: i64) -> Timestamp {
        // A Monday.
        Timestamp::from_datetime(datetime!(2026-11-23 0:00 UTC)).plus(Duration::hours(hour))
    }

    fn case(sent: i64, decided: Option<(i64, Option<u128>)>) -> CaseFacts {
        CaseFacts {
            sent_at: at(sent),
            answered: decided.is_some(),
            first_try: decided.is_some_and(|(_, by)| by.is_none()),
            decided: decided.map(|(when, by)| Decided {
                at: at(when),
                by: by.map(|id| StaffId::from_uuid(Uuid::from_u128(id))),
                approved: true,
            }),
            overturned: false,
            document: Some(DocumentKind::Passport),
            country: Some("UTO".into()),
            level: "standard".into(),
            policy_version: 1,
            device: None,
            reasons: Vec::new(),
        }
    }

    const ALL: Window = Window { from: Timestamp::from_micros(0), to: Timestamp::from_micros(i64::MAX) };

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(Percentiles::of(Vec::new()), None);
        let hundred = Percentiles::of((1..=100).rev().map(f64::from).collect()).expect("not empty");
        assert_eq!((hundred.p50, hundred.p90, hundred.p99), (50.0, 90.0, 99.0));
        let one = Percentiles::of(vec![7.0]).expect("not empty");
        assert_eq!((one.p50, one.p99, one.count), (7.0, 7.0, 1));
    }

    #[test]
    fn a_sending_counts_in_its_week_and_its_decision_in_its_own() {
        let cases = [
            case(1, Some((2, None))),
            // Sent on Sunday before, decided on Monday.
            CaseFacts { overturned: true, ..case(-3, Some((5, Some(7)))) },
            case(3, None),
        ];
        let weeks = weeks(&cases, at(30), 2);
        let [(before, old), (monday, new)] = &weeks[..] else { panic!("{weeks:?}") };
        assert_eq!((before.to_string(), monday.to_string()), ("2026-11-16".into(), "2026-11-23".into()));
        assert_eq!((old.answered, old.first_try, old.decided), (1, 0, 0));
        assert_eq!((new.answered, new.first_try, new.decided, new.by_machine), (1, 1, 2, 1));
        assert_eq!(new.overturned_share(), Some(0.5));
        let time = new.time.unwrap();
        assert_eq!((time.p50, time.p99, time.count), (3600.0, 8.0 * 3600.0, 2));
    }

    #[test]
    fn what_is_counted_by_reason_counts_once_a_code_and_by_reviewer_only_the_decided() {
        let glare = ReasonCode::find("image.glare").unwrap();
        let cases = [
            CaseFacts { reasons: vec![glare, glare], ..case(1, Some((2, Some(7)))) },
            case(1, None),
            case(2, Some((4, None))),
        ];
        let counted = groups(&cases, FiguresBy::Reason, ALL);
        assert_eq!(counted.len(), 1);
        assert_eq!((&*counted[0].0, counted[0].1.decided), ("image.glare", 1));
        let counted = groups(&cases, FiguresBy::Reviewer, ALL);
        let names: Vec<_> = counted.iter().map(|(name, f)| (name.len(), f.decided)).collect();
        assert_eq!(names, [(0, 1), (36, 1)]);
        for by in FiguresBy::ALL {
            assert_eq!(FiguresBy::find(by.as_str()), Some(by));
        }
    }

    proptest! {
        /// Nothing that rests on few cases is left, and what is left is unchanged.
        #[test]
        fn small_numbers_are_left_out(decided in 0_u64..25, answered in 0_u64..25) {
            let of = |n: u64, with: fn(i64) -> CaseFacts| (0..n as i64).map(with).collect::<Vec<_>>();
            let mut cases = of(decided, |n| CaseFacts { answered: false, ..case(0, Some((n, Some(1)))) });
            cases.extend(of(answered, |n| CaseFacts { answered: true, ..case(n, None) }));
            let whole = Figures::of(&cases, ALL);
            let told = whole.without_small();
            prop_assert_eq!(told.time.is_some(), decided >= SMALL);
            prop_assert_eq!(told.first_try_rate().is_some(), answered >= SMALL);
            if decided >= SMALL && answered >= SMALL {
                prop_assert_eq!(told, whole);
            }
        }

        /// Weeks add up to the whole, whatever day it is.
        #[test]
        fn weeks_add_up(sent in proptest::collection::vec((-600_i64..0, 0_i64..100), 0..40), now in 0_i64..200) {
            let cases: Vec<_> =
                sent.iter().map(|(sent, took)| case(*sent, Some((sent + took, None)))).collect();
            let weeks = weeks(&cases, at(now), 8);
            let from = at(now).plus(-Duration::weeks(10));
            let whole = Figures::of(&cases, Window { from, to: at(200) });
            let in_weeks: u64 = weeks.iter().map(|(_, f)| f.decided).sum();
            // All decisions lie within 600 hours before and 100 hours after: within eight weeks.
            let seen = cases.iter().filter(|c| c.decided.is_some_and(|d| d.at < at(168 * (now / 168 + 1)))).count();
            prop_assert_eq!(in_weeks, seen as u64);
            prop_assert!(in_weeks <= whole.decided);
        }
    }
}
