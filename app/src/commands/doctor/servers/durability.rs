//! What an acknowledged booking is worth when the server's power fails, or the server itself.

use db::{
    ClusterConfig,
    sea_orm::sqlx::{self, Row, postgres::PgRow},
};

use super::{Finding, UNREADABLE, host::Met};

const ASK: &str = "
    SELECT current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
           current_setting('synchronous_commit'), current_setting('synchronous_standby_names')";

const DISK: &str = "commits on disk";
const STANDBY: &str = "commits on a standby";

#[derive(Debug, Clone, PartialEq, Eq)]
struct Settings {
    is_flushed: bool,
    has_full_pages: bool,
    synchronous_commit: String,
    standby_names: String,
}

pub(super) async fn findings(primary: &mut Met, servers: &ClusterConfig) -> Vec<Finding> {
    match primary.ask_one(ASK, Settings::read).await {
        Err(why) => vec![Finding::doubtful(DISK, format!("{UNREADABLE} ({why})"))],
        Ok(settings) => {
            let has_others = servers.primary.names().len() > 1 || !servers.replicas.is_empty();
            vec![settings.on_disk(), settings.on_a_standby(has_others)]
        }
    }
}

impl Settings {
    fn read(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            is_flushed: row.try_get(0)?,
            has_full_pages: row.try_get(1)?,
            synchronous_commit: row.try_get(2)?,
            standby_names: row.try_get(3)?,
        })
    }

    fn on_disk(&self) -> Finding {
        let lost = "a power cut loses bookings that were acknowledged";
        if !self.is_flushed {
            Finding::wrong(DISK, format!("fsync is off, so {lost}, or all of them; set it on"))
        } else if !self.has_full_pages {
            Finding::wrong(DISK, format!("full_page_writes is off, so {lost}, or all of them; set it on"))
        } else if self.synchronous_commit == "off" {
            Finding::wrong(DISK, format!("synchronous_commit is off, so {lost}; set it on"))
        } else {
            Finding::fine(DISK, "an acknowledged booking survives a power cut of this server")
        }
    }

    /// `has_others`: whether there is a server that could take over.
    fn on_a_standby(&self, has_others: bool) -> Finding {
        let alone = "an acknowledged booking is on this server alone";
        if self.standby_names.is_empty() {
            let advice = "a fail-over may lose the last ones; name a standby in synchronous_standby_names";
            return if has_others {
                Finding::doubtful(STANDBY, format!("{alone}: {advice}"))
            } else {
                Finding::fine(STANDBY, format!("{alone}; no other is named that could take over"))
            };
        }
        match self.synchronous_commit.as_str() {
            "on" | "remote_apply" => Finding::fine(
                STANDBY,
                "an acknowledged booking is on a synchronous standby; while none answers, bookings end as unknown",
            ),
            "remote_write" => Finding::doubtful(
                STANDBY,
                "synchronous_commit is remote_write: if primary and standby lose power together, the last bookings may \
                 be lost; set it on",
            ),
            other => Finding::doubtful(
                STANDBY,
                format!("synchronous_commit is {other}, so no standby is waited for, and {alone}; set it on"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(synchronous_commit: &str, standby_names: &str) -> Settings {
        Settings {
            is_flushed: true,
            has_full_pages: true,
            synchronous_commit: synchronous_commit.to_owned(),
            standby_names: standby_names.to_owned(),
        }
    }

    #[test]
    fn whatever_lets_a_power_cut_lose_a_booking_is_wrong() {
        let well = settings("on", "");

        assert!(!well.on_disk().is_wrong() && !settings("local", "").on_disk().is_wrong());
        assert!(settings("off", "").on_disk().is_wrong());
        assert!(Settings { is_flushed: false, ..well.clone() }.on_disk().is_wrong());
        assert!(Settings { has_full_pages: false, ..well }.on_disk().is_wrong());
    }

    #[test]
    fn a_fail_over_that_may_lose_bookings_is_told() {
        let mark = |settings: &Settings, has_others| settings.on_a_standby(has_others).to_string();

        assert!(mark(&settings("on", ""), true).starts_with("warn "));
        assert!(mark(&settings("on", ""), false).starts_with("ok "));
        assert!(mark(&settings("on", "ANY 1 (s1, s2)"), true).starts_with("ok "));
        assert!(mark(&settings("local", "s1"), true).starts_with("warn "));
        assert!(mark(&settings("remote_write", "s1"), true).starts_with("warn "));
    }
}
