//! Accounts and keys as those see them who manage them.

use chrono::{DateTime, Utc};
use kernel::{ApiKeyId, HotelId, StaffId};
use serde::{Deserialize, Serialize};

use crate::RoleAt;

/// A staff account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAccount {
    /// Its id.
    pub staff_id: StaffId,
    /// The e-mail they sign in with.
    pub email: String,
    /// Whether it is closed.
    pub is_disabled: bool,
    /// What they are, and where; the role at all hotels first.
    pub roles: Vec<RoleAt>,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// When they last asked for a page, to the minute; `None` if they never signed in.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// An API key. The key itself is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyView {
    /// Its id, by which it is revoked.
    pub api_key_id: ApiKeyId,
    /// The account whose rights it has.
    pub staff_id: StaffId,
    /// That account's e-mail.
    pub email: String,
    /// What it is for.
    pub name: String,
    /// The only hotel it opens; `None` for all that its owner may enter.
    pub hotel: Option<HotelId>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}
