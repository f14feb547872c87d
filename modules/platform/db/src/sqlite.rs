//! The embedded engine: one file, one writer, four readers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, SqlxSqliteConnector, TransactionOptions,
    TransactionTrait,
    sqlx::{
        Connection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::DbError;

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

/// A module's own file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) writer: DatabaseConnection,
    pub(crate) readers: DatabaseConnection,
    /// The writer's name in metrics.
    writer_name: Arc<str>,
    module: &'static str,
    pub(crate) path: PathBuf,
}

impl File {
    pub(crate) async fn open(path: &Path, module: &'static str) -> Result<Self, DbError> {
        let options = options(path);
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
        Ok(Self {
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
            writer_name: format!("{module}_writer").into(),
            module,
            path: path.to_owned(),
        })
    }

    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbError> {
        let waiting = Instant::now();
        // A deferred transaction that reads first fails at once when another writer was quicker.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writer.begin_with_options(options).await?;
        metrics::histogram!("db_client_connection_wait_time_seconds", "pool" => self.writer_name.clone())
            .record(waiting.elapsed());
        Ok(transaction)
    }

    /// (name, connections, of which rest) of each pool.
    pub(crate) fn pool_sizes(&self) -> Vec<(String, u32, u32)> {
        [("writer", &self.writer), ("readers", &self.readers)]
            .map(|(name, connection)| {
                let pool = connection.get_sqlite_connection_pool();
                let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
                (format!("{}_{name}", self.module), pool.size(), idle)
            })
            .into()
    }

    /// Closes every connection, which folds the write-ahead log into the file.
    pub(crate) async fn close(&self) {
        self.readers.get_sqlite_connection_pool().close().await;
        self.writer.get_sqlite_connection_pool().close().await;
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
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

fn connect_error(error: sea_orm::sqlx::Error) -> DbError {
    DbError::Unavailable(Arc::new(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))
}
