//! What every module keeps beside its own: who changed what, and the events nobody could deliver.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{By, EventId, HotelId};
use thiserror::Error;

/// The way to the audit trails and dead events of all modules. The app, which knows them all, provides it.
#[async_trait]
pub trait Backroom: Send + Sync {
    /// Who changed what, newest first, over all modules.
    async fn trail(&self, query: TrailQuery) -> Result<Vec<TrailEntry>, BackroomError>;

    /// A hotel's events that were given up, oldest first, at most [`DEAD_EVENTS_MAX`].
    async fn dead_events(&self, hotel: HotelId) -> Result<Vec<DeadEvent>, BackroomError>;

    /// Has a hotel's dead event of that module delivered again. Answers false when it is dead no more.
    async fn revive(
        &self,
        hotel: HotelId,
        module: &str,
        event: EventId,
        by: By,
    ) -> Result<bool, BackroomError>;

    /// Has all of a hotel's dead events that are listed delivered again. Answers how many.
    async fn revive_all(&self, hotel: HotelId, by: By) -> Result<usize, BackroomError>;
}

/// As many as a person looks through. The next ones show when these are revived.
pub const DEAD_EVENTS_MAX: u16 = 200;

/// Which changes.
#[derive(Debug, Clone)]
pub struct TrailQuery {
    /// Those that concern this hotel; `None`: those that concern no single one, such as a password's change.
    pub hotel: Option<HotelId>,
    /// Only changes of this object, such as a confirmation code.
    pub object: Option<String>,
    /// Only those before this one.
    pub before: Option<EventId>,
    /// At most so many, 1 to 200.
    pub limit: u16,
}

/// A change.
#[derive(Debug, Clone, PartialEq)]
pub struct TrailEntry {
    /// Its id, where the next page goes on.
    pub id: EventId,
    /// The module that made it.
    pub module: &'static str,
    /// The hotel concerned, if it is one.
    pub hotel: Option<HotelId>,
    /// Who, such as `staff:…`.
    pub actor: String,
    /// What was done, such as `ari.set`.
    pub action: String,
    /// To what.
    pub object: String,
    /// Before and after, as JSON.
    pub detail: serde_json::Value,
    /// The request that asked for it.
    pub request_id: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An event that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadEvent {
    /// The module whose outbox holds it.
    pub module: &'static str,
    /// Its id.
    pub event_id: EventId,
    /// Its type.
    pub kind: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub last_error: String,
}

/// Why not.
#[derive(Debug, Clone, Error)]
#[error("the backroom cannot be entered: {0}")]
pub struct BackroomError(pub String);
