//! The search over all hotels.

use jumak_tests::{Inn, in_days, krw, nights_from, rate_plan};
use serde_json::{Value, json};

use crate::{items, members, with};

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

    assert_eq!(members(&page), ["items", "next_cursor", "unavailable"]);
    let item = &page["items"][0];
    assert_eq!(members(item), ["hotel", "offer"]);
    assert_eq!(members(&item["hotel"]), ["city", "id", "name", "slug"]);
    assert_eq!(
        members(&item["offer"]),
        ["available", "free_until", "meal_plan", "rate_plan", "room_type", "total"]
    );
    assert_eq!(item["offer"]["total"], krw(2 * Inn::PRICE));
    assert_eq!(item["offer"]["meal_plan"], "breakfast");
    // 15:00 in Seoul, a week before.
    assert_eq!(item["offer"]["free_until"], format!("{}T06:00:00Z", in_days(23)));
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

/// Beside the breakfast that can be cancelled, a saver with half board that cannot, a little cheaper.
async fn add_saver(inn: &Inn, slug: &str) {
    let never_free = vec![json!({"until_days": 0, "penalty": {"kind": "percent", "value": 100}})];
    let saver = with(with(rate_plan("NRF"), "cancellation", never_free), "meal_plan", "half_board");
    inn.owner().post(&format!("/api/v1/hotels/{slug}/rate-plans"), &saver).await.created();
    let update = json!({
        "room_type": "DBL", "rate_plan": "NRF", "from": in_days(30), "to": in_days(33),
        "price": krw(Inn::PRICE - 1_000)
    });
    inn.owner().put(&format!("/api/v1/hotels/{slug}/ari"), &json!({"updates": [update]})).await.ok();
}

#[tokio::test]
async fn a_filter_leaves_the_cheapest_offer_that_passes_it() {
    let inn = four_hotels().await;
    add_saver(&inn, "castle").await;
    let found = async |filter: &str| {
        let page = search(&inn, filter).await;
        let plans = items(&page["items"]).iter();
        plans
            .map(|item| format!("{}/{}", item["hotel"]["slug"], item["offer"]["rate_plan"]).replace('"', ""))
            .collect::<Vec<_>>()
    };
    let flexible = ["ford/BAR", "bridge/BAR", "castle/BAR", "dock/BAR"];
    let all = ["castle/NRF", "ford/BAR", "bridge/BAR", "dock/BAR"];

    assert_eq!(found("").await, all);
    assert_eq!(found("&free_cancellation=false").await, all);
    assert_eq!(found("&free_cancellation=true").await, flexible);
    assert_eq!(found("&meals=breakfast").await, all);
    assert_eq!(found("&meals=half_board").await, ["castle/NRF"]);
    assert_eq!(found("&meals=full_board").await, [""; 0]);
    assert_eq!(found("&meals=half_board&free_cancellation=true").await, [""; 0]);
    assert_eq!(found("&meals=breakfast&free_cancellation=true&limit=2").await, flexible[..2]);
}

#[tokio::test]
async fn a_filter_that_nobody_knows_is_refused() {
    let inn = Inn::open().await;
    let query = format!("check_in={}&check_out={}", in_days(30), in_days(32));

    for wrong in [
        "free_cancellation=1",
        "free_cancellation=",
        "meals=dinner",
        "meals=",
        "meals=breakfast&meals=full_board",
        "free=true",
    ] {
        let answer = inn.api().get(&format!("/api/v1/search?{query}&{wrong}")).await;
        answer.refused(400, "invalid_input");
    }
}

#[tokio::test]
async fn hotels_that_are_full_or_closed_say_why() {
    let inn = four_hotels().await;
    let guest = inn.guest("ann");
    guest.book("DBL", nights_from(in_days(31), 1)).await.created();
    guest.book("DBL", nights_from(in_days(31), 1)).await.created();
    let restrict = async |slug: &str, field: &str, to: Value| {
        let update = with(json!({"room_type": "DBL", "from": in_days(30), "to": in_days(31)}), field, to);
        inn.owner().put(&format!("/api/v1/hotels/{slug}/ari"), &json!({"updates": [update]})).await.ok();
    };
    restrict("castle", "min_stay", json!(3)).await;
    restrict("dock", "closed", json!(true)).await;

    let page = search(&inn, "&city=Seoul").await;

    assert_eq!(slugs(&page), ["bridge"]);
    let told: Vec<_> = items(&page["unavailable"])
        .iter()
        .map(|entry| {
            assert_eq!(members(entry), ["hotel", "reasons"]);
            (entry["hotel"]["slug"].as_str().unwrap(), entry["reasons"].clone())
        })
        .collect();
    let reason = |code: &str, day: u32| json!([{"code": code, "date": in_days(day)}]);
    assert_eq!(
        told,
        [
            ("castle", reason("min_stay", 30)),
            ("dock", reason("closed", 30)),
            ("ford", reason("sold_out", 31))
        ]
    );
}

#[tokio::test]
async fn what_is_only_filtered_out_or_elsewhere_is_no_hotel_that_sells_nothing() {
    let inn = four_hotels().await;

    assert_eq!(search(&inn, "&meals=all_inclusive").await["unavailable"], json!([]));
    assert_eq!(search(&inn, "&city=Busan&rooms=3").await["unavailable"], json!([]));
    assert_eq!(items(&search(&inn, "&city=Seoul&rooms=3").await["unavailable"]).len(), 4);
}

#[tokio::test]
async fn only_the_first_page_tells_which_hotels_sell_nothing() {
    let inn = four_hotels().await;
    inn.ari(&[json!({"room_type": "DBL", "from": in_days(30), "to": in_days(31), "closed": true})])
        .await
        .ok();

    let first = search(&inn, "&limit=2").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = search(&inn, &format!("&limit=2&cursor={cursor}")).await;

    assert_eq!(first["unavailable"][0]["hotel"]["slug"], "ford");
    assert_eq!((slugs(&second), &second["unavailable"]), (vec!["dock"], &json!([])));
}
