//! Why not: refusals that a caller acts on.

use kernel::{ConfirmationCode, Date, HoldId, Money};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::Code;

/// Why a room type cannot be booked under a rate plan for a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// No room is left that night.
    SoldOut,
    /// That night is closed, or not for sale at all.
    Closed,
    /// The stay is shorter than that arrival allows.
    MinStay,
    /// The stay is longer than that arrival allows.
    MaxStay,
    /// Nobody may arrive that day.
    ClosedToArrival,
    /// Nobody may leave that day.
    ClosedToDeparture,
    /// The party does not fit into the rooms.
    TooManyGuests,
    /// That night has no price under this rate plan.
    NoRate,
    /// The arrival is past, or too near for this rate plan.
    TooLate,
    /// The arrival is too far ahead, for this rate plan or at all.
    TooEarly,
}

/// A reason, and the date that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// Why.
    pub code: ReasonCode,
    /// When; null when no single date is to blame.
    pub date: Option<Date>,
}

/// Something that can be booked instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alternative {
    /// The room type.
    pub room_type: Code,
    /// The rate plan.
    pub rate_plan: Code,
    /// How many rooms are left.
    pub available: u32,
    /// What the same stay costs there, all in.
    pub total: Money,
}

/// Why rooms were not held: an answer as final as a hold, and repeated to its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum HoldRefusal {
    /// Nights without enough rooms.
    SoldOut {
        /// Which.
        nights: Vec<Date>,
        /// What could be booked instead, at most three.
        alternatives: Vec<Alternative>,
    },
    /// The price is not what the caller expected.
    PriceChanged {
        /// What it is.
        total: Money,
    },
    /// The stay breaks the hotel's rules.
    Restricted {
        /// Which, and when.
        reasons: Vec<Reason>,
    },
    /// The hotel has no such room type.
    UnknownRoomType,
    /// The hotel has no such rate plan.
    UnknownRatePlan,
}

impl HoldRefusal {
    /// Whether the request itself is wrong, rather than the state of things.
    pub fn is_input(&self) -> bool {
        matches!(self, Self::UnknownRoomType | Self::UnknownRatePlan)
    }
}

/// Why a hold was not placed.
#[derive(Debug, Error)]
pub enum HoldError {
    /// Refused, for a reason the caller can act on.
    #[error("rooms were not held")]
    Refused {
        /// Why.
        refusal: HoldRefusal,
        /// Whether this answer was given to the same key before.
        is_replay: bool,
    },
    /// Sold out, but these holds on the same nights have lapsed: their owner may end them and ask again.
    #[error("lapsed holds are in the way")]
    Lapsed(Vec<HoldId>),
    /// The key was used before for another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// There is no such hotel.
    #[error("there is no such hotel")]
    NoHotel,
    /// The module could not work.
    #[error(transparent)]
    Failed(#[from] CommandError),
}

/// A module that could not work; the cause is logged where it happened or travels as text.
#[derive(Debug, Clone, Error, Serialize, Deserialize)]
pub enum CommandError {
    /// Nothing was done; try again.
    #[error("inventory is unavailable: {0}")]
    Unavailable(String),
    /// The operator lets nobody write for the moment, while looks go on. Nothing was done.
    #[error("bookings and changes are closed for the moment")]
    ReadOnly,
    /// It is not known whether it was done; ask again with the same ids.
    #[error("the outcome is unknown: {0}")]
    Unknown(String),
    /// Something broke.
    #[error("inventory failed: {0}")]
    Failed(String),
}

/// Why the catalogue was not changed.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// There is no such hotel, room type or rate plan.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Fields that cannot be: path and reason.
    #[error("the profile cannot be used")]
    Invalid(Vec<(String, String)>),
    /// Somebody else changed the hotel since it was seen.
    #[error("the hotel was changed meanwhile")]
    ChangedMeanwhile,
    /// Another hotel has this slug, or another of its kind this code.
    #[error("the name is taken")]
    Taken(&'static str),
    /// The key was used before for another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// The module could not work.
    #[error(transparent)]
    Failed(#[from] CommandError),
}

/// Nights whose allotment cannot be lowered that far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NightConflict {
    /// The room type.
    pub room_type: Code,
    /// The night.
    pub date: Date,
    /// How many rooms are taken.
    pub taken: u32,
    /// How many there would be, with the allowance.
    pub limit: i64,
}

/// Why ARI was not changed.
#[derive(Debug, Error)]
pub enum AriConflict {
    /// Refused, for a reason the caller can act on.
    #[error("ARI was not changed")]
    Refused {
        /// Why.
        refusal: AriRefusal,
        /// Whether this answer was given to the same key before.
        is_replay: bool,
    },
    /// Fields that cannot be: path and reason.
    #[error("the updates cannot be used")]
    Invalid(Vec<(String, String)>),
    /// There is no such hotel.
    #[error("there is no such hotel")]
    NoHotel,
    /// The key was used before for another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// The module could not work.
    #[error(transparent)]
    Failed(#[from] CommandError),
}

/// A refusal of an ARI change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refused", rename_all = "snake_case")]
pub enum AriRefusal {
    /// More rooms are taken than would be left.
    BelowTaken {
        /// Where.
        nights: Vec<NightConflict>,
        /// The bookings concerned, at most 100.
        bookings: Vec<ConfirmationCode>,
        /// How many holds that are no booking yet, or were booked this very moment.
        holds: u32,
    },
}
