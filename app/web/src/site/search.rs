//! Search: what each hotel costs for a stay, all in; and why the others cannot be booked.

use std::{collections::BTreeSet, sync::Arc};

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use inventory_api::{
    Hotel, InventoryWords, MealPlan, Search, SearchFilter, SearchItem, SearchPage, SearchSort,
    UnavailableHotel,
};
use kernel::{Locale, Stay};

use crate::{
    form::Typed,
    frame::Frame,
    links::{query, with_query},
    refusal::Refusal,
    respond::see_other,
    shown::{Picture, between, free_until, reasons, room_and_plan, wanted},
    site::home::{default_form, places},
    visit::Visit,
    wish::{Wish, WishForm},
    words::words,
};

words! {
    /// What the results of a search say.
    SearchWords {
        title: "객실 검색" | "Find a room",
        description: "날짜와 인원을 고르면 세금이 포함된 가격으로 예약할 수 있는 호텔을 보여 드립니다." | "Choose dates and guests to see every hotel that can be booked, with the full price including taxes.",
        choose_dates: "날짜를 선택하면 세금이 포함된 가격을 보여 드립니다." | "Choose your dates to see prices with taxes.",
        sort: "정렬" | "Sort by",
        by_price: "낮은 가격순" | "Lowest price",
        by_name: "이름순" | "Name",
        meals: "식사" | "Meals",
        any_meals: "상관없음" | "Any",
        breakfast: "조식 이상" | "Breakfast or more",
        half_board: "두 끼 이상" | "Half board or more",
        free_cancellation: "무료 취소 가능" | "Free cancellation",
        apply: "적용" | "Apply",
        filter: "결과 정렬과 필터" | "Sort and filter",
        results: "검색 결과" | "Results",
        room_only: "식사 없음" | "Room only",
        cancel_costs: "취소 수수료 있음" | "Cancellation has a cost",
        all_in: "세금과 봉사료 포함" | "Taxes and fees included",
        see_rooms: "객실 보기" | "See rooms",
        pages: "결과 페이지" | "Pages of results",
        first: "처음으로" | "First page",
        next: "다음" | "Next",
        nothing: "이 조건으로 예약할 수 있는 호텔이 없습니다" | "Nothing can be booked for this search",
        nothing_help: "날짜를 옮기거나 필터를 지워 보세요." | "Try other dates, or clear the filters.",
        no_such_place: "그런 이름의 도시나 호텔이 없습니다" | "We have no such city or hotel",
        no_such_place_help: "아래 도시 가운데 골라 보세요." | "Choose one of these cities.",
        clear_filters: "필터 지우기" | "Clear the filters",
        cannot: "이 날짜에는 예약할 수 없는 호텔" | "Not bookable for this stay",
        everywhere: "모든 도시" | "All cities",
    }
}

/// How many hotels a page shows.
const HOTELS_A_PAGE: u16 = 20;
/// So few rooms are worth a word.
pub(crate) const FEW_ROOMS: u32 = 5;
/// How far the other dates lie.
const OTHER_DATES: [u32; 3] = [1, 2, 7];

/// The page of a search.
#[derive(Template)]
#[template(path = "site/search.html")]
struct SearchResults {
    frame: Frame,
    words: &'static SearchWords,
    form: WishForm,
    places: Vec<String>,
    asked: Asked,
    /// What was found; `None` while there are no dates.
    found: Option<Found>,
}

/// Order and filters, as they were asked for.
#[derive(Debug, Clone, Default)]
struct Asked {
    sort: SearchSort,
    filter: SearchFilter,
    cursor: Option<String>,
}

/// What a search found.
struct Found {
    place: String,
    /// When, and for whom.
    wanted: String,
    wish_in_words: String,
    wish: Wish,
    hotels: Vec<Card>,
    next: Option<String>,
    first: Option<String>,
    cannot: Vec<Cannot>,
    /// Cities to choose from, where the one asked for is none of ours.
    cities: Vec<(String, String)>,
    other_dates: Vec<(String, String)>,
    clear_filters: Option<String>,
}

