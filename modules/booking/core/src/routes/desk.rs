//! What the desk does: arrivals, departures, no-shows, and the list of bookings.

use actix_web::{HttpResponse, get, http::StatusCode, post};
use booking_api::{BookingList, BookingPage, BookingStatus, BookingView, DeskAction, DeskCommand};
use http_kit::{Act, Args, Guard, PathArgs, Problem, ProblemBody};
use kernel::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Shared, State,
    caller::{ReadBookings, WriteBookings, staff_proof},
    code,
    docs::{DeskProblems, ReadProblems},
    problem::{answered, of_query},
    shown,
};

/// A desk's screen shows about as many.
const LIMIT_DEFAULT: u16 = 50;

/// Checks a guest in, on a day of the stay.
#[utoipa::path(
    tag = "desk",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body(content = Object, description = "`{}`, or nothing."),
    responses(
        (status = 200, description = "The booking, checked in.", body = BookingView),
        (status = 400, description = "No Idempotency-Key, or an unknown field.", body = ProblemBody, content_type = "application/problem+json"),
        DeskProblems,
    ),
    security(("api_key" = [])),
)]
#[post("/bookings/{code}/check-in")]
pub(super) async fn check_in(
    state: Shared,
    guard: Guard<WriteBookings>,
    path: PathArgs<String>,
    act: Act,
) -> Result<HttpResponse, Problem> {
    desk(&state, &guard, &path.0, (DeskAction::CheckIn, act)).await
}

/// Checks a guest out. Nights not slept are given back; the total stays.
#[utoipa::path(
    tag = "desk",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body(content = Object, description = "`{}`, or nothing."),
    responses(
        (status = 200, description = "The booking, checked out.", body = BookingView),
        (status = 400, description = "No Idempotency-Key, or an unknown field.", body = ProblemBody, content_type = "application/problem+json"),
        DeskProblems,
    ),
    security(("api_key" = [])),
)]
#[post("/bookings/{code}/check-out")]
pub(super) async fn check_out(
    state: Shared,
    guard: Guard<WriteBookings>,
    path: PathArgs<String>,
    act: Act,
) -> Result<HttpResponse, Problem> {
    desk(&state, &guard, &path.0, (DeskAction::CheckOut, act)).await
}

/// Records that a guest did not come, on the day of arrival or later. Nights to come are given back.
#[utoipa::path(
    tag = "desk",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body(content = Object, description = "`{}`, or nothing."),
    responses(
        (status = 200, description = "The booking, a no-show, with `penalty` and `refund`.", body = BookingView),
        (status = 400, description = "No Idempotency-Key, or an unknown field.", body = ProblemBody, content_type = "application/problem+json"),
        DeskProblems,
    ),
    security(("api_key" = [])),
)]
#[post("/bookings/{code}/no-show")]
pub(super) async fn no_show(
    state: Shared,
    guard: Guard<WriteBookings>,
    path: PathArgs<String>,
    act: Act,
) -> Result<HttpResponse, Problem> {
    desk(&state, &guard, &path.0, (DeskAction::NoShow, act)).await
}

async fn desk(
    state: &State,
    guard: &Guard<WriteBookings>,
    path: &str,
    (action, act): (DeskAction, Act),
) -> Result<HttpResponse, Problem> {
    let code = code(path)?;
    let by = guard.by();
    let once = act.once(by.actor);
    let command = DeskCommand { code, proof: staff_proof(guard), action, by, once: once.clone() };
    let work = async { answered(StatusCode::OK, state.booking.desk(command).await) };
    state.once(&once, work).await
}

/// Which bookings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Only these.
    #[param(inline)]
    status: Option<BookingStatus>,
    /// Arriving on this date or later.
    #[param(inline)]
    arrival_from: Option<Date>,
    /// Arriving before this date.
    #[param(inline)]
    arrival_to: Option<Date>,
    /// Leaving on this date or later.
    #[param(inline)]
    departure_from: Option<Date>,
    /// Leaving before this date.
    #[param(inline)]
    departure_to: Option<Date>,
    /// The beginning of the code, or a part of the guest's name or e-mail.
    #[param(max_length = 200)]
    q: Option<String>,
    /// At most so many, 1 to 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A hotel's bookings, by arrival.
#[utoipa::path(
    tag = "desk",
    params(("hotel" = String, Path, description = "The hotel's id or slug."), ListQuery),
    responses(
        (status = 200, description = "A page of bookings.", body = BookingPage),
        (status = 400, description = "Parameters that cannot be used.", body = ProblemBody, content_type = "application/problem+json"),
        ReadProblems,
    ),
    security(("api_key" = [])),
)]
#[get("/hotels/{hotel}/bookings")]
pub(super) async fn list_bookings(
    state: Shared,
    guard: Guard<ReadBookings>,
    hotel: PathArgs<String>,
    query: Args<ListQuery>,
) -> Result<HttpResponse, Problem> {
    let hotel_id = state.hotel(&hotel.0).await?.id;
    guard.at(hotel_id)?;
    let query = query.0;
    let list = BookingList {
        hotel_id,
        status: query.status,
        arrival_from: query.arrival_from,
        arrival_to: query.arrival_to,
        departure_from: query.departure_from,
        departure_to: query.departure_to,
        q: query.q,
        limit: query.limit.unwrap_or(LIMIT_DEFAULT),
        cursor: query.cursor,
    };
    state.booking.list(list).await.map(shown).map_err(of_query)
}
