//! Taxes and fees on a stay.

use kernel::{Currency, Money, MoneyError, Party, share};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::TaxLine;

/// One tax or fee. Lines are rounded each on its own, halves away from zero; the total is the sum of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxRule {
    /// A short name for programs, such as `vat`.
    #[schema(min_length = 1, max_length = 32)]
    pub code: String,
    /// A name for guests.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it is counted on.
    pub kind: TaxKind,
    /// Hundredths of a percent for the percent kinds (1000 = 10 %), else minor units of the hotel's currency.
    #[schema(minimum = 0)]
    pub value: i64,
    /// Persons younger than this are free (per-person kinds only).
    #[serde(default)]
    pub from_age: Option<u8>,
    /// Only the first so many nights count (per-night kinds only).
    #[serde(default)]
    pub max_nights: Option<u16>,
}

/// What a tax is counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxKind {
    /// Part of the price already.
    PercentInclusive,
    /// On top of the price.
    PercentExclusive,
    /// On top, for each person and night.
    PerPersonNight,
    /// On top, for each room and night.
    PerRoomNight,
}

/// Why a rule cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum TaxRuleError {
    #[error("a tax needs a code of 1 to 32 and a name of 1 to 200 characters")]
    Names,
    #[error("a percentage is 0 to 10000 hundredths of a percent")]
    Percent,
    #[error("an amount is 0 or more minor units, at most 1000000000000")]
    Amount,
    #[error("from_age is for taxes per person, at most 99")]
    Age,
    #[error("max_nights is for taxes per night, at least 1")]
    Nights,
}

/// No hotel asks for more than a trillion minor units a night.
const AMOUNT_MAX: i64 = 1_000_000_000_000;
/// A whole, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// What a stay's taxes are counted on.
#[derive(Debug, Clone, Copy)]
pub struct Taxable<'a> {
    /// The price of one room for each night, in minor units.
    pub night_prices: &'a [i64],
    /// How many rooms.
    pub rooms: u16,
    /// Who comes.
    pub party: &'a Party,
    /// In what currency.
    pub currency: Currency,
}

impl TaxRule {
    /// Whether the rule makes sense.
    pub fn check(&self) -> Result<(), TaxRuleError> {
        let is_percent = matches!(self.kind, TaxKind::PercentInclusive | TaxKind::PercentExclusive);
        let has_names =
            (1..=32).contains(&self.code.chars().count()) && (1..=200).contains(&self.name.chars().count());
        if !has_names {
            return Err(TaxRuleError::Names);
        }
        if is_percent && !(0..=WHOLE).contains(&self.value) {
            return Err(TaxRuleError::Percent);
        }
        if !(0..=AMOUNT_MAX).contains(&self.value) {
            return Err(TaxRuleError::Amount);
        }
        if self.from_age.is_some_and(|age| self.kind != TaxKind::PerPersonNight || age > 99) {
            return Err(TaxRuleError::Age);
        }
        if self.max_nights.is_some_and(|nights| is_percent || nights == 0) {
            return Err(TaxRuleError::Nights);
        }
        Ok(())
    }

    /// What this rule asks of a stay.
    pub fn line(&self, stay: Taxable<'_>) -> Result<TaxLine, MoneyError> {
        Ok(TaxLine {
            code: self.code.clone(),
            name: self.name.clone(),
            is_included: self.is_included(),
            amount: Money::new(self.amount(stay)?, stay.currency),
        })
    }

    /// Whether prices contain it already.
    pub fn is_included(&self) -> bool {
        self.kind == TaxKind::PercentInclusive
    }

    /// The amount of [`TaxRule::line`], in minor units.
    pub fn amount(&self, stay: Taxable<'_>) -> Result<i64, MoneyError> {
        match self.kind {
            TaxKind::PercentInclusive => self.percent_of(stay, WHOLE + self.value),
            TaxKind::PercentExclusive => self.percent_of(stay, WHOLE),
            TaxKind::PerPersonNight => {
                let persons = stay.party.count_from_age(self.from_age.unwrap_or(0));
                self.per_night(stay, persons.into())
            }
            TaxKind::PerRoomNight => self.per_night(stay, stay.rooms.into()),
        }
    }

    /// The percentage of each night's price over all rooms, rounded night by night.
    fn percent_of(&self, stay: Taxable<'_>, whole: i64) -> Result<i64, MoneyError> {
        stay.night_prices.iter().try_fold(0_i64, |sum, price| {
            let night = price.checked_mul(stay.rooms.into()).ok_or(MoneyError::Overflow)?;
            let tax = share(night, self.value, whole).ok_or(MoneyError::Overflow)?;
            sum.checked_add(tax).ok_or(MoneyError::Overflow)
        })
    }

