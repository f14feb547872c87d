//! Every module's schema: brought up to date, or found to be behind.

use std::path::Path;

use anyhow::Context;
use db::{
    Cluster, Column, Db, DbError,
    sea_orm::{DbErr, RuntimeErr},
};
use migrations::Progress;
use thiserror::Error;

use crate::{compose::Databases, config::Config};

/// Why the schemas on a server cannot be worked with. Nothing but an operator changes that.
#[derive(Debug, Error)]
pub(crate) enum Unfit {
    /// This release knows more steps than were taken. That more were taken is fine: the next release is on its way.
    #[error(
        "the schemas are {steps} steps behind this release; run jumak migrate, with DATABASE_URL naming their owner"
    )]
    Behind { steps: usize },
    /// Whoever the URL names was not given the modules' roles.
    #[error(
        "the user of DATABASE_URL may not work with the schemas; run jumak migrate --app-user USER, with \
         DATABASE_URL naming their owner"
    )]
    NoRights,
    /// A pooler refuses what a session must be told.
    #[error(
        "DATABASE_URL leads to a pooler that takes no options of a session; set JUMAK_DB_POOLER=transaction"
    )]
    Pooler,
}

/// SQLSTATE: a right is missing; and what a role that does not exist comes as when a session should begin with it.
const INSUFFICIENT_PRIVILEGE: &str = "42501";
const INVALID_PARAMETER_VALUE: &str = "22023";
const PROTOCOL_VIOLATION: &str = "08P01";

/// Sees to it that this release can work. Embedded files are brought up to date; servers only by `jumak migrate`, since
/// the rights that it needs are more than a server of guests should have.
pub(crate) async fn ensure(databases: &Databases, config: &Config) -> anyhow::Result<()> {
    if databases.cluster.is_none() {
        return migrate_files(databases, &config.data_dir, &mut |_| {}).await.map(|_| ());
    }
    match pending(databases).await? {
        0 => Ok(()),
        steps => Err(Unfit::Behind { steps }.into()),
    }
}

/// How many steps the schemas are behind.
pub(crate) async fn pending(databases: &Databases) -> anyhow::Result<usize> {
    let mut steps = 0;
    for db in databases.all() {
        steps += match db.owner_connection() {
            Some(file) => migrations::pending(db.module(), file).await?,
            None => pending_on_server(db).await?,
        };
    }
    Ok(steps)
}

/// Asked as the server itself works, so that this also finds out whether it can: through a pooler, as the module's role.
async fn pending_on_server(db: &Db) -> anyhow::Result<usize> {
    let known = migrations::steps(db.module())?;
    let taken = match steps_taken(db).await {
        Ok(taken) => taken,
        Err(error) => match sqlstate(&error).as_deref() {
            Some(INSUFFICIENT_PRIVILEGE) => return Err(Unfit::NoRights.into()),
            Some(PROTOCOL_VIOLATION) => return Err(Unfit::Pooler.into()),
            // Nobody has ever migrated on these servers, so there is not even a role.
            Some(INVALID_PARAMETER_VALUE) => Vec::new(),
            _ => return Err(anyhow::Error::from(error).context("the schemas cannot be read")),
        },
    };
    Ok(known.into_iter().filter(|name| !taken.iter().any(|taken| taken == name)).count())
}

async fn steps_taken(db: &Db) -> Result<Vec<String>, DbError> {
    let read = db.primary("schema");
    let is_there = "SELECT to_regclass('seaql_migrations') IS NOT NULL";
    let is_there: bool = match db::one(&read, is_there, []).await? {
        Some(row) => row.get(0)?,
        None => false,
    };
    if !is_there {
        return Ok(Vec::new());
    }
    let rows = db::many(&read, "SELECT version FROM seaql_migrations", []).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

fn sqlstate(error: &DbError) -> Option<String> {
    let (DbError::Unavailable(error) | DbError::Internal(error) | DbError::Contended(error)) = error else {
        return None;
    };
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = &**error else { return None };
    let RuntimeErr::SqlxError(cause) = cause else { return None };
    Some(cause.as_database_error()?.code()?.into_owned())
}

/// Brings every embedded file up to date, one process at a time. Answers how many steps it took.
pub(crate) async fn migrate_files(
    databases: &Databases,
    data_dir: &Path,
    tell: &mut (dyn FnMut(&str) + Send),
) -> anyhow::Result<usize> {
    let path = data_dir.join("migrate.lock");
    let lock = std::fs::File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    // Released when the file is closed, also by a crash.
    let _held = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await??;
    let mut steps = 0;
    for db in databases.all() {
        let Some(connection) = db.owner_connection() else { continue };
        let taken = migrations::up(db.module(), connection)
            .await
            .with_context(|| format!("the schema of {} cannot be brought up to date", db.module()))?;
        if taken > 0 {
            tell(&format!("{}: {taken} steps taken", db.module()));
        }
        steps += taken;
    }
    Ok(steps)
}

/// Brings every schema on the servers up to date, and lets `app_user` work with them. Answers how many steps it took.
pub(crate) async fn migrate_servers(
    cluster: &Cluster,
    app_user: Option<&str>,
    tell: &mut (dyn FnMut(&str) + Send),
) -> anyhow::Result<usize> {
    let owner = cluster.owner_connection();
    let steps = migrations::up_all_postgres(&owner, app_user, &mut |progress| tell(&said(progress))).await?;
    owner.close().await?;
    Ok(steps)
}

/// Distributes what was brought up to date over the nodes of a Citus.
pub(crate) async fn distribute(cluster: &Cluster, tell: &mut (dyn FnMut(&str) + Send)) -> anyhow::Result<()> {
    let owner = cluster.owner_connection();
    migrations::citus::distribute(&owner, &mut |progress| tell(&said(progress))).await?;
    owner.close().await?;
    Ok(())
}

/// A line about what a migration does.
pub(crate) fn said(progress: Progress<'_>) -> String {
    match progress {
        Progress::Waiting => "waiting for another migration to end".to_owned(),
        Progress::Step { module, name } => format!("{module}: {name}"),
    }
}
