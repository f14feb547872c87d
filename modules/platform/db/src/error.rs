//! What can go wrong between us and a database, sorted by what a caller can do about it.

use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr, sqlx};
use thiserror::Error;

/// A failure of the database. Cheap to clone: one failed batch answers many callers.
#[derive(Debug, Clone, Error)]
pub enum DbError {
    /// Too many commands wait already. Nothing was done; try again in a moment.
    #[error("too many writes are waiting")]
    Overloaded,
    /// The database cannot be reached or cannot write (disk full, locked). Nothing was done; try again later.
    #[error("the database is unavailable")]
    Unavailable(#[source] Arc<DbErr>),
    /// The commit's outcome is not known. Ask again with the same idempotency key.
    #[error("the outcome of a commit is unknown")]
    Unknown(#[source] Arc<DbErr>),
    /// A statement was refused for a reason nobody foresaw.
    #[error("a statement failed")]
    Internal(#[source] Arc<DbErr>),
}

/// What SQLite reports when the machine, not the statement, is at fault (primary result codes).
const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;
const SQLITE_READONLY: i32 = 8;
const SQLITE_IOERR: i32 = 10;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_PRIMARY_CODE_MASK: i32 = 0xff;

impl DbError {
    /// A failure to read something that the database itself holds: its rows do not fit our types.
    pub fn decode(what: impl std::fmt::Display) -> Self {
        Self::Internal(Arc::new(DbErr::Type(what.to_string())))
    }

    /// Whether the same statement may well succeed a little later, with nothing changed by us.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Overloaded | Self::Unavailable(_))
    }

    /// Whether a unique key or a check refused the change.
    pub fn is_constraint(&self) -> bool {
        let Self::Internal(error) = self else { return false };
        database_error(error).is_some_and(|e| {
            e.is_unique_violation() || e.is_check_violation() || e.is_foreign_key_violation()
        })
    }

    pub(crate) fn at_commit(error: DbErr) -> Self {
        match Self::from(error) {
            // A full disk refuses the commit itself, so it is certain that nothing was kept.
            refused @ (Self::Overloaded | Self::Unavailable(_)) => refused,
            Self::Unknown(error) | Self::Internal(error) => Self::Unknown(error),
        }
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        let is_unavailable = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
            other => database_error(other).is_some_and(is_machine_at_fault),
        };
        if is_unavailable { Self::Unavailable(Arc::new(error)) } else { Self::Internal(Arc::new(error)) }
    }
}

fn database_error(error: &DbErr) -> Option<&dyn sqlx::error::DatabaseError> {
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = error else { return None };
    let RuntimeErr::SqlxError(cause) = cause else { return None };
    cause.as_database_error()
}

fn is_machine_at_fault(error: &dyn sqlx::error::DatabaseError) -> bool {
    let Some(code) = error.code().and_then(|code| code.parse::<i32>().ok()) else { return false };
    error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
        && matches!(
            code & SQLITE_PRIMARY_CODE_MASK,
            SQLITE_BUSY | SQLITE_LOCKED | SQLITE_READONLY | SQLITE_IOERR | SQLITE_FULL | SQLITE_CANTOPEN
        )
}
