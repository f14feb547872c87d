//! Events leave with the change they tell of, or not at all.
//!
//! A row commits with its change. Any number of relays claim due rows with a lease, commit the claim, publish,
//! and mark. Never by `id > last_seen`: ids do not commit in their order. Within one aggregate a row is only
//! handed out together with, or after, all earlier ones.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EventId, HotelId};
use sea_orm::QueryResult;
use uuid::Uuid;

use crate::{Arg, Column, Db, DbError, Read, WriteTx, Writes, execute, from_us, many, one, set, us};

/// A router that lost its disk can be refilled for a week.
const KEPT: TimeDelta = TimeDelta::days(7);
const PURGE_BATCH: i64 = 5_000;
/// A relay that has not marked its rows after this long is taken for dead.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Tries before a row is dead: with the back-off below about 25 minutes.
pub const ATTEMPTS_MAX: u32 = 12;
const BACKOFF_MAX_S: i64 = 300;

/// An event to be published once its transaction commits.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The hotel it is about.
    pub hotel_id: HotelId,
    /// Its id; consumers deduplicate by it.
    pub event_id: EventId,
    /// What changed: the booking, or the hotel's inventory.
    pub aggregate_id: Uuid,
    /// Counts the aggregate's events from 1, without gaps.
    pub sequence: i64,
    /// Its type, such as `jumak.booking.confirmed.v1`.
    pub kind: &'static str,
    /// Its payload as JSON. No person's data.
    pub data: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// A row handed to a relay.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The hotel it is about.
    pub hotel_id: HotelId,
    /// Its id.
    pub event_id: EventId,
    /// What changed.
    pub aggregate_id: Uuid,
    /// Its number within the aggregate.
    pub sequence: i64,
    /// Its type.
    pub kind: String,
    /// Its payload as JSON.
    pub data: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

/// What the metrics say of a module's outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Rows not yet published.
    pub pending: u64,
    /// Rows given up, waiting for staff.
    pub dead: u64,
    /// When the oldest unpublished row was written.
    pub oldest: Option<DateTime<Utc>>,
}

/// Writes events in the transaction of their change.
pub async fn publish(tx: &WriteTx, events: &[NewEvent]) -> Result<(), DbError> {
    let mut writes = Writes::default();
    add_to(&mut writes, events);
    writes.make(tx).await.map(|_| ())
}

/// Adds events to what is stored with their change.
pub fn add_to<'a>(writes: &mut Writes<'a>, events: &'a [NewEvent]) {
    if events.is_empty() {
        return;
    }
    let lines = events
        .iter()
        .map(|e| (e.hotel_id, e.event_id, e.aggregate_id, e.sequence, e.kind, &e.data, us(e.at)));
    writes.add(
        "INSERT INTO outbox (hotel_id, event_id, aggregate_id, sequence, kind, data, created_at, next_at)
         SELECT hotel_id, event_id, aggregate_id, sequence, kind, data, at, at
         FROM set($1: hotel_id uuid, event_id uuid, aggregate_id uuid, sequence bigint, kind text, data text,
                      at bigint) AS happened",
        [set(lines)],
    );
}

