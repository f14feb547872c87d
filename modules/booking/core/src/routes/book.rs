//! Booking rooms.

use actix_web::{HttpResponse, http::StatusCode, post};
use booking_api::{BookingError, BookingView, PlaceBooking};
use http_kit::{PathArgs, Problem, ProblemBody, Write};

use super::{Shared, caller::Booker, docs::PublicWriteProblems, input::BookingBody, problem::answered};

/// Books rooms: those of a hold, or held and booked in one step.
///
/// The answer carries the `manage_token`, which opens the booking to whoever has it. Only its hash is kept: it
/// is shown again to a repeat of this request and to a look-up by code and e-mail.
#[utoipa::path(
    tag = "bookings",
    params(
        ("hotel" = String, Path, description = "The hotel's id or slug."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body = BookingBody,
    responses(
        (status = 201, description = "The booking.", body = BookingView),
        (status = 400, description = "Fields that cannot be used, or no Idempotency-Key.", body = ProblemBody, content_type = "application/problem+json"),
        PublicWriteProblems,
    ),
    security((), ("api_key" = [])),
)]
#[post("/hotels/{hotel}/bookings")]
pub(super) async fn place_booking(
    state: Shared,
    booker: Booker,
    hotel: PathArgs<String>,
    write: Write<BookingBody>,
) -> Result<HttpResponse, Problem> {
    let hotel_id = state.hotel(&hotel.0).await?.id;
    let by = booker.at(hotel_id)?;
    let once = write.once(by.actor);
    let wanted = write.body.wanted().map_err(Problem::input)?;
    let rooms = wanted.rooms.ok_or_else(|| Problem::not_found("hold"))?;
    let (guest, note) = (wanted.guest, wanted.note);
    let command = PlaceBooking { hotel_id, rooms, guest, note, by, once: once.clone() };
    let work = async {
        match state.booking.place(command).await {
            Err(BookingError::NotFound) => Err(Problem::not_found("hold")),
            outcome => answered(StatusCode::CREATED, outcome),
        }
    };
    state.once(&once, work).await
}
