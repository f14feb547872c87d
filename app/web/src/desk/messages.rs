//! A hotel's mails to guests: what waits, what was given up, what left; and sending one again.

use std::collections::HashMap;

use access_api::permissions::{READ_BOOKINGS, WRITE_BOOKINGS};
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use booking_api::BookingDetail;
use kernel::{BookingId, MessageId};
use notification_api::{MessageList, MessageState, MessageView};

use crate::{
    desk::{
        around::Around,
        frame::{DeskFrame, Section},
        staff::{Counter, Staff},
        tabs::Tab,
    },
    form::Typed,
    frame::Frame,
    links::{query, with_query},
    refusal::Refusal,
    respond::see_other,
    shown::{mail_name, mail_state},
    words::words,
};

/// A page that one looks through.
const LISTED: u16 = 50;

words! {
    /// What the page of messages says.
    MessagesWords {
        title: "메일" | "Messages",
        lead: "고객에게 보내는 메일입니다. 보내지 못한 메일은 다시 보낼 수 있습니다." | "Mails to guests. What could not be sent can be sent again.",
        view: "메일 상태별 보기" | "Messages by state",
        all: "전체" | "All",
        list: "메일 목록" | "Messages",
        booking: "예약 번호" | "Booking",
        guest: "예약자" | "Guest",
        message: "메일" | "Message",
        state: "상태" | "State",
        attempts: "시도" | "Tries",
        queued_at: "등록" | "Queued",
        sent_at: "발송" | "Sent",
        error: "마지막 오류" | "Last error",
        to_do: "할 일" | "Actions",
        resend: "다시 보내기" | "Send again",
        try_now: "지금 보내기" | "Send now",
        queued_again: "메일을 다시 보내도록 등록했습니다. 곧 발송됩니다." | "The message is queued again and leaves in a moment.",
        none: "메일이 없습니다" | "No messages",
        none_text: "예약이 접수되거나 변경되면 여기에 메일이 표시됩니다." | "Messages appear here once a booking is made or changed.",
        pages: "메일 쪽 이동" | "Pages of messages",
        first: "처음으로" | "First page",
        next: "다음" | "Next",
    }
}

/// A hotel's messages.
#[derive(Template)]
#[template(path = "desk/messages.html")]
struct MessagesPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static MessagesWords,
    tabs: Vec<Tab>,
    /// The state chosen, for forms to come back to; empty for all.
    state: &'static str,
    rows: Vec<MessageRow>,
    is_queued_again: bool,
    /// Where the list begins, on all pages but the first.
    first: Option<String>,
    next: Option<String>,
}

