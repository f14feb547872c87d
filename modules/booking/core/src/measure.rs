//! Counts what booking is asked and how it ends.

use booking_api::{BookingError, BookingRefusal};
use inventory_api::{HoldError, HoldRefusal};
use kernel::Done;

/// How a request ended, as a label from a closed set.
pub(crate) trait Outcome {
    fn label(&self) -> &'static str;
}

/// Counts a request of booking by its outcome.
pub(crate) fn count(action: &'static str, outcome: &impl Outcome) {
    metrics::counter!(
        "jumak_booking_requests_total", "action" => action, "outcome" => outcome.label()
    )
    .increment(1);
}

impl<T> Outcome for Result<Done<T>, HoldError> {
    fn label(&self) -> &'static str {
        match self {
            Ok(done) => succeeded(done),
            Err(HoldError::Refused { refusal, .. }) => refused(refusal),
            Err(HoldError::KeyReused) => "key_reused",
            Err(HoldError::NoHotel) => "not_found",
            Err(HoldError::Lapsed(_) | HoldError::Failed(_)) => "failed",
        }
    }
}

impl<T> Outcome for Result<Done<T>, BookingError> {
    fn label(&self) -> &'static str {
        match self {
            Ok(done) => succeeded(done),
            Err(error) => unsuccessful(error),
        }
    }
}

/// A look-up, which is no write and has no replay.
impl Outcome for Result<(), &BookingError> {
    fn label(&self) -> &'static str {
        match self {
            Ok(()) => "done",
            Err(error) => unsuccessful(error),
        }
    }
}

fn succeeded<T>(done: &Done<T>) -> &'static str {
    if done.is_replay { "replayed" } else { "done" }
}

fn unsuccessful(error: &BookingError) -> &'static str {
    match error {
        BookingError::Refused { refusal, .. } => match refusal {
            BookingRefusal::Rooms(refusal) => refused(refusal),
            BookingRefusal::HoldExpired => "hold_expired",
            BookingRefusal::WrongStatus { .. } => "wrong_status",
            BookingRefusal::WrongDay { .. } => "wrong_day",
            BookingRefusal::BelowPenalty { .. } => "below_penalty",
            BookingRefusal::ChangedMeanwhile => "changed_meanwhile",
        },
        BookingError::NotFound | BookingError::NoHotel => "not_found",
        BookingError::Invalid(..) => "invalid",
        BookingError::KeyReused => "key_reused",
        BookingError::Failed(_) => "failed",
    }
}

fn refused(refusal: &HoldRefusal) -> &'static str {
    match refusal {
        HoldRefusal::SoldOut { .. } => "sold_out",
        HoldRefusal::PriceChanged { .. } => "price_changed",
        HoldRefusal::Restricted { .. } => "restricted",
        HoldRefusal::UnknownRoomType | HoldRefusal::UnknownRatePlan => "invalid",
    }
}
