//! When somebody may be called: stretches of the desk's open time, out of which an applicant picks.
//!
//! They are cut from the wall clock of the desk's zone, day by day, always at the same places, so that what
//! was picked is found again when the answer arrives. Nobody is called at night unless the desk works only
//! then.

use super::hours::Hours;
use crate::{clock::Timestamp, limits::zone};
use jiff::{ToSpan as _, civil, tz::TimeZone};
use time::{Date, Duration};

/// How many windows an answer may name.
pub const MAX_PICKED: usize = 3;
/// So long before a window it is still offered.
const NOTICE: Duration = Duration::hours(2);
/// On so many days there are windows.
const DAYS: usize = 3;
/// So far ahead is looked for them, in days.
const HORIZON: usize = 21;
/// The length of a window, in minutes; half of it where no more is open.
const LENGTH: i64 = 120;
/// Windows begin at whole and half hours.
const STEP: i64 = 30;
/// From when to when people are called, in minutes after midnight.
const BY_DAY: (i64, i64) = (8 * 60, 20 * 60);
/// The same for a desk that is never open by day.
const ROUND_THE_CLOCK: (i64, i64) = (0, 24 * 60);

/// A stretch in which the desk may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over.
    pub to: Timestamp,
    /// Its day on the desk's wall.
    pub day: Date,
    /// Its beginning on the desk's wall, in minutes after midnight.
    pub starts: i64,
    /// Its end there.
    pub ends: i64,
}

/// The windows that can be picked at `now`, the earliest first: of the next days that have any. None where
/// the desk stays closed for weeks, or there is no such zone.
pub fn windows(hours: &Hours, zone_name: &str, now: Timestamp) -> Vec<Window> {
    let Some(zone) = zone(zone_name) else { return Vec::new() };
    let bounds = bounds(hours, &zone, now);
    let mut days = 0;
    let mut found: Vec<Window> = Vec::new();
    for date in dates(&zone, now) {
        let before = found.len();
        found.extend(ahead(hours, &zone, date, bounds, now));
        days += usize::from(found.len() > before);
        if days == DAYS {
            break;
        }
    }
    found
}

/// The window that begins at `from`, if it was one that could be picked and has not begun at `now`.
pub fn find_window(hours: &Hours, zone_name: &str, from: Timestamp, now: Timestamp) -> Option<Window> {
    let zone = zone(zone_name)?;
    let date = dates(&zone, from).next()?;
    if from <= now || !dates(&zone, now).any(|offered| offered == date) {
        return None;
    }
    let open = of_day(hours, &zone, date, bounds(hours, &zone, now));
    open.into_iter().find(|window| window.from == from)
}

/// From when to when people are called.
fn bounds(hours: &Hours, zone: &TimeZone, now: Timestamp) -> (i64, i64) {
    let by_day = |date| ahead(hours, zone, date, BY_DAY, now).next().is_some();
    if dates(zone, now).any(by_day) { BY_DAY } else { ROUND_THE_CLOCK }
}

/// The windows of a day that lie far enough ahead.
fn ahead(
    hours: &Hours,
    zone: &TimeZone,
    date: civil::Date,
    bounds: (i64, i64),
    now: Timestamp,
) -> impl Iterator<Item = Window> {
    of_day(hours, zone, date, bounds).into_iter().filter(move |window| window.from >= now.plus(NOTICE))
}

/// Today on the wall and the days after it, as far as is looked ahead.
fn dates(zone: &TimeZone, at: Timestamp) -> impl Iterator<Item = civil::Date> {
    let today = jiff::Timestamp::from_microsecond(at.as_micros()).ok().map(|at| zone.to_datetime(at).date());
    std::iter::successors(today, |date| date.checked_add(1.day()).ok()).take(HORIZON)
}

