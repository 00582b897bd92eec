//! How well the desk does: waiting times, resolution, what was opened again, broken promises, what people said,
//! and when they write.

use crate::{
    clock::Timestamp,
    help::Language,
    ids::StaffId,
    ledger::{Percentiles, Window, share},
    limits::zone,
};
use std::collections::BTreeMap;

/// From this score on somebody was content.
pub const CONTENT: i64 = 4;

/// A promise of an answer, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// It is the conversation's first.
    pub first: bool,
    /// Since when they waited.
    pub began_at: Timestamp,
    /// When a person answered; none where nobody has, or it was closed without an answer.
    pub answered_at: Option<Timestamp>,
    /// When the promise was broken.
    pub broken_at: Option<Timestamp>,
}

/// What somebody said when it was over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// From 1 to 5.
    pub score: i64,
    /// When.
    pub at: Timestamp,
    /// What had become of their case, as a word.
    pub outcome: Option<String>,
    /// The first reason of that.
    pub reason: Option<String>,
}

/// What is counted of one conversation. It tells nothing of whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkFacts {
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was closed, while it is.
    pub closed_at: Option<Timestamp>,
    /// It was opened again.
    pub reopened: bool,
    /// The language that they read.
    pub language: Language,
    /// Who answered, or has it.
    pub staff: Option<StaffId>,
    /// Answers that were promised.
    pub waits: Vec<Wait>,
    /// What was said of it.
    pub said: Option<Said>,
}

/// What came of conversations in a window. Each thing counts when it happened: an answer when it was given, a
/// broken promise when it broke, what was said when it was said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TalkFigures {
    /// Begun.
    pub opened: u64,
    /// Of those, opened again later.
    pub reopened: u64,
    /// From asking to a person's answer, each time.
    pub wait: Option<Percentiles>,
    /// The same of first answers alone.
    pub first_reply: Option<Percentiles>,
    /// From the beginning to the end, of those that were closed.
    pub resolution: Option<Percentiles>,
    /// Answers that were given or should have been.
    pub promised: u64,
    /// Of those, too late.
    pub broken: u64,
    /// How many said how it was.
    pub rated: u64,
    /// Of those, content ones.
    pub content: u64,
    /// Their scores, added up.
    pub scores: u64,
}

impl TalkFigures {
    /// Counts conversations in a window.
    pub fn of<'a>(talks: impl IntoIterator<Item = &'a TalkFacts>, window: Window) -> Self {
        let mut figures = Self::default();
        let (mut all, mut first, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for talk in talks {
            if window.holds(talk.opened_at) {
                figures.opened += 1;
                figures.reopened += u64::from(talk.reopened);
            }
            if let Some(closed) = talk.closed_at.filter(|at| window.holds(*at)) {
                ends.push(seconds(talk.opened_at, closed));
            }
            for wait in &talk.waits {
                let answered = wait.answered_at.filter(|at| window.holds(*at));
                let broken = wait.broken_at.is_some_and(|at| window.holds(at));
                figures.promised += u64::from(answered.is_some() || broken);
                figures.broken += u64::from(broken);
                if let Some(at) = answered {
                    all.push(seconds(wait.began_at, at));
                    if wait.first {
                        first.push(seconds(wait.began_at, at));
                    }
                }
            }
            if let Some(said) = talk.said.as_ref().filter(|said| window.holds(said.at)) {
                figures.rated += 1;
                figures.content += u64::from(said.score >= CONTENT);
                figures.scores += u64::try_from(said.score).unwrap_or(0);
            }
        }
        figures.wait = Percentiles::of(all);
        figures.first_reply = Percentiles::of(first);
        figures.resolution = Percentiles::of(ends);
        figures
    }

    /// Share of promised answers that came too late.
    pub fn broken_share(&self) -> Option<f64> {
        share(self.broken, self.promised)
    }

    /// Share of conversations that were opened again.
    pub fn reopened_share(&self) -> Option<f64> {
        share(self.reopened, self.opened)
    }

    /// Share of those who said how it was that were content.
    pub fn content_share(&self) -> Option<f64> {
        share(self.content, self.rated)
    }

    /// Their score on average.
    pub fn score(&self) -> Option<f64> {
        (self.rated > 0).then(|| self.scores as f64 / self.rated as f64)
    }

    /// There is nothing in it.
    fn is_empty(&self) -> bool {
        self.opened + self.promised + self.rated == 0 && self.resolution.is_none()
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.since(from).as_seconds_f64().max(0.0)
}

/// What figures of conversations are counted by, beside weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TalkBy {
    /// What had become of the case of those who said how it was.
    Outcome,
    /// The first reason of that.
    Reason,
    /// The language.
    Language,
    /// Who answered.
    Agent,
}

impl TalkBy {
    /// Every way to count.
    pub const ALL: [Self; 4] = [Self::Outcome, Self::Reason, Self::Language, Self::Agent];

    /// The stable word for addresses and text keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Reason => "reason",
            Self::Language => "language",
            Self::Agent => "agent",
        }
    }

    /// The way of that word.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

impl TalkFacts {
    /// Under which name it counts; an empty one where that is not known, none where it is not counted so.
    fn name(&self, by: TalkBy) -> Option<String> {
        let of = |word: fn(&Said) -> Option<&String>| {
            self.said.as_ref().map(|said| word(said).cloned().unwrap_or_default())
        };
        match by {
            TalkBy::Outcome => of(|said| said.outcome.as_ref()),
            TalkBy::Reason => of(|said| said.reason.as_ref()),
            TalkBy::Language => Some(self.language.as_str().to_owned()),
            TalkBy::Agent => Some(self.staff.map(|id| id.to_string()).unwrap_or_default()),
        }
    }
}

