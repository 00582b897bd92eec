//! What the policy says of the desk: when it is open, what it promises, who gets what.

use super::Policy;
use crate::{
    bot::Cause,
    clock::parse_iso_date,
    conversation::{
        Priority,
        assign::Method,
        clock::{Promised, Terms},
        hours::{Hours, Shift},
        talk::tag,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest time that may be promised, in minutes: a year.
const MAX_MINUTES: i64 = 366 * 24 * 60;
/// Days of the week, as the policy names them, from Monday on.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// A matter is settled within so many times the time of an answer, where nothing else is said.
const RESOLUTION_TIMES: i64 = 3;

/// How the desk works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// On whose clock it opens and closes, an IANA name.
    pub time_zone: String,
    /// Shifts by day, `"09:00-12:30"`; several a day, also over midnight. None at all: always open.
    pub hours: BTreeMap<String, Vec<String>>,
    /// Closed on these days.
    pub holidays: Vec<String>,
    /// What is promised, by priority; what is absent follows from `clocks.answer_hours`.
    pub promises: BTreeMap<Priority, Promises>,
    /// What makes a conversation urgent by itself, when it is handed over for that.
    pub urgent_for: Vec<Cause>,
    /// How conversations find their people.
    pub assign: Method,
    /// How many conversations somebody carries at once, where they have not said otherwise.
    pub capacity: u32,
    /// Groups of people, as words.
    pub teams: Vec<String>,
    /// So many days without a word of the applicant's after our answer a conversation closes.
    pub close_after_days: u32,
}

/// Promised times of one priority, in minutes of open time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promises {
    /// Until a person's first answer.
    pub first_reply_minutes: i64,
    /// Until each later one.
    pub next_reply_minutes: i64,
    /// Until the matter is settled.
    pub resolution_minutes: i64,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            time_zone: "UTC".into(),
            hours: BTreeMap::new(),
            holidays: Vec::new(),
            promises: BTreeMap::new(),
            urgent_for: vec![Cause::Money, Cause::Fraud, Cause::Urgent],
            assign: Method::LeastLoad,
            capacity: 12,
            teams: vec!["support".into(), "reviews".into()],
            close_after_days: 7,
        }
    }
}

impl Policy {
    /// When the desk is open and what it promises.
    pub fn desk_terms(&self) -> Terms {
        let promised = std::array::from_fn(|at| {
            let priority = Priority::ALL[at];
            match self.desk.promises.get(&priority) {
                Some(p) => Promised {
                    first_reply: p.first_reply_minutes,
                    next_reply: p.next_reply_minutes,
                    resolution: p.resolution_minutes,
                },
                None => self.promised_by_default(priority),
            }
        });
        Terms { hours: self.desk.open_hours(), promised }
    }

    /// What follows from the time of an answer: nobody waits longer than that, and who is urgent a sixth.
    fn promised_by_default(&self, priority: Priority) -> Promised {
        let answer = self.clocks.answer_hours.saturating_mul(60);
        let reply = match priority {
            Priority::Low | Priority::Normal => answer,
            Priority::High => (answer / 2).max(1),
            Priority::Urgent => (answer / 6).max(1),
        };
        Promised { first_reply: reply, next_reply: reply, resolution: reply.saturating_mul(RESOLUTION_TIMES) }
    }
}

impl Desk {
    /// When it is open. Always, where the section makes no sense: a checked policy's does.
    fn open_hours(&self) -> Hours {
        if self.hours.is_empty() && self.holidays.is_empty() {
            return Hours::ALWAYS;
        }
        let all_day = || Shift::parse("00:00-24:00").into_iter().collect();
        let shifts = std::array::from_fn(|day| match self.hours.get(WEEKDAYS[day]) {
            Some(shifts) => shifts.iter().filter_map(|s| Shift::parse(s)).collect(),
            // Days without a word are closed, unless nothing is said of any.
            None if self.hours.is_empty() => all_day(),
            None => Vec::new(),
        });
        let holidays = self.holidays.iter().filter_map(|day| date(day)).collect();
        Hours::new(&self.time_zone, shifts, holidays).unwrap_or(Hours::ALWAYS)
    }
}

fn date(text: &str) -> Option<jiff::civil::Date> {
    let day = parse_iso_date(text)?;
    let month = i8::try_from(u8::from(day.month())).ok()?;
    jiff::civil::Date::new(i16::try_from(day.year()).ok()?, month, i8::try_from(day.day()).ok()?).ok()
}

