//! What is promised, what of it has passed, and when somebody is told.
//!
//! The time in which it is ours to answer is kept as [`Run`]s; every [`Clock`] is a promise over them. A
//! clock rests while it is the applicant's turn and goes on at *any* answer of theirs. How much has passed is
//! the open time ([`Hours`]) within the runs since the clock began, and can be worked out from the rows at
//! any later time: what stands in `due_at` and `stage` only spares the timer that work.

use super::{
    hours::Hours,
    talk::{Priority, words},
};
use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};
use time::Duration;

words! {
    /// What is promised.
    Promise {
        /// The first answer by a person.
        FirstReply = "first_reply",
        /// Each answer after that.
        NextReply = "next_reply",
        /// That the matter is settled.
        Resolution = "resolution",
    }
    /// How far a clock has come.
    Stage {
        /// Not half of the time has passed.
        Calm = "calm",
        /// Half of it: a first warning.
        Half = "half",
        /// Three quarters: a second one.
        Late = "late",
        /// All of it: the promise is broken, the conversation escalates.
        Broken = "broken",
    }
}

impl Stage {
    /// From how much of the time on, in percent.
    pub const fn percent(self) -> i64 {
        match self {
            Self::Calm => 0,
            Self::Half => 50,
            Self::Late => 75,
            Self::Broken => 100,
        }
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Calm => Some(Self::Half),
            Self::Half => Some(Self::Late),
            Self::Late => Some(Self::Broken),
            Self::Broken => None,
        }
    }
}

/// Promised times of one priority, in minutes of open time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promised {
    /// Until a person's first answer.
    pub first_reply: i64,
    /// Until each later one.
    pub next_reply: i64,
    /// Until the matter is settled.
    pub resolution: i64,
}

impl Promised {
    /// In minutes.
    pub const fn minutes(&self, promise: Promise) -> i64 {
        match promise {
            Promise::FirstReply => self.first_reply,
            Promise::NextReply => self.next_reply,
            Promise::Resolution => self.resolution,
        }
    }
}

/// When the desk is open and what it promises.
#[derive(Clone, Debug)]
pub struct Terms {
    /// When it is open.
    pub hours: Hours,
    /// What is promised, from the lowest priority to the highest.
    pub promised: [Promised; 4],
}

impl Terms {
    /// What is promised at that priority.
    pub fn of(&self, priority: Priority) -> Promised {
        let at = Priority::ALL.iter().position(|p| *p == priority).unwrap_or(0);
        self.promised[at]
    }
}

/// A stretch of time in which it was ours to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// From then.
    pub from: Timestamp,
    /// Until then; none while it goes on.
    pub to: Option<Timestamp>,
}

/// One promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What is promised.
    pub promise: Promise,
    /// Within so many minutes of open time.
    pub minutes: i64,
    /// Since when.
    pub began_at: Timestamp,
    /// When it was kept, or no longer mattered.
    pub ended_at: Option<Timestamp>,
    /// When the time is up, while it runs; none while it rests, and where the desk stays closed for years.
    pub due_at: Option<Timestamp>,
    /// When the next stage is reached, while it runs: what the timer looks for.
    pub tick_at: Option<Timestamp>,
    /// How far it had come when somebody was last told.
    pub stage: Stage,
    /// When all of the time had passed, if it has.
    pub broken_at: Option<Timestamp>,
}

/// The clocks of one conversation, with what they count. Lists are in order of their beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// When it was ours to answer. At most the last is open.
    pub runs: Vec<Run>,
    /// What was promised.
    pub clocks: Vec<Clock>,
}

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A person.
    Person,
    /// The bot.
    Bot,
}

/// A stage that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Of which promise.
    pub promise: Promise,
    /// Which.
    pub stage: Stage,
    /// When it was, which may be some time ago.
    pub at: Timestamp,
}

/// Open time of `runs` between two moments. Runs may overlap; time in several is counted once.
pub fn elapsed(runs: &[Run], from: Timestamp, now: Timestamp, hours: &Hours) -> Duration {
    let mut stretches: Vec<(Timestamp, Timestamp)> =
        runs.iter().map(|run| (run.from.max(from), run.to.unwrap_or(now).min(now))).collect();
    stretches.sort_unstable();
    let mut counted = from;
    let mut all = Duration::ZERO;
    for (start, end) in stretches {
        let start = start.max(counted);
        if start < end {
            all += hours.between(start, end);
            counted = end;
        }
    }
    all
}

