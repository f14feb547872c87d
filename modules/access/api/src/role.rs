//! Roles: which permissions go together.

use std::{fmt, str::FromStr};

use kernel::HotelId;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::permissions::{ALL, MANAGE_HOTELS, READ_BOOKINGS, SET_ARI, WRITE_BOOKINGS};

/// What someone is at a hotel, or at all hotels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything, staff included.
    Owner,
    /// Everything but staff.
    Manager,
    /// Bookings.
    Desk,
    /// Looking.
    Readonly,
}

impl Role {
    /// Every role there is, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Desk, Self::Readonly];

    /// What the role may do.
    pub fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::Owner => &ALL,
            Self::Manager => &[MANAGE_HOTELS, SET_ARI, READ_BOOKINGS, WRITE_BOOKINGS],
            Self::Desk => &[READ_BOOKINGS, WRITE_BOOKINGS],
            Self::Readonly => &[READ_BOOKINGS],
        }
    }

    /// The role's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Desk => "desk",
            Self::Readonly => "readonly",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A role, and where it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAt {
    /// The hotel; `None` for all of them.
    pub hotel: Option<HotelId>,
    /// What they are there.
    pub role: Role,
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a role is owner, manager, desk or readonly")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or(UnknownRole)
    }
}
