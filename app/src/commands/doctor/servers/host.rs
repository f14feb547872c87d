//! One server, visited.

use std::time::Duration;

use db::{
    ClusterConfig, in_plain_words,
    sea_orm::sqlx::{
        self, AssertSqlSafe, Connection, PgConnection, Row,
        postgres::{PgConnectOptions, PgRow, PgSslMode},
    },
};

use super::Finding;

/// A server that takes longer to let somebody in serves nobody.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a server is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// In `DATABASE_URL`.
    Primary,
    /// In `DATABASE_REPLICA_URLS`.
    Replica,
}

/// A visit to one server.
pub(super) struct Visit {
    pub(super) kind: Kind,
    name: String,
    ssl_mode: PgSslMode,
    is_here: bool,
    /// Why nobody was met is a sentence.
    pub(super) met: Result<Met, String>,
}

/// A server that answered, and the connection to it.
pub(super) struct Met {
    connection: PgConnection,
    pub(super) options: PgConnectOptions,
    pub(super) look: Look,
}

/// What a server says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) is_replica: bool,
    version: String,
    /// Such as 150004.
    pub(super) version_number: i32,
    /// The same for a primary and its copies.
    system: i64,
    /// What a primary has flushed, or a replica has replayed.
    lsn: i64,
    /// How long ago that was written which a replica replayed last.
    age_s: Option<i64>,
}

const LOOK: &str = "
    SELECT pg_is_in_recovery(),
           current_setting('server_version'),
           current_setting('server_version_num')::integer,
           (SELECT system_identifier FROM pg_control_system()),
           (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END
               - '0/0'::pg_lsn)::bigint,
           EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())::bigint";

impl Met {
    /// Comes to a server over a connection of its own.
    pub(super) async fn at(options: PgConnectOptions) -> Result<Self, String> {
        let connected = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options)).await;
        let connection = connected.map_err(|_| late())?.map_err(|error| in_plain_words(&error))?;
        let mut met = Self { connection, options, look: Look::default() };
        met.look = met.ask_one(LOOK, Look::read).await?;
        Ok(met)
    }

    /// Rows of a statement that holds nothing from outside, in words that every pooler passes on.
    pub(super) async fn ask(&mut self, sql: &str) -> Result<Vec<PgRow>, String> {
        let asked = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut self.connection);
        let answered = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| late())?;
        answered.map_err(|error| in_plain_words(&error))
    }

    /// The first row of such a statement, read.
    pub(super) async fn ask_one<T>(
        &mut self,
        sql: &str,
        read: impl FnOnce(&PgRow) -> Result<T, sqlx::Error>,
    ) -> Result<T, String> {
        let rows = self.ask(sql).await?;
        let row = rows.first().ok_or("no row")?;
        read(row).map_err(|error| error.to_string())
    }
}

fn late() -> String {
    format!("no answer within {} s", PATIENCE.as_secs())
}

impl Look {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            is_replica: row.try_get(0)?,
            version: row.try_get(1)?,
            version_number: row.try_get(2)?,
            system: row.try_get(3)?,
            lsn: row.try_get(4)?,
            age_s: row.try_get(5)?,
        })
    }

    fn is_too_old(&self) -> bool {
        self.version_number < migrations::OLDEST_POSTGRES * 10_000
    }
}

/// Visits every server that the configuration names, one after another so that a replica is asked after its primary.
pub(super) async fn visit_all(servers: &ClusterConfig) -> Vec<Visit> {
    let replicas = servers.replicas.iter().map(|address| (Kind::Replica, address));
    let mut visits = Vec::new();
    for (kind, address) in [(Kind::Primary, &servers.primary)].into_iter().chain(replicas) {
        for (name, options) in address.names().into_iter().zip(address.hosts()) {
            visits.push(Visit::to(kind, name, options).await);
        }
    }
    visits
}

impl Visit {
    async fn to(kind: Kind, name: String, options: &PgConnectOptions) -> Self {
        let host = options.get_host().trim_matches(['[', ']']);
        let is_loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let own = options.clone().application_name("jumak doctor").statement_cache_capacity(0);
        Self {
            kind,
            name,
            ssl_mode: options.get_ssl_mode(),
            is_here: options.get_socket().is_some() || host == "localhost" || is_loopback,
            met: Met::at(own).await,
        }
    }
}

/// What to say of a visit, knowing all of them.
pub(super) fn finding(visit: &Visit, all: &[Visit], servers: &ClusterConfig) -> Finding {
    let what = format!("server {}", visit.name);
    let primary = all.iter().filter(|visit| visit.kind == Kind::Primary).find_map(|visit| {
        let look = &visit.met.as_ref().ok()?.look;
        (!look.is_replica).then_some(look)
    });
    let look = match &visit.met {
        Ok(met) => &met.look,
        Err(why) => return missed(what, why, visit.kind, primary.is_some()),
    };
    if let Some(wrong) = unusable(visit.kind, look, primary) {
        return Finding::wrong(what, wrong);
    }
    let role = if look.is_replica { "replica" } else { "primary" };
    let said = format!("{role}, Postgres {}, {}", look.version, transport(visit));
    if let Some(doubt) = doubtful_transport(visit) {
        return Finding::doubtful(what, format!("{said}; {doubt}"));
    }
    match primary.filter(|_| look.is_replica) {
        None => Finding::fine(what, said),
        Some(primary) => lag(what, &said, look, primary, servers.lag_max),
    }
}

