//! Every module's file as it was at one moment, while bookings go on.
//!
//! Files copied one after another disagree, in whatever order. Booking first: a stay that is cancelled meanwhile is
//! still booked in one copy, and its rooms are given back in the other. Inventory first: a stay that is booked meanwhile
//! has no hold, and its room can be sold again. A sweep can mend a hold without a decision, but no decision without its
//! hold (ADR-0001). So there is one moment at which nobody writes: it lasts for as long as it takes to begin one read in
//! each file. From then on each reader sees its file as it was, and everybody writes again. What the four show together
//! is what a power cut would have left at that moment, and that is what every start can mend.
//!
//! A reader's rows are inserted into a new file. `VACUUM INTO` would begin a read of its own, and be too late.

use std::{path::Path, time::Duration};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use db::sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use kernel::{Clock, SystemClock};
use migrations::MODULES;

/// A server gives up on a lock after five seconds, so nobody is held up for as long as that: four files, one second each.
const LOCK_WAIT: Duration = Duration::from_secs(1);
/// Between two of a busy server's batches there is a moment; sooner or later it is ours.
const TRIES: usize = 60;
/// `SQLITE_BUSY`, and the part of a code that says so.
const BUSY: i32 = 5;
const KIND: i32 = 0xff;

/// A module's file as it was.
struct Snapshot {
    module: &'static str,
    reader: SqliteConnection,
}

/// Copies every module's file into `directory`. Answers the moment that the copies show.
pub(super) async fn take(data_dir: &Path, directory: &Path) -> anyhow::Result<DateTime<Utc>> {
    let (snapshots, taken_at) = at_one_moment(data_dir).await?;
    for snapshot in snapshots {
        let file = directory.join(format!("{}.db", snapshot.module));
        let doing = format!("the rows of {} cannot be copied", snapshot.module);
        copy(snapshot.reader, &file).await.context(doing)?;
        super::files::flush(&file).with_context(|| format!("{} cannot be flushed", file.display()))?;
    }
    Ok(taken_at)
}

/// Begins a read in every file while nobody writes in any.
async fn at_one_moment(data_dir: &Path) -> anyhow::Result<(Vec<Snapshot>, DateTime<Utc>)> {
    for _ in 0..TRIES {
        let Some(locks) = lock_all(data_dir).await? else { continue };
        let taken_at = SystemClock.now();
        let mut snapshots = Vec::new();
        for module in MODULES {
            let mut reader = open(data_dir, module).await?;
            // The first look decides what the transaction sees.
            sqlx::raw_sql("BEGIN; SELECT COUNT(*) FROM sqlite_schema").execute(&mut reader).await?;
            snapshots.push(Snapshot { module, reader });
        }
        let_go(locks).await?;
        return Ok((snapshots, taken_at));
    }
    bail!("no moment was found at which nobody writes in {}; end other programs there", data_dir.display());
}

/// Keeps everybody from writing; `None` when somebody writes for too long.
async fn lock_all(data_dir: &Path) -> anyhow::Result<Option<Vec<SqliteConnection>>> {
    let mut locks = Vec::new();
    for module in MODULES {
        let mut writer = open(data_dir, module).await?;
        match sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut writer).await {
            Ok(_) => locks.push(writer),
            Err(error) if is_busy(&error) => {
                let_go(locks).await?;
                return Ok(None);
            }
            Err(error) => return Err(error).with_context(|| format!("{module}.db cannot be locked")),
        }
    }
    Ok(Some(locks))
}

async fn let_go(locks: Vec<SqliteConnection>) -> Result<(), sqlx::Error> {
    for mut lock in locks {
        sqlx::raw_sql("ROLLBACK").execute(&mut lock).await?;
        lock.close().await?;
    }
    Ok(())
}

fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|refused| refused.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & KIND == BUSY)
}

async fn open(data_dir: &Path, module: &str) -> anyhow::Result<SqliteConnection> {
    let path = data_dir.join(format!("{module}.db"));
    let options = SqliteConnectOptions::new().filename(&path).busy_timeout(LOCK_WAIT).foreign_keys(false);
    let opened = options.disable_statement_logging().connect().await;
    opened.with_context(|| format!("{} cannot be opened", path.display()))
}

/// Writes all that a reader sees into a new file: tables, their rows, then indexes and triggers.
async fn copy(mut reader: SqliteConnection, file: &Path) -> anyhow::Result<()> {
    let schema = "SELECT type, name, sql
        FROM sqlite_schema
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY rowid";
    let schema: Vec<(String, String, String)> = sqlx::query_as(schema).fetch_all(&mut reader).await?;
    let (tables, others): (Vec<_>, Vec<_>) = schema.into_iter().partition(|(kind, ..)| kind == "table");
    define(file, tables.iter().map(|(.., sql)| sql)).await?;
    let name = file.to_str().context("the directory's name is no text")?;
    sqlx::query("ATTACH $1 AS copy").bind(name.to_owned()).execute(&mut reader).await?;
    for (_, table, _) in &tables {
        let table = format!("\"{}\"", table.replace('"', "\"\""));
        let insert = format!("INSERT INTO copy.{table} SELECT * FROM main.{table}");
        sqlx::raw_sql(AssertSqlSafe(insert)).execute(&mut reader).await?;
    }
    sqlx::raw_sql("COMMIT").execute(&mut reader).await?;
    reader.close().await?;
    define(file, others.iter().map(|(.., sql)| sql)).await
}

/// Runs definitions in a copy, which is nobody's until it is finished.
async fn define(file: &Path, definitions: impl Iterator<Item = &String>) -> anyhow::Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off);
    let mut copy = options.disable_statement_logging().connect().await?;
    for definition in definitions {
        sqlx::raw_sql(AssertSqlSafe(definition.clone())).execute(&mut copy).await?;
    }
    copy.close().await?;
    Ok(())
}
