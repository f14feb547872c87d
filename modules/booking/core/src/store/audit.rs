//! What the auditor reads: whole pages of bookings and of decisions, in the order of their keys.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use db::{Column, DbError, PrimaryRead, from_us, many, sea_orm::QueryResult, set};
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
    read: &impl PrimaryRead,
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
                   AND d.booking_id IS DISTINCT FROM b.booking_id)
             FROM bookings AS b  -- primary key
             WHERE (b.hotel_id, b.booking_id) > ($1, $2)
             ORDER BY b.hotel_id, b.booking_id
             LIMIT $3"
        ),
        [after.0.into(), after.1.into(), PAGE.into()],
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
                check_in: row.date(9)?,
                check_out: row.date(10)?,
                total_minor: row.get(11)?,
                guests: row.get::<i32>(12)?.into(),
                history: (row.get(13)?, row.get(14)?),
                events: (row.get(15)?, row.get(16)?, row.get(17)?),
                undecided_nights: row.get(18)?,
            })
        })
        .collect()
}

/// A row for each night that its booking keeps of a hold, or one row if it keeps none.
const BOOKED_HOLDS: &str = "SELECT d.hotel_id, d.booking_id, d.hold_id, b.version, b.changed_at, n.night
     FROM (SELECT hotel_id, hold_id, booking_id
           FROM decisions  -- primary key
           WHERE (hotel_id, hold_id) > ($1, $2)
             AND outcome = 'booked'
           ORDER BY hotel_id, hold_id
           LIMIT $3) AS d
     LEFT JOIN bookings AS b ON b.hotel_id = d.hotel_id AND b.booking_id = d.booking_id
     LEFT JOIN booking_nights AS n
         ON n.hotel_id = d.hotel_id AND n.booking_id = d.booking_id AND n.hold_id = d.hold_id
     ORDER BY d.hotel_id, d.hold_id, n.night";

/// The next page of booked holds after a hold.
pub(crate) async fn audited_holds(
    read: &impl PrimaryRead,
    after: (HotelId, HoldId),
) -> Result<Vec<AuditedHold>, DbError> {
    let found = many(read, BOOKED_HOLDS, [after.0.into(), after.1.into(), PAGE.into()]).await?;
    let mut holds: Vec<AuditedHold> = Vec::new();
    for row in &found {
        let mut hold = audited_hold(row)?;
        match holds.last_mut() {
            Some(last) if (last.hotel_id, last.hold_id) == (hold.hotel_id, hold.hold_id) => {
                last.nights.append(&mut hold.nights);
            }
            _ => holds.push(hold),
        }
    }
    Ok(holds)
}

/// A hold and one of its nights.
fn audited_hold(row: &QueryResult) -> Result<AuditedHold, DbError> {
    let (hotel_id, booking_id) = key(row)?;
    let (version, changed_at) = (row.get::<Option<i64>>(3)?, row.get::<Option<i64>>(4)?);
    Ok(AuditedHold {
        hotel_id,
        hold_id: HoldId::from(row.get::<Uuid>(2)?),
        booking_id,
        booking: version.zip(changed_at.map(from_us)),
        nights: row.date_if_any(5)?.into_iter().collect(),
    })
}

/// The versions at which these bookings are now.
pub(crate) async fn versions(
    read: &impl PrimaryRead,
    keys: &[BookingKey],
) -> Result<HashMap<BookingKey, i64>, DbError> {
    let found = many(
        read,
        "SELECT b.hotel_id, b.booking_id, b.version
         FROM set($1: hotel_id uuid, booking_id uuid) AS wanted
         CROSS JOIN bookings AS b  -- primary key
         WHERE b.hotel_id = wanted.hotel_id AND b.booking_id = wanted.booking_id",
        [set(keys.iter().copied())],
    )
    .await?;
    found.iter().map(|row| Ok((key(row)?, row.get(2)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_of_holds_reads_what_is_on_it_and_no_more() {
        let plan = crate::store::plan(BOOKED_HOLDS, 3).await;

        assert!(plan.contains("(hotel_id,hold_id)>(?,?)"), "{plan}");
        assert!(plan.contains("SEARCH n USING PRIMARY KEY (hotel_id=? AND booking_id=?)"), "{plan}");
        assert!(!plan.contains("SCAN n") && !plan.contains("SCAN b"), "{plan}");
    }
}
