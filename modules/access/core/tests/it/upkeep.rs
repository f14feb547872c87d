//! What keeps the sessions few.

use access_api::Role;
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use crate::house::{ANN, House, eventually};

const MANY: i64 = 2_500;

/// Gives everybody so many sessions that were last used before their account was made.
const OLD_SESSIONS: &str = "INSERT INTO sessions (token_hash, staff_id, started_at, last_seen_at)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
    SELECT /* sqlite: CAST(printf('%032d', i) AS BLOB) *//* postgres: CAST(lpad(CAST(i AS TEXT), 32, '0') AS BYTEA) */,
           staff_id, created_at - 3600000000, created_at - i
    FROM n, staff";

async fn sessions(house: &House) -> i64 {
    house.count("SELECT COUNT(*) FROM sessions").await
}

#[tokio::test]
async fn sessions_that_are_over_are_forgotten_and_those_in_use_are_not() {
    let house = House::open().await;
    house.add("bob@example.com", Role::Desk, None).await;
    house.change(OLD_SESSIONS).await;
    house.clock.advance(TimeDelta::minutes(30));
    house.add(ANN, Role::Desk, None).await;
    let token = house.sign_in(ANN).await;
    assert_eq!(sessions(&house).await, MANY + 1);
    let stop = CancellationToken::new();

    let tasks: Vec<_> = house.access.tasks(&stop).into_iter().map(|(_, task)| tokio::spawn(task)).collect();
    eventually("the old ones are forgotten", async || (sessions(&house).await == 1).then_some(())).await;
    stop.cancel();
    for task in tasks {
        task.await.unwrap();
    }

    assert!(house.session(&token).await.is_ok());
}

#[tokio::test]
async fn an_account_has_at_most_a_hundred_sessions_and_keeps_the_latest() {
    let house = House::open().await;
    house.add(ANN, Role::Desk, None).await;
    house.change(OLD_SESSIONS).await;
    house.change("DELETE FROM sessions WHERE last_seen_at > (SELECT created_at FROM staff) - 2300").await;

    let (first, second) = (house.sign_in(ANN).await, house.sign_in(ANN).await);

    assert_eq!(sessions(&house).await, 100);
    assert!(house.session(&first).await.is_ok() && house.session(&second).await.is_ok());
}
