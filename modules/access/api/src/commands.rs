//! What access can be asked to do. What holds a secret does not show it when it is logged.

use std::{fmt, net::IpAddr};

use kernel::{By, HotelId, StaffId};
use serde::{Deserialize, Serialize};

use crate::Role;

/// Begins a session.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// Who they say they are.
    pub email: String,
    /// What proves it.
    pub password: String,
    /// Where they ask from: wrong passwords are counted by it, a whole IPv6 /64 as one.
    pub address: IpAddr,
}

/// Adds a staff account.
#[derive(Clone, Serialize, Deserialize)]
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
#[derive(Clone, Serialize, Deserialize)]
pub struct StaffAdded {
    /// Its id.
    pub staff_id: StaffId,
    /// The password that was made for it, to be shown once.
    pub generated_password: Option<String>,
    /// Whether the account is new; else it got the role and kept its password.
    pub is_new: bool,
}

/// Gives an account a role in one place, or takes it away. An account has one role in each place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetRole {
    /// Whose.
    pub staff_id: StaffId,
    /// Where; `None` for all hotels.
    pub hotel: Option<HotelId>,
    /// What they are there from now on; `None` for nothing.
    pub role: Option<Role>,
    /// Who decides it.
    pub by: By,
}

/// Closes an account, or opens it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetDisabled {
    /// Which.
    pub staff_id: StaffId,
    /// Closed: neither its password nor its keys open anything, and its sessions are over.
    pub is_disabled: bool,
    /// Who decides it.
    pub by: By,
}

/// Replaces a password that was lost by one that is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResetPassword {
    /// Whose.
    pub staff_id: StaffId,
    /// Who asks for it.
    pub by: By,
}

/// Replaces one's own password.
#[derive(Clone, Serialize, Deserialize)]
pub struct ChangePassword {
    /// Whose.
    pub staff_id: StaffId,
    /// The password so far.
    pub current: String,
    /// The password from now on: 12 to 128 characters.
    pub new: String,
    /// Who asks for it.
    pub by: By,
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

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

impl fmt::Debug for AddStaff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AddStaff");
        shown.field("role", &self.role).field("hotel", &self.hotel).field("by", &self.by);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for StaffAdded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("StaffAdded");
        shown.field("staff_id", &self.staff_id).field("is_new", &self.is_new).finish_non_exhaustive()
    }
}

impl fmt::Debug for ChangePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ChangePassword");
        shown.field("staff_id", &self.staff_id).field("by", &self.by).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, SystemClock};

    use super::*;

    #[test]
    fn no_command_shows_its_password() {
        let (secret, by) = ("correct horse".to_owned(), By::system("test"));
        let staff_id = StaffId::new(SystemClock.now());
        let (email, address) = ("ann@example.com".to_owned(), IpAddr::from([192, 0, 2, 1]));
        let role = Role::Desk;

        let shown = [
            format!("{:?}", SignIn { email: email.clone(), password: secret.clone(), address }),
            format!(
                "{:?}",
                AddStaff { email, role, hotel: None, password: Some(secret.clone()), by: by.clone() }
            ),
            format!("{:?}", StaffAdded { staff_id, generated_password: Some(secret.clone()), is_new: true }),
            format!("{:?}", ChangePassword { staff_id, current: secret.clone(), new: secret, by }),
        ];

        for text in shown {
            assert!(!text.contains("horse") && !text.contains("ann@"), "{text}");
        }
    }
}
