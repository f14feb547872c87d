//! What a subscriber has already done: at-least-once delivery becomes one effect.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EventId, HotelId};
use uuid::Uuid;

use crate::{Arg, Column, DbError, WriteTx, execute, many, set, us};

/// Longer than an outbox can be replayed by default.
const KEPT: TimeDelta = TimeDelta::days(14);
const PURGE_BATCH: i64 = 5_000;

/// Marks the events as received by `consumer`, in the transaction of their effect. Answers those that are new.
pub async fn receive(
    tx: &WriteTx,
    consumer: &'static str,
    events: impl IntoIterator<Item = (HotelId, EventId)> + Send,
    now: DateTime<Utc>,
) -> Result<HashSet<EventId>, DbError> {
    let inserted = many(
        tx,
        "INSERT INTO inbox (hotel_id, consumer, event_id, received_at)
         SELECT hotel_id, $2, event_id, $3
         FROM set($1: hotel_id uuid, event_id uuid) AS delivered
         -- What was received before rows named their hotel.
         WHERE NOT EXISTS (
             SELECT 1
             FROM inbox AS older  -- primary key
             WHERE older.hotel_id = $4 AND older.consumer = $2 AND older.event_id = delivered.event_id)
         ON CONFLICT DO NOTHING
         RETURNING event_id",
        [set(events), consumer.into(), now.into(), Uuid::nil().into()],
    )
    .await?;
    inserted.iter().map(|row| Ok(EventId::from(row.get::<Uuid>(0)?))).collect()
}

/// Forgets events received more than two weeks ago, a few thousand at a time.
pub async fn purge(tx: &WriteTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    execute(
        tx,
        "DELETE FROM inbox
         WHERE (hotel_id, consumer, event_id) IN (
             SELECT hotel_id, consumer, event_id
             FROM inbox  -- inbox_received
             WHERE received_at < $1
             LIMIT $2)",
        [Arg::from(us(now - KEPT)), PURGE_BATCH.into()],
    )
    .await
}
