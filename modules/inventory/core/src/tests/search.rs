//! Searches agree with the offers of each hotel, looked through one by one.

use inventory_api::{
    MealPlan, Offer, Offers, OffersQuery, Reason, ReasonCode, Search, SearchFilter, SearchOffer, SearchPage,
    SearchSort,
};
use kernel::Locale;
use serde_json::Value;

use super::*;

/// Least first; written out once more, so that the order in the code is not asked about itself.
const MEALS: [MealPlan; 5] = [
    MealPlan::RoomOnly,
    MealPlan::Breakfast,
    MealPlan::HalfBoard,
    MealPlan::FullBoard,
    MealPlan::AllInclusive,
];
const NIGHTS: u32 = 16;

/// Chance that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn hits(&mut self, one_in: u64) -> bool {
        self.roll(one_in) == 0
    }
}

fn room_types() -> [Value; 3] {
    [
        json!({ "code": "SGL", "name": "Single", "max_adults": 1, "allotment": 2 }),
        json!({ "code": "DBL", "name": "Double", "max_adults": 2, "max_children": 1, "allotment": 2 }),
        json!({ "code": "FAM", "name": "Family", "max_adults": 4, "max_children": 3, "allotment": 1 }),
    ]
}

fn rate_plans() -> [Value; 5] {
    let step = |until_days: u16, kind: &str, value: i64| json!({ "until_days": until_days, "penalty": { "kind": kind, "value": value } });
    [
        json!({ "code": "BAR", "name": "Flexible", "meal_plan": "room_only" }),
        json!({ "code": "BNB", "name": "Breakfast", "meal_plan": "breakfast",
            "cancellation": [step(5, "none", 0), step(0, "nights", 1)] }),
        json!({ "code": "NRF", "name": "Saver", "meal_plan": "half_board", "max_advance_days": 12,
            "cancellation": [step(0, "percent", 100)] }),
        // The first night costs nothing at times, and then this is free to cancel as well.
        json!({ "code": "ONE", "name": "First night", "meal_plan": "full_board",
            "cancellation": [step(2, "nights", 1), step(0, "percent", 100)] }),
        json!({ "code": "ALL", "name": "All", "meal_plan": "all_inclusive",
            "cancellation": [step(9, "percent", 0), step(3, "amount", 1_000)] }),
    ]
}

/// One night of a room type under a rate plan, with whatever the dice say in its way.
fn chance(dice: &mut Dice, room_type: &Value, rate_plan: &Value, night: Date) -> [Value; 2] {
    let price = match dice.roll(8) {
        0 => Value::Null,
        1 => json!({ "amount": 0, "currency": "KRW" }),
        more => json!({ "amount": 40_000 + 7_000 * more, "currency": "KRW" }),
    };
    let (from, to) = (night, night.plus_days(1));
    let mut of_plan = json!({ "room_type": room_type["code"], "rate_plan": rate_plan["code"], "from": from,
        "to": to, "price": price });
    let mut of_type = json!({ "room_type": room_type["code"], "from": from, "to": to,
        "allotment": dice.roll(4) });
    for update in [&mut of_plan, &mut of_type] {
        for closing in ["closed", "closed_to_arrival", "closed_to_departure"] {
            update[closing] = dice.hits(20).into();
        }
        update["min_stay"] = if dice.hits(12) { json!(2) } else { Value::Null };
        update["max_stay"] = if dice.hits(12) { json!(3) } else { Value::Null };
    }
    [of_plan, of_type]
}

