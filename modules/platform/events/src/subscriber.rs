//! Those who listen.

use async_trait::async_trait;
use thiserror::Error;

use crate::Envelope;

/// Receives events at least once, each aggregate's in order, and makes each count once.
#[async_trait]
pub trait Subscriber: Send + Sync + 'static {
    /// The consumer's name in inboxes, logs and metrics.
    fn name(&self) -> &'static str;

    /// Whether this kind of event concerns it.
    fn wants(&self, kind: &str) -> bool;

    /// Takes in a batch: all of it, or none. After an error the relay offers the events one at a time.
    async fn receive(&self, events: &[Envelope]) -> Result<(), ReceiveError>;
}

/// Why events were not taken in; they come again.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct ReceiveError(pub String);

impl ReceiveError {
    /// Keeps the whole chain of causes in the text, which an outbox row and staff will read.
    pub fn because(error: impl std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        Self(text)
    }
}
