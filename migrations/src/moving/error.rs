//! Why a move stopped, in words for whoever runs it.

use std::path::PathBuf;

use sea_orm::sqlx;
use thiserror::Error;

use crate::MigrateError;

/// What stopped a move. The files are never changed; of the target, what was copied stays and is gone on from.
#[derive(Debug, Error)]
pub enum MoveError {
    /// The directory holds no house, or only part of one.
    #[error("there is no {}: --from names the data directory of a server", .0.display())]
    NoFile(PathBuf),
    /// Somebody writes, again and again.
    #[error("{} is in use and cannot be locked; end other programs that write it", .0.display())]
    Busy(PathBuf),
    /// A schema of an earlier release: its rows would not fit.
    #[error(
        "the schema of {module} is {steps} steps behind; run jumak migrate on the source, or start the server once"
    )]
    Behind {
        /// The module.
        module: String,
        /// How many steps.
        steps: usize,
    },
    /// The two sides are not of the same make.
    #[error("{module}.{table} {difference}")]
    Differs {
        /// The module.
        module: String,
        /// The table.
        table: String,
        /// What one side has and the other has not.
        difference: String,
    },
    /// The target holds what this source did not give it.
    #[error(
        "{module}.{table} on the target holds other rows than an interrupted move of this source would have left: \
         one of the two was written since, or it is another house's. Nothing was copied. If the target is not in \
         use, empty it with: DROP SCHEMA {schemas} CASCADE; then move again"
    )]
    Stranger {
        /// The module.
        module: String,
        /// The table.
        table: String,
        /// All schemas.
        schemas: String,
    },
    /// The target's schemas could not be made.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A statement failed for a reason nobody foresaw.
    #[error("{doing} failed")]
    Database {
        /// What was going on.
        doing: String,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
}

impl MoveError {
    /// Says what was going on when a database failed.
    pub(super) fn while_doing(doing: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Database { doing, source }
    }
}
