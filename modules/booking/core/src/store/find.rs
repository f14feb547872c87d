//! Finding bookings: by code, by id, by hold.

use std::collections::HashMap;

use db::{Column, DbError, FreshRead, PrimaryRead, Read, many, sea_orm::QueryResult, set};
use inventory_api::HoldRef;
use kernel::{ConfirmationCode, HoldId, HotelId};
use uuid::Uuid;

use super::rows::{booking, booking_columns, key, night, token_hash};
use crate::{
    booking::{Booking, BookingKey, KeptNight},
    token::TokenHash,
};

/// A booking found by its code, and not opened before a proof fits.
///
/// Its particulars are not even read until then, so that a wrong proof takes as long as a code nobody has.
pub(crate) struct Sealed {
    row: QueryResult,
    pub(crate) hotel_id: HotelId,
    pub(crate) token_hash: TokenHash,
    /// Lower case.
    pub(crate) email: String,
}

impl Sealed {
    pub(crate) fn open(&self) -> Result<Booking, DbError> {
        booking(&self.row)
    }
}

/// The bookings with that code in these hotels: hardly ever more than one.
pub(crate) async fn by_code(
    read: &impl FreshRead,
    hotels: &[HotelId],
    code: ConfirmationCode,
) -> Result<Vec<Sealed>, DbError> {
    let found = many(
        read,
        concat!(
            "SELECT ",
            booking_columns!(),
            ", b.email
             FROM set($1: hotel_id uuid) AS hotel
             CROSS JOIN bookings AS b  -- bookings_code_once
             WHERE b.hotel_id = hotel.hotel_id AND b.code = $2"
        ),
        [set(hotels.iter().copied()), code.to_string().into()],
    )
    .await?;
    found
        .into_iter()
        .map(|row| {
            let (hotel_id, _) = key(&row)?;
            let (token_hash, email) = (token_hash(&row, 5)?, row.get(9)?);
            Ok(Sealed { row, hotel_id, token_hash, email })
        })
        .collect()
}

/// The bookings with these ids; unknown ones are left out.
pub(crate) async fn by_keys(read: &impl FreshRead, keys: &[BookingKey]) -> Result<Vec<Booking>, DbError> {
    bookings(read, keys).await
}

/// The nights that one booking keeps, in order.
pub(crate) async fn kept_nights(read: &impl PrimaryRead, key: BookingKey) -> Result<Vec<KeptNight>, DbError> {
    Ok(nights(read, &[key]).await?.remove(&key).unwrap_or_default())
}

pub(super) async fn bookings(read: &impl Read, keys: &[BookingKey]) -> Result<Vec<Booking>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found = many(
        read,
        concat!(
            "SELECT ",
            booking_columns!(),
            " FROM set($1: hotel_id uuid, booking_id uuid) AS wanted
             CROSS JOIN bookings AS b  -- primary key
             WHERE b.hotel_id = wanted.hotel_id AND b.booking_id = wanted.booking_id"
        ),
        [set(keys.iter().copied())],
    )
    .await?;
    found.iter().map(booking).collect()
}

pub(super) async fn nights(
    read: &impl Read,
    keys: &[BookingKey],
) -> Result<HashMap<BookingKey, Vec<KeptNight>>, DbError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let found = many(
        read,
        "SELECT n.hotel_id, n.booking_id, n.night, n.hold_id, n.price_minor
         FROM set($1: hotel_id uuid, booking_id uuid) AS wanted
         CROSS JOIN booking_nights AS n  -- primary key
         WHERE n.hotel_id = wanted.hotel_id AND n.booking_id = wanted.booking_id
         ORDER BY n.hotel_id, n.booking_id, n.night",
        [set(keys.iter().copied())],
    )
    .await?;
    let mut by_booking: HashMap<BookingKey, Vec<KeptNight>> = HashMap::new();
    for row in &found {
        by_booking.entry(key(row)?).or_default().push(night(row)?);
    }
    Ok(by_booking)
}

/// The codes of the bookings that these holds became; holds that nobody booked are left out.
pub(crate) async fn codes_by_hold(
    read: &impl PrimaryRead,
    holds: &[HoldRef],
) -> Result<Vec<(HoldRef, ConfirmationCode)>, DbError> {
    let wanted = set(holds.iter().map(|hold| (hold.hotel_id, hold.hold_id)));
    let found = many(
        read,
        "SELECT d.hotel_id, d.hold_id, b.code
         FROM set($1: hotel_id uuid, hold_id uuid) AS wanted
         CROSS JOIN decisions AS d  -- primary key
         CROSS JOIN bookings AS b  -- primary key
         WHERE d.hotel_id = wanted.hotel_id
           AND d.hold_id = wanted.hold_id
           AND b.hotel_id = d.hotel_id
           AND b.booking_id = d.booking_id",
        [wanted],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            let hotel_id = HotelId::from(row.get::<Uuid>(0)?);
            let hold_id = HoldId::from(row.get::<Uuid>(1)?);
            Ok((HoldRef { hotel_id, hold_id }, row.parse(2)?))
        })
        .collect()
}
