//! A hotel's page: what it is, what it costs on which night, what can be booked for a stay.

mod calendar;
mod linked_data;
mod offers;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use askama::Template;
use chrono::{DateTime, Utc};
use inventory_api::{Calendar, CalendarQuery, Hotel, InventoryWords, Offers, OffersQuery};
use kernel::{Date, Words};

use crate::{
    form::Typed,
    frame::Frame,
    links::{Links, query, with_query},
    refusal::Refusal,
    shown::{Fact, HotelInWords, Picture, map_link, told, wanted},
    site::home::default_form,
    visit::Visit,
    wish::{Wish, WishForm},
    words::words,
};

use calendar::TwoMonths;
use offers::{RoomOnOffer, Rooms};

words! {
    /// What a hotel's page says.
    HotelWords {
        where_you_are: "현재 위치" | "You are here",
        home: "홈" | "Home",
        map: "지도 보기" | "Map",
        photos: "사진" | "Photos",
        more_photos: "사진 더 보기" | "More photos",
        about: "호텔 소개" | "About the hotel",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        phone: "전화" | "Telephone",
        email: "이메일" | "E-mail",
        taxes: "세금과 봉사료" | "Taxes and fees",
        dates: "날짜와 인원" | "Dates and guests",
        show_offers: "요금 보기" | "Show prices",
        rooms: "객실과 요금" | "Rooms and prices",
        all_in: "세금과 봉사료 포함" | "Taxes and fees included",
        more: "1박 요금과 취소 규정" | "Price per night and cancellation",
        cancellation: "취소 규정" | "Cancellation",
        price_lines: "요금 내역" | "What the price is made of",
        total: "합계" | "Total",
        room_only: "식사 없음" | "Room only",
        select: "예약하기" | "Book",
        not_bookable: "예약 불가" | "Not bookable",
        per_night_from: "1박 최저" | "A night from",
        choose_dates: "날짜를 선택하면 이 객실의 요금을 볼 수 있습니다." | "Choose your dates to see this room's prices.",
        nothing: "이 날짜에는 예약할 수 있는 객실이 없습니다." | "No room can be booked for this stay.",
        nothing_help: "이유는 객실마다 적혀 있습니다. 아래 달력에서 다른 날짜를 골라 보세요." | "Each room says why. Choose other dates in the calendar below.",
        no_rooms_yet: "아직 판매 중인 객실이 없습니다." | "This hotel sells no rooms yet.",
        prices_by_day: "날짜별 요금" | "Prices by day",
        choose_check_in: "체크인 날짜를 골라 주세요." | "Choose the day you arrive.",
        choose_check_out: "체크아웃 날짜를 골라 주세요." | "Choose the day you leave.",
        start_again: "다시 고르기" | "Start again",
        keys: "화살표 키로 날짜를 옮기고 Enter 키로 고릅니다." | "Move with the arrow keys and choose with Enter.",
        months: "달 이동" | "Months",
        earlier: "이전 달" | "Earlier months",
        later: "다음 달" | "Later months",
        selected: "선택한 숙박" | "Your stay",
        sold_out: "매진" | "Sold out",
        closed: "판매 안 함" | "Closed",
        no_arrival: "체크인 불가" | "No arrival",
        least_nights: "최소 숙박" | "Shortest stay",
        rooms_changed: "객실 현황이 바뀌어 화면을 새로 고쳤습니다." | "Availability changed; this page is up to date again.",
        past_day: "지난 날짜" | "past",
        past: "지난 날짜는 예약하실 수 없습니다." | "The dates are past.",
        too_far: "예약은 오늘부터 24개월 안에 하실 수 있습니다." | "Stays can be booked up to 24 months ahead.",
    }
}

/// How far ahead stays can be booked.
const MONTHS_AHEAD: u32 = 24;
/// Photos that stand in the gallery; the others wait behind a click.
const GALLERY: usize = 5;

/// A hotel's page.
#[derive(Template)]
#[template(path = "site/hotel.html")]
struct HotelPage {
    frame: Frame,
    words: &'static HotelWords,
    hotel: HotelInWords,
    /// Where the form of dates leads.
    here: String,
    stream: String,
    hold: String,
    city_link: String,
    map: String,
    facts: Vec<Fact>,
    gallery: Vec<Picture>,
    more_photos: Vec<Picture>,
    form: WishForm,
    wish: Option<Wish>,
    /// When, and for whom; empty without dates.
    wanted: String,
    rooms: Vec<RoomOnOffer>,
    is_anything_bookable: bool,
    calendar: TwoMonths,
}

/// What a hotel's page is made from.
struct Ingredients<'a> {
    say: Words,
    links: Links,
    now: DateTime<Utc>,
    hotel: &'a Hotel,
    today: Date,
    wish: Option<&'a Wish>,
    /// What the form holds, for links that keep it.
    form: &'a WishForm,
}

/// What inventory answered.
struct Answers {
    months: calendar::Months,
    calendar: Calendar,
    offers: Option<Offers>,
}

