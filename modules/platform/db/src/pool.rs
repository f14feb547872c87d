//! One module's database: a single writer and its readers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{
    DatabaseConnection, SqliteTransactionMode, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
    sqlx::{
        Connection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::{
    DbError,
    handle::{Fresh, Stale, Timed, WriteTx},
};

/// Waiting for the writer happens in the application, first come first served; longer than this is an overload.
const WRITER_WAIT: Duration = Duration::from_secs(5);
const READER_WAIT: Duration = Duration::from_secs(2);
/// Another process (a command line beside the server) may hold the file's lock for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Reads are few and short: looks are answered from memory.
const READERS: u32 = 4;
/// The writer's pages. A reader's would be dropped at every commit, so it keeps few and asks the system's cache.
const WRITER_CACHE_KIB: &str = "-4096";
const READER_CACHE_KIB: &str = "-1024";
/// A checkpoint costs flushes while everyone waits; by 16,384 pages (64 MiB) most were written more than once.
const CHECKPOINT_PAGES: &str = "16384";

/// A module's database. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    module: &'static str,
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    /// The writer's name in metrics.
    writer_name: Arc<str>,
    path: PathBuf,
}

impl Db {
    /// Opens, or creates, the module's own SQLite file (WAL, flushed at every commit, foreign keys kept).
    pub async fn open_sqlite(path: &Path, module: &'static str) -> Result<Self, DbError> {
        let options = sqlite_options(path);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WRITER_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            // A commit that a full disk refused can leave the driver believing in a transaction that the engine
            // has ended. Whatever came next would be part of it, and acknowledged without ever being written.
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone().pragma("cache_size", WRITER_CACHE_KIB))
            .await
            .map_err(connect_error)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(READER_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(options.pragma("cache_size", READER_CACHE_KIB).pragma("query_only", "ON"))
            .await
            .map_err(connect_error)?;
        Ok(Self(Arc::new(Inner {
            module,
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
            writer_name: format!("{module}_writer").into(),
            path: path.to_owned(),
        })))
    }

    /// Begins a write transaction on the primary. `operation` names it in metrics.
    pub async fn begin(&self, operation: &'static str) -> Result<WriteTx, DbError> {
        routed("write");
        let timed = Timed::start(self.0.module, operation, "primary");
        let waiting = Instant::now();
        // A deferred transaction that reads first fails at once when another writer was quicker.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.0.writer.begin_with_options(options).await?;
        metrics::histogram!("db_client_connection_wait_time_seconds", "pool" => self.0.writer_name.clone())
            .record(waiting.elapsed());
        Ok(WriteTx::new(transaction, timed))
    }

    /// A read that sees everything acknowledged before it began.
    pub fn fresh(&self, operation: &'static str) -> Fresh {
        routed("fresh");
        Fresh::new(self.0.readers.clone(), Timed::start(self.0.module, operation, "primary"))
    }

    /// A read that may lag by seconds: for display, never for a decision about stock, money or rights.
    pub fn stale(&self, operation: &'static str) -> Stale {
        routed("no_replica");
        // An embedded database has no replica; its readers are as fresh as can be.
        Stale::new(self.0.readers.clone(), Timed::start(self.0.module, operation, "primary"))
    }

    /// The module whose data this is.
    pub fn module(&self) -> &'static str {
        self.0.module
    }

    /// Where the embedded database lives.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The writer itself, for migrations alone.
    pub fn owner_connection(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    /// Reports the pools' sizes to the metrics.
    pub fn report_connections(&self) {
        for (name, connection) in [("writer", &self.0.writer), ("readers", &self.0.readers)] {
            let pool = connection.get_sqlite_connection_pool();
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            let label = format!("{}_{name}", self.0.module);
            metrics::gauge!("db_client_connection_count", "pool" => label.clone(), "state" => "idle")
                .set(idle);
            metrics::gauge!("db_client_connection_count", "pool" => label, "state" => "used")
                .set(pool.size().saturating_sub(idle));
        }
    }

    /// Closes every connection, which folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.0.readers.get_sqlite_connection_pool().close().await;
        self.0.writer.get_sqlite_connection_pool().close().await;
    }
}

fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL may lose the last commits when the power fails; an acknowledged booking must not be lost.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
}

/// Counts where an operation went and why. There is one place here; a server with replicas has more.
fn routed(reason: &'static str) {
    metrics::counter!("jumak_db_route_total", "target" => "primary", "reason" => reason).increment(1);
}

fn connect_error(error: sea_orm::sqlx::Error) -> DbError {
    DbError::Unavailable(Arc::new(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))
}
