//! What is left of a person's limits, with bars.

use crate::format;
use proofdesk_app::limits::LimitTable;
use proofdesk_domain::{Timestamp, limits::Remaining};
use serde::Serialize;

/// A table of limits with what is left of each.
#[derive(Clone, Debug, Serialize)]
pub struct UsageCx {
    /// One a limit.
    pub rows: Vec<UsageRow>,
    /// The zone whose days and months they are.
    pub zone: String,
}

/// A limit with what is left of it.
#[derive(Clone, Debug, Serialize)]
pub struct UsageRow {
    /// `deposit`, `withdraw`, `trade`.
    pub operation: &'static str,
    /// `transaction`, `day`, `month`.
    pub period: &'static str,
    /// With its currency.
    pub limit: String,
    /// With its currency.
    pub used: String,
    /// With its currency.
    pub left: String,
    /// How full the bar is, in thousandths.
    pub thousandths: u32,
    /// Nothing may be done at all on this level.
    pub shut: bool,
    /// When it begins anew.
    pub renews_at: Option<Timestamp>,
}

impl UsageCx {
    /// None where there is nothing to show.
    pub fn new(table: LimitTable) -> Option<Self> {
        let rows: Vec<UsageRow> = table.rows.into_iter().map(UsageRow::from).collect();
        (!rows.is_empty()).then_some(Self { rows, zone: table.zone })
    }

    /// For the samples of pages that show it.
    pub fn sample() -> Self {
        let row = |operation, period, thousandths, shut| UsageRow {
            operation,
            period,
            limit: "€5,000".into(),
            used: "€1,200.50".into(),
            left: "€3,799.50".into(),
            thousandths,
            shut,
            renews_at: (period != "transaction").then(|| Timestamp::from_micros(1_795_000_000_000_000)),
        };
        let rows = vec![
            row("deposit", "transaction", 0, false),
            row("withdraw", "day", 240, false),
            row("trade", "month", 1000, false),
            row("withdraw", "month", 0, true),
        ];
        Self { rows, zone: "Europe/Berlin".into() }
    }
}

impl From<Remaining> for UsageRow {
    fn from(row: Remaining) -> Self {
        let money =
            |amount: &proofdesk_domain::limits::Amount| money(row.currency.as_str(), &amount.to_string());
        Self {
            operation: row.operation.as_str(),
            period: row.period.as_str(),
            limit: money(&row.limit),
            used: money(&row.used),
            left: money(&row.left),
            thousandths: thousandths(&row.used.to_string(), &row.limit.to_string()),
            shut: row.limit.is_zero(),
            renews_at: row.renews_at,
        }
    }
}

/// How much of the limit is used, for the length of a bar; a use shows, however small.
fn thousandths(used: &str, limit: &str) -> u32 {
    let value = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    let (used, limit) = (value(used), value(limit));
    if limit <= 0.0 { 0 } else { (used / limit * 1_000.0).ceil().clamp(0.0, 1_000.0) as u32 }
}

/// `€1,200.50`, `0.00000001 BTC`: like [`format::amount`], with the decimals that there are.
fn money(currency: &str, plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let Ok(units) = whole.parse() else { return format!("{plain} {currency}") };
    let text = format::amount(currency, units);
    if fraction.is_empty() {
        return text;
    }
    let after = format!(" {currency}");
    match text.strip_suffix(&after) {
        Some(number) => format!("{number}.{fraction:0<2}{after}"),
        None => format!("{text}.{fraction:0<2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_keeps_its_decimals() {
        for (currency, plain, shown) in [
            ("EUR", "5000", "€5,000"),
            ("EUR", "1200.5", "€1,200.50"),
            ("EUR", "0.01", "€0.01"),
            ("BTC", "0.00000001", "0.00000001 BTC"),
            ("CHF", "12345", "12,345 CHF"),
            ("SHIB", "99999999999999999999.5", "99999999999999999999.5 SHIB"),
        ] {
            assert_eq!(money(currency, plain), shown);
        }
    }

    #[test]
    fn the_bar_shows_any_use_and_never_overflows() {
        for (used, limit, expected) in
            [("0", "100", 0), ("0.01", "100000", 1), ("50", "100", 500), ("150", "100", 1000), ("0", "0", 0)]
        {
            assert_eq!(thousandths(used, limit), expected, "{used} of {limit}");
        }
    }
}
