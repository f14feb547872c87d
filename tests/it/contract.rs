//! The shapes of answers, to the letter of the contract.

use jumak_tests::{Inn, in_days, nights_from, wish};
use serde_json::{Value, json};

use crate::{items, members};

fn is_uuid(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 36 && text.matches('-').count() == 4)
}

fn is_v7(value: &Value) -> bool {
    is_uuid(value) && value.as_str().and_then(|text| text.chars().nth(14)) == Some('7')
}

#[tokio::test]
async fn a_hold_answers_its_id_its_end_and_its_price() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;

    let answer = inn.guest("ann").hold(&wish("DBL", stay)).await;

    let hold = answer.created();
    assert_eq!(members(&hold), ["expires_at", "hold_id", "total"]);
    assert!(is_v7(&hold["hold_id"]), "{hold}");
    assert_eq!(hold["total"], json!({"amount": 200_000, "currency": "KRW"}));
    assert!(hold["expires_at"].as_str().unwrap().ends_with('Z'), "instants are UTC: {hold}");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_ne!(answer.header("jumak-position"), "", "a write tells its position");
    assert!(answer.header("cache-control").contains("no-store"));
}

#[tokio::test]
async fn a_booking_answers_everything_the_contract_names() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;

    let booking = inn.guest("ann").book("DBL", stay).await.created();

    for member in [
        "confirmation_code",
        "status",
        "hotel",
        "check_in",
        "check_out",
        "rooms",
        "total",
        "cancellation",
        "manage_token",
    ] {
        assert!(!booking[member].is_null(), "{member}: {booking}");
    }
    assert_eq!(booking["status"], "confirmed");
    assert_eq!(members(&booking["hotel"]), ["city", "id", "name", "slug"]);
    assert_eq!(booking["check_in"], stay.from.to_string());
    assert_eq!(booking["check_out"], stay.to.to_string());
    assert_eq!(members(&booking["cancellation"]), ["free_until", "penalty_now", "policy"]);
    assert_eq!(items(&booking["cancellation"]["policy"]).len(), 3);
    assert_eq!(booking["confirmation_code"].as_str().unwrap().len(), 10);
}

#[tokio::test]
async fn an_offer_answers_everything_the_contract_names() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", nights_from(stay.from, 1), 4).await;
    inn.stock("DBL", nights_from(stay.from.plus_days(1), 1), 3).await;

    let answer = inn.offers(stay).await;

    let offer = &answer["offers"][0];
    for member in ["room_type", "rate_plan", "available", "nights", "taxes", "total", "cancellation"] {
        assert!(!offer[member].is_null(), "{member}: {offer}");
    }
    assert_eq!(offer["available"], 3, "the fullest night decides");
    assert_eq!(members(&offer["nights"][0]), ["date", "price"]);
    assert_eq!(offer["nights"][1]["date"], stay.from.plus_days(1).to_string());
    assert_eq!(members(&offer["cancellation"]), ["free_until", "penalty_now", "policy"]);
    assert_eq!(members(&offer["cancellation"]["policy"][0]), ["penalty", "until_days"]);
    assert_eq!(members(&offer["cancellation"]["policy"][0]["penalty"]), ["kind", "value"]);
    assert_eq!(answer["unavailable"], json!([]));
}

#[tokio::test]
async fn every_operation_of_the_contract_is_in_the_openapi_document() {
    let inn = Inn::open().await;

    let document = inn.api().get("/openapi.json").await.ok();

    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, methods) in [
        ("/api/v1/search", &["get"][..]),
        ("/api/v1/hotels", &["post"]),
        ("/api/v1/hotels/{hotel}", &["get", "patch"]),
        ("/api/v1/hotels/{hotel}/room-types", &["post"]),
        ("/api/v1/hotels/{hotel}/rate-plans", &["post"]),
        ("/api/v1/hotels/{hotel}/offers", &["get"]),
        ("/api/v1/hotels/{hotel}/calendar", &["get"]),
        ("/api/v1/hotels/{hotel}/availability/stream", &["get"]),
        ("/api/v1/hotels/{hotel}/ari", &["put"]),
        ("/api/v1/hotels/{hotel}/holds", &["post"]),
        ("/api/v1/holds/{hold_id}", &["delete"]),
        ("/api/v1/hotels/{hotel}/bookings", &["get", "post"]),
        ("/api/v1/bookings/{code}", &["get"]),
        ("/api/v1/bookings/lookup", &["post"]),
        ("/api/v1/bookings/{code}/cancel", &["post"]),
        ("/api/v1/bookings/{code}/change", &["post"]),
        ("/api/v1/bookings/{code}/check-in", &["post"]),
        ("/api/v1/bookings/{code}/check-out", &["post"]),
        ("/api/v1/bookings/{code}/no-show", &["post"]),
        ("/livez", &["get"]),
        ("/readyz", &["get"]),
    ] {
        for method in methods {
            let operation = &document["paths"][path][method];
            assert!(operation.is_object(), "{method} {path} is documented");
            assert!(!members(&operation["responses"]).is_empty(), "{method} {path} tells its answers");
        }
    }
}

#[tokio::test]
async fn the_public_listener_is_alive_and_ready_in_one_word_and_shows_no_metrics() {
    let inn = Inn::open().await;

    for path in ["/livez", "/readyz"] {
        let answer = inn.api().get(path).await;
        assert_eq!((answer.status, answer.text().split_whitespace().count()), (200, 1), "{answer}");
        assert_eq!(inn.admin().get(path).await.status, 200);
    }
    assert_eq!(inn.api().get("/metrics").await.status, 404);
    assert_eq!(inn.api().get("/docs").await.status, 200);
}

#[tokio::test]
async fn the_metrics_of_the_contract_are_there_after_a_booking() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.guest("ann").book("DBL", stay).await.created();
    inn.offers(stay).await;

    let metrics = inn.admin().get("/metrics").await;

    assert_eq!(metrics.status, 200);
    let metrics = metrics.text();
    for name in [
        "http_server_request_duration_seconds",
        "http_server_active_requests",
        "db_client_operation_duration_seconds",
        "db_client_connection_count",
        "jumak_booking_requests_total",
        "jumak_idempotency_total",
        "jumak_outbox_pending",
        "jumak_build_info",
        "process_",
    ] {
        assert!(metrics.contains(name), "{name} is exported");
    }
    for secret in ["ann@guest", "jmk_", inn.slug()] {
        let leaks = metrics.lines().filter(|line| !line.starts_with('#') && line.contains(secret)).count();
        assert_eq!(leaks, 0, "{secret} is no label");
    }
}

#[tokio::test]
async fn whatever_is_asked_the_metrics_do_not_grow() {
    let inn = Inn::open().await;
    let series = async || {
        inn.admin().get("/metrics").await.text().lines().filter(|line| !line.starts_with('#')).count()
    };
    for path in ["/api/v1/hotels/nowhere", "/nothing", "/api/v1/bookings/0000000000", "/livez"] {
        inn.api().get(path).await;
    }
    let before = series().await;

    for number in 0..200 {
        inn.api().get(&format!("/api/v1/hotels/nowhere-{number}")).await;
        inn.api().get(&format!("/nothing/{number}")).await;
        inn.api().get(&format!("/api/v1/bookings/{number:010}")).await;
        let odd = reqwest::Method::from_bytes(format!("ODD{number}").as_bytes()).unwrap();
        inn.api().send(inn.api().request(odd, "/livez")).await;
    }

    let grown = series().await - before;
    assert!(grown < 40, "{grown} new series");
}