/// Leases due rows to the caller, oldest first, each aggregate's in order and none past a gap.
pub async fn claim(db: &Db, now: DateTime<Utc>, limit: u32) -> Result<Vec<Claimed>, DbError> {
    let tx = db.begin("outbox_claim").await?;
    let claimed = many(
        &tx,
        "UPDATE outbox
         SET lease_until = $2, attempts = attempts + 1
         WHERE (hotel_id, event_id) IN (
             SELECT o.hotel_id, o.event_id
             FROM outbox AS o  -- outbox_due
             WHERE o.state = 'pending' AND o.next_at <= $1 AND o.lease_until <= $1
               -- Nothing of an aggregate whose first event is backing off, or in other hands.
               AND (SELECT h.next_at <= $1 AND h.lease_until <= $1
                    FROM outbox AS h  -- outbox_unpublished
                    WHERE h.hotel_id = o.hotel_id AND h.aggregate_id = o.aggregate_id AND h.state = 'pending'
                    ORDER BY h.sequence
                    LIMIT 1)
             -- Events of one instant by their number: what is cut off by the limit is always the end.
             ORDER BY o.created_at, o.sequence
             LIMIT $3)
           -- Asked again of the row itself: another relay may have leased it while we waited for it. Not in the words of
           -- an index, or a planner begins with all that is pending instead of the few that were found.
           AND state NOT IN ('published', 'dead') AND next_at <= $1 AND lease_until <= $1
         RETURNING hotel_id, event_id, aggregate_id, sequence, kind, data, created_at, attempts",
        [us(now).into(), us(now + LEASE).into(), i64::from(limit).into()],
    )
    .await?
    .iter()
    .map(claimed_from)
    .collect::<Result<Vec<_>, _>>()?;
    if claimed.is_empty() {
        return Ok(claimed);
    }
    let waiting = waiting_up_to(&tx, &claimed).await?;
    let (ready, early) = split_at_gaps(claimed, &waiting);
    unclaim(&tx, &early).await?;
    tx.commit().await?;
    Ok(ready)
}

/// Every unpublished sequence of the aggregates concerned, up to the last that was claimed of each.
async fn waiting_up_to(tx: &WriteTx, claimed: &[Claimed]) -> Result<HashMap<Uuid, Vec<i64>>, DbError> {
    let mut last: HashMap<_, i64> = HashMap::new();
    for event in claimed {
        let known = last.entry((event.hotel_id, event.aggregate_id)).or_insert(event.sequence);
        *known = (*known).max(event.sequence);
    }
    let wanted = last.into_iter().map(|((hotel, aggregate), sequence)| (hotel, aggregate, sequence));
    let found = many(
        tx,
        "SELECT o.aggregate_id, o.sequence
         FROM set($1: hotel_id uuid, aggregate_id uuid, last_sequence bigint) AS wanted
         -- SQLite's planner would rather read all rows of the hotel.
         CROSS JOIN outbox AS o /* sqlite: INDEXED BY outbox_unpublished */
         WHERE o.hotel_id = wanted.hotel_id
           AND o.aggregate_id = wanted.aggregate_id
           AND o.sequence <= wanted.last_sequence
           AND o.state = 'pending'
         ORDER BY o.aggregate_id, o.sequence",
        [set(wanted)],
    )
    .await?;
    let mut waiting: HashMap<Uuid, Vec<i64>> = HashMap::new();
    for row in &found {
        waiting.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(waiting)
}

/// Sorts what was claimed into what may go now, in order, and what has an earlier sibling still waiting.
fn split_at_gaps(
    mut claimed: Vec<Claimed>,
    waiting: &HashMap<Uuid, Vec<i64>>,
) -> (Vec<Claimed>, Vec<Claimed>) {
    claimed.sort_by_key(|event| (event.aggregate_id, event.sequence));
    let mut next: HashMap<Uuid, _> =
        waiting.iter().map(|(aggregate, sequences)| (*aggregate, sequences.iter())).collect();
    let (mut ready, early): (Vec<_>, Vec<_>) = claimed.into_iter().partition(|event| {
        let expected = next.get_mut(&event.aggregate_id).and_then(Iterator::next);
        expected == Some(&event.sequence)
    });
    ready.sort_by_key(|event| (event.at, event.sequence));
    (ready, early)
}

async fn unclaim(tx: &WriteTx, early: &[Claimed]) -> Result<(), DbError> {
    if early.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "UPDATE outbox
         SET lease_until = 0, attempts = attempts - 1
         WHERE (hotel_id, event_id) IN (
             SELECT hotel_id, event_id FROM set($1: hotel_id uuid, event_id uuid) AS early)",
        [keys(early)],
    )
    .await?;
    Ok(())
}