/// What is the matter with the section: path and what.
pub(super) fn complaints(policy: &Policy) -> Vec<(String, String)> {
    let desk = &policy.desk;
    let mut found = Vec::new();
    let mut say = |path: String, what: String| found.push((path, what));
    if crate::limits::zone(&desk.time_zone).is_none() {
        say(
            "desk.time_zone".into(),
            format!("{} is no time zone: use an IANA name, Europe/Berlin say", desk.time_zone),
        );
    }
    for (day, shifts) in &desk.hours {
        if !WEEKDAYS.contains(&&**day) {
            say(format!("desk.hours.{day}"), "is no day: use mon, tue, wed, thu, fri, sat, sun".into());
        }
        for (at, shift) in shifts.iter().enumerate() {
            if Shift::parse(shift).is_none() {
                say(format!("desk.hours.{day}[{at}]"), format!("{shift} is no shift: write 09:00-12:30"));
            }
        }
    }
    if !desk.hours.is_empty() && desk.hours.values().all(Vec::is_empty) {
        say("desk.hours".into(), "names no shift: nobody would ever be answered".into());
    }
    for (at, day) in desk.holidays.iter().enumerate() {
        if date(day).is_none() {
            say(format!("desk.holidays[{at}]"), format!("{day} is no date: write 2026-12-25"));
        }
    }
    for (priority, promises) in &desk.promises {
        for (key, minutes) in [
            ("first_reply_minutes", promises.first_reply_minutes),
            ("next_reply_minutes", promises.next_reply_minutes),
            ("resolution_minutes", promises.resolution_minutes),
        ] {
            if !(1..=MAX_MINUTES).contains(&minutes) {
                let path = format!("desk.promises.{}.{key}", priority.as_str());
                say(path, format!("is in minutes of open time: use 1 to {MAX_MINUTES}"));
            }
        }
    }
    if desk.capacity == 0 {
        say("desk.capacity".into(), "is 0: nobody would ever get a conversation".into());
    }
    if desk.close_after_days == 0 {
        say("desk.close_after_days".into(), "leaves no time to answer: use days above 0".into());
    }
    for (at, team) in desk.teams.iter().enumerate() {
        if tag(team).as_deref() != Some(&**team) {
            say(format!("desk.teams[{at}]"), "is a word of small letters, digits, - and _".into());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::DEFAULT;

    /// The default policy with another section in place of its own.
    fn with(desk: &str) -> Result<Policy, Vec<String>> {
        let (before, own) = DEFAULT.split_once("\n[desk]").expect("the default has the section");
        let (_, after) = own.split_once("\n[money]").expect("and this one after it");
        Policy::from_toml(&format!("{before}\n{desk}\n[money]{after}"))
            .map_err(|error| error.problems.into_iter().map(|p| p.path).collect())
    }

    #[test]
    fn the_default_is_open_day_and_night_and_promises_the_answer_time() {
        let policy = Policy::from_toml(DEFAULT).expect("the default");
        let terms = policy.desk_terms();
        assert!(terms.hours.is_always());
        assert_eq!(terms.of(Priority::Normal).first_reply, policy.clocks.answer_hours * 60);
        assert!(terms.of(Priority::Urgent).first_reply < terms.of(Priority::High).first_reply);
    }

    #[test]
    fn what_is_absent_follows_from_the_answer_time() {
        let policy = with("").expect("nothing said");
        let answer = policy.clocks.answer_hours * 60;
        assert_eq!(policy.desk_terms().of(Priority::Urgent).next_reply, answer / 6);
        assert_eq!(policy.desk_terms().of(Priority::Low).resolution, answer * 3);
    }

    #[test]
    fn every_mistake_is_named_with_its_place() {
        let wrong = r#"
[desk]
time_zone = "Europe/Nowhere"
holidays = ["2026-02-29"]
capacity = 0
close_after_days = 0
teams = ["Support Team"]
[desk.hours]
mon = ["9-12"]
monday = ["09:00-12:00"]
[desk.promises.urgent]
first_reply_minutes = 0
next_reply_minutes = 60
resolution_minutes = 600000
"#;
        let mut paths = with(wrong).expect_err("all of it is wrong");
        paths.sort();
        assert_eq!(
            paths,
            [
                "desk.capacity",
                "desk.close_after_days",
                "desk.holidays[0]",
                "desk.hours.mon[0]",
                "desk.hours.monday",
                "desk.promises.urgent.first_reply_minutes",
                "desk.promises.urgent.resolution_minutes",
                "desk.teams[0]",
                "desk.time_zone",
            ]
        );
        assert_eq!(with("[desk]\n[desk.hours]\nmon = []\n").expect_err("never open"), ["desk.hours"]);
    }

    #[test]
    fn holidays_alone_close_a_desk_that_is_otherwise_always_open() {
        let policy = with("[desk]\nholidays = [\"2026-12-25\"]\n").expect("a holiday");
        let hours = policy.desk_terms().hours;
        let noon = |day| {
            crate::Timestamp::from_datetime(time::macros::datetime!(2026-12-01 12:00 UTC))
                .plus(time::Duration::days(day))
        };
        assert!(hours.is_open(noon(23)) && !hours.is_open(noon(24)) && hours.is_open(noon(25)));
    }
}
