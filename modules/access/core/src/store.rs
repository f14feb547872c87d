//! The module's tables. Whoever writes two of them takes the account first, then roles, then keys.

use access_api::Role;
use chrono::{DateTime, Utc};
use db::{Column, DbError, FreshRead, WriteTx, audit::AuditEntry, execute, many, one, us};
use kernel::{ApiKeyId, HotelId, StaffId};
use uuid::Uuid;

use crate::secret_text::KeyHash;

/// An account as it is kept.
pub(crate) struct Account {
    pub(crate) staff_id: StaffId,
    pub(crate) password_hash: String,
    pub(crate) is_disabled: bool,
}

/// The account with this e-mail, which is in lower case.
pub(crate) async fn account(read: &impl FreshRead, email: &str) -> Result<Option<Account>, DbError> {
    let found = one(
        read,
        "SELECT staff_id, password_hash, is_disabled
         FROM staff  -- staff_email_once
         WHERE email = $1",
        [email.into()],
    )
    .await?;
    found
        .map(|row| {
            Ok(Account {
                staff_id: row.get::<Uuid>(0)?.into(),
                password_hash: row.get(1)?,
                is_disabled: row.get(2)?,
            })
        })
        .transpose()
}

/// An account to be kept.
pub(crate) struct NewAccount<'a> {
    pub(crate) staff_id: StaffId,
    pub(crate) email: &'a str,
    pub(crate) password_hash: &'a str,
}

/// Keeps an account; answers false when another with this e-mail was quicker.
pub(crate) async fn insert_account(
    tx: &WriteTx,
    account: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let inserted = execute(
        tx,
        "INSERT INTO staff (staff_id, email, password_hash, created_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO NOTHING",
        [
            account.staff_id.as_uuid().into(),
            account.email.into(),
            account.password_hash.into(),
            us(now).into(),
        ],
    )
    .await?;
    Ok(inserted == 1)
}

/// Gives an account its role at a hotel, or at all; it has one role in each place.
pub(crate) async fn give_role(
    tx: &WriteTx,
    staff: StaffId,
    hotel: Option<HotelId>,
    role: Role,
) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO staff_roles (staff_id, hotel_id, role)
         VALUES ($1, $2, $3)
         ON CONFLICT (staff_id, hotel_id) DO UPDATE SET role = excluded.role",
        [staff.as_uuid().into(), stored(hotel).into(), role.name().into()],
    )
    .await?;
    Ok(())
}

/// Whether an account has a role that covers the hotel; without a hotel, whether it has any.
pub(crate) async fn has_role(
    read: &impl FreshRead,
    staff: StaffId,
    hotel: Option<HotelId>,
) -> Result<bool, DbError> {
    let found = one(
        read,
        "SELECT 1
         FROM staff_roles  -- primary key
         WHERE staff_id = $1
           AND ($2 = zeroblob(16) OR hotel_id IN ($2, zeroblob(16)))
         LIMIT 1",
        [staff.as_uuid().into(), stored(hotel).into()],
    )
    .await?;
    Ok(found.is_some())
}

/// Replaces a password's hash, unless the password was changed meanwhile.
pub(crate) async fn replace_hash(tx: &WriteTx, account: &Account, hash: &str) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE staff
         SET password_hash = $3
         WHERE staff_id = $1 AND password_hash = $2",
        [account.staff_id.as_uuid().into(), account.password_hash.as_str().into(), hash.into()],
    )
    .await?;
    Ok(())
}

/// An API key to be kept.
pub(crate) struct NewKey<'a> {
    pub(crate) api_key_id: ApiKeyId,
    pub(crate) staff_id: StaffId,
    pub(crate) name: &'a str,
    pub(crate) key_hash: KeyHash,
    pub(crate) hotel: Option<HotelId>,
}

/// Keeps an API key.
pub(crate) async fn insert_key(tx: &WriteTx, key: &NewKey<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO api_keys (api_key_id, staff_id, name, key_hash, hotel_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            key.api_key_id.as_uuid().into(),
            key.staff_id.as_uuid().into(),
            key.name.into(),
            key.key_hash.to_vec().into(),
            stored(key.hotel).into(),
            us(now).into(),
        ],
    )
    .await?;
    Ok(())
}

/// A key that opens something, once for each role of its owner.
pub(crate) struct KeyRow {
    pub(crate) api_key_id: ApiKeyId,
    pub(crate) key_hotel: Option<HotelId>,
    pub(crate) role_hotel: Option<HotelId>,
    pub(crate) role: Role,
}

/// The roles behind a key; none when it is unknown or revoked, or its owner is disabled or has no role.
pub(crate) async fn by_key_hash(read: &impl FreshRead, hash: &KeyHash) -> Result<Vec<KeyRow>, DbError> {
    let found = many(
        read,
        "SELECT k.api_key_id, k.hotel_id, r.hotel_id, r.role
         FROM api_keys k  -- api_keys_key_once
         JOIN staff s ON s.staff_id = k.staff_id
         JOIN staff_roles r ON r.staff_id = k.staff_id
         WHERE k.key_hash = $1
           AND k.revoked_at IS NULL
           AND s.is_disabled = 0",
        [hash.to_vec().into()],
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

/// Names the hotel that an audit entry concerns, if it concerns one alone.
pub(crate) fn concerning(entry: AuditEntry, hotel: Option<HotelId>) -> AuditEntry {
    match hotel {
        Some(hotel) => entry.at_hotel(hotel),
        None => entry,
    }
}

/// "All hotels" is kept as zero, for a primary key has no NULL.
fn stored(hotel: Option<HotelId>) -> Uuid {
    hotel.map_or(Uuid::nil(), HotelId::as_uuid)
}

fn hotel(stored: Uuid) -> Option<HotelId> {
    (!stored.is_nil()).then(|| stored.into())
}
