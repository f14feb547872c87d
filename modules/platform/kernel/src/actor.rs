//! Who asks: the name that audit rows and idempotency keys carry.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::{ApiKeyId, StaffId};

/// The party behind a command. Never a person's name: an audit row outlives the right to keep one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// A guest, known by the booking's token or by nothing at all.
    Guest,
    /// A member of staff who signed in.
    Staff(StaffId),
    /// A program that holds one of the hotel's keys.
    ApiKey(ApiKeyId),
    /// The system itself: sweeps, relays, the command line.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guest => f.write_str("guest"),
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::ApiKey(id) => write!(f, "api_key:{id}"),
            Self::System => f.write_str("system"),
        }
    }
}

/// Who asked for a change, and with which request: what its audit row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The request's id, as in its answer and in the logs.
    pub request_id: String,
}

impl By {
    /// The system itself, for the reason given.
    pub fn system(reason: &str) -> Self {
        Self { actor: Actor::System, request_id: reason.to_owned() }
    }
}
