//! Time as a value. Nothing in the domain asks what time it is.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Date, Duration, OffsetDateTime};

/// A length of time in milliseconds, as the policy states it.
pub type Millis = i64;

/// A moment: whole microseconds since the Unix epoch, UTC. Microseconds because both databases
/// keep them, so that a row reads back equal to what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch, for storage.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// From a calendar moment; what is finer than a microsecond is cut off.
    pub fn from_datetime(moment: OffsetDateTime) -> Self {
        Self((moment.unix_timestamp_nanos() / 1_000) as i64)
    }

    /// As a calendar moment in UTC. Moments outside the years -9999 to 9999 come out as the epoch.
    pub fn to_datetime(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The calendar day in UTC.
    pub fn date(self) -> Date {
        self.to_datetime().date()
    }

    /// This moment moved by `by` (which may be negative).
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by.whole_microseconds() as i64))
    }

    /// Time from `earlier` to this moment.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::microseconds(self.0.saturating_sub(earlier.0))
    }
}

impl fmt::Display for Timestamp {
    /// ISO 8601 in UTC with seconds, for answers and receipts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.to_datetime();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }
}

/// Parses `YYYY-MM-DD`.
pub fn parse_iso_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let shape = parts.next().is_none() && year.len() == 4 && month.len() == 2 && day.len() == 2;
    if !shape || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// Whole years from `birth` to `today`; somebody born on 29 February has their birthday on 1 March
/// in common years.
pub fn age_on(birth: Date, today: Date) -> i32 {
    let had_birthday = (u8::from(today.month()), today.day()) >= (u8::from(birth.month()), birth.day());
    today.year() - birth.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ages_turn_on_the_birthday_and_not_before() {
        assert_eq!(age_on(date!(2008 - 11 - 24), date!(2026 - 11 - 23)), 17);
        assert_eq!(age_on(date!(2008 - 11 - 23), date!(2026 - 11 - 23)), 18);
        assert_eq!(age_on(date!(2008 - 02 - 29), date!(2026 - 02 - 28)), 17);
        assert_eq!(age_on(date!(2008 - 02 - 29), date!(2026 - 03 - 01)), 18);
    }

    #[test]
    fn only_real_iso_dates_parse() {
        assert_eq!(parse_iso_date("2024-02-29"), Some(date!(2024 - 02 - 29)));
        for wrong in ["2023-02-29", "24-02-29", "2024-2-29", "2024-02-29-", "+024-02-29", ""] {
            assert_eq!(parse_iso_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shows_iso_8601() {
        assert_eq!(Timestamp::from_micros(1_795_000_000_000_000).to_string(), "2026-11-18T11:06:40Z");
    }
}
