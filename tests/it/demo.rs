//! The first minute: a new server has hotels to try, in two languages, and sells their rooms.

use jumak_tests::{Guest, Jumak, Setup, in_days};
use serde_json::{Value, json};

use crate::items;

async fn server_with_demo() -> Jumak {
    Jumak::with(Setup::default().with_demo()).await
}

async fn search(jumak: &Jumak, city: &str, language: &str) -> Value {
    let query = [
        ("city", city.to_owned()),
        ("check_in", in_days(60).to_string()),
        ("check_out", in_days(62).to_string()),
        ("adults", "2".to_owned()),
    ];
    let api = jumak.api();
    let request = api.request(reqwest::Method::GET, "/api/v1/search").query(&query);
    api.send(request.header("Accept-Language", language)).await.ok()
}

#[tokio::test]
async fn a_guest_searches_holds_books_sees_and_cancels() {
    let jumak = server_with_demo().await;
    let found = search(&jumak, "Seoul", "en").await;
    let item = &items(&found["items"])[0];
    let hotel = item["hotel"]["slug"].as_str().unwrap();
    let wish = json!({
        "room_type": item["offer"]["room_type"], "rate_plan": item["offer"]["rate_plan"], "check_in": in_days(60),
        "check_out": in_days(62), "adults": 2, "expected_total": item["offer"]["total"]
    });

    let hold = jumak.api().post(&format!("/api/v1/hotels/{hotel}/holds"), &wish).await.created();
    let order = json!({"hold_id": hold["hold_id"], "guest": {"name": "Ann", "email": "ann@guest.example", "locale": "ko"}});
    let booking = jumak.api().post(&format!("/api/v1/hotels/{hotel}/bookings"), &order).await.created();
    let guest = jumak.api().bearing(booking["manage_token"].as_str().unwrap());
    guest.get(&Guest::booking_path(&booking, "")).await.ok();
    let cancelled = guest.post(&Guest::booking_path(&booking, "/cancel"), &json!({})).await.ok();

    assert_eq!(booking["total"], item["offer"]["total"], "the search said what it costs");
    assert_eq!(cancelled["status"], "cancelled");
    jumak.audit().await.assert_clean();
}

#[tokio::test]
async fn a_city_is_found_in_both_languages_and_answered_in_the_readers() {
    let jumak = server_with_demo().await;

    let korean = search(&jumak, "서울", "ko").await;
    let english = search(&jumak, "seoul", "en").await;

    let slugs = |page: &Value| {
        items(&page["items"]).iter().map(|item| item["hotel"]["slug"].clone()).collect::<Vec<_>>()
    };
    let first_name = |page: &Value| page["items"][0]["hotel"]["name"].as_str().unwrap().to_owned();
    assert_eq!(slugs(&korean), slugs(&english));
    assert!(first_name(&korean).chars().any(|c| ('가'..='힣').contains(&c)), "{korean}");
    assert!(first_name(&english).is_ascii(), "{english}");
}

#[tokio::test]
async fn every_demo_hotel_offers_what_its_search_promised() {
    let jumak = server_with_demo().await;
    let query = format!("check_in={}&check_out={}&adults=2&limit=100", in_days(45), in_days(48));
    let page = jumak.api().get(&format!("/api/v1/search?{query}")).await.ok();
    assert!(items(&page["items"]).len() >= 5);

    for item in items(&page["items"]) {
        let slug = item["hotel"]["slug"].as_str().unwrap();
        let query = format!("check_in={}&check_out={}&adults=2", in_days(45), in_days(48));
        let offers = jumak.api().get(&format!("/api/v1/hotels/{slug}/offers?{query}")).await.ok();
        let cheapest = &offers["offers"][0];
        assert_eq!(cheapest["total"], item["offer"]["total"], "{slug}");
        assert_eq!(cheapest["available"], item["offer"]["available"], "{slug}");
    }
}

#[tokio::test]
async fn every_demo_hotel_shows_what_it_looks_like() {
    let jumak = server_with_demo().await;
    let query = format!("check_in={}&check_out={}&adults=2&limit=100", in_days(45), in_days(46));
    let page = jumak.api().get(&format!("/api/v1/search?{query}")).await.ok();
    let sold_out = items(&page["unavailable"]);
    let hotels: Vec<_> =
        items(&page["items"]).iter().chain(sold_out).map(|item| &item["hotel"]["slug"]).collect();
    assert_eq!(hotels.len(), 12);

    for slug in hotels {
        let hotel = jumak.api().get(&format!("/api/v1/hotels/{}", slug.as_str().unwrap())).await.ok();
        let first = &hotel["photos"][0];
        assert!(first["alt"]["ko"].is_string() && first["alt"]["en"].is_string(), "{slug}");
        let file = format!("/media/{}-480.jpg", first["name"].as_str().unwrap());
        assert_eq!(jumak.api().get(&file).await.header("content-type"), "image/jpeg", "{slug}");
    }
}

#[tokio::test]
async fn a_second_start_adds_nothing() {
    let mut jumak = server_with_demo().await;
    let count = async |jumak: &Jumak| {
        let count = "SELECT (SELECT COUNT(*) FROM hotels) + (SELECT COUNT(*) FROM photos)";
        jumak.files().sql("inventory").await.number(count).await
    };
    let before = count(&jumak).await;

    jumak.stop().await;
    jumak.restart().await;

    assert_eq!(count(&jumak).await, before);
    jumak.audit().await.assert_clean();
}