impl Clock {
    /// The whole of the promised time.
    pub const fn whole(&self) -> Duration {
        Duration::minutes(self.minutes)
    }

    fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }

    /// How much has passed by then.
    pub fn elapsed(&self, runs: &[Run], now: Timestamp, hours: &Hours) -> Duration {
        elapsed(runs, self.began_at, self.ended_at.map_or(now, |end| end.min(now)), hours)
    }

    fn rest(&mut self) {
        self.due_at = None;
        self.tick_at = None;
    }

    fn end(&mut self, now: Timestamp) {
        self.rest();
        self.ended_at = Some(now);
    }

    /// Sets when it is due and when the next stage is reached, as it runs from `now` on.
    fn run(&mut self, runs: &[Run], now: Timestamp, hours: &Hours) {
        let spent = self.elapsed(runs, now, hours);
        let whole = self.whole();
        let left = |percent: i64| (whole * i32::try_from(percent).unwrap_or(0) / 100) - spent;
        self.due_at = self.broken_at.or_else(|| hours.after(now, left(100)));
        self.tick_at = self.stage.next().and_then(|stage| hours.after(now, left(stage.percent())));
    }

    /// Takes note of the stages that have been reached by now. `now` is when it is looked at; what is
    /// recorded is when it was.
    fn look(&mut self, runs: &[Run], now: Timestamp, hours: &Hours, found: &mut Vec<Reached>) {
        while let Some(at) = self.tick_at.filter(|at| *at <= now) {
            let Some(stage) = self.stage.next() else { break };
            self.stage = stage;
            if stage == Stage::Broken {
                self.broken_at = Some(at);
            }
            found.push(Reached { promise: self.promise, stage, at });
            // From the moment of the stage: what comes after it lies ahead of it.
            self.run(runs, at, hours);
        }
    }
}

impl Timing {
    /// It is ours to answer from now on. Where it was already, nothing changes: who asks again waits no
    /// longer, and no shorter.
    pub fn ours(&mut self, replied: bool, promised: Promised, hours: &Hours, now: Timestamp) {
        if !self.is_running() {
            match self.runs.last_mut() {
                // Answered and asked again within one moment: the run goes on.
                Some(last) if last.from >= now => last.to = None,
                _ => self.runs.push(Run { from: now, to: None }),
            }
        }
        let reply = if replied { Promise::NextReply } else { Promise::FirstReply };
        let reply_open = self.clocks.iter().any(|c| c.is_open() && c.promise != Promise::Resolution);
        if !reply_open {
            self.begin(reply, promised, now);
        }
        if !self.clocks.iter().any(|c| c.is_open() && c.promise == Promise::Resolution) {
            self.begin(Promise::Resolution, promised, now);
        }
        let runs = &self.runs;
        for clock in self.clocks.iter_mut().filter(|c| c.is_open() && c.tick_at.is_none()) {
            clock.run(runs, now, hours);
        }
    }

    fn begin(&mut self, promise: Promise, promised: Promised, now: Timestamp) {
        let fresh = Clock {
            promise,
            minutes: promised.minutes(promise),
            began_at: now,
            ended_at: None,
            due_at: None,
            tick_at: None,
            stage: Stage::Calm,
            broken_at: None,
        };
        match self.clocks.iter_mut().find(|c| c.promise == promise && c.began_at == now) {
            Some(same) => *same = fresh,
            None => self.clocks.push(fresh),
        }
    }

    /// Somebody answered: clocks rest. A person's answer keeps the promise of a reply; the bot's does not.
    /// What had been reached before is noted first: an answer at the very moment of a breach is too late,
    /// whether or not the timer came before it.
    pub fn theirs(&mut self, by: Answered, hours: &Hours, now: Timestamp) {
        self.look(hours, now);
        self.stop(now);
        for clock in self.clocks.iter_mut().filter(|c| c.is_open()) {
            if by == Answered::Person && clock.promise != Promise::Resolution {
                clock.end(now);
            } else {
                clock.rest();
            }
        }
    }

    /// The matter is settled, or was closed.
    pub fn closed(&mut self, hours: &Hours, now: Timestamp) {
        self.look(hours, now);
        self.stop(now);
        for clock in self.clocks.iter_mut().filter(|c| c.is_open()) {
            clock.end(now);
        }
    }

    fn stop(&mut self, now: Timestamp) {
        if let Some(last) = self.runs.last_mut().filter(|run| run.to.is_none()) {
            last.to = Some(now.max(last.from));
        }
    }

