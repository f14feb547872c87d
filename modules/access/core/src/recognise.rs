//! Telling who holds an API key, many times a second, from one read every few seconds.

use access_api::Role;
use async_trait::async_trait;
use db::{Db, DbError};
use http_kit::{AuthError, Authenticator, Grant, Principal};
use kernel::{Actor, HotelId};

use crate::{
    memory::Memory,
    secret_text::{self, SecretHash},
    store::keys::{self, KeyRow},
};

/// Knows API keys.
pub(crate) struct Recogniser {
    db: Db,
    known: Memory<Principal>,
}

impl Recogniser {
    pub(crate) fn new(db: Db) -> Self {
        Self { db, known: Memory::new() }
    }

    /// Forgets what keys open, after a change in this process. Others learn of it within seconds.
    pub(crate) fn forget(&self) {
        self.known.forget();
    }

    async fn look_up(&self, hash: SecretHash) -> Result<Option<Principal>, DbError> {
        let rows = keys::by_hash(&self.db.primary("staff_by_api_key"), &hash).await?;
        Ok(principal(&rows))
    }
}

#[async_trait]
impl Authenticator for Recogniser {
    async fn by_api_key(&self, key: &str) -> Result<Principal, AuthError> {
        let hash = secret_text::key_hash(key).ok_or(AuthError::Unknown)?;
        self.known.get(hash, self.look_up(hash)).await?.ok_or(AuthError::Unknown)
    }
}

/// What a key opens, from its row for each role of its owner. A key for one hotel opens no other, whatever its
/// owner may.
fn principal(rows: &[KeyRow]) -> Option<Principal> {
    let first = rows.first()?;
    let grants = rows.iter().filter_map(|row| grant(row.key_hotel, row.role_hotel, row.role)).collect();
    Some(Principal { actor: Actor::ApiKey(first.api_key_id), grants })
}

fn grant(key_hotel: Option<HotelId>, role_hotel: Option<HotelId>, role: Role) -> Option<Grant> {
    let hotel = match (key_hotel, role_hotel) {
        (None, at) | (at, None) => at,
        (Some(opens), Some(at)) if opens == at => Some(opens),
        _ => return None,
    };
    Some(Grant { hotel, permissions: role.permissions() })
}

#[cfg(test)]
mod tests {
    use access_api::permissions::{ALL, MANAGE_HOTELS, MANAGE_STAFF, READ_BOOKINGS, SET_ARI, WRITE_BOOKINGS};
    use kernel::{ApiKeyId, Clock, SystemClock};

    use super::*;

    fn rows(key_hotel: Option<HotelId>, roles: &[(Option<HotelId>, Role)]) -> Vec<KeyRow> {
        let api_key_id = ApiKeyId::new(SystemClock.now());
        let row = |&(role_hotel, role)| KeyRow { api_key_id, key_hotel, role_hotel, role };
        roles.iter().map(row).collect()
    }

    #[test]
    fn each_role_opens_exactly_its_permissions() {
        let hotel = HotelId::new(SystemClock.now());
        let table = [
            (Role::Owner, vec![MANAGE_HOTELS, SET_ARI, READ_BOOKINGS, WRITE_BOOKINGS, MANAGE_STAFF]),
            (Role::Manager, vec![MANAGE_HOTELS, SET_ARI, READ_BOOKINGS, WRITE_BOOKINGS]),
            (Role::Desk, vec![READ_BOOKINGS, WRITE_BOOKINGS]),
            (Role::Readonly, vec![READ_BOOKINGS]),
        ];
        for (role, expected) in table {
            let someone = principal(&rows(None, &[(Some(hotel), role)])).unwrap();

            for permission in ALL {
                assert_eq!(
                    someone.may(permission, hotel),
                    expected.contains(&permission),
                    "{role}: {permission}"
                );
                assert!(!someone.may_everywhere(permission), "{role}: {permission}");
            }
        }
    }

    #[test]
    fn a_key_for_one_hotel_opens_no_other_whatever_its_owner_may() {
        let (here, there) = (HotelId::new(SystemClock.now()), HotelId::new(SystemClock.now()));
        let roles = [(None, Role::Desk), (Some(here), Role::Manager), (Some(there), Role::Owner)];

        let limited = principal(&rows(Some(here), &roles)).unwrap();
        let unlimited = principal(&rows(None, &roles)).unwrap();

        assert!(limited.may(SET_ARI, here) && limited.may(WRITE_BOOKINGS, here));
        assert!(!limited.may(READ_BOOKINGS, there) && !limited.may_everywhere(READ_BOOKINGS));
        assert!(unlimited.may(MANAGE_STAFF, there) && unlimited.may_everywhere(READ_BOOKINGS));
    }

    #[test]
    fn a_key_without_a_row_is_nobodys() {
        assert!(principal(&[]).is_none());
    }
}
