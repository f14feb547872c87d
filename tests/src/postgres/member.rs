//! Members of a house of several servers: who follows, who leads, who is behind.

use std::{process::Command, time::Duration};

use super::{Cluster, SUPERUSER, programs};
use crate::{Sql, eventually};

impl Cluster {
    /// A new member that follows this one.
    pub async fn replica(&self, name: &str) -> Self {
        let mut member = Self::prepare(name);
        let mut backup = programs::program("pg_basebackup");
        backup.arg("-D").arg(member.data()).args(["-R", "-X", "stream", "-c", "fast"]);
        backup.args(["-d", &self.address_for(name)]);
        programs::run(backup).await;
        member.restart().await;
        member.follows(self).await;
        member
    }

    /// How a member of that name reaches it.
    fn address_for(&self, name: &str) -> String {
        format!("host=127.0.0.1 port={} user={SUPERUSER} application_name={name}", self.port())
    }

    /// Makes a follower a leader; it answers when it takes writes.
    pub async fn promote(&self) {
        let mut sql = self.sql(SUPERUSER).await;
        assert_eq!(sql.texts("SELECT pg_promote(TRUE, 30)").await, ["t"], "{} is promoted", self.name());
        eventually("it takes writes", async || (!is_follower(&mut sql).await).then_some(())).await;
        sql.close().await;
    }

    /// Whether it leads: takes writes.
    pub async fn is_primary(&self) -> bool {
        let mut sql = self.sql(SUPERUSER).await;
        !is_follower(&mut sql).await
    }

    /// Brings one that was the leader back as a follower of the new one; what only it knew is gone.
    pub async fn rejoin(&mut self, primary: &Self) {
        if self.postmaster.is_some() {
            self.stop().await;
        }
        // It asks for the last checkpoint's timeline, which is the old one for a while after a promotion.
        primary.sql(SUPERUSER).await.run("CHECKPOINT").await.expect("a superuser writes a checkpoint");
        let mut rewind = programs::program("pg_rewind");
        let source = format!("{} dbname={SUPERUSER}", primary.address_for("rewind"));
        rewind.arg("-D").arg(self.data()).args(["--source-server", &source]);
        programs::run(rewind).await;
        let mut touch = programs::as_server_user(Command::new("touch"));
        touch.arg(self.data().join("standby.signal"));
        programs::run(touch).await;
        // Rewinding copied the other's, which may have followed this one.
        self.write_setting("postgresql.auto.conf", "primary_conninfo", &primary.address_for(&self.name));
        self.restart().await;
        self.follows(primary).await;
    }

    /// Waits until it receives what the leader writes, and shows all of it.
    async fn follows(&self, primary: &Self) {
        let mut sql = self.sql(SUPERUSER).await;
        let receives = "SELECT COUNT(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'";
        eventually(&format!("{} follows {}", self.name, primary.name), async || {
            (sql.number(receives).await == 1).then_some(())
        })
        .await;
        sql.close().await;
        self.caught_up_with(primary).await;
    }

    /// From now on a commit waits until this follower has it on its disk.
    pub async fn wait_for_commits_of(&self, follower: &Self) {
        self.set("synchronous_standby_names", &format!("FIRST 1 ({})", follower.name)).await;
        let mut sql = self.sql(SUPERUSER).await;
        let synchronous = format!(
            "SELECT COUNT(*) FROM pg_stat_replication WHERE application_name = '{}' AND sync_state = 'sync'",
            follower.name
        );
        eventually("the follower is synchronous", async || {
            (sql.number(&synchronous).await == 1).then_some(())
        })
        .await;
        sql.close().await;
    }

    /// From now on a commit waits for nobody; one that waits is done.
    pub async fn wait_for_nobody(&self) {
        self.set("synchronous_standby_names", "").await;
    }

    /// A follower shows each change only so long after it was made; zero: at once again.
    pub async fn delay_replay(&self, by: Duration) {
        self.set("recovery_min_apply_delay", &format!("{}ms", by.as_millis())).await;
    }

    /// A follower shows no further change.
    pub async fn pause_replay(&self) {
        let mut sql = self.sql(SUPERUSER).await;
        sql.run("SELECT pg_wal_replay_pause()").await.expect("a follower's replay can be paused");
        eventually("it replays no more", async || {
            (sql.texts("SELECT pg_get_wal_replay_pause_state()").await == ["paused"]).then_some(())
        })
        .await;
        sql.close().await;
    }

    /// It shows what came meanwhile, and goes on.
    pub async fn resume_replay(&self) {
        let mut sql = self.sql(SUPERUSER).await;
        sql.run("SELECT pg_wal_replay_resume()").await.expect("a follower's replay can be resumed");
        sql.close().await;
    }

    /// Waits until a follower shows all that the leader has on its disk now.
    pub async fn caught_up_with(&self, primary: &Self) {
        super::is_shown_by(self.port(), primary.port()).await;
    }
}

async fn is_follower(sql: &mut Sql) -> bool {
    sql.texts("SELECT pg_is_in_recovery()").await == ["t"]
}

/// Waits until a follower shows all up to this position.
pub(super) async fn shows(sql: &mut Sql, position: &str) {
    let shown = format!("SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn");
    eventually(&format!("the follower shows {position}"), async || {
        (sql.texts(&shown).await == ["t"]).then_some(())
    })
    .await;
}
