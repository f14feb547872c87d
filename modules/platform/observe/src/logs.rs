//! Logs: one line per event on standard error, for a person or for a collector.

use std::{fmt, io::IsTerminal, str::FromStr};

use thiserror::Error;
use tracing_subscriber::{EnvFilter, filter::ParseError};

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For a person at a terminal.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

impl LogFormat {
    /// Text when a person is watching standard error, else JSON.
    pub fn for_stderr() -> Self {
        if std::io::stderr().is_terminal() { Self::Text } else { Self::Json }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// The text names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a log format is text or json")]
pub struct UnknownLogFormat;

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(name: &str) -> Result<Self, UnknownLogFormat> {
        match name {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogFormat),
        }
    }
}

/// Why nothing can be logged.
#[derive(Debug, Error)]
pub enum LogError {
    /// The filter cannot be read.
    #[error("the log filter {filter:?} cannot be read: expected a level such as info, or info,booking=debug")]
    Filter {
        /// The filter as given.
        filter: String,
        /// What is wrong with it.
        source: ParseError,
    },
    /// Logs were set up before.
    #[error("logs are set up already")]
    SetUpBefore(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Writes logs to standard error from now on. Call it once, before anything is logged.
///
/// `filter` is a level (`info`) or directives (`info,booking=debug`).
pub fn init_logs(format: LogFormat, filter: &str) -> Result<(), LogError> {
    let log = tracing_subscriber::fmt()
        .with_env_filter(parse(filter)?)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let outcome = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
    outcome.map_err(LogError::SetUpBefore)
}

/// Whether a filter can be read, before logs are set up.
pub fn check_log_filter(filter: &str) -> Result<(), LogError> {
    parse(filter).map(drop)
}

/// Libraries that say at `info` what only their authors want to know; directives in the filter overrule these.
const QUIETER: &str = "actix_server=warn,sea_orm_migration=warn";

fn parse(filter: &str) -> Result<EnvFilter, LogError> {
    EnvFilter::builder()
        .parse(format!("{QUIETER},{filter}"))
        .map_err(|source| LogError::Filter { filter: filter.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_level_or_directives() {
        for filter in ["info", "warn,booking=debug", "off"] {
            assert!(parse(filter).is_ok(), "{filter}");
        }
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let error = parse("booking=loud").unwrap_err();

        assert!(error.to_string().contains("\"booking=loud\""), "{error}");
    }

    #[test]
    fn a_format_reads_as_it_is_written() {
        for format in [LogFormat::Text, LogFormat::Json] {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
        assert_eq!("xml".parse::<LogFormat>(), Err(UnknownLogFormat));
    }
}
