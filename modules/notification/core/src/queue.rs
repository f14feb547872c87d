//! The queue of messages: in with an event, out with a lease, marked when it is known what became of them.

use booking_api::BookingEvent;
use chrono::{DateTime, TimeDelta, Utc};
use db::{Column, Db, DbError, WriteTx, execute, from_us, many, outbox, sea_orm::QueryResult, set};
use kernel::{BookingId, EventId, HotelId, MessageId};
use notification_api::{MessageEvent, Template, kinds};
use uuid::Uuid;

use crate::store::template_named;

/// A batch is rendered and delivered in well under its lease.
pub(crate) const BATCH: u32 = 64;
/// A sender that has not marked its messages after this long is taken for dead.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Tries before a message is given up, after about 40 minutes; staff may send it again.
pub(crate) const TRIES_MAX: u32 = 12;
const BACKOFF_MAX_S: i64 = 600;

/// A message to be queued.
#[derive(Debug)]
pub(crate) struct NewMessage {
    hotel_id: HotelId,
    booking_id: BookingId,
    template: Template,
    booking_version: i64,
    mail_id: String,
}

impl NewMessage {
    /// The message that follows from an event; the same event always gives the same Message-ID.
    pub(crate) fn new(booked: &BookingEvent, template: Template, host: &str) -> Self {
        let (booking, version) = (booked.booking_id, booked.version);
        Self {
            hotel_id: booked.hotel_id,
            booking_id: booking,
            template,
            booking_version: version,
            mail_id: format!("{booking}.{}.{version}@{host}", template.name()),
        }
    }
}

/// A message handed to the sender.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) hotel_id: HotelId,
    pub(crate) message_id: MessageId,
    pub(crate) booking_id: BookingId,
    pub(crate) template: Template,
    pub(crate) booking_version: i64,
    pub(crate) mail_id: String,
    /// This try included.
    pub(crate) attempts: u32,
    pub(crate) created_at: DateTime<Utc>,
}

/// What became of a try.
#[derive(Debug)]
pub(crate) enum Tried {
    /// It left; with the proof.
    Sent(String),
    /// Not this time; with the reason.
    Later(String),
    /// Never, as it stands; with the reason.
    Refused(String),
}

/// Queues messages, once for each booking, template and version.
pub(crate) async fn enqueue(
    tx: &WriteTx,
    messages: &[NewMessage],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if messages.is_empty() {
        return Ok(());
    }
    let lines = messages.iter().map(|m| {
        (m.hotel_id, MessageId::new(now), m.booking_id, m.template.name(), m.booking_version, &m.mail_id)
    });
    execute(
        tx,
        "INSERT INTO messages (hotel_id, message_id, booking_id, template, booking_version, mail_id, version,
                               state, next_at, created_at)
         SELECT hotel_id, message_id, booking_id, template, booking_version, mail_id, 0, 'queued', $2, $2
         FROM set($1: hotel_id uuid, message_id uuid, booking_id uuid, template text, booking_version bigint,
                      mail_id text) AS due
         WHERE true  -- else ON is read as a join's
         ON CONFLICT DO NOTHING",
        [set(lines), now.into()],
    )
    .await?;
    Ok(())
}

/// Leases due messages to the caller; those of one booking in the order of its versions.
pub(crate) async fn claim(db: &Db, now: DateTime<Utc>) -> Result<Vec<Claimed>, DbError> {
    let tx = db.begin("mail_claim").await?;
    let mut claimed = many(
        &tx,
        "UPDATE messages
         SET lease_until = $2, attempts = attempts + 1
         WHERE (hotel_id, message_id) IN (
             SELECT hotel_id, message_id
             FROM messages  -- messages_due
             WHERE state = 'queued' AND next_at <= $1 AND lease_until <= $1
             ORDER BY next_at, message_id
             LIMIT $3)
           -- Asked again of the row itself: another sender may have leased it while we waited for it. Not in the words
           -- of an index, or a planner begins with all that is queued instead of the few that were found.
           AND state NOT IN ('sent', 'failed') AND next_at <= $1 AND lease_until <= $1
         RETURNING hotel_id, message_id, booking_id, template, booking_version, mail_id, attempts, created_at",
        [now.into(), (now + LEASE).into(), BATCH.into()],
    )
    .await?
    .iter()
    .map(claimed_from)
    .collect::<Result<Vec<_>, _>>()?;
    if !claimed.is_empty() {
        tx.commit().await?;
    }
    claimed.sort_by_key(|m| (m.hotel_id, m.booking_id, m.booking_version));
    Ok(claimed)
}

/// Marks what became of a batch, with its proofs and events. Answers how many events were written.
///
/// A message that was claimed or queued anew meanwhile is passed over: its later try counts.
pub(crate) async fn mark(db: &Db, batch: &[(Claimed, Tried)], now: DateTime<Utc>) -> Result<usize, DbError> {
    let tx = db.begin("mail_mark").await?;
    lock(&tx, batch).await?;
    record_attempts(&tx, batch, now).await?;
    let lines = batch.iter().map(|(message, tried)| line(message, tried, now));
    let events: Vec<_> = many(
        &tx,
        // version counts the message's events: one for each time it left or was given up.
        "UPDATE messages
         SET state = marked.state, next_at = marked.next_at, lease_until = 0, last_error = marked.error,
             sent_at = COALESCE(marked.sent_at, messages.sent_at),
             version = messages.version + CASE marked.state WHEN 'queued' THEN 0 ELSE 1 END
         FROM set($1: hotel_id uuid, message_id uuid, attempts bigint, state text, next_at bigint, error text,
                      sent_at bigint) AS marked
         WHERE messages.hotel_id = marked.hotel_id
           AND messages.message_id = marked.message_id
           AND messages.state = 'queued'
           AND messages.attempts = marked.attempts
         RETURNING messages.hotel_id, messages.message_id, messages.booking_id, messages.template,
                   messages.attempts, messages.version, messages.state",
        [set(lines)],
    )
    .await?
    .iter()
    .filter_map(|row| event_from(row, now).transpose())
    .collect::<Result<_, _>>()?;
    outbox::publish(&tx, &events).await?;
    tx.commit().await?;
    Ok(events.len())
}

