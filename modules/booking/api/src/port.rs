//! The way into booking. Every method could cross a wire.

use async_trait::async_trait;
use inventory_api::{HoldError, QueryError, Violation};
use kernel::{BookingId, ConfirmationCode, Done, HoldId, HotelId};

use crate::{
    BookingDetail, BookingError, BookingList, BookingPage, BookingView, CancelBooking, ChangeBooking,
    DeskCommand, HistoryEntry, HoldView, PlaceBooking, PlaceHold, Proof,
};

/// What booking does for the rest of the house.
#[async_trait]
pub trait Booking: Send + Sync {
    /// Claims rooms for a guest. Lapsed holds in the way are ended first, so "sold out" is never false.
    async fn hold(&self, command: PlaceHold) -> Result<Done<HoldView>, HoldError>;

    /// Gives a hold up. A hold that is gone, or booked, is left as it is.
    async fn abandon(&self, hold: HoldId) -> Result<(), BookingError>;

    /// Books rooms.
    async fn place(&self, command: PlaceBooking) -> Result<Done<BookingView>, BookingError>;

    /// Cancels a booking; its nights are for sale when this answers.
    async fn cancel(&self, command: CancelBooking) -> Result<Done<BookingView>, BookingError>;

    /// Changes a booking's dates or room type; nights dropped are for sale when this answers.
    async fn change(&self, command: ChangeBooking) -> Result<Done<BookingView>, BookingError>;

    /// Checks in, checks out, or records a no-show.
    async fn desk(&self, command: DeskCommand) -> Result<Done<BookingView>, BookingError>;

    /// A booking, to whoever may see it.
    async fn booking(&self, code: ConfirmationCode, proof: &Proof) -> Result<BookingView, BookingError>;

    /// A booking for another module.
    async fn detail(&self, hotel: HotelId, booking: BookingId) -> Result<BookingDetail, BookingError>;

    /// Bookings for other modules, in one go; unknown ones are left out.
    async fn details(&self, bookings: &[(HotelId, BookingId)]) -> Result<Vec<BookingDetail>, BookingError>;

    /// A hotel's bookings.
    async fn list(&self, list: BookingList) -> Result<BookingPage, QueryError>;

    /// What happened to a booking, oldest first.
    async fn history(&self, hotel: HotelId, booking: BookingId) -> Result<Vec<HistoryEntry>, QueryError>;

    /// Ends lapsed holds: decides against each, then gives it back. Answers how many.
    async fn sweep(&self) -> Result<usize, BookingError>;

    /// Recounts what bookings imply, and compares it with inventory's holds.
    async fn audit(&self) -> Result<Vec<Violation>, QueryError>;
}
