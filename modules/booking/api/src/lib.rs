//! Booking as other modules know it: bookings and their life.
//!
//! Promise: an acknowledged booking has its rooms. The booking row is the commit record of a sale; holds are
//! ended by booking alone, after it has decided.

mod calendar;
mod commands;
mod desk;
mod errors;
mod events;
mod port;
mod view;

pub use calendar::{CalendarEntry, Venue, calendar_host};
pub use commands::{
    AddNote, CancelBooking, ChangeBooking, DeskAction, DeskCommand, Guest, GuestError, PlaceBooking,
    PlaceHold, Proof, Rooms,
};
pub use desk::{Board, FiguresQuery, Group, NightFigures};
pub use errors::{BookingError, BookingRefusal};
pub use events::{BookingEvent, NightsOfHold, kinds};
pub use port::Booking;
pub use view::{
    BookingDetail, BookingList, BookingPage, BookingStatus, BookingView, HistoryEntry, HoldView, StaffNote,
    UnknownStatus,
};
