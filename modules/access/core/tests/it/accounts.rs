//! Staff accounts: adding them, giving and taking roles, closing them.

use access_api::{AccessError, AddStaff, Role, RoleAt, permissions::MANAGE_HOTELS};
use kernel::{By, Clock, StaffId};

use crate::house::{House, PASSWORD};

#[tokio::test]
async fn someone_added_signs_in_with_their_password_and_no_other() {
    let house = House::open().await;
    let ann = house.add("Ann@Example.com", Role::Desk, None).await;

    let right = house.port().check_password("ann@example.COM", PASSWORD).await;
    let wrong = house.port().check_password("ann@example.com", "wrong horse battery").await;
    let unknown = house.port().check_password("bob@example.com", PASSWORD).await;
    let nonsense = house.port().check_password("no address", PASSWORD).await;

    assert!(ann.is_new && ann.generated_password.is_none());
    assert_eq!(right.unwrap(), ann.staff_id);
    for refused in [wrong, unknown, nonsense] {
        assert!(matches!(refused, Err(AccessError::Unknown)));
    }
}

#[tokio::test]
async fn a_password_is_made_for_whoever_brings_none() {
    let house = House::open().await;
    let (email, by) = ("ann@example.com".to_owned(), By::system("test"));
    let command = AddStaff { email, role: Role::Owner, hotel: None, password: None, by };

    let ann = house.port().add_staff(command).await.unwrap();

    let made = ann.generated_password.unwrap();
    assert_eq!(made.len(), 20);
    assert_eq!(house.port().check_password("ann@example.com", &made).await.unwrap(), ann.staff_id);
}

#[tokio::test]
async fn an_e_mail_added_again_gets_another_role_and_keeps_its_password() {
    let house = House::open().await;
    let hotel = house.hotel();
    let first = house.add("ann@example.com", Role::Desk, Some(hotel)).await;
    let key = house.key("ann@example.com", None).await;
    assert!(!house.holder(&key).await.unwrap().may(MANAGE_HOTELS, hotel));
    let (email, by) = ("ann@example.com".to_owned(), By::system("test"));
    let password = Some("another horse battery".to_owned());
    let command = AddStaff { email, role: Role::Manager, hotel: Some(hotel), password, by };

    let second = house.port().add_staff(command).await.unwrap();

    assert_eq!((second.staff_id, second.is_new), (first.staff_id, false));
    assert!(house.holder(&key).await.unwrap().may(MANAGE_HOTELS, hotel));
    assert!(house.port().check_password("ann@example.com", PASSWORD).await.is_ok());
    assert!(house.port().check_password("ann@example.com", "another horse battery").await.is_err());
}

#[tokio::test]
async fn two_who_add_the_same_e_mail_at_once_make_one_account() {
    let house = House::open().await;
    let (here, there) = (Some(house.hotel()), Some(house.hotel()));

    let (one, other) = tokio::join!(
        house.add("ann@example.com", Role::Desk, here),
        house.add("ann@example.com", Role::Owner, there)
    );

    assert_eq!(one.staff_id, other.staff_id);
    assert!(one.is_new != other.is_new);
    assert_eq!(house.text("SELECT CAST(COUNT(*) AS TEXT) FROM staff_roles").await, "2");
}

#[tokio::test]
async fn what_is_kept_is_a_strong_hash_never_the_password_or_the_key() {
    let house = House::open().await;
    house.add("ann@example.com", Role::Owner, None).await;
    let key = house.key("ann@example.com", None).await;

    let password_hash = house.text("SELECT password_hash FROM staff").await;
    let key_hash_bytes = house.count("SELECT CAST(length(key_hash) AS BIGINT) FROM api_keys").await;

    assert!(password_hash.starts_with("$argon2id$v=19$m=47104,t=2,p=1$"), "{password_hash}");
    assert_eq!(key_hash_bytes, 32);
    assert!(key.starts_with("jmk_") && key.len() == 47);
}

