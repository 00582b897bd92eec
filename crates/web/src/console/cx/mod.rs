//! What the console's templates are filled with: plain values, already masked where they must be.

pub mod admin;
pub mod case;
pub mod inbox;
pub mod people;
#[cfg(test)]
mod samples;
pub mod sign_in;

use crate::i18n::{Arg, Texts};
use proofdesk_domain::Timestamp;
use serde::Serialize;

const MICROS_PER_MINUTE: i64 = 60_000_000;
/// Under this many minutes left, a clock asks for attention.
const SOON_MINUTES: i64 = 120;

/// What the frame of every console page shows.
#[derive(Clone, Debug, Serialize)]
pub struct Desk {
    /// The staff member's name.
    pub name: String,
    /// Their role, as in `console-role-<role>`.
    pub role: &'static str,
    /// May see operations, staff and keys.
    pub admin: bool,
    /// Which part of the console this is: `inbox`, `case`, `operations`, `staff`, `keys`.
    pub place: &'static str,
    /// The newest event that the page shows, for live updates to begin after.
    pub after: i64,
    /// Now, in microseconds since 1970.
    pub now: i64,
    /// Notes that name the reader and that they have not seen.
    pub mentions: u64,
}

/// A promised time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The time itself, in microseconds since 1970.
    pub at: i64,
    /// How long is left, in words.
    pub text: String,
    /// `calm`, `soon` or `late`.
    pub tone: &'static str,
}

impl Clock {
    /// How a promise stands.
    pub fn until(texts: &Texts, due: Timestamp, now: Timestamp) -> Self {
        let left = due.as_micros() - now.as_micros();
        let minutes = left.abs() / MICROS_PER_MINUTE;
        let span = span(texts, minutes);
        let (id, tone) = match left {
            ..0 => ("console-clock-over", "late"),
            _ if minutes < SOON_MINUTES => ("console-clock-left", "soon"),
            _ => ("console-clock-left", "calm"),
        };
        Self { at: due.as_micros(), text: texts.get(id, &[("span", Arg::Text(span))]), tone }
    }
}

/// How long ago something was, in words: `2 h 5 min`.
pub fn since(texts: &Texts, then: Timestamp, now: Timestamp) -> String {
    span(texts, (now.as_micros() - then.as_micros()).max(0) / MICROS_PER_MINUTE)
}

/// So many minutes, in words.
pub(super) fn span(texts: &Texts, minutes: i64) -> String {
    let number = |n: i64| Arg::Text(n.to_string());
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    match () {
        () if days >= 2 => texts.get("console-span-days", &[("d", number(days))]),
        () if hours >= 1 => {
            texts.get("console-span-hours", &[("h", number(hours)), ("m", number(minutes % 60))])
        }
        () => texts.get("console-span-minutes", &[("m", number(minutes))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn clocks_say_how_long_is_left_and_turn_red_only_when_late() {
        let at = |minutes: i64| Timestamp::from_micros(1_795_000_000_000_000 + minutes * MICROS_PER_MINUTE);
        let en = Texts::load(Locale::En, None).expect("loads");
        let zh = Texts::load(Locale::ZhCn, None).expect("loads");
        for (minutes, tone, english, chinese) in [
            (3 * 24 * 60, "calm", "3 d left", "剩 3 天"),
            (26 * 60 + 5, "calm", "26 h 5 min left", "剩 26 小时 5 分钟"),
            (119, "soon", "1 h 59 min left", "剩 1 小时 59 分钟"),
            (0, "soon", "0 min left", "剩 0 分钟"),
            (-20, "late", "20 min over", "超时 20 分钟"),
        ] {
            let clock = Clock::until(&en, at(minutes), at(0));
            assert_eq!((clock.text.as_str(), clock.tone), (english, tone));
            assert_eq!(Clock::until(&zh, at(minutes), at(0)).text, chinese);
        }
        assert_eq!(since(&en, at(-61), at(0)), "1 h 1 min");
        assert_eq!(since(&en, at(5), at(0)), "0 min");
    }
}
