//! From night prices to a quote: each amount with its derivation.

use inventory_api::{NightPrice, Quote, Taxable};
use kernel::{Money, MoneyError};

use super::evaluate::Asked;

/// What the stay costs: all nights and rooms, and the taxes on top.
pub(crate) fn quote(asked: Asked<'_>, night_prices: &[i64]) -> Result<Quote, MoneyError> {
    let currency = asked.hotel.profile.currency;
    let taxable = Taxable { night_prices, rooms: asked.rooms, party: asked.party, currency };
    let taxes =
        asked.hotel.profile.taxes.iter().map(|rule| rule.line(taxable)).collect::<Result<Vec<_>, _>>()?;
    let total = Money::new(total_minor(asked, night_prices)?, currency);
    let nights = asked
        .stay
        .nights()
        .zip(night_prices)
        .map(|(date, price)| NightPrice { date, price: Money::new(*price, currency) })
        .collect();
    Ok(Quote {
        hotel_id: asked.hotel.id,
        room_type_id: asked.room_type.id,
        room_type: asked.room_type.profile.code.clone(),
        rate_plan_id: asked.rate_plan.id,
        rate_plan: asked.rate_plan.profile.code.clone(),
        stay: asked.stay,
        rooms: asked.rooms,
        party: asked.party.clone(),
        nights,
        taxes,
        total,
        cancellation: asked.rate_plan.profile.cancellation.clone(),
        time_zone: asked.hotel.profile.time_zone,
        check_in_time: asked.hotel.profile.check_in_time,
    })
}

/// All nights and rooms, and the taxes on top; without the derivation, for searches over many hotels.
pub(crate) fn total_minor(asked: Asked<'_>, night_prices: &[i64]) -> Result<i64, MoneyError> {
    let currency = asked.hotel.profile.currency;
    let taxable = Taxable { night_prices, rooms: asked.rooms, party: asked.party, currency };
    let nights = night_prices.iter().try_fold(0_i64, |sum, price| {
        price.checked_mul(asked.rooms.into()).and_then(|night| sum.checked_add(night))
    });
    let mut on_top = asked.hotel.profile.taxes.iter().filter(|rule| !rule.is_included());
    on_top.try_fold(nights.ok_or(MoneyError::Overflow)?, |sum, rule| {
        sum.checked_add(rule.amount(taxable)?).ok_or(MoneyError::Overflow)
    })
}
