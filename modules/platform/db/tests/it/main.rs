//! The database layer against a real SQLite file, or a real Postgres (see `db-testing`).
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod audit;
mod combine;
mod inbox;
mod once;
mod outbox;
mod pool;
mod postgres;

use chrono::{DateTime, Utc};
pub(crate) use db_testing::Place;

pub(crate) async fn place() -> Place {
    db_testing::place("booking").await
}

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}
