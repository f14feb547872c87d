//! The desk's door: on to a hotel's day, or to whom to ask for a role.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::{
    desk::{
        frame::{DeskFrame, Section},
        staff::Staff,
    },
    form::Typed,
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    words::words,
};

words! {
    /// What somebody without a role reads.
    NowhereWords {
        title: "아직 담당 호텔이 없습니다" | "No hotel yet",
        text: "이 계정에는 아직 권한이 없습니다. 호텔 대표 계정의 ‘직원’ 메뉴에서 이 이메일에 역할을 부여하면 바로 사용하실 수 있습니다." | "This account has no role yet. Ask an owner to give it one on the page “Staff”; it works at once.",
        your_email: "로그인한 이메일" | "Signed in as",
    }
}

/// The page for those who may stand at no desk.
#[derive(Template)]
#[template(path = "desk/nowhere.html")]
struct NowherePage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static NowhereWords,
}

impl NowherePage {
    fn new(desk: DeskFrame) -> Self {
        let words = NowhereWords::of(desk.frame.locale);
        Self { frame: desk.frame.clone(), desk, words }
    }
}

/// Leads to the day of the hotel asked for, else of the first.
pub(crate) async fn show(staff: Staff, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let wanted = Typed::query(&request);
    let hotels = staff.hotels().await?;
    let is_wanted = |slug: &str| slug == wanted.get("hotel");
    let hotel = hotels.iter().find(|hotel| is_wanted(hotel.profile.slug.as_str())).or(hotels.first());
    if let Some(hotel) = hotel {
        return Ok(see_other(&staff.visit.links.desk_of(&hotel.profile.slug, "today")));
    }
    let words = NowhereWords::of(staff.visit.locale);
    let desk = staff.frame(Section::Today, words.title).await?;
    staff.visit.personal(&NowherePage::new(desk))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::LOCALES;

    #[test]
    fn whoever_has_no_role_is_told_whom_to_ask() {
        for locale in LOCALES {
            let page = NowherePage::new(DeskFrame::sample(locale));

            let html = page.render().unwrap();

            assert!(html.contains(NowhereWords::of(locale).text) && html.contains("desk@jumak.example"));
        }
    }
}
