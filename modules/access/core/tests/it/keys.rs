//! API keys: what they open, and until when.

use access_api::{
    AccessError, Role,
    permissions::{MANAGE_STAFF, READ_BOOKINGS, WRITE_BOOKINGS},
};
use http_kit::AuthError;
use kernel::{Actor, ApiKeyId, Clock};

use crate::house::{House, PASSWORD, by_test};

#[tokio::test]
async fn a_key_opens_what_its_owner_may_and_one_for_a_hotel_only_that_hotel() {
    let house = House::open().await;
    let (here, there) = (house.hotel(), house.hotel());
    house.add("ann@example.com", Role::Manager, None).await;

    let everywhere = house.holder(&house.key("ann@example.com", None).await).await.unwrap();
    let limited = house.holder(&house.key("ann@example.com", Some(here)).await).await.unwrap();

    assert!(matches!(everywhere.actor, Actor::ApiKey(_)));
    assert!(everywhere.may_everywhere(WRITE_BOOKINGS) && !everywhere.may(MANAGE_STAFF, here));
    assert!(limited.may(WRITE_BOOKINGS, here));
    assert!(!limited.may(READ_BOOKINGS, there) && !limited.may_everywhere(READ_BOOKINGS));
}

#[tokio::test]
async fn a_key_that_is_not_ours_opens_nothing() {
    let house = House::open().await;
    house.add("ann@example.com", Role::Owner, None).await;
    let key = house.key("ann@example.com", None).await;
    let altered = key.chars().rev().collect::<String>();
    let unknown = format!("jmk_{}", "A".repeat(43));

    for wrong in ["", "jmk_", &altered, &unknown, &unknown] {
        assert!(matches!(house.holder(wrong).await, Err(AuthError::Unknown)), "{wrong}");
    }
    assert!(house.holder(&key).await.is_ok());
}

#[tokio::test]
async fn a_revoked_key_and_a_disabled_account_are_refused() {
    let house = House::open().await;
    house.add("ann@example.com", Role::Owner, None).await;
    let key = house.key("ann@example.com", None).await;

    house.change("UPDATE api_keys SET revoked_at = 1").await;
    let revoked = house.elsewhere().authenticator().by_api_key(&key).await;
    house.change("UPDATE api_keys SET revoked_at = NULL").await;
    let restored = house.elsewhere().authenticator().by_api_key(&key).await;
    house.change("UPDATE staff SET is_disabled = true").await;
    let disabled = house.elsewhere().authenticator().by_api_key(&key).await;
    let signed_in = house.port().check_password("ann@example.com", PASSWORD).await;
    let issued = house.try_key("ann@example.com", None).await;

    assert!(restored.is_ok());
    assert!(matches!(revoked, Err(AuthError::Unknown)));
    assert!(matches!(disabled, Err(AuthError::Unknown)));
    assert!(matches!(signed_in, Err(AccessError::Unknown)));
    assert!(matches!(issued, Err(AccessError::Invalid("email", _))));
}

#[tokio::test]
async fn a_key_is_issued_only_for_an_account_with_a_role_there() {
    let house = House::open().await;
    let (here, there) = (house.hotel(), house.hotel());
    house.add("ann@example.com", Role::Desk, Some(here)).await;

    let nobody = house.try_key("bob@example.com", None).await;
    let elsewhere = house.try_key("ann@example.com", Some(there)).await;

    assert!(matches!(nobody, Err(AccessError::NoAccount)));
    assert!(matches!(elsewhere, Err(AccessError::Invalid("hotel", _))));
    assert!(house.try_key("ann@example.com", Some(here)).await.is_ok());
}

#[tokio::test]
async fn a_key_that_is_revoked_opens_nothing_from_then_on() {
    let house = House::open().await;
    house.add("ann@example.com", Role::Owner, None).await;
    let (key, other) = (house.key("ann@example.com", None).await, house.key("ann@example.com", None).await);
    house.holder(&key).await.unwrap();
    let listed = house.port().api_keys().await.unwrap();
    let Actor::ApiKey(id) = house.holder(&key).await.unwrap().actor else { panic!("a key is a key") };

    house.port().revoke_api_key(id, by_test()).await.unwrap();
    let revoked = house.holder(&key).await;
    house.port().revoke_api_key(id, by_test()).await.unwrap();
    let nobodys = house.port().revoke_api_key(ApiKeyId::new(house.clock.now()), by_test()).await;

    assert!(matches!(revoked, Err(AuthError::Unknown)));
    assert!(house.holder(&other).await.is_ok());
    assert_eq!(nobodys, Err(AccessError::NoKey));
    assert!(listed.iter().any(|key| key.api_key_id == id && key.revoked_at.is_none()));
    let actions = house.actions().await;
    assert_eq!(actions.iter().filter(|action| *action == "api_key.revoke").count(), 1);
}

#[tokio::test]
async fn keys_are_listed_by_owner_with_what_they_are_for() {
    let house = House::open().await;
    let hotel = house.hotel();
    let bob = house.add("bob@example.com", Role::Desk, Some(hotel)).await;
    house.add("ann@example.com", Role::Owner, None).await;
    house.key("bob@example.com", Some(hotel)).await;
    house.key("ann@example.com", None).await;
    house
        .change(
            "UPDATE api_keys
             SET revoked_at = 1
             WHERE hotel_id = /* sqlite: zeroblob(16) *//* postgres: '00000000-0000-0000-0000-000000000000' */",
        )
        .await;

    let keys = house.port().api_keys().await.unwrap();

    let listed: Vec<_> =
        keys.iter().map(|key| (key.email.as_str(), key.hotel, key.revoked_at.is_some())).collect();
    assert_eq!(listed, [("ann@example.com", None, true), ("bob@example.com", Some(hotel), false)]);
    let last = keys.last().unwrap();
    assert_eq!((last.staff_id, last.name.as_str()), (bob.staff_id, "channel-manager"));
    assert_eq!(last.created_at, house.clock.now());
}
