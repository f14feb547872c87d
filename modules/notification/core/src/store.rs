//! Messages as staff see them, and sending one again.

use chrono::{DateTime, Utc};
use db::{Column, DbError, Read, WriteTx, audit, audit::AuditEntry, from_us, one, sea_orm::QueryResult};
use kernel::{BookingId, By, HotelId, MessageId};
use notification_api::{MessageState, MessageView, Template};
use uuid::Uuid;

/// Queues a message again, as if it had never been tried; `None` when there is no such message.
pub(crate) async fn requeue(
    tx: &WriteTx,
    (hotel, message): (HotelId, MessageId),
    by: &By,
    now: DateTime<Utc>,
) -> Result<Option<MessageView>, DbError> {
    let queued = one(
        tx,
        "UPDATE messages
         SET state = 'queued', attempts = 0, next_at = $3, lease_until = 0, last_error = NULL
         WHERE hotel_id = $1 AND message_id = $2
         RETURNING message_id, booking_id, template, state, attempts, last_error, created_at, sent_at",
        [hotel.into(), message.into(), now.into()],
    )
    .await?;
    let Some(row) = queued else { return Ok(None) };
    let entry = AuditEntry::new(by, "message.resend", message, now).at_hotel(hotel);
    audit::record(tx, &[entry]).await?;
    view_from(&row).map(Some)
}

/// The newest message about a booking. Without the hint SQLite takes a hotel to have few messages, and reads them all.
const LATEST_ABOUT: &str = "SELECT message_id
     FROM messages  -- messages_once
     WHERE hotel_id = $1 AND /* sqlite: likelihood */(booking_id = $2/* sqlite: , 0.0001 */)
     ORDER BY booking_version DESC, message_id DESC
     LIMIT 1";

/// The newest message about a booking, if there is one yet.
pub(crate) async fn latest_about(
    tx: &WriteTx,
    hotel: HotelId,
    booking: BookingId,
) -> Result<Option<MessageId>, DbError> {
    let found = one(tx, LATEST_ABOUT, [hotel.into(), booking.into()]).await?;
    found.map(|row| row.get::<Uuid>(0).map(MessageId::from)).transpose()
}

/// How many messages wait, and how many were given up.
pub(crate) async fn backlog(read: &impl Read) -> Result<(u64, u64), DbError> {
    let row = one(
        read,
        "SELECT
             (SELECT COUNT(*) FROM messages WHERE state = 'queued'),  -- messages_due
             (SELECT COUNT(*) FROM messages WHERE state = 'failed')  -- messages_failed",
        [],
    )
    .await?
    .ok_or_else(|| DbError::decode("a count has no row"))?;
    Ok((row.convert::<i64, _>(0)?, row.convert::<i64, _>(1)?))
}

/// The template that a row names.
pub(crate) fn template_named(name: &str) -> Result<Template, DbError> {
    Template::ALL
        .into_iter()
        .find(|template| template.name() == name)
        .ok_or_else(|| DbError::decode(format!("{name} is no template")))
}

fn state_named(name: &str) -> Result<MessageState, DbError> {
    MessageState::ALL
        .into_iter()
        .find(|state| state.name() == name)
        .ok_or_else(|| DbError::decode(format!("{name} is no state of a message")))
}

/// Reads a message from the eight columns that every statement here begins with.
pub(crate) fn view_from(row: &QueryResult) -> Result<MessageView, DbError> {
    Ok(MessageView {
        message_id: row.get::<Uuid>(0)?.into(),
        booking_id: row.get::<Uuid>(1)?.into(),
        template: template_named(&row.get::<String>(2)?)?,
        state: state_named(&row.get::<String>(3)?)?,
        attempts: row.convert::<i32, _>(4)?,
        last_error: row.get(5)?,
        created_at: from_us(row.get(6)?),
        sent_at: row.get::<Option<i64>>(7)?.map(from_us),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::{Arg, Db, many};

    #[tokio::test]
    async fn a_bookings_newest_message_is_found_without_reading_all_of_the_hotels() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("notification.db"), "notification").await.unwrap();
        migrations::up("notification", db.owner_connection().unwrap()).await.unwrap();
        let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {LATEST_ABOUT}").into_boxed_str());
        let id = Arg::from(Uuid::nil());

        let plan = many(&db.fresh("test"), explain, [id.clone(), id]).await.unwrap();

        let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
        let steps = steps.join("\n");
        assert!(steps.contains("(hotel_id=? AND booking_id=?)"), "{steps}");
    }
}
