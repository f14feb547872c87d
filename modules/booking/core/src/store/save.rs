//! Storing what a batch changed: one statement for each table, however many bookings.

use chrono::{DateTime, Utc};
use db::{
    DbError, WriteTx, execute,
    outbox::{self, NewEvent},
    rows, us,
};
use kernel::{BookingId, Date, EventId, HoldId, HotelId};
use serde::Serialize;

use super::history;
use crate::{
    booking::{Booking, BookingKey},
    decide::{Changed, Changes, Decision, Happening},
};

/// Stores a batch's changes, its events and the answers to its keys.
pub(crate) async fn save(tx: &WriteTx, changes: Changes, now: DateTime<Utc>) -> Result<(), DbError> {
    bookings(tx, &changes.bookings).await?;
    nights(tx, &changes.bookings).await?;
    decisions(tx, &changes, now).await?;
    history::record(tx, &changes.happenings, now).await?;
    events(tx, &changes.happenings, now).await?;
    changes.answers.store(tx, now).await
}

/// A row of `bookings`, as the statement below reads it.
#[derive(Serialize)]
struct Row<'a> {
    hotel_id: HotelId,
    booking_id: BookingId,
    code: String,
    status: &'static str,
    version: i64,
    check_in: Date,
    check_out: Date,
    rooms: u16,
    guests: u32,
    room_type: &'a str,
    rate_plan: &'a str,
    total_minor: i64,
    currency: String,
    email: String,
    guest_name: &'a str,
    token_hash: String,
    detail: String,
    created_at: i64,
    changed_at: i64,
}

fn row(booking: &Booking) -> Result<Row<'_>, DbError> {
    let quote = booking.quote();
    let guest = &booking.detail.guest;
    Ok(Row {
        hotel_id: booking.hotel_id,
        booking_id: booking.booking_id,
        code: booking.code.to_string(),
        status: booking.status.name(),
        version: booking.version,
        check_in: quote.stay.check_in(),
        check_out: quote.stay.check_out(),
        rooms: quote.rooms,
        guests: booking.guests(),
        room_type: quote.room_type.as_str(),
        rate_plan: quote.rate_plan.as_str(),
        total_minor: quote.total.amount,
        currency: quote.total.currency.to_string(),
        email: guest.email.to_lowercase(),
        guest_name: &guest.name,
        token_hash: hex(&booking.token_hash),
        detail: serde_json::to_string(&booking.detail).map_err(DbError::decode)?,
        created_at: us(booking.created_at),
        changed_at: us(booking.changed_at),
    })
}

/// Bytes as `unhex` reads them.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
        text.extend([digit(byte >> 4), digit(byte & 15)]);
        text
    })
}

async fn bookings(tx: &WriteTx, changed: &[Changed]) -> Result<(), DbError> {
    if changed.is_empty() {
        return Ok(());
    }
    let lines = changed.iter().map(|changed| row(&changed.entry.booking)).collect::<Result<Vec<_>, _>>()?;
    execute(
        tx,
        "INSERT INTO bookings (
             hotel_id, booking_id, code, status, version, check_in, check_out, rooms, guests, room_type,
             rate_plan, total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
         SELECT
             unhex(value ->> 'hotel_id', '-'), unhex(value ->> 'booking_id', '-'), value ->> 'code',
             value ->> 'status', value ->> 'version', value ->> 'check_in', value ->> 'check_out',
             value ->> 'rooms', value ->> 'guests', value ->> 'room_type', value ->> 'rate_plan',
             value ->> 'total_minor', value ->> 'currency', value ->> 'email', value ->> 'guest_name',
             unhex(value ->> 'token_hash'), value ->> 'detail', value ->> 'created_at',
             value ->> 'changed_at'
         FROM json_each($1)
         WHERE true  -- else ON is read as a join's
         ON CONFLICT (hotel_id, booking_id) DO UPDATE SET
             status = excluded.status,
             version = excluded.version,
             check_in = excluded.check_in,
             check_out = excluded.check_out,
             room_type = excluded.room_type,
             rate_plan = excluded.rate_plan,
             total_minor = excluded.total_minor,
             detail = excluded.detail,
             changed_at = excluded.changed_at",
        [rows(&lines)?],
    )
    .await?;
    Ok(())
}

/// Rewrites the nights of bookings whose nights changed.
async fn nights(tx: &WriteTx, changed: &[Changed]) -> Result<(), DbError> {
    let rewritten = || changed.iter().filter(|changed| changed.has_new_nights);
    let outdated: Vec<BookingKey> =
        rewritten().filter(|changed| changed.had_nights).map(|changed| changed.entry.booking.key()).collect();
    if !outdated.is_empty() {
        execute(
            tx,
            "DELETE FROM booking_nights
             WHERE (hotel_id, booking_id) IN (  -- primary key
                 SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-') FROM json_each($1))",
            [rows(&outdated)?],
        )
        .await?;
    }
    let kept: Vec<_> = rewritten()
        .flat_map(|changed| {
            let (hotel, booking) = changed.entry.booking.key();
            let nights = changed.entry.nights.iter();
            nights.map(move |night| (hotel, booking, night.date, night.hold_id, night.price_minor))
        })
        .collect();
    if kept.is_empty() {
        return Ok(());
    }
    execute(
        tx,
        "INSERT INTO booking_nights (hotel_id, booking_id, night, hold_id, price_minor)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), value ->> 2, unhex(value ->> 3, '-'),
                value ->> 4
         FROM json_each($1)",
        [rows(&kept)?],
    )
    .await?;
    Ok(())
}

/// `decisions_pk` refuses a second decision about a hold, whatever was loaded.
async fn decisions(tx: &WriteTx, changes: &Changes, now: DateTime<Utc>) -> Result<(), DbError> {
    if changes.decisions.is_empty() {
        return Ok(());
    }
    let lines: Vec<(HotelId, HoldId, &str, Option<BookingId>)> = changes
        .decisions
        .iter()
        .map(|(hold, decision)| match decision {
            Decision::Booked(booking) => (hold.hotel_id, hold.hold_id, "booked", Some(*booking)),
            Decision::Abandoned => (hold.hotel_id, hold.hold_id, "abandoned", None),
        })
        .collect();
    execute(
        tx,
        "INSERT INTO decisions (hotel_id, hold_id, outcome, booking_id, decided_at)
         SELECT unhex(value ->> 0, '-'), unhex(value ->> 1, '-'), value ->> 2, unhex(value ->> 3, '-'), $2
         FROM json_each($1)",
        [rows(&lines)?, us(now).into()],
    )
    .await?;
    Ok(())
}

async fn events(tx: &WriteTx, happenings: &[Happening], now: DateTime<Utc>) -> Result<(), DbError> {
    let new = happenings
        .iter()
        .map(|happening| {
            let event = &happening.event;
            Ok(NewEvent {
                hotel_id: event.hotel_id,
                event_id: EventId::new(now),
                aggregate_id: event.booking_id.as_uuid(),
                sequence: event.version,
                kind: happening.kind,
                data: serde_json::to_string(event).map_err(DbError::decode)?,
                at: now,
            })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    outbox::publish(tx, &new).await
}
