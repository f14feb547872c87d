//! The names of what staff may be allowed to do. A route names one; a role includes some.

/// Creating and changing hotels, room types and rate plans.
pub const MANAGE_HOTELS: &str = "hotels.manage";
/// Setting availability, rates and restrictions.
pub const SET_ARI: &str = "ari.set";
/// Seeing bookings and their guests.
pub const READ_BOOKINGS: &str = "bookings.read";
/// Booking, changing and cancelling on a guest's behalf; check-in, check-out, no-show.
pub const WRITE_BOOKINGS: &str = "bookings.write";
/// Adding staff and keys.
pub const MANAGE_STAFF: &str = "staff.manage";

/// Every permission there is.
pub const ALL: [&str; 5] = [MANAGE_HOTELS, SET_ARI, READ_BOOKINGS, WRITE_BOOKINGS, MANAGE_STAFF];
