//! What happened to a booking, line by line.

use booking_api::HistoryEntry;
use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, Writes, from_us, many, sea_orm::QueryResult, set};
use inventory_api::Code;
use kernel::{BookingId, Date, HotelId, Money};
use serde::{Deserialize, Serialize};

use crate::decide::Happening;

/// What a booking was after something happened to it. A field that an older release did not write is absent.
#[derive(Debug, Serialize, Deserialize)]
struct After {
    check_in: Option<Date>,
    check_out: Option<Date>,
    room_type: Option<Code>,
    rooms: Option<u16>,
    total: Option<Money>,
    penalty: Option<Money>,
    request_id: Option<String>,
}

impl After {
    fn of(happening: &Happening) -> Self {
        let event = &happening.event;
        Self {
            check_in: Some(event.check_in),
            check_out: Some(event.check_out),
            room_type: Some(event.room_type.clone()),
            rooms: Some(event.rooms),
            total: Some(event.total),
            penalty: event.penalty,
            request_id: Some(happening.by.request_id.clone()),
        }
    }
}

/// Writes a line for each thing that happened.
pub(super) fn add_to(
    writes: &mut Writes<'_>,
    happenings: &[Happening],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if happenings.is_empty() {
        return Ok(());
    }
    let lines = happenings.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    writes.add(
        "INSERT INTO booking_history (hotel_id, booking_id, version, action, actor, detail, at)
         SELECT hotel_id, booking_id, version, action, actor, detail, $2
         FROM set($1: hotel_id uuid, booking_id uuid, version bigint, action text, actor text,
                      detail text) AS happened",
        [set(lines), now.into()],
    );
    Ok(())
}

/// (hotel, booking, version, action, actor, detail), as the statement above reads them.
type Line = (HotelId, BookingId, i64, &'static str, String, String);

fn line(happening: &Happening) -> Result<Line, DbError> {
    let (event, actor) = (&happening.event, happening.by.actor.to_string());
    let after = serde_json::to_string(&After::of(happening)).map_err(DbError::decode)?;
    Ok((event.hotel_id, event.booking_id, event.version, happening.action, actor, after))
}

/// What happened to a booking, oldest first.
pub(crate) async fn history(
    read: &impl FreshRead,
    hotel: HotelId,
    booking: BookingId,
) -> Result<Vec<HistoryEntry>, DbError> {
    let found = many(
        read,
        "SELECT version, action, actor, at, detail
         FROM booking_history  -- primary key
         WHERE hotel_id = $1 AND booking_id = $2
         ORDER BY version",
        [hotel.into(), booking.into()],
    )
    .await?;
    found.iter().map(entry).collect()
}

fn entry(row: &QueryResult) -> Result<HistoryEntry, DbError> {
    let After { check_in, check_out, room_type, rooms, total, penalty, request_id } = row.json(4)?;
    Ok(HistoryEntry {
        version: row.get(0)?,
        action: row.get(1)?,
        actor: row.get(2)?,
        at: from_us(row.get(3)?),
        check_in,
        check_out,
        room_type,
        rooms,
        total,
        penalty,
        request_id: request_id.filter(|id| !id.is_empty()),
    })
}
