//! Rooms and rates: what stands for each night, and the form that changes many of them.

mod bulk;
mod conflict;
mod grid;
#[cfg(test)]
mod samples;
mod window;

use access_api::permissions::{MANAGE_HOTELS, READ_BOOKINGS, SET_ARI};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use inventory_api::{AriConflict, AriQuery, AriRefusal, SetAri, Staffed};
use kernel::{Locale, Words};

use crate::{
    desk::{
        frame::{DeskFrame, DeskWords, Section},
        staff::{Counter, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    words::words,
};

use self::{
    bulk::BulkForm,
    conflict::Conflict,
    grid::{Around, GridShown},
    window::{Ways, Window},
};

words! {
    /// What the page says.
    AriWords {
        grid: "객실과 요금표" | "Rooms and rates",
        earlier: "이전" | "Earlier",
        today: "오늘" | "Today",
        later: "다음" | "Later",
        two_weeks: "2주" | "2 weeks",
        four_weeks: "4주" | "4 weeks",
        span: "기간" | "How long",
        month: "월 이동" | "Month",
        nothing: "아직 판매할 객실이 없습니다" | "There is nothing to sell yet",
        nothing_help: "객실 타입을 먼저 등록해 주세요." | "Add a room type first.",
        settings: "호텔 설정" | "Hotel settings",
        legend: "CTA 도착 불가 · CTD 출발 불가 · ✕ 판매 중지 · 빗금 판매하지 않음" | "CTA no arrivals · CTD no departures · ✕ closed · hatched: not for sale",
    }
}

/// The page of rooms and rates.
#[derive(Template)]
#[template(path = "desk/ari.html")]
struct AriPage {
    frame: Frame,
    desk: DeskFrame,
    words: &'static AriWords,
    /// The page's address, to jump to a month.
    here: String,
    ways: Ways,
    grid: GridShown,
    /// How many nights were changed.
    done: Option<String>,
    conflict: Option<Conflict>,
    /// None for who may only look.
    form: Option<BulkForm>,
    /// The settings, for who may change them.
    settings: Option<String>,
}

/// Shows the grid, and the form filled for the cell that was chosen.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(READ_BOOKINGS, &hotel).await?;
    let query = Typed::query(&request);
    let window = Window::of(&query, counter.today());
    let typed = bulk::typed_for(&query, window.from.max(counter.today()));
    let mut page = page(&counter, window, &typed, Errors::default()).await?;
    if query.get("done") == "set" {
        page.done = query.get("nights").parse().ok().map(|nights| changed(nights, staff.visit.locale));
    }
    staff.visit.personal(&page)
}

/// Changes the nights that the form names: all of them, or none.
pub(crate) async fn change(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(SET_ARI, &hotel).await?;
    let window = Window::of(&Typed::query(&request), counter.today());
    let update = match bulk::read(&typed, &counter.hotel, staff.visit.locale) {
        Ok(update) => update,
        Err(errors) => return wrong(&counter, window, &typed, errors).await,
    };
    let change = SetAri { hotel_id: counter.hotel.id, updates: vec![update] };
    let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
    match staff.visit.pages.inventory().set_ari(command).await {
        Ok(done) => {
            let more = [("done", "set".to_owned()), ("nights", done.answer.nights_changed.to_string())];
            Ok(see_other(&window.on(&counter.link("ari"), &more)))
        }
        Err(AriConflict::Refused { refusal, .. }) => refused(&counter, window, &typed, &refusal).await,
        Err(AriConflict::Invalid(invalid)) => {
            wrong(&counter, window, &typed, bulk::explain(&invalid, staff.visit.locale)).await
        }
        Err(AriConflict::NoHotel) => Err(Refusal::NoPage),
        Err(AriConflict::KeyReused) => Err(Refusal::SentBefore),
        Err(AriConflict::Failed(error)) => Err(error.into()),
    }
}

async fn wrong(
    counter: &Counter,
    window: Window,
    typed: &Typed,
    errors: Errors,
) -> Result<HttpResponse, Refusal> {
    let page = page(counter, window, typed, errors).await?;
    counter.visit().refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Nothing was changed: the form as it was typed, and who would have lost a room.
async fn refused(
    counter: &Counter,
    window: Window,
    typed: &Typed,
    refusal: &AriRefusal,
) -> Result<HttpResponse, Refusal> {
    let visit = counter.visit();
    let mut page = page(counter, window, typed, Errors::default()).await?;
    let to_booking = |code| visit.links.desk_booking(&counter.hotel.profile.slug, code);
    page.conflict = Some(Conflict::of(refusal, &counter.hotel, visit.locale, to_booking));
    visit.refused(StatusCode::CONFLICT, &page)
}

async fn page(counter: &Counter, window: Window, typed: &Typed, errors: Errors) -> Result<AriPage, Refusal> {
    let (visit, hotel, today) = (counter.visit(), &counter.hotel, counter.today());
    let query = AriQuery { hotel: hotel.id.into(), from: window.from, to: window.to() };
    let grid = visit.pages.inventory().ari(query).await?;
    let desk = counter.frame(Section::Ari, DeskWords::of(visit.locale).ari).await?;
    let here = counter.link("ari");
    let may = |permission| counter.staff.session.may(permission, hotel.id);
    let page = may(SET_ARI).then_some(here.as_str());
    let around = Around { hotel, window, today, locale: visit.locale, page };
    let form = page.map(|page| BulkForm::of(typed, errors, hotel, visit.locale, window.on(page, &[])));
    Ok(AriPage {
        frame: desk.frame.clone(),
        desk,
        words: AriWords::of(visit.locale),
        ways: Ways::from(window, today, &here, visit.say),
        grid: around.show(&grid),
        done: None,
        conflict: None,
        form,
        settings: may(MANAGE_HOTELS).then(|| counter.link("settings")),
        here,
    })
}

fn changed(nights: u32, locale: Locale) -> String {
    let nights = Words(locale).nights(nights);
    match locale {
        Locale::Ko => format!("{nights}의 객실·요금을 변경했습니다."),
        Locale::En => format!("{nights} changed."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{LOCALES, hotel};

    fn page(locale: Locale, form: Option<BulkForm>) -> AriPage {
        let (desk, today) = (DeskFrame::sample(locale), samples::today());
        let window = Window { from: today, weeks: 2 };
        let page = form.as_ref().map(|_| "/ari");
        AriPage {
            frame: desk.frame.clone(),
            desk,
            words: AriWords::of(locale),
            here: "/ari".to_owned(),
            ways: Ways::from(window, today, "/ari", Words(locale)),
            grid: Around { hotel: &hotel(), window, today, locale, page }.show(&samples::grid()),
            done: None,
            conflict: None,
            form,
            settings: None,
        }
    }

    fn form(typed: &Typed, errors: Errors, locale: Locale) -> BulkForm {
        BulkForm::of(typed, errors, &hotel(), locale, "/ari?from=2030-05-03&weeks=2".to_owned())
    }

    #[test]
    fn who_may_only_look_sees_the_grid_alone() {
        for locale in LOCALES {
            let html = page(locale, None).render().unwrap();

            assert!(html.contains("data-room-type=\"DBL\" data-rate-plan=\"BAR\""), "{html}");
            assert!(!html.contains("id=\"bulk\"") && !html.contains("class=\"ari-cell\" href"));
            assert!(!html.contains("{{") && html.matches("<h1").count() == 1);
        }
    }

    #[test]
    fn a_cell_that_was_chosen_fills_the_form() {
        for locale in LOCALES {
            let cell = Typed::default()
                .with("room_type", "DBL")
                .with("rate_plan", "NRF")
                .with("night", "2030-05-07");
            let typed = bulk::typed_for(&cell, samples::today());

            let html = page(locale, Some(form(&typed, Errors::default(), locale))).render().unwrap();

            assert!(html.contains("<option value=\"NRF\" selected>"), "{html}");
            assert_eq!(html.matches("value=\"2030-05-07\"").count(), 2);
            assert_eq!(html.matches("name=\"weekdays\"").count(), 7);
            assert!(html.contains("name=\"key\" value=\"") && html.contains("data-ari-form"));
        }
    }

    #[test]
    fn what_was_typed_is_kept_beside_what_is_wrong() {
        for locale in LOCALES {
            let typed = bulk::typed_for(&Typed::default().with("room_type", "DBL"), samples::today())
                .with("price", crate::samples::MISCHIEF)
                .with("key", "k");
            let errors = bulk::read(&typed, &hotel(), locale).unwrap_err();

            let html = page(locale, Some(form(&typed, errors, locale))).render().unwrap();

            assert!(html.contains("href=\"#price\"") && html.contains("href=\"#weekdays\""), "{html}");
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
        }
    }

    #[test]
    fn a_refusal_names_the_nights_and_the_bookings() {
        for locale in LOCALES {
            let mut page = page(locale, Some(form(&Typed::default(), Errors::default(), locale)));
            page.conflict = Some(Conflict::of(&samples::below_taken(), &hotel(), locale, |code| {
                format!("/desk/x/bookings/{code}")
            }));

            let html = page.render().unwrap();

            let code = samples::code();
            assert!(html.contains(&format!("href=\"/desk/x/bookings/{code}\">{code}</a>")), "{html}");
            assert!(html.contains("notice-danger") && html.contains("role=\"alert\""));
        }
    }

    #[test]
    fn the_nights_changed_are_counted() {
        assert_eq!(changed(12, Locale::Ko), "12박의 객실·요금을 변경했습니다.");
        assert_eq!(changed(1, Locale::En), "1 night changed.");
    }
}