/// Shows a hotel.
pub(crate) async fn show(
    visit: Visit,
    request: HttpRequest,
    name: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let hotel = visit.hotel(&name).await?;
    if hotel.profile.slug.as_str() != name.as_str() {
        return Ok(moved(&visit, &hotel, &request));
    }
    let now = visit.pages.clock().now();
    let today = hotel.profile.time_zone.date_at(now);
    let typed = Typed::query(&request);
    let form = checked(WishForm::read(&typed, visit.locale), today, &visit);
    let wish = form.wish.clone();
    let months = calendar::Months::of(&typed, wish.as_ref(), today);
    let (calendar, offers) =
        futures::join!(nights(&visit, &hotel, months), on_offer(&visit, &hotel, wish.as_ref()));
    let (say, links, wish) = (visit.say, visit.links, wish.as_ref());
    let from = Ingredients { say, links, now, hotel: &hotel, today, wish, form: &form };
    let answers = Answers { months, calendar: calendar?, offers: offers? };
    let mut page = page(&from, &answers, frame(&visit, &hotel));
    if !form.has_dates() {
        page.form = default_form(&visit);
    }
    visit.public(&page)
}

/// A hotel has one address; its id leads there for good.
fn moved(visit: &Visit, hotel: &Hotel, request: &HttpRequest) -> HttpResponse {
    let there = with_query(&visit.links.hotel(&hotel.profile.slug), request.query_string());
    let mut moved = HttpResponse::PermanentRedirect();
    moved.insert_header((header::LOCATION, there));
    if visit.is_negotiated() {
        // Caches keep such an answer as long as they like (RFC 9111 §4.2.2): this reader's language is not everybody's.
        moved.insert_header((header::VARY, "Accept-Language"));
    }
    moved.finish()
}

/// The form, with what the hotel's calendar says about its dates.
pub(crate) fn checked(mut form: WishForm, today: Date, visit: &Visit) -> WishForm {
    let words = HotelWords::of(visit.locale);
    if let Some(stay) = form.wish.as_ref().map(|wish| wish.stay) {
        if stay.check_in() < today {
            form.errors.add("check_in", words.past);
        } else if stay.check_out() > today.plus_months(MONTHS_AHEAD) {
            form.errors.add("check_out", words.too_far);
        }
    }
    if !form.errors.is_empty() {
        form.wish = None;
    }
    form
}

async fn nights(visit: &Visit, hotel: &Arc<Hotel>, months: calendar::Months) -> Result<Calendar, Refusal> {
    let (from, to) = months.shown();
    Ok(visit.pages.inventory().calendar(CalendarQuery { hotel: hotel.id.into(), from, to }).await?)
}

async fn on_offer(visit: &Visit, hotel: &Arc<Hotel>, wish: Option<&Wish>) -> Result<Option<Offers>, Refusal> {
    let Some(wish) = wish else { return Ok(None) };
    let query = OffersQuery {
        hotel: hotel.id.into(),
        stay: wish.stay,
        party: wish.party.clone(),
        rooms: wish.rooms,
        locale: visit.locale,
    };
    Ok(Some(visit.pages.inventory().offers(query).await?))
}

fn page(from: &Ingredients<'_>, answers: &Answers, frame: Frame) -> HotelPage {
    let Ingredients { say, links, hotel, .. } = *from;
    let (locale, slug) = (say.0, &hotel.profile.slug);
    let in_words = HotelInWords::of(hotel, locale);
    let mut gallery: Vec<_> = hotel.photos.iter().map(|photo| Picture::of(photo, locale)).collect();
    let more_photos = gallery.split_off(gallery.len().min(GALLERY));
    let rooms = Rooms { from, calendar: &answers.calendar, offers: answers.offers.as_ref() }.all();
    HotelPage {
        frame,
        words: HotelWords::of(locale),
        here: links.hotel(slug),
        stream: format!("/api/v1/hotels/{slug}/availability/stream"),
        hold: links.hold(slug),
        city_link: with_query(&links.search(), &query([("city", in_words.city.clone())])),
        map: map_link(hotel, &in_words),
        facts: facts(hotel, say),
        gallery,
        more_photos,
        wanted: from.wish.map(|wish| wanted(wish, say)).unwrap_or_default(),
        wish: from.wish.cloned(),
        is_anything_bookable: rooms.iter().any(|room| !room.offers.is_empty()),
        calendar: TwoMonths::of(from, answers.months, &answers.calendar),
        form: from.form.clone(),
        hotel: in_words,
        rooms,
    }
}

fn frame(visit: &Visit, hotel: &Hotel) -> Frame {
    let in_words = HotelInWords::of(hotel, visit.locale);
    let lead: String = in_words.description.chars().take(160).collect();
    let description = if lead.is_empty() { format!("{}, {}", in_words.name, in_words.city) } else { lead };
    let mut frame = visit.frame(format!("{}, {}", in_words.name, in_words.city)).listed(description);
    let base = &visit.pages.config.public_url;
    frame.picture =
        hotel.photos.first().map(|photo| format!("{base}{}", photo.largest())).unwrap_or_default();
    frame.linked_data = linked_data::of(hotel, &in_words, &frame);
    frame
}

fn facts(hotel: &Hotel, say: Words) -> Vec<Fact> {
    let (profile, words) = (&hotel.profile, HotelWords::of(say.0));
    let taxes: Vec<_> = profile.taxes.iter().map(|tax| say.tax(&tax.name, tax.is_included())).collect();
    told([
        Fact::new(words.check_in, profile.check_in_time.to_string()),
        Fact::new(words.check_out, profile.check_out_time.to_string()),
        Fact::phone(words.phone, profile.phone.as_ref()),
        Fact::mail(words.email, profile.email.as_ref()),
        Fact::new(words.taxes, taxes.join(", ")),
    ])
}

#[cfg(test)]
mod tests;
