//! The desk's grid: every room type's stock and every rate plan's prices, night by night, as they are set.

use kernel::{Date, HotelId, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Code, HotelRef};

/// A hotel's grid.
#[derive(Debug, Clone)]
pub struct AriQuery {
    /// Which hotel.
    pub hotel: HotelRef,
    /// The first night.
    pub from: Date,
    /// The night after the last; at most 92 nights.
    pub to: Date,
}

/// Availability, rates and restrictions of all that a hotel sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriGrid {
    /// The hotel's id.
    pub hotel_id: HotelId,
    /// The first night.
    pub from: Date,
    /// The night after the last.
    pub to: Date,
    /// Each room type, in the hotel's order.
    pub room_types: Vec<AriRoomType>,
}

/// A room type's nights, and what each rate plan asks for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriRoomType {
    /// The room type's code.
    pub room_type: Code,
    /// Its nights in order; one that is left out was never made and is not for sale.
    pub nights: Vec<AriNight>,
    /// Each rate plan, in the hotel's order.
    pub rate_plans: Vec<AriRatePlan>,
}

/// A room type's night: its stock, and the restrictions under every rate plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriNight {
    /// The night.
    pub date: Date,
    /// How many rooms are for sale.
    pub allotment: u32,
    /// How many more may be sold.
    pub overbooking: u32,
    /// How many rooms are claimed, by holds and bookings.
    pub taken: u32,
    /// Whether the night is not for sale.
    pub closed: bool,
    /// Whether nobody may arrive on this date.
    pub closed_to_arrival: bool,
    /// Whether nobody may leave on this date.
    pub closed_to_departure: bool,
    /// The fewest nights for arrivals on this date.
    pub min_stay: Option<u16>,
    /// The most nights for arrivals on this date.
    pub max_stay: Option<u16>,
}

/// What a rate plan asks for a room type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriRatePlan {
    /// The rate plan's code.
    pub rate_plan: Code,
    /// Its nights in order; on one that is left out the room type is not sold under it.
    pub nights: Vec<AriRate>,
}

/// A rate plan's night: its price, and restrictions beside the room type's; the stricter count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriRate {
    /// The night.
    pub date: Date,
    /// The price of one room; null when the night is not sold under the plan.
    pub price: Option<Money>,
    /// Whether the night is not for sale under the plan.
    pub closed: bool,
    /// Whether nobody may arrive on this date.
    pub closed_to_arrival: bool,
    /// Whether nobody may leave on this date.
    pub closed_to_departure: bool,
    /// The fewest nights for arrivals on this date.
    pub min_stay: Option<u16>,
    /// The most nights for arrivals on this date.
    pub max_stay: Option<u16>,
}
