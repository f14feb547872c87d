//! The schemas and their steps. After each step its module's role may do what it should, from the same commit on.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement, TryGetable};
use sea_orm_migration::MigratorTraitSelf;

use super::{Listener, Progress, alone, ask, quoted, role, server::Server};
use crate::{
    MODULES, MigrateError,
    error::{INSUFFICIENT_PRIVILEGE, LOCK_NOT_AVAILABLE, is_any_of},
    history::History,
};

/// What a module's role may do, with `{schema}` and `{role}` in place of the names.
const RIGHTS: &str = include_str!("rights.sql");

/// Makes the schemas that are missing.
pub(super) async fn ensure_schemas(
    owner: &DatabaseConnection,
    server: &Server,
    progress: Listener<'_>,
) -> Result<(), MigrateError> {
    let tx = alone(owner, None, progress).await?;
    for module in MODULES {
        ensure_schema(&tx, server, module).await?;
    }
    tx.commit().await.map_err(MigrateError::while_doing("creating the schemas"))
}

async fn ensure_schema(tx: &DatabaseTransaction, server: &Server, module: &str) -> Result<(), MigrateError> {
    let failed = || MigrateError::while_doing(format!("creating the schema {module}"));
    let Some(schema_owner) = owner_of(tx, module).await.map_err(failed())? else {
        if !server.may_create_schemas {
            let (database, user) = (quoted(&server.database), quoted(&server.user));
            let remedy = format!("GRANT CREATE ON DATABASE {database} TO {user};");
            return Err(server.missing_right(format!("create the schema {module}"), remedy));
        }
        tx.execute_unprepared(&format!("CREATE SCHEMA {}", quoted(module))).await.map_err(failed())?;
        return Ok(());
    };
    let is_ours: bool = ask(tx, "SELECT pg_has_role($1::name, 'USAGE')", [schema_owner.as_str().into()])
        .await
        .map_err(failed())?;
    if is_ours {
        return Ok(());
    }
    let right = format!("change the schema {module}, which belongs to {schema_owner}");
    let remedy = format!("GRANT {} TO {};", quoted(&schema_owner), quoted(&server.user));
    Err(server.missing_right(right, remedy))
}

async fn owner_of(connection: &impl ConnectionTrait, schema: &str) -> Result<Option<String>, DbErr> {
    let sql = "SELECT pg_get_userbyid(nspowner)::text FROM pg_catalog.pg_namespace WHERE nspname = $1";
    first_column(connection, sql, [schema.into()]).await.map(|owners| owners.into_iter().next())
}

/// Takes a module's next step, if there is one, and sets its role's rights. Answers whether there was one.
pub(super) async fn take_next(
    owner: &DatabaseConnection,
    server: &Server,
    history: &History,
    progress: Listener<'_>,
) -> Result<bool, MigrateError> {
    let module = history.module;
    let failed = || MigrateError::while_doing(format!("bringing {module} up to date"));
    let tx = alone(owner, Some(module), progress).await?;
    // Asked behind the lock: another migrator may have taken the step meanwhile.
    let next = waiting(history, &tx).await.map_err(failed())?.next();
    if let Some(name) = next {
        progress(Progress::Step { module, name });
        // On an earlier failure everything of this step is undone with its transaction.
        Box::pin(history.up(&tx, Some(1))).await.map_err(|error| refused(error, server, module, name))?;
    }
    let rights = RIGHTS.replace("{schema}", &quoted(module)).replace("{role}", &quoted(&role(module)));
    tx.execute_unprepared(&rights)
        .await
        .map_err(|error| refused(error, server, module, "granting rights"))?;
    tx.commit().await.map_err(failed())?;
    Ok(next.is_some())
}

fn refused(error: DbErr, server: &Server, module: &str, step: &str) -> MigrateError {
    if is_any_of(&error, &[LOCK_NOT_AVAILABLE]) {
        return MigrateError::InUse { module: module.to_owned(), step: step.to_owned() };
    }
    if is_any_of(&error, &[INSUFFICIENT_PRIVILEGE]) {
        // Something in the schema is somebody else's; what it is, only the server's own words tell.
        let remedy = format!("REASSIGN OWNED BY <its owner> TO {};", quoted(&server.user));
        return server.missing_right(format!("do {step} of {module} ({error})"), remedy);
    }
    MigrateError::while_doing(format!("{step} of {module}"))(error)
}

/// How many steps a module's schema is behind. No schema: all.
///
/// The schema is named, for behind some poolers a connection has no search path of its own.
pub(crate) async fn pending(history: &History, connection: &DatabaseConnection) -> Result<usize, DbErr> {
    Ok(waiting(history, connection).await?.count())
}

async fn waiting(
    history: &History,
    connection: &impl ConnectionTrait,
) -> Result<impl Iterator<Item = &'static str>, DbErr> {
    let taken = taken(history.module, connection).await?;
    let waiting: Vec<_> = history.names().filter(|name| !taken.contains(*name)).collect();
    Ok(waiting.into_iter())
}

async fn taken(module: &str, connection: &impl ConnectionTrait) -> Result<HashSet<String>, DbErr> {
    let is_there = "SELECT EXISTS (
            SELECT FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = 'seaql_migrations')";
    if !ask::<bool>(connection, is_there, [module.into()]).await? {
        return Ok(HashSet::new());
    }
    let sql = format!("SELECT version FROM {}.seaql_migrations", quoted(module));
    Ok(first_column(connection, &sql, []).await?.into_iter().collect())
}

async fn first_column<T: TryGetable>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<Vec<T>, DbErr> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}
