//! Currencies: ISO 4217 as data, and the assets that a policy declares beside it.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// A currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Three capital letters.
    pub code: &'static str,
    /// Digits after the point of its smallest unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub decimals: u8,
}

/// Something counted that is no currency of ISO 4217: a coin, a token, a metal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Digits after the point of its smallest unit.
    pub decimals: u8,
}

/// The most digits after the point that an asset may have (ether has 18).
pub const MAX_DECIMALS: u8 = 18;

/// The currency of that code.
pub fn find(code: &str) -> Option<Currency> {
    let all = all();
    all.binary_search_by(|currency| currency.code.cmp(code)).ok().map(|at| all[at])
}

/// Every currency, by code.
pub fn all() -> &'static [Currency] {
    static ALL: OnceLock<Vec<Currency>> = OnceLock::new();
    ALL.get_or_init(|| {
        include_str!("../../data/currencies.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .map(|(code, decimals)| Currency {
                code,
                decimals: decimals.parse().expect("the built-in list holds digits: a test reads it"),
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_whole_and_says_the_decimals() {
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(all().iter().all(|c| c.code.len() == 3 && c.decimals <= 4));
        for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CNY", 2), ("CLF", 4), ("ZWG", 2)] {
            assert_eq!(find(code).map(|c| c.decimals), Some(decimals), "{code}");
        }
        for code in ["EURO", "eur", "XXX", "BTC", "HRK", ""] {
            assert_eq!(find(code), None, "{code}");
        }
    }
}
