//! The queue of messages: in with an event, out with a lease, marked when it is known what became of them.

use booking_api::BookingEvent;
use chrono::{DateTime, TimeDelta, Utc};
use db::{Column, Db, DbError, WriteTx, execute, from_us, many, outbox, rows, sea_orm::QueryResult, us};
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
    let lines: Vec<_> = messages
        .iter()
        .map(|m| {
            (m.hotel_id, MessageId::new(now), m.booking_id, m.template.name(), m.booking_version, &m.mail_id)
        })
        .collect();
    execute(
        tx,
        "INSERT INTO messages (hotel_id, message_id, booking_id, template, booking_version, mail_id, version,
                               state, next_at, created_at)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), unhex(value ->> 2, '-'), value ->> 3,
                value ->> 4, value ->> 5, 0, 'queued', $2, $2
         FROM json_each($1)
         WHERE true  -- else ON is read as a join's
         ON CONFLICT DO NOTHING",
        [rows(&lines)?, us(now).into()],
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
         RETURNING hotel_id, message_id, booking_id, template, booking_version, mail_id, attempts, created_at",
        [us(now).into(), us(now + LEASE).into(), i64::from(BATCH).into()],
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
    let lines: Vec<_> = batch.iter().map(|(message, tried)| line(message, tried, now)).collect();
    let lines = rows(&lines)?;
    let tx = db.begin("mail_mark").await?;
    record_attempts(&tx, &lines, now).await?;
    let events: Vec<_> = many(
        &tx,
        // version counts the message's events: one for each time it left or was given up.
        "UPDATE messages
         SET state = marked.value ->> 2, next_at = marked.value ->> 3, lease_until = 0,
             last_error = marked.value ->> 4, sent_at = COALESCE(marked.value ->> 5, sent_at),
             version = version + ((marked.value ->> 2) <> 'queued')
         FROM json_each($1) AS marked
         WHERE messages.hotel_id = unhex(marked.value ->> 0, '-')
           AND messages.message_id = unhex(marked.value ->> 1, '-')
           AND messages.state = 'queued'
           AND messages.attempts = marked.value ->> 6
         RETURNING hotel_id, message_id, booking_id, template, attempts, version, state",
        [lines],
    )
    .await?
    .iter()
    .filter_map(|row| event_from(row, now).transpose())
    .collect::<Result<_, _>>()?;
    outbox::publish(&tx, &events).await?;
    tx.commit().await?;
    Ok(events.len())
}

/// Every try leaves its proof. Numbers go on when a message is queued again.
async fn record_attempts(
    tx: &WriteTx,
    lines: &db::sea_orm::Value,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO message_attempts (hotel_id, message_id, attempt, outcome, detail, at)
         SELECT m.hotel_id, m.message_id,
                1 + (SELECT COUNT(*)
                     FROM message_attempts AS a  -- primary key
                     WHERE a.hotel_id = m.hotel_id AND a.message_id = m.message_id),
                tried.value ->> 7, tried.value ->> 8, $2
         FROM json_each($1) AS tried
         CROSS JOIN messages AS m  -- primary key
         WHERE m.hotel_id = unhex(tried.value ->> 0, '-')
           AND m.message_id = unhex(tried.value ->> 1, '-')",
        [lines.clone(), us(now).into()],
    )
    .await?;
    Ok(())
}

/// (hotel, message, state, next try, error, sent at, tries, outcome, proof or reason), as the statements read them.
type Line<'a> =
    (HotelId, MessageId, &'static str, i64, Option<&'a str>, Option<i64>, u32, &'static str, &'a str);

fn line<'a>(message: &Claimed, tried: &'a Tried, now: DateTime<Utc>) -> Line<'a> {
    let (hotel, id, attempts) = (message.hotel_id, message.message_id, message.attempts);
    let outcome = outcome(message, tried);
    match tried {
        Tried::Sent(proof) => (hotel, id, "sent", us(now), None, Some(us(now)), attempts, outcome, proof),
        Tried::Later(why) if outcome == "retry" => {
            let next = us(now + backoff(message));
            (hotel, id, "queued", next, Some(why), None, attempts, outcome, why)
        }
        Tried::Later(why) | Tried::Refused(why) => {
            (hotel, id, "failed", us(now), Some(why), None, attempts, outcome, why)
        }
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
        attempts: row.convert::<i64, _>(6)?,
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
        attempts: row.convert::<i64, _>(4)?,
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
