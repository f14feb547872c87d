//! A booking's page, rendered with a guest who means ill.

use booking_api::HistoryEntry;
use kernel::MessageId;
use notification_api::{MessageState, MessageView, Template as Mail};

use super::*;
use crate::samples::{self, LOCALES, MISCHIEF};

fn known(locale: Locale) -> Known {
    let detail = samples::booking();
    let at = detail.view.created_at;
    let confirmed = HistoryEntry {
        version: 1,
        action: "confirmed".to_owned(),
        actor: "guest".to_owned(),
        at,
        check_in: Some(detail.view.check_in),
        check_out: Some(detail.view.check_out.minus_days(1)),
        room_type: Some(detail.view.room_type.clone()),
        rooms: Some(1),
        total: Some(detail.view.total),
        penalty: None,
        request_id: None,
    };
    let changed = HistoryEntry {
        version: 2,
        action: "changed".to_owned(),
        at: at + chrono::TimeDelta::hours(1),
        check_out: Some(detail.view.check_out),
        ..confirmed.clone()
    };
    let note = StaffNote {
        note_id: "0190b5a0-0000-7000-8000-000000000051".parse().unwrap(),
        text: MISCHIEF.to_owned(),
        actor: "staff:gone".to_owned(),
        at,
    };
    let mail = MessageView {
        message_id: "0190b5a0-0000-7000-8000-000000000061".parse::<MessageId>().unwrap(),
        booking_id: detail.booking_id,
        template: Mail::Confirmation,
        state: MessageState::Failed,
        attempts: 5,
        last_error: Some("mailbox unavailable".to_owned()),
        created_at: at,
        sent_at: None,
    };
    Known {
        detail,
        history: vec![confirmed, changed],
        notes: vec![note],
        messages: vec![mail],
        trail: vec![],
        who: Who::nobody(locale),
    }
}

fn html(locale: Locale, may_write: bool) -> String {
    let hotel = samples::hotel();
    let around = Around { may_write, ..Around::sample(&hotel, locale) };
    BookingPage::new(DeskFrame::sample(locale), around, &known(locale), NoteForm::default()).render().unwrap()
}

#[test]
fn a_booking_tells_all_about_itself_and_nothing_of_it_is_markup() {
    for locale in LOCALES {
        let html = html(locale, true);

        let words = BookingWords::of(locale);
        assert!(html.contains("mailto:hong@example.com") && html.contains(words.do_cancel), "{html}");
        assert!(html.contains("mailbox unavailable") && html.contains("/bookings/3F7K2M9QXR/check-in\""));
        assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
        assert!(!html.contains("{{"));
    }
}

#[test]
fn whoever_only_looks_can_do_nothing() {
    let html = html(Locale::En, false);

    assert!(!html.contains("method=\"post\" action=\"/en/desk/jumak-seoul"), "{html}");
    assert!(html.contains("Failed"));
}