    fn per_night(&self, stay: Taxable<'_>, units: i64) -> Result<i64, MoneyError> {
        let nights = i64::try_from(stay.night_prices.len()).map_err(|_| MoneyError::Overflow)?;
        let counted = self.max_nights.map_or(nights, |cap| nights.min(cap.into()));
        self.value.checked_mul(units).and_then(|night| night.checked_mul(counted)).ok_or(MoneyError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule(kind: TaxKind, value: i64) -> TaxRule {
        TaxRule { code: "t".into(), name: "Tax".into(), kind, value, from_age: None, max_nights: None }
    }

    fn amount(rule: &TaxRule, night_prices: &[i64], rooms: u16, party: &Party) -> i64 {
        let stay = Taxable { night_prices, rooms, party, currency: Currency::EUR };
        rule.line(stay).unwrap().amount.amount
    }

    #[test]
    fn vat_inside_a_price_is_what_remains_above_the_net() {
        let two = Party::new(2, vec![]).unwrap();

        // 110.00 with 10 % inside is 100.00 net; 100.00 with 7 % inside is 93.46 net.
        assert_eq!(amount(&rule(TaxKind::PercentInclusive, 1_000), &[11_000], 1, &two), 1_000);
        assert_eq!(amount(&rule(TaxKind::PercentInclusive, 700), &[10_000], 1, &two), 654);
    }

    #[test]
    fn a_percentage_on_top_is_rounded_night_by_night() {
        let two = Party::new(2, vec![]).unwrap();

        // 5 % of 10.10 is 0.505: two nights are 0.51 + 0.51, not 1.01.
        assert_eq!(amount(&rule(TaxKind::PercentExclusive, 500), &[1_010, 1_010], 1, &two), 102);
    }

    #[test]
    fn a_city_tax_spares_children_and_long_stays() {
        let family = Party::new(2, vec![4, 16]).unwrap();
        let city_tax =
            TaxRule { from_age: Some(16), max_nights: Some(7), ..rule(TaxKind::PerPersonNight, 200) };

        assert_eq!(amount(&city_tax, &[0; 3], 1, &family), 3 * 3 * 200);
        assert_eq!(amount(&city_tax, &[0; 10], 1, &family), 3 * 7 * 200);
    }

    #[test]
    fn a_room_tax_counts_rooms() {
        let two = Party::new(2, vec![]).unwrap();

        assert_eq!(amount(&rule(TaxKind::PerRoomNight, 300), &[0; 2], 3, &two), 1_800);
    }

    #[test]
    fn a_rule_that_makes_no_sense_is_refused() {
        let percent = rule(TaxKind::PercentExclusive, 500);
        let room = rule(TaxKind::PerRoomNight, 500);

        assert_eq!(TaxRule { value: 10_001, ..percent.clone() }.check(), Err(TaxRuleError::Percent));
        assert_eq!(TaxRule { value: -1, ..room.clone() }.check(), Err(TaxRuleError::Amount));
        assert_eq!(TaxRule { from_age: Some(6), ..room.clone() }.check(), Err(TaxRuleError::Age));
        assert_eq!(TaxRule { max_nights: Some(0), ..room.clone() }.check(), Err(TaxRuleError::Nights));
        assert_eq!(TaxRule { name: String::new(), ..room }.check(), Err(TaxRuleError::Names));
        assert_eq!(percent.check(), Ok(()));
    }

    proptest! {
        #[test]
        fn no_tax_wraps_around(price in 0..i64::MAX, nights in 1_usize..400, rooms in 1_u16..=99, value in 0..AMOUNT_MAX) {
            let party = Party::new(200, vec![]).unwrap();
            let prices = vec![price; nights];
            let stay = Taxable { night_prices: &prices, rooms, party: &party, currency: Currency::KRW };

            for kind in [TaxKind::PercentInclusive, TaxKind::PercentExclusive, TaxKind::PerPersonNight, TaxKind::PerRoomNight] {
                let value = if matches!(kind, TaxKind::PerPersonNight | TaxKind::PerRoomNight) { value } else { value % WHOLE };
                if let Ok(line) = rule(kind, value).line(stay) {
                    prop_assert!(line.amount.amount >= 0);
                }
            }
        }
    }
}
