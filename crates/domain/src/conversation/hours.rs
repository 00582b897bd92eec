//! When the desk is open, and how much open time lies between two moments.
//!
//! A shift is a stretch of the wall clock: the desk is open whenever the clock on its wall shows a time
//! within a shift of that weekday. Where clocks go forward, what the wall never shows is never open; where
//! they go back, what it shows twice is open twice. So nothing is lost or counted twice, at midnight, on
//! leap days, or when daylight saving begins and ends. Times here are whole microseconds.

use crate::{clock::Timestamp, limits::zone};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use time::Duration;

/// How far ahead is looked for open time, in days: a desk that stays closed longer promises nothing.
const HORIZON_DAYS: i64 = 800;
/// Minutes of a day.
const DAY: u16 = 24 * 60;
const MICROS: i64 = 1_000_000;
const DAY_SECONDS: i64 = 86_400;
/// Further than any zone is from UTC.
const REACH: i64 = 26 * 3_600 * MICROS;

/// A shift: minutes after midnight, the second after the first; beyond 24 hours it ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    from: u16,
    to: u16,
}

impl Shift {
    /// Reads `09:00-12:30`. `22:00-06:00` ends on the next day, `00:00-24:00` is a whole day.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (minutes(from)?, minutes(to)?);
        if from >= DAY || from == to {
            return None;
        }
        Some(Self { from, to: if to > from { to } else { to + DAY } })
    }
}

/// `HH:MM`, up to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY).then_some(all)
}

/// When the desk is open.
#[derive(Clone, Debug)]
pub struct Hours {
    /// None: always.
    open: Option<Week>,
}

#[derive(Clone, Debug)]
struct Week {
    zone: TimeZone,
    /// From Monday on.
    shifts: [Vec<Shift>; 7],
    holidays: Vec<Date>,
}

/// A stretch of time, the end not in it.
type Stretch = (i64, i64);

impl Hours {
    /// Day and night.
    pub const ALWAYS: Self = Self { open: None };

    /// Shifts by weekday, from Monday on, on the wall clock of the zone of that name, on every day but the
    /// holidays. None where there is no such zone. What belongs to a holiday is closed from midnight to
    /// midnight, also where a shift of the day before reaches into it.
    pub fn new(zone_name: &str, shifts: [Vec<Shift>; 7], holidays: Vec<Date>) -> Option<Self> {
        let zone = zone(zone_name)?;
        Some(Self { open: Some(Week { zone, shifts, holidays }) })
    }

    /// Whether it never closes.
    pub const fn is_always(&self) -> bool {
        self.open.is_none()
    }

    /// Whether it is open at that moment.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let at = at.as_micros();
        self.open
            .as_ref()
            .is_none_or(|week| week.stretches(at, 5).any(|(start, end)| start <= at && at < end))
    }

    /// The open time between two moments; zero where the second is not after the first.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Duration {
        let (from, to) = (from.as_micros(), to.as_micros());
        if to <= from {
            return Duration::ZERO;
        }
        let Some(week) = &self.open else { return Duration::microseconds(to - from) };
        let (mut open, mut counted) = (0, from);
        let days = (to - from) / (DAY_SECONDS * MICROS) + 6;
        for (start, end) in week.stretches(from, days).take_while(|(start, _)| *start < to) {
            let (start, end) = (start.max(counted), end.min(to));
            if start < end {
                open += end - start;
                counted = end;
            }
        }
        Duration::microseconds(open)
    }

    /// The moment at which that much open time has passed since `from`: the first such moment; `from`
    /// itself where it is no time at all. None where the desk stays closed for years.
    pub fn after(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        let mut left = i64::try_from(open.whole_microseconds()).ok()?;
        if left <= 0 {
            return Some(from);
        }
        let Some(week) = &self.open else { return Some(from.plus(open)) };
        let mut counted = from.as_micros();
        for (start, end) in week.stretches(counted, HORIZON_DAYS) {
            let start = start.max(counted);
            if start >= end {
                continue;
            }
            if end - start >= left {
                return Some(Timestamp::from_micros(start + left));
            }
            left -= end - start;
            counted = end;
        }
        None
    }

    /// The first open moment from `at` on; none where the desk stays closed for years.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        if self.is_open(at) {
            return Some(at);
        }
        self.after(at, Duration::microseconds(1)).map(|moment| moment.plus(-Duration::microseconds(1)))
    }
}

