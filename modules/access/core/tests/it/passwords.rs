//! Replacing passwords: one's own, and one that was lost.

use access_api::{AccessError, ChangePassword, ResetPassword, Role, SessionStarted};
use kernel::StaffId;

use crate::house::{ANN, DESK, House, PASSWORD, by_test};

const NEW: &str = "another horse battery";

async fn change(
    house: &House,
    staff_id: StaffId,
    current: &str,
    new: &str,
) -> Result<SessionStarted, AccessError> {
    let (current, new) = (current.to_owned(), new.to_owned());
    house.port().change_password(ChangePassword { staff_id, current, new, by: by_test() }).await
}

async fn reset(house: &House, staff_id: StaffId) -> Result<String, AccessError> {
    house.port().reset_password(ResetPassword { staff_id, by: by_test() }).await
}

#[tokio::test]
async fn a_changed_password_ends_all_sessions_but_the_new_one_of_whoever_changed_it() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await.staff_id;
    let (own, other) = (house.sign_in(ANN).await, house.sign_in(ANN).await);
    house.session(&own).await.unwrap();
    house.session(&other).await.unwrap();

    let next = change(&house, ann, PASSWORD, NEW).await.unwrap();

    assert_eq!(house.session(&own).await, Err(AccessError::SignedOut));
    assert_eq!(house.session(&other).await, Err(AccessError::SignedOut));
    assert_eq!(house.session(&next.token).await.unwrap().staff_id, ann);
    assert_eq!(house.try_sign_in(ANN, PASSWORD, DESK).await, Err(AccessError::Unknown));
    assert!(house.try_sign_in(ANN, NEW, DESK).await.is_ok());
    assert!(house.actions().await.contains(&"staff.change_password".to_owned()));
}

#[tokio::test]
async fn a_password_is_changed_only_by_whoever_knows_it_and_only_to_one_that_will_do() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await.staff_id;
    let token = house.sign_in(ANN).await;

    let wrong = change(&house, ann, "wrong horse battery", NEW).await;
    let short = change(&house, ann, PASSWORD, "short").await;
    let nobody = change(&house, StaffId::new(chrono::DateTime::UNIX_EPOCH), PASSWORD, NEW).await;

    assert_eq!(wrong.unwrap_err(), AccessError::Unknown);
    assert!(matches!(short, Err(AccessError::Invalid("password", _))));
    assert_eq!(nobody.unwrap_err(), AccessError::NoAccount);
    assert!(house.session(&token).await.is_ok());
    assert!(house.try_sign_in(ANN, PASSWORD, DESK).await.is_ok());
}

#[tokio::test]
async fn a_session_left_open_does_not_help_to_guess_the_password() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await.staff_id;

    for _ in 0..10 {
        let wrong = change(&house, ann, "wrong horse battery", NEW).await;
        assert_eq!(wrong.unwrap_err(), AccessError::Unknown);
    }

    assert!(matches!(change(&house, ann, PASSWORD, NEW).await, Err(AccessError::TooMany { .. })));
    assert!(house.try_sign_in(ANN, PASSWORD, DESK).await.is_ok(), "signing in is not affected");
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_one_that_is_made_and_ends_all_sessions() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await.staff_id;
    let token = house.sign_in(ANN).await;
    house.session(&token).await.unwrap();

    let made = reset(&house, ann).await.unwrap();

    assert_eq!(made.len(), 20);
    assert_eq!(house.session(&token).await, Err(AccessError::SignedOut));
    assert_eq!(house.try_sign_in(ANN, PASSWORD, DESK).await, Err(AccessError::Unknown));
    assert!(house.try_sign_in(ANN, &made, DESK).await.is_ok());
    let trail = house.trail().await;
    let entry = trail.iter().find(|entry| entry.action == "staff.reset_password").unwrap();
    assert_eq!(entry.detail["sessions_ended"], 1);
    assert!(trail.iter().all(|entry| !format!("{entry:?}").contains(&made)));
}

#[tokio::test]
async fn nobodys_password_is_reset() {
    let house = House::open().await;

    let nobody = reset(&house, StaffId::new(chrono::DateTime::UNIX_EPOCH)).await;

    assert_eq!(nobody.unwrap_err(), AccessError::NoAccount);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_session_that_began_with_the_old_password_outlives_it() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await.staff_id;
    let mut password = PASSWORD.to_owned();

    for _ in 0..5 {
        let (begun, made) = tokio::join!(house.try_sign_in(ANN, &password, DESK), reset(&house, ann));

        if let Ok(token) = begun {
            assert_eq!(house.session(&token).await, Err(AccessError::SignedOut));
        }
        password = made.unwrap();
    }
}
