//! A hotel's two years of nights and rates, loaded as a whole.

use db::{Column, DbError, Read, many, one};
use kernel::{Date, HotelId, RatePlanId, RoomTypeId};
use uuid::Uuid;

use super::stock::{night_from, rate_from};
use crate::domain::night::{Night, Rate};

/// The hotel's inventory version.
pub(crate) async fn version(read: &impl Read, hotel: HotelId) -> Result<i64, DbError> {
    let row = one(
        read,
        "SELECT version
         FROM inventory_versions  -- primary key
         WHERE hotel_id = $1",
        [hotel.into()],
    )
    .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The hotel's nights from a date on.
pub(crate) async fn nights(
    read: &impl Read,
    hotel: HotelId,
    from: Date,
) -> Result<Vec<(RoomTypeId, Date, Night)>, DbError> {
    let found = many(
        read,
        "SELECT room_type_id, night, allotment, overbooking, taken,
                min_stay, max_stay, closed, closed_to_arrival, closed_to_departure
         FROM nights  -- primary key
         WHERE hotel_id = $1
           AND night >= $2",
        [hotel.into(), from.into()],
    )
    .await?;
    found.iter().map(|row| Ok((row.get::<Uuid>(0)?.into(), row.date(1)?, night_from(row, 2)?))).collect()
}

/// The hotel's rates from a date on.
pub(crate) async fn rates(
    read: &impl Read,
    hotel: HotelId,
    from: Date,
) -> Result<Vec<(RoomTypeId, RatePlanId, Date, Rate)>, DbError> {
    let found = many(
        read,
        "SELECT room_type_id, rate_plan_id, night, price_minor,
                min_stay, max_stay, closed, closed_to_arrival, closed_to_departure
         FROM rates  -- primary key
         WHERE hotel_id = $1
           AND night >= $2",
        [hotel.into(), from.into()],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            Ok((row.get::<Uuid>(0)?.into(), row.get::<Uuid>(1)?.into(), row.date(2)?, rate_from(row, 3)?))
        })
        .collect()
}
