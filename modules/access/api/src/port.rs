//! The way into access. Every method could cross a wire.

use async_trait::async_trait;
use kernel::{By, HotelId, StaffId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Role;

/// What access does for the rest of the house.
#[async_trait]
pub trait Access: Send + Sync {
    /// Adds a staff account, or gives an existing one another role at that hotel.
    async fn add_staff(&self, command: AddStaff) -> Result<StaffAdded, AccessError>;

    /// Issues an API key with the rights of its owner. Only now is the key itself known.
    async fn issue_api_key(&self, command: IssueApiKey) -> Result<String, AccessError>;

    /// Who has this e-mail and password; the same answer, as late, for an unknown e-mail and a wrong password.
    async fn check_password(&self, email: &str, password: &str) -> Result<StaffId, AccessError>;
}

/// Adds a staff account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddStaff {
    /// Their e-mail; the name they sign in with.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// Where; `None` for all hotels.
    pub hotel: Option<HotelId>,
    /// Their password; `None` has one made. Left as it is for an account that exists.
    pub password: Option<String>,
    /// Who adds them.
    pub by: By,
}

/// An account that was added.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StaffAdded {
    /// Its id.
    pub staff_id: StaffId,
    /// The password that was made for it, to be shown once.
    pub generated_password: Option<String>,
    /// Whether the account is new; else it got the role and kept its password.
    pub is_new: bool,
}

/// Issues an API key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IssueApiKey {
    /// The account whose rights it has.
    pub email: String,
    /// What it is for.
    pub name: String,
    /// The only hotel it opens; `None` for all that its owner may enter.
    pub hotel: Option<HotelId>,
    /// Who issues it.
    pub by: By,
}

/// Why not.
#[derive(Debug, Clone, Error)]
pub enum AccessError {
    /// No such account, or not that password.
    #[error("the e-mail or the password is wrong")]
    Unknown,
    /// There is no account with this e-mail.
    #[error("there is no staff account with this e-mail; add one with: jumak staff add --email E --role R")]
    NoAccount,
    /// Too many passwords are being checked just now.
    #[error("too many sign-ins at once; try again in a moment")]
    Busy,
    /// Something given cannot be used: what, and why.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    /// The module could not work.
    #[error("access is unavailable: {0}")]
    Unavailable(String),
}
