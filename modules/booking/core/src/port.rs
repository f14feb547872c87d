//! The port: each command counted, and worked on to its end whoever goes away meanwhile.

use std::sync::Arc;

use async_trait::async_trait;
use booking_api::{
    AddNote, Board, Booking, BookingDetail, BookingError, BookingList, BookingPage, BookingView,
    CancelBooking, ChangeBooking, DeskAction, DeskCommand, FiguresQuery, HistoryEntry, HoldView,
    NightFigures, PlaceBooking, PlaceHold, Proof, StaffNote,
};
use inventory_api::{CommandError, HoldError, QueryError, Violation};
use kernel::{BookingId, ConfirmationCode, Date, Done, HoldId, HotelId};

use crate::{
    audit,
    measure::{self, Outcome},
    service::Service,
};

/// Booking, as the rest of the house sees it.
#[derive(Clone)]
pub(crate) struct Port(pub(crate) Arc<Service>);

impl Port {
    /// Runs a write in a task of its own: a client that hangs up between two steps must not leave the first
    /// without the second, and whoever repeats the key finds one answer. It stays part of its request: what it writes,
    /// the request's own reads will see.
    async fn to_its_end<T, E, F>(
        &self,
        action: &'static str,
        work: impl FnOnce(Arc<Service>) -> F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<CommandError> + Send + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        Result<T, E>: Outcome,
    {
        let outcome =
            tokio::spawn(db::position::carried(work(self.0.clone()))).await.unwrap_or_else(|error| {
                tracing::error!(action, %error, "A command was cut short");
                Err(CommandError::Unknown(format!("{action} was cut short")).into())
            });
        measure::count(action, &outcome);
        outcome
    }
}

#[async_trait]
impl Booking for Port {
    async fn hold(&self, command: PlaceHold) -> Result<Done<HoldView>, HoldError> {
        self.to_its_end("hold", |service| async move { service.hold(command).await }).await
    }

    async fn abandon(&self, hold: HoldId) -> Result<(), BookingError> {
        let abandon = |service: Arc<Service>| async move { service.abandon(hold).await.map(Done::first) };
        self.to_its_end::<_, BookingError, _>("abandon", abandon).await.map(|done| done.answer)
    }

    async fn place(&self, command: PlaceBooking) -> Result<Done<BookingView>, BookingError> {
        self.to_its_end("book", |service| async move { service.place(command).await }).await
    }

    async fn cancel(&self, command: CancelBooking) -> Result<Done<BookingView>, BookingError> {
        self.to_its_end("cancel", |service| async move { service.cancel(command).await }).await
    }

    async fn change(&self, command: ChangeBooking) -> Result<Done<BookingView>, BookingError> {
        self.to_its_end("change", |service| async move { service.change(command).await }).await
    }

    async fn desk(&self, command: DeskCommand) -> Result<Done<BookingView>, BookingError> {
        let action = match command.action {
            DeskAction::CheckIn => "check_in",
            DeskAction::CheckOut => "check_out",
            DeskAction::NoShow => "no_show",
        };
        self.to_its_end(action, |service| async move { service.desk(command).await }).await
    }

    async fn add_note(&self, command: AddNote) -> Result<Done<StaffNote>, BookingError> {
        self.to_its_end("add_note", |service| async move { service.add_note(command).await }).await
    }

    async fn booking(&self, code: ConfirmationCode, proof: &Proof) -> Result<BookingView, BookingError> {
        let outcome = self.0.booking(code, proof).await;
        measure::count("look_up", &outcome.as_ref().map(|_| ()));
        outcome
    }

    async fn detail(&self, hotel: HotelId, booking: BookingId) -> Result<BookingDetail, BookingError> {
        self.0.detail(hotel, booking).await
    }

    async fn details(&self, bookings: &[(HotelId, BookingId)]) -> Result<Vec<BookingDetail>, BookingError> {
        self.0.details(bookings).await
    }

    async fn list(&self, list: BookingList) -> Result<BookingPage, QueryError> {
        self.0.list(list).await
    }

    async fn history(&self, hotel: HotelId, booking: BookingId) -> Result<Vec<HistoryEntry>, QueryError> {
        self.0.history(hotel, booking).await
    }

    async fn notes(&self, hotel: HotelId, booking: BookingId) -> Result<Vec<StaffNote>, QueryError> {
        self.0.notes(hotel, booking).await
    }

    async fn board(&self, hotel: HotelId, day: Date) -> Result<Board, QueryError> {
        self.0.board(hotel, day).await
    }

    async fn figures(&self, query: FiguresQuery) -> Result<Vec<NightFigures>, QueryError> {
        self.0.figures(query).await
    }

    async fn sweep(&self) -> Result<usize, BookingError> {
        self.0.sweep().await
    }

    async fn audit(&self) -> Result<Vec<Violation>, QueryError> {
        audit::audit(&self.0).await
    }
}
