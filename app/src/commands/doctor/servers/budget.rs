//! Whether the server lets in all connections that our processes may open.

use db::{
    ClusterConfig,
    sea_orm::sqlx::{self, Row, postgres::PgRow},
};

use super::{Finding, UNREADABLE, host::Met};

const WHAT: &str = "connections";
/// Each process looks after its servers over a connection of its own.
const WATCHING: u32 = 1;

/// The doctor, too, watches the servers while it asks; it is not counted, for it leaves in a moment.
const ASK: &str = "
    SELECT LEAST(
               current_setting('max_connections')::bigint
                   - current_setting('superuser_reserved_connections')::bigint
                   - COALESCE(current_setting('reserved_connections', true), '0')::bigint,
               (SELECT NULLIF(datconnlimit, -1) FROM pg_catalog.pg_database WHERE datname = current_database()),
               (SELECT NULLIF(rolconnlimit, -1) FROM pg_catalog.pg_roles WHERE rolname = current_user)
           ),
           GREATEST((SELECT COUNT(*) FROM pg_catalog.pg_stat_activity
                     WHERE application_name = 'jumak probe' AND datname = current_database()) - 1, 0)";

/// What the server allows, and who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    allowed: u32,
    processes: u32,
}

pub(super) async fn finding(primary: &mut Met, servers: &ClusterConfig) -> Finding {
    match primary.ask_one(ASK, Room::read).await {
        Err(why) => Finding::doubtful(WHAT, format!("{UNREADABLE} ({why})")),
        Ok(room) if servers.is_pooled => Finding::fine(
            WHAT,
            format!("the pooler opens them; its pools together may have {} of this server", room.allowed),
        ),
        Ok(room) => room.judged(servers.connections),
    }
}

impl Room {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        let count = |index: usize| -> Result<u32, sqlx::Error> {
            let count: i64 = row.try_get(index)?;
            Ok(u32::try_from(count).unwrap_or_default())
        };
        Ok(Self { allowed: count(0)?, processes: count(1)? })
    }

    /// `connections`: what one process may open.
    fn judged(self, connections: u32) -> Finding {
        let (allowed, running) = (self.allowed, self.processes);
        let each = connections + WATCHING;
        let used = each.saturating_mul(running.max(1));
        let sum = format!("{running} running, one may open {each}, all {used} of {allowed}");
        if used > allowed {
            Finding::wrong(WHAT, format!("{sum}; {}", self.mend(running.max(1))))
        } else if running > 0 && used + each > allowed {
            // A rolling deployment starts the new one before it ends the old one.
            let doubt = "no room for one more, as while a release is rolled out";
            Finding::doubtful(WHAT, format!("{sum}: {doubt}; {}", self.mend(running + 1)))
        } else {
            Finding::fine(WHAT, sum)
        }
    }

    fn mend(self, processes: u32) -> String {
        let fitting = (self.allowed / processes).saturating_sub(WATCHING);
        format!("set JUMAK_DB_CONNECTIONS to {fitting} or less, or raise max_connections, or use a pooler")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(allowed: u32, processes: u32, connections: u32) -> String {
        Room { allowed, processes }.judged(connections).to_string()
    }

    #[test]
    fn all_processes_together_fit_and_one_more_while_a_release_is_rolled_out() {
        assert_eq!(said(97, 1, 32), "ok    connections: 1 running, one may open 33, all 33 of 97");
        assert!(said(97, 2, 32).starts_with("warn "));
        assert!(said(97, 3, 32).starts_with("WRONG connections: 3 running, one may open 33, all 99 of 97"));
    }

    #[test]
    fn what_is_advised_fits() {
        assert!(said(97, 3, 32).contains("JUMAK_DB_CONNECTIONS to 31 or less"));
        assert!(!said(97, 3, 31).starts_with("WRONG "));
        assert!(said(97, 2, 32).contains("JUMAK_DB_CONNECTIONS to 31 or less"));
        assert!(said(97, 2, 31).starts_with("ok "));
    }

    #[test]
    fn before_the_first_process_runs_one_has_to_fit() {
        assert!(said(97, 0, 96).starts_with("ok "));
        assert!(said(97, 0, 97).starts_with("WRONG "));
    }
}
