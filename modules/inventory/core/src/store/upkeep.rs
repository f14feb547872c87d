//! Nights made ahead, and old rows forgotten.

use db::{Column, DbError, PrimaryRead, WriteTx, execute, many, set};
use kernel::{Date, HotelId, RoomTypeId};

use crate::domain::evaluate::SALE_MONTHS;

/// Made so far beyond the nights for sale that a day's pause of the server goes unnoticed.
const MARGIN_DAYS: u32 = 31;
/// Past nights are kept a while for the desk; what a booking paid is kept by booking.
const KEPT_DAYS: u32 = 400;

/// Makes the nights of a room type from `today` on that are not there yet. Answers how many.
pub(crate) async fn make_nights(
    tx: &WriteTx,
    hotel: HotelId,
    room_type: RoomTypeId,
    allotment: u32,
    today: Date,
) -> Result<u64, DbError> {
    let end = today.plus_months(SALE_MONTHS).plus_days(MARGIN_DAYS);
    execute(
        tx,
        "INSERT INTO nights (hotel_id, room_type_id, night, allotment)
         SELECT $1, $2, night, $3
         FROM set($4: night date) AS ahead
         WHERE true  -- else ON is read as a join's
         ON CONFLICT (hotel_id, room_type_id, night) DO NOTHING",
        [hotel.into(), room_type.into(), allotment.into(), set(today.until(end))],
    )
    .await
}

/// How many nights each room type of a hotel has from one date up to another.
pub(crate) async fn count_nights(
    read: &impl PrimaryRead,
    hotel: HotelId,
    (from, to): (Date, Date),
) -> Result<Vec<i64>, DbError> {
    let found = many(
        read,
        "SELECT (SELECT COUNT(*)
                 FROM nights AS n  -- primary key
                 WHERE n.hotel_id = t.hotel_id AND n.room_type_id = t.room_type_id
                   AND n.night >= $2 AND n.night < $3)
         FROM room_types AS t  -- primary key
         WHERE t.hotel_id = $1",
        [hotel.into(), from.into(), to.into()],
    )
    .await?;
    found.iter().map(|row| row.get(0)).collect()
}

/// Forgets nights and rates long past. Answers how many.
pub(crate) async fn forget_past(tx: &WriteTx, hotel: HotelId, today: Date) -> Result<u64, DbError> {
    let oldest_kept = today.minus_days(KEPT_DAYS);
    let nights = execute(
        tx,
        "DELETE FROM nights
         WHERE hotel_id = $1
           AND night < $2
           AND taken = 0",
        [hotel.into(), oldest_kept.into()],
    )
    .await?;
    let rates = execute(
        tx,
        "DELETE FROM rates
         WHERE hotel_id = $1
           AND night < $2",
        [hotel.into(), oldest_kept.into()],
    )
    .await?;
    Ok(nights + rates)
}
