//! Where the data live: in files of our own, or on servers of Postgres.

use std::time::Duration;

use db::{ClusterConfig, ServerAddress};

use super::{environment::Environment, shape};

/// Enough for a machine of a few cores; several processes share what the server allows.
const CONNECTIONS: u32 = 32;
const LAG_MAX: Duration = Duration::from_secs(5);

const URL: &str = "DATABASE_URL";
const REPLICA_URLS: &str = "DATABASE_REPLICA_URLS";
const POOLER: &str = "JUMAK_DB_POOLER";
const CONNECTIONS_VARIABLE: &str = "JUMAK_DB_CONNECTIONS";
const PRIMARY_ONLY: &str = "JUMAK_DB_PRIMARY_ONLY";
const READ_ONLY: &str = "JUMAK_DB_READ_ONLY";
const REPLICA_LAG: &str = "JUMAK_DB_REPLICA_LAG_S";

/// Where the data live, and whether anybody may change them.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// The servers; `None`: files under the data directory.
    pub(crate) servers: Option<ClusterConfig>,
    /// Whether nobody may write, by the operator's wish.
    pub(crate) is_read_only: bool,
}

/// What `DATABASE_URL` may name.
pub(super) enum Place {
    Embedded,
    Server(ServerAddress),
}

impl Database {
    /// Files under the data directory, for everyone to write.
    pub(crate) fn embedded() -> Self {
        Self { servers: None, is_read_only: false }
    }

    pub(super) fn read(env: &mut Environment) -> Self {
        let place = env.get(URL, shape::database);
        let replicas = env.get(REPLICA_URLS, shape::replicas);
        let is_pooled = env.get(POOLER, shape::pooler).unwrap_or(false);
        let connections = env.get(CONNECTIONS_VARIABLE, shape::connections).unwrap_or(CONNECTIONS);
        let is_primary_only = env.get(PRIMARY_ONLY, shape::switch).unwrap_or(false);
        let lag_max = env.get(REPLICA_LAG, shape::replica_lag).unwrap_or(LAG_MAX);
        let is_read_only = env.get(READ_ONLY, shape::switch).unwrap_or(false);
        // A primary that was given and cannot be read is told as such.
        let is_embedded = matches!(place, Some(Place::Embedded)) || !env.is_set(URL);
        if replicas.is_some() && is_embedded {
            env.refuse(REPLICA_URLS, format!("replicas follow a Postgres; name the primary in {URL}"));
        }
        let Some(Place::Server(primary)) = place else { return Self { servers: None, is_read_only } };
        let servers = ClusterConfig {
            is_pooled: is_pooled || primary.is_behind_pooler(),
            primary,
            replicas: replicas.unwrap_or_default(),
            connections,
            is_primary_only,
            lag_max,
        };
        Self { servers: Some(servers), is_read_only }
    }

    /// What an operator should know who has set this.
    pub(super) fn notices(&self, env: &Environment) -> Vec<String> {
        let mut notices = Vec::new();
        if self.is_read_only {
            notices.push(format!(
                "{READ_ONLY} is true: bookings and all other changes are refused, and background work rests"
            ));
        }
        if let Some(servers) = &self.servers {
            if servers.is_primary_only && !servers.replicas.is_empty() {
                notices.push(format!("{PRIMARY_ONLY} is true: no replica is read"));
            }
            notices.push(
                "photos, and mail that goes to files, stay in JUMAK_DATA_DIR: several processes need one that \
                 they share"
                    .to_owned(),
            );
        } else {
            let idle = [POOLER, CONNECTIONS_VARIABLE, PRIMARY_ONLY, REPLICA_LAG];
            let idle = idle.into_iter().filter(|name| env.is_set(name));
            notices.extend(
                idle.map(|name| format!("{name} is set, but the embedded database has no use for it")),
            );
        }
        notices
    }
}
