//! Booking as other modules know it: bookings and their life.
//!
//! Promise: an acknowledged booking has its rooms. The booking row is the commit record of a sale; holds are
//! ended by booking alone, after it has decided.

mod commands;
mod errors;
mod events;
mod port;
mod view;

pub use commands::{
    CancelBooking, ChangeBooking, DeskAction, DeskCommand, Guest, GuestError, PlaceBooking, PlaceHold, Proof,
    Rooms,
};
pub use errors::{BookingError, BookingRefusal};
pub use events::{BookingEvent, NightsOfHold, kinds};
pub use port::Booking;
pub use view::{
    BookingDetail, BookingList, BookingPage, BookingStatus, BookingView, HistoryEntry, HoldView,
    UnknownStatus,
};