/// Figures by name, those of which most was said first, then those of the most conversations.
pub fn groups(talks: &[TalkFacts], by: TalkBy, window: Window) -> Vec<(String, TalkFigures)> {
    let mut named: BTreeMap<String, Vec<&TalkFacts>> = BTreeMap::new();
    for talk in talks {
        if let Some(name) = talk.name(by) {
            named.entry(name).or_default().push(talk);
        }
    }
    let mut all: Vec<_> = named
        .into_iter()
        .map(|(name, talks)| (name, TalkFigures::of(talks, window)))
        .filter(|(_, figures)| !figures.is_empty())
        .collect();
    all.sort_by(|a, b| (b.1.rated, b.1.opened).cmp(&(a.1.rated, a.1.opened)).then_with(|| a.0.cmp(&b.0)));
    all
}

/// Counts of whole hours (since 1970, UTC) by the hour that the wall clock of a zone shows; UTC where there is
/// no such zone.
pub fn by_hour(counted: &[(i64, u64)], zone_name: &str) -> [u64; 24] {
    let zone = zone(zone_name);
    let mut hours = [0; 24];
    for (hour, n) in counted {
        let wall = match (&zone, jiff::Timestamp::from_second(hour.saturating_mul(3_600))) {
            (Some(zone), Ok(at)) => zone.to_datetime(at).hour().unsigned_abs() as usize,
            _ => hour.rem_euclid(24) as usize,
        };
        hours[wall % 24] += n;
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(minutes * 60_000_000)
    }

    fn talk(waits: &[(bool, i64, Option<i64>, Option<i64>)]) -> TalkFacts {
        TalkFacts {
            opened_at: at(0),
            closed_at: None,
            reopened: false,
            language: Language::En,
            staff: None,
            waits: waits
                .iter()
                .map(|(first, began, answered, broken)| Wait {
                    first: *first,
                    began_at: at(*began),
                    answered_at: answered.map(at),
                    broken_at: broken.map(at),
                })
                .collect(),
            said: None,
        }
    }

    const WINDOW: Window =
        Window { from: Timestamp::from_micros(0), to: Timestamp::from_micros(6_000_000_000) };

    #[test]
    fn waiting_counts_when_it_was_answered_and_a_broken_promise_once() {
        let talks = [
            talk(&[(true, 0, Some(10), None), (false, 20, Some(50), Some(40))]),
            talk(&[(true, 90, Some(120), Some(95))]),
            talk(&[(true, 10, None, None)]),
        ];
        let figures = TalkFigures::of(&talks, WINDOW);
        assert_eq!((figures.opened, figures.promised, figures.broken), (3, 3, 2));
        let wait = figures.wait.expect("answers");
        assert_eq!((wait.count, wait.p50, wait.p99), (2, 600.0, 1_800.0));
        assert_eq!(figures.first_reply.map(|p| p.count), Some(1), "the answer after the window is not its");
        assert_eq!(figures.broken_share(), Some(2.0 / 3.0));
        assert_eq!(TalkFigures::of(&[], WINDOW).broken_share(), None);
    }

    #[test]
    fn ends_and_what_was_opened_again() {
        let closed = TalkFacts { closed_at: Some(at(60)), ..talk(&[]) };
        let again = TalkFacts { reopened: true, ..talk(&[]) };
        let figures = TalkFigures::of(&[closed, again], WINDOW);
        assert_eq!(figures.resolution.map(|p| (p.count, p.p50)), Some((1, 3_600.0)));
        assert_eq!(figures.reopened_share(), Some(0.5));
    }

    #[test]
    fn what_was_said_is_split_four_ways() {
        let id = StaffId::from_uuid(Uuid::from_u128(7));
        let said = |score, outcome: Option<&str>| {
            Some(Said { score, at: at(5), outcome: outcome.map(str::to_owned), reason: None })
        };
        let talks = [
            TalkFacts { said: said(5, Some("approved")), staff: Some(id), ..talk(&[]) },
            TalkFacts { said: said(1, Some("declined")), language: Language::ZhCn, ..talk(&[]) },
            TalkFacts { said: said(4, Some("approved")), staff: Some(id), ..talk(&[]) },
            talk(&[]),
        ];
        let of = |by| {
            let rows = groups(&talks, by, WINDOW).into_iter();
            rows.map(|(name, f)| (name, f.rated, f.content_share())).collect::<Vec<_>>()
        };
        let name = str::to_owned;
        assert_eq!(
            of(TalkBy::Outcome),
            [(name("approved"), 2, Some(1.0)), (name("declined"), 1, Some(0.0))],
            "who said nothing is not counted by it"
        );
        assert_eq!(of(TalkBy::Reason), [(name(""), 3, Some(2.0 / 3.0))]);
        assert_eq!(of(TalkBy::Language), [(name("en"), 2, Some(1.0)), (name("zh-CN"), 1, Some(0.0))]);
        assert_eq!(of(TalkBy::Agent), [(id.to_string(), 2, Some(1.0)), (name(""), 1, Some(0.0))]);
        assert_eq!(TalkFigures::of(&talks, WINDOW).score(), Some(10.0 / 3.0));
    }

    #[test]
    fn hours_are_those_of_the_wall() {
        // 1 January 1970, 23:00 and 0:00 UTC.
        let counted = [(23, 2), (24, 3)];
        assert_eq!(by_hour(&counted, "UTC")[23], 2);
        let berlin = by_hour(&counted, "Europe/Berlin");
        assert_eq!((berlin[0], berlin[1], berlin.iter().sum()), (2, 3, 5u64));
        assert_eq!(by_hour(&counted, "Nowhere/Land"), by_hour(&counted, "UTC"));
    }
}
