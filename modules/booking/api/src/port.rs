//! The way into booking. Every method could cross a wire.

use async_trait::async_trait;
use inventory_api::{HoldError, QueryError, Violation};
use kernel::{BookingId, ConfirmationCode, Date, Done, HoldId, HotelId};

use crate::{
    AddNote, Board, BookingDetail, BookingError, BookingList, BookingPage, BookingView, CancelBooking,
    ChangeBooking, DeskCommand, FiguresQuery, HistoryEntry, HoldView, NightFigures, PlaceBooking, PlaceHold,
    Proof, StaffNote,
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

    /// Writes something down about a booking, for staff alone.
    async fn add_note(&self, command: AddNote) -> Result<Done<StaffNote>, BookingError>;

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

    /// What staff wrote down about a booking, newest first; at most 200.
    async fn notes(&self, hotel: HotelId, booking: BookingId) -> Result<Vec<StaffNote>, QueryError>;

    /// What the desk has to do on a day.
    async fn board(&self, hotel: HotelId, day: Date) -> Result<Board, QueryError>;

    /// What a hotel's nights bring: one entry for each night asked for, in order.
    async fn figures(&self, query: FiguresQuery) -> Result<Vec<NightFigures>, QueryError>;

    /// Ends lapsed holds: decides against each, then gives it back. Answers how many.
    async fn sweep(&self) -> Result<usize, BookingError>;

    /// Recounts what bookings imply, and compares it with inventory's holds.
    async fn audit(&self) -> Result<Vec<Violation>, QueryError>;
}
