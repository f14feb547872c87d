//! Why not: refusals that a caller acts on.

use inventory_api::{CommandError, HoldRefusal};
use kernel::Money;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::BookingStatus;

/// Why a booking was not made or changed: an answer as final as a booking, and repeated to its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", content = "detail", rename_all = "snake_case")]
pub enum BookingRefusal {
    /// Inventory refused the rooms.
    Rooms(HoldRefusal),
    /// The hold's time is over, it was given up, or it was booked by somebody else.
    HoldExpired,
    /// The booking's status does not allow it.
    WrongStatus {
        /// Where it stands.
        status: BookingStatus,
        /// What was asked.
        action: String,
    },
    /// It is not the day for that: before arrival, or after departure.
    WrongDay {
        /// What would be right.
        detail: String,
    },
    /// The changed stay would cost less than cancelling the booking does now.
    BelowPenalty {
        /// What cancelling costs.
        penalty: Money,
    },
    /// Somebody else changed it at the same moment.
    ChangedMeanwhile,
}

/// Why a command did not succeed.
#[derive(Debug, Error)]
pub enum BookingError {
    /// Refused, for a reason the caller can act on.
    #[error("refused")]
    Refused {
        /// Why.
        refusal: BookingRefusal,
        /// Whether this answer was given to the same key before.
        is_replay: bool,
    },
    /// There is no such booking or hold, or it is not the caller's.
    #[error("there is no such booking")]
    NotFound,
    /// The hotel is not there.
    #[error("there is no such hotel")]
    NoHotel,
    /// Something given makes no sense: field and reason.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    /// The key was used before for another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// A module could not work.
    #[error(transparent)]
    Failed(#[from] CommandError),
}
