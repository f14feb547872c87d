//! The page about something that was not done: why, and the way on.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use booking_api::{BookingRefusal, BookingView};

use crate::{
    desk::{
        around::Around,
        frame::{DeskFrame, Section},
        staff::Counter,
    },
    frame::Frame,
    refusal::Refusal,
    shown::refused,
    words::words,
};

words! {
    /// What the page says.
    RefusedPageWords {
        title: "처리하지 못했습니다" | "This was not done",
        booking: "예약 보기" | "Open the booking",
        today: "오늘 화면으로" | "Back to today",
    }
}

/// Why something was not done.
#[derive(Template)]
#[template(path = "desk/refused.html")]
struct RefusedPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static RefusedPageWords,
    guest: String,
    code: String,
    reasons: Vec<String>,
    booking: String,
    today: String,
}

impl RefusedPage {
    fn new(desk: DeskFrame, booking: &BookingView, refusal: &BookingRefusal, around: Around<'_>) -> Self {
        Self {
            words: RefusedPageWords::of(around.locale),
            frame: desk.frame.clone(),
            desk,
            guest: booking.guest.name.clone(),
            code: booking.confirmation_code.to_string(),
            reasons: refused::in_words(refusal, booking, around.today(), around.say()),
            booking: around.booking(booking.confirmation_code),
            today: around.link("today"),
        }
    }
}

/// Says why something was not done with a booking.
pub(crate) async fn page(
    counter: &Counter,
    booking: &BookingView,
    refusal: &BookingRefusal,
) -> Result<HttpResponse, Refusal> {
    let title = RefusedPageWords::of(counter.visit().locale).title;
    let desk = counter.frame(Section::Bookings, title).await?;
    let page = RefusedPage::new(desk, booking, refusal, Around::of(counter));
    counter.visit().refused(StatusCode::CONFLICT, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES};
    use booking_api::BookingStatus;

    #[test]
    fn a_refusal_says_why_and_leads_on() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let refusal = BookingRefusal::WrongStatus {
                status: BookingStatus::Cancelled,
                action: "check_in".to_owned(),
            };
            let around = Around::sample(&hotel, locale);
            let page =
                RefusedPage::new(DeskFrame::sample(locale), &samples::booking().view, &refusal, around);

            let html = page.render().unwrap();

            let status = crate::shown::Status::of(BookingStatus::Cancelled, locale).label;
            assert!(
                html.contains(status) && html.contains("/desk/jumak-seoul/bookings/3F7K2M9QXR"),
                "{html}"
            );
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }
}
