//! Names of currencies and assets.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest name of a currency or an asset, in characters.
pub const MAX_NAME_CHARS: usize = 12;

/// The name of a currency (ISO 4217) or of an asset: up to twelve capital letters and digits. Whether
/// anybody deals in it is the policy's word ([`Policy::decimals_of`](crate::policy::Policy::decimals_of)).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

/// A name of no currency and no asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is named by up to twelve capital letters and digits, such as EUR or BTC")]
pub struct NotACurrency;

impl Currency {
    /// Reads a name. Small letters are refused rather than guessed at.
    pub fn parse(name: &str) -> Result<Self, NotACurrency> {
        let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let good = (1..=MAX_NAME_CHARS).contains(&name.len()) && name.bytes().all(plain);
        if good { Ok(Self(name.to_owned())) } else { Err(NotACurrency) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Currency {
    type Error = NotACurrency;
    fn try_from(name: String) -> Result<Self, NotACurrency> {
        Self::parse(&name)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_strict() {
        for good in ["EUR", "BTC", "1INCH", "OP"] {
            assert_eq!(Currency::parse(good).map(|c| c.to_string()).as_deref(), Ok(good));
        }
        for bad in ["", "eur", "EU R", "EUR ", "-EUR", "€UR", "ABCDEFGHIJKLM", "A\u{0}B", "ÄÖ", "ＥＵＲ"]
        {
            assert!(Currency::parse(bad).is_err(), "{bad:?}");
        }
        assert!(serde_json::from_str::<Currency>("\"eur\"").is_err());
    }
}
