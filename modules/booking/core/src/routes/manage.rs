//! Seeing, cancelling and changing a booking.

use actix_web::{HttpResponse, get, http::StatusCode, post};
use booking_api::{BookingError, BookingView, CancelBooking, ChangeBooking, Proof};
use http_kit::{Act, Body, ClientAddress, FieldError, PathArgs, Problem, ProblemBody, Write};
use inventory_api::Code;
use kernel::{Date, Money, Stay};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Shared,
    caller::{Manager, ReadBookings, WriteBookings},
    code,
    docs::{ManageProblems, ReadProblems},
    problem::{answered, of_booking},
    shown,
};

/// What a guest knows of their booking.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookUpBody {
    /// As it was told; lower case, spaces and hyphens do not matter.
    #[schema(example = "3F7K2M9QXR")]
    confirmation_code: String,
    /// The e-mail it was booked with; lower or upper case does not matter.
    #[schema(example = "ann@example.com")]
    email: String,
}

/// Finds a booking by its code and e-mail.
///
/// The answer carries the `manage_token`. It is the same 404 whether the code or the e-mail is wrong.
#[utoipa::path(
    tag = "bookings",
    request_body = LookUpBody,
    responses(
        (status = 200, description = "The booking.", body = BookingView),
        (status = 400, description = "Fields that cannot be used.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No booking has this code and e-mail.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is no JSON.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many look-ups; Retry-After says when.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "Something broke on our side.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Not now; Retry-After says when.", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(()),
)]
#[post("/bookings/lookup")]
pub(super) async fn look_up_booking(
    state: Shared,
    client: ClientAddress,
    body: Body<LookUpBody>,
) -> Result<HttpResponse, Problem> {
    state.look_ups.check(client.0, state.clock.now())?;
    let LookUpBody { confirmation_code, email } = body.value;
    let found = match confirmation_code.parse() {
        Ok(code) => state.booking.booking(code, &Proof::Email(email)).await,
        Err(_) => Err(BookingError::NotFound),
    };
    if let Err(BookingError::NotFound) = &found {
        state.look_ups.failed(client.0, state.clock.now());
    }
    found.map(shown).map_err(of_booking)
}

/// A booking.
#[utoipa::path(
    tag = "bookings",
    params(("code" = String, Path, description = "The confirmation code.")),
    responses((status = 200, description = "The booking.", body = BookingView), ReadProblems),
    security(("manage_token" = []), ("api_key" = [])),
)]
#[get("/bookings/{code}")]
pub(super) async fn show_booking(
    state: Shared,
    manager: Manager<ReadBookings>,
    path: PathArgs<String>,
) -> Result<HttpResponse, Problem> {
    let code = code(&path.0)?;
    state.booking.booking(code, &manager.proof()).await.map(shown).map_err(of_booking)
}

/// Cancels a booking.
///
/// `penalty` is what the policy agreed at booking keeps, `refund` the rest. The nights are for sale at once.
#[utoipa::path(
    tag = "bookings",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body(content = Object, description = "`{}`, or nothing."),
    responses(
        (status = 200, description = "The booking, cancelled.", body = BookingView),
        (status = 400, description = "No Idempotency-Key, or an unknown field.", body = ProblemBody, content_type = "application/problem+json"),
        ManageProblems,
    ),
    security(("manage_token" = []), ("api_key" = [])),
)]
#[post("/bookings/{code}/cancel")]
pub(super) async fn cancel_booking(
    state: Shared,
    manager: Manager<WriteBookings>,
    path: PathArgs<String>,
    act: Act,
) -> Result<HttpResponse, Problem> {
    let code = code(&path.0)?;
    let once = act.once(manager.key_owner(code));
    let (proof, by) = (manager.proof(), manager.by());
    let command = CancelBooking { code, proof, by, once: once.clone() };
    let work = async { answered(StatusCode::OK, state.booking.cancel(command).await) };
    state.once(&once, work).await
}

/// New dates, and perhaps another room type.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    /// The date of arrival.
    check_in: Date,
    /// The date of departure.
    check_out: Date,
    /// The room type's code; left out: the same.
    #[serde(default)]
    room_type: Option<Code>,
    /// The price you were shown; another price is refused.
    #[serde(default)]
    expected_total: Option<Money>,
}

/// Changes a booking's dates or room type.
///
/// The whole stay is priced at today's rates; the cancellation policy stays the one agreed at booking.
#[utoipa::path(
    tag = "bookings",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body = ChangeBody,
    responses(
        (status = 200, description = "The booking, changed.", body = BookingView),
        (status = 400, description = "Fields that cannot be used, or no Idempotency-Key.", body = ProblemBody, content_type = "application/problem+json"),
        ManageProblems,
    ),
    security(("manage_token" = []), ("api_key" = [])),
)]
#[post("/bookings/{code}/change")]
pub(super) async fn change_booking(
    state: Shared,
    manager: Manager<WriteBookings>,
    path: PathArgs<String>,
    write: Write<ChangeBody>,
) -> Result<HttpResponse, Problem> {
    let code = code(&path.0)?;
    let once = write.once(manager.key_owner(code));
    let ChangeBody { check_in, check_out, room_type, expected_total } = write.body;
    let stay = Stay::new(check_in, check_out)
        .map_err(|error| Problem::input(vec![FieldError::invalid("check_out", error)]))?;
    let (proof, by) = (manager.proof(), manager.by());
    let command = ChangeBooking { code, proof, stay, room_type, expected_total, by, once: once.clone() };
    let work = async { answered(StatusCode::OK, state.booking.change(command).await) };
    state.once(&once, work).await
}