/// A message in one line.
struct MessageRow {
    code: String,
    booking: Option<String>,
    guest: String,
    name: &'static str,
    state: MessageState,
    state_in_words: &'static str,
    attempts: u32,
    queued_at: String,
    sent_at: String,
    error: String,
    /// Where it is sent again, and what the button says.
    resend: Option<(String, &'static str)>,
}

impl MessageRow {
    fn of(message: &MessageView, booking: Option<&BookingDetail>, around: Around<'_>) -> Self {
        let code = booking.map(|booking| booking.view.confirmation_code);
        Self {
            code: code.map(|code| code.to_string()).unwrap_or_default(),
            booking: code.map(|code| around.booking(code)),
            guest: booking.map(|booking| booking.view.guest.name.clone()).unwrap_or_default(),
            name: mail_name(message.template, around.locale),
            state: message.state,
            state_in_words: mail_state(message.state, around.locale),
            attempts: message.attempts,
            queued_at: around.instant(message.created_at),
            sent_at: message.sent_at.map(|at| around.instant(at)).unwrap_or_default(),
            error: message.last_error.clone().unwrap_or_default(),
            resend: resend(message, around),
        }
    }
}

/// What is about to be tried for the first time needs no button.
fn resend(message: &MessageView, around: Around<'_>) -> Option<(String, &'static str)> {
    let words = MessagesWords::of(around.locale);
    let label = match message.state {
        MessageState::Queued if message.attempts == 0 => return None,
        MessageState::Queued => words.try_now,
        MessageState::Sent | MessageState::Failed => words.resend,
    };
    around.may_write.then(|| (around.link(&format!("messages/{}/resend", message.message_id)), label))
}

impl MessagesPage {
    fn new(desk: DeskFrame, state: Option<MessageState>, rows: Vec<MessageRow>, around: Around<'_>) -> Self {
        Self {
            frame: desk.frame.clone(),
            desk,
            words: MessagesWords::of(around.locale),
            tabs: tabs(state, around),
            state: state.map(MessageState::name).unwrap_or_default(),
            rows,
            is_queued_again: false,
            first: None,
            next: None,
        }
    }
}

fn tabs(chosen: Option<MessageState>, around: Around<'_>) -> Vec<Tab> {
    let all = MessagesWords::of(around.locale).all;
    let label = |state: Option<MessageState>| state.map_or(all, |state| mail_state(state, around.locale));
    let states = [None, Some(MessageState::Queued), Some(MessageState::Failed), Some(MessageState::Sent)];
    let tab = |state| Tab { label: label(state), link: place(state, None, around), is_here: state == chosen };
    states.map(tab).into()
}

/// The page of a state, from a place in the list on.
fn place(state: Option<MessageState>, cursor: Option<String>, around: Around<'_>) -> String {
    let state = state.map(MessageState::name).unwrap_or_default();
    let query = query([("state", state.to_owned()), ("cursor", cursor.unwrap_or_default())]);
    with_query(&around.link("messages"), &query)
}

fn state_named(name: &str) -> Option<MessageState> {
    MessageState::ALL.into_iter().find(|state| state.name() == name)
}

/// Shows a hotel's messages.
pub(crate) async fn show(
    staff: Staff,
    request: HttpRequest,
    hotel: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let (visit, around, typed) = (counter.visit(), Around::of(&counter), Typed::query(&request));
    let state = state_named(typed.get("state"));
    let cursor = Some(typed.get("cursor").to_owned()).filter(|cursor| !cursor.is_empty());
    let is_first = cursor.is_none();
    let list = MessageList { hotel: counter.hotel.id, booking: None, state, limit: LISTED, cursor };
    let found = visit.pages.notification().messages(list).await?;
    let bookings = bookings_of(&found.items, &counter).await?;
    let row = |message: &MessageView| MessageRow::of(message, bookings.get(&message.booking_id), around);
    let rows = found.items.iter().map(row).collect();
    let desk = counter.frame(Section::Messages, MessagesWords::of(visit.locale).title).await?;
    visit.personal(&MessagesPage {
        is_queued_again: typed.get("done") == "resent",
        first: (!is_first).then(|| place(state, None, around)),
        next: found.next_cursor.map(|cursor| place(state, Some(cursor), around)),
        ..MessagesPage::new(desk, state, rows, around)
    })
}

async fn bookings_of(
    messages: &[MessageView],
    counter: &Counter,
) -> Result<HashMap<BookingId, BookingDetail>, Refusal> {
    let mut wanted: Vec<_> = messages.iter().map(|message| (counter.hotel.id, message.booking_id)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let found = counter.visit().pages.booking().details(&wanted).await?;
    Ok(found.into_iter().map(|booking| (booking.booking_id, booking)).collect())
}

/// Queues a message again.
pub(crate) async fn resend_message(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (hotel, message) = path.into_inner();
    let counter = staff.at(WRITE_BOOKINGS, &hotel).await?;
    let message: MessageId = message.parse().map_err(|_| Refusal::NoPage)?;
    counter.visit().pages.notification().resend(counter.hotel.id, message, staff.by()).await?;
    let state = state_named(typed.get("state")).map(MessageState::name).unwrap_or_default();
    let query = query([("state", state.to_owned()), ("done", "resent".to_owned())]);
    Ok(see_other(&with_query(&counter.link("messages"), &query)))
}

/// Back to the messages, from where one was sent again.
pub(crate) async fn back(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hotel, _) = path.into_inner();
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    Ok(see_other(&counter.link("messages")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};
    use kernel::Locale;

    fn message(state: MessageState, attempts: u32) -> MessageView {
        let at = "2030-05-10T02:00:00Z".parse().unwrap();
        MessageView {
            message_id: MessageId::new(at),
            booking_id: samples::booking().booking_id,
            template: notification_api::Template::Confirmation,
            state,
            attempts,
            last_error: Some(MISCHIEF.to_owned()),
            created_at: at,
            sent_at: None,
        }
    }

    fn html(message: &MessageView, around: Around<'_>) -> String {
        let mut booking = samples::booking();
        booking.view.guest.name = MISCHIEF.to_owned();
        let rows = vec![MessageRow::of(message, Some(&booking), around)];
        let desk = DeskFrame::sample(around.locale);
        MessagesPage::new(desk, Some(MessageState::Failed), rows, around).render().unwrap()
    }

    #[test]
    fn a_failed_message_says_whose_it_is_why_it_failed_and_offers_another_try() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let message = message(MessageState::Failed, 12);

            let html = html(&message, Around::sample(&hotel, locale));

            assert!(html.contains(&format!("messages/{}/resend", message.message_id)), "{html}");
            assert!(html.contains("/desk/jumak-seoul/bookings/3F7K2M9QXR") && html.contains(">12</td>"));
            assert!(html.contains("name=\"state\" value=\"failed\""));
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }

    #[test]
    fn whoever_may_only_look_gets_no_button_and_a_fresh_message_needs_none() {
        let hotel = samples::hotel();
        let around = Around::sample(&hotel, Locale::En);

        let onlooker = html(&message(MessageState::Failed, 12), Around { may_write: false, ..around });
        let fresh = html(&message(MessageState::Queued, 0), around);
        let waiting = html(&message(MessageState::Queued, 2), around);

        assert!(!onlooker.contains("/resend") && !fresh.contains("/resend"));
        assert!(waiting.contains("/resend") && waiting.contains("Send now"));
    }

    #[test]
    fn a_list_without_messages_says_so() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let around = Around::sample(&hotel, locale);
            let page = MessagesPage::new(DeskFrame::sample(locale), None, Vec::new(), around);

            assert!(page.render().unwrap().contains(MessagesWords::of(locale).none));
        }
    }
}