#[tokio::test]
async fn a_weak_hash_is_replaced_when_its_owner_signs_in() {
    // Argon2id of the password with 8 MiB and one pass, as an older release might have kept it.
    const WEAK: &str = "UPDATE staff SET password_hash = '$argon2id$v=19$m=8192,t=1,p=1$bGP+WD48Bekxxs9ywguEOg$2FkFeJwB5Pc1UmCoVT3rii4dA0iF8rY9aAGbkqKCphk'";
    let house = House::open().await;
    let ann = house.add("ann@example.com", Role::Owner, None).await;
    house.change(WEAK).await;

    let signed_in = house.port().check_password("ann@example.com", PASSWORD).await;

    assert_eq!(signed_in.unwrap(), ann.staff_id);
    assert!(house.text("SELECT password_hash FROM staff").await.contains("m=47104,t=2,p=1"));
    assert!(house.port().check_password("ann@example.com", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn every_change_is_in_the_audit_trail_without_a_persons_data() {
    let house = House::open().await;
    let hotel = house.hotel();
    house.add("ann@example.com", Role::Desk, Some(hotel)).await;
    house.add("ann@example.com", Role::Manager, Some(hotel)).await;
    house.key("ann@example.com", Some(hotel)).await;

    let trail = db::audit::newest(&house.db.fresh("test"), Some(hotel), 10).await.unwrap();

    let mut actions: Vec<_> = trail.iter().map(|entry| entry.action.as_str()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["api_key.issue", "staff.add", "staff.give_role"]);
    assert!(trail.iter().all(|entry| !format!("{entry:?}").contains("ann@")));
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let house = House::open().await;
    let staff = |email: &str, password: &str| AddStaff {
        email: email.to_owned(),
        role: Role::Desk,
        hotel: None,
        password: Some(password.to_owned()),
        by: By::system("test"),
    };

    let email = house.port().add_staff(staff("ann", PASSWORD)).await;
    let password = house.port().add_staff(staff("ann@example.com", "short")).await;

    assert!(matches!(email, Err(AccessError::Invalid("email", _))));
    assert!(matches!(password, Err(AccessError::Invalid("password", _))));
}

#[tokio::test]
async fn accounts_are_listed_by_e_mail_with_all_their_roles() {
    let house = House::open().await;
    let mut hotels = [house.hotel(), house.hotel()];
    hotels.sort_unstable();
    let [here, there] = hotels;
    house.add("bob@example.com", Role::Desk, Some(here)).await;
    house.add("bob@example.com", Role::Manager, Some(there)).await;
    house.add("bob@example.com", Role::Readonly, None).await;
    let ann = house.add("ann@example.com", Role::Owner, None).await;
    house.sign_in("ann@example.com").await;
    let carl = house.add("carl@example.com", Role::Desk, None).await;
    house.set_role(carl.staff_id, None, None).await.unwrap();
    house.disable(carl.staff_id).await.unwrap();

    let [first, second, third] = house.port().staff().await.unwrap().try_into().unwrap();

    let role = |hotel, role| RoleAt { hotel, role };
    assert_eq!((first.staff_id, first.email.as_str()), (ann.staff_id, "ann@example.com"));
    assert_eq!((first.last_seen_at, first.created_at), (Some(house.clock.now()), house.clock.now()));
    let bobs = [role(None, Role::Readonly), role(Some(here), Role::Desk), role(Some(there), Role::Manager)];
    assert_eq!((second.roles.as_slice(), second.last_seen_at), (bobs.as_slice(), None));
    assert!(third.is_disabled && third.roles.is_empty() && !second.is_disabled);
}

#[tokio::test]
async fn the_last_owner_of_all_hotels_stays_one() {
    let house = House::open().await;
    let ann = house.add("ann@example.com", Role::Owner, None).await.staff_id;
    let bob = house.add("bob@example.com", Role::Manager, None).await.staff_id;
    house.add("carl@example.com", Role::Owner, Some(house.hotel())).await;
    let disabled = house.add("dora@example.com", Role::Owner, None).await.staff_id;
    house.disable(disabled).await.unwrap();

    assert_eq!(house.disable(ann).await, Err(AccessError::LastOwner));
    assert_eq!(house.set_role(ann, None, None).await, Err(AccessError::LastOwner));
    assert_eq!(house.set_role(ann, None, Some(Role::Manager)).await, Err(AccessError::LastOwner));
    let demoted = house.try_add("ann@example.com", Role::Desk, None).await;
    assert!(matches!(demoted, Err(AccessError::LastOwner)));
    house.set_role(ann, None, Some(Role::Owner)).await.unwrap();
    house.set_role(disabled, None, None).await.unwrap();

    house.set_role(bob, None, Some(Role::Owner)).await.unwrap();
    house.set_role(ann, None, None).await.unwrap();
    assert_eq!(house.disable(bob).await, Err(AccessError::LastOwner));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_remove_each_other_at_once_one_stays() {
    for _ in 0..5 {
        let house = House::open().await;
        let ann = house.add("ann@example.com", Role::Owner, None).await.staff_id;
        let bob = house.add("bob@example.com", Role::Owner, None).await.staff_id;

        let (one, other) = tokio::join!(house.disable(ann), house.set_role(bob, None, None));

        assert!(one.is_ok() != other.is_ok(), "{one:?}, {other:?}");
        assert!([one, other].contains(&Err(AccessError::LastOwner)));
    }
}

#[tokio::test]
async fn what_is_decided_about_an_account_is_in_the_trail_once() {
    let house = House::open().await;
    house.add("owner@example.com", Role::Owner, None).await;
    let ann = house.add("ann@example.com", Role::Desk, None).await.staff_id;

    for _ in 0..2 {
        house.set_role(ann, None, Some(Role::Manager)).await.unwrap();
    }
    for _ in 0..2 {
        house.set_role(ann, None, None).await.unwrap();
    }
    for _ in 0..2 {
        house.disable(ann).await.unwrap();
    }
    for _ in 0..2 {
        house.enable(ann).await.unwrap();
    }

    let told = house.actions().await;
    assert_eq!(
        told,
        ["staff.add", "staff.add", "staff.disable", "staff.enable", "staff.give_role", "staff.take_role"]
    );
    let trail = house.trail().await;
    let given = trail.iter().find(|entry| entry.action == "staff.give_role").unwrap();
    assert_eq!(given.detail, serde_json::json!({ "role": "manager", "before": "desk" }));
    assert_eq!((given.object.clone(), given.actor.as_str()), (ann.to_string(), "system"));
}

#[tokio::test]
async fn nothing_is_decided_about_an_account_that_is_not_there() {
    let house = House::open().await;
    let nobody = StaffId::new(house.clock.now());

    assert_eq!(house.set_role(nobody, None, Some(Role::Owner)).await, Err(AccessError::NoAccount));
    assert_eq!(house.disable(nobody).await, Err(AccessError::NoAccount));
    assert!(house.trail().await.is_empty());
}
