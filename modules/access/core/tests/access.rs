//! What access promises, against a database of its own.

#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

use std::sync::Arc;

use access::{Config, Module};
use access_api::{
    Access, AccessError, AddStaff, IssueApiKey, Role, StaffAdded,
    permissions::{MANAGE_HOTELS, MANAGE_STAFF, READ_BOOKINGS, WRITE_BOOKINGS},
};
use db::{Column, Db};
use http_kit::{AuthError, Authenticator, Principal};
use kernel::{Actor, By, Clock, HotelId, ManualClock, SystemClock};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery";

/// Access on a new database, which goes with it.
struct House {
    access: Module,
    db: Db,
    clock: Arc<ManualClock>,
    _directory: TempDir,
}

impl House {
    async fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&directory.path().join("access.db"), "access").await.unwrap();
        migrations::up("access", db.owner_connection()).await.unwrap();
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let access = Module::build(Config::default(), db.clone(), clock.clone());
        Self { access, db, clock, _directory: directory }
    }

    fn port(&self) -> Arc<dyn Access> {
        self.access.port()
    }

    async fn add(&self, email: &str, role: Role, hotel: Option<HotelId>) -> StaffAdded {
        let password = Some(PASSWORD.to_owned());
        let by = By::system("test");
        self.port().add_staff(AddStaff { email: email.to_owned(), role, hotel, password, by }).await.unwrap()
    }

    async fn try_key(&self, email: &str, hotel: Option<HotelId>) -> Result<String, AccessError> {
        let (email, name) = (email.to_owned(), "channel-manager".to_owned());
        self.port().issue_api_key(IssueApiKey { email, name, hotel, by: By::system("test") }).await
    }

    async fn key(&self, email: &str, hotel: Option<HotelId>) -> String {
        self.try_key(email, hotel).await.unwrap()
    }

    async fn holder(&self, key: &str) -> Result<Principal, AuthError> {
        self.access.authenticator().by_api_key(key).await
    }

    /// Access as another process knows it: with nothing in memory yet.
    fn elsewhere(&self) -> Arc<dyn Authenticator> {
        Module::build(Config::default(), self.db.clone(), self.clock.clone()).authenticator()
    }

    async fn change(&self, sql: &'static str) {
        let tx = self.db.begin("test").await.unwrap();
        db::execute(&tx, sql, []).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn text(&self, sql: &'static str) -> String {
        db::one(&self.db.fresh("test"), sql, []).await.unwrap().unwrap().get(0).unwrap()
    }

    fn hotel(&self) -> HotelId {
        HotelId::new(self.clock.now())
    }
}

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
    let revoked = house.elsewhere().by_api_key(&key).await;
    house.change("UPDATE api_keys SET revoked_at = NULL").await;
    let restored = house.elsewhere().by_api_key(&key).await;
    house.change("UPDATE staff SET is_disabled = 1").await;
    let disabled = house.elsewhere().by_api_key(&key).await;
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
async fn what_is_kept_is_a_strong_hash_never_the_password_or_the_key() {
    let house = House::open().await;
    house.add("ann@example.com", Role::Owner, None).await;
    let key = house.key("ann@example.com", None).await;

    let password_hash = house.text("SELECT password_hash FROM staff").await;
    let key_hash = house.text("SELECT hex(key_hash) FROM api_keys").await;

    assert!(password_hash.starts_with("$argon2id$v=19$m=47104,t=2,p=1$"), "{password_hash}");
    assert_eq!(key_hash.len(), 64);
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
