//! Whoever changes a hotel has it to themselves until they commit.
//!
//! On a server several writers, of several processes, change the same hotels. What each loads must still be so when it
//! stores, so every transaction that changes a hotel's nights, rates, holds, catalogue or versions begins with [`lock`]
//! and reads whatever it decides on after that: at READ COMMITTED a later statement sees all that the one before us
//! committed. Exempt are a new hotel, of which nobody knows yet, and the sweep of photos that no edit can see any more.
//! On SQLite a write transaction is alone from its beginning.

use std::collections::BTreeMap;

use db::{Column, DbError, WriteTx, many, set};
use kernel::HotelId;
use uuid::Uuid;

/// What a hotel's changes are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Versions {
    /// Of its profile, room types, rate plans and photos.
    ///
    /// An edit that was waited for may be missing here: this is read of a row that is not locked. A batch that waited
    /// was asked for before the edit was answered, and may be decided as if the edit came after it. Whoever must
    /// know better asks again (`store::catalogue::version`).
    pub(crate) catalogue: i64,
    /// Of its nights, rates and holds.
    pub(crate) inventory: i64,
}

/// In the order of the ids: of two who want the same hotels nobody waits for what the other waits to give.
pub(super) const LOCK: &str = "
    SELECT v.hotel_id, h.version, v.version
    FROM set($1: hotel_id uuid) AS wanted
    CROSS JOIN inventory_versions AS v  -- primary key
    CROSS JOIN hotels AS h  -- primary key
    WHERE v.hotel_id = wanted.hotel_id
      AND h.hotel_id = v.hotel_id
    /* postgres: ORDER BY v.hotel_id FOR UPDATE OF v */";

/// Locks these hotels for the rest of the transaction. Answers the versions of those that there are.
pub(crate) async fn lock(
    tx: &WriteTx,
    hotels: impl IntoIterator<Item = HotelId>,
) -> Result<BTreeMap<HotelId, Versions>, DbError> {
    let locked = many(tx, LOCK, [set(hotels)]).await?;
    locked
        .iter()
        .map(|row| {
            let versions = Versions { catalogue: row.get(1)?, inventory: row.get(2)? };
            Ok((row.get::<Uuid>(0)?.into(), versions))
        })
        .collect()
}
