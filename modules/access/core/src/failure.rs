//! What goes wrong inside, until it leaves by the port.

use access_api::AccessError;
use db::DbError;

/// Why a command was not carried out.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(AccessError),
    Db(DbError),
}

impl From<AccessError> for Failure {
    fn from(error: AccessError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<Failure> for AccessError {
    /// The port has one word for everything a database can do to us; what it was goes to the log.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) => error,
            Failure::Db(DbError::ReadOnly) => Self::ReadOnly,
            Failure::Db(error) => {
                tracing::error!(error = ?error, "Access could not use its database");
                Self::Unavailable(error.to_string())
            }
        }
    }
}
