//! What a subscriber has already done: at-least-once delivery becomes one effect.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::EventId;
use sea_orm::Value;

use crate::{Column, DbError, WriteTx, execute, many, rows, us};

/// Longer than an outbox can be replayed by default.
const KEPT: TimeDelta = TimeDelta::days(14);
const PURGE_BATCH: i64 = 5_000;

/// Marks the events as received by `consumer`, in the transaction of their effect. Answers those that are new.
pub async fn receive(
    tx: &WriteTx,
    consumer: &'static str,
    events: &[EventId],
    now: DateTime<Utc>,
) -> Result<HashSet<EventId>, DbError> {
    let inserted = many(
        tx,
        "INSERT INTO inbox (consumer, event_id, received_at)
         SELECT $2, unhex(value, '-'), $3
         FROM json_each($1)
         WHERE true  -- else ON is read as a join's
         ON CONFLICT DO NOTHING
         RETURNING event_id",
        [rows(events)?, consumer.into(), us(now).into()],
    )
    .await?;
    inserted.iter().map(|row| Ok(EventId::from(row.get::<uuid::Uuid>(0)?))).collect()
}

/// Forgets events received more than two weeks ago, a few thousand at a time.
pub async fn purge(tx: &WriteTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    execute(
        tx,
        "DELETE FROM inbox
         WHERE (consumer, event_id) IN (
             SELECT consumer, event_id
             FROM inbox  -- inbox_received
             WHERE received_at < $1
             LIMIT $2)",
        [Value::from(us(now - KEPT)), PURGE_BATCH.into()],
    )
    .await
}