/// A hotel with something to sell.
struct Card {
    name: String,
    city: String,
    room: String,
    total: String,
    link: String,
    picture: Option<Picture>,
    free_until: Option<String>,
    meals: Option<&'static str>,
    few_left: Option<String>,
}

/// A hotel with nothing to sell.
struct Cannot {
    name: String,
    city: String,
    link: String,
    reasons: Vec<String>,
}

impl Asked {
    fn read(typed: &Typed) -> Self {
        let meals = match typed.get("meals") {
            "breakfast" => Some(MealPlan::Breakfast),
            "half_board" => Some(MealPlan::HalfBoard),
            _ => None,
        };
        let sort = if typed.get("sort") == "name" { SearchSort::Name } else { SearchSort::Price };
        let filter = SearchFilter { free_cancellation: typed.is_ticked("free_cancellation"), meals };
        let cursor = Some(typed.get("cursor")).filter(|cursor| !cursor.is_empty());
        Self { sort, filter, cursor: cursor.map(str::to_owned) }
    }

    fn is_by_name(&self) -> bool {
        self.sort == SearchSort::Name
    }

    fn meals_name(&self) -> &'static str {
        match self.filter.meals {
            Some(MealPlan::Breakfast) => "breakfast",
            Some(_) => "half_board",
            None => "",
        }
    }

    fn is_filtered(&self) -> bool {
        self.filter != SearchFilter::default()
    }

    fn pairs(&self) -> [(&'static str, String); 3] {
        let ticked = if self.filter.free_cancellation { "true" } else { "" };
        let sort = if self.is_by_name() { "name" } else { "" };
        [
            ("sort", sort.to_owned()),
            ("free_cancellation", ticked.to_owned()),
            ("meals", self.meals_name().to_owned()),
        ]
    }
}

/// Shows the results of a search, or the form that asks for one.
pub(crate) async fn show(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let typed = Typed::query(&request);
    let hotels = visit.pages.inventory().hotels().await?;
    let form = WishForm::read(&typed, visit.locale);
    if let Some(hotel) = the_hotel_called(&form.place, &hotels) {
        let slug = &hotel.profile.slug;
        let there =
            form.wish.as_ref().map_or_else(|| visit.links.hotel(slug), |wish| visit.links.offers(slug, wish));
        return Ok(see_other(&there));
    }
    let asked = Asked::read(&typed);
    let found = match &form.wish {
        Some(wish) => Some(find(&visit, &hotels, &form.place, wish, &asked).await?),
        None => None,
    };
    let words = SearchWords::of(visit.locale);
    let form = if form.has_dates() { form } else { WishForm { place: form.place, ..default_form(&visit) } };
    visit.public(&SearchResults {
        frame: visit.frame(title(words, &form.place)).listed(words.description),
        words,
        places: places(&hotels, visit.locale),
        form,
        asked,
        found,
    })
}

fn title(words: &SearchWords, place: &str) -> String {
    if place.is_empty() { words.title.to_owned() } else { format!("{}: {place}", words.title) }
}

/// The hotel that somebody typed the name of, unless a city is called so.
fn the_hotel_called<'a>(place: &str, hotels: &'a [Arc<Hotel>]) -> Option<&'a Arc<Hotel>> {
    let wanted = place.to_lowercase();
    let is_called = |hotel: &&Arc<Hotel>| {
        let names = hotel.profile.texts.values().filter_map(|texts| texts.name.as_ref());
        hotel.profile.slug.as_str() == wanted
            || names.chain([&hotel.profile.name]).any(|name| name.to_lowercase() == wanted)
    };
    let is_city = hotels.iter().any(|hotel| hotel.is_in_city(place));
    if place.is_empty() || is_city { None } else { hotels.iter().find(is_called) }
}

