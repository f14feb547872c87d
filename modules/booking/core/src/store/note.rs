//! What staff wrote down about bookings.

use booking_api::StaffNote;
use db::{
    Column, DbError, FreshRead, WriteTx, audit, audit::AuditEntry, execute, from_us, many, one,
    sea_orm::QueryResult,
};
use kernel::{By, NoteId};
use serde_json::json;
use uuid::Uuid;

use crate::booking::{Booking, BookingKey};

/// Lets nobody else write a note about a booking until the transaction ends: whoever counts notes and checks keys
/// after this sees what the one before wrote.
pub(crate) async fn lock_notes(tx: &WriteTx, (hotel, booking): BookingKey) -> Result<(), DbError> {
    one(
        tx,
        "SELECT version
         FROM bookings  -- primary key
         WHERE hotel_id = $1 AND booking_id = $2
         /* postgres: FOR NO KEY UPDATE */",
        [hotel.into(), booking.into()],
    )
    .await
    .map(drop)
}

/// How many notes there are about a booking.
pub(crate) async fn count_notes(tx: &WriteTx, (hotel, booking): BookingKey) -> Result<i64, DbError> {
    let counted = one(
        tx,
        "SELECT COUNT(*)
         FROM booking_notes  -- primary key
         WHERE hotel_id = $1 AND booking_id = $2",
        [hotel.into(), booking.into()],
    )
    .await?;
    counted.ok_or_else(|| DbError::decode("a count has no row"))?.get(0)
}

/// Keeps a note, and the audit row that says who wrote it; what it says is nobody's business there.
pub(crate) async fn add_note(
    tx: &WriteTx,
    booking: &Booking,
    note: &StaffNote,
    by: &By,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO booking_notes (hotel_id, booking_id, note_id, text, actor, at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            booking.hotel_id.into(),
            booking.booking_id.into(),
            note.note_id.into(),
            (&note.text).into(),
            (&note.actor).into(),
            note.at.into(),
        ],
    )
    .await?;
    let entry = AuditEntry::new(by, "booking.note", booking.code, note.at)
        .at_hotel(booking.hotel_id)
        .with_detail(json!({ "note_id": note.note_id }));
    audit::record(tx, &[entry]).await
}

/// The notes about a booking, newest first.
pub(crate) async fn notes(
    read: &impl FreshRead,
    (hotel, booking): BookingKey,
    limit: i64,
) -> Result<Vec<StaffNote>, DbError> {
    let found = many(
        read,
        "SELECT note_id, text, actor, at
         FROM booking_notes  -- primary key
         WHERE hotel_id = $1 AND booking_id = $2
         ORDER BY at DESC, note_id DESC
         LIMIT $3",
        [hotel.into(), booking.into(), limit.into()],
    )
    .await?;
    found.iter().map(note).collect()
}

fn note(row: &QueryResult) -> Result<StaffNote, DbError> {
    Ok(StaffNote {
        note_id: NoteId::from(row.get::<Uuid>(0)?),
        text: row.get(1)?,
        actor: row.get(2)?,
        at: from_us(row.get(3)?),
    })
}
