//! From rows to bookings.

use booking_api::BookingStatus;
use db::{Column, DbError, from_us, sea_orm::QueryResult};
use kernel::{BookingId, HoldId, HotelId};
use uuid::Uuid;

use crate::{
    booking::{Booking, BookingKey, KeptNight},
    token::TokenHash,
};

/// The columns of a booking `b`, in the order in which [`booking`] reads them.
macro_rules! booking_columns {
    () => {
        "b.hotel_id, b.booking_id, b.code, b.status, b.version, b.token_hash, b.detail, b.created_at, b.changed_at"
    };
}
pub(super) use booking_columns;

pub(super) fn booking(row: &QueryResult) -> Result<Booking, DbError> {
    let (hotel_id, booking_id) = key(row)?;
    Ok(Booking {
        hotel_id,
        booking_id,
        code: row.parse(2)?,
        status: row.parse::<BookingStatus>(3)?,
        version: row.get(4)?,
        token_hash: token_hash(row, 5)?,
        detail: row.json(6)?,
        created_at: from_us(row.get(7)?),
        changed_at: from_us(row.get(8)?),
    })
}

/// Reads a booking's key from the first two columns.
pub(super) fn key(row: &QueryResult) -> Result<BookingKey, DbError> {
    Ok((HotelId::from(row.get::<Uuid>(0)?), BookingId::from(row.get::<Uuid>(1)?)))
}

pub(super) fn token_hash(row: &QueryResult, index: usize) -> Result<TokenHash, DbError> {
    let bytes: Vec<u8> = row.get(index)?;
    TokenHash::try_from(bytes).map_err(|_| DbError::decode("a token's hash is no SHA-256"))
}

/// Reads a kept night from the three columns after a booking's key.
pub(super) fn night(row: &QueryResult) -> Result<KeptNight, DbError> {
    Ok(KeptNight { date: row.date(2)?, hold_id: HoldId::from(row.get::<Uuid>(3)?), price_minor: row.get(4)? })
}