async fn find(
    visit: &Visit,
    hotels: &[Arc<Hotel>],
    place: &str,
    wish: &Wish,
    asked: &Asked,
) -> Result<Found, Refusal> {
    let is_ours = place.is_empty() || hotels.iter().any(|hotel| hotel.is_in_city(place));
    let page = if is_ours {
        visit.pages.inventory().search(search(place, wish, asked, visit.locale)).await?
    } else {
        SearchPage { items: Vec::new(), next_cursor: None, unavailable: Vec::new() }
    };
    let around = Around { visit, hotels, place, wish, asked };
    Ok(Found {
        place: place.to_owned(),
        wanted: wanted(wish, visit.say),
        wish_in_words: wish.in_words(visit.say),
        wish: wish.clone(),
        next: page.next_cursor.as_ref().map(|cursor| around.page(wish, Some(cursor))),
        first: asked.cursor.as_ref().map(|_| around.page(wish, None)),
        hotels: page.items.iter().filter_map(|item| around.card(item)).collect(),
        cannot: page.unavailable.iter().map(|hotel| around.cannot(hotel)).collect(),
        cities: if is_ours { Vec::new() } else { around.cities() },
        other_dates: if page.items.is_empty() { around.other_dates() } else { Vec::new() },
        clear_filters: (page.items.is_empty() && asked.is_filtered()).then(|| around.unfiltered()),
    })
}

fn search(place: &str, wish: &Wish, asked: &Asked, locale: Locale) -> Search {
    Search {
        city: Some(place).filter(|place| !place.is_empty()).map(str::to_owned),
        stay: wish.stay,
        party: wish.party.clone(),
        rooms: wish.rooms,
        filter: asked.filter,
        sort: asked.sort,
        limit: HOTELS_A_PAGE,
        cursor: asked.cursor.clone(),
        locale,
    }
}

/// What the parts of a page of results are made from.
struct Around<'a> {
    visit: &'a Visit,
    hotels: &'a [Arc<Hotel>],
    place: &'a str,
    wish: &'a Wish,
    asked: &'a Asked,
}

impl Around<'_> {
    fn card(&self, item: &SearchItem) -> Option<Card> {
        let (say, locale) = (self.visit.say, self.visit.locale);
        let hotel = self.hotels.iter().find(|hotel| hotel.id == item.hotel.id)?;
        let offer = &item.offer;
        Some(Card {
            name: item.hotel.name.clone(),
            city: item.hotel.city.clone(),
            room: room_and_plan(hotel, &offer.room_type, &offer.rate_plan, locale),
            total: say.money(offer.total),
            link: self.visit.links.offers(&item.hotel.slug, self.wish),
            picture: Picture::of_hotel(hotel, locale),
            free_until: offer
                .free_until
                .map(|until| free_until(&say.instant(until, hotel.profile.time_zone), say)),
            meals: say.meals(offer.meal_plan),
            few_left: (offer.available <= FEW_ROOMS).then(|| few_left(offer.available, locale)),
        })
    }

    fn cannot(&self, unavailable: &UnavailableHotel) -> Cannot {
        let hotel = &unavailable.hotel;
        Cannot {
            name: hotel.name.clone(),
            city: hotel.city.clone(),
            link: self.visit.links.offers(&hotel.slug, self.wish),
            reasons: reasons::all_in_words(&unavailable.reasons, self.visit.say),
        }
    }

    /// This search for another wish or page.
    fn page(&self, wish: &Wish, cursor: Option<&String>) -> String {
        let cursor = ("cursor", cursor.cloned().unwrap_or_default());
        self.to([("city", self.place.to_owned())]
            .into_iter()
            .chain(wish.pairs())
            .chain(self.asked.pairs())
            .chain([cursor]))
    }

    fn unfiltered(&self) -> String {
        self.to([("city", self.place.to_owned())].into_iter().chain(self.wish.pairs()))
    }

    fn cities(&self) -> Vec<(String, String)> {
        let cities: BTreeSet<_> =
            self.hotels.iter().map(|hotel| hotel.summary(self.visit.locale).city).collect();
        let link = |city: &String| self.to([("city", city.clone())].into_iter().chain(self.wish.pairs()));
        cities.iter().map(|city| (city.clone(), link(city))).collect()
    }

    /// The same stay, earlier and later.
    fn other_dates(&self) -> Vec<(String, String)> {
        let stay = self.wish.stay;
        let moved = OTHER_DATES.iter().filter_map(|days| {
            let stay = Stay::new(stay.check_in().plus_days(*days), stay.check_out().plus_days(*days)).ok()?;
            let wish = Wish { stay, ..self.wish.clone() };
            Some((between(stay, self.visit.say), self.page(&wish, None)))
        });
        moved.collect()
    }

    fn to<'a>(&self, pairs: impl Iterator<Item = (&'a str, String)>) -> String {
        with_query(&self.visit.links.search(), &query(pairs))
    }
}

