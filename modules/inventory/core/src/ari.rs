//! The desk's grid: what is set for each night, put together in the hotel's order.

use std::collections::HashMap;

use db::{DbError, FreshRead};
use inventory_api::{AriGrid, AriNight, AriRate, AriRatePlan, AriRoomType, Hotel, RoomType};
use kernel::{Currency, Date, Money, RatePlanId, RoomTypeId};

use crate::{
    domain::night::{Night, Rate},
    store,
};

type Rates = HashMap<(RoomTypeId, RatePlanId), Vec<(Date, Rate)>>;

/// The hotel's nights from `from` up to, without, `to`.
pub(crate) async fn grid(
    read: &impl FreshRead,
    hotel: &Hotel,
    (from, to): (Date, Date),
) -> Result<AriGrid, DbError> {
    let mut nights = store::ari::nights(read, hotel.id, (from, to)).await?;
    let mut rates = store::ari::rates(read, hotel.id, (from, to)).await?;
    let room_types = hotel
        .room_types
        .iter()
        .map(|room_type| AriRoomType {
            room_type: room_type.profile.code.clone(),
            nights: nights.remove(&room_type.id).unwrap_or_default().into_iter().map(night).collect(),
            rate_plans: rate_plans(hotel, room_type, &mut rates),
        })
        .collect();
    Ok(AriGrid { hotel_id: hotel.id, from, to, room_types })
}

fn rate_plans(hotel: &Hotel, room_type: &RoomType, rates: &mut Rates) -> Vec<AriRatePlan> {
    let currency = hotel.profile.currency;
    let mut nights_of = |rate_plan| rates.remove(&(room_type.id, rate_plan)).unwrap_or_default();
    hotel
        .rate_plans
        .iter()
        .map(|rate_plan| AriRatePlan {
            rate_plan: rate_plan.profile.code.clone(),
            nights: nights_of(rate_plan.id).into_iter().map(|night| rate(night, currency)).collect(),
        })
        .collect()
}

fn night((date, night): (Date, Night)) -> AriNight {
    AriNight {
        date,
        allotment: night.allotment,
        overbooking: night.overbooking,
        taken: night.taken,
        closed: night.rules.is_closed(),
        closed_to_arrival: night.rules.is_closed_to_arrival(),
        closed_to_departure: night.rules.is_closed_to_departure(),
        min_stay: night.rules.min_stay(),
        max_stay: night.rules.max_stay(),
    }
}

fn rate((date, rate): (Date, Rate), currency: Currency) -> AriRate {
    AriRate {
        date,
        price: rate.price_minor().map(|amount| Money::new(amount, currency)),
        closed: rate.rules.is_closed(),
        closed_to_arrival: rate.rules.is_closed_to_arrival(),
        closed_to_departure: rate.rules.is_closed_to_departure(),
        min_stay: rate.rules.min_stay(),
        max_stay: rate.rules.max_stay(),
    }
}
