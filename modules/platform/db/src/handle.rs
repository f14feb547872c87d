//! Handles whose type says how fresh they are.

use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement};

use crate::{
    Arg, DbError, Position, bind, position,
    postgres::{self, Module},
    text::{Engine, text},
};

/// Anything that can be read from, however stale.
pub trait Read: Sync {
    /// Every row of a query.
    fn query(
        &self,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> impl Future<Output = Result<Vec<QueryResult>, DbError>> + Send;
}

/// What sees whatever the caller wrote.
pub trait FreshRead: Read {}

/// What sees every acknowledged write, whoever made it: the only thing decisions about stock, money and rights may
/// read.
pub trait PrimaryRead: FreshRead {}

/// A write transaction on the primary. Dropped without [`WriteTx::commit`], it never happened.
#[derive(Debug)]
pub struct WriteTx {
    connection: Transaction,
    timed: Timed,
}

#[derive(Debug)]
pub(crate) enum Transaction {
    Sqlite(DatabaseTransaction),
    Postgres(postgres::Tx, Arc<Module>),
}

/// A read on the primary.
#[derive(Debug)]
pub struct Primary(Reader);

/// A read that sees whatever the caller wrote: on a replica that has it, else on the primary.
#[derive(Debug)]
pub struct Fresh(Reader);

/// A read that may lag.
#[derive(Debug)]
pub struct Stale(Reader);

impl WriteTx {
    pub(crate) fn new(connection: Transaction, timed: Timed) -> Self {
        Self { connection, timed }
    }

    /// Makes it so. After `Ok` the change survives a power cut.
    pub async fn commit(self) -> Result<(), DbError> {
        if let Some(position) = self.commit_at().await? {
            position::wrote(position);
        }
        Ok(())
    }

    /// Makes it so, and answers where in the log of a server that was.
    pub(crate) async fn commit_at(self) -> Result<Option<Position>, DbError> {
        let Self { connection, timed } = self;
        let outcome = match connection {
            Transaction::Sqlite(transaction) => {
                transaction.commit().await.map(|()| None).map_err(DbError::at_commit)
            }
            Transaction::Postgres(tx, module) => {
                tx.commit().await.map(Some).inspect_err(|error| module.lost(error))
            }
        };
        drop(timed);
        outcome
    }

    /// Runs a change; answers how many rows it touched.
    pub(crate) async fn execute(&self, sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<u64, DbError> {
        match &self.connection {
            Transaction::Sqlite(transaction) => {
                Ok(transaction.execute_raw(for_sqlite(sql, arguments)?).await?.rows_affected())
            }
            Transaction::Postgres(tx, _) => tx.execute(sql, arguments).await.map_err(before_commit),
        }
    }
}

type Change<'a> = (&'static str, Vec<Arg<'a>>);

impl WriteTx {
    /// Runs changes that need not see each other; answers how many rows each touched.
    pub(crate) async fn execute_all(&self, changes: Vec<Change<'_>>) -> Result<Vec<u64>, DbError> {
        match &self.connection {
            // One change needs no wrapping.
            Transaction::Postgres(tx, _) if changes.len() > 1 => {
                tx.execute_all(changes).await.map_err(before_commit)
            }
            Transaction::Postgres(..) | Transaction::Sqlite(_) => {
                let mut touched = Vec::with_capacity(changes.len());
                for (sql, arguments) in changes {
                    touched.push(self.execute(sql, arguments).await?);
                }
                Ok(touched)
            }
        }
    }
}

impl Read for WriteTx {
    async fn query(&self, sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<Vec<QueryResult>, DbError> {
        match &self.connection {
            Transaction::Sqlite(transaction) => {
                Ok(transaction.query_all_raw(for_sqlite(sql, arguments)?).await?)
            }
            Transaction::Postgres(tx, _) => tx.query(sql, arguments).await.map_err(before_commit),
        }
    }
}

/// A connection that breaks before the commit has done nothing, so all of it may be tried again.
fn before_commit(error: DbError) -> DbError {
    match error {
        DbError::Unavailable(cause) if DbError::Unavailable(cause.clone()).is_connection_lost() => {
            DbError::Contended(cause)
        }
        other => other,
    }
}

fn for_sqlite(sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<Statement, DbError> {
    let text = text(Engine::Sqlite, sql)?;
    Ok(Statement::from_sql_and_values(DbBackend::Sqlite, text.sql, bind::for_sqlite(arguments)))
}

/// Where a handle reads.
#[derive(Debug)]
pub(crate) struct Reader {
    source: Source,
    timed: Timed,
}

#[derive(Debug)]
pub(crate) enum Source {
    Sqlite(DatabaseConnection),
    Primary(Arc<Module>),
    /// The primary, for as long as it takes.
    Recount(Arc<Module>),
    /// A replica, until it fails; then the primary.
    Replica {
        module: Arc<Module>,
        index: usize,
        has_failed: AtomicBool,
    },
}

impl Reader {
    pub(crate) fn new(source: Source, timed: Timed) -> Self {
        Self { source, timed }
    }

    async fn query(&self, sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<Vec<QueryResult>, DbError> {
        match &self.source {
            Source::Sqlite(readers) => Ok(readers.query_all_raw(for_sqlite(sql, arguments)?).await?),
            // Boxed: what a driver keeps while it waits would make every future that reads as large.
            Source::Primary(module) => Box::pin(module.read(sql, arguments)).await,
            Source::Recount(module) => Box::pin(module.recount(sql, arguments)).await,
            Source::Replica { module, index, has_failed } => {
                if !has_failed.load(Ordering::Relaxed) {
                    match Box::pin(module.read_replica(*index, sql, arguments.clone())).await {
                        Err(error) if error.is_replicas_own() => {
                            tracing::warn!(operation = self.timed.operation, %error, "A replica could not answer; asking the primary");
                            has_failed.store(true, Ordering::Relaxed);
                            routed(
                                "primary",
                                if matches!(error, DbError::Contended(_)) {
                                    "conflict"
                                } else {
                                    "replica_failed"
                                },
                            );
                        }
                        answer => return answer,
                    }
                }
                Box::pin(module.read(sql, arguments)).await
            }
        }
    }
}

macro_rules! readers {
    ($($handle:ident),+) => {$(
        impl $handle {
            pub(crate) fn new(reader: Reader) -> Self {
                Self(reader)
            }
        }

        impl Read for $handle {
            async fn query(&self, sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<Vec<QueryResult>, DbError> {
                self.0.query(sql, arguments).await
            }
        }
    )+};
}

readers!(Primary, Fresh, Stale);
impl FreshRead for WriteTx {}
impl FreshRead for Primary {}
impl FreshRead for Fresh {}
impl PrimaryRead for WriteTx {}
impl PrimaryRead for Primary {}

/// Counts where an operation went and why.
pub(crate) fn routed(target: &'static str, reason: &'static str) {
    metrics::counter!("jumak_db_route_total", "target" => target, "reason" => reason).increment(1);
}

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
