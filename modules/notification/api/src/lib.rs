//! Notification as other modules know it: messages to guests, and the proof that they left.

mod events;
mod port;

pub use events::{MessageEvent, kinds};
pub use port::{
    MessageList, MessagePage, MessageState, MessageView, Notification, NotificationError, Template,
};
