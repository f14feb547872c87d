//! Where somebody decides who may do what, and whom that concerns.
//!
//! Nobody gains by it what they do not have: whoever manages the staff of one hotel must not come by an account that
//! opens others.

use access_api::{ApiKeyView, StaffAccount, StaffSession, permissions::MANAGE_STAFF};
use kernel::{HotelId, StaffId};

/// The places where somebody manages staff.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    me: StaffId,
    /// The hotels; `None` for all of them.
    hotels: Option<Vec<HotelId>>,
}

impl Reach {
    pub(crate) fn of(session: &StaffSession) -> Self {
        Self { me: session.staff_id, hotels: session.hotels(MANAGE_STAFF) }
    }

    /// Whether they decide at all hotels.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.hotels.is_none()
    }

    /// Whether they decide in this place; without a hotel, at all of them.
    pub(crate) fn covers(&self, place: Option<HotelId>) -> bool {
        match (&self.hotels, place) {
            (None, _) => true,
            (Some(hotels), Some(hotel)) => hotels.contains(&hotel),
            (Some(_), None) => false,
        }
    }

    /// Whether the account is shown to them: it has a role where they decide.
    pub(crate) fn sees(&self, account: &StaffAccount) -> bool {
        self.is_everywhere() || account.roles.iter().any(|held| self.covers(held.hotel))
    }

    /// Whether they decide about the account itself, its password for one: it opens nothing beyond their reach.
    pub(crate) fn governs(&self, account: &StaffAccount) -> bool {
        let is_within = !account.roles.is_empty() && account.roles.iter().all(|held| self.covers(held.hotel));
        self.is_everywhere() || is_within
    }

    /// Whether the key is shown to them and theirs to revoke.
    pub(crate) fn holds(&self, key: &ApiKeyView, owner: Option<&StaffAccount>) -> bool {
        match key.hotel {
            None => owner.map_or(self.is_everywhere(), |owner| self.governs(owner)),
            place => self.covers(place),
        }
    }

    pub(crate) fn is_me(&self, staff: StaffId) -> bool {
        self.me == staff
    }
}

#[cfg(test)]
impl Reach {
    /// Somebody's, for tests.
    pub(crate) fn sample(me: StaffId, hotels: Option<Vec<HotelId>>) -> Self {
        Self { me, hotels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use access_api::{Role, RoleAt};
    use chrono::{DateTime, Utc};
    use kernel::ApiKeyId;

    fn now() -> DateTime<Utc> {
        "2030-05-10T03:00:00Z".parse().unwrap()
    }

    fn account(places: &[Option<HotelId>]) -> StaffAccount {
        StaffAccount {
            staff_id: StaffId::new(now()),
            email: "ann@jumak.example".to_owned(),
            is_disabled: false,
            roles: places.iter().map(|&hotel| RoleAt { hotel, role: Role::Desk }).collect(),
            created_at: now(),
            last_seen_at: None,
        }
    }

    fn key(hotel: Option<HotelId>) -> ApiKeyView {
        ApiKeyView {
            api_key_id: ApiKeyId::new(now()),
            staff_id: StaffId::new(now()),
            email: "ann@jumak.example".to_owned(),
            name: "channel-manager".to_owned(),
            hotel,
            created_at: now(),
            revoked_at: None,
        }
    }

    #[test]
    fn whoever_manages_one_hotels_staff_decides_about_nobody_who_opens_another() {
        let (here, there) = (HotelId::new(now()), HotelId::new(now()));
        let reach = Reach { me: StaffId::new(now()), hotels: Some(vec![here]) };

        let (mine, shared) = (account(&[Some(here)]), account(&[Some(here), Some(there)]));
        let (mighty, stranger, nobody) =
            (account(&[Some(here), None]), account(&[Some(there)]), account(&[]));

        assert!(reach.covers(Some(here)) && !reach.covers(Some(there)) && !reach.covers(None));
        assert!(reach.sees(&mine) && reach.governs(&mine));
        assert!(reach.sees(&shared) && !reach.governs(&shared));
        assert!(reach.sees(&mighty) && !reach.governs(&mighty));
        assert!(!reach.sees(&stranger) && !reach.governs(&stranger));
        assert!(!reach.sees(&nobody) && !reach.governs(&nobody));
    }

    #[test]
    fn a_key_for_all_that_its_owner_may_enter_is_as_mighty_as_its_owner() {
        let (here, there) = (HotelId::new(now()), HotelId::new(now()));
        let reach = Reach { me: StaffId::new(now()), hotels: Some(vec![here]) };

        assert!(reach.holds(&key(Some(here)), Some(&account(&[None]))));
        assert!(!reach.holds(&key(Some(there)), Some(&account(&[Some(here)]))));
        assert!(reach.holds(&key(None), Some(&account(&[Some(here)]))));
        assert!(!reach.holds(&key(None), Some(&account(&[Some(here), Some(there)]))));
        assert!(!reach.holds(&key(None), None));
    }

    #[test]
    fn whoever_manages_staff_everywhere_decides_about_everybody() {
        let reach = Reach { me: StaffId::new(now()), hotels: None };

        assert!(reach.covers(None) && reach.governs(&account(&[None])) && reach.governs(&account(&[])));
        assert!(reach.holds(&key(None), None));
    }
}
