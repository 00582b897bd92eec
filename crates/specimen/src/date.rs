//! Calendar dates as documents print them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day in the Gregorian calendar, between the years 1900 and 9999. Written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is not a date of the form `YYYY-MM-DD`, or names no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date; write it as YYYY-MM-DD")]
pub struct InvalidDate(String);

const MONTHS: [(&str, &str); 12] = [
    ("JAN", "JAN"),
    ("FEB", "FÉV"),
    ("MAR", "MARS"),
    ("APR", "AVR"),
    ("MAY", "MAI"),
    ("JUN", "JUIN"),
    ("JUL", "JUIL"),
    ("AUG", "AOÛT"),
    ("SEP", "SEPT"),
    ("OCT", "OCT"),
    ("NOV", "NOV"),
    ("DEC", "DÉC"),
];

impl Date {
    /// What "no end" (长期) is written as.
    pub const NO_END: Self = Self { year: 9999, month: 12, day: 31 };

    /// The day, if there is one.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1900..=9999).contains(&year) && (1..=last).contains(&day)).then_some(Self { year, month, day })
    }

    /// Year, month and day of month.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The same day `years` later (29 February becomes 28 February where it must).
    #[must_use]
    pub fn plus_years(self, years: u16) -> Self {
        let year = (self.year + years).min(9999);
        Self::new(year, self.month, self.day).unwrap_or(Self { year, month: 2, day: 28 })
    }

    /// As the zone writes it: `YYMMDD` (ICAO 9303-3 §4.8).
    pub(crate) fn zone(self) -> String {
        format!("{:02}{:02}{:02}", self.year % 100, self.month, self.day)
    }

    /// As the Utopian documents print it: `12 AUG/AOÛT 1974`.
    pub(crate) fn bilingual(self) -> String {
        let (english, french) = MONTHS[usize::from(self.month) - 1];
        if english == french {
            format!("{:02} {english} {}", self.day, self.year)
        } else {
            format!("{:02} {english}/{french} {}", self.day, self.year)
        }
    }

    /// `1974.08.12`.
    pub(crate) fn dotted(self) -> String {
        format!("{}.{:02}.{:02}", self.year, self.month, self.day)
    }

    /// `12.08.1974`.
    pub(crate) fn day_first(self) -> String {
        format!("{:02}.{:02}.{}", self.day, self.month, self.year)
    }

    /// `12.08.74`.
    pub(crate) fn day_first_short(self) -> String {
        format!("{:02}.{:02}.{:02}", self.day, self.month, self.year % 100)
    }

    /// `1974年8月12日`.
    pub(crate) fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year, self.month, self.day)
    }

    /// `19740812`, as in an identity number.
    pub(crate) fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let parse = || {
            let mut parts = text.splitn(3, '-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let digits =
                |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
                return None;
            }
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        parse().ok_or_else(|| InvalidDate(text.to_owned()))
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_parse() {
        assert_eq!("2024-02-29".parse::<Date>().unwrap().to_string(), "2024-02-29");
        for text in ["2023-02-29", "2024-13-01", "2024-1-1", "24-01-01", "2024-04-31", "", "2024-+1-01"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_moves_to_the_28th() {
        assert_eq!(Date::new(2024, 2, 29).unwrap().plus_years(1), Date::new(2025, 2, 28).unwrap());
    }
}
