//! Refusals on their way out: each with its stable code and what a person can do.

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
};
use booking_api::{BookingError, BookingRefusal, BookingView};
use http_kit::{FieldError, Problem, replied};
use inventory_api::{CommandError, HoldError, HoldRefusal, QueryError};
use kernel::Done;

/// `http_kit::REPLAYED`, spelt as HTTP/2 wants it.
const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The answer to a booking's command. A refusal is an answer too, and repeated to its key like any other.
pub(super) fn answered(
    status: StatusCode,
    outcome: Result<Done<BookingView>, BookingError>,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Ok(done) => replied(status, &done),
        Err(BookingError::Refused { refusal, is_replay }) => Ok(refused(&of_refusal(refusal), is_replay)),
        Err(error) => Err(of_booking(error)),
    }
}

/// A final refusal as an answer, marked when it is a repetition.
pub(super) fn refused(problem: &Problem, is_replay: bool) -> HttpResponse {
    let result = if is_replay { "replayed" } else { "fresh" };
    metrics::counter!("jumak_idempotency_total", "result" => result).increment(1);
    let mut response = problem.error_response();
    if is_replay {
        response.headers_mut().insert(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

pub(super) fn of_booking(error: BookingError) -> Problem {
    match error {
        BookingError::Refused { refusal, .. } => of_refusal(refusal),
        BookingError::NotFound => Problem::not_found("booking"),
        BookingError::NoHotel => Problem::not_found("hotel"),
        BookingError::Invalid(field, reason) => Problem::input(vec![FieldError::invalid(field, reason)]),
        BookingError::KeyReused => Problem::key_reused(),
        BookingError::Failed(error) => of_command(&error),
    }
}

/// Why no hold was placed, when it is no refusal.
pub(super) fn of_hold(error: HoldError) -> Problem {
    match error {
        HoldError::Refused { refusal, .. } => of_hold_refusal(refusal),
        HoldError::KeyReused => Problem::key_reused(),
        HoldError::NoHotel => Problem::not_found("hotel"),
        HoldError::Failed(error) => of_command(&error),
        HoldError::Lapsed(holds) => {
            tracing::error!(count = holds.len(), "Lapsed holds were left in the way");
            Problem::internal()
        }
    }
}

pub(super) fn of_query(error: QueryError) -> Problem {
    match error {
        QueryError::NoHotel => Problem::not_found("hotel"),
        QueryError::Invalid(field, reason) => Problem::input(vec![FieldError::invalid(field, reason)]),
        QueryError::Unavailable(reason) => of_command(&CommandError::Unavailable(reason)),
        QueryError::Failed(reason) => of_command(&CommandError::Failed(reason)),
    }
}

fn of_refusal(refusal: BookingRefusal) -> Problem {
    match refusal {
        BookingRefusal::Rooms(refusal) => of_hold_refusal(refusal),
        BookingRefusal::HoldExpired => Problem::conflict(
            "hold_expired",
            "The hold is over",
            "The hold's time is over, it was given up, or it was booked already. Place a new hold.",
        ),
        BookingRefusal::WrongStatus { status, action } => Problem::conflict(
            "wrong_status",
            "Not possible any more",
            format!("The booking is {status}; {action} is not possible."),
        )
        .with("booking_status", status),
        BookingRefusal::WrongDay { detail } => Problem::conflict("wrong_day", "Not the day for that", detail),
        BookingRefusal::BelowPenalty { penalty } => Problem::conflict(
            "below_penalty",
            "Less than cancelling costs",
            format!("The changed stay would cost less than the {penalty} that cancelling costs now. Keep more of the stay."),
        )
        .with("penalty", penalty),
        BookingRefusal::ChangedMeanwhile => Problem::conflict(
            "changed_meanwhile",
            "Changed meanwhile",
            "Somebody changed the booking at the same moment. Look at it and try again with a new key.",
        ),
    }
}

pub(super) fn of_hold_refusal(refusal: HoldRefusal) -> Problem {
    match refusal {
        HoldRefusal::SoldOut { nights, alternatives } => Problem::conflict(
            "sold_out",
            "Sold out",
            "Some nights have not enough rooms left. Take an alternative or other dates.",
        )
        .with("nights", nights)
        .with("alternatives", alternatives),
        HoldRefusal::PriceChanged { total } => Problem::conflict(
            "price_changed",
            "The price changed",
            format!("The stay costs {total} now. Ask again with it as expected_total."),
        )
        .with("total", total),
        HoldRefusal::Restricted { reasons } => Problem::conflict(
            "restricted",
            "Not on these terms",
            "The hotel's rules do not allow this stay; reasons say which. Change the dates or the party.",
        )
        .with("reasons", reasons),
        HoldRefusal::UnknownRoomType => unknown("room_type", "The hotel has no such room type."),
        HoldRefusal::UnknownRatePlan => unknown("rate_plan", "The hotel has no such rate plan."),
    }
}

fn unknown(field: &'static str, detail: &str) -> Problem {
    Problem::input(vec![FieldError::invalid(field, detail)])
}

/// Logged here because here it ends.
fn of_command(error: &CommandError) -> Problem {
    match error {
        CommandError::Unavailable(reason) => {
            tracing::error!(reason, "The database is unavailable");
            Problem::unavailable(
                "database_unavailable",
                "Bookings cannot be read or written just now. Nothing was changed; try again in a moment.",
            )
        }
        CommandError::ReadOnly => Problem::read_only(),
        CommandError::Unknown(reason) => {
            tracing::error!(reason, "The outcome of a command is unknown");
            Problem::unavailable(
                "outcome_unknown",
                "It is not known whether the change was made. Repeat the request with the same \
                 Idempotency-Key to learn it.",
            )
        }
        CommandError::Failed(reason) => {
            tracing::error!(reason, "A command failed");
            Problem::internal()
        }
    }
}