impl Week {
    /// The open stretches of so many days around and after a moment, in the order of their beginnings. They
    /// may overlap.
    fn stretches(&self, from: i64, days: i64) -> impl Iterator<Item = Stretch> {
        let first = jiff::Timestamp::from_microsecond(from)
            .ok()
            .map(|moment| self.zone.to_datetime(moment).date())
            .and_then(|date| date.checked_sub(2.days()).ok());
        let dates = std::iter::successors(first, |date| date.tomorrow().ok());
        let mut dates = dates.take(usize::try_from(days).unwrap_or(0)).peekable();
        let mut known: Vec<Stretch> = Vec::new();
        std::iter::from_fn(move || {
            loop {
                // What the wall shows on a later date begins after this, in any zone.
                let safe = dates.peek().map_or(i64::MAX, |date| midnight(*date) - REACH);
                // Sorted the latest first.
                if known.last().is_some_and(|(start, _)| *start < safe) {
                    return known.pop();
                }
                self.on_date(dates.next()?, &mut known);
                known.sort_unstable_by(|a, b| b.cmp(a));
            }
        })
    }

    /// Adds the moments of a date on the wall at which the desk is open: in its own shifts, and in those of
    /// the day before that reach over midnight.
    fn on_date(&self, date: Date, found: &mut Vec<Stretch>) {
        if self.holidays.contains(&date) {
            return;
        }
        let of = |day: Date| {
            let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
            self.shifts[weekday].iter()
        };
        for shift in of(date) {
            self.on_wall(date, shift.from, shift.to.min(DAY), found);
        }
        if let Ok(before) = date.yesterday() {
            for shift in of(before).filter(|shift| shift.to > DAY) {
                self.on_wall(date, 0, shift.to - DAY, found);
            }
        }
    }

    /// Adds the moments at which the wall shows that date and a time from `from` up to `to`: one stretch,
    /// none where clocks leave it out, two where they show it twice.
    fn on_wall(&self, date: Date, from: u16, to: u16, found: &mut Vec<Stretch>) {
        let wall = |minutes: u16| midnight(date) + i64::from(minutes) * 60 * MICROS;
        let (from, to) = (wall(from), wall(to));
        // Within these bounds lies everything that shows the stretch.
        let (mut at, end) = (from - REACH, to + REACH);
        let Ok(begin) = jiff::Timestamp::from_microsecond(at) else { return };
        let mut offset = self.zone.to_offset(begin);
        let mut transitions = self.zone.following(begin);
        loop {
            let next = transitions.next();
            let until = next.as_ref().map_or(end, |t| t.timestamp().as_microsecond()).min(end);
            let shift = i64::from(offset.seconds()) * MICROS;
            let (start, stop) = ((from - shift).max(at), (to - shift).min(until));
            if start < stop {
                found.push((start, stop));
            }
            match next {
                Some(transition) if until < end => {
                    at = until;
                    offset = transition.offset();
                }
                _ => return,
            }
        }
    }
}