/// While another server does its work, one that is away is missed only later.
fn missed(what: String, why: &str, kind: Kind, has_primary: bool) -> Finding {
    let found = format!("not reached ({why})");
    match kind {
        Kind::Replica => Finding::doubtful(what, format!("{found}; others read in its place")),
        Kind::Primary if has_primary => {
            Finding::doubtful(what, format!("{found}; a fail-over to it is not possible now"))
        }
        Kind::Primary => Finding::wrong(what, format!("{found}; start it, or correct DATABASE_URL")),
    }
}

fn unusable(kind: Kind, look: &Look, primary: Option<&Look>) -> Option<String> {
    if look.is_too_old() {
        let oldest = migrations::OLDEST_POSTGRES;
        return Some(format!("Postgres {} is too old; {oldest} or later is needed", look.version));
    }
    if kind == Kind::Replica && !look.is_replica {
        return Some("is a primary; DATABASE_REPLICA_URLS names only servers that follow one".to_owned());
    }
    let is_stranger = primary.is_some_and(|primary| primary.system != look.system);
    is_stranger.then(|| "is a copy of another primary than ours; take it out of the configuration".to_owned())
}

fn transport(visit: &Visit) -> &'static str {
    match visit.ssl_mode {
        PgSslMode::Disable if visit.is_here => "without TLS on this machine",
        PgSslMode::Disable => "without TLS",
        PgSslMode::VerifyFull => "TLS with certificate and name checked",
        PgSslMode::VerifyCa => "TLS with the certificate checked",
        PgSslMode::Allow | PgSslMode::Prefer | PgSslMode::Require => "TLS with nobody's certificate checked",
    }
}

fn doubtful_transport(visit: &Visit) -> Option<&'static str> {
    match visit.ssl_mode {
        PgSslMode::VerifyFull => None,
        PgSslMode::Disable if visit.is_here => None,
        PgSslMode::Disable => {
            Some("whoever is on the way reads passwords and guests; use sslmode=verify-full")
        }
        PgSslMode::VerifyCa | PgSslMode::Allow | PgSslMode::Prefer | PgSslMode::Require => {
            Some("another machine may pretend to be it; use sslmode=verify-full")
        }
    }
}

fn lag(what: String, said: &str, look: &Look, primary: &Look, allowed: Duration) -> Finding {
    if look.lsn >= primary.lsn {
        return Finding::fine(what, format!("{said}, has replayed everything"));
    }
    let (bytes, age_s) = (primary.lsn - look.lsn, look.age_s.unwrap_or_default());
    let behind = format!("{said}, {bytes} bytes and up to {age_s} s behind");
    let allowed_s = allowed.as_secs();
    if u64::try_from(age_s).unwrap_or_default() <= allowed_s {
        return Finding::fine(what, behind);
    }
    let mend = "see what holds its replay up";
    Finding::doubtful(
        what,
        format!("{behind}; beyond {allowed_s} s (JUMAK_DB_REPLICA_LAG_S) it rests: {mend}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn primary() -> Look {
        Look { version_number: 150_004, system: 7, lsn: 1_000, ..Look::default() }
    }

    fn replica(lsn: i64, age_s: i64) -> Look {
        Look { is_replica: true, lsn, age_s: Some(age_s), ..primary() }
    }

    #[test]
    fn a_replica_that_has_everything_does_not_lag_however_long_nobody_wrote() {
        let said = |look: &Look| {
            lag("replica".to_owned(), "well", look, &primary(), Duration::from_secs(5)).to_string()
        };

        assert_eq!(said(&replica(1_000, 86_400)), "ok    replica: well, has replayed everything");
        assert!(said(&replica(900, 5)).starts_with("ok "));
        assert!(said(&replica(900, 6)).starts_with("warn "));
    }

    #[test]
    fn a_primary_is_no_replica_and_neither_is_a_stranger_nor_an_old_server() {
        let ours = primary();
        let stranger = Look { system: 8, ..replica(1_000, 0) };
        let old = Look { version_number: 140_019, ..primary() };

        assert!(unusable(Kind::Replica, &ours, Some(&ours)).is_some());
        assert!(unusable(Kind::Replica, &stranger, Some(&ours)).is_some());
        assert!(unusable(Kind::Primary, &old, Some(&old)).is_some());
        assert_eq!(unusable(Kind::Primary, &replica(1_000, 0), Some(&ours)), None);
        assert_eq!(unusable(Kind::Replica, &replica(1_000, 0), Some(&ours)), None);
    }

    #[test]
    fn only_the_last_primary_is_missed_at_once() {
        let is_wrong = |kind, has_primary| missed(String::new(), "no answer", kind, has_primary).is_wrong();

        assert!(is_wrong(Kind::Primary, false));
        assert!(!is_wrong(Kind::Primary, true) && !is_wrong(Kind::Replica, false));
    }
}
