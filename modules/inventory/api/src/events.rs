//! What inventory tells others. Fields are only ever added; a changed meaning is a new type.

use chrono::{DateTime, Utc};
use kernel::{Date, HoldId, HotelId, Money, RatePlanId, RoomTypeId};
use serde::{Deserialize, Serialize};

use crate::Code;

/// The types of inventory's events.
pub mod kinds {
    /// [`super::HoldPlaced`].
    pub const HOLD_PLACED: &str = "jumak.inventory.hold_placed.v1";
    /// [`super::HoldReleased`].
    pub const HOLD_RELEASED: &str = "jumak.inventory.hold_released.v1";
    /// [`super::AvailabilityChanged`].
    pub const AVAILABILITY_CHANGED: &str = "jumak.inventory.availability_changed.v1";
    /// [`super::AriChanged`].
    pub const ARI_CHANGED: &str = "jumak.inventory.ari_changed.v1";
}

/// Rooms are claimed for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldPlaced {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The hold.
    pub hold_id: HoldId,
    /// The room type.
    pub room_type_id: RoomTypeId,
    /// Its code.
    pub room_type: Code,
    /// The date of arrival.
    pub check_in: Date,
    /// The date of departure.
    pub check_out: Date,
    /// How many rooms.
    pub rooms: u16,
    /// What the stay costs.
    pub total: Money,
    /// Until when its owner must decide.
    pub expires_at: DateTime<Utc>,
}

/// Nights of a hold were given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReleased {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The hold.
    pub hold_id: HoldId,
    /// The room type.
    pub room_type_id: RoomTypeId,
    /// The nights given back.
    pub nights: Vec<Date>,
    /// How many rooms each.
    pub rooms: u16,
}

/// The stock of a range of nights, as it now is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityChanged {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The room type.
    pub room_type_id: RoomTypeId,
    /// Its code.
    pub room_type: Code,
    /// The first night.
    pub from: Date,
    /// The night after the last.
    pub to: Date,
    /// How many rooms are left, night by night.
    pub available: Vec<u32>,
    /// The hotel's inventory version after the change; equals the event's sequence.
    pub version: i64,
}

/// Prices or restrictions of a range of nights were set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AriChanged {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The room type.
    pub room_type_id: RoomTypeId,
    /// Its code.
    pub room_type: Code,
    /// The rate plan, when its own rates or restrictions were set.
    pub rate_plan_id: Option<RatePlanId>,
    /// Its code.
    pub rate_plan: Option<Code>,
    /// The first night.
    pub from: Date,
    /// The night after the last.
    pub to: Date,
    /// The hotel's inventory version after the change; equals the event's sequence.
    pub version: i64,
}
