//! Sessions: how they begin, how long they last, and what ends them.

use std::time::{Duration, Instant};

use access_api::{
    AccessError, Role,
    permissions::{MANAGE_STAFF, READ_BOOKINGS, SET_ARI},
};
use chrono::TimeDelta;
use http_kit::AuthError;
use kernel::Clock;

use crate::house::{ANN, House, PASSWORD, by_test, eventually};

#[tokio::test]
async fn whoever_signs_in_is_known_by_a_new_token_with_their_roles() {
    let house = House::open().await;
    let (here, there) = (house.hotel(), house.hotel());
    let ann = house.add("Ann@example.com", Role::Manager, Some(here)).await;

    let (first, second) = (house.sign_in(ANN).await, house.sign_in("ANN@example.com").await);
    let session = house.session(&first).await.unwrap();

    assert_ne!(first, second);
    assert_eq!(first.len(), 43, "256 random bits in base64url");
    assert_eq!((session.staff_id, session.email.as_str()), (ann.staff_id, ANN));
    assert_eq!(session.started_at, house.clock.now());
    assert!(session.may(SET_ARI, here) && !session.may(READ_BOOKINGS, there));
    assert!(!session.may_anywhere(MANAGE_STAFF));
}

#[tokio::test]
async fn a_session_lasts_while_it_is_used_and_ends_half_an_hour_after() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let token = house.sign_in(ANN).await;

    for _ in 0..4 {
        house.clock.advance(TimeDelta::minutes(30));
        house.is_used(&token).await;
    }
    house.clock.advance(TimeDelta::minutes(30) + TimeDelta::microseconds(1));
    let here = house.session(&token).await;
    let elsewhere = house.elsewhere().port().session(&token).await;

    assert_eq!(here, Err(AccessError::SignedOut));
    assert_eq!(elsewhere, Err(AccessError::SignedOut));
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy_it_was() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let token = house.sign_in(ANN).await;

    for _ in 0..24 {
        house.clock.advance(TimeDelta::minutes(30));
        house.is_used(&token).await;
    }
    house.clock.advance(TimeDelta::microseconds(1));
    let here = house.session(&token).await;
    let elsewhere = house.elsewhere().port().session(&token).await;

    assert_eq!(here, Err(AccessError::SignedOut));
    assert_eq!(elsewhere, Err(AccessError::SignedOut));
    assert!(house.session(&house.sign_in(ANN).await).await.is_ok());
}

#[tokio::test]
async fn a_token_is_dead_after_sign_out_and_other_sessions_live_on() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let (token, other) = (house.sign_in(ANN).await, house.sign_in(ANN).await);
    house.session(&token).await.unwrap();

    house.port().sign_out(&token).await.unwrap();
    let signed_out = house.session(&token).await;
    house.port().sign_out(&token).await.unwrap();
    house.port().sign_out("nobody's").await.unwrap();

    assert_eq!(signed_out, Err(AccessError::SignedOut));
    assert!(house.session(&other).await.is_ok());
    assert_eq!(house.actions().await, ["session.end", "session.start", "session.start", "staff.add"]);
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_of_ones_sessions_and_nobody_elses() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Desk, None).await;
    house.add("bob@example.com", Role::Desk, None).await;
    let (one, two, bobs) =
        (house.sign_in(ANN).await, house.sign_in(ANN).await, house.sign_in("bob@example.com").await);
    house.session(&one).await.unwrap();

    house.port().sign_out_everywhere(ann.staff_id, by_test()).await.unwrap();

    assert_eq!(house.session(&one).await, Err(AccessError::SignedOut));
    assert_eq!(house.session(&two).await, Err(AccessError::SignedOut));
    assert!(house.session(&bobs).await.is_ok());
}

#[tokio::test]
async fn what_is_no_token_of_ours_opens_nothing() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;
    let altered: String = token.chars().rev().collect();
    let made_up = "A".repeat(43);

    for wrong in ["", "x", altered.as_str(), &made_up, &format!("{token}="), &token[..42]] {
        assert_eq!(house.session(wrong).await, Err(AccessError::SignedOut), "{wrong}");
    }
    assert!(house.session(&token).await.is_ok());
}

#[tokio::test]
async fn a_session_is_no_api_key_and_an_api_key_no_session() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let (token, key) = (house.sign_in(ANN).await, house.key(ANN, None).await);

    assert!(matches!(house.holder(&token).await, Err(AuthError::Unknown)));
    assert!(matches!(house.holder(&format!("jmk_{token}")).await, Err(AuthError::Unknown)));
    assert_eq!(house.session(&key).await, Err(AccessError::SignedOut));
}

#[tokio::test]
async fn a_closed_account_loses_its_sessions_at_once_here_and_within_five_seconds_elsewhere() {
    let house = House::open().await;
    house.add("owner@example.com", Role::Owner, None).await;
    let ann = house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;
    let elsewhere = house.elsewhere().port();
    elsewhere.session(&token).await.unwrap();
    house.session(&token).await.unwrap();

    house.disable(ann.staff_id).await.unwrap();
    let closed = Instant::now();
    let here = house.session(&token).await;
    eventually("it is known elsewhere", async || {
        (elsewhere.session(&token).await == Err(AccessError::SignedOut)).then_some(())
    })
    .await;

    assert_eq!(here, Err(AccessError::SignedOut));
    assert!(closed.elapsed() < Duration::from_secs(5), "{:?}", closed.elapsed());
    house.enable(ann.staff_id).await.unwrap();
    assert_eq!(house.session(&token).await, Err(AccessError::SignedOut), "what ended stays so");
    assert!(house.session(&house.sign_in(ANN).await).await.is_ok());
}

