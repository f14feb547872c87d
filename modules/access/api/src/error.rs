//! Why not: refusals that a caller acts on.

use thiserror::Error;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AccessError {
    /// No such account, or not that password.
    #[error("the e-mail or the password is wrong")]
    Unknown,
    /// There is no such account.
    #[error("there is no such staff account; add one with: jumak staff add --email E --role R")]
    NoAccount,
    /// There is no such API key.
    #[error("there is no such API key; see: jumak staff list")]
    NoKey,
    /// No session goes by this token, or none any more.
    #[error("this session is over; sign in again")]
    SignedOut,
    /// Too many wrong passwords, for this account or from this address. Nothing was checked.
    #[error("too many wrong passwords; try again in {retry_after_s} s")]
    TooMany {
        /// When the next try is taken.
        retry_after_s: u32,
    },
    /// Nobody would be left who may do everything everywhere.
    #[error("this is the last owner of all hotels; make someone else owner of all hotels first")]
    LastOwner,
    /// Too many passwords are being checked just now.
    #[error("too many sign-ins at once; try again in a moment")]
    Busy,
    /// Something given cannot be used: what, and why.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    /// The operator lets nobody change anything. Nothing was done.
    #[error("changes are closed for the moment; looking goes on")]
    ReadOnly,
    /// The module could not work.
    #[error("access is unavailable: {0}")]
    Unavailable(String),
}
