//! Amounts: exact decimals, never floats, bounded on the way in.

use bigdecimal::{BigDecimal, Zero as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, ops::Mul, str::FromStr as _};

/// Most digits before the point.
pub const MAX_DIGITS: usize = 20;
/// Most digits after the point that any amount or rate may have.
pub const MAX_DECIMALS: u32 = 18;

/// An amount or a rate, not below zero. Arithmetic is exact: nothing is ever rounded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(BigDecimal);

/// Why a text is not taken as an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not digits with at most one point.
    #[error("an amount is written in digits with a point for the decimals, such as 12.50")]
    NotANumber,
    /// Below zero.
    #[error("an amount is not below zero")]
    Negative,
    /// More than [`MAX_DIGITS`] before the point.
    #[error("an amount has at most 20 digits before the point")]
    TooLarge,
    /// More decimals than the currency has.
    #[error("an amount of this currency has at most {0} decimals")]
    TooFine(u32),
}

impl Amount {
    /// Nothing.
    pub fn zero() -> Self {
        Self(BigDecimal::zero())
    }

    /// So many whole units.
    pub fn whole(units: u64) -> Self {
        Self(BigDecimal::from(units))
    }

    /// Reads `12.50`: digits, at most one point, no sign, no exponent, no spaces, no leading zeros.
    /// `decimals` bounds the digits after the point; zeros at their end do not count.
    pub fn parse(text: &str, decimals: u32) -> Result<Self, AmountError> {
        if text.strip_prefix('-').is_some_and(|rest| digits(rest.split_once('.').map_or(rest, |(w, _)| w))) {
            return Err(AmountError::Negative);
        }
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) if digits(fraction) => (whole, fraction),
            Some(_) => return Err(AmountError::NotANumber),
            None => (text, ""),
        };
        if !digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(AmountError::NotANumber);
        }
        if whole.len() > MAX_DIGITS {
            return Err(AmountError::TooLarge);
        }
        let fraction = fraction.trim_end_matches('0');
        let finest = decimals.min(MAX_DECIMALS);
        if fraction.len() > finest as usize {
            return Err(AmountError::TooFine(finest));
        }
        let plain = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        BigDecimal::from_str(&plain).map(Self).map_err(|_| AmountError::NotANumber)
    }

    /// Reads what [`fmt::Display`] wrote: sums and products may be longer than what people may enter.
    pub fn from_stored(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let sound = text.len() <= 200 && digits(whole) && digits(fraction);
        if sound { BigDecimal::from_str(text).ok().map(Self) } else { None }
    }

    /// Nothing at all.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self((&self.0 + &other.0).normalized())
    }

    /// What is left when `other` is taken away; nothing where `other` is more.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        if other >= self { Self::zero() } else { Self((&self.0 - &other.0).normalized()) }
    }

    /// Rounded down to `decimals` digits after the point: what one may say is left without saying too
    /// much.
    #[must_use]
    pub fn floor_to(&self, decimals: u32) -> Self {
        Self(self.0.with_scale_round(i64::from(decimals), bigdecimal::RoundingMode::Down).normalized())
    }
}

impl Mul for &Amount {
    type Output = Amount;
    /// At a rate; exact.
    fn mul(self, rate: Self) -> Amount {
        Amount((&self.0 * &rate.0).normalized())
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl fmt::Display for Amount {
    /// In plain digits, without an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.normalized().to_plain_string())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_stored(&text).ok_or_else(|| de::Error::custom(AmountError::NotANumber))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_decimals_are_amounts() {
        use AmountError::*;
        for (text, expected) in [
            ("12.50", Ok("12.5")),
            ("0", Ok("0")),
            ("0.01", Ok("0.01")),
            ("1.000", Ok("1")),
            ("100", Ok("100")),
            ("99999999999999999999", Ok("99999999999999999999")),
            ("100000000000000000000", Err(TooLarge)),
            ("0.001", Err(TooFine(2))),
            ("-1", Err(Negative)),
            ("-0.01", Err(Negative)),
            ("-", Err(NotANumber)),
            ("-NaN", Err(NotANumber)),
        ] {
            assert_eq!(Amount::parse(text, 2).map(|a| a.to_string()), expected.map(str::to_owned), "{text}");
        }
        for wrong in [
            "",
            " ",
            "NaN",
            "nan",
            "inf",
            "Infinity",
            "1e3",
            "1E-3",
            "+1",
            "1_000",
            "1,000",
            "1.",
            ".5",
            "1.2.3",
            "0x10",
            "007",
            "00",
            " 1",
            "1 ",
            "１２",
            "٣",
            "1e999999999",
            "--1",
            "\u{0}",
        ] {
            assert_eq!(Amount::parse(wrong, 18), Err(NotANumber), "{wrong:?}");
        }
        assert!(Amount::parse(&"9".repeat(1_000_000), 2).is_err());
        assert_eq!(Amount::parse(&format!("0.{}", "1".repeat(1_000_000)), 18), Err(TooFine(18)));
        assert!(Amount::from_stored("1e5").is_none() && Amount::from_stored("-1").is_none());
    }

    proptest! {
        #[test]
        fn sums_are_exact_and_come_back(a in 0u128..10u128.pow(37), b in 0u128..10u128.pow(37)) {
            // As whole numbers of the smallest part, which arithmetic on integers checks.
            let amount = |n: u128| {
                let text = format!("{}.{:018}", n / 10u128.pow(18), n % 10u128.pow(18));
                Amount::parse(&text, 18).unwrap()
            };
            prop_assert_eq!(amount(a).plus(&amount(b)), amount(a + b));
            prop_assert_eq!(amount(a).plus(&amount(b)).minus(&amount(b)), amount(a));
            prop_assert_eq!(amount(a) <= amount(b), a <= b);
            prop_assert_eq!(Amount::from_stored(&amount(a).to_string()), Some(amount(a)));
        }
    }
}
