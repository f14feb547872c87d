//! API keys.

use access_api::{ApiKeyView, Role};
use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, PrimaryRead, WriteTx, execute, from_us, many, one};
use kernel::{ApiKeyId, HotelId, StaffId};
use uuid::Uuid;

use super::{LISTED_MAX, hotel, stored};
use crate::secret_text::SecretHash;

/// An API key to be kept.
pub(crate) struct NewKey<'a> {
    pub(crate) api_key_id: ApiKeyId,
    pub(crate) staff_id: StaffId,
    pub(crate) name: &'a str,
    pub(crate) key_hash: SecretHash,
    pub(crate) hotel: Option<HotelId>,
}

/// Keeps an API key.
pub(crate) async fn insert(tx: &WriteTx, key: &NewKey<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO api_keys (api_key_id, staff_id, name, key_hash, hotel_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            key.api_key_id.into(),
            key.staff_id.into(),
            key.name.into(),
            (&key.key_hash).into(),
            stored(key.hotel).into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A key as those know it who revoke it.
pub(crate) struct Issued {
    pub(crate) staff_id: StaffId,
    pub(crate) hotel: Option<HotelId>,
    pub(crate) is_revoked: bool,
}

/// The key with this id, which nobody else revokes until the transaction ends.
pub(crate) async fn lock(tx: &WriteTx, key: ApiKeyId) -> Result<Option<Issued>, DbError> {
    let found = one(
        tx,
        "SELECT staff_id, hotel_id, revoked_at
         FROM api_keys  -- primary key
         WHERE api_key_id = $1
         /* postgres: FOR NO KEY UPDATE */",
        [key.into()],
    )
    .await?;
    found
        .map(|row| {
            Ok(Issued {
                staff_id: row.get::<Uuid>(0)?.into(),
                hotel: hotel(row.get(1)?),
                is_revoked: row.get::<Option<i64>>(2)?.is_some(),
            })
        })
        .transpose()
}

/// Revokes a key.
pub(crate) async fn revoke(tx: &WriteTx, key: ApiKeyId, now: DateTime<Utc>) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE api_keys
         SET revoked_at = $2
         WHERE api_key_id = $1",
        [key.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Every key, by its owner's e-mail and its name.
pub(crate) async fn all(read: &impl FreshRead) -> Result<Vec<ApiKeyView>, DbError> {
    let found = many(
        read,
        "SELECT k.api_key_id, k.staff_id, s.email, k.name, k.hotel_id, k.created_at, k.revoked_at
         FROM api_keys AS k  -- all of them
         JOIN staff AS s ON s.staff_id = k.staff_id
         ORDER BY s.email, k.name, k.created_at
         LIMIT $1",
        [LISTED_MAX.into()],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            Ok(ApiKeyView {
                api_key_id: row.get::<Uuid>(0)?.into(),
                staff_id: row.get::<Uuid>(1)?.into(),
                email: row.get(2)?,
                name: row.get(3)?,
                hotel: hotel(row.get(4)?),
                created_at: from_us(row.get(5)?),
                revoked_at: row.get::<Option<i64>>(6)?.map(from_us),
            })
        })
        .collect()
}

/// A key that opens something, once for each role of its owner.
pub(crate) struct KeyRow {
    pub(crate) api_key_id: ApiKeyId,
    pub(crate) key_hotel: Option<HotelId>,
    pub(crate) role_hotel: Option<HotelId>,
    pub(crate) role: Role,
}

/// The roles behind a key; none when it is unknown or revoked, or its owner is disabled or has no role.
pub(crate) async fn by_hash(read: &impl PrimaryRead, hash: &SecretHash) -> Result<Vec<KeyRow>, DbError> {
    let found = many(
        read,
        "SELECT k.api_key_id, k.hotel_id, r.hotel_id, r.role
         FROM api_keys AS k  -- api_keys_key_once
         JOIN staff AS s ON s.staff_id = k.staff_id
         JOIN staff_roles AS r ON r.staff_id = k.staff_id
         WHERE k.key_hash = $1
           AND k.revoked_at IS NULL
           AND NOT s.is_disabled",
        [hash.into()],
    )
    .await?;
    found
        .iter()
        .map(|row| {
            Ok(KeyRow {
                api_key_id: row.get::<Uuid>(0)?.into(),
                key_hotel: hotel(row.get(1)?),
                role_hotel: hotel(row.get(2)?),
                role: row.parse(3)?,
            })
        })
        .collect()
}
