//! Access as other modules know it: staff, roles, keys, and the names of what may be done.

pub mod permissions;
mod port;
mod role;

pub use port::{Access, AccessError, AddStaff, IssueApiKey, StaffAdded};
pub use role::{Role, UnknownRole};
