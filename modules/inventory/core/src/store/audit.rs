//! Holds as they stand, and the recount of every counter from them.

use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, many, rows, us};
use inventory_api::{Held, HoldRef, Violation};
use uuid::Uuid;

use super::stock::hold_from;

/// The holds named, as they stand.
pub(crate) async fn holds(read: &impl FreshRead, names: &[HoldRef]) -> Result<Vec<Held>, DbError> {
    let keys: Vec<_> = names.iter().map(|name| (name.hotel_id, name.hold_id)).collect();
    let found = many(
        read,
        "SELECT h.hotel_id, h.hold_id, h.room_type_id, h.nights, h.state, h.expires_at, h.owner, h.quote
         FROM json_each($1) AS wanted
         CROSS JOIN holds AS h  -- primary key
         WHERE h.hotel_id = unhex(wanted.value ->> 0, '-')
           AND h.hold_id = unhex(wanted.value ->> 1, '-')",
        [rows(&keys)?],
    )
    .await?;
    found.iter().map(|row| Ok(hold_from(row)?.1.held)).collect()
}

/// Holds whose time is over and that nobody ended, oldest first.
pub(crate) async fn lapsed(
    read: &impl FreshRead,
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
        [us(now).into(), i64::from(limit).into()],
    )
    .await?;
    found
        .iter()
        .map(|row| Ok(HoldRef { hotel_id: row.get::<Uuid>(0)?.into(), hold_id: row.get::<Uuid>(1)?.into() }))
        .collect()
}

/// Recounts. The nights' counters must equal what holds claim, and the outbox must number without gaps.
pub(crate) async fn violations(read: &impl FreshRead) -> Result<Vec<Violation>, DbError> {
    let mut found = Vec::new();
    for (invariant, sql) in INVARIANTS {
        for row in many(read, sql, []).await? {
            found.push(Violation { invariant: invariant.to_owned(), detail: row.get(0)? });
        }
    }
    Ok(found)
}

/// Each statement answers a line for every breach; at most a hundred, which is a hundred too many.
const INVARIANTS: [(&str, &str); 4] = [
    (
        "nights_not_oversold",
        "SELECT 'hotel ' || lower(hex(hotel_id)) || ' room type ' || lower(hex(room_type_id)) || ' night ' || night
             || ': ' || taken || ' taken of ' || (allotment + overbooking)
         FROM nights
         WHERE taken < 0 OR taken > allotment + overbooking
         LIMIT 100",
    ),
    (
        "taken_equals_holds",
        "WITH claimed AS (
             SELECT h.hotel_id, h.room_type_id, claim.value AS night, SUM(h.rooms) AS rooms
             FROM holds AS h, json_each(h.nights) AS claim
             WHERE h.state <> 'released'
             GROUP BY h.hotel_id, h.room_type_id, claim.value)
         SELECT 'hotel ' || lower(hex(n.hotel_id)) || ' room type ' || lower(hex(n.room_type_id)) || ' night '
             || n.night || ': ' || n.taken || ' taken, ' || COALESCE(c.rooms, 0) || ' claimed'
         FROM nights AS n
         LEFT JOIN claimed AS c
           ON c.hotel_id = n.hotel_id AND c.room_type_id = n.room_type_id AND c.night = n.night
         WHERE n.taken <> COALESCE(c.rooms, 0)
         LIMIT 100",
    ),
    (
        "claims_have_nights",
        "SELECT 'hold ' || lower(hex(h.hold_id)) || ' claims ' || claim.value || ', which is no night'
         FROM holds AS h, json_each(h.nights) AS claim
         WHERE h.state <> 'released'
           AND NOT EXISTS (
               SELECT 1 FROM nights AS n
               WHERE n.hotel_id = h.hotel_id AND n.room_type_id = h.room_type_id AND n.night = claim.value)
         LIMIT 100",
    ),
    (
        "events_without_gaps",
        "SELECT 'hotel ' || lower(hex(v.hotel_id)) || ': version ' || v.version || ', last event '
             || MAX(o.sequence) || ', ' || COUNT(o.sequence) || ' events from ' || MIN(o.sequence)
         FROM inventory_versions AS v
         JOIN outbox AS o ON o.hotel_id = v.hotel_id AND o.aggregate_id = v.hotel_id
         GROUP BY v.hotel_id, v.version
         HAVING MAX(o.sequence) <> v.version OR COUNT(o.sequence) <> MAX(o.sequence) - MIN(o.sequence) + 1
         LIMIT 100",
    ),
];
