//! All schemas of one Postgres database: roles, schemas, steps, rights.
//!
//! Everything that is this database's own happens in transactions that begin with one advisory lock, so that of two
//! migrators each finds what the other has finished. The lock belongs to the transaction, not to the session: it works
//! through any pool and any pooler, and ends with whoever holds it.

mod roles;
mod server;
mod steps;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement, TransactionTrait, Value,
};

use crate::{MODULES, MigrateError, history::History};
use server::Server;
pub(crate) use steps::pending;

/// The oldest major version of Postgres whose SQL the schemas keep to.
pub const OLDEST_POSTGRES: i32 = 15;

/// Every migrator of one database waits for this number.
const LOCK: i64 = i64::from_be_bytes(*b"\0\0\0jumak");

/// A step that waits for a table holds up everybody who comes after it: better to give up soon and try again.
const LOCK_TIMEOUT: &str = "5s";

/// What the migrator is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Another migrator is at work on this database; this one waits for it.
    Waiting,
    /// A step of a module begins.
    Step {
        /// The module.
        module: &'a str,
        /// The step.
        name: &'a str,
    },
}

/// Who is told.
pub(crate) type Listener<'a> = &'a mut (dyn FnMut(Progress<'_>) + Send);

/// The role with whose rights a module works: its own tables, no definitions.
pub fn role(module: &str) -> String {
    format!("jumak_{module}")
}

/// Brings every module's schema up to date, and its role's rights with it. Answers how many steps it took.
///
/// `owner` becomes the owner of everything: it needs CREATE on the database, and the first time CREATEROLE. It and
/// `grant_to`, the role the server logs in with, become members of the modules' roles. Running it again changes nothing.
pub async fn up_all_postgres(
    owner: &DatabaseConnection,
    grant_to: Option<&str>,
    progress: Listener<'_>,
) -> Result<usize, MigrateError> {
    let server = Server::ask(owner).await?;
    server.check()?;
    roles::ensure(owner, &server, grant_to).await?;
    steps::ensure_schemas(owner, &server, progress).await?;
    let mut steps = 0;
    for module in MODULES {
        let history = History::of(module).map_err(MigrateError::while_doing("reading the history"))?;
        while steps::take_next(owner, &server, &history, progress).await? {
            steps += 1;
        }
    }
    Ok(steps)
}

/// A transaction in which no other migrator does anything. Waits for the one that does.
pub(crate) async fn alone(
    owner: &DatabaseConnection,
    schema: Option<&str>,
    progress: Listener<'_>,
) -> Result<DatabaseTransaction, MigrateError> {
    let failed = || MigrateError::while_doing("waiting for other migrators");
    let tx = owner.begin().await.map_err(failed())?;
    // What the server says in passing ("already exists, skipping") is not news.
    tx.execute_unprepared(
        "SET LOCAL client_min_messages = warning;
         SET LOCAL statement_timeout = 0;
         SET LOCAL lock_timeout = 0;
         SET LOCAL idle_in_transaction_session_timeout = 0",
    )
    .await
    .map_err(failed())?;
    if !ask::<bool>(&tx, "SELECT pg_try_advisory_xact_lock($1)", [LOCK.into()]).await.map_err(failed())? {
        progress(Progress::Waiting);
        let wait = Statement::from_sql_and_values(
            tx.get_database_backend(),
            "SELECT pg_advisory_xact_lock($1)",
            [LOCK.into()],
        );
        tx.execute_raw(wait).await.map_err(failed())?;
    }
    let search_path = schema.map(|schema| format!("; SET LOCAL search_path = {}", quoted(schema)));
    let settings = format!("SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'{}", search_path.unwrap_or_default());
    tx.execute_unprepared(&settings).await.map_err(failed())?;
    Ok(tx)
}

/// One value of one row.
pub(crate) async fn ask<T: sea_orm::TryGetable>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<T, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let row = connection.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    row.try_get_by_index(0)
}

/// A name as SQL has it, whatever is in it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
