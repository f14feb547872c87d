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
    /// Somebody else was quicker, or the connection broke before the commit. Nothing was done; the same again may well
    /// succeed.
    #[error("another transaction was in the way")]
    Contended(#[source] Arc<DbErr>),
    /// The operator lets nobody write. Nothing was done.
    #[error("writes are refused for the time being")]
    ReadOnly,
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

    /// A change that was decided on what somebody else has changed since.
    pub fn overtaken(what: impl std::fmt::Display) -> Self {
        Self::Contended(Arc::new(DbErr::Custom(what.to_string())))
    }

    /// Whether the same statement may well succeed a little later, with nothing changed by us.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Overloaded | Self::Unavailable(_) | Self::Contended(_) | Self::ReadOnly)
    }

    /// Whether a unique key or a check refused the change.
    pub fn is_constraint(&self) -> bool {
        let Self::Internal(error) = self else { return false };
        database_error(error).is_some_and(|e| {
            e.is_unique_violation() || e.is_check_violation() || e.is_foreign_key_violation()
        })
    }

    /// Whether the connection is of no use any more: the server has gone, or is no primary.
    pub(crate) fn is_connection_lost(&self) -> bool {
        let Self::Unavailable(error) = self else { return false };
        match &**error {
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => match &**cause {
                sqlx::Error::Database(_) => sqlstate(error).is_some_and(|state| postgres::is_gone(&state)),
                // A pool that has no connection left is busy, not gone.
                sqlx::Error::PoolTimedOut => false,
                _ => true,
            },
            _ => false,
        }
    }

    /// Whether a replica could not answer what the primary can: it removed rows that were being read, or went away.
    pub(crate) fn is_replicas_own(&self) -> bool {
        matches!(self, Self::Contended(_) | Self::Unavailable(_))
    }

    pub(crate) fn at_commit(error: DbErr) -> Self {
        let is_refused = match sqlstate(&error) {
            // A server that is told to stop may have committed already.
            Some(state) => !postgres::is_gone(&state),
            None => database_error(&error).is_some_and(is_machine_at_fault),
        };
        // A full disk refuses the commit itself, so it is certain that nothing was kept.
        if is_refused { Self::from(error) } else { Self::Unknown(Arc::new(error)) }
    }
}

/// What Postgres reports, by SQLSTATE: never by the name of a constraint, which a sharded server does not tell.
mod postgres {
    /// Another transaction was in the way: serialisation, deadlock, lock not available.
    pub(super) fn is_contended(state: &str) -> bool {
        matches!(state, "40001" | "40P01" | "55P03")
    }

    /// The server stops, starts, follows another, or has cut the connection.
    pub(super) fn is_gone(state: &str) -> bool {
        state.starts_with("08") || matches!(state, "57P01" | "57P02" | "57P03" | "57P05" | "25006")
    }

    /// The machine or its settings are at fault, not the statement: no room, no memory, no right to come in, too slow.
    pub(super) fn is_machine_at_fault(state: &str) -> bool {
        is_gone(state)
            || state.starts_with("53")
            || state.starts_with("58")
            || state.starts_with("28")
            || state == "57014"
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        if sqlstate(&error).is_some_and(|state| postgres::is_contended(&state)) {
            return Self::Contended(Arc::new(error));
        }
        if is_unavailable(&error) {
            Self::Unavailable(Arc::new(error))
        } else {
            Self::Internal(Arc::new(error))
        }
    }
}

fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            match &**cause {
                sqlx::Error::Database(refused) => match sqlstate(error) {
                    Some(state) => postgres::is_machine_at_fault(&state),
                    None => is_machine_at_fault(&**refused),
                },
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed => true,
                _ => false,
            }
        }
        _ => false,
    }
}

/// What a Postgres said was wrong.
fn sqlstate(error: &DbErr) -> Option<String> {
    let refused = database_error(error)?;
    refused.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().map(|refused| refused.code().to_owned())
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
