//! Access as other modules know it: staff, roles, sessions, keys, and the names of what may be done.

mod commands;
mod error;
pub mod permissions;
mod port;
mod role;
mod session;
mod view;

pub use commands::{
    AddStaff, ChangePassword, IssueApiKey, ResetPassword, SetDisabled, SetRole, SignIn, StaffAdded,
};
pub use error::AccessError;
pub use port::Access;
pub use role::{Role, RoleAt, UnknownRole};
pub use session::{SessionStarted, StaffSession};
pub use view::{ApiKeyView, StaffAccount};
