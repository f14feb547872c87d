//! Who changed what at a hotel, newest first; and what concerns all hotels, for those who decide there.

mod action;
mod detail;

use access_api::permissions::{MANAGE_HOTELS, MANAGE_STAFF};
use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;

use crate::{
    TrailEntry, TrailQuery,
    desk::{
        around::Around,
        frame::{DeskFrame, Section},
        staff::Staff,
        tabs::Tab,
        who::Who,
    },
    form::Typed,
    frame::Frame,
    links::{query, with_query},
    refusal::Refusal,
    words::words,
};

use detail::Change;

/// A page that one reads.
const LISTED: u16 = 50;
/// What is read at a glance; the rest waits behind a click.
const CHANGES_SHOWN: usize = 3;
/// More of a change than this is read where it was made.
const CHANGES_MAX: usize = 60;
/// What concerns no single hotel, as an address calls it.
const EVERYWHERE: &str = "everywhere";

words! {
    /// What the page of the trail says.
    TrailWords {
        title: "변경 기록" | "Audit trail",
        lead: "누가 언제 무엇을 바꾸었는지 보여 줍니다. 기록은 고치거나 지울 수 없습니다." | "Who changed what, and when. What is written here can neither be changed nor deleted.",
        view: "기록 범위" | "Which changes",
        this_hotel: "이 호텔" | "This hotel",
        everywhere: "모든 호텔 공통" | "All hotels",
        find: "대상으로 찾기" | "Find by object",
        object: "대상" | "Object",
        object_hint: "예약 번호, 객실 코드 등" | "A booking's code, a room type's code…",
        search: "찾기" | "Find",
        clear: "조건 지우기" | "Show everything",
        list: "변경 기록 목록" | "Changes",
        at: "시각" | "When",
        who: "누가" | "Who",
        action: "작업" | "What was done",
        detail: "내용" | "Details",
        from: "변경 전" | "before",
        to: "변경 후" | "after",
        none_before: "없음" | "none",
        more: "더 보기" | "More",
        request: "요청 번호" | "Request",
        none: "기록이 없습니다" | "No changes",
        none_text: "조건에 맞는 변경 기록이 없습니다." | "Nothing that was changed matches.",
        pages: "기록 쪽 이동" | "Pages of the trail",
        newest: "처음으로" | "Newest",
        older: "이전 기록" | "Older",
    }
}

/// A trail.
#[derive(Template)]
#[template(path = "desk/trail.html")]
struct TrailPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static TrailWords,
    /// Empty for whoever sees one view only.
    tabs: Vec<Tab>,
    here: String,
    scope: &'static str,
    object: String,
    all: String,
    rows: Vec<TrailRow>,
    newest: Option<String>,
    older: Option<String>,
}

/// A change in one line.
struct TrailRow {
    at: String,
    who: String,
    /// What was done in words; else as it is recorded.
    action: Option<&'static str>,
    raw_action: String,
    object: String,
    object_link: String,
    changes: Vec<Change>,
    more_changes: Vec<Change>,
    request_id: String,
}

/// Which trail is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Looked {
    is_everywhere: bool,
    object: String,
}

impl Looked {
    /// The trail that a query names, for whoever may see it.
    fn read(typed: &Typed, staff: &Staff) -> Result<Self, Refusal> {
        let is_everywhere = typed.get("scope") == EVERYWHERE;
        if is_everywhere {
            staff.everywhere(MANAGE_STAFF)?;
        }
        Ok(Self { is_everywhere, object: typed.get("object").to_owned() })
    }

    /// Its entries before one of them: a page of them, and one more if there are more.
    fn query(&self, before: &str, around: Around<'_>) -> TrailQuery {
        TrailQuery {
            hotel: (!self.is_everywhere).then_some(around.hotel.id),
            object: Some(self.object.clone()).filter(|object| !object.is_empty()),
            // A link that was cut off begins anew.
            before: before.parse().ok(),
            limit: LISTED + 1,
        }
    }

    fn scope(&self) -> &'static str {
        if self.is_everywhere { EVERYWHERE } else { "" }
    }

    /// The page of this trail, from an entry on.
    fn link(&self, before: &str, around: Around<'_>) -> String {
        let query = query([
            ("scope", self.scope().to_owned()),
            ("object", self.object.clone()),
            ("before", before.to_owned()),
        ]);
        with_query(&around.link("trail"), &query)
    }

    /// The same trail about one object alone.
    fn about(&self, object: &str) -> Self {
        Self { object: object.to_owned(), ..self.clone() }
    }
}

impl TrailRow {
    fn of(entry: &TrailEntry, who: &Who, looked: &Looked, around: Around<'_>) -> Self {
        let mut changes = detail::changes(&entry.detail);
        changes.truncate(CHANGES_MAX);
        changes.iter_mut().filter(|change| change.path == "staff_id").for_each(|change| {
            change.after = who.is(&format!("staff:{}", change.after));
        });
        let more_changes = changes.split_off(changes.len().min(CHANGES_SHOWN));
        let booking = action::is_about_a_booking(&entry.action).then(|| entry.object.parse().ok()).flatten();
        Self {
            at: around.instant(entry.at),
            who: who.is(&entry.actor),
            action: action::in_words(&entry.action, around.locale),
            raw_action: entry.action.clone(),
            object: action::object_in_words(entry, who),
            object_link: match booking {
                Some(code) => around.booking(code),
                None => looked.about(&entry.object).link("", around),
            },
            changes,
            more_changes,
            request_id: entry.request_id.clone(),
        }
    }
}

