//! An offer in one line: what it costs and until when it is free to cancel, without the derivation. Cheap enough
//! to be made of everything that a whole city sells.

use chrono::{DateTime, Utc};
use inventory_api::{PricedStay, SearchFilter, SearchOffer};
use kernel::{Date, Money, TimeOfDay, Zone};

use super::{
    evaluate::{Asked, Evaluation},
    price,
};

/// Something that can be sold, priced.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    asked: Asked<'a>,
    night_prices: Vec<i64>,
    available: u32,
    total_minor: i64,
}

impl<'a> Line<'a> {
    /// The line of what was found sellable; `None` when its price overflows.
    pub(crate) fn of(asked: Asked<'a>, found: Evaluation) -> Option<Self> {
        let total_minor = price::total_minor(asked, &found.prices).ok()?;
        Some(Self { asked, night_prices: found.prices, available: found.available, total_minor })
    }

    /// All nights and rooms, and the taxes on top.
    pub(crate) fn total_minor(&self) -> i64 {
        self.total_minor
    }

    /// Whether a search with this filter counts it.
    pub(crate) fn counts(&self, filter: SearchFilter, now: DateTime<Utc>) -> bool {
        let has_meals = filter.meals.is_none_or(|meals| self.asked.rate_plan.profile.meal_plan >= meals);
        has_meals && (!filter.free_cancellation || self.free_until(now).is_some())
    }

    /// Until when cancelling is free, if it still is.
    pub(crate) fn free_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.asked.rate_plan.profile.cancellation.free_until(now, self)
    }

    /// The line as it is told.
    pub(crate) fn offer(&self, now: DateTime<Utc>) -> SearchOffer {
        SearchOffer {
            room_type: self.asked.room_type.profile.code.clone(),
            rate_plan: self.asked.rate_plan.profile.code.clone(),
            meal_plan: self.asked.rate_plan.profile.meal_plan,
            available: self.available,
            total: self.total(),
            free_until: self.free_until(now),
        }
    }
}

impl PricedStay for Line<'_> {
    fn arrival(&self) -> Date {
        self.asked.stay.check_in()
    }

    fn clock(&self) -> (Zone, TimeOfDay) {
        (self.asked.hotel.profile.time_zone, self.asked.hotel.profile.check_in_time)
    }

    fn total(&self) -> Money {
        Money::new(self.total_minor, self.asked.hotel.profile.currency)
    }

    fn night_prices(&self) -> impl Iterator<Item = i64> {
        self.night_prices.iter().copied()
    }

    fn rooms(&self) -> u16 {
        self.asked.rooms
    }
}
