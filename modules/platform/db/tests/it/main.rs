//! The database layer against a real SQLite file.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod audit;
mod combine;
mod once;
mod outbox;
mod pool;

use chrono::{DateTime, Utc};
use db::Db;
use tempfile::TempDir;

/// A module's own file, migrated; gone when the test ends.
pub(crate) struct Place {
    pub(crate) db: Db,
    _dir: TempDir,
}

pub(crate) async fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&dir.path().join("booking.db"), "booking").await.unwrap();
    migrations::up("booking", db.owner_connection()).await.unwrap();
    Place { db, _dir: dir }
}

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}
