//! What the desk looks at: today's comings and goings, and what each night brings.

use chrono::{DateTime, Utc};
use kernel::{Date, HotelId};
use serde::{Deserialize, Serialize};

use crate::BookingView;

/// A hotel's day. No booking is in two groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Expected today.
    pub arrivals: Group,
    /// Expected on a day before, and neither here nor called off.
    pub overdue: Group,
    /// In house, and leaving today or late already.
    pub departures: Group,
    /// In house, and staying tonight.
    pub in_house: Group,
    /// Checked out today, whatever day they had booked until.
    pub left: Group,
}

/// Bookings that the desk treats alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// By arrival, then by code; at most 200.
    pub bookings: Vec<BookingView>,
    /// How many bookings there are, also beyond those listed.
    pub total: u32,
    /// How many rooms all of them have.
    pub rooms: u32,
}

impl Group {
    /// More than a large hotel turns over in a day.
    pub const LISTED_MAX: u32 = 200;
}

/// Which nights to report on.
#[derive(Debug, Clone)]
pub struct FiguresQuery {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The first night.
    pub from: Date,
    /// The night after the last; at most 366 nights.
    pub to: Date,
    /// Pick-up is counted from this moment on.
    pub picked_up_since: DateTime<Utc>,
}

/// What one night brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NightFigures {
    /// The night.
    pub date: Date,
    /// Rooms of bookings that are confirmed, in house or past. Nights given back are not sold.
    pub rooms_sold: u32,
    /// What those rooms cost this night, in minor units of the hotel's currency; taxes on top are not counted.
    pub revenue_minor: i64,
    /// Rooms sold for this night and not for the one before it to the same booking.
    pub arrivals: u32,
    /// Rooms sold for the night before and not for this one to the same booking.
    pub departures: u32,
    /// The people in the rooms sold.
    pub guests_in_house: u32,
    /// Rooms sold by bookings made since the moment asked for.
    pub picked_up: u32,
    /// Rooms of bookings that were made before that moment and cancelled since.
    pub fell_off: u32,
}