#[tokio::test]
async fn an_account_closed_behind_our_back_is_signed_out_as_well() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;

    house.change("UPDATE staff SET is_disabled = true").await;

    assert_eq!(house.elsewhere().port().session(&token).await, Err(AccessError::SignedOut));
}

#[tokio::test]
async fn a_role_that_is_taken_away_closes_what_it_opened_at_once() {
    let house = House::open().await;
    let hotel = house.hotel();
    let ann = house.add(ANN, Role::Manager, Some(hotel)).await;
    let token = house.sign_in(ANN).await;
    assert!(house.session(&token).await.unwrap().may(SET_ARI, hotel));

    house.set_role(ann.staff_id, Some(hotel), Some(Role::Readonly)).await.unwrap();
    let lesser = house.session(&token).await.unwrap();
    house.set_role(ann.staff_id, Some(hotel), None).await.unwrap();
    let nothing = house.session(&token).await.unwrap();

    assert!(lesser.may(READ_BOOKINGS, hotel) && !lesser.may(SET_ARI, hotel));
    assert!(nothing.roles.is_empty() && !nothing.may_anywhere(READ_BOOKINGS));
}

/// Keeps each time at which a use was noted.
const NOTING_IN_FILE: &str = "CREATE TABLE noted (at INTEGER);
    CREATE TRIGGER noting AFTER UPDATE ON sessions
    BEGIN INSERT INTO noted VALUES (NEW.last_seen_at); END";
const NOTING_ON_SERVER: &str = "CREATE TABLE noted (at bigint);
    GRANT SELECT ON noted TO jumak_access;
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    AS 'BEGIN INSERT INTO access.noted VALUES (NEW.last_seen_at); RETURN NEW; END';
    CREATE TRIGGER noting AFTER UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION note()";

/// Refuses every noting.
const STUCK_IN_FILE: &str =
    "CREATE TRIGGER stuck BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'stuck'); END";
const STUCK_ON_SERVER: &str = "CREATE FUNCTION stick() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''stuck''; END';
    CREATE TRIGGER stuck BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION stick()";

#[tokio::test]
async fn use_is_noted_at_most_once_a_minute_however_many_pages_are_looked_at() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let token = house.sign_in(ANN).await;
    let elsewhere = house.elsewhere().port();
    house.place.as_owner(if db_testing::is_on_server() { NOTING_ON_SERVER } else { NOTING_IN_FILE }).await;

    for _ in 0..3 {
        for _ in 0..59 {
            house.session(&token).await.unwrap();
            elsewhere.session(&token).await.unwrap();
            house.clock.advance(TimeDelta::seconds(1));
        }
        house.clock.advance(TimeDelta::seconds(1));
        house.is_used(&token).await;
    }

    assert_eq!(house.count("SELECT COUNT(*) FROM noted").await, 3);
    assert_eq!(house.count("SELECT COUNT(DISTINCT at) FROM noted").await, 3);
}

#[tokio::test]
async fn a_page_is_answered_although_its_use_cannot_be_noted() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    let token = house.sign_in(ANN).await;
    let (stuck, loose) = if db_testing::is_on_server() {
        (STUCK_ON_SERVER, "DROP TRIGGER stuck ON sessions")
    } else {
        (STUCK_IN_FILE, "DROP TRIGGER stuck")
    };
    house.place.as_owner(stuck).await;

    for _ in 0..10 {
        house.clock.advance(TimeDelta::seconds(90));
        assert!(house.session(&token).await.is_ok());
    }
    house.place.as_owner(loose).await;

    house.clock.advance(TimeDelta::seconds(90));
    house.is_used(&token).await;
}

#[tokio::test]
async fn neither_token_nor_password_nor_address_is_kept_or_told() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;
    house.session(&token).await.unwrap();
    house.port().sign_out(&house.sign_in(ANN).await).await.unwrap();

    let bytes = house.everything_kept().await;
    let is_kept = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());

    assert!(is_kept(ANN), "negative control: what is kept is found");
    for secret in [token.as_str(), PASSWORD, "192.0.2.1"] {
        assert!(!is_kept(secret), "{secret}");
    }
    assert_eq!(house.count("SELECT CAST(length(token_hash) AS BIGINT) FROM sessions").await, 32);
}

#[tokio::test]
async fn the_trail_says_who_signed_in_and_out_and_names_no_person() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;
    let _ = house.try_sign_in(ANN, "wrong horse battery", crate::house::DESK).await;
    house.port().sign_out(&token).await.unwrap();

    let trail = house.trail().await;

    let who = format!("staff:{}", ann.staff_id);
    let mut told: Vec<_> =
        trail.iter().filter(|entry| entry.actor == who).map(|entry| entry.action.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["session.end", "session.start"]);
    assert!(trail.iter().all(|entry| !format!("{entry:?}").contains("ann@")));
}
