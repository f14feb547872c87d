//! One module's database, embedded or on a server.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use sea_orm::DatabaseConnection;

use crate::{
    DbError,
    handle::{Fresh, Primary, Reader, Source, Stale, Timed, Transaction, WriteTx, routed},
    position,
    postgres::{Cluster, Module},
    sqlite::File,
};

/// A module's database. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db {
    module: &'static str,
    engine: Engine,
    is_read_only: bool,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite(Arc<File>),
    Postgres(Arc<Module>),
}

impl Db {
    /// Opens, or creates, the module's own SQLite file (WAL, flushed at every commit, foreign keys kept).
    pub async fn open_sqlite(path: &Path, module: &'static str) -> Result<Self, DbError> {
        let engine = Engine::Sqlite(Arc::new(File::open(path, module).await?));
        Ok(Self { module, engine, is_read_only: false })
    }

    /// The module's schema on a server. Connects when it is first used.
    pub fn on_postgres(cluster: &Cluster, module: &'static str) -> Self {
        Self { module, engine: Engine::Postgres(Arc::new(Module::new(cluster, module))), is_read_only: false }
    }

    /// The same, with writes refused if the operator wishes so.
    #[must_use]
    pub fn read_only(self, is_read_only: bool) -> Self {
        Self { is_read_only, ..self }
    }

    /// Begins a write transaction on the primary. `operation` names it in metrics.
    pub async fn begin(&self, operation: &'static str) -> Result<WriteTx, DbError> {
        if self.is_read_only {
            return Err(DbError::ReadOnly);
        }
        routed("primary", "write");
        let timed = Timed::start(self.module, operation, "primary");
        let transaction = match &self.engine {
            Engine::Sqlite(file) => Transaction::Sqlite(file.begin().await?),
            Engine::Postgres(module) => Transaction::Postgres(module.begin().await?, module.clone()),
        };
        Ok(WriteTx::new(transaction, timed))
    }

    /// A read that sees everything acknowledged before it began: for decisions about stock, money and rights.
    pub fn primary(&self, operation: &'static str) -> Primary {
        Primary::new(self.at_primary(operation, "decision"))
    }

    /// A read of whole tables on the primary, which may take minutes: for the auditor.
    pub fn recount(&self, operation: &'static str) -> Primary {
        let Engine::Postgres(module) = &self.engine else { return self.primary(operation) };
        routed("primary", "decision");
        Primary::new(Reader::new(
            Source::Recount(module.clone()),
            Timed::start(self.module, operation, "primary"),
        ))
    }

    /// A read that sees whatever the caller wrote: on a replica that has replayed it, else on the primary.
    pub fn fresh(&self, operation: &'static str) -> Fresh {
        let Engine::Postgres(module) = &self.engine else {
            return Fresh::new(self.at_primary(operation, "fresh"));
        };
        let reader = match position::wanted() {
            // Nobody knows what this caller has seen.
            None => self.at_primary(operation, "fresh"),
            Some(wanted) => match module.route(Some(wanted)) {
                Ok(index) => self.at_replica(module, index, operation, "replayed"),
                Err(why) => self.at_primary(operation, why),
            },
        };
        Fresh::new(reader)
    }

    /// A read that may lag by seconds: for display, never for a decision about stock, money or rights.
    pub fn stale(&self, operation: &'static str) -> Stale {
        let Engine::Postgres(module) = &self.engine else {
            // An embedded database has no replica; its readers are as fresh as can be.
            return Stale::new(self.at_primary(operation, "no_replica"));
        };
        Stale::new(match module.route(None) {
            Ok(index) => self.at_replica(module, index, operation, "stale"),
            Err(why) => self.at_primary(operation, why),
        })
    }

    fn at_primary(&self, operation: &'static str, reason: &'static str) -> Reader {
        routed("primary", reason);
        let source = match &self.engine {
            Engine::Sqlite(file) => Source::Sqlite(file.readers.clone()),
            Engine::Postgres(module) => Source::Primary(module.clone()),
        };
        Reader::new(source, Timed::start(self.module, operation, "primary"))
    }

    fn at_replica(
        &self,
        module: &Arc<Module>,
        index: usize,
        operation: &'static str,
        reason: &'static str,
    ) -> Reader {
        routed("replica", reason);
        let source = Source::Replica { module: module.clone(), index, has_failed: AtomicBool::new(false) };
        Reader::new(source, Timed::start(self.module, operation, "replica"))
    }

    /// The module whose data this is.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// How many transactions can be written side by side: one in a file, several on a server.
    pub fn writers(&self) -> u32 {
        match &self.engine {
            Engine::Sqlite(_) => 1,
            Engine::Postgres(module) => module.writers(),
        }
    }

    /// Whether writes are refused, as the operator wished.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Where the embedded database lives, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.engine {
            Engine::Sqlite(file) => Some(&file.path),
            Engine::Postgres(_) => None,
        }
    }

    /// The writer of an embedded database itself, for migrations alone.
    pub fn owner_connection(&self) -> Option<&DatabaseConnection> {
        match &self.engine {
            Engine::Sqlite(file) => Some(&file.writer),
            Engine::Postgres(_) => None,
        }
    }

    /// Reports the pools' sizes to the metrics.
    pub fn report_connections(&self) {
        let sizes = match &self.engine {
            Engine::Sqlite(file) => file.pool_sizes(),
            Engine::Postgres(module) => module.pool_sizes(),
        };
        for (pool, size, idle) in sizes {
            metrics::gauge!("db_client_connection_count", "pool" => pool.clone(), "state" => "idle")
                .set(idle);
            metrics::gauge!("db_client_connection_count", "pool" => pool, "state" => "used")
                .set(size.saturating_sub(idle));
        }
    }

    /// Closes every connection; an embedded database folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(file) => file.close().await,
            Engine::Postgres(module) => module.close().await,
        }
    }
}
