//! What only mails say, in each language.

use kernel::{Locale, Words};
use notification_api::Template;

/// The mail's subject.
pub(super) fn subject(words: Words, template: Template, hotel: &str, code: &str) -> String {
    let (ko, en) = match template {
        Template::Confirmation => ("예약이 확정되었습니다", "is confirmed"),
        Template::Change => ("예약이 변경되었습니다", "has been changed"),
        Template::Cancellation => ("예약이 취소되었습니다", "has been cancelled"),
    };
    match words.0 {
        Locale::Ko => format!("[{hotel}] {ko} ({code})"),
        Locale::En => format!("Your booking at {hotel} {en} ({code})"),
    }
}
