//! Two processes over one database: what the one changes, the other may not decide on as it was.

use access::{Config, Module};
use access_api::{AccessError, Role, SetRole, SignIn};

use crate::house::{ANN, DESK, House, PASSWORD, by_test, eventually};

#[tokio::test]
async fn of_two_owners_who_give_it_up_at_once_one_stays() {
    let house = House::open().await;
    let ann = house.add(ANN, Role::Owner, None).await.staff_id;
    let bob = house.add("bob@example.com", Role::Owner, None).await.staff_id;
    let (here, there) =
        (house.port(), Module::build(Config::default(), house.place.again().await, house.clock.clone()));
    let (there, role) = (there.port(), Some(Role::Desk));

    for _ in 0..20 {
        let (one, other) = tokio::join!(
            here.set_role(SetRole { staff_id: ann, hotel: None, role, by: by_test() }),
            there.set_role(SetRole { staff_id: bob, hotel: None, role, by: by_test() }),
        );

        let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused, [AccessError::LastOwner]);
        for staff in [ann, bob] {
            house.set_role(staff, None, Some(Role::Owner)).await.unwrap();
        }
    }
}

/// Waits for a lock in this test's own database; others' are no concern.
const WAITING: &str = "SELECT COUNT(*)
    FROM pg_locks AS waiting
    WHERE NOT waiting.granted
      AND waiting.pid IN (SELECT held.pid
                          FROM pg_locks AS held
                          JOIN pg_database AS here ON here.oid = held.database
                          WHERE here.datname = current_database())";

#[tokio::test]
async fn a_password_that_another_process_is_replacing_lets_nobody_in_any_more() {
    if !db_testing::is_on_server() {
        return; // A file has one writer: whoever signs in waits before it looks.
    }
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let replacing = house.place.again().await.begin("test").await.unwrap();
    db::execute(&replacing, "UPDATE staff SET password_hash = 'another'", []).await.unwrap();
    let (port, email, password) = (house.port(), ANN.to_owned(), PASSWORD.to_owned());

    let signing_in =
        tokio::spawn(async move { port.sign_in(SignIn { email, password, address: DESK }).await });
    eventually("the sign-in waits", async || (house.count(WAITING).await > 0).then_some(())).await;
    replacing.commit().await.unwrap();

    assert_eq!(signing_in.await.unwrap().unwrap_err(), AccessError::Unknown);
    assert_eq!(house.count("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn where_nobody_may_write_a_session_is_known_and_a_sign_in_is_refused_for_now() {
    let house = House::open().await;
    house.add(ANN, Role::Owner, None).await;
    let token = house.sign_in(ANN).await;
    let closed =
        Module::build(Config::default(), house.db.clone().read_only(true), house.clock.clone()).port();

    let session = closed.session(&token).await;
    let command = SignIn { email: ANN.to_owned(), password: PASSWORD.to_owned(), address: DESK };
    let signed_in = closed.sign_in(command).await;

    assert_eq!(session.unwrap().email, ANN);
    assert_eq!(signed_in.unwrap_err(), AccessError::ReadOnly);
}