/// The midnight of a date on a wall clock, as if it stood in UTC.
fn midnight(date: Date) -> i64 {
    let wall = date.to_datetime(jiff::civil::Time::midnight());
    jiff::tz::Offset::UTC.to_timestamp(wall).map_or(i64::MAX / 2, jiff::Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    fn at(text: &str) -> Timestamp {
        Timestamp::from_datetime(OffsetDateTime::parse(text, &Rfc3339).unwrap())
    }

    fn every_day(shifts: &[&str]) -> [Vec<Shift>; 7] {
        std::array::from_fn(|_| shifts.iter().map(|s| Shift::parse(s).unwrap()).collect())
    }

    fn weekdays(shifts: &[&str]) -> [Vec<Shift>; 7] {
        let mut week = every_day(shifts);
        week[5].clear();
        week[6].clear();
        week
    }

    #[test]
    fn shifts_are_read_or_refused() {
        assert_eq!(Shift::parse("09:00-12:30"), Some(Shift { from: 540, to: 750 }));
        assert_eq!(Shift::parse("22:00 - 06:00"), Some(Shift { from: 1_320, to: 1_800 }));
        assert_eq!(Shift::parse("00:00-24:00"), Some(Shift { from: 0, to: DAY }));
        assert_eq!(Shift::parse("18:00-00:00"), Some(Shift { from: 1_080, to: DAY }));
        for wrong in
            ["9:00-12:00", "09:00", "09:00-09:00", "24:00-24:00", "09:60-10:00", "25:00-26:00", "-", ""]
        {
            assert_eq!(Shift::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_lunch_break_and_a_weekend_do_not_count() {
        let hours =
            Hours::new("Europe/Berlin", weekdays(&["09:00-12:30", "13:30-18:00"]), vec![date(2026, 12, 25)])
                .unwrap();
        // A Thursday.
        let from = at("2026-12-24T17:00:00+01:00");
        // Friday is a holiday, then a weekend.
        assert_eq!(hours.after(from, Duration::hours(2)), Some(at("2026-12-28T10:00:00+01:00")));
        assert_eq!(hours.between(from, at("2026-12-28T14:00:00+01:00")), Duration::hours(5));
        assert!(!hours.is_open(at("2026-12-28T13:00:00+01:00")));
        assert!(
            hours.is_open(at("2026-12-28T13:30:00+01:00")) && !hours.is_open(at("2026-12-28T18:00:00+01:00"))
        );
        assert_eq!(hours.next_open(at("2026-12-25T12:00:00+01:00")), Some(at("2026-12-28T09:00:00+01:00")));
        assert_eq!(hours.between(at("2026-12-28T14:00:00+01:00"), from), Duration::ZERO);
        // The last moment of a shift is due then, not on the next morning.
        assert_eq!(
            hours.after(at("2026-12-28T17:00:00+01:00"), Duration::hours(1)),
            Some(at("2026-12-28T18:00:00+01:00"))
        );
    }

    #[test]
    fn daylight_saving_is_counted_as_the_wall_shows_it() {
        let night = Hours::new("Europe/Berlin", every_day(&["01:00-04:00"]), vec![]).unwrap();
        let day = |d: &str| (at(&format!("{d}T00:00:00+00:00")), at(&format!("{d}T12:00:00+00:00")));
        let open = |d: &str| night.between(day(d).0, day(d).1).whole_minutes();
        // An ordinary night; two of its hours are shown; four are, as one comes twice.
        assert_eq!(open("2026-03-28"), 180);
        assert_eq!(
            night.between(at("2026-03-28T22:00:00Z"), at("2026-03-29T12:00:00Z")).whole_minutes(),
            120
        );
        assert_eq!(
            night.between(at("2026-10-24T21:00:00Z"), at("2026-10-25T12:00:00Z")).whole_minutes(),
            240
        );
        // A shift that begins in the hour that is left out begins when clocks have gone forward.
        let left_out = Hours::new("Europe/Berlin", every_day(&["02:30-03:30"]), vec![]).unwrap();
        let (from, to) = (at("2026-03-28T22:00:00Z"), at("2026-03-29T12:00:00Z"));
        assert_eq!(left_out.between(from, to), Duration::minutes(30));
        assert_eq!(left_out.next_open(from), Some(at("2026-03-29T03:00:00+02:00")));
        // One wholly within it is not shown at all; one shown twice is open twice.
        let gone = Hours::new("Europe/Berlin", every_day(&["02:10-02:50"]), vec![]).unwrap();
        assert_eq!(gone.between(from, to), Duration::ZERO);
        assert_eq!(
            gone.between(at("2026-10-24T21:00:00Z"), at("2026-10-25T12:00:00Z")),
            Duration::minutes(80)
        );
    }

    #[test]
    fn midnight_leap_days_and_holidays_lose_no_minute() {
        let round_the_clock = Hours::new("Asia/Shanghai", every_day(&["00:00-24:00"]), vec![]).unwrap();
        let (from, to) = (at("2028-02-28T23:59:00+08:00"), at("2028-03-01T00:01:00+08:00"));
        assert_eq!(round_the_clock.between(from, to), Duration::hours(24) + Duration::minutes(2));
        let nights = Hours::new("UTC", every_day(&["22:00-06:00"]), vec![date(2026, 5, 2)]).unwrap();
        // The night into the holiday ends at midnight; the holiday's own shift does not begin, and what
        // would be its end on the next morning belongs to the next morning.
        assert_eq!(
            nights.between(at("2026-05-01T12:00:00Z"), at("2026-05-03T12:00:00Z")),
            Duration::hours(2 + 6)
        );
        let overlapping =
            Hours::new("UTC", every_day(&["08:00-12:00", "10:00-14:00", "20:00-02:00"]), vec![]).unwrap();
        assert_eq!(
            overlapping.between(at("2026-05-01T00:00:00Z"), at("2026-05-02T00:00:00Z")),
            Duration::hours(2 + 6 + 4)
        );
        let closed = Hours::new("UTC", every_day(&[]), vec![]).unwrap();
        assert_eq!(closed.after(from, Duration::minutes(1)), None);
        assert_eq!(closed.next_open(from), None);
        assert!(Hours::new("Europe/Nowhere", every_day(&[]), vec![]).is_none());
    }

    const ZONES: [&str; 10] = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Havana",
        "Asia/Shanghai",
        "Africa/Casablanca",
        "Antarctica/Troll",
    ];

    fn shift() -> impl Strategy<Value = Shift> {
        (0u16..DAY, 1u16..=DAY).prop_map(|(from, length)| Shift { from, to: (from + length).min(2 * DAY) })
    }

    fn hours() -> impl Strategy<Value = (Hours, usize, Vec<Vec<Shift>>, Vec<i32>)> {
        (
            0usize..ZONES.len(),
            prop::collection::vec(prop::collection::vec(shift(), 0..4), 7),
            prop::collection::vec(0i32..40, 0..4),
        )
            .prop_map(|(zone, week, off)| {
                let holidays = off.iter().map(|n| holiday(*n)).collect();
                let shifts: [Vec<Shift>; 7] = std::array::from_fn(|n| week[n].clone());
                (Hours::new(ZONES[zone], shifts, holidays).unwrap(), zone, week, off)
            })
    }

    fn holiday(n: i32) -> Date {
        date(2026, 3, 1).checked_add(n.days()).unwrap()
    }

    /// March and April 2026: clocks change in most of the zones.
    fn moment() -> impl Strategy<Value = Timestamp> {
        (1_772_323_200i64..1_777_507_200).prop_map(|s| Timestamp::from_micros(s * MICROS))
    }

    /// Autumn 2026 and the leap day of 2028 as well.
    fn any_moment() -> impl Strategy<Value = Timestamp> {
        prop_oneof![
            moment(),
            (1_790_000_000i64..1_795_000_000).prop_map(|s| Timestamp::from_micros(s * MICROS)),
            (1_835_000_000i64..1_836_000_000).prop_map(|s| Timestamp::from_micros(s * MICROS)),
        ]
    }

    /// What the wall shows, asked of every minute: slow, and nothing else than the definition.
    fn shown_open(zone: &str, week: &[Vec<Shift>], off: &[i32], at: Timestamp) -> bool {
        let moment = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap();
        let wall = super::zone(zone).unwrap().to_datetime(moment);
        let minute = wall.hour() as u16 * 60 + wall.minute() as u16;
        let today = wall.date();
        let of = |day: Date| &week[day.weekday().to_monday_zero_offset() as usize];
        if off.iter().any(|n| holiday(*n) == today) {
            return false;
        }
        of(today).iter().any(|s| s.from <= minute && minute < s.to)
            || of(today.yesterday().unwrap()).iter().any(|s| minute + DAY < s.to)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// The sum over minutes of what the wall shows is the open time.
        #[test]
        fn open_time_is_what_the_wall_shows((hours, zone, week, off) in hours(), from in moment(), minutes in 1i64..4_000) {
            let from = Timestamp::from_micros(from.as_micros() / (60 * MICROS) * 60 * MICROS);
            let to = from.plus(Duration::minutes(minutes));
            let shown = (0..minutes)
                .filter(|n| shown_open(ZONES[zone], &week, &off, from.plus(Duration::minutes(*n))))
                .count() as i64;
            prop_assert_eq!(hours.between(from, to).whole_minutes(), shown);
            prop_assert_eq!(hours.is_open(from), shown_open(ZONES[zone], &week, &off, from));
        }

        /// Two stretches that meet add up, whatever lies between.
        #[test]
        fn open_time_adds_up((hours, ..) in hours(), a in any_moment(), b in 0i64..4_000_000, c in 0i64..4_000_000) {
            let (b, c) = (a.plus(Duration::seconds(b)), a.plus(Duration::seconds(b + c)));
            prop_assert_eq!(hours.between(a, b) + hours.between(b, c), hours.between(a, c));
        }

        /// What is due is due when exactly that much open time has passed, and not a microsecond before.
        #[test]
        fn due_is_the_inverse_of_open((hours, ..) in hours(), from in any_moment(), seconds in 1i64..400_000) {
            let open = Duration::seconds(seconds);
            if let Some(due) = hours.after(from, open) {
                prop_assert_eq!(hours.between(from, due), open);
                prop_assert!(hours.between(from, due.plus(-Duration::microseconds(1))) < open);
            }
        }
    }
}
