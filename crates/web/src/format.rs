//! Dates, numbers, sizes, amounts and names in the reader's habits.

use crate::i18n::{Arg, Locale, Texts};
use proofdesk_domain::{
    Timestamp,
    clock::parse_iso_date,
    finding::{Quantity, Unit},
};
use time::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `23 November 2026`, `2026年11月23日`.
pub fn date(locale: Locale, date: Date) -> String {
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    match locale {
        Locale::En => format!("{day} {} {year}", MONTHS[usize::from(month) - 1]),
        Locale::ZhCn => format!("{year}年{month}月{day}日"),
    }
}

/// `23 November 2026 at 14:05 UTC`, `2026年11月23日 14:05（UTC）`. A script turns it into the
/// reader's own time zone where scripts run.
pub fn moment(locale: Locale, at: Timestamp) -> String {
    let t = at.to_datetime();
    let day = date(locale, t.date());
    match locale {
        Locale::En => format!("{day} at {:02}:{:02} UTC", t.hour(), t.minute()),
        Locale::ZhCn => format!("{day} {:02}:{:02}（UTC）", t.hour(), t.minute()),
    }
}

/// A value that may be an ISO 8601 date, as a date in words; anything else as it is. The date that
/// means "no end" has a text of its own.
pub fn date_or_text(texts: &Texts, value: &str) -> String {
    if value == "9999-12-31" {
        return texts.get("date-no-end", &[]);
    }
    parse_iso_date(value).map_or_else(|| value.to_owned(), |d| date(texts.locale(), d))
}

/// `12,345`.
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with at most one decimal, and none from 10 on.
fn short(value: f64) -> String {
    if value.abs() >= 9.95 || (value - value.round()).abs() < 0.05 {
        let rounded = value.round();
        let sign = if rounded < 0.0 { "-" } else { "" };
        format!("{sign}{}", whole(rounded.abs() as u64))
    } else {
        format!("{value:.1}")
    }
}

/// A share from 0 to 1 as `31%`; below ten per cent with one decimal, so that 0.4 % and 1.2 % differ.
pub fn percent(share: f64) -> String {
    format!("{}%", short(share * 100.0))
}

/// `840 bytes`, `340 kB`, `2.4 MB`, in powers of ten as phones show them.
pub fn bytes(texts: &Texts, count: u64) -> String {
    let value = count as f64;
    match count {
        0..1_000 => texts.get("unit-bytes", &[("n", Arg::Number(value)), ("shown", whole(count).into())]),
        1_000..1_000_000 => format!("{} kB", short(value / 1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", short(value / 1e6)),
        _ => format!("{} GB", short(value / 1e9)),
    }
}

/// `€10,000`; a currency without a common sign goes by its code: `10,000 USDT`.
pub fn amount(currency: &str, amount: u64) -> String {
    let sign = match currency {
        "EUR" => "€",
        "USD" => "US$",
        "GBP" => "£",
        "CNY" => "CN¥",
        "JPY" => "JP¥",
        "HKD" => "HK$",
        other => return format!("{} {other}", whole(amount)),
    };
    format!("{sign}{}", whole(amount))
}

/// A measured value with its unit: `31%`, `180 dpi`, `18 years`.
pub fn quantity(texts: &Texts, quantity: Quantity) -> String {
    let value = f64::from(quantity.value);
    let counted = |id| texts.get(id, &[("n", Arg::Number(value.round())), ("shown", short(value).into())]);
    match quantity.unit {
        Unit::Share => percent(value),
        Unit::Dpi => counted("unit-dpi"),
        Unit::Pixels => counted("unit-pixels"),
        Unit::Bytes => bytes(texts, value.max(0.0) as u64),
        Unit::Degrees => counted("unit-degrees"),
        Unit::Years => counted("unit-years"),
        Unit::Days => counted("unit-days"),
        Unit::Count => short(value),
    }
}

/// A person's name: family name first in Chinese, and the Chinese writing alone where there is one.
pub fn person(locale: Locale, surname: &str, given: &str, native: Option<&str>) -> String {
    let native = native.filter(|name| !name.trim().is_empty());
    match (locale, native) {
        (Locale::ZhCn, Some(native)) => native.to_owned(),
        (Locale::ZhCn, None) => format!("{surname} {given}").trim().to_owned(),
        (Locale::En, _) => format!("{given} {surname}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date as day;

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(date(Locale::En, day!(2026 - 11 - 03)), "3 November 2026");
        assert_eq!(date(Locale::ZhCn, day!(2026 - 11 - 03)), "2026年11月3日");
        let at = Timestamp::from_datetime(time::macros::datetime!(2026-11-23 4:05 UTC));
        assert_eq!(moment(Locale::En, at), "23 November 2026 at 04:05 UTC");
        assert_eq!(moment(Locale::ZhCn, at), "2026年11月23日 04:05（UTC）");
    }

    #[test]
    fn numbers_are_short_and_grouped() {
        assert_eq!(whole(0), "0");
        assert_eq!(whole(1_234_567), "1,234,567");
        assert_eq!(percent(0.314), "31%");
        assert_eq!(percent(0.012), "1.2%");
        assert_eq!(percent(0.004), "0.4%");
        assert_eq!(amount("EUR", 10_000), "€10,000");
        assert_eq!(amount("USDT", 50), "50 USDT");
    }

    #[test]
    fn quantities_carry_their_unit() {
        let texts = Texts::load(Locale::En, None).expect("loads");
        let show = |value, unit| quantity(&texts, Quantity { value, unit });
        assert_eq!(show(1.0, Unit::Years), "1 year");
        assert_eq!(show(17.0, Unit::Years), "17 years");
        assert_eq!(show(180.4, Unit::Dpi), "180 dpi");
        assert_eq!(show(12.0, Unit::Degrees), "12°");
        assert_eq!(show(340.0, Unit::Bytes), "340 bytes");
        assert_eq!(show(26_214_400.0, Unit::Bytes), "26 MB");
    }

    #[test]
    fn names_follow_the_reader() {
        assert_eq!(person(Locale::En, "Eriksson", "Anna Maria", None), "Anna Maria Eriksson");
        assert_eq!(person(Locale::ZhCn, "Zhang", "San", Some("张三")), "张三");
        assert_eq!(person(Locale::ZhCn, "Eriksson", "Anna", Some(" ")), "Eriksson Anna");
        assert_eq!(person(Locale::En, "Sukarno", "", None), "Sukarno");
    }
}
