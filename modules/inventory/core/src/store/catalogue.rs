//! Hotels, room types and rate plans: loaded as a whole, written one by one.

use std::{collections::HashMap, sync::Arc};

use db::{Column, DbError, Read, WriteTx, execute, many, rows, sea_orm::Value};
use inventory_api::{Hotel, HotelProfile, RatePlan, RatePlanProfile, RoomType, RoomTypeProfile};
use kernel::{HotelId, HotelSlot, RatePlanId, RoomTypeId};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Every hotel, or only these.
pub(crate) async fn load(read: &impl Read, only: Option<&[HotelId]>) -> Result<Vec<Arc<Hotel>>, DbError> {
    let wanted = only.map(rows).transpose()?.unwrap_or(Value::String(None));
    let mut room_types = parts(read, ROOM_TYPES, wanted.clone()).await?;
    let mut rate_plans = parts(read, RATE_PLANS, wanted.clone()).await?;
    let mut photos = super::photos::by_hotel(read, only).await?;
    let found = many(
        read,
        "SELECT hotel_id, profile, version
         FROM hotels  -- primary key, or all of it
         WHERE $1 IS NULL OR hotel_id IN (SELECT unhex(value, '-') FROM json_each($1))
         ORDER BY slug",
        [wanted],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            let id = HotelId::from(row.get::<Uuid>(0)?);
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
    wanted: Value,
) -> Result<HashMap<HotelId, Vec<(I, P)>>, DbError> {
    let mut by_hotel: HashMap<HotelId, Vec<(I, P)>> = HashMap::new();
    for row in many(read, sql, [wanted]).await? {
        let part = (row.get::<Uuid>(1)?.into(), row.json(2)?);
        by_hotel.entry(row.get::<Uuid>(0)?.into()).or_default().push(part);
    }
    Ok(by_hotel)
}

const ROOM_TYPES: &str = "
    SELECT hotel_id, room_type_id, profile
    FROM room_types  -- primary key, or all of it
    WHERE $1 IS NULL OR hotel_id IN (SELECT unhex(value, '-') FROM json_each($1))
    ORDER BY hotel_id, position";

const RATE_PLANS: &str = "
    SELECT hotel_id, rate_plan_id, profile
    FROM rate_plans  -- primary key, or all of it
    WHERE $1 IS NULL OR hotel_id IN (SELECT unhex(value, '-') FROM json_each($1))
    ORDER BY hotel_id, position";

/// A number that changes whenever any hotel's catalogue does.
pub(crate) async fn stamp(read: &impl Read) -> Result<(i64, i64), DbError> {
    let row = db::one(read, "SELECT COUNT(*), COALESCE(SUM(version), 0) FROM hotels", []).await?;
    let row = row.ok_or_else(|| DbError::decode("a count has no row"))?;
    Ok((row.get(0)?, row.get(1)?))
}

/// The version of a hotel's catalogue.
pub(crate) async fn version(read: &impl Read, hotel: HotelId) -> Result<Option<i64>, DbError> {
    let row = db::one(
        read,
        "SELECT version
         FROM hotels  -- primary key
         WHERE hotel_id = $1",
        [hotel.as_uuid().into()],
    )
    .await?;
    row.map(|row| row.get(0)).transpose()
}

/// The hotels of a slot.
pub(crate) async fn in_slot(read: &impl Read, slot: HotelSlot) -> Result<Vec<HotelId>, DbError> {
    let found = many(
        read,
        "SELECT hotel_id
         FROM hotels  -- hotels_slot
         WHERE slot = $1",
        [i32::from(slot.number()).into()],
    )
    .await?;
    found.iter().map(|row| Ok(row.get::<Uuid>(0)?.into())).collect()
}

pub(crate) async fn insert_hotel(
    tx: &WriteTx,
    hotel: HotelId,
    profile: &HotelProfile,
    now_us: i64,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO hotels (hotel_id, slug, slot, profile, version, created_at)
         VALUES ($1, $2, $3, $4, 1, $5)",
        [
            hotel.as_uuid().into(),
            profile.slug.as_str().into(),
            i32::from(hotel.slot().number()).into(),
            json(profile)?.into(),
            now_us.into(),
        ],
    )
    .await?;
    execute(
        tx,
        "INSERT INTO inventory_versions (hotel_id, version)
         VALUES ($1, 0)",
        [hotel.as_uuid().into()],
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
        [hotel.as_uuid().into(), json(profile)?.into()],
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
        [hotel.as_uuid().into()],
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
        [
            hotel.as_uuid().into(),
            room_type.as_uuid().into(),
            profile.code.as_str().into(),
            json(profile)?.into(),
        ],
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
        [
            hotel.as_uuid().into(),
            rate_plan.as_uuid().into(),
            profile.code.as_str().into(),
            json(profile)?.into(),
        ],
    )
    .await?;
    Ok(())
}

fn json(profile: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(profile).map_err(DbError::decode)
}
