//! Holds as they stand, and the recount of every counter from them.

use chrono::{DateTime, Utc};
use db::{Column, DbError, PrimaryRead, many, sea_orm::QueryResult, set};
use inventory_api::{Held, HoldRef, Violation};
use kernel::{HoldId, HotelId, RoomTypeId};
use uuid::Uuid;

use super::stock::hold_from;

pub(super) const HOLDS: &str = "
    SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
    FROM set($1: hotel_id uuid, hold_id uuid) AS wanted
    CROSS JOIN holds AS h  -- primary key
    WHERE h.hotel_id = wanted.hotel_id
      AND h.hold_id = wanted.hold_id";

/// The holds named, as they stand.
pub(crate) async fn holds(read: &impl PrimaryRead, names: &[HoldRef]) -> Result<Vec<Held>, DbError> {
    let found = many(read, HOLDS, [set(names.iter().map(|name| (name.hotel_id, name.hold_id)))]).await?;
    found.iter().map(|row| Ok(hold_from(row)?.1.held)).collect()
}

/// Holds whose time is over and that nobody ended, oldest first.
pub(crate) async fn lapsed(
    read: &impl PrimaryRead,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<HoldRef>, DbError> {
    let found = many(
        read,
        "SELECT hotel_id, hold_id
         FROM holds  -- holds_lapsing
         WHERE state = 'held' AND expires_at <= $1
         ORDER BY expires_at
         LIMIT $2",
        [now.into(), limit.into()],
    )
    .await?;
    found
        .iter()
        .map(|row| Ok(HoldRef { hotel_id: row.get::<Uuid>(0)?.into(), hold_id: row.get::<Uuid>(1)?.into() }))
        .collect()
}

/// Recounts. The nights' counters must equal what holds claim, and the outbox must number without gaps.
pub(crate) async fn violations(read: &impl PrimaryRead) -> Result<Vec<Violation>, DbError> {
    let mut found = Vec::new();
    for promise in &PROMISES {
        for row in many(read, promise.breaches, []).await? {
            found.push(Violation { invariant: promise.name.to_owned(), detail: (promise.told)(&row)? });
        }
    }
    Ok(found)
}

/// Something that holds at every moment.
pub(super) struct Promise {
    name: &'static str,
    /// A line for each breach; at most a hundred, which is a hundred too many. One statement, because between two of
    /// them somebody sells a room.
    pub(super) breaches: &'static str,
    told: fn(&QueryResult) -> Result<String, DbError>,
}

pub(super) const PROMISES: [Promise; 4] = [
    Promise {
        name: "nights_not_oversold",
        breaches: "
            SELECT hotel_id, room_type_id, night, taken, allotment + overbooking
            FROM nights
            WHERE taken < 0 OR taken > allotment + overbooking
            LIMIT 100",
        told: |row| Ok(format!("{}: {} taken of {}", night(row)?, row.get::<i32>(3)?, row.get::<i32>(4)?)),
    },
    Promise {
        name: "taken_equals_holds",
        breaches: "
            WITH claimed AS (
                SELECT h.hotel_id, h.room_type_id, claim.value/* postgres: ::date */ AS night, SUM(h.rooms) AS rooms
                FROM holds AS h
                CROSS JOIN /* sqlite: json_each(h.nights) */
                           /* postgres: json_array_elements_text(h.nights::json) */ AS claim
                WHERE h.state <> 'released'
                GROUP BY h.hotel_id, h.room_type_id, claim.value)
            SELECT n.hotel_id, n.room_type_id, n.night, n.taken, COALESCE(c.rooms, 0)
            FROM nights AS n
            LEFT JOIN claimed AS c
              ON c.hotel_id = n.hotel_id AND c.room_type_id = n.room_type_id AND c.night = n.night
            WHERE n.taken <> COALESCE(c.rooms, 0)
            LIMIT 100",
        told: |row| Ok(format!("{}: {} taken, {} claimed", night(row)?, row.get::<i32>(3)?, row.get::<i64>(4)?)),
    },
    Promise {
        name: "claims_have_nights",
        breaches: "
            SELECT h.hold_id, claim.value/* postgres: ::date */
            FROM holds AS h
            CROSS JOIN /* sqlite: json_each(h.nights) */
                       /* postgres: json_array_elements_text(h.nights::json) */ AS claim
            WHERE h.state <> 'released'
              AND NOT EXISTS (
                  SELECT 1 FROM nights AS n  -- primary key
                  WHERE n.hotel_id = h.hotel_id AND n.room_type_id = h.room_type_id
                    AND n.night = claim.value/* postgres: ::date */)
            LIMIT 100",
        told: |row| {
            let hold = HoldId::from(row.get::<Uuid>(0)?);
            Ok(format!("hold {hold} claims {}, which is no night", row.date(1)?))
        },
    },
    Promise {
        name: "events_without_gaps",
        breaches: "
            SELECT v.hotel_id, v.version, MAX(o.sequence), COUNT(o.sequence), MIN(o.sequence)
            FROM inventory_versions AS v
            JOIN outbox AS o ON o.hotel_id = v.hotel_id AND o.aggregate_id = v.hotel_id
            GROUP BY v.hotel_id, v.version
            HAVING MAX(o.sequence) <> v.version OR COUNT(o.sequence) <> MAX(o.sequence) - MIN(o.sequence) + 1
            LIMIT 100",
        told: |row| {
            let hotel = HotelId::from(row.get::<Uuid>(0)?);
            let (version, last) = (row.get::<i64>(1)?, row.get::<i64>(2)?);
            let (count, first) = (row.get::<i64>(3)?, row.get::<i64>(4)?);
            Ok(format!("hotel {hotel}: version {version}, last event {last}, {count} events from {first}"))
        },
    },
];

/// The night that the first three columns name.
fn night(row: &QueryResult) -> Result<String, DbError> {
    let (hotel, room_type) = (HotelId::from(row.get::<Uuid>(0)?), RoomTypeId::from(row.get::<Uuid>(1)?));
    Ok(format!("hotel {hotel} room type {room_type} night {}", row.date(2)?))
}
