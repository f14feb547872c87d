//! A price with its derivation, as it was when rooms were held.

use chrono::{DateTime, Utc};
use kernel::{Date, HoldId, HotelId, Money, Party, RatePlanId, RoomTypeId, Stay, TimeOfDay, Zone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CancellationPolicy, Code, PricedStay};

/// One night's price for one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NightPrice {
    /// The night.
    pub date: Date,
    /// The price of one room.
    pub price: Money,
}

/// What one tax adds to a stay, or is part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxLine {
    /// The rule's code.
    pub code: String,
    /// The rule's name.
    pub name: String,
    /// Whether the prices contain it already.
    #[serde(rename = "included")]
    pub is_included: bool,
    /// Over all nights, rooms and persons.
    pub amount: Money,
}

/// Everything that decides what a stay costs, frozen: any booking can be priced again from it to the same unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The room type.
    pub room_type_id: RoomTypeId,
    /// Its code.
    pub room_type: Code,
    /// The rate plan.
    pub rate_plan_id: RatePlanId,
    /// Its code.
    pub rate_plan: Code,
    /// From when to when.
    pub stay: Stay,
    /// How many rooms.
    pub rooms: u16,
    /// Who comes.
    pub party: Party,
    /// The price of one room, night by night.
    pub nights: Vec<NightPrice>,
    /// The taxes, included and on top.
    pub taxes: Vec<TaxLine>,
    /// All nights and rooms, and the taxes on top.
    pub total: Money,
    /// What a cancellation costs.
    pub cancellation: CancellationPolicy,
    /// The hotel's zone and clock, by which deadlines pass.
    pub time_zone: Zone,
    /// When rooms are ready.
    pub check_in_time: TimeOfDay,
}

impl PricedStay for Quote {
    fn arrival(&self) -> Date {
        self.stay.check_in()
    }

    fn clock(&self) -> (Zone, TimeOfDay) {
        (self.time_zone, self.check_in_time)
    }

    fn total(&self) -> Money {
        self.total
    }

    fn night_prices(&self) -> impl Iterator<Item = i64> {
        self.nights.iter().map(|night| night.price.amount)
    }

    fn rooms(&self) -> u16 {
        self.rooms
    }
}

/// A claim on rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its id.
    pub hold_id: HoldId,
    /// Until when its owner must decide.
    pub expires_at: DateTime<Utc>,
    /// The nights it claims; fewer than the stay's when the owner had some already.
    pub claimed: Vec<Date>,
    /// The price and terms, frozen.
    pub quote: Quote,
    /// Where it stands.
    pub state: HoldState,
}

/// Where a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Waiting for its owner's decision.
    Held,
    /// A booking's own.
    Settled,
    /// Given back.
    Released,
}
