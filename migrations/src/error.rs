//! Why a schema on Postgres could not be brought up to date, in words for whoever runs the server.

use sea_orm::{DbErr, RuntimeErr};
use thiserror::Error;

/// What stopped the migrator. Steps that were done before stay done; every message can be acted upon.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The server lacks what the schema is written in.
    #[error("Postgres {found} is too old: {} or later is needed", crate::OLDEST_POSTGRES)]
    TooOld {
        /// The server's own name of its version.
        found: String,
    },
    /// A standby takes no writes.
    #[error("the URL leads to a standby: schemas are brought up to date on the primary")]
    Standby,
    /// Guests have names in every script.
    #[error("the database {database} is encoded in {found}: make one with ENCODING 'UTF8'")]
    NotUtf8 {
        /// The database.
        database: String,
        /// Its encoding.
        found: String,
    },
    /// The user of the URL may not do what the step needs.
    #[error("{user} may not {right}; an administrator can allow it with: {remedy}")]
    MissingRight {
        /// Who connected.
        user: String,
        /// What they would have to be allowed.
        right: String,
        /// The SQL that allows it.
        remedy: String,
    },
    /// The role that should be granted the modules' roles does not exist.
    #[error("there is no role {0} to work with the schemas: CREATE ROLE ... LOGIN first")]
    NoSuchRole(String),
    /// Somebody holds a table that a step needs. Nothing of the step was done.
    #[error("{step} of {module} waited too long for a table that is in use; try again when less is going on")]
    InUse {
        /// The module.
        module: String,
        /// The step.
        step: String,
    },
    /// The schema cannot be distributed by a server that knows nothing of it.
    #[error("this database has no extension citus: CREATE EXTENSION citus first, on every node")]
    NoCitus,
    /// A statement failed for a reason nobody foresaw.
    #[error("{doing} failed")]
    Database {
        /// What was going on.
        doing: String,
        /// What the database said.
        #[source]
        source: DbErr,
    },
}

/// The classes of failure the migrator acts upon.
pub(crate) const INSUFFICIENT_PRIVILEGE: &str = "42501";
pub(crate) const LOCK_NOT_AVAILABLE: &str = "55P03";
pub(crate) const DUPLICATE_OBJECT: &str = "42710";
pub(crate) const UNIQUE_VIOLATION: &str = "23505";
/// What "tuple concurrently updated" comes as.
pub(crate) const INTERNAL_ERROR: &str = "XX000";

impl MigrateError {
    /// Says what was going on when the database failed.
    pub(crate) fn while_doing(doing: impl Into<String>) -> impl FnOnce(DbErr) -> Self {
        let doing = doing.into();
        move |source| Self::Database { doing, source }
    }
}

/// Whether the database refused with one of these SQLSTATEs.
pub(crate) fn is_any_of(error: &DbErr, states: &[&str]) -> bool {
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = error else { return false };
    let RuntimeErr::SqlxError(cause) = cause else { return false };
    let code = cause.as_database_error().and_then(sea_orm::sqlx::error::DatabaseError::code);
    code.is_some_and(|code| states.contains(&&*code))
}
