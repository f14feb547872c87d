//! The page that Prometheus reads.

use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use metrics_process::Collector;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::{buckets, describe};

/// Recorded values pile up, some 20 bytes each, until a scrape or this. Nobody may be scraping.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Metrics could not be set up.
#[derive(Debug, Error)]
#[error("metrics cannot be set up")]
pub struct MetricsError(#[from] BuildError);

/// The process's metrics. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Metrics {
    page: PrometheusHandle,
}

impl Metrics {
    /// Records every metric of the process from now on. Call it once, before anything is measured.
    pub fn install(version: &'static str, commit: &'static str) -> Result<Self, MetricsError> {
        let page = buckets::exporter()?.install_recorder()?;
        introduce(version, commit);
        Ok(Self { page })
    }

    /// The page, in Prometheus's text format (version 0.0.4).
    pub fn render(&self) -> String {
        Collector::default().collect();
        self.page.render()
    }

    /// Keeps what is recorded small until `stop`.
    pub async fn upkeep(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(UPKEEP_EVERY);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.page.run_upkeep();
        }
    }
}

fn introduce(version: &'static str, commit: &'static str) {
    describe::all();
    metrics::gauge!("jumak_build_info", "version" => version, "commit" => commit).set(1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the page shows after `measure`, with a recorder of its own.
    fn page_after(measure: impl FnOnce()) -> String {
        let recorder = buckets::exporter().unwrap().build_recorder();
        let metrics = Metrics { page: recorder.handle() };
        metrics::with_local_recorder(&recorder, || {
            introduce("1.2.3", "abc1234");
            measure();
            metrics.render()
        })
    }

    #[test]
    fn the_page_says_which_release_runs_and_how_the_process_is() {
        let page = page_after(|| {});

        assert!(page.contains("jumak_build_info{version=\"1.2.3\",commit=\"abc1234\"} 1"), "{page}");
        for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"] {
            assert!(page.contains(&format!("\n{name} ")), "{page}");
        }
    }

    #[test]
    fn every_histogram_has_buckets_that_can_be_added_up() {
        let page = page_after(|| {
            for (name, _) in describe::HISTOGRAMS {
                metrics::histogram!(name).record(0.003);
            }
            metrics::histogram!("nobody_foresaw_this").record(0.003);
        });

        assert!(!page.contains("quantile="), "{page}");
        for name in describe::HISTOGRAMS.map(|(name, _)| name) {
            assert!(page.contains(&format!("# TYPE {name} histogram")), "{name}");
        }
        assert!(page.contains("http_server_request_duration_seconds_bucket{le=\"0.0025\"} 0"), "{page}");
        assert!(page.contains("http_server_request_duration_seconds_bucket{le=\"0.005\"} 1"), "{page}");
        assert!(page.contains("jumak_combiner_batch_size_bucket{le=\"256\"} 1"), "{page}");
    }

    #[test]
    fn every_metric_of_the_contract_is_described() {
        let described: Vec<_> = [describe::COUNTERS.as_slice(), &describe::GAUGES, &describe::HISTOGRAMS]
            .concat()
            .into_iter()
            .map(|(name, _)| name)
            .collect();

        for name in CONTRACT {
            assert!(described.contains(&name), "{name}");
        }
    }

    const CONTRACT: [&str; 19] = [
        "http_server_request_duration_seconds",
        "http_server_active_requests",
        "db_client_operation_duration_seconds",
        "db_client_connection_count",
        "db_client_connection_wait_time_seconds",
        "jumak_db_route_total",
        "jumak_db_replica_lag_seconds",
        "jumak_cache_requests_total",
        "jumak_booking_requests_total",
        "jumak_idempotency_total",
        "jumak_outbox_pending",
        "jumak_outbox_oldest_age_seconds",
        "jumak_outbox_dead",
        "jumak_mail_total",
        "jumak_shed_total",
        "jumak_audit_violations",
        "jumak_build_info",
        "jumak_http_egress_bytes_total",
        "jumak_advisor_state",
    ];

    #[tokio::test]
    async fn upkeep_ends_when_told() {
        let stop = CancellationToken::new();
        let metrics = Metrics { page: buckets::exporter().unwrap().build_recorder().handle() };
        stop.cancel();

        metrics.upkeep(stop).await;
    }
}
