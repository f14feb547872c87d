//! A hotel's events that nobody could deliver: why, and having them delivered again.

use access_api::permissions::MANAGE_HOTELS;
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use kernel::EventId;

use crate::{
    DeadEvent,
    desk::{
        around::Around,
        done,
        frame::{DeskFrame, Section},
        staff::Staff,
    },
    form::Typed,
    frame::Frame,
    refusal::Refusal,
    words::words,
};

words! {
    /// What the page of dead events says.
    EventsWords {
        title: "전달 실패 이벤트" | "Dead events",
        lead: "여러 번 시도해도 전달하지 못한 이벤트입니다. 원인을 해결한 뒤 다시 전달하세요. 같은 이벤트가 두 번 처리되지는 않습니다." | "Events that could not be delivered however often it was tried. Mend the cause, then deliver them again: nothing is done twice.",
        list: "전달하지 못한 이벤트 목록" | "Events that could not be delivered",
        kind: "종류" | "Type",
        at: "발생" | "Happened",
        attempts: "시도" | "Tries",
        error: "마지막 오류" | "Last error",
        to_do: "할 일" | "Actions",
        replay: "다시 전달" | "Deliver again",
        replay_all: "모두 다시 전달" | "Deliver all again",
        replayed: "다시 전달하도록 등록했습니다. 곧 전달을 시도합니다." | "Queued again; delivery is tried in a moment.",
        nothing: "다시 전달할 이벤트가 없습니다. 이미 처리되었을 수 있습니다." | "There was nothing to deliver again; it may be done already.",
        none: "전달하지 못한 이벤트가 없습니다" | "Every event was delivered",
        none_text: "모든 이벤트가 정상적으로 전달되었습니다." | "Nothing waits for you here.",
    }
}

/// A hotel's dead events.
#[derive(Template)]
#[template(path = "desk/events.html")]
struct EventsPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static EventsWords,
    rows: Vec<EventRow>,
    replay: String,
    is_replayed: bool,
    is_nothing_done: bool,
}

/// A dead event in one line.
struct EventRow {
    module: &'static str,
    id: EventId,
    kind: String,
    at: String,
    attempts: u32,
    error: String,
}

impl EventsPage {
    fn new(desk: DeskFrame, events: Vec<DeadEvent>, around: Around<'_>) -> Self {
        let row = |event: DeadEvent| EventRow {
            module: event.module,
            id: event.event_id,
            kind: event.kind,
            at: around.instant(event.at),
            attempts: event.attempts,
            error: event.last_error,
        };
        Self {
            frame: desk.frame.clone(),
            desk,
            words: EventsWords::of(around.locale),
            rows: events.into_iter().map(row).collect(),
            replay: around.link("events/replay"),
            is_replayed: false,
            is_nothing_done: false,
        }
    }
}

/// Shows a hotel's dead events.
pub(crate) async fn show(
    staff: Staff,
    request: HttpRequest,
    hotel: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let (visit, typed) = (counter.visit(), Typed::query(&request));
    let events = visit.pages.backroom().dead_events(counter.hotel.id).await?;
    let desk = counter.frame(Section::Events, EventsWords::of(visit.locale).title).await?;
    visit.personal(&EventsPage {
        is_replayed: typed.get("done") == "replayed",
        is_nothing_done: typed.get("done") == "nothing",
        ..EventsPage::new(desk, events, Around::of(&counter))
    })
}

/// Has one event delivered again, or all of them. What is dead no more is left alone, so a repeat does nothing.
pub(crate) async fn replay(staff: Staff, hotel: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let (backroom, hotel) = (counter.visit().pages.backroom(), counter.hotel.id);
    let is_done = if typed.is_ticked("all") {
        backroom.revive_all(hotel, staff.by()).await? > 0
    } else {
        let event = typed.get("event").parse();
        let event = event.map_err(|_| Refusal::Senseless("a form without its event".to_owned()))?;
        backroom.revive(hotel, typed.get("module"), event, staff.by()).await?
    };
    let done = if is_done { "replayed" } else { "nothing" };
    Ok(done::see(&counter.link("events"), done))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    fn dead() -> DeadEvent {
        let at = "2030-05-10T02:00:00Z".parse().unwrap();
        DeadEvent {
            module: "booking",
            event_id: EventId::new(at),
            kind: "jumak.booking.confirmed.v1".to_owned(),
            at,
            attempts: 12,
            last_error: MISCHIEF.to_owned(),
        }
    }

    #[test]
    fn a_dead_event_says_why_it_died_and_can_be_delivered_again() {
        let (hotel, dead) = (samples::hotel(), dead());
        for locale in LOCALES {
            let around = Around::sample(&hotel, locale);
            let page = EventsPage::new(DeskFrame::sample(locale), vec![dead.clone()], around);

            let html = page.render().unwrap();

            assert!(html.contains(&format!("name=\"event\" value=\"{}\"", dead.event_id)), "{html}");
            assert!(html.contains("name=\"module\" value=\"booking\"") && html.contains("name=\"all\""));
            assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn where_nothing_died_there_is_nothing_to_press() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let page = EventsPage::new(DeskFrame::sample(locale), Vec::new(), Around::sample(&hotel, locale));

            let html = page.render().unwrap();

            assert!(html.contains(EventsWords::of(locale).none) && !html.contains("events/replay"), "{html}");
        }
    }
}
