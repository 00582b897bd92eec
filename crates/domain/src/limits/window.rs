//! Windows of time: the day and the month that a moment lies in, in a stated time zone.

use crate::{clock::Timestamp, policy::Period};
use jiff::{
    ToSpan as _,
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Serialize};

/// From a moment up to, and not with, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first moment in it.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

impl Window {
    /// Whether the moment lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }
}

/// The day and the month that a moment lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// From midnight, or the first moment of the day where the clocks leave midnight out.
    pub day: Window,
    /// From the first of the month.
    pub month: Window,
}

impl Windows {
    /// The windows around `now` in the zone of that name; `None` where there is no such zone.
    pub fn around(now: Timestamp, zone_name: &str) -> Option<Self> {
        let zone = zone(zone_name)?;
        let today =
            jiff::Timestamp::from_microsecond(now.as_micros()).ok()?.to_zoned_datetime(zone.clone()).date();
        let day = pick(now, [today.tomorrow().ok()?, today, today.yesterday().ok()?], |d| {
            let next = d.tomorrow().ok()?;
            Some((first_moment(d, &zone)?, first_moment(next, &zone)?))
        })?;
        let this = today.first_of_month();
        let (next, last) = (this.checked_add(1.month()).ok()?, this.checked_sub(1.month()).ok()?);
        let month = pick(now, [next, this, last], |first| {
            let after = first.checked_add(1.month()).ok()?;
            Some((first_moment(first, &zone)?, first_moment(after, &zone)?))
        })?;
        Some(Self { day, month })
    }

    /// The window of that length; a single transaction has none.
    pub const fn of(&self, period: Period) -> Option<Window> {
        match period {
            Period::Transaction => None,
            Period::Day => Some(self.day),
            Period::Month => Some(self.month),
        }
    }
}

/// The zone of that IANA name, from the data that is built in: the same on every machine.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The newest of the candidates that has begun. Where clocks are set back over midnight a date comes
/// twice; counting begins at its first coming, so that windows never overlap and never run backwards.
fn pick(
    now: Timestamp,
    newest_first: [Date; 3],
    bounds: impl Fn(Date) -> Option<(Timestamp, Timestamp)>,
) -> Option<Window> {
    newest_first
        .into_iter()
        .filter_map(bounds)
        .map(|(start, end)| Window { start, end })
        .find(|window| window.start <= now)
}

fn first_moment(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let moment = date.to_zoned_datetime(zone.clone()).ok()?.start_of_day().ok()?;
    Some(Timestamp::from_micros(moment.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

    fn at(text: &str) -> Timestamp {
        Timestamp::from_datetime(OffsetDateTime::parse(text, &Rfc3339).unwrap())
    }

    #[test]
    fn days_and_months_begin_where_the_clocks_on_the_wall_say() {
        for (zone, now, day, month) in [
            // Spring forward: 23 hours. Autumn back: 25.
            ("Europe/Berlin", "2026-03-29T12:00:00+02:00", 23, 31 * 24 - 1),
            ("Europe/Berlin", "2026-10-25T02:30:00+01:00", 25, 31 * 24 + 1),
            ("America/New_York", "2026-11-01T01:30:00-05:00", 25, 30 * 24 + 1),
            // Midnight does not exist: the day begins at one.
            ("Africa/Cairo", "2024-04-26T05:00:00+03:00", 23, 30 * 24 - 1),
            ("America/Havana", "2026-03-08T05:00:00-04:00", 23, 31 * 24 - 1),
            // A whole date was left out.
            ("Pacific/Apia", "2011-12-31T10:00:00+14:00", 24, 30 * 24),
            // Leap days.
            ("UTC", "2028-02-29T00:00:00Z", 24, 29 * 24),
            ("Asia/Shanghai", "2027-02-28T23:59:59.999999+08:00", 24, 28 * 24),
        ] {
            let windows = Windows::around(at(now), zone).unwrap();
            let hours = |w: Window| w.end.since(w.start).whole_hours();
            assert_eq!((hours(windows.day), hours(windows.month)), (day, month), "{zone} {now}");
        }
        let berlin = Windows::around(at("2026-03-31T22:00:00Z"), "Europe/Berlin").unwrap();
        assert_eq!(berlin.day.start, at("2026-04-01T00:00:00+02:00"));
        assert_eq!(berlin.month.start, berlin.day.start);
        let before = Windows::around(at("2026-03-31T21:59:59.999999Z"), "Europe/Berlin").unwrap();
        assert_eq!((before.day.end, before.month.end), (berlin.day.start, berlin.month.start));
        assert!(Windows::around(at("2026-03-31T22:00:00Z"), "Europe/Nowhere").is_none());
    }

    proptest! {
        /// Every moment has one day and one month, and the next ones begin where these end, in zones
        /// with odd habits and in years with known ones.
        #[test]
        fn windows_tile_time(
            micros in 631_152_000_000_000i64..2_524_608_000_000_000,
            zone in prop::sample::select(vec![
                "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
                "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "America/Havana", "Asia/Tehran",
                "Africa/Casablanca", "Atlantic/Azores", "Antarctica/Troll", "America/Sao_Paulo",
            ]),
        ) {
            let now = Timestamp::from_micros(micros);
            let w = Windows::around(now, zone).unwrap();
            prop_assert!(w.day.holds(now) && w.month.holds(now));
            for period in [Period::Day, Period::Month] {
                let here = w.of(period).unwrap();
                let first = Windows::around(here.start, zone).unwrap().of(period).unwrap();
                let last = Windows::around(here.end.plus(-Duration::microseconds(1)), zone).unwrap();
                let next = Windows::around(here.end, zone).unwrap().of(period).unwrap();
                prop_assert_eq!(first, here);
                prop_assert_eq!(last.of(period).unwrap(), here);
                prop_assert_eq!(next.start, here.end);
            }
            prop_assert!(w.month.start <= w.day.start && w.day.end <= w.month.end);
        }
    }
}
