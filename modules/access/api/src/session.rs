//! Someone signed in, and what they may do.

use std::fmt;

use chrono::{DateTime, Utc};
use kernel::{Actor, By, HotelId, StaffId};
use serde::{Deserialize, Serialize};

use crate::{Role, RoleAt};

/// A session that has begun. Only now is its token known.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionStarted {
    /// What the browser shows from now on: 43 characters of base64url. Whoever has it is signed in.
    pub token: String,
    /// Who it is.
    pub staff_id: StaffId,
}

impl fmt::Debug for SessionStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionStarted").field("staff_id", &self.staff_id).finish_non_exhaustive()
    }
}

/// Someone signed in, as they were at most five seconds ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSession {
    /// Who.
    pub staff_id: StaffId,
    /// Their e-mail.
    pub email: String,
    /// What they are, and where.
    pub roles: Vec<RoleAt>,
    /// Since when.
    pub started_at: DateTime<Utc>,
}

impl StaffSession {
    /// Whether they may do it at that hotel.
    pub fn may(&self, permission: &str, hotel: HotelId) -> bool {
        self.places(permission).any(|place| place.is_none_or(|at| at == hotel))
    }

    /// Whether they may do it at every hotel.
    pub fn may_everywhere(&self, permission: &str) -> bool {
        self.places(permission).any(|place| place.is_none())
    }

    /// Whether they may do it at some hotel.
    pub fn may_anywhere(&self, permission: &str) -> bool {
        self.places(permission).next().is_some()
    }

    /// The hotels at which they may do it; `None` for all of them.
    pub fn hotels(&self, permission: &str) -> Option<Vec<HotelId>> {
        self.places(permission).collect()
    }

    /// Who asks, with this request: what the audit rows of their commands say.
    pub fn by(&self, request_id: String) -> By {
        By { actor: Actor::Staff(self.staff_id), request_id }
    }

    /// Where they have a role with this permission.
    fn places(&self, permission: &str) -> impl Iterator<Item = Option<HotelId>> {
        let includes = move |role: Role| role.permissions().contains(&permission);
        self.roles.iter().filter(move |held| includes(held.role)).map(|held| held.hotel)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Clock, SystemClock};

    use super::*;
    use crate::permissions::{MANAGE_HOTELS, MANAGE_STAFF, READ_BOOKINGS, SET_ARI, WRITE_BOOKINGS};

    fn session(roles: &[(Option<HotelId>, Role)]) -> StaffSession {
        let now = SystemClock.now();
        StaffSession {
            staff_id: StaffId::new(now),
            email: "ann@example.com".to_owned(),
            roles: roles.iter().map(|&(hotel, role)| RoleAt { hotel, role }).collect(),
            started_at: now,
        }
    }

    #[test]
    fn a_role_at_one_hotel_opens_no_other() {
        let (here, there) = (HotelId::new(SystemClock.now()), HotelId::new(SystemClock.now()));
        let ann = session(&[(Some(here), Role::Manager), (Some(there), Role::Readonly)]);

        assert!(ann.may(SET_ARI, here) && !ann.may(SET_ARI, there));
        assert!(ann.may(READ_BOOKINGS, there) && !ann.may_everywhere(READ_BOOKINGS));
        assert!(ann.may_anywhere(MANAGE_HOTELS) && !ann.may_anywhere(MANAGE_STAFF));
        assert_eq!(ann.hotels(WRITE_BOOKINGS), Some(vec![here]));
        assert_eq!(ann.hotels(READ_BOOKINGS), Some(vec![here, there]));
        assert_eq!(ann.hotels(MANAGE_STAFF), Some(vec![]));
    }

    #[test]
    fn a_role_at_all_hotels_opens_each_of_them() {
        let (here, there) = (HotelId::new(SystemClock.now()), HotelId::new(SystemClock.now()));
        let ann = session(&[(Some(here), Role::Owner), (None, Role::Desk)]);

        assert!(ann.may(WRITE_BOOKINGS, there) && ann.may_everywhere(WRITE_BOOKINGS));
        assert!(ann.may(MANAGE_STAFF, here) && !ann.may_everywhere(MANAGE_STAFF));
        assert_eq!(ann.hotels(READ_BOOKINGS), None);
        assert_eq!(ann.hotels(MANAGE_STAFF), Some(vec![here]));
    }

    #[test]
    fn without_a_role_nothing_is_open() {
        let nobody = session(&[]);

        assert!(!nobody.may_anywhere(READ_BOOKINGS) && !nobody.may_everywhere(READ_BOOKINGS));
        assert_eq!(nobody.hotels(READ_BOOKINGS), Some(vec![]));
    }
}
