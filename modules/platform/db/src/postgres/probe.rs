//! What one server says of itself, asked over a connection of its own so that busy pools do not delay it.

use std::time::Duration;

use sea_orm::sqlx::{
    Connection, Error, PgConnection, Row, error::BoxDynError, postgres::PgConnectOptions, raw_sql,
};

/// A server that does not answer within this is as good as gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// A server's own word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Report {
    /// Whether it follows another server.
    pub(super) is_replica: bool,
    /// The same for a primary and everything that was ever copied from it.
    pub(super) system: i64,
    pub(super) timeline: u32,
    /// What a primary has flushed, or a replica has replayed.
    pub(super) lsn: u64,
    /// Such as 150020.
    pub(super) version: i32,
}

const ASK: &str = "
    SELECT pg_is_in_recovery(),
           (SELECT system_identifier FROM pg_control_system()),
           CASE WHEN pg_is_in_recovery()
                THEN COALESCE((SELECT received_tli FROM pg_stat_wal_receiver),
                              (SELECT timeline_id FROM pg_control_checkpoint()))
                -- The last checkpoint's timeline is the old one for some time after a promotion.
                ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
           END,
           (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END
               - '0/0'::pg_lsn)::bigint,
           current_setting('server_version_num')::int";

/// Asks one server, again and again.
pub(super) struct Probe {
    host: PgConnectOptions,
    connection: Option<PgConnection>,
}

impl Probe {
    pub(super) fn of(host: &PgConnectOptions) -> Self {
        let host = host.clone().application_name("jumak probe").statement_cache_capacity(0);
        Self { host, connection: None }
    }

    /// What the server says, or why it says nothing.
    pub(super) async fn ask(&mut self) -> Result<Report, Error> {
        // Taken out, so that a connection which did not answer in time is not asked again.
        let kept = self.connection.take();
        let asked = tokio::time::timeout(PATIENCE, Self::over(&self.host, kept)).await;
        let (connection, report) =
            asked.unwrap_or_else(|_| Err(Error::Io(std::io::ErrorKind::TimedOut.into())))?;
        self.connection = Some(connection);
        Ok(report)
    }

    async fn over(
        host: &PgConnectOptions,
        kept: Option<PgConnection>,
    ) -> Result<(PgConnection, Report), Error> {
        if let Some(mut connection) = kept
            && let Ok(report) = report(&mut connection).await
        {
            return Ok((connection, report));
        }
        let mut connection = PgConnection::connect_with(host).await?;
        let report = report(&mut connection).await?;
        Ok((connection, report))
    }
}

async fn report(connection: &mut PgConnection) -> Result<Report, Error> {
    // In one message: a pooler might hand what was prepared with the first to one session, and ask another for it.
    let row = raw_sql(ASK).fetch_one(connection).await?;
    let unreadable = |error: std::num::TryFromIntError| Error::Decode(BoxDynError::from(error));
    Ok(Report {
        is_replica: row.try_get(0)?,
        system: row.try_get(1)?,
        timeline: row.try_get::<i32, _>(2)?.try_into().map_err(unreadable)?,
        lsn: row.try_get::<i64, _>(3)?.try_into().map_err(unreadable)?,
        version: row.try_get(4)?,
    })
}
