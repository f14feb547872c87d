//! Looking at the servers, again and again.

use std::{
    collections::VecDeque,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use futures::future::join_all;
use sea_orm::sqlx;

use super::{
    address::{ServerAddress, name},
    cluster::{ClusterConfig, Inner, Primary, Replica, View},
    probe::{Probe, Report},
};
use crate::Position;

/// Whatever changes is noticed within about this long.
const EVERY: Duration = Duration::from_secs(1);
const SUSPECTED_AT_MOST_EVERY: Duration = Duration::from_millis(50);
/// So many looks at the primary are remembered; the lag of a replica is told from them.
const REMEMBERED: usize = 600;
/// What a server said, or why it said nothing.
pub(super) type Answer = Result<Report, sqlx::Error>;

/// Of several that say they are the primary, the one that was promoted last: an old one may not know yet.
pub(super) fn newest_primary(reports: &[Answer]) -> Option<(usize, Report)> {
    reports
        .iter()
        .enumerate()
        .filter_map(|(host, report)| Some((host, *report.as_ref().ok()?)))
        .filter(|(_, report)| !report.is_replica)
        .max_by_key(|(_, report)| report.timeline)
}

/// Who looks, and what they remember.
pub(super) struct Watch {
    primaries: Vec<Probe>,
    replicas: Vec<Probe>,
    names: Vec<String>,
    lag_max: Duration,
    is_primary_only: bool,
    pub(super) system: i64,
    /// When the primary had flushed how much.
    history: VecDeque<(Instant, u64)>,
}

impl Watch {
    pub(super) fn of(config: &ClusterConfig) -> Self {
        let replicas = || config.replicas.iter().flat_map(ServerAddress::hosts);
        Self {
            primaries: config.primary.hosts().iter().map(Probe::of).collect(),
            replicas: replicas().map(Probe::of).collect(),
            names: replicas().map(name).collect(),
            lag_max: config.lag_max,
            is_primary_only: config.is_primary_only,
            system: 0,
            history: VecDeque::with_capacity(REMEMBERED),
        }
    }

    pub(super) async fn ask(&mut self) -> (Vec<Answer>, Vec<Answer>) {
        let primaries = join_all(self.primaries.iter_mut().map(Probe::ask));
        let replicas = join_all(self.replicas.iter_mut().map(Probe::ask));
        futures::join!(primaries, replicas)
    }

    pub(super) async fn run(mut self, cluster: Weak<Inner>) {
        loop {
            let (primaries, replicas) = self.ask().await;
            let Some(inner) = cluster.upgrade() else { return };
            let before = inner.view.load_full();
            let judged = self.judge(&before, &primaries, &replicas);
            let is_new_epoch = judged.primary.epoch > before.primary.epoch;
            inner.view.rcu(|now| {
                let mut view = judged.clone();
                // Somebody may have suspected the primary meanwhile, and made connections anew to where it was.
                view.primary.epoch = now.primary.epoch + u64::from(is_new_epoch);
                view
            });
            let suspected = Arc::clone(&inner.suspected);
            // Held no longer: who waits must not keep alive what it waits for.
            drop(inner);
            let wait = tokio::time::sleep(jittered(EVERY));
            tokio::select! {
                () = wait => {}
                // A crowd that fails together asks for one look, not for a thousand.
                () = suspected.notified() => tokio::time::sleep(SUSPECTED_AT_MOST_EVERY).await,
            }
        }
    }

    pub(super) fn judge(&mut self, before: &View, primaries: &[Answer], replicas: &[Answer]) -> View {
        let now = Instant::now();
        let primary = self.primary(before.primary, primaries, now);
        let replicas = replicas
            .iter()
            .enumerate()
            .map(|(index, report)| {
                let was = before.replicas.get(index).is_some_and(|replica| replica.is_in_rotation);
                self.replica(index, report, (primary, was), now)
            })
            .collect();
        View { primary, replicas }
    }

    fn primary(&mut self, before: Primary, reports: &[Answer], now: Instant) -> Primary {
        let Some((host, report)) = newest_primary(reports).filter(|(_, report)| report.system == self.system)
        else {
            if before.is_up {
                tracing::error!("No primary answers; writes fail until one does");
                // Connections that hang are left behind.
                return Primary { epoch: before.epoch + 1, is_up: false, ..before };
            }
            return before;
        };
        if self.history.len() == REMEMBERED {
            self.history.pop_front();
        }
        self.history.push_back((now, report.lsn));
        let is_moved = host != before.host || report.timeline != before.timeline;
        if is_moved || !before.is_up {
            tracing::warn!(host, timeline = report.timeline, "A primary answers");
        }
        let epoch = before.epoch + u64::from(is_moved);
        Primary { host, timeline: report.timeline, epoch, is_up: true }
    }

    fn replica(
        &self,
        index: usize,
        report: &Answer,
        (primary, was_in_rotation): (Primary, bool),
        now: Instant,
    ) -> Replica {
        let name = self.names.get(index).cloned().unwrap_or_default();
        let (why_not, replayed) = match report {
            Err(_) => (Some("it does not answer"), Position { timeline: 0, lsn: 0 }),
            Ok(report) => {
                let lag = self.lag(report.lsn, now);
                metrics::gauge!("jumak_db_replica_lag_seconds", "replica" => name.clone())
                    .set(lag.as_secs_f64());
                (self.why_not(report, primary, lag), Position { timeline: report.timeline, lsn: report.lsn })
            }
        };
        let is_in_rotation = why_not.is_none();
        if let Some(why) = why_not.filter(|_| was_in_rotation) {
            tracing::warn!(replica = name, why, "A replica leaves the rotation");
        } else if is_in_rotation && !was_in_rotation {
            tracing::info!(replica = name, "A replica is in the rotation");
        }
        metrics::gauge!("jumak_db_replica_in_rotation", "replica" => name)
            .set(f64::from(u8::from(is_in_rotation)));
        Replica { is_in_rotation, replayed }
    }

    fn why_not(&self, report: &Report, primary: Primary, lag: Duration) -> Option<&'static str> {
        let flushed = self.history.back().map_or(u64::MAX, |(_, flushed)| *flushed);
        if self.is_primary_only {
            Some("the operator wants the primary only")
        } else if !report.is_replica {
            Some("it is a primary")
        } else if report.system != self.system {
            Some("it is a copy of another cluster")
        } else if report.timeline < primary.timeline && report.lsn > flushed {
            Some("it has what the primary of today never had")
        } else if lag > self.lag_max {
            Some("it lags")
        } else {
            None
        }
    }

    /// How long ago the primary had flushed no more than the replica has replayed now. No clock but ours.
    fn lag(&self, replayed: u64, now: Instant) -> Duration {
        let first_missing = self.history.iter().find(|(_, flushed)| *flushed > replayed);
        first_missing.map_or(Duration::ZERO, |(at, _)| now.saturating_duration_since(*at))
    }
}

/// ±20 %, so that replicas of the app do not ask in step.
fn jittered(wait: Duration) -> Duration {
    let (random, _) = uuid::Uuid::new_v4().as_u64_pair();
    let percent = u32::try_from(random % 41).unwrap_or(20);
    wait * (80 + percent) / 100
}
