//! What the auditor reads: whole pages of bookings and of decisions, in the order of their keys.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, from_us, many, rows};
use kernel::{BookingId, Date, HoldId, HotelId};
use uuid::Uuid;

use super::{
    find::nights,
    rows::{booking, booking_columns, key},
};
use crate::booking::{Booking, BookingKey, KeptNight};

/// A few milliseconds of reading; the writer is not held up in between.
pub(crate) const PAGE: i64 = 500;

/// A booking with all that must agree with it.
#[derive(Debug)]
pub(crate) struct AuditedBooking {
    pub(crate) booking: Booking,
    pub(crate) nights: Vec<KeptNight>,
    pub(crate) check_in: Date,
    pub(crate) check_out: Date,
    pub(crate) total_minor: i64,
    pub(crate) guests: i64,
    /// Lines of its history, and the newest.
    pub(crate) history: (i64, i64),
    /// Its events that are still kept: how many, the oldest and the newest.
    pub(crate) events: (i64, i64, i64),
    /// Nights claimed through a hold that was not decided for this booking.
    pub(crate) undecided_nights: i64,
}

/// A hold that was booked, and what its booking keeps of it.
#[derive(Debug)]
pub(crate) struct AuditedHold {
    pub(crate) hotel_id: HotelId,
    pub(crate) hold_id: HoldId,
    pub(crate) booking_id: BookingId,
    /// The booking's version and the time of its last change; `None` when there is no such booking.
    pub(crate) booking: Option<(i64, DateTime<Utc>)>,
    pub(crate) nights: Vec<Date>,
}

/// The next page of bookings after a key.
pub(crate) async fn audited_bookings(
    read: &impl FreshRead,
    after: BookingKey,
) -> Result<Vec<AuditedBooking>, DbError> {
    let found = many(
        read,
        concat!(
            "SELECT ",
            booking_columns!(),
            ", b.check_in, b.check_out, b.total_minor, b.guests,
                (SELECT COUNT(*) FROM booking_history AS h
                 WHERE h.hotel_id = b.hotel_id AND h.booking_id = b.booking_id),
                (SELECT COALESCE(MAX(h.version), 0) FROM booking_history AS h
                 WHERE h.hotel_id = b.hotel_id AND h.booking_id = b.booking_id),
                (SELECT COUNT(*) FROM outbox AS o  -- outbox_sequence_once
                 WHERE o.hotel_id = b.hotel_id AND o.aggregate_id = b.booking_id),
                (SELECT COALESCE(MIN(o.sequence), 0) FROM outbox AS o
                 WHERE o.hotel_id = b.hotel_id AND o.aggregate_id = b.booking_id),
                (SELECT COALESCE(MAX(o.sequence), 0) FROM outbox AS o
                 WHERE o.hotel_id = b.hotel_id AND o.aggregate_id = b.booking_id),
                (SELECT COUNT(*) FROM booking_nights AS n
                 LEFT JOIN decisions AS d ON d.hotel_id = n.hotel_id AND d.hold_id = n.hold_id
                 WHERE n.hotel_id = b.hotel_id AND n.booking_id = b.booking_id
                   AND d.booking_id IS NOT b.booking_id)
             FROM bookings AS b  -- primary key
             WHERE (b.hotel_id, b.booking_id) > ($1, $2)
             ORDER BY b.hotel_id, b.booking_id
             LIMIT $3"
        ),
        [after.0.as_uuid().into(), after.1.as_uuid().into(), PAGE.into()],
    )
    .await?;
    let keys = found.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let mut kept = nights(read, &keys).await?;
    found
        .iter()
        .map(|row| {
            let booking = booking(row)?;
            Ok(AuditedBooking {
                nights: kept.remove(&booking.key()).unwrap_or_default(),
                booking,
                check_in: row.parse(9)?,
                check_out: row.parse(10)?,
                total_minor: row.get(11)?,
                guests: row.get(12)?,
                history: (row.get(13)?, row.get(14)?),
                events: (row.get(15)?, row.get(16)?, row.get(17)?),
                undecided_nights: row.get(18)?,
            })
        })
        .collect()
}

/// The next page of booked holds after a hold.
pub(crate) async fn audited_holds(
    read: &impl FreshRead,
    after: (HotelId, HoldId),
) -> Result<Vec<AuditedHold>, DbError> {
    let found = many(
        read,
        "SELECT d.hotel_id, d.booking_id, d.hold_id, b.version, b.changed_at,
                (SELECT json_group_array(n.night) FROM booking_nights AS n
                 WHERE n.hotel_id = d.hotel_id AND n.booking_id = d.booking_id AND n.hold_id = d.hold_id)
         FROM decisions AS d  -- primary key
         LEFT JOIN bookings AS b ON b.hotel_id = d.hotel_id AND b.booking_id = d.booking_id
         WHERE (d.hotel_id, d.hold_id) > ($1, $2)
           AND d.outcome = 'booked'
         ORDER BY d.hotel_id, d.hold_id
         LIMIT $3",
        [after.0.as_uuid().into(), after.1.as_uuid().into(), PAGE.into()],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            let (hotel_id, booking_id) = key(row)?;
            let (version, changed_at) = (row.get::<Option<i64>>(3)?, row.get::<Option<i64>>(4)?);
            let mut nights: Vec<Date> = row.json(5)?;
            nights.sort_unstable();
            Ok(AuditedHold {
                hotel_id,
                hold_id: HoldId::from(row.get::<Uuid>(2)?),
                booking_id,
                booking: version.zip(changed_at.map(from_us)),
                nights,
            })
        })
        .collect()
}

/// The versions at which these bookings are now.
pub(crate) async fn versions(
    read: &impl FreshRead,
    keys: &[BookingKey],
) -> Result<HashMap<BookingKey, i64>, DbError> {
    let found = many(
        read,
        "SELECT b.hotel_id, b.booking_id, b.version
         FROM json_each($1) AS wanted
         CROSS JOIN bookings AS b  -- primary key
         WHERE b.hotel_id = unhex(wanted.value ->> 0, '-')
           AND b.booking_id = unhex(wanted.value ->> 1, '-')",
        [rows(keys)?],
    )
    .await?;
    found.iter().map(|row| Ok((key(row)?, row.get(2)?))).collect()
}
