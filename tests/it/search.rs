//! The search over all hotels.

use jumak_tests::{Inn, in_days, krw, nights_from};
use serde_json::{Value, json};

use crate::{items, members};

/// An inn, and three more that ask 100, 101, 102 thousand won a night.
async fn four_hotels() -> Inn {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 3), 2).await;
    for (number, slug) in (1..).zip(["bridge", "castle", "dock"]) {
        inn.add_hotel(slug).await;
        let update = json!({
            "room_type": "DBL", "rate_plan": "BAR", "from": in_days(30), "to": in_days(33),
            "allotment": 2, "price": krw(Inn::PRICE + number * 1_000)
        });
        inn.owner().put(&format!("/api/v1/hotels/{slug}/ari"), &json!({"updates": [update]})).await.ok();
    }
    inn
}

async fn search(inn: &Inn, extra: &str) -> Value {
    let query = format!("check_in={}&check_out={}&adults=2{extra}", in_days(30), in_days(32));
    inn.api().get(&format!("/api/v1/search?{query}")).await.ok()
}

fn slugs(page: &Value) -> Vec<&str> {
    items(&page["items"]).iter().filter_map(|item| item["hotel"]["slug"].as_str()).collect()
}

#[tokio::test]
async fn a_search_item_is_a_hotel_with_its_cheapest_offer() {
    let inn = four_hotels().await;

    let page = search(&inn, "").await;

    assert_eq!(members(&page), ["items", "next_cursor"]);
    let item = &page["items"][0];
    assert_eq!(members(item), ["hotel", "offer"]);
    assert_eq!(members(&item["hotel"]), ["city", "id", "name", "slug"]);
    assert_eq!(members(&item["offer"]), ["available", "rate_plan", "room_type", "total"]);
    assert_eq!(item["offer"]["total"], krw(2 * Inn::PRICE));
    assert_eq!(slugs(&page), ["ford", "bridge", "castle", "dock"], "the cheapest comes first");
    assert_eq!(page["next_cursor"], Value::Null);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let inn = four_hotels().await;
    let mut seen = Vec::new();
    let mut cursor = String::new();

    loop {
        let page = search(&inn, &format!("&limit=1{cursor}")).await;
        seen.extend(slugs(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }

    assert_eq!(seen, ["ford", "bridge", "castle", "dock"]);
    let query = format!("check_in={}&check_out={}&adults=2", in_days(30), in_days(32));
    for wrong in ["&limit=0", "&limit=101", "&limit=x", "&cursor=nonsense"] {
        assert_eq!(inn.api().get(&format!("/api/v1/search?{query}{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn only_hotels_of_the_city_that_can_sell_the_stay_are_found() {
    let inn = four_hotels().await;
    let guest = inn.guest("ann");
    guest.book("DBL", nights_from(in_days(31), 1)).await.created();
    guest.book("DBL", nights_from(in_days(31), 1)).await.created();

    assert_eq!(slugs(&search(&inn, "&city=seoul").await), ["bridge", "castle", "dock"]);
    assert_eq!(slugs(&search(&inn, "&city=Busan").await), [""; 0]);
    assert_eq!(slugs(&search(&inn, "&rooms=2").await), ["bridge", "castle", "dock"]);
    assert_eq!(slugs(&search(&inn, "&rooms=3").await), [""; 0]);
    assert_eq!(slugs(&search(&inn, "&children=5").await), ["bridge", "castle", "dock"]);
    assert_eq!(slugs(&search(&inn, "&children=5,9").await), [""; 0], "one room takes one child");
}

#[tokio::test]
async fn a_search_sees_a_cancellation_and_a_new_price_at_once() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 3), 1).await;
    let booking = inn.guest("ann").book("DBL", nights_from(in_days(30), 1)).await.created();
    assert_eq!(slugs(&search(&inn, "").await), [""; 0]);

    inn.guest("ann").cancel(&booking).await.ok();

    assert_eq!(slugs(&search(&inn, "").await), ["ford"]);
}
