//! One module's connections: to the primary wherever it is, and to the replicas.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use sea_orm::{
    QueryResult,
    sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};

use super::{
    address::ServerAddress,
    cluster::{Cluster, Primary},
    connection::Connection,
    session::{PRIMARY_DEADLINE, RECOUNT, REPLICA_DEADLINE, Session},
    tx::Tx,
};
use crate::{
    Arg, DbError, Position, bind,
    text::{Engine, text},
};

/// Waiting for a connection longer than this is an overload.
const WAIT: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_mins(5);
/// Connections are made anew now and then, so that what a server or balancer changed is noticed.
const LIFETIME: Duration = Duration::from_mins(30);
/// Each module takes its share of the process's connections, half to write and half to read.
const MODULES: u32 = 4;

/// A module's way to its schema.
#[derive(Debug)]
pub(crate) struct Module {
    cluster: Cluster,
    session: Session,
    begin: String,
    primary: ArcSwap<PrimaryPools>,
    /// Held while pools are made anew.
    renewing: Mutex<()>,
    replicas: Vec<PgPool>,
}

/// Pools of one epoch of the primary.
#[derive(Debug)]
struct PrimaryPools {
    primary: Primary,
    writers: PgPool,
    readers: PgPool,
}

impl Module {
    pub(crate) fn new(cluster: &Cluster, module: &'static str) -> Self {
        let config = cluster.config();
        let is_pooled = config.is_pooled;
        let session = Session { module, is_pooled, is_read_only: false, deadline: PRIMARY_DEADLINE };
        let primary = cluster.view().primary;
        let hosts = config.replicas.iter().flat_map(ServerAddress::hosts);
        Self {
            begin: session.begin(),
            primary: ArcSwap::from_pointee(PrimaryPools::of(cluster, session, primary)),
            renewing: Mutex::new(()),
            replicas: hosts.map(|host| pool(host, at_replica(session), share(cluster))).collect(),
            session,
            cluster: cluster.clone(),
        }
    }

    /// How many batches may be written side by side.
    pub(crate) fn writers(&self) -> u32 {
        share(&self.cluster)
    }

    /// The pools of the primary as it is now.
    fn pools(&self) -> Arc<PrimaryPools> {
        let primary = self.cluster.view().primary;
        let pools = self.primary.load_full();
        if pools.primary.epoch == primary.epoch {
            return pools;
        }
        let _one = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let outdated = self.primary.load_full();
        if outdated.primary.epoch == primary.epoch {
            return outdated;
        }
        let renewed = Arc::new(PrimaryPools::of(&self.cluster, self.session, primary));
        self.primary.store(renewed.clone());
        // What is in flight ends by itself; what rests is closed.
        tokio::spawn(async move { futures::join!(outdated.writers.close(), outdated.readers.close()) });
        renewed
    }

    /// Begins a transaction. A connection that broke while it rested is no reason to fail: the next one is new.
    pub(crate) async fn begin(&self) -> Result<Tx, DbError> {
        let waiting = Instant::now();
        let pools = self.pools();
        let first = self.begin_on(&pools).await;
        let (pools, tx) = match first {
            Err(error) if error.is_connection_lost() => {
                self.cluster.suspect(pools.primary.epoch);
                let pools = self.pools();
                let second = self.begin_on(&pools).await;
                (pools, second)
            }
            other => (pools, other),
        };
        metrics::histogram!("db_client_connection_wait_time_seconds", "pool" => self.pool_name("writer"))
            .record(waiting.elapsed());
        tx.inspect_err(|error| self.noticed(error, &pools))
    }

    async fn begin_on(&self, pools: &PrimaryPools) -> Result<Tx, DbError> {
        let mut connection = Connection::take(&pools.writers, self.session).await?;
        connection.say(&self.begin).await?;
        Ok(Tx::new(connection, pools.primary.timeline))
    }

    /// Tells the cluster of what may be a fail-over.
    pub(crate) fn lost(&self, error: &DbError) {
        self.noticed(error, &self.primary.load());
    }

    fn noticed(&self, error: &DbError, pools: &PrimaryPools) {
        if error.is_connection_lost() {
            self.cluster.suspect(pools.primary.epoch);
        }
    }

