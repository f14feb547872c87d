//! What notification tells others. Fields are only ever added; a changed meaning is a new type.

use kernel::{BookingId, HotelId, MessageId};
use serde::{Deserialize, Serialize};

use crate::Template;

/// The types of notification's events.
pub mod kinds {
    /// A message left.
    pub const MESSAGE_SENT: &str = "jumak.notification.message_sent.v1";
    /// A message was given up.
    pub const MESSAGE_FAILED: &str = "jumak.notification.message_failed.v1";
}

/// The payload of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEvent {
    /// The hotel.
    pub hotel_id: HotelId,
    /// The message.
    pub message_id: MessageId,
    /// The booking it is about.
    pub booking_id: BookingId,
    /// Which message.
    pub template: Template,
    /// How often it was tried.
    pub attempts: u32,
}
