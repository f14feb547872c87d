//! The way into notification. Every method could cross a wire.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{BookingId, By, HotelId, MessageId};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// What notification does for the rest of the house. Most of it happens by listening.
#[async_trait]
pub trait Notification: Send + Sync {
    /// A hotel's messages, newest first.
    async fn messages(&self, list: MessageList) -> Result<MessagePage, NotificationError>;

    /// Queues a message again, whatever became of it.
    async fn resend(&self, hotel: HotelId, message: MessageId, by: By) -> Result<(), NotificationError>;

    /// Queues the newest message about a booking again, whatever became of it. A booking that no message is about
    /// yet is `NotFound`: its first one is on its way.
    async fn resend_latest(
        &self,
        hotel: HotelId,
        booking: BookingId,
        by: By,
    ) -> Result<MessageView, NotificationError>;

    /// How many messages wait, and how many were given up.
    async fn backlog(&self) -> Result<(u64, u64), NotificationError>;
}

/// Which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The booking is made.
    Confirmation,
    /// Its dates or room type are changed.
    Change,
    /// It is called off.
    Cancellation,
}

impl Template {
    /// Every template there is.
    pub const ALL: [Self; 3] = [Self::Confirmation, Self::Change, Self::Cancellation];

    /// The template's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Change => "change",
            Self::Cancellation => "cancellation",
        }
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// Waiting for its turn, or for another try.
    Queued,
    /// Handed over.
    Sent,
    /// Given up; staff may send it again.
    Failed,
}

impl MessageState {
    /// Every state there is.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Sent, Self::Failed];

    /// The state's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

/// Which of a hotel's messages.
#[derive(Debug, Clone)]
pub struct MessageList {
    /// The hotel.
    pub hotel: HotelId,
    /// Only those about this booking.
    pub booking: Option<BookingId>,
    /// Only those that stand here.
    pub state: Option<MessageState>,
    /// At most so many, 1 to 100.
    pub limit: u16,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of messages, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// The messages.
    pub items: Vec<MessageView>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

/// A message as staff see it. Never with the guest's name or address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageView {
    /// Its id.
    pub message_id: MessageId,
    /// The booking it is about.
    pub booking_id: BookingId,
    /// Which message.
    pub template: Template,
    /// Where it stands.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Why not.
#[derive(Debug, Clone, Error)]
pub enum NotificationError {
    /// There is no such message.
    #[error("there is no such message")]
    NotFound,
    /// Something given makes no sense: field and reason.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    /// The operator lets nobody change anything. Nothing was done.
    #[error("changes are closed for the moment; looking goes on")]
    ReadOnly,
    /// The module could not work.
    #[error("notification is unavailable: {0}")]
    Unavailable(String),
}
