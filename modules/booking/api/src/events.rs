//! What booking tells others. Fields are only ever added; a changed meaning is a new type.

use inventory_api::Code;
use kernel::{BookingId, ConfirmationCode, Date, HoldId, HotelId, Money};
use serde::{Deserialize, Serialize};

use crate::BookingStatus;

/// The types of booking's events.
pub mod kinds {
    /// A booking was made.
    pub const CONFIRMED: &str = "jumak.booking.confirmed.v1";
    /// Its dates or room type were changed.
    pub const CHANGED: &str = "jumak.booking.changed.v1";
    /// It was called off.
    pub const CANCELLED: &str = "jumak.booking.cancelled.v1";
    /// The guest arrived.
    pub const CHECKED_IN: &str = "jumak.booking.checked_in.v1";
    /// The guest left.
    pub const CHECKED_OUT: &str = "jumak.booking.checked_out.v1";
    /// The guest did not come.
    pub const NO_SHOW: &str = "jumak.booking.no_show.v1";
}

/// The payload of every booking event: the booking as it is after it, and what became of its holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingEvent {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The booking.
    pub booking_id: BookingId,
    /// Its code.
    pub confirmation_code: ConfirmationCode,
    /// Where it stands now.
    pub status: BookingStatus,
    /// The date of arrival.
    pub check_in: Date,
    /// The date of departure.
    pub check_out: Date,
    /// How many rooms.
    pub rooms: u16,
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code.
    pub rate_plan: Code,
    /// The price of one room, night by night, in minor units.
    pub night_prices: Vec<i64>,
    /// What the stay costs, all in.
    pub total: Money,
    /// What is kept, of a cancelled booking or a no-show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Money>,
    /// The booking's version after the change; equals the event's sequence.
    pub version: i64,
    /// Holds that became the booking's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<HoldId>,
    /// Nights given back, by hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<NightsOfHold>,
}

/// Nights of one hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightsOfHold {
    /// The hold.
    pub hold_id: HoldId,
    /// The nights.
    pub nights: Vec<Date>,
}