/// A hotel with three room types, five rate plans and nights by chance.
async fn hotel_by_chance(house: &House, slug: &str, dice: &mut Dice) -> HotelId {
    let port = house.port();
    let profile = json!({
        "slug": slug, "name": format!("Hotel {slug}"), "city": "Seoul", "country": "KR",
        "time_zone": "Asia/Seoul", "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
        "taxes": [{ "code": "vat", "name": "VAT", "kind": "percent_exclusive", "value": 1_000 }],
    });
    let hotel = port.create_hotel(staffed(slug, profile)).await.unwrap().answer.id;
    let mut updates = Vec::new();
    for room_type in room_types() {
        let key = format!("{slug} {room_type}");
        port.add_room_type(hotel, staffed(&key, room_type.clone())).await.unwrap();
        for rate_plan in rate_plans() {
            for night in date("2027-05-01").until(date("2027-05-01").plus_days(NIGHTS)) {
                updates.extend(chance(dice, &room_type, &rate_plan, night));
            }
        }
    }
    for rate_plan in rate_plans() {
        port.add_rate_plan(hotel, staffed(&format!("{slug} {rate_plan}"), rate_plan)).await.unwrap();
    }
    let updates = serde_json::from_value(updates.into()).unwrap();
    let change = SetAri { hotel_id: hotel, updates };
    port.set_ari(Staffed { change, by: By::system("test"), once: once(&format!("{slug} ari")) })
        .await
        .unwrap();
    hotel
}

fn looking(stay: Stay, party: &Party, filter: SearchFilter) -> Search {
    Search {
        city: Some("seoul".to_owned()),
        stay,
        party: party.clone(),
        rooms: 1,
        filter,
        sort: SearchSort::Price,
        limit: 100,
        cursor: None,
        locale: Locale::En,
    }
}

async fn offers(house: &House, hotel: HotelId, stay: Stay, party: &Party) -> Offers {
    let query = OffersQuery { hotel: hotel.into(), stay, party: party.clone(), rooms: 1, locale: Locale::En };
    house.port().offers(query).await.unwrap()
}

fn passes(filter: SearchFilter, offer: &Offer) -> bool {
    let rank = |meals| MEALS.iter().position(|plan| *plan == meals);
    let has_meals = filter.meals.is_none_or(|least| rank(offer.meal_plan) >= rank(least));
    has_meals && (!filter.free_cancellation || offer.cancellation.free_until.is_some())
}

fn one_line(offer: &Offer) -> SearchOffer {
    SearchOffer {
        room_type: offer.room_type.clone(),
        rate_plan: offer.rate_plan.clone(),
        meal_plan: offer.meal_plan,
        available: offer.available,
        total: offer.total,
        free_until: offer.cancellation.free_until,
    }
}

fn filters() -> Vec<SearchFilter> {
    let meals = || MEALS.into_iter().map(Some).chain([None]);
    [false, true]
        .into_iter()
        .flat_map(|free_cancellation| meals().map(move |meals| SearchFilter { free_cancellation, meals }))
        .collect()
}

/// What a search must answer, from the offers of each hotel.
fn expected(shelves: &[Offers], filter: SearchFilter) -> Vec<(HotelId, SearchOffer)> {
    let mut found: Vec<_> = shelves
        .iter()
        .filter_map(|shelf| {
            let fitting = shelf.offers.iter().filter(|offer| passes(filter, offer));
            Some((shelf, one_line(fitting.min_by_key(|offer| offer.total.amount)?)))
        })
        .collect();
    found.sort_by_key(|(shelf, offer)| (offer.total.amount, shelf.hotel.slug.clone()));
    found.into_iter().map(|(shelf, offer)| (shelf.hotel.id, offer)).collect()
}

fn found(page: &SearchPage) -> Vec<(HotelId, SearchOffer)> {
    page.items.iter().map(|item| (item.hotel.id, item.offer.clone())).collect()
}

