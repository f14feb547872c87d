//! The home page: where to, when, who; and the hotels there are.

use std::{collections::BTreeSet, sync::Arc};

use actix_web::HttpResponse;
use askama::Template;
use inventory_api::{Hotel, HotelSummary};
use kernel::{Date, Locale};

use crate::{
    form::Typed, frame::Frame, links::Links, refusal::Refusal, shown::Picture, visit::Visit, wish::WishForm,
    words::words,
};

words! {
    /// What the home page says.
    HomeWords {
        title: "호텔 객실 예약" | "Book a room",
        heading: "오늘 밤, 편히 쉬어 가세요" | "A good night's rest, wherever the road leads",
        lead: "세금과 봉사료를 모두 포함한 가격을 바로 보여 드립니다." | "The price you see is the price you pay: taxes and fees are in it.",
        description: "날짜와 인원을 고르고 세금이 포함된 가격으로 호텔을 바로 예약하세요." | "Choose dates and guests, see the full price with taxes, and book your hotel directly.",
        hotels: "호텔 둘러보기" | "Our hotels",
        all_in: "보이는 가격이 내는 가격" | "The price you see is the price you pay",
        all_in_text: "세금과 봉사료를 모두 더해 보여 드립니다." | "Taxes and fees are already in it.",
        terms_first: "취소 규정을 먼저" | "Cancellation terms first",
        terms_first_text: "예약하기 전에 언제까지 무료인지 알려 드립니다." | "You know until when it is free before you book.",
        kept: "두 번 팔지 않는 객실" | "Never sold twice",
        kept_text: "예약하신 객실은 반드시 비워 둡니다." | "The room you book is yours.",
        no_hotels: "아직 등록된 호텔이 없습니다." | "There is no hotel yet.",
    }
}

/// The home page.
#[derive(Template)]
#[template(path = "site/home.html")]
struct HomePage {
    frame: Frame,
    words: &'static HomeWords,
    form: WishForm,
    /// Cities and hotels that the form suggests.
    places: Vec<String>,
    hotels: Vec<HotelCard>,
}

/// A hotel in one line.
struct HotelCard {
    name: String,
    city: String,
    link: String,
    picture: Option<Picture>,
}

impl HotelCard {
    fn of(hotel: &Hotel, locale: Locale, links: Links) -> Self {
        let HotelSummary { name, city, slug, .. } = hotel.summary(locale);
        Self { name, city, link: links.hotel(&slug), picture: Picture::of_hotel(hotel, locale) }
    }
}

/// Shows the home page.
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Refusal> {
    let hotels = visit.pages.inventory().hotels().await?;
    let words = HomeWords::of(visit.locale);
    visit.public(&HomePage {
        frame: visit.frame(words.title).listed(words.description),
        words,
        form: default_form(&visit),
        places: places(&hotels, visit.locale),
        hotels: hotels.iter().map(|hotel| HotelCard::of(hotel, visit.locale, visit.links)).collect(),
    })
}

/// A form for whoever has not looked for anything yet: tomorrow, one night.
pub(crate) fn default_form(visit: &Visit) -> WishForm {
    let form = WishForm::read(&Typed::default(), visit.locale);
    match Date::try_from(visit.pages.clock().now().date_naive()) {
        Ok(today) => form.or_dates(today.plus_days(1)),
        Err(_) => form,
    }
}

/// Cities, then hotels, each once.
pub(crate) fn places(hotels: &[Arc<Hotel>], locale: Locale) -> Vec<String> {
    let summaries: Vec<_> = hotels.iter().map(|hotel| hotel.summary(locale)).collect();
    let cities: BTreeSet<_> = summaries.iter().map(|hotel| hotel.city.clone()).collect();
    cities.into_iter().chain(summaries.into_iter().map(|hotel| hotel.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    fn page(locale: Locale) -> HomePage {
        let hotel = Arc::new(samples::hotel());
        HomePage {
            frame: samples::frame(locale),
            words: HomeWords::of(locale),
            form: WishForm::read(&Typed::default().with("city", MISCHIEF), locale),
            places: places(std::slice::from_ref(&hotel), locale),
            hotels: vec![HotelCard::of(&hotel, locale, Links(locale))],
        }
    }

    #[test]
    fn the_home_page_names_every_hotel_in_the_readers_language() {
        for (locale, name) in [(Locale::Ko, "주막 서울"), (Locale::En, "Jumak Seoul")] {
            let html = page(locale).render().unwrap();

            assert!(html.contains(&format!(">{name}</a>")), "{html}");
            assert!(html.contains(&format!("lang=\"{}\"", locale.tag())));
        }
    }

    #[test]
    fn what_somebody_typed_is_text_and_never_markup() {
        for locale in LOCALES {
            let html = page(locale).render().unwrap();

            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"), "{html}");
        }
    }
}
