//! Every module's schema, as the history of its SQL files. Forward only: what is released is never edited.

pub mod citus;
mod error;
mod history;
mod moving;
mod postgres;

use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::MigratorTraitSelf;

pub use error::MigrateError;
use history::History;
pub use moving::{Digest, MoveError, MoveListener, Moved, Moving, move_files};
pub use postgres::{OLDEST_POSTGRES, Progress, role, up_all_postgres};

/// The modules that own a schema (on SQLite: a file).
pub const MODULES: [&str; 4] = ["access", "inventory", "booking", "notification"];

/// Brings the file of a module up to date. Answers how many steps it took. A schema on Postgres has an owner and a
/// role beside its tables, and is brought up to date together with the others: see [`up_all_postgres`].
pub async fn up(module: &str, connection: &DatabaseConnection) -> Result<usize, DbErr> {
    if connection.get_database_backend() == DbBackend::Postgres {
        return Err(DbErr::Custom("on Postgres all schemas are brought up to date together".into()));
    }
    let history = History::of(module)?;
    let steps = history.get_pending_migrations_read_only(connection).await?.len();
    history.up(connection, None).await?;
    Ok(steps)
}

/// The names of all steps of a module that this release knows, as `seaql_migrations.version` has those that were taken.
pub fn steps(module: &str) -> Result<Vec<&'static str>, DbErr> {
    Ok(History::of(module)?.names().collect())
}

/// How many steps a module's schema is behind. Changes nothing. On Postgres it asks for no more than the module's own
/// role may do, and does not mind steps of a later release: that one's schema serves this one too.
pub async fn pending(module: &str, connection: &DatabaseConnection) -> Result<usize, DbErr> {
    let history = History::of(module)?;
    if connection.get_database_backend() == DbBackend::Postgres {
        return postgres::pending(&history, connection).await;
    }
    Ok(history.get_pending_migrations_read_only(connection).await?.len())
}

#[cfg(test)]
mod tests;
