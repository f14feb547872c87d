//! What a step makes of the rows that were there before it, on SQLite.

use super::*;
use sea_orm::{ConnectionTrait, Database, Statement};

#[tokio::test]
async fn bookings_of_the_first_release_know_how_many_people_come() {
    let connection = at_step("booking", 2).await;
    let old = r#"INSERT INTO bookings (
            hotel_id, booking_id, code, status, version, check_in, check_out, rooms, room_type, rate_plan,
            total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
        VALUES (x'01', x'02', 'A', 'confirmed', 1, '2030-05-01', '2030-05-02', 1, 'DBL', 'BAR', 1, 'KRW', 'a@b.cc',
            'Ann', x'03', '{"quote": {"party": {"adults": 2, "children": [4, 9]}}}', 1, 1)"#;
    connection.execute_unprepared(old).await.unwrap();

    up("booking", &connection).await.unwrap();

    assert_eq!(count(&connection, "SELECT guests FROM bookings").await, 4);
    assert_eq!(pending("booking", &connection).await.unwrap(), 0);
}

#[tokio::test]
async fn events_received_before_keep_no_hotel_and_are_still_known() {
    let connection = at_step("booking", 4).await;
    let old = "INSERT INTO inbox (consumer, event_id, received_at) VALUES ('settlement', x'0a', 7)";
    connection.execute_unprepared(old).await.unwrap();

    let steps = up("booking", &connection).await.unwrap();

    let kept = "SELECT COUNT(*) FROM inbox
        WHERE hotel_id = zeroblob(16) AND consumer = 'settlement' AND event_id = x'0a' AND received_at = 7";
    assert_eq!(count(&connection, kept).await, 1);
    assert_eq!(steps, 1);
}

#[tokio::test]
async fn a_module_that_is_not_there_has_no_schema() {
    let connection = Database::connect("sqlite::memory:").await.unwrap();

    assert!(up("minibar", &connection).await.is_err());
    assert!(pending("minibar", &connection).await.is_err());
}

/// A module's file as it was after so many steps.
async fn at_step(module: &str, steps: u32) -> DatabaseConnection {
    let connection = Database::connect("sqlite::memory:").await.unwrap();
    History::of(module).unwrap().up(&connection, Some(steps)).await.unwrap();
    connection
}

async fn count(connection: &DatabaseConnection, sql: &str) -> i64 {
    let asked = Statement::from_string(DbBackend::Sqlite, sql);
    connection.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