/// Lets no other sender mark or claim these messages until the transaction ends: proofs are counted, and a sender that
/// was taken for dead may come back. In the order of their ids, so that two that meet do not wait for each other.
async fn lock(tx: &WriteTx, batch: &[(Claimed, Tried)]) -> Result<(), DbError> {
    let keys = batch.iter().map(|(message, _)| (message.hotel_id, message.message_id));
    many(
        tx,
        "SELECT m.message_id
         FROM set($1: hotel_id uuid, message_id uuid) AS tried
         CROSS JOIN messages AS m  -- primary key
         WHERE m.hotel_id = tried.hotel_id AND m.message_id = tried.message_id
         ORDER BY m.hotel_id, m.message_id
         /* postgres: FOR NO KEY UPDATE OF m */",
        [set(keys)],
    )
    .await?;
    Ok(())
}

/// Every try leaves its proof. Numbers go on when a message is queued again.
async fn record_attempts(
    tx: &WriteTx,
    batch: &[(Claimed, Tried)],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let proofs = batch.iter().map(|(message, tried)| {
        (message.hotel_id, message.message_id, outcome(message, tried), tried.proof())
    });
    execute(
        tx,
        "INSERT INTO message_attempts (hotel_id, message_id, attempt, outcome, detail, at)
         SELECT m.hotel_id, m.message_id,
                1 + (SELECT COUNT(*)
                     FROM message_attempts AS a  -- primary key
                     WHERE a.hotel_id = m.hotel_id AND a.message_id = m.message_id),
                tried.outcome, tried.detail, $2
         FROM set($1: hotel_id uuid, message_id uuid, outcome text, detail text) AS tried
         CROSS JOIN messages AS m  -- primary key
         WHERE m.hotel_id = tried.hotel_id AND m.message_id = tried.message_id",
        [set(proofs), now.into()],
    )
    .await?;
    Ok(())
}

/// (hotel, message, tries, (state, next try, error, sent at)), as the statement reads them.
type Line<'a> =
    (HotelId, MessageId, u32, (&'static str, DateTime<Utc>, Option<&'a str>, Option<DateTime<Utc>>));

fn line<'a>(message: &Claimed, tried: &'a Tried, now: DateTime<Utc>) -> Line<'a> {
    let becomes = match tried {
        Tried::Sent(_) => ("sent", now, None, Some(now)),
        Tried::Later(why) if outcome(message, tried) == "retry" => {
            ("queued", now + backoff(message), Some(why.as_str()), None)
        }
        Tried::Later(why) | Tried::Refused(why) => ("failed", now, Some(why.as_str()), None),
    };
    (message.hotel_id, message.message_id, message.attempts, becomes)
}

impl Tried {
    /// The proof that it left, or the reason why not.
    fn proof(&self) -> &str {
        let (Self::Sent(text) | Self::Later(text) | Self::Refused(text)) = self;
        text
    }
}

/// What became of a try, as metrics and proofs name it.
pub(crate) fn outcome(message: &Claimed, tried: &Tried) -> &'static str {
    match tried {
        Tried::Sent(_) => "sent",
        Tried::Later(_) if message.attempts < TRIES_MAX => "retry",
        Tried::Later(_) | Tried::Refused(_) => "failed",
    }
}

/// Doubles from one second to ten minutes, ±25 % by the message's own id so that a herd spreads out.
fn backoff(message: &Claimed) -> TimeDelta {
    let doublings = message.attempts.saturating_sub(1).min(20);
    let base_ms = 1_000 * (1_i64 << doublings).min(BACKOFF_MAX_S);
    let percent = i64::from(message.message_id.as_uuid().as_bytes().last().copied().unwrap_or(0) % 51);
    TimeDelta::milliseconds(base_ms * (75 + percent) / 100)
}

fn claimed_from(row: &QueryResult) -> Result<Claimed, DbError> {
    Ok(Claimed {
        hotel_id: row.get::<Uuid>(0)?.into(),
        message_id: row.get::<Uuid>(1)?.into(),
        booking_id: row.get::<Uuid>(2)?.into(),
        template: template_named(&row.get::<String>(3)?)?,
        booking_version: row.get(4)?,
        mail_id: row.get(5)?,
        attempts: row.convert::<i32, _>(6)?,
        created_at: from_us(row.get(7)?),
    })
}

fn event_from(row: &QueryResult, now: DateTime<Utc>) -> Result<Option<outbox::NewEvent>, DbError> {
    let kind = match row.get::<String>(6)?.as_str() {
        "sent" => kinds::MESSAGE_SENT,
        "failed" => kinds::MESSAGE_FAILED,
        _ => return Ok(None),
    };
    let payload = MessageEvent {
        hotel_id: row.get::<Uuid>(0)?.into(),
        message_id: row.get::<Uuid>(1)?.into(),
        booking_id: row.get::<Uuid>(2)?.into(),
        template: template_named(&row.get::<String>(3)?)?,
        attempts: row.convert::<i32, _>(4)?,
    };
    Ok(Some(outbox::NewEvent {
        hotel_id: payload.hotel_id,
        event_id: EventId::new(now),
        aggregate_id: payload.message_id.as_uuid(),
        sequence: row.get(5)?,
        kind,
        data: serde_json::to_string(&payload).map_err(DbError::decode)?,
        at: now,
    }))
}
