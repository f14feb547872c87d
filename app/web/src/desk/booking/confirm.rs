//! The question before something that cannot be undone.

use askama::Template;
use booking_api::BookingView;
use kernel::Money;
use uuid::Uuid;

use crate::{desk::frame::DeskFrame, frame::Frame};

/// What is asked, and what each answer leads to.
pub(super) struct Question {
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    /// What became different while the page lay open.
    pub(super) notice: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) action: String,
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) button: String,
    pub(super) back: (&'static str, String),
}

/// The page that asks.
#[derive(Template)]
#[template(path = "desk/confirm.html")]
pub(super) struct ConfirmPage {
    desk: DeskFrame,
    frame: Frame,
    guest: String,
    code: String,
    question: Question,
    key: Uuid,
}

impl ConfirmPage {
    pub(super) fn new(desk: DeskFrame, booking: &BookingView, question: Question) -> Self {
        Self {
            frame: desk.frame.clone(),
            desk,
            guest: booking.guest.name.clone(),
            code: booking.confirmation_code.to_string(),
            question,
            key: Uuid::new_v4(),
        }
    }
}

/// What of a booking's price is let go when so much is kept.
pub(super) fn refund(booking: &BookingView, penalty: Money) -> Money {
    booking.total.minus(penalty).unwrap_or(booking.total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};

    #[test]
    fn a_question_names_the_guest_and_what_it_costs() {
        for locale in LOCALES {
            let question = Question {
                title: "Title",
                text: "Text",
                notice: Some("It costs more now.".to_owned()),
                facts: vec![("Penalty", "₩120,000".to_owned())],
                action: "/en/desk/jumak-seoul/bookings/3F7K2M9QXR/cancel".to_owned(),
                hidden: vec![("penalty", "120000".to_owned())],
                button: "Cancel for ₩120,000".to_owned(),
                back: ("Back", "/en/back".to_owned()),
            };

            let page = ConfirmPage::new(DeskFrame::sample(locale), &samples::booking().view, question);
            let html = page.render().unwrap();

            assert!(
                html.contains("₩120,000") && html.contains("name=\"penalty\" value=\"120000\""),
                "{html}"
            );
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
            assert!(html.contains("name=\"key\"") && !html.contains("{{"));
        }
    }
}