    /// Other promises hold from now on: the priority changed. What was promised is never put off, only
    /// brought forward.
    pub fn hasten(&mut self, promised: Promised, hours: &Hours, now: Timestamp) {
        let running = self.is_running();
        let runs = &self.runs;
        for clock in self.clocks.iter_mut().filter(|c| c.is_open()) {
            let minutes = promised.minutes(clock.promise);
            if minutes < clock.minutes {
                clock.minutes = minutes;
                if running {
                    clock.run(runs, now, hours);
                }
            }
        }
    }

    /// Two conversations become one: of two promises of a kind the one that is due first holds, and what the
    /// other has waited counts.
    pub fn join(&mut self, other: &Self, hours: &Hours, now: Timestamp) {
        let kind = |clock: &Clock| clock.promise == Promise::Resolution;
        if let Some(open) = other.runs.last().filter(|run| run.to.is_none())
            && !self.is_running()
        {
            match self.runs.iter_mut().find(|run| run.from == open.from) {
                Some(same) => same.to = None,
                None => self.runs.push(*open),
            }
        }
        for theirs in other.clocks.iter().filter(|c| c.is_open()) {
            let known =
                self.clocks.iter().any(|c| c.promise == theirs.promise && c.began_at == theirs.began_at);
            match self.clocks.iter_mut().find(|own| own.is_open() && kind(own) == kind(theirs)) {
                Some(own) if own.due_at.is_some_and(|due| theirs.due_at.is_none_or(|d| due <= d)) => {}
                Some(own) if !known => {
                    own.end(now);
                    self.clocks.push(*theirs);
                }
                None if !known => self.clocks.push(*theirs),
                _ => {}
            }
        }
        let runs = &self.runs;
        for clock in self.clocks.iter_mut().filter(|c| c.is_open() && c.tick_at.is_none()) {
            clock.run(runs, now, hours);
        }
    }

    /// What was reached by now. Told once each.
    pub fn look(&mut self, hours: &Hours, now: Timestamp) -> Vec<Reached> {
        let mut found = Vec::new();
        let runs = &self.runs;
        for clock in self.clocks.iter_mut().filter(|c| c.is_open()) {
            clock.look(runs, now, hours, &mut found);
        }
        found.sort_by_key(|reached| reached.at);
        found
    }

    /// Whether it is ours to answer.
    pub fn is_running(&self) -> bool {
        self.runs.last().is_some_and(|run| run.to.is_none())
    }

    /// When a reply is due, while one is.
    pub fn reply_due(&self) -> Option<Timestamp> {
        self.clocks.iter().filter(|c| c.is_open() && c.promise != Promise::Resolution).find_map(|c| c.due_at)
    }

    /// When the matter is to be settled, while it is ours.
    pub fn resolution_due(&self) -> Option<Timestamp> {
        self.clocks.iter().filter(|c| c.is_open() && c.promise == Promise::Resolution).find_map(|c| c.due_at)
    }

    /// When the timer is to look again.
    pub fn tick_at(&self) -> Option<Timestamp> {
        self.clocks.iter().filter(|c| c.is_open()).filter_map(|c| c.tick_at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::hours::Shift;
    use proptest::prelude::*;

    const DAY: Promised = Promised { first_reply: 24 * 60, next_reply: 24 * 60, resolution: 72 * 60 };

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000 / 60_000_000 * 60_000_000)
            .plus(Duration::minutes(minutes))
    }

    fn told(timing: &mut Timing, minute: i64) -> Vec<(Promise, Stage, Timestamp)> {
        timing.look(&Hours::ALWAYS, at(minute)).into_iter().map(|r| (r.promise, r.stage, r.at)).collect()
    }

    #[test]
    fn it_warns_at_half_and_at_three_quarters_and_breaks_at_the_whole() {
        let mut timing = Timing::default();
        timing.ours(false, DAY, &Hours::ALWAYS, at(0));
        assert_eq!(timing.reply_due(), Some(at(24 * 60)));
        assert_eq!(timing.tick_at(), Some(at(12 * 60)));
        assert!(told(&mut timing, 12 * 60 - 1).is_empty());
        assert_eq!(told(&mut timing, 12 * 60), [(Promise::FirstReply, Stage::Half, at(12 * 60))]);
        assert!(told(&mut timing, 12 * 60).is_empty(), "told once");
        // Looked at late, it still says when it was.
        assert_eq!(
            told(&mut timing, 30 * 60),
            [
                (Promise::FirstReply, Stage::Late, at(18 * 60)),
                (Promise::FirstReply, Stage::Broken, at(24 * 60))
            ]
        );
        assert_eq!(timing.clocks[0].broken_at, Some(at(24 * 60)));
        assert_eq!(timing.reply_due(), Some(at(24 * 60)), "what is overdue stays overdue since then");
    }

