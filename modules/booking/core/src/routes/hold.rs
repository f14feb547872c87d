//! Holding rooms for a while.

use actix_web::{HttpResponse, delete, http::StatusCode, post};
use booking_api::{HoldView, PlaceHold};
use http_kit::{PathArgs, Problem, ProblemBody, Write, replied};
use inventory_api::HoldError;
use kernel::HoldId;

use super::{
    Shared,
    caller::Booker,
    docs::PublicWriteProblems,
    input::HoldBody,
    problem::{of_booking, of_hold, of_hold_refusal, refused},
};

/// Holds rooms.
///
/// They are kept until `expires_at` at the price answered; book with the `hold_id` before then.
#[utoipa::path(
    tag = "bookings",
    params(
        ("hotel" = String, Path, description = "The hotel's id or slug."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body = HoldBody,
    responses(
        (status = 201, description = "The hold.", body = HoldView),
        (status = 400, description = "Fields that cannot be used, or no Idempotency-Key.", body = ProblemBody, content_type = "application/problem+json"),
        PublicWriteProblems,
    ),
    security((), ("api_key" = [])),
)]
#[post("/hotels/{hotel}/holds")]
pub(super) async fn place_hold(
    state: Shared,
    booker: Booker,
    hotel: PathArgs<String>,
    write: Write<HoldBody>,
) -> Result<HttpResponse, Problem> {
    let hotel_id = state.hotel(&hotel.0).await?.id;
    let by = booker.at(hotel_id)?;
    let once = write.once(by.actor);
    let terms = write.body.terms().map_err(Problem::input)?;
    let command = PlaceHold { hotel_id, terms, once: once.clone() };
    let work = async {
        match state.booking.hold(command).await {
            Ok(done) => replied(StatusCode::CREATED, &done),
            Err(HoldError::Refused { refusal, is_replay }) => {
                Ok(refused(&of_hold_refusal(refusal), is_replay))
            }
            Err(error) => Err(of_hold(error)),
        }
    };
    state.once(&once, work).await
}

/// Gives a hold up.
///
/// The answer is the same when it is gone already, or was booked, which changes nothing.
#[utoipa::path(
    tag = "bookings",
    params(("hold_id" = String, Path, description = "The hold's id.", format = Uuid)),
    responses(
        (status = 204, description = "The hold is over."),
        (status = 404, description = "No hold has such an id.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "Something broke on our side.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Not now; Retry-After says when.", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(()),
)]
#[delete("/holds/{hold_id}")]
pub(super) async fn abandon_hold(state: Shared, hold: PathArgs<String>) -> Result<HttpResponse, Problem> {
    let hold: HoldId = hold.0.parse().map_err(|_| Problem::not_found("hold"))?;
    state.booking.abandon(hold).await.map_err(of_booking)?;
    Ok(HttpResponse::NoContent().finish())
}
