//! Photos: what hotels show, and the names of the files that are still needed.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, Read, WriteTx, execute, many, rows, us};
use inventory_api::{Code, Photo};
use kernel::{HotelId, PhotoId};
use uuid::Uuid;

/// Every hotel's photos, or those of these hotels, in their order.
pub(crate) async fn by_hotel(
    read: &impl Read,
    only: Option<&[HotelId]>,
) -> Result<HashMap<HotelId, Vec<Photo>>, DbError> {
    let found = match only {
        Some(hotels) => many(read, OF_SOME, [rows(hotels)?]).await?,
        None => many(read, OF_ALL, []).await?,
    };
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
            width: row.convert::<i64, _>(4)?,
            height: row.convert::<i64, _>(5)?,
            name: row.get(6)?,
            widths: row.json(7)?,
        };
        by_hotel.entry(row.get::<Uuid>(0)?.into()).or_default().push(photo);
    }
    Ok(by_hotel)
}

const OF_ALL: &str = "
    SELECT hotel_id, photo_id, room_type, alt, width_px, height_px, name, widths
    FROM photos  -- all of it
    WHERE removed_at IS NULL
    ORDER BY hotel_id, position, photo_id";

const OF_SOME: &str = "
    SELECT p.hotel_id, p.photo_id, p.room_type, p.alt, p.width_px, p.height_px, p.name, p.widths
    FROM json_each($1) AS wanted
    CROSS JOIN photos AS p  -- primary key
    WHERE p.hotel_id = unhex(wanted.value, '-')
      AND p.removed_at IS NULL
    ORDER BY p.hotel_id, p.position, p.photo_id";

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
            hotel.as_uuid().into(),
            photo.id.as_uuid().into(),
            photo.room_type.as_ref().map(Code::as_str).into(),
            json(&photo.alt)?.into(),
            i64::from(photo.width).into(),
            i64::from(photo.height).into(),
            photo.name.as_str().into(),
            json(&photo.widths)?.into(),
            us(now).into(),
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
            hotel.as_uuid().into(),
            photo.id.as_uuid().into(),
            photo.room_type.as_ref().map(Code::as_str).into(),
            json(&photo.alt)?.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Puts a hotel's photos into this order.
pub(crate) async fn arrange(tx: &WriteTx, hotel: HotelId, order: &[PhotoId]) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE photos
         SET position = place.key
         FROM json_each($2) AS place
         WHERE photos.hotel_id = $1
           AND photos.photo_id = unhex(place.value, '-')",
        [hotel.as_uuid().into(), rows(order)?],
    )
    .await?;
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
        [hotel.as_uuid().into(), photo.as_uuid().into(), us(now).into()],
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
        [us(then).into()],
    )
    .await
}

/// The names of all files that a row still needs.
pub(crate) async fn names(read: &impl FreshRead) -> Result<HashSet<String>, DbError> {
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