impl TrailPage {
    fn new(desk: DeskFrame, looked: &Looked, rows: Vec<TrailRow>, around: Around<'_>) -> Self {
        Self {
            frame: desk.frame.clone(),
            desk,
            words: TrailWords::of(around.locale),
            tabs: Vec::new(),
            here: around.link("trail"),
            scope: looked.scope(),
            object: looked.object.clone(),
            all: looked.about("").link("", around),
            rows,
            newest: None,
            older: None,
        }
    }
}

fn tabs(looked: &Looked, around: Around<'_>) -> Vec<Tab> {
    let words = TrailWords::of(around.locale);
    let tab = |label, is_everywhere| {
        let there = Looked { is_everywhere, object: String::new() };
        Tab { label, link: there.link("", around), is_here: is_everywhere == looked.is_everywhere }
    };
    vec![tab(words.this_hotel, false), tab(words.everywhere, true)]
}

/// Shows who changed what.
pub(crate) async fn show(
    staff: Staff,
    request: HttpRequest,
    hotel: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let (visit, around, typed) = (counter.visit(), Around::of(&counter), Typed::query(&request));
    let (looked, before) = (Looked::read(&typed, &staff)?, typed.get("before"));
    let asked = looked.query(before, around);
    let (entries, who) = futures::join!(visit.pages.backroom().trail(asked), Who::known(visit));
    let (mut entries, who) = (entries?, who?);
    let has_older = entries.len() > usize::from(LISTED);
    entries.truncate(LISTED.into());
    let older = entries.last().filter(|_| has_older).map(|last| looked.link(&last.id.to_string(), around));
    let rows = entries.iter().map(|entry| TrailRow::of(entry, &who, &looked, around)).collect();
    let desk = counter.frame(Section::Trail, TrailWords::of(visit.locale).title).await?;
    visit.personal(&TrailPage {
        tabs: if staff.session.may_everywhere(MANAGE_STAFF) { tabs(&looked, around) } else { Vec::new() },
        newest: (!before.is_empty()).then(|| looked.link("", around)),
        older,
        ..TrailPage::new(desk, &looked, rows, around)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};
    use kernel::{EventId, Locale};
    use serde_json::json;

    fn entry(action: &str, object: &str) -> TrailEntry {
        let at = "2030-05-10T02:00:00Z".parse().unwrap();
        TrailEntry {
            id: EventId::new(at),
            module: "booking",
            hotel: None,
            actor: "system".to_owned(),
            action: action.to_owned(),
            object: object.to_owned(),
            detail: json!({ "before": { "name": "Old" }, "after": { "name": MISCHIEF } }),
            request_id: "0af7651916cd43dd8448eb211c80319c".to_owned(),
            at,
        }
    }

    fn looked(object: &str) -> Looked {
        Looked { is_everywhere: false, object: object.to_owned() }
    }

    #[test]
    fn a_change_says_who_did_what_to_what_and_what_it_was_before() {
        let hotel = samples::hotel();
        for locale in LOCALES {
            let (around, who) = (Around::sample(&hotel, locale), Who::nobody(locale));
            let row = TrailRow::of(&entry("room_type.change", "DBL"), &who, &looked(""), around);
            let page = TrailPage::new(DeskFrame::sample(locale), &looked(MISCHIEF), vec![row], around);

            let html = page.render().unwrap();

            let action = action::in_words("room_type.change", locale).unwrap();
            assert!(
                html.contains(action) && html.contains("Old") && html.contains("/trail?object=DBL"),
                "{html}"
            );
            assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
            assert!(!html.contains("{{"));
        }
    }

    #[test]
    fn a_booking_leads_to_its_page_and_an_action_without_words_is_shown_as_it_is() {
        let hotel = samples::hotel();
        let (around, who) = (Around::sample(&hotel, Locale::En), Who::nobody(Locale::En));
        let row = |action| TrailRow::of(&entry(action, "3F7K2M9QXR"), &who, &looked(""), around);

        let (note, other) = (row("booking.note"), row("moon.land"));

        assert_eq!(note.object_link, "/en/desk/jumak-seoul/bookings/3F7K2M9QXR");
        assert_eq!(other.object_link, "/en/desk/jumak-seoul/trail?object=3F7K2M9QXR");
        let page = TrailPage::new(DeskFrame::sample(Locale::En), &looked(""), vec![other], around);
        assert!(page.render().unwrap().contains("<code>moon.land</code>"));
    }

    #[test]
    fn older_pages_keep_what_is_looked_for() {
        let hotel = samples::hotel();
        let there = Looked { is_everywhere: true, object: "a b".to_owned() };

        let link = there.link("0190", Around::sample(&hotel, Locale::Ko));

        assert_eq!(link, "/ko/desk/jumak-seoul/trail?scope=everywhere&object=a+b&before=0190");
    }
}
