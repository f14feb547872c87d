//! Which server is the primary and which replicas may answer: found out each second, and at once after a failure.

use std::{sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector,
    sqlx::{self, postgres::PgPoolOptions},
};
use thiserror::Error;
use tokio::sync::Notify;

use super::{
    address::ServerAddress,
    watch::{Answer, Watch, newest_primary},
};
use crate::Position;

/// The oldest server whose SQL we speak.
const VERSION_MIN: i32 = 150_000;
/// A server that does not let an owner in within this will not do so later.
const OWNER_WAIT: Duration = Duration::from_secs(10);

/// The servers and how to use them.
#[derive(Debug, Clone)]
pub struct ClusterConfig {
    /// Where the primary is, and where it may go.
    pub primary: ServerAddress,
    /// Servers that only read, each a URL of its own.
    pub replicas: Vec<ServerAddress>,
    /// A pooler between us and the primary gives every transaction another session.
    pub is_pooled: bool,
    /// Connections to the primary that this process may open.
    pub connections: u32,
    /// Whether replicas rest, whatever their state.
    pub is_primary_only: bool,
    /// A replica further behind than this rests.
    pub lag_max: Duration,
}

/// Why there is no cluster to work with.
#[derive(Debug, Error)]
pub enum ClusterError {
    /// Nobody answers, or nobody who answers may write.
    #[error("no primary was found: {0}")]
    NoPrimary(String),
    /// A server answers and lets us in no further: another user, password or database would do.
    #[error("nobody is let in like this: {0}")]
    Refused(String),
    /// Its SQL is not what we speak.
    #[error("{0} runs Postgres {1}; Jumak needs 15 or later")]
    TooOld(String, i32),
    /// A replica's URL leads to a server that writes.
    #[error("{0} is a primary, not a replica; name only servers that follow the primary")]
    ReplicaIsPrimary(String),
    /// A replica's URL leads to another database.
    #[error("{0} is a copy of another cluster than the primary's; its rows are not ours")]
    ReplicaOfAnother(String),
}

/// The servers of one installation. Cloning is cheap; watched until the last clone is gone.
#[derive(Clone, Debug)]
pub struct Cluster(Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    config: ClusterConfig,
    pub(super) view: ArcSwap<View>,
    pub(super) suspected: Arc<Notify>,
}

/// The servers as they were seen last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub(super) primary: Primary,
    pub(super) replicas: Vec<Replica>,
}

/// The primary, or where it was when it was last seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Primary {
    pub(super) host: usize,
    pub(super) timeline: u32,
    /// Counts the times that connections to it had better be made anew.
    pub(super) epoch: u64,
    pub(super) is_up: bool,
}

/// A replica as it was seen last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Replica {
    pub(super) is_in_rotation: bool,
    pub(super) replayed: Position,
}

impl Cluster {
    /// Looks at every server and begins to watch them. A replica that does not answer is waited for; one that is
    /// none is refused, unless it is one of several that may lead: then a fail-over made it so, and it rests.
    pub async fn connect(config: ClusterConfig) -> Result<Self, ClusterError> {
        let mut watch = Watch::of(&config);
        let (primaries, replicas) = watch.ask().await;
        let found = newest_primary(&primaries).ok_or_else(|| no_primary(&config, &primaries))?;
        let (host, primary) = found;
        let may_lead = config.primary.names();
        for (address, report) in may_lead.iter().zip(&primaries) {
            refuse_old(address, report)?;
        }
        for (address, report) in config.replicas.iter().flat_map(ServerAddress::names).zip(&replicas) {
            refuse_old(&address, report)?;
            match report {
                Ok(replica)
                    if !replica.is_replica && (may_lead.len() == 1 || !may_lead.contains(&address)) =>
                {
                    return Err(ClusterError::ReplicaIsPrimary(address));
                }
                Ok(replica) if replica.system != primary.system => {
                    return Err(ClusterError::ReplicaOfAnother(address));
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(replica = address, %error, "A replica does not answer; going on without it");
                }
            }
        }
        watch.system = primary.system;
        let start = View {
            primary: Primary { host, timeline: primary.timeline, epoch: 1, is_up: true },
            replicas: Vec::new(),
        };
        let view = watch.judge(&start, &primaries, &replicas);
        let cluster =
            Self(Arc::new(Inner { config, view: ArcSwap::from_pointee(view), suspected: Arc::default() }));
        tokio::spawn(watch.run(Arc::downgrade(&cluster.0)));
        Ok(cluster)
    }

    pub(super) fn config(&self) -> &ClusterConfig {
        &self.0.config
    }

    pub(super) fn view(&self) -> arc_swap::Guard<Arc<View>> {
        self.0.view.load()
    }

    /// A connection of this epoch failed: others of it are made anew, and the servers are looked at at once.
    pub(super) fn suspect(&self, epoch: u64) {
        self.0.view.rcu(|view| {
            let mut view = View::clone(view);
            if view.primary.epoch == epoch {
                view.primary.epoch += 1;
            }
            view
        });
        self.0.suspected.notify_one();
    }

    /// A replica failed us: it rests until it was looked at again.
    pub(super) fn suspect_replica(&self, index: usize) {
        self.0.view.rcu(|view| {
            let mut view = View::clone(view);
            if let Some(replica) = view.replicas.get_mut(index) {
                replica.is_in_rotation = false;
            }
            view
        });
    }

    /// One connection to the primary as the user of its URL, with whatever rights that user has: for migrations, and
    /// for asking the server about itself. Connects when it is first used.
    pub fn owner_connection(&self) -> DatabaseConnection {
        // The host's index comes from this very list.
        let host = self.0.config.primary.hosts().get(self.view().primary.host).cloned().unwrap_or_default();
        let host = host.application_name("jumak owner").statement_cache_capacity(0);
        let pool =
            PgPoolOptions::new().max_connections(1).acquire_timeout(OWNER_WAIT).connect_lazy_with(host);
        SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
    }

    /// Whether a primary answered when it was last asked.
    pub fn has_primary(&self) -> bool {
        self.view().primary.is_up
    }
}

fn no_primary(config: &ClusterConfig, reports: &[Answer]) -> ClusterError {
    let told = config.primary.names().into_iter().zip(reports).map(|(host, report)| match report {
        Ok(_) => format!("{host} is a replica, which cannot write"),
        Err(error) => format!("{host}: {}", in_plain_words(error)),
    });
    let told = told.collect::<Vec<_>>().join("; ");
    let is_refused = reports.iter().any(|report| report.as_ref().is_err_and(is_refusal));
    if is_refused { ClusterError::Refused(told) } else { ClusterError::NoPrimary(told) }
}

/// Whether the same URL will never do: wrong user, wrong password, no such database, no right to come in.
fn is_refusal(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code.starts_with("28") || matches!(&*code, "3D000" | "42501"))
}

/// Why a server could not be asked, in a sentence.
pub fn in_plain_words(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(refused) => {
            format!("{} (SQLSTATE {})", refused.message(), refused.code().unwrap_or_default())
        }
        sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => "no answer".to_owned(),
        other => other.to_string(),
    }
}

fn refuse_old(name: &str, report: &Answer) -> Result<(), ClusterError> {
    match report {
        Ok(report) if report.version < VERSION_MIN => {
            Err(ClusterError::TooOld(name.to_owned(), report.version / 10_000))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}
