//! Telling who holds an API key, many times a second, from one read every few seconds.

use std::time::{Duration, Instant};

use access_api::Role;
use async_trait::async_trait;
use db::{Db, DbError};
use http_kit::{AuthError, Authenticator, Grant, Principal};
use kernel::{Actor, HotelId};
use moka::{Expiry, future::Cache};

use crate::{
    secret_text::{self, KeyHash},
    store::{self, KeyRow},
};

/// Someone disabled or a key revoked loses every right within five seconds, on every replica; the read itself
/// may take the rest of them.
const KNOWN_FOR: Duration = Duration::from_secs(4);
/// Long enough to blunt a flood of one wrong key.
const UNKNOWN_FOR: Duration = Duration::from_secs(1);
/// Far more keys than a hotel has; a flood of made-up ones pushes out each other, at some 200 bytes each.
const KEYS_MAX: u64 = 10_000;

/// What a key opens; `None`: nothing.
type Found = Option<Principal>;

/// Knows API keys.
pub(crate) struct Recogniser {
    db: Db,
    known: Cache<KeyHash, Found>,
}

impl Recogniser {
    pub(crate) fn new(db: Db) -> Self {
        let known = Cache::builder().max_capacity(KEYS_MAX).expire_after(HowLong).build();
        Self { db, known }
    }

    /// Forgets what keys open, after a change of roles in this process. Others learn of it within seconds.
    pub(crate) fn forget(&self) {
        self.known.invalidate_all();
    }

    async fn look_up(&self, hash: KeyHash) -> Result<Found, DbError> {
        let rows = store::by_key_hash(&self.db.fresh("staff_by_api_key"), &hash).await?;
        Ok(principal(&rows))
    }
}

#[async_trait]
impl Authenticator for Recogniser {
    async fn by_api_key(&self, key: &str) -> Result<Principal, AuthError> {
        let hash = secret_text::key_hash(key).ok_or(AuthError::Unknown)?;
        // One read however many requests carry the key; a failed read is not remembered.
        let found = self.known.try_get_with(hash, self.look_up(hash)).await;
        found.map_err(|error| DbError::clone(&error))?.ok_or(AuthError::Unknown)
    }
}

/// What a key opens, from its row for each role of its owner. A key for one hotel opens no other, whatever its
/// owner may.
fn principal(rows: &[KeyRow]) -> Found {
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

struct HowLong;

impl Expiry<KeyHash, Found> for HowLong {
    fn expire_after_create(&self, _: &KeyHash, found: &Found, _: Instant) -> Option<Duration> {
        Some(if found.is_some() { KNOWN_FOR } else { UNKNOWN_FOR })
    }
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
    fn what_a_key_opens_is_never_older_than_five_seconds() {
        let someone = principal(&rows(None, &[(None, Role::Desk)]));
        let kept = |found| HowLong.expire_after_create(&[0; 32], found, Instant::now()).unwrap();

        assert!(kept(&someone) < Duration::from_secs(5));
        assert!(kept(&None) <= Duration::from_secs(1));
    }

    #[test]
    fn a_key_without_a_row_is_nobodys() {
        assert!(principal(&[]).is_none());
    }
}