    /// A read on the primary.
    pub(crate) async fn read(
        &self,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> Result<Vec<QueryResult>, DbError> {
        let pools = self.pools();
        let first = self.read_from(&pools.readers, reading(self.session), sql, arguments.clone()).await;
        match first {
            Err(error) if error.is_connection_lost() => {
                self.cluster.suspect(pools.primary.epoch);
                self.read_from(&self.pools().readers, reading(self.session), sql, arguments).await
            }
            other => other,
        }
    }

    /// A read of whole tables on the primary.
    pub(crate) async fn recount(
        &self,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> Result<Vec<QueryResult>, DbError> {
        let text = text(Engine::Postgres, sql)?;
        let bound = bind::for_postgres(text, arguments)?;
        let session = Session { deadline: RECOUNT, ..reading(self.session) };
        let mut connection = Connection::take(&self.pools().readers, session).await?;
        connection.say(&session.begin_recount()).await?;
        let answer = connection.query(text, bound).await;
        connection.say(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        answer
    }

    /// A read on a replica; it rests if it cannot answer.
    pub(crate) async fn read_replica(
        &self,
        index: usize,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> Result<Vec<QueryResult>, DbError> {
        let Some(pool) = self.replicas.get(index) else { return self.read(sql, arguments).await };
        let answer = self.read_from(pool, at_replica(self.session), sql, arguments).await;
        answer.inspect_err(|error| {
            if error.is_connection_lost() {
                self.cluster.suspect_replica(index);
            }
        })
    }

    async fn read_from(
        &self,
        pool: &PgPool,
        session: Session,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> Result<Vec<QueryResult>, DbError> {
        let text = text(Engine::Postgres, sql)?;
        let bound = bind::for_postgres(text, arguments)?;
        let waiting = Instant::now();
        let mut connection = Connection::take(pool, session).await?;
        metrics::histogram!("db_client_connection_wait_time_seconds", "pool" => self.pool_name("reader"))
            .record(waiting.elapsed());
        if !session.is_pooled {
            return connection.query(text, bound).await;
        }
        connection.say(&session.begin()).await?;
        let answer = connection.query(text, bound).await;
        connection.say(if answer.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        answer
    }

    /// A replica that has replayed `wanted`, or any that is well; else why there is none.
    pub(crate) fn route(&self, wanted: Option<Position>) -> Result<usize, &'static str> {
        let view = self.cluster.view();
        if self.replicas.is_empty() {
            return Err("no_replica");
        }
        if self.cluster.config().is_primary_only {
            return Err("primary_only");
        }
        if wanted.is_some_and(|wanted| wanted.timeline != view.primary.timeline) {
            return Err("other_timeline");
        }
        let is_enough = |replayed: Position| {
            wanted.is_none_or(|wanted| replayed.timeline == wanted.timeline && replayed.lsn >= wanted.lsn)
        };
        let well = || view.replicas.iter().enumerate().filter(|(_, replica)| replica.is_in_rotation);
        // The one with most connections at rest; of equals the first.
        let idle = |index: usize| self.replicas.get(index).map_or(0, |pool| pool.num_idle() + 1);
        well()
            .filter(|(_, replica)| is_enough(replica.replayed))
            .max_by_key(|(index, _)| idle(*index))
            .map(|(index, _)| index)
            .ok_or(if well().next().is_some() { "behind" } else { "replica_unwell" })
    }

    /// (name, connections, of which rest) of each pool.
    pub(crate) fn pool_sizes(&self) -> Vec<(String, u32, u32)> {
        let pools = self.primary.load();
        let mut sizes = vec![
            size(self.pool_name("writer"), &pools.writers),
            size(self.pool_name("reader"), &pools.readers),
        ];
        sizes.extend(self.replicas.iter().map(|pool| size(self.pool_name("replica"), pool)));
        sizes
    }

    fn pool_name(&self, kind: &str) -> String {
        format!("{}_{kind}", self.session.module)
    }

    pub(crate) async fn close(&self) {
        let pools = self.primary.load_full();
        pools.writers.close().await;
        pools.readers.close().await;
        for replica in &self.replicas {
            replica.close().await;
        }
    }
}

impl PrimaryPools {
    fn of(cluster: &Cluster, session: Session, primary: Primary) -> Self {
        let hosts = cluster.config().primary.hosts();
        // The host's index comes from this very list.
        let host = hosts.get(primary.host).cloned().unwrap_or_default();
        Self {
            primary,
            writers: pool(&host, session, share(cluster)),
            readers: pool(&host, reading(session), share(cluster)),
        }
    }
}

fn reading(session: Session) -> Session {
    Session { is_read_only: true, ..session }
}

fn at_replica(session: Session) -> Session {
    Session { deadline: REPLICA_DEADLINE, ..reading(session) }
}

fn share(cluster: &Cluster) -> u32 {
    (cluster.config().connections / MODULES / 2).max(1)
}

fn pool(host: &PgConnectOptions, session: Session, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .idle_timeout(IDLE)
        .max_lifetime(LIFETIME)
        .test_before_acquire(false)
        .connect_lazy_with(session.options(host))
}

fn size(name: String, pool: &PgPool) -> (String, u32, u32) {
    (name, pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX))
}
