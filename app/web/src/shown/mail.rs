//! Messages to guests: which one it is, and where it stands, in words.

use kernel::Locale;
use notification_api::{MessageState, Template};

use crate::words::words;

words! {
    /// What messages and their states are called.
    MailWords {
        confirmation: "예약 확인 메일" | "Booking confirmation",
        change: "예약 변경 메일" | "Change of the booking",
        cancellation: "예약 취소 메일" | "Cancellation",
        queued: "대기" | "Queued",
        sent: "발송됨" | "Sent",
        failed: "실패" | "Failed",
    }
}

/// What a message is called.
pub(crate) fn mail_name(template: Template, locale: Locale) -> &'static str {
    let words = MailWords::of(locale);
    match template {
        Template::Confirmation => words.confirmation,
        Template::Change => words.change,
        Template::Cancellation => words.cancellation,
    }
}

/// Where a message stands.
pub(crate) fn mail_state(state: MessageState, locale: Locale) -> &'static str {
    let words = MailWords::of(locale);
    match state {
        MessageState::Queued => words.queued,
        MessageState::Sent => words.sent,
        MessageState::Failed => words.failed,
    }
}