    #[test]
    fn it_rests_in_the_applicants_turn_and_goes_on_at_any_answer() {
        let mut timing = Timing::default();
        timing.ours(false, DAY, &Hours::ALWAYS, at(0));
        timing.theirs(Answered::Person, &Hours::ALWAYS, at(60));
        assert_eq!((timing.reply_due(), timing.tick_at(), timing.resolution_due()), (None, None, None));
        timing.ours(true, DAY, &Hours::ALWAYS, at(1_000));
        assert_eq!(timing.reply_due(), Some(at(1_000 + 24 * 60)));
        assert_eq!(timing.resolution_due(), Some(at(1_000 + 72 * 60 - 60)), "an hour of it was used");
        timing.ours(true, DAY, &Hours::ALWAYS, at(1_500));
        assert_eq!(timing.reply_due(), Some(at(1_000 + 24 * 60)), "asking again changes nothing");
        timing.closed(&Hours::ALWAYS, at(1_600));
        assert!(!timing.is_running() && timing.tick_at().is_none());
        assert_eq!(timing.clocks[2].promise, Promise::NextReply);
        assert_eq!(timing.clocks[2].elapsed(&timing.runs, at(9_999), &Hours::ALWAYS), Duration::minutes(600));
    }

    #[test]
    fn the_bots_answers_keep_no_promise_of_a_person() {
        let mut timing = Timing::default();
        timing.ours(false, DAY, &Hours::ALWAYS, at(0));
        timing.theirs(Answered::Bot, &Hours::ALWAYS, at(1));
        timing.ours(false, DAY, &Hours::ALWAYS, at(100));
        timing.theirs(Answered::Bot, &Hours::ALWAYS, at(101));
        timing.ours(false, DAY, &Hours::ALWAYS, at(200));
        let replies: Vec<_> = timing.clocks.iter().filter(|c| c.promise != Promise::Resolution).collect();
        assert_eq!(replies.len(), 1);
        assert_eq!(replies[0].due_at, Some(at(200 + 24 * 60 - 2)));
    }

    #[test]
    fn a_pause_at_the_second_of_a_breach_is_on_one_side_of_it() {
        for (answered, broken) in [(24 * 60, true), (24 * 60 - 1, false)] {
            let mut timing = Timing::default();
            timing.ours(false, DAY, &Hours::ALWAYS, at(0));
            // Whoever looks first, the timer or the one who answers, finds the same.
            let mut looked = timing.clone();
            looked.look(&Hours::ALWAYS, at(answered));
            looked.theirs(Answered::Person, &Hours::ALWAYS, at(answered));
            timing.theirs(Answered::Person, &Hours::ALWAYS, at(answered));
            timing.look(&Hours::ALWAYS, at(99_999));
            looked.look(&Hours::ALWAYS, at(99_999));
            assert_eq!(timing, looked);
            assert_eq!(timing.clocks[0].broken_at.is_some(), broken);
        }
    }

    #[test]
    fn a_higher_priority_brings_forward_and_a_lower_one_never_puts_off() {
        let mut timing = Timing::default();
        timing.ours(false, DAY, &Hours::ALWAYS, at(0));
        let urgent = Promised { first_reply: 60, next_reply: 60, resolution: 240 };
        timing.hasten(urgent, &Hours::ALWAYS, at(30));
        assert_eq!(timing.reply_due(), Some(at(60)));
        assert_eq!(told(&mut timing, 30), [(Promise::FirstReply, Stage::Half, at(30))]);
        timing.hasten(DAY, &Hours::ALWAYS, at(31));
        assert_eq!(timing.reply_due(), Some(at(60)));
        // Brought forward to a moment that has passed: it is broken now, not in the past.
        let mut late = Timing::default();
        late.ours(false, DAY, &Hours::ALWAYS, at(0));
        late.hasten(urgent, &Hours::ALWAYS, at(120));
        assert_eq!(late.reply_due(), Some(at(120)));
    }