fn of_day(hours: &Hours, zone: &TimeZone, date: civil::Date, (first, last): (i64, i64)) -> Vec<Window> {
    let moment = |minutes: i64| {
        let wall = date.to_datetime(civil::Time::midnight()).checked_add(minutes.minutes()).ok()?;
        let moment = zone.to_timestamp(wall).ok()?;
        Some(Timestamp::from_micros(moment.as_microsecond()))
    };
    let window = |starts: i64, ends: i64| {
        let (from, to) = (moment(starts)?, moment(ends)?);
        let whole = ends <= last && from < to && hours.between(from, to) == to.since(from);
        let day = Date::from_calendar_date(
            date.year().into(),
            u8::try_from(date.month()).ok()?.try_into().ok()?,
            u8::try_from(date.day()).ok()?,
        );
        Some(Window { from, to, day: day.ok()?, starts, ends }).filter(|_| whole)
    };
    let (mut found, mut at) = (Vec::new(), first);
    while at < last {
        match window(at, at + LENGTH).or_else(|| window(at, at + LENGTH / 2)) {
            Some(open) => {
                at = open.ends;
                found.push(open);
            }
            None => at += STEP,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{super::hours::Shift, *};
    use proptest::prelude::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    const BERLIN: &str = "Europe/Berlin";

    fn at(text: &str) -> Timestamp {
        Timestamp::from_datetime(OffsetDateTime::parse(text, &Rfc3339).unwrap())
    }

    fn weekdays(zone: &str, shifts: &[&str]) -> Hours {
        let mut week: [Vec<Shift>; 7] =
            std::array::from_fn(|_| shifts.iter().map(|s| Shift::parse(s).unwrap()).collect());
        week[5].clear();
        week[6].clear();
        Hours::new(zone, week, vec![civil::date(2026, 12, 25)]).unwrap()
    }

    fn told(windows: &[Window]) -> Vec<String> {
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        windows.iter().map(|w| format!("{} {}-{}", w.day, clock(w.starts), clock(w.ends))).collect()
    }

    #[test]
    fn a_lunch_break_a_holiday_and_a_weekend_are_left_out() {
        let hours = weekdays(BERLIN, &["09:00-12:30", "13:30-18:00"]);
        // A Thursday; Friday is a holiday, then a weekend.
        let now = at("2026-12-24T12:10:00+01:00");
        let offered = windows(&hours, BERLIN, now);
        assert_eq!(
            told(&offered)[..6],
            [
                "2026-12-24 15:30-17:30",
                "2026-12-28 09:00-11:00",
                "2026-12-28 11:00-12:00",
                "2026-12-28 13:30-15:30",
                "2026-12-28 15:30-17:30",
                "2026-12-29 09:00-11:00",
            ]
        );
        assert_eq!(offered.len(), 9, "of three days");
        assert_eq!(offered[1].from, at("2026-12-28T09:00:00+01:00"));
    }

    #[test]
    fn what_was_picked_is_found_again_until_it_begins() {
        let hours = weekdays(BERLIN, &["09:00-18:00"]);
        let now = at("2026-12-21T08:00:00+01:00");
        let picked = windows(&hours, BERLIN, now)[0];
        assert_eq!(told(&[picked]), ["2026-12-21 11:00-13:00"]);
        assert_eq!(
            find_window(&hours, BERLIN, picked.from, picked.from.plus(-Duration::minutes(1))),
            Some(picked)
        );
        assert_eq!(find_window(&hours, BERLIN, picked.from, picked.from), None);
        for other in ["2026-12-21T10:00:00+01:00", "2026-12-26T09:00:00+01:00", "2027-06-01T09:00:00+02:00"] {
            assert_eq!(find_window(&hours, BERLIN, at(other), now), None, "{other}");
        }
    }

    #[test]
    fn a_desk_that_never_closes_calls_by_day_and_one_that_works_at_night_by_night() {
        let now = at("2026-12-21T21:00:00Z");
        let offered = windows(&Hours::ALWAYS, "UTC", now);
        assert_eq!((offered.len(), &*told(&offered)[0]), (18, "2026-12-22 08:00-10:00"));
        let nights = weekdays("UTC", &["22:00-06:00"]);
        let offered = windows(&nights, "UTC", now);
        assert_eq!(told(&offered)[..2], ["2026-12-22 00:00-02:00", "2026-12-22 02:00-04:00"]);
        assert_eq!(find_window(&nights, "UTC", offered[0].from, now), Some(offered[0]));
        assert!(windows(&weekdays("UTC", &[]), "UTC", now).is_empty());
        assert!(windows(&Hours::ALWAYS, "Europe/Nowhere", now).is_empty());
    }

    proptest! {
        /// Whatever is offered is open throughout, lies ahead, overlaps nothing, and can be picked.
        #[test]
        fn whatever_is_offered_can_be_kept(now in 1_772_323_200i64..1_777_507_200, from in 0u32..24, length in 1u32..24) {
            let now = Timestamp::from_micros(now * 1_000_000);
            let shift = format!("{from:02}:00-{:02}:00", (from + length) % 24);
            let hours = weekdays(BERLIN, &[&shift]);
            let offered = windows(&hours, BERLIN, now);
            prop_assert!(!offered.is_empty());
            for window in &offered {
                prop_assert!(window.from >= now.plus(NOTICE) && window.from < window.to);
                prop_assert_eq!(hours.between(window.from, window.to), window.to.since(window.from));
                prop_assert_eq!(find_window(&hours, BERLIN, window.from, now), Some(*window));
            }
            prop_assert!(offered.windows(2).all(|pair| pair[0].to <= pair[1].from));
        }
    }
}
