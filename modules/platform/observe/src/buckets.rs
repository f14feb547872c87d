//! The limits of histogram buckets. Without them the exporter makes summaries, which cannot be added up over
//! replicas.

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder};

/// Half a millisecond to ten seconds, closest where targets lie (10 to 500 ms).
const DURATION_S: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// A healthy pool hands out a connection at once, and a healthy runtime is late by microseconds.
const WAIT_S: [f64; 13] = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Doubling up to the largest batch the combiner takes.
const BATCH: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// An exporter that knows every histogram's buckets. What nobody foresaw is taken for a duration.
pub(crate) fn exporter() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&DURATION_S)?
        .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &DURATION_S)?
        .set_buckets_for_metric(Matcher::Suffix("_wait_time_seconds".to_owned()), &WAIT_S)?
        .set_buckets_for_metric(Matcher::Suffix("_delay_seconds".to_owned()), &WAIT_S)?
        .set_buckets_for_metric(Matcher::Full("jumak_combiner_batch_size".to_owned()), &BATCH)
}
