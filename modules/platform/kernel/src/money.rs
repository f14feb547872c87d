//! Money in whole minor units. No fraction of a won, cent or fils is ever made up.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// An amount in the minor unit of its currency: `12900000` KRW is ₩12,900,000, `12900` EUR is €129.00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units (ISO 4217), such as cents.
    #[schema(example = 129_000)]
    pub amount: i64,
    /// The currency's code.
    pub currency: Currency,
}

/// Why a sum has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum MoneyError {
    #[error("amounts of two currencies cannot be added")]
    Currencies,
    #[error("the amount is too large")]
    Overflow,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// The difference of two amounts of one currency.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// The amount taken `factor` times.
    pub fn times(self, factor: u32) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(factor.into()).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }

    fn combine(self, other: Self, op: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies);
        }
        let amount = op(self.amount, other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }
}

/// `amount × numerator / denominator`, halves rounded away from zero (what tax offices and guests expect).
///
/// `None` when the result does not fit, or the denominator is zero.
pub fn share(amount: i64, numerator: i64, denominator: i64) -> Option<i64> {
    let product = i128::from(amount) * i128::from(numerator);
    let denominator = i128::from(denominator);
    if denominator == 0 {
        return None;
    }
    let doubled = product * 2;
    let half = if (product < 0) == (denominator < 0) { denominator } else { -denominator };
    i64::try_from((doubled + half) / (denominator * 2)).ok()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = usize::from(self.currency.exponent());
        let sign = if self.amount < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.amount.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        write!(f, "{} {sign}", self.currency)?;
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        if exponent > 0 {
            write!(f, ".{fraction}")?;
        }
        Ok(())
    }
}

/// A currency of ISO 4217, by its three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "KRW", pattern = "^[A-Z]{3}$")]
pub struct Currency([u8; 3]);

/// No currency has that code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a currency is its ISO 4217 code in capital letters, such as KRW or EUR")]
pub struct UnknownCurrency;

/// Codes whose minor unit is not a hundredth (ISO 4217, list one).
const WITHOUT_MINOR_UNIT: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const IN_THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";
const IN_HUNDREDTHS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP \
BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD \
HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR \
MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP \
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG";

impl Currency {
    /// The won, which has no minor unit.
    pub const KRW: Self = Self(*b"KRW");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// Digits after the decimal point: 0, 2 or 3.
    pub fn exponent(self) -> u8 {
        let code = self.to_string();
        if is_listed(IN_HUNDREDTHS, &code) {
            2
        } else if is_listed(IN_THOUSANDTHS, &code) {
            3
        } else {
            0
        }
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        let code = <[u8; 3]>::try_from(text.as_bytes()).map_err(|_| UnknownCurrency)?;
        let is_known =
            [IN_HUNDREDTHS, WITHOUT_MINOR_UNIT, IN_THOUSANDTHS].iter().any(|list| is_listed(list, text));
        if is_known { Ok(Self(code)) } else { Err(UnknownCurrency) }
    }
}

fn is_listed(list: &str, code: &str) -> bool {
    list.split(' ').any(|known| known == code)
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or("XXX"))
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(text: String) -> Result<Self, UnknownCurrency> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(share(5, 1, 2), Some(3));
        assert_eq!(share(-5, 1, 2), Some(-3));
        assert_eq!(share(1, 1, 3), Some(0));
        assert_eq!(share(2, 1, 3), Some(1));
        assert_eq!(share(i64::MAX, 2, 1), None);
        assert_eq!(share(1, 1, 0), None);
    }

    #[test]
    fn an_amount_is_shown_in_its_own_units() {
        let shown = |amount, currency: &str| Money::new(amount, currency.parse().unwrap()).to_string();

        assert_eq!(shown(12_900_000, "KRW"), "KRW 12,900,000");
        assert_eq!(shown(-5, "EUR"), "EUR -0.05");
        assert_eq!(shown(1_234_567, "KWD"), "KWD 1,234.567");
        assert_eq!(shown(i64::MIN, "USD"), "USD -92,233,720,368,547,758.08");
    }

    #[test]
    fn only_currencies_of_the_standard_exist() {
        for wrong in ["", "KR", "krw", "KRWX", "XXX", "AAA", "K W"] {
            assert_eq!(wrong.parse::<Currency>(), Err(UnknownCurrency), "{wrong}");
        }
    }

    #[test]
    fn sums_never_wrap_and_never_mix() {
        let most = Money::new(i64::MAX, Currency::KRW);

        assert_eq!(most.plus(Money::new(1, Currency::KRW)), Err(MoneyError::Overflow));
        assert_eq!(most.times(2), Err(MoneyError::Overflow));
        assert_eq!(most.minus(Money::zero(Currency::EUR)), Err(MoneyError::Currencies));
    }

    proptest! {
        #[test]
        fn a_share_is_within_half_a_unit(amount in -1_000_000_000_i64..1_000_000_000, n in 0_i64..20_000) {
            let rounded = i128::from(share(amount, n, 10_000).unwrap());
            let exact_times_ten_thousand = i128::from(amount) * i128::from(n);

            prop_assert!((rounded * 10_000 - exact_times_ten_thousand).abs() <= 5_000);
        }
    }
}
