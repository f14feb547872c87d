//! Sessions, and when each account was last seen.

use access_api::{RoleAt, StaffSession};
use chrono::{DateTime, Utc};
use db::{Column, DbError, PrimaryRead, WriteTx, execute, from_us, many, one};
use kernel::StaffId;
use uuid::Uuid;

use super::hotel;
use crate::secret_text::SecretHash;

/// So many sessions an account has at once, more than a shared one has desks. Beyond, those that were unused for
/// longest end.
const SESSIONS_MAX: i64 = 100;
/// Few enough that whoever signs in meanwhile does not notice.
const PURGED_AT_ONCE: i64 = 1_000;

const BY_HASH: &str = "SELECT e.staff_id, s.email, e.started_at, e.last_seen_at, r.hotel_id, r.role
         FROM sessions AS e  -- primary key
         JOIN staff AS s ON s.staff_id = e.staff_id
         LEFT JOIN staff_roles AS r ON r.staff_id = e.staff_id
         WHERE e.token_hash = $1
           AND NOT s.is_disabled
         ORDER BY r.hotel_id";

const PURGE: &str = "DELETE FROM sessions
         WHERE token_hash IN (SELECT token_hash
                              FROM sessions  -- sessions_unused
                              WHERE last_seen_at < $1
                              ORDER BY last_seen_at
                              LIMIT $2)";

/// Keeps a session; the account was seen now.
pub(crate) async fn insert(
    tx: &WriteTx,
    hash: &SecretHash,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    make_room(tx, staff).await?;
    execute(
        tx,
        "INSERT INTO sessions (token_hash, staff_id, started_at, last_seen_at)
         VALUES ($1, $2, $3, $3)",
        [hash.into(), staff.into(), now.into()],
    )
    .await?;
    see(tx, staff, now).await
}

/// A program that signs in again and again must not fill the table.
async fn make_room(tx: &WriteTx, staff: StaffId) -> Result<(), DbError> {
    execute(
        tx,
        "DELETE FROM sessions
         WHERE token_hash IN (SELECT token_hash
                              FROM sessions  -- sessions_of_staff
                              WHERE staff_id = $1
                              ORDER BY last_seen_at DESC
                              LIMIT $3 OFFSET $2)",
        [staff.into(), (SESSIONS_MAX - 1).into(), PURGED_AT_ONCE.into()],
    )
    .await?;
    Ok(())
}

/// A session as it is kept.
pub(crate) struct Kept {
    pub(crate) session: StaffSession,
    pub(crate) last_seen_at: DateTime<Utc>,
}

/// The session with this token, however old; none when there is none or its account is closed.
pub(crate) async fn by_hash(read: &impl PrimaryRead, hash: &SecretHash) -> Result<Option<Kept>, DbError> {
    let found = many(read, BY_HASH, [hash.into()]).await?;
    let Some(first) = found.first() else { return Ok(None) };
    let mut roles = Vec::new();
    for row in &found {
        if let Some(place) = row.get::<Option<Uuid>>(4)? {
            roles.push(RoleAt { hotel: hotel(place), role: row.parse(5)? });
        }
    }
    Ok(Some(Kept {
        session: StaffSession {
            staff_id: first.get::<Uuid>(0)?.into(),
            email: first.get(1)?,
            roles,
            started_at: from_us(first.get(2)?),
        },
        last_seen_at: from_us(first.get(3)?),
    }))
}

/// Notes that a session is in use, unless that was noted after `noted_before`.
pub(crate) async fn touch(
    tx: &WriteTx,
    hash: &SecretHash,
    staff: StaffId,
    (now, noted_before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    let touched = execute(
        tx,
        "UPDATE sessions
         SET last_seen_at = $2
         WHERE token_hash = $1 AND last_seen_at <= $3",
        [hash.into(), now.into(), noted_before.into()],
    )
    .await?;
    if touched == 1 { see(tx, staff, now).await } else { Ok(()) }
}

async fn see(tx: &WriteTx, staff: StaffId, now: DateTime<Utc>) -> Result<(), DbError> {
    execute(
        tx,
        "INSERT INTO staff_seen (staff_id, last_seen_at)
         VALUES ($1, $2)
         ON CONFLICT (staff_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
         WHERE excluded.last_seen_at > staff_seen.last_seen_at",
        [staff.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Whose session it is, closed account or not.
pub(crate) async fn holder(read: &impl PrimaryRead, hash: &SecretHash) -> Result<Option<StaffId>, DbError> {
    let found = one(
        read,
        "SELECT staff_id
         FROM sessions  -- primary key
         WHERE token_hash = $1",
        [hash.into()],
    )
    .await?;
    found.map(|row| Ok(row.get::<Uuid>(0)?.into())).transpose()
}

/// Ends a session.
pub(crate) async fn end(tx: &WriteTx, hash: &SecretHash) -> Result<(), DbError> {
    execute(
        tx,
        "DELETE FROM sessions
         WHERE token_hash = $1",
        [hash.into()],
    )
    .await?;
    Ok(())
}

/// Ends every session of an account; answers how many there were.
pub(crate) async fn end_all(tx: &WriteTx, staff: StaffId) -> Result<u64, DbError> {
    execute(
        tx,
        "DELETE FROM sessions  -- sessions_of_staff
         WHERE staff_id = $1",
        [staff.into()],
    )
    .await
}

/// Forgets some sessions that nobody used since; answers how many.
pub(crate) async fn purge(tx: &WriteTx, unused_since: DateTime<Utc>) -> Result<u64, DbError> {
    execute(tx, PURGE, [unused_since.into(), PURGED_AT_ONCE.into()]).await
}

#[cfg(test)]
mod tests {
    use db::{Arg, Db};

    use super::*;

    #[tokio::test]
    async fn no_session_is_looked_for_among_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("access.db"), "access").await.unwrap();
        migrations::up("access", db.owner_connection().unwrap()).await.unwrap();

        for (statement, arguments, index) in
            [(BY_HASH, 1, "SEARCH e USING PRIMARY KEY"), (PURGE, 2, "INDEX sessions_unused (last_seen_at<?)")]
        {
            let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {statement}").into_boxed_str());
            let plan = many(&db.primary("test"), explain, vec![Arg::from(0_i64); arguments]).await.unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
            let steps = steps.join("\n");
            assert!(steps.contains(index) && !steps.contains("SCAN"), "{steps}");
        }
    }
}
