//! Roles: one for each account and place.

use access_api::Role;
use db::{Column, DbError, PrimaryRead, WriteTx, execute, many, one};
use kernel::{HotelId, StaffId};

use super::stored;

/// Gives an account its role at a hotel, or at all; it has one role in each place.
pub(crate) async fn give(
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
        [staff.into(), stored(hotel).into(), role.name().into()],
    )
    .await?;
    Ok(())
}

/// Takes away the role that an account has at a hotel, or at all.
pub(crate) async fn take(tx: &WriteTx, staff: StaffId, hotel: Option<HotelId>) -> Result<(), DbError> {
    execute(
        tx,
        "DELETE FROM staff_roles
         WHERE staff_id = $1 AND hotel_id = $2",
        [staff.into(), stored(hotel).into()],
    )
    .await?;
    Ok(())
}

/// The role that an account has at exactly this place.
pub(crate) async fn at(
    read: &impl PrimaryRead,
    staff: StaffId,
    hotel: Option<HotelId>,
) -> Result<Option<Role>, DbError> {
    let found = one(
        read,
        "SELECT role
         FROM staff_roles  -- primary key
         WHERE staff_id = $1 AND hotel_id = $2",
        [staff.into(), stored(hotel).into()],
    )
    .await?;
    found.map(|row| row.parse(0)).transpose()
}

/// Whether an account has a role that covers the hotel; without a hotel, whether it has any.
pub(crate) async fn covers(
    read: &impl PrimaryRead,
    staff: StaffId,
    hotel: Option<HotelId>,
) -> Result<bool, DbError> {
    let found = one(
        read,
        "SELECT 1
         FROM staff_roles  -- primary key
         WHERE staff_id = $1
           AND ($2 = $3 OR hotel_id IN ($2, $3))
         LIMIT 1",
        [staff.into(), stored(hotel).into(), stored(None).into()],
    )
    .await?;
    Ok(found.is_some())
}

/// Lets nobody else change who is owner of all hotels, or close their accounts, until the transaction ends: of two
/// owners who give it up at once, the second must see what the first did.
pub(crate) async fn lock_owners(tx: &WriteTx) -> Result<(), DbError> {
    many(
        tx,
        "SELECT staff_id
         FROM staff_roles  -- staff_roles_in_place
         WHERE hotel_id = $1 AND role = $2
         ORDER BY staff_id
         /* postgres: FOR UPDATE */",
        [stored(None).into(), Role::Owner.name().into()],
    )
    .await?;
    Ok(())
}

/// Whether someone else is owner of all hotels, on an account that is open.
pub(crate) async fn has_other_owner(read: &impl PrimaryRead, than: StaffId) -> Result<bool, DbError> {
    let found = one(
        read,
        "SELECT 1
         FROM staff_roles AS r  -- staff_roles_in_place
         JOIN staff AS s ON s.staff_id = r.staff_id
         WHERE r.hotel_id = $1
           AND r.role = $2
           AND r.staff_id <> $3
           AND NOT s.is_disabled
         LIMIT 1",
        [stored(None).into(), Role::Owner.name().into(), than.into()],
    )
    .await?;
    Ok(found.is_some())
}