/// `2실 남음`, `2 rooms left`.
pub(crate) fn few_left(rooms: u32, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{rooms}실 남음"),
        Locale::En if rooms == 1 => "1 room left".to_owned(),
        Locale::En => format!("{rooms} rooms left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    const DATES: [(&str, &str); 2] = [("check_in", "2030-05-10"), ("check_out", "2030-05-12")];

    fn card(name: &str) -> Card {
        Card {
            name: name.to_owned(),
            city: "Seoul".to_owned(),
            room: "Courtyard double · Flexible".to_owned(),
            total: "₩240,000".to_owned(),
            link: "/en/hotels/jumak-seoul".to_owned(),
            picture: None,
            free_until: None,
            meals: None,
            few_left: Some("2 rooms left".to_owned()),
        }
    }

    fn found(hotels: Vec<Card>, wish: Wish) -> Found {
        Found {
            place: "Seoul".to_owned(),
            wanted: "10 – 12 May".to_owned(),
            wish_in_words: "2 nights".to_owned(),
            wish,
            hotels,
            next: Some("/en/search?cursor=next".to_owned()),
            first: None,
            cannot: vec![Cannot {
                name: MISCHIEF.to_owned(),
                city: "Jeju".to_owned(),
                link: "/en/hotels/jeju".to_owned(),
                reasons: vec!["Sold out: Fri 10 May".to_owned()],
            }],
            cities: Vec::new(),
            other_dates: vec![("11 – 13 May".to_owned(), "/en/search?later".to_owned())],
            clear_filters: None,
        }
    }

    fn page(locale: Locale, hotels: Vec<Card>) -> String {
        let typed = DATES.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
        let form = WishForm::read(&typed, locale);
        let found = form.wish.clone().map(|wish| found(hotels, wish));
        let (words, asked) = (SearchWords::of(locale), Asked::read(&typed.with("sort", "name")));
        SearchResults { frame: samples::frame(locale), words, form, places: Vec::new(), asked, found }
            .render()
            .unwrap()
    }

    #[test]
    fn a_result_shows_the_whole_price_first_and_the_order_that_was_asked_for() {
        for locale in LOCALES {
            let html = page(locale, vec![card("Jumak Seoul")]);

            assert!(html.contains("<strong class=\"price-total\">₩240,000</strong>"), "{html}");
            assert!(html.contains(SearchWords::of(locale).all_in) && html.contains("2 rooms left"), "{html}");
            assert!(html.contains("value=\"name\" selected") && html.contains("rel=\"next\""), "{html}");
        }
    }

    #[test]
    fn a_search_that_finds_nothing_leads_on() {
        for locale in LOCALES {
            let html = page(locale, Vec::new());

            assert!(html.contains(SearchWords::of(locale).nothing), "{html}");
            assert!(html.contains("href=\"/en/search?later\""), "{html}");
        }
    }

    #[test]
    fn what_a_hotel_is_called_is_text_and_never_markup() {
        let html = page(Locale::En, Vec::new());

        assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"), "{html}");
    }

    #[test]
    fn a_hotel_is_found_by_its_name_in_any_language_unless_a_city_is_called_so() {
        let hotels = [Arc::new(samples::hotel())];

        assert!(the_hotel_called("jumak seoul", &hotels).is_some());
        assert!(the_hotel_called("주막 서울", &hotels).is_some());
        assert!(the_hotel_called("Seoul", &hotels).is_none());
        assert!(the_hotel_called("", &hotels).is_none());
    }
}