/// The hotels that sell nothing are told of by name, each with reasons that its offers give as well.
fn assert_told_why_not(page: &SearchPage, shelves: &[Offers]) {
    let mut empty: Vec<_> = shelves.iter().filter(|shelf| shelf.offers.is_empty()).collect();
    empty.sort_by_key(|shelf| shelf.hotel.name.clone());
    let told: Vec<_> = page.unavailable.iter().map(|told| &told.hotel).collect();
    assert_eq!(told, empty.iter().map(|shelf| &shelf.hotel).collect::<Vec<_>>());
    for (told, shelf) in page.unavailable.iter().zip(empty) {
        let all: Vec<Reason> = shelf.unavailable.iter().flat_map(|pair| pair.reasons.clone()).collect();
        let codes: Vec<ReasonCode> = told.reasons.iter().map(|reason| reason.code).collect();
        assert!((1..=3).contains(&codes.len()), "{told:?}");
        assert!(told.reasons.iter().all(|reason| all.contains(reason)), "{told:?} {all:?}");
        assert!(codes.iter().enumerate().all(|(at, code)| !codes[..at].contains(code)), "{told:?}");
    }
}

#[tokio::test]
async fn a_search_finds_what_looking_through_all_offers_finds() {
    let house = House::new().await;
    let mut dice = Dice(20_270_501);
    let mut hotels = vec![house.hotel];
    for slug in ["castle", "bridge"] {
        hotels.push(hotel_by_chance(&house, slug, &mut dice).await);
    }
    let parties =
        [Party::new(1, vec![]).unwrap(), Party::new(2, vec![5]).unwrap(), Party::new(9, vec![]).unwrap()];
    let (mut narrowed, mut told) = (0, 0);

    for (arrival, length) in (0..NIGHTS).flat_map(|arrival| (1..=3).map(move |length| (arrival, length))) {
        let check_in = date("2027-05-01").plus_days(arrival);
        let stay = Stay::new(check_in, check_in.plus_days(length)).unwrap();
        for party in &parties {
            let shelves =
                futures::future::join_all(hotels.iter().map(|hotel| offers(&house, *hotel, stay, party)))
                    .await;
            let all = expected(&shelves, SearchFilter::default());
            for filter in filters() {
                let page = house.port().search(looking(stay, party, filter)).await.unwrap();

                assert_eq!(found(&page), expected(&shelves, filter), "{stay:?} {party:?} {filter:?}");
                assert_told_why_not(&page, &shelves);
                narrowed += usize::from(found(&page) != all);
                told += page.unavailable.len();
            }
        }
    }

    assert!(narrowed > 500 && told > 500, "the dice gave something to tell: {narrowed} {told}");
}

#[tokio::test]
async fn only_the_first_page_tells_of_hotels_that_sell_nothing() {
    let house = House::new().await;
    let mut dice = Dice(7);
    for slug in ["castle", "bridge", "dock"] {
        hotel_by_chance(&house, slug, &mut dice).await;
    }
    let stay = Stay::new(date("2027-05-03"), date("2027-05-04")).unwrap();
    let party = Party::new(1, vec![]).unwrap();
    let search = |cursor| Search { limit: 1, cursor, ..looking(stay, &party, SearchFilter::default()) };

    let first = house.port().search(search(None)).await.unwrap();
    let second = house.port().search(search(first.next_cursor.clone())).await.unwrap();

    assert_eq!(first.unavailable.len(), 1, "{first:?}");
    assert_eq!(first.unavailable[0].hotel.id, house.hotel, "no night of it has a price");
    assert_eq!(first.unavailable[0].reasons[0].code, ReasonCode::NoRate);
    assert_eq!((second.items.len(), second.unavailable.len()), (1, 0));
}

#[tokio::test]
async fn a_hotel_that_has_nothing_on_its_shelves_yet_is_not_told_of() {
    let house = House::new().await;
    let profile = json!({
        "slug": "new", "name": "New", "city": "Seoul", "country": "KR", "time_zone": "Asia/Seoul",
        "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
    });
    house.port().create_hotel(staffed("new", profile)).await.unwrap();
    let stay = Stay::new(date("2027-05-03"), date("2027-05-04")).unwrap();
    let party = Party::new(1, vec![]).unwrap();

    let page = house.port().search(looking(stay, &party, SearchFilter::default())).await.unwrap();

    let told: Vec<_> = page.unavailable.iter().map(|told| told.hotel.id).collect();
    assert_eq!(told, [house.hotel]);
}
