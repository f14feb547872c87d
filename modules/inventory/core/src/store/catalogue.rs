//! Hotels, room types and rate plans: loaded as a whole, written one by one.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use db::{
    Column, DbError, FreshRead, PrimaryRead, Read, WriteTx, execute, many, one, sea_orm::QueryResult, set,
};
use inventory_api::{Hotel, HotelProfile, RatePlan, RatePlanProfile, RoomType, RoomTypeProfile};
use kernel::{HotelId, HotelSlot, RatePlanId, RoomTypeId};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Every hotel, by slug.
pub(crate) async fn load_all(read: &impl PrimaryRead) -> Result<Vec<Arc<Hotel>>, DbError> {
    let rows = many(
        read,
        "SELECT hotel_id, profile, version
         FROM hotels  -- all of it
         ORDER BY slug",
        [],
    )
    .await?;
    with_parts(read, &rows).await
}

/// The hotel, if there is one.
pub(crate) async fn load(read: &impl FreshRead, hotel: HotelId) -> Result<Option<Arc<Hotel>>, DbError> {
    let rows = many(
        read,
        "SELECT hotel_id, profile, version
         FROM hotels  -- primary key
         WHERE hotel_id = $1",
        [hotel.into()],
    )
    .await?;
    Ok(with_parts(read, &rows).await?.pop())
}

/// What a hotel has several of is read after the row with its version: it may be newer than that says, never older.
async fn with_parts(read: &impl Read, rows: &[QueryResult]) -> Result<Vec<Arc<Hotel>>, DbError> {
    let ids =
        rows.iter().map(|row| Ok(row.get::<Uuid>(0)?.into())).collect::<Result<Vec<HotelId>, DbError>>()?;
    let mut room_types = parts(read, ROOM_TYPES, &ids).await?;
    let mut rate_plans = parts(read, RATE_PLANS, &ids).await?;
    let mut photos = super::photos::by_hotel(read, ids.iter().copied()).await?;
    ids.into_iter()
        .zip(rows)
        .map(|(id, row)| {
            let room_types = room_types.remove(&id).unwrap_or_default();
            let rate_plans = rate_plans.remove(&id).unwrap_or_default();
            Ok(Arc::new(Hotel {
                id,
                profile: row.json(1)?,
                room_types: room_types.into_iter().map(|(id, profile)| RoomType { id, profile }).collect(),
                rate_plans: rate_plans.into_iter().map(|(id, profile)| RatePlan { id, profile }).collect(),
                photos: photos.remove(&id).unwrap_or_default(),
                version: row.get(2)?,
            }))
        })
        .collect()
}

/// What hotels have several of, by hotel and in its order: (id, profile).
async fn parts<I: From<Uuid>, P: DeserializeOwned>(
    read: &impl Read,
    sql: &'static str,
    hotels: &[HotelId],
) -> Result<HashMap<HotelId, Vec<(I, P)>>, DbError> {
    let mut by_hotel: HashMap<HotelId, Vec<(I, P)>> = HashMap::new();
    for row in many(read, sql, [set(hotels.iter().copied())]).await? {
        let part = (row.get::<Uuid>(1)?.into(), row.json(2)?);
        by_hotel.entry(row.get::<Uuid>(0)?.into()).or_default().push(part);
    }
    Ok(by_hotel)
}

pub(super) const ROOM_TYPES: &str = "
    SELECT t.hotel_id, t.room_type_id, t.profile
    FROM set($1: hotel_id uuid) AS wanted
    CROSS JOIN room_types AS t  -- primary key
    WHERE t.hotel_id = wanted.hotel_id
    ORDER BY t.hotel_id, t.position";

pub(super) const RATE_PLANS: &str = "
    SELECT p.hotel_id, p.rate_plan_id, p.profile
    FROM set($1: hotel_id uuid) AS wanted
    CROSS JOIN rate_plans AS p  -- primary key
    WHERE p.hotel_id = wanted.hotel_id
    ORDER BY p.hotel_id, p.position";

/// A number that changes whenever any hotel's catalogue does.
pub(crate) async fn stamp(read: &impl PrimaryRead) -> Result<(i64, i64), DbError> {
    let row = one(read, "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM hotels", []).await?;
    let row = row.ok_or_else(|| DbError::decode("a count has no row"))?;
    Ok((row.get(0)?, row.get(1)?))
}

/// The version of a hotel's catalogue.
pub(crate) async fn version(read: &impl FreshRead, hotel: HotelId) -> Result<Option<i64>, DbError> {
    let row = one(
        read,
        "SELECT version
         FROM hotels  -- primary key
         WHERE hotel_id = $1",
        [hotel.into()],
    )
    .await?;
    row.map(|row| row.get(0)).transpose()
}

/// The hotels of a slot.
pub(crate) async fn in_slot(read: &impl FreshRead, slot: HotelSlot) -> Result<Vec<HotelId>, DbError> {
    let found = many(
        read,
        "SELECT hotel_id
         FROM hotels  -- hotels_slot
         WHERE slot = $1",
        [slot.number().into()],
    )
    .await?;
    found.iter().map(|row| Ok(row.get::<Uuid>(0)?.into())).collect()
}

pub(crate) async fn insert_hotel(
    tx: &WriteTx,
    hotel: HotelId,
    profile: &HotelProfile,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO hotels (hotel_id, slug, slot, profile, version, created_at)
         VALUES ($1, $2, $3, $4, 1, $5)",
        [
            hotel.into(),
            profile.slug.as_str().into(),
            hotel.slot().number().into(),
            json(profile)?.into(),
            now.into(),
        ],
    )
    .await?;
    execute(
        tx,
        "INSERT INTO inventory_versions (hotel_id, version)
         VALUES ($1, 0)",
        [hotel.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update_hotel(
    tx: &WriteTx,
    hotel: HotelId,
    profile: &HotelProfile,
) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE hotels
         SET profile = $2
         WHERE hotel_id = $1",
        [hotel.into(), json(profile)?.into()],
    )
    .await?;
    Ok(())
}

/// Counts a change of the hotel's catalogue.
pub(crate) async fn touch(tx: &WriteTx, hotel: HotelId) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE hotels
         SET version = version + 1
         WHERE hotel_id = $1",
        [hotel.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn upsert_room_type(
    tx: &WriteTx,
    hotel: HotelId,
    room_type: RoomTypeId,
    profile: &RoomTypeProfile,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO room_types (hotel_id, room_type_id, code, profile, position)
         VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM room_types WHERE hotel_id = $1))
         ON CONFLICT (hotel_id, room_type_id) DO UPDATE SET profile = excluded.profile",
        [hotel.into(), room_type.into(), profile.code.as_str().into(), json(profile)?.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn upsert_rate_plan(
    tx: &WriteTx,
    hotel: HotelId,
    rate_plan: RatePlanId,
    profile: &RatePlanProfile,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO rate_plans (hotel_id, rate_plan_id, code, profile, position)
         VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM rate_plans WHERE hotel_id = $1))
         ON CONFLICT (hotel_id, rate_plan_id) DO UPDATE SET profile = excluded.profile",
        [hotel.into(), rate_plan.into(), profile.code.as_str().into(), json(profile)?.into()],
    )
    .await?;
    Ok(())
}

fn json(profile: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(profile).map_err(DbError::decode)
}
