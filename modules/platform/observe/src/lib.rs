//! What an operator sees of the process: logs, metrics, health.
//!
//! Does not belong here: what is measured. A module names and records its own metrics; here they get their
//! buckets, their descriptions and the page they are read from.

mod buckets;
mod describe;
mod health;
mod logs;
mod metrics_page;
mod schedule;

pub use health::{Check, Finding, Health};
pub use logs::{LogError, LogFormat, UnknownLogFormat, check_log_filter, init_logs};
pub use metrics_page::{Metrics, MetricsError};
pub use schedule::watch_schedule;
