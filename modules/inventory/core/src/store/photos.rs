//! Photos: what hotels show, and the names of the files that are still needed.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::{Column, DbError, PrimaryRead, Read, WriteTx, execute, many, set};
use inventory_api::{Code, Photo};
use kernel::{HotelId, PhotoId};
use uuid::Uuid;

pub(super) const BY_HOTEL: &str = "
    SELECT p.hotel_id, p.photo_id, p.room_type, p.alt, p.width_px, p.height_px, p.name, p.widths
    FROM set($1: hotel_id uuid) AS wanted
    CROSS JOIN photos AS p  -- primary key
    WHERE p.hotel_id = wanted.hotel_id
      AND p.removed_at IS NULL
    ORDER BY p.hotel_id, p.position, p.photo_id";

/// These hotels' photos, in their order.
pub(crate) async fn by_hotel(
    read: &impl Read,
    hotels: impl IntoIterator<Item = HotelId>,
) -> Result<HashMap<HotelId, Vec<Photo>>, DbError> {
    let found = many(read, BY_HOTEL, [set(hotels)]).await?;
    let mut by_hotel: HashMap<HotelId, Vec<Photo>> = HashMap::new();
    for row in found {
        let photo = Photo {
            id: row.get::<Uuid>(1)?.into(),
            room_type: row
                .get::<Option<String>>(2)?
                .map(Code::try_from)
                .transpose()
                .map_err(DbError::decode)?,
            alt: row.json(3)?,
            width: row.convert::<i32, _>(4)?,
            height: row.convert::<i32, _>(5)?,
            name: row.get(6)?,
            widths: row.json(7)?,
        };
        by_hotel.entry(row.get::<Uuid>(0)?.into()).or_default().push(photo);
    }
    Ok(by_hotel)
}

/// Adds a photo as its hotel's last.
pub(crate) async fn insert(
    tx: &WriteTx,
    hotel: HotelId,
    photo: &Photo,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO photos
             (hotel_id, photo_id, room_type, alt, width_px, height_px, name, widths, position, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
             (SELECT COALESCE(MAX(position) + 1, 0) FROM photos WHERE hotel_id = $1), $9)",
        [
            hotel.into(),
            photo.id.into(),
            photo.room_type.as_ref().map(Code::as_str).into(),
            json(&photo.alt)?.into(),
            photo.width.into(),
            photo.height.into(),
            photo.name.as_str().into(),
            json(&photo.widths)?.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Changes what a photo is said to show.
pub(crate) async fn update(tx: &WriteTx, hotel: HotelId, photo: &Photo) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE photos
         SET room_type = $3, alt = $4
         WHERE hotel_id = $1
           AND photo_id = $2",
        [
            hotel.into(),
            photo.id.into(),
            photo.room_type.as_ref().map(Code::as_str).into(),
            json(&photo.alt)?.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) const ARRANGE: &str = "
    UPDATE photos
    SET position = place.position
    FROM set($2: photo_id uuid, position bigint) AS place
    WHERE photos.hotel_id = $1
      AND photos.photo_id = place.photo_id";

/// Puts a hotel's photos into this order.
pub(crate) async fn arrange(tx: &WriteTx, hotel: HotelId, order: &[PhotoId]) -> Result<(), DbError> {
    let places = order.iter().copied().zip(0_u32..);
    execute(tx, ARRANGE, [hotel.into(), set(places)]).await?;
    Ok(())
}

/// Takes a photo from its hotel.
pub(crate) async fn remove(
    tx: &WriteTx,
    hotel: HotelId,
    photo: PhotoId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE photos
         SET removed_at = $3
         WHERE hotel_id = $1
           AND photo_id = $2",
        [hotel.into(), photo.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Forgets photos that were removed before `then`. Answers how many.
pub(crate) async fn forget_removed(tx: &WriteTx, then: DateTime<Utc>) -> Result<u64, DbError> {
    execute(
        tx,
        "DELETE FROM photos  -- photos_removed
         WHERE removed_at < $1",
        [then.into()],
    )
    .await
}

/// The names of all files that a row still needs.
pub(crate) async fn names(read: &impl PrimaryRead) -> Result<HashSet<String>, DbError> {
    let found = many(
        read,
        "SELECT name
         FROM photos  -- all of it",
        [],
    )
    .await?;
    found.iter().map(|row| row.get(0)).collect()
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(DbError::decode)
}
