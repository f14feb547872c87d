//! The way into access. Every method could cross a wire.

use async_trait::async_trait;
use kernel::{ApiKeyId, By, StaffId};

use crate::{
    AccessError, AddStaff, ApiKeyView, ChangePassword, IssueApiKey, ResetPassword, SessionStarted,
    SetDisabled, SetRole, SignIn, StaffAccount, StaffAdded, StaffSession,
};

/// What access does for the rest of the house.
///
/// It does as it is told: whether `by` may manage staff there, the caller has asked.
#[async_trait]
pub trait Access: Send + Sync {
    /// Adds a staff account, or gives an existing one another role at that hotel.
    async fn add_staff(&self, command: AddStaff) -> Result<StaffAdded, AccessError>;

    /// Gives an account a role in one place, or takes it away.
    async fn set_role(&self, command: SetRole) -> Result<(), AccessError>;

    /// Closes an account and ends its sessions, or opens it again.
    async fn set_disabled(&self, command: SetDisabled) -> Result<(), AccessError>;

    /// Replaces a lost password, and ends all sessions of the account. Only now is the new password known.
    async fn reset_password(&self, command: ResetPassword) -> Result<String, AccessError>;

    /// Replaces one's own password, and ends all sessions of the account; who asked goes on with the new one.
    /// `Unknown` when the current password is wrong, `Invalid("password", _)` when the new one will not do.
    async fn change_password(&self, command: ChangePassword) -> Result<SessionStarted, AccessError>;

    /// Every account, by e-mail.
    async fn staff(&self) -> Result<Vec<StaffAccount>, AccessError>;

    /// Issues an API key with the rights of its owner. Only now is the key itself known.
    async fn issue_api_key(&self, command: IssueApiKey) -> Result<String, AccessError>;

    /// Revokes an API key; one that is revoked stays so.
    async fn revoke_api_key(&self, key: ApiKeyId, by: By) -> Result<(), AccessError>;

    /// Every API key, by its owner's e-mail and its name; revoked ones too.
    async fn api_keys(&self) -> Result<Vec<ApiKeyView>, AccessError>;

    /// Who has this e-mail and password; the same answer, as late, for an unknown e-mail and a wrong password.
    async fn check_password(&self, email: &str, password: &str) -> Result<StaffId, AccessError>;

    /// Begins a session. `Unknown` for an unknown e-mail, a wrong password and a closed account alike, each as
    /// late; `TooMany` after too many wrong passwords for this account or from this address.
    async fn sign_in(&self, command: SignIn) -> Result<SessionStarted, AccessError>;

    /// Whose session it is: `SignedOut` when the token is unknown, unused for 30 minutes or begun 12 hours ago.
    async fn session(&self, token: &str) -> Result<StaffSession, AccessError>;

    /// Ends a session. One that is over stays so.
    async fn sign_out(&self, token: &str) -> Result<(), AccessError>;

    /// Ends every session of an account.
    async fn sign_out_everywhere(&self, staff: StaffId, by: By) -> Result<(), AccessError>;
}