    #[test]
    fn of_two_that_become_one_the_earlier_promise_holds() {
        let mut first = Timing::default();
        first.ours(false, DAY, &Hours::ALWAYS, at(0));
        let mut second = Timing::default();
        second.ours(false, DAY, &Hours::ALWAYS, at(100));
        let mut whole = second.clone();
        whole.join(&first, &Hours::ALWAYS, at(200));
        assert_eq!(whole.reply_due(), Some(at(24 * 60)));
        let mut whole = first.clone();
        whole.join(&second, &Hours::ALWAYS, at(200));
        assert_eq!(whole.reply_due(), Some(at(24 * 60)));
        // One that rested goes on as the other one did.
        let mut rests = Timing::default();
        rests.ours(false, DAY, &Hours::ALWAYS, at(0));
        rests.theirs(Answered::Person, &Hours::ALWAYS, at(10));
        rests.join(&second, &Hours::ALWAYS, at(200));
        assert!(rests.is_running());
        assert_eq!(rests.reply_due(), Some(at(100 + 24 * 60)));
    }

    #[test]
    fn asked_and_answered_within_one_moment() {
        let mut timing = Timing::default();
        for _ in 0..3 {
            timing.ours(false, DAY, &Hours::ALWAYS, at(0));
            timing.theirs(Answered::Person, &Hours::ALWAYS, at(0));
            timing.ours(true, DAY, &Hours::ALWAYS, at(0));
            timing.theirs(Answered::Person, &Hours::ALWAYS, at(0));
        }
        assert_eq!(timing.runs.len(), 1);
        timing.ours(true, DAY, &Hours::ALWAYS, at(0));
        assert_eq!(timing.reply_due(), Some(at(24 * 60)));
        assert!(timing.is_running());
    }

    fn office() -> Hours {
        let day = || ["09:00-12:30", "13:30-18:00"].map(|s| Shift::parse(s).unwrap()).to_vec();
        let week = [day(), day(), day(), day(), day(), Vec::new(), Vec::new()];
        Hours::new("Europe/Berlin", week, vec![jiff::civil::date(2026, 12, 25)]).unwrap()
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Ask,
        Answer,
        Bot,
        Close,
        Look,
        Raise,
    }

    fn step() -> impl Strategy<Value = (Step, i64)> {
        let step = prop::sample::select(vec![
            Step::Ask,
            Step::Answer,
            Step::Bot,
            Step::Close,
            Step::Look,
            Step::Raise,
        ]);
        (step, 0i64..3_000)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Whatever happens: runs lie apart and in order; what a running clock says is due is when its time
        /// has passed, worked out anew from the runs; stages come in order and once; nothing is told early.
        #[test]
        fn clocks_agree_with_their_runs(steps in prop::collection::vec(step(), 1..24), open in any::<bool>()) {
            let hours = if open { Hours::ALWAYS } else { office() };
            let urgent = Promised { first_reply: 120, next_reply: 90, resolution: 600 };
            let mut timing = Timing::default();
            let mut now = 0;
            let mut replied = false;
            for (step, minutes) in steps {
                now += minutes;
                let reached = timing.look(&hours, at(now));
                prop_assert!(reached.windows(2).all(|pair| pair[0].at <= pair[1].at));
                for one in reached {
                    let clock = timing.clocks.iter().rev().find(|c| c.promise == one.promise).unwrap();
                    prop_assert!(clock.elapsed(&timing.runs, one.at, &hours) * 100
                        >= clock.whole() * i32::try_from(one.stage.percent()).unwrap());
                    prop_assert!(one.at <= at(now));
                }
                match step {
                    Step::Ask => timing.ours(replied, DAY, &hours, at(now)),
                    Step::Answer => { timing.theirs(Answered::Person, &hours, at(now)); replied = true; }
                    Step::Bot => timing.theirs(Answered::Bot, &hours, at(now)),
                    Step::Close => timing.closed(&hours, at(now)),
                    Step::Raise => timing.hasten(urgent, &hours, at(now)),
                    Step::Look => {}
                }
                prop_assert!(timing.runs.windows(2).all(|pair| pair[0].to.is_some_and(|to| to <= pair[1].from)));
                for clock in timing.clocks.iter().filter(|c| c.ended_at.is_none()) {
                    prop_assert_eq!(clock.due_at.is_some(), timing.is_running());
                    if let (Some(due), None) = (clock.due_at, clock.broken_at) {
                        let spent = clock.elapsed(&timing.runs, due, &hours);
                        prop_assert!(spent >= clock.whole());
                        prop_assert!(due == at(now) || spent == clock.whole());
                    }
                }
                let replies = timing.clocks.iter().filter(|c| c.ended_at.is_none() && c.promise != Promise::Resolution);
                prop_assert!(replies.count() <= 1);
            }
        }
    }
}
