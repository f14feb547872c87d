//! Handles whose type says how fresh they are.

use std::time::Instant;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    Statement,
};

use crate::DbError;

/// Anything that can be read from, however stale.
pub trait Read: ConnectionTrait {}

/// What sees every acknowledged write: the only thing decisions about stock, money and rights may read.
pub trait FreshRead: Read {}

/// A write transaction on the primary. Dropped without [`WriteTx::commit`], it never happened.
#[derive(Debug)]
pub struct WriteTx {
    connection: DatabaseTransaction,
    timed: Timed,
}

/// A read on the primary.
#[derive(Debug)]
pub struct Fresh {
    connection: DatabaseConnection,
    _timed: Timed,
}

/// A read that may lag.
#[derive(Debug)]
pub struct Stale {
    connection: DatabaseConnection,
    _timed: Timed,
}

impl WriteTx {
    pub(crate) fn new(connection: DatabaseTransaction, timed: Timed) -> Self {
        Self { connection, timed }
    }

    /// Makes it so. After `Ok` the change survives a power cut.
    pub async fn commit(self) -> Result<(), DbError> {
        let Self { connection, timed } = self;
        let outcome = connection.commit().await.map_err(DbError::at_commit);
        drop(timed);
        outcome
    }
}

impl Fresh {
    pub(crate) fn new(connection: DatabaseConnection, timed: Timed) -> Self {
        Self { connection, _timed: timed }
    }
}

impl Stale {
    pub(crate) fn new(connection: DatabaseConnection, timed: Timed) -> Self {
        Self { connection, _timed: timed }
    }
}

macro_rules! delegate_connection {
    ($($handle:ty),+) => {$(
        #[async_trait::async_trait]
        impl ConnectionTrait for $handle {
            fn get_database_backend(&self) -> DbBackend {
                self.connection.get_database_backend()
            }

            async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
                self.connection.execute_raw(statement).await
            }

            async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
                self.connection.execute_unprepared(sql).await
            }

            async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
                self.connection.query_one_raw(statement).await
            }

            async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
                self.connection.query_all_raw(statement).await
            }
        }

        impl Read for $handle {}
    )+};
}

delegate_connection!(WriteTx, Fresh, Stale);
impl FreshRead for WriteTx {}
impl FreshRead for Fresh {}

/// Measures an operation from its first moment to the handle's end.
#[derive(Debug)]
pub(crate) struct Timed {
    module: &'static str,
    operation: &'static str,
    target: &'static str,
    started: Instant,
}

impl Timed {
    pub(crate) fn start(module: &'static str, operation: &'static str, target: &'static str) -> Self {
        Self { module, operation, target, started: Instant::now() }
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        metrics::histogram!(
            "db_client_operation_duration_seconds",
            "module" => self.module, "operation" => self.operation, "target" => self.target
        )
        .record(self.started.elapsed());
    }
}
