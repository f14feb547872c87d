//! The files, as they are while nobody writes them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use futures::{Stream, TryStreamExt};
use sea_orm::{
    SqlxSqliteConnector,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions, Row as _, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};

use super::{
    digest::{Digest, Row},
    error::MoveError,
    shape::Table,
};
use crate::{MODULES, pending, postgres::quoted};

/// A server's batches follow each other closely; between two of them there is a moment.
const LOCK_WAIT: Duration = Duration::from_secs(30);
/// `SQLITE_BUSY`, and the part of a code that says so.
const BUSY: i32 = 5;
const KIND: i32 = 0xff;

/// A module's file, which nobody writes while this lives.
pub(super) struct Source {
    pub(super) module: &'static str,
    connection: SqliteConnection,
}

/// Locks every module's file. A server never waits for one file while it holds another, so nobody waits in a circle.
pub(super) async fn lock_all(data_dir: &Path) -> Result<Vec<Source>, MoveError> {
    let paths = MODULES.map(|module| (module, data_dir.join(format!("{module}.db"))));
    if let Some((_, missing)) = paths.iter().find(|(_, path)| !path.is_file()) {
        return Err(MoveError::NoFile(missing.clone()));
    }
    let mut sources = Vec::new();
    for (module, path) in paths {
        sources.push(lock(module, &path).await?);
        let steps = steps_behind(module, &path).await?;
        if steps > 0 {
            return Err(MoveError::Behind { module: module.to_owned(), steps });
        }
    }
    Ok(sources)
}

async fn lock(module: &'static str, path: &Path) -> Result<Source, MoveError> {
    let opening = MoveError::while_doing(format!("opening {}", path.display()));
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(LOCK_WAIT);
    let mut connection = options.disable_statement_logging().connect().await.map_err(opening)?;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut connection).await.map_err(not_locked(path))?;
    Ok(Source { module, connection })
}

fn not_locked(path: &Path) -> impl FnOnce(sqlx::Error) -> MoveError + use<> {
    let path: PathBuf = path.to_owned();
    move |error| {
        let code = error.as_database_error().and_then(|refused| refused.code()?.parse::<i32>().ok());
        if code.is_some_and(|code| code & KIND == BUSY) {
            return MoveError::Busy(path);
        }
        MoveError::while_doing(format!("locking {}", path.display()))(error)
    }
}

async fn steps_behind(module: &'static str, path: &Path) -> Result<usize, MoveError> {
    let failed = || MoveError::while_doing(format!("reading the steps of {}", path.display()));
    let options = SqliteConnectOptions::new().filename(path).pragma("query_only", "ON");
    let reader = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(failed())?;
    let steps = pending(module, &SqlxSqliteConnector::from_sqlx_sqlite_pool(reader.clone())).await;
    reader.close().await;
    steps.map_err(|error| failed()(sqlx::Error::Protocol(error.to_string())))
}

impl Source {
    /// Makes sure that a table of the target is one of ours, with the same columns and the same key.
    pub(super) async fn check(&mut self, table: &Table) -> Result<(), MoveError> {
        let sql = "SELECT name, pk FROM pragma_table_info($1) ORDER BY pk";
        let found: Vec<(String, i64)> = sqlx::query_as(sql)
            .bind(table.name.clone())
            .fetch_all(&mut self.connection)
            .await
            .map_err(table.failed("looking at"))?;
        if found.is_empty() {
            return Err(table.differs("is on the target only"));
        }
        let ours: BTreeSet<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        let theirs: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let one_sided: Vec<_> = ours.symmetric_difference(&theirs).copied().collect();
        if !one_sided.is_empty() {
            return Err(table.differs(format!("has columns on one side only: {}", one_sided.join(", "))));
        }
        let in_key = found.iter().filter(|(_, place)| *place > 0);
        let key: Vec<&str> = in_key.map(|(name, _)| name.as_str()).collect();
        if key != table.key {
            let (here, there) = (key.join(", "), table.key.join(", "));
            return Err(table.differs(format!("has the key ({here}) here and ({there}) on the target")));
        }
        Ok(())
    }

    /// Makes sure that no table would be left behind.
    pub(super) async fn check_nothing_else(&mut self, tables: &[Table]) -> Result<(), MoveError> {
        let looking = MoveError::while_doing(format!("listing the tables of {}", self.module));
        let sql = r"SELECT name
            FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'seaql_migrations'";
        let names: Vec<String> =
            sqlx::query_scalar(sql).fetch_all(&mut self.connection).await.map_err(looking)?;
        let left = names.into_iter().find(|name| tables.iter().all(|table| table.name != *name));
        left.map_or(Ok(()), |table| {
            let (module, difference) = (self.module.to_owned(), "is in the source only".to_owned());
            Err(MoveError::Differs { module, table, difference })
        })
    }

    pub(super) async fn count(&mut self, table: &Table) -> Result<u64, MoveError> {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut self.connection)
            .await
            .map_err(table.failed("counting"))?;
        Ok(u64::try_from(rows).unwrap_or_default())
    }

    /// The rows of a query of so many columns, as they come.
    pub(super) fn rows(
        &mut self,
        sql: &str,
        columns: usize,
    ) -> impl Stream<Item = Result<Row, sqlx::Error>> + Send + Unpin {
        let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch(&mut self.connection);
        rows.and_then(move |row| {
            std::future::ready((0..columns).map(|index| row.try_get(index)).collect::<Result<Row, _>>())
        })
    }

    /// What the table's first rows come to.
    pub(super) async fn digest_of_first(&mut self, table: &Table, rows: u64) -> Result<Digest, MoveError> {
        let mut digest = Digest::builder();
        let sql = table.select_sqlite(Some(rows));
        let mut rows = self.rows(&sql, table.columns.len());
        while let Some(row) = rows.try_next().await.map_err(table.failed("reading"))? {
            digest.add(&row);
        }
        Ok(digest.finish())
    }
}
