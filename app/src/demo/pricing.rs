//! From a hotel's recipe to the updates that set its prices and rules: pure, and few updates for many nights.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::Datelike;
use inventory_api::{AriUpdate, Code};
use kernel::{Currency, Date, Money, Weekday, share};
use serde::Deserialize;

/// Prices end in three zeros, as on a Korean price list.
const PRICE_STEP_MINOR: i64 = 1_000;
/// The recipe's factors are in percent: season, weekday and plan.
const THREE_PERCENTAGES: i64 = 100 * 100 * 100;
const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// How a hotel's prices come about: `base × season × weekend × plan + add`, rounded to a thousand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pricing {
    /// The base price of each room type, in minor units.
    room_types: BTreeMap<Code, i64>,
    rate_plans: BTreeMap<Code, PlanFactor>,
    weekend: Weekend,
    /// Months that are in none cost what the base says.
    seasons: Vec<Season>,
    restrictions: Vec<Restriction>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFactor {
    percent: i64,
    /// For what the plan adds to each night, such as breakfast; in minor units.
    #[serde(default)]
    add: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weekend {
    weekdays: Vec<Weekday>,
    percent: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Season {
    /// 1 to 12.
    months: Vec<u32>,
    percent: i64,
}

/// A rule for some room types in some months of every year; of one rate plan, or of all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Restriction {
    room_types: Vec<Code>,
    rate_plan: Option<Code>,
    months: Vec<u32>,
    weekdays: Option<Vec<Weekday>>,
    min_stay: Option<u16>,
    max_stay: Option<u16>,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    closed_to_arrival: bool,
    #[serde(default)]
    closed_to_departure: bool,
}

/// Nights in a row, and what they have in common.
struct Run<K> {
    from: Date,
    to: Date,
    common: K,
}

impl Pricing {
    /// Everything the recipe says of the nights from `from` up to, not including, `to`.
    pub(super) fn updates(&self, currency: Currency, from: Date, to: Date) -> anyhow::Result<Vec<AriUpdate>> {
        let mut updates = Vec::new();
        for season in runs(from, to, |month| self.season_percent(month)) {
            for (weekdays, percent) in self.parts_of_the_week() {
                if has_night_on(&season, &weekdays) {
                    let nights = Run { common: season.common * percent, ..season };
                    updates.extend(self.prices(currency, &nights, &weekdays)?);
                }
            }
        }
        updates.extend(self.restrictions.iter().flat_map(|rule| rule.updates(from, to)));
        Ok(updates)
    }

    fn season_percent(&self, month: u32) -> i64 {
        self.seasons.iter().find(|season| season.months.contains(&month)).map_or(100, |season| season.percent)
    }

    fn parts_of_the_week(&self) -> [(Vec<Weekday>, i64); 2] {
        let (weekend, rest) = WEEK.iter().partition(|day| self.weekend.weekdays.contains(day));
        [(rest, 100), (weekend, self.weekend.percent)]
    }

    /// One price for each room type and rate plan, for nights of one season and one part of the week.
    fn prices(
        &self,
        currency: Currency,
        nights: &Run<i64>,
        weekdays: &[Weekday],
    ) -> anyhow::Result<Vec<AriUpdate>> {
        let mut updates = Vec::new();
        for (room_type, base) in &self.room_types {
            for (rate_plan, plan) in &self.rate_plans {
                let amount = plan.price(*base, nights.common).context("a price is too large")?;
                updates.push(AriUpdate {
                    rate_plan: Some(rate_plan.clone()),
                    weekdays: Some(weekdays.to_vec()),
                    price: Some(Some(Money::new(amount, currency))),
                    ..unchanged(room_type, nights)
                });
            }
        }
        Ok(updates)
    }
}

impl PlanFactor {
    fn price(&self, base: i64, season_and_weekend: i64) -> Option<i64> {
        let exact = share(base, season_and_weekend.checked_mul(self.percent)?, THREE_PERCENTAGES)?;
        let steps = share(exact.checked_add(self.add)?, 1, PRICE_STEP_MINOR)?;
        steps.checked_mul(PRICE_STEP_MINOR)
    }
}

impl Restriction {
    fn updates(&self, from: Date, to: Date) -> impl Iterator<Item = AriUpdate> {
        let applies = move |month| self.months.contains(&month);
        runs(from, to, applies).into_iter().filter(|run| run.common).flat_map(move |nights| {
            self.room_types.iter().map(move |room_type| AriUpdate {
                rate_plan: self.rate_plan.clone(),
                weekdays: self.weekdays.clone(),
                min_stay: self.min_stay.map(Some),
                max_stay: self.max_stay.map(Some),
                closed: self.closed.then_some(true),
                closed_to_arrival: self.closed_to_arrival.then_some(true),
                closed_to_departure: self.closed_to_departure.then_some(true),
                ..unchanged(room_type, &nights)
            })
        })
    }
}

/// The longest runs of nights whose months have the same in common.
fn runs<K: PartialEq>(from: Date, to: Date, common: impl Fn(u32) -> K) -> Vec<Run<K>> {
    let of = |night: &Date| common(night.to_naive().month());
    let nights: Vec<Date> = from.until(to).collect();
    nights
        .chunk_by(|night, next| of(night) == of(next))
        .filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            Some(Run { from: *first, to: last.plus_days(1), common: of(first) })
        })
        .collect()
}

fn has_night_on<K>(run: &Run<K>, weekdays: &[Weekday]) -> bool {
    run.from.until(run.to).any(|night| weekdays.contains(&night.weekday()))
}

/// An update that changes nothing yet.
fn unchanged<K>(room_type: &Code, nights: &Run<K>) -> AriUpdate {
    AriUpdate {
        room_type: room_type.clone(),
        rate_plan: None,
        from: nights.from,
        to: nights.to,
        weekdays: None,
        allotment: None,
        overbooking: None,
        price: None,
        min_stay: None,
        max_stay: None,
        closed: None,
        closed_to_arrival: None,
        closed_to_departure: None,
    }
}

#[cfg(test)]
mod tests;