/// What became of a batch that a relay was handed.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Published, or received by every local subscriber.
    pub published: Vec<Claimed>,
    /// Refused; tried again later, or dead after [`ATTEMPTS_MAX`] tries. With the reason.
    pub failed: Vec<(Claimed, String)>,
    /// Not tried because an earlier event of its aggregate failed.
    pub held_back: Vec<Claimed>,
}

/// Marks what became of a batch.
pub async fn mark(db: &Db, outcome: &Outcome, now: DateTime<Utc>) -> Result<(), DbError> {
    let tx = db.begin("outbox_mark").await?;
    if !outcome.published.is_empty() {
        execute(
            &tx,
            "UPDATE outbox
             SET state = 'published', published_at = $2
             WHERE (hotel_id, event_id) IN (
                 SELECT hotel_id, event_id FROM set($1: hotel_id uuid, event_id uuid) AS published)",
            [keys(&outcome.published), us(now).into()],
        )
        .await?;
    }
    unclaim(&tx, &outcome.held_back).await?;
    for (event, reason) in &outcome.failed {
        fail(&tx, event, reason, now).await?;
    }
    tx.commit().await
}

async fn fail(tx: &WriteTx, event: &Claimed, reason: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let state = if event.attempts >= ATTEMPTS_MAX { "dead" } else { "pending" };
    execute(
        tx,
        "UPDATE outbox
         SET state = $3, next_at = $4, lease_until = 0, last_error = $5
         WHERE hotel_id = $1 AND event_id = $2",
        [
            event.hotel_id.as_uuid().into(),
            event.event_id.as_uuid().into(),
            state.into(),
            us(now + backoff(event)).into(),
            reason.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Doubles from one second to five minutes, ±25 % by the event's own id so that a herd spreads out.
fn backoff(event: &Claimed) -> TimeDelta {
    let base_ms = 1_000 * (1_i64 << event.attempts.min(20)).min(BACKOFF_MAX_S);
    let percent = i64::from(event.event_id.as_uuid().as_bytes().last().copied().unwrap_or(0) % 51);
    TimeDelta::milliseconds(base_ms * (75 + percent) / 100)
}

/// What waits, and since when.
pub async fn backlog(read: &impl Read) -> Result<Backlog, DbError> {
    let row = one(
        read,
        "SELECT
             (SELECT COUNT(*) FROM outbox WHERE state = 'pending'),
             (SELECT COUNT(*) FROM outbox WHERE state = 'dead'),
             (SELECT MIN(+created_at) FROM outbox WHERE state = 'pending')  -- outbox_due",
        [],
    )
    .await?
    .ok_or_else(|| DbError::decode("a count has no row"))?;
    Ok(Backlog {
        pending: row.convert::<i64, _>(0)?,
        dead: row.convert::<i64, _>(1)?,
        oldest: row.get::<Option<i64>>(2)?.map(from_us),
    })
}

/// Which stored events to publish again.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Up to, not including, this one.
    pub to: Option<DateTime<Utc>>,
    /// Only events of this type.
    pub kind: Option<String>,
    /// Only dead rows, or published and dead ones.
    pub is_dead_only: bool,
}

/// Queues stored events again; subscribers' inboxes make a second delivery harmless. Answers how many.
pub async fn replay(db: &Db, replay: &Replay, now: DateTime<Utc>) -> Result<u64, DbError> {
    let tx = db.begin("outbox_replay").await?;
    let queued = execute(
        &tx,
        "UPDATE outbox
         SET state = 'pending', attempts = 0, next_at = $1, lease_until = 0
         WHERE created_at >= $2 AND created_at < $3
           AND ($4 IS NULL OR kind = $4)
           AND (state = 'dead' OR (state = 'published' AND NOT $5))",
        [
            us(now).into(),
            replay.from.map_or(i64::MIN, us).into(),
            replay.to.map_or(i64::MAX, us).into(),
            replay.kind.clone().into(),
            replay.is_dead_only.into(),
        ],
    )
    .await?;
    tx.commit().await?;
    Ok(queued)
}

/// An event that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// Its id.
    pub event_id: EventId,
    /// Its type.
    pub kind: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub last_error: String,
}

/// Without the hint SQLite takes a hotel to have few events, and reads them all.
const DEAD: &str = "SELECT event_id, kind, created_at, attempts, COALESCE(last_error, '')
     FROM outbox /* sqlite: INDEXED BY outbox_dead */
     WHERE state = 'dead' AND hotel_id = $1
     ORDER BY created_at
     LIMIT $2";

/// A hotel's events that were given up, oldest first.
pub async fn dead(read: &impl Read, hotel: HotelId, limit: u32) -> Result<Vec<Dead>, DbError> {
    let found = many(read, DEAD, [hotel.as_uuid().into(), i64::from(limit).into()]).await?;
    found
        .iter()
        .map(|row| {
            Ok(Dead {
                event_id: row.get::<Uuid>(0)?.into(),
                kind: row.get(1)?,
                at: from_us(row.get(2)?),
                attempts: row.convert::<i32, _>(3)?,
                last_error: row.get(4)?,
            })
        })
        .collect()
}

const REVIVE: &str = "UPDATE outbox
     SET state = 'pending', attempts = 0, next_at = $3, lease_until = 0
     WHERE state = 'dead'
       AND hotel_id = $1
       AND event_id IN (SELECT event_id FROM set($2: event_id uuid) AS wanted)  -- primary key
     RETURNING event_id";

/// Makes a hotel's dead events due again, as if they had never been tried. Answers which; what is not dead is left
/// as it is, so that a repeat does nothing.
pub async fn revive(
    tx: &WriteTx,
    hotel: HotelId,
    events: &[EventId],
    now: DateTime<Utc>,
) -> Result<Vec<EventId>, DbError> {
    let revived = many(tx, REVIVE, [hotel.into(), set(events.iter().copied()), us(now).into()]).await?;
    revived.iter().map(|row| row.get::<Uuid>(0).map(EventId::from)).collect()
}

/// Forgets rows a week after their publication, a few thousand at a time.
///
/// Rows are found by their place in the table, oldest first: an index on the time would cost every event.
pub async fn purge(tx: &WriteTx, now: DateTime<Utc>) -> Result<u64, DbError> {
    execute(
        tx,
        "DELETE FROM outbox
         WHERE (hotel_id, event_id) IN (
             SELECT hotel_id, event_id
             FROM (
                 SELECT hotel_id, event_id, published_at
                 FROM outbox
                 WHERE state = 'published'
                 /* sqlite: ORDER BY rowid */
                 LIMIT $2) AS oldest
             WHERE published_at < $1)",
        [Arg::from(us(now - KEPT)), PURGE_BATCH.into()],
    )
    .await
}

fn keys(events: &[Claimed]) -> Arg<'static> {
    set(events.iter().map(|event| (event.hotel_id, event.event_id)))
}

fn claimed_from(row: &QueryResult) -> Result<Claimed, DbError> {
    Ok(Claimed {
        hotel_id: row.get::<Uuid>(0)?.into(),
        event_id: row.get::<Uuid>(1)?.into(),
        aggregate_id: row.get(2)?,
        sequence: row.get(3)?,
        kind: row.get(4)?,
        data: row.get(5)?,
        at: from_us(row.get(6)?),
        attempts: row.convert::<i32, _>(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::plan;

    #[tokio::test]
    async fn dead_events_are_found_among_the_dead_and_revived_by_their_key() {
        let (dead, revive) = (plan(DEAD, 2).await, plan(REVIVE, 3).await);

        assert!(dead.contains("USING INDEX outbox_dead") && !dead.contains("TEMP B-TREE"), "{dead}");
        assert!(revive.contains("sqlite_autoindex_outbox_1 (hotel_id=? AND event_id=?)"), "{revive}");
    }
}
