//! Staff accounts.

use access_api::{RoleAt, StaffAccount};
use chrono::{DateTime, Utc};
use db::{
    Column, DbError, FreshRead, PrimaryRead, WriteTx, execute, from_us, many, one, sea_orm::QueryResult,
};
use kernel::StaffId;
use uuid::Uuid;

use super::{LISTED_MAX, hotel};

/// An account as it is kept.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) staff_id: StaffId,
    pub(crate) password_hash: String,
    pub(crate) is_disabled: bool,
}

/// The account with this e-mail, which is in lower case.
pub(crate) async fn by_email(read: &impl PrimaryRead, email: &str) -> Result<Option<Account>, DbError> {
    let found = one(
        read,
        "SELECT staff_id, password_hash, is_disabled
         FROM staff  -- staff_email_once
         WHERE email = $1",
        [email.into()],
    )
    .await?;
    found.as_ref().map(account).transpose()
}

/// The account with this id.
pub(crate) async fn by_id(read: &impl PrimaryRead, staff: StaffId) -> Result<Option<Account>, DbError> {
    let found = one(
        read,
        "SELECT staff_id, password_hash, is_disabled
         FROM staff  -- primary key
         WHERE staff_id = $1",
        [staff.into()],
    )
    .await?;
    found.as_ref().map(account).transpose()
}

/// The account with this id, which nobody else changes until the transaction ends: a password that is being replaced,
/// or an account that is being closed, lets nobody in any more.
pub(crate) async fn lock(tx: &WriteTx, staff: StaffId) -> Result<Option<Account>, DbError> {
    let found = one(
        tx,
        "SELECT staff_id, password_hash, is_disabled
         FROM staff  -- primary key
         WHERE staff_id = $1
         /* postgres: FOR NO KEY UPDATE */",
        [staff.into()],
    )
    .await?;
    found.as_ref().map(account).transpose()
}

fn account(row: &QueryResult) -> Result<Account, DbError> {
    Ok(Account { staff_id: row.get::<Uuid>(0)?.into(), password_hash: row.get(1)?, is_disabled: row.get(2)? })
}

/// Every account by its e-mail, each with its roles.
pub(crate) async fn all(read: &impl FreshRead) -> Result<Vec<StaffAccount>, DbError> {
    let found = many(
        read,
        "SELECT s.staff_id, s.email, s.is_disabled, s.created_at, n.last_seen_at, r.hotel_id, r.role
         FROM (SELECT staff_id, email, is_disabled, created_at
               FROM staff  -- staff_email_once
               ORDER BY email
               LIMIT $1) AS s
         LEFT JOIN staff_seen AS n ON n.staff_id = s.staff_id
         LEFT JOIN staff_roles AS r ON r.staff_id = s.staff_id
         ORDER BY s.email, r.hotel_id",
        [LISTED_MAX.into()],
    )
    .await?;
    let mut accounts: Vec<StaffAccount> = Vec::new();
    for row in &found {
        let staff_id = row.get::<Uuid>(0)?.into();
        if accounts.last().is_none_or(|last| last.staff_id != staff_id) {
            accounts.push(StaffAccount {
                staff_id,
                email: row.get(1)?,
                is_disabled: row.get(2)?,
                roles: Vec::new(),
                created_at: from_us(row.get(3)?),
                last_seen_at: row.get::<Option<i64>>(4)?.map(from_us),
            });
        }
        if let (Some(account), Some(place)) = (accounts.last_mut(), row.get::<Option<Uuid>>(5)?) {
            account.roles.push(RoleAt { hotel: hotel(place), role: row.parse(6)? });
        }
    }
    Ok(accounts)
}

/// An account to be kept.
pub(crate) struct NewAccount<'a> {
    pub(crate) staff_id: StaffId,
    pub(crate) email: &'a str,
    pub(crate) password_hash: &'a str,
}

/// Keeps an account; answers false when another with this e-mail was quicker.
pub(crate) async fn insert(
    tx: &WriteTx,
    account: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let inserted = execute(
        tx,
        "INSERT INTO staff (staff_id, email, password_hash, created_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO NOTHING",
        [account.staff_id.into(), account.email.into(), account.password_hash.into(), now.into()],
    )
    .await?;
    Ok(inserted == 1)
}

/// Replaces a password's hash, and answers whether it did: not if the password was changed meanwhile.
pub(crate) async fn replace_hash(tx: &WriteTx, account: &Account, hash: &str) -> Result<bool, DbError> {
    let replaced = execute(
        tx,
        "UPDATE staff
         SET password_hash = $3
         WHERE staff_id = $1 AND password_hash = $2",
        [account.staff_id.into(), (&account.password_hash).into(), hash.into()],
    )
    .await?;
    Ok(replaced == 1)
}

/// Closes an account, or opens it again.
pub(crate) async fn set_disabled(tx: &WriteTx, staff: StaffId, is_disabled: bool) -> Result<(), DbError> {
    execute(
        tx,
        "UPDATE staff
         SET is_disabled = $2
         WHERE staff_id = $1",
        [staff.into(), is_disabled.into()],
    )
    .await?;
    Ok(())
}
