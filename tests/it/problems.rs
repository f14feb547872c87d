//! Refusals: their form, and what they do not tell.

use jumak_tests::{Api, Guest, Inn, fresh_key, in_days, nights_from, wish};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{with, without};

/// The answer without what differs from request to request.
fn anonymous(problem: Value) -> Value {
    without(problem, "request_id")
}

#[tokio::test]
async fn a_404_never_tells_whose_thing_it_is() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let ann = inn.guest("ann").book("DBL", stay).await.created();
    let bob = inn.guest("bob").book("DBL", stay).await.created();
    let bobs_token = inn.guest("bob").with_token_of(&bob);
    let nowhere = json!({"confirmation_code": "0000000000"});

    for action in ["/cancel", "/change"] {
        let body = if action == "/change" {
            json!({"check_in": stay.from, "check_out": stay.to})
        } else {
            json!({})
        };
        let anns = bobs_token.post(&Guest::booking_path(&ann, action), &body).await.refused(404, "not_found");
        let nobodys =
            bobs_token.post(&Guest::booking_path(&nowhere, action), &body).await.refused(404, "not_found");
        assert_eq!(anonymous(anns), anonymous(nobodys), "{action}");
    }
    let anns = bobs_token.get(&Guest::booking_path(&ann, "")).await.refused(404, "not_found");
    let nobodys = bobs_token.get(&Guest::booking_path(&nowhere, "")).await.refused(404, "not_found");
    let nonsense = bobs_token.get("/api/v1/bookings/%00%20nonsense").await.refused(404, "not_found");
    assert_eq!(anonymous(anns), anonymous(nobodys.clone()));
    assert_eq!(anonymous(nobodys), anonymous(nonsense));
}

#[tokio::test]
async fn staff_of_another_hotel_find_nothing() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    inn.add_hotel("other").await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let stranger = inn.staff_at("owner", "other").await;

    let answer = stranger.get(&Guest::booking_path(&booking, "")).await;

    answer.refused(404, "not_found");
    let checked_in = stranger.post(&Guest::booking_path(&booking, "/check-in"), &json!({})).await;
    checked_in.refused(404, "not_found");
}

#[tokio::test]
async fn a_booking_without_any_credential_is_401() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();

    let answer = inn.api().get(&Guest::booking_path(&booking, "")).await;

    answer.refused(401, "unauthenticated");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    inn.api()
        .post(&Guest::booking_path(&booking, "/cancel"), &json!({}))
        .await
        .refused(401, "unauthenticated");
    let wrong_key = inn.api().bearing("jmk_0000000000000000000000000000000000000000000");
    wrong_key.get(&inn.at("/bookings")).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_method_that_a_route_does_not_know_is_405_and_the_others_are_named() {
    let inn = Inn::open().await;

    for (method, path, allowed) in [
        (Method::DELETE, "/api/v1/hotels/ford".to_owned(), "GET"),
        (Method::POST, "/api/v1/search".to_owned(), "GET"),
        (Method::PUT, inn.at("/bookings"), "POST"),
        (Method::GET, inn.at("/holds"), "POST"),
        (Method::DELETE, inn.at("/ari"), "GET, PUT"),
        (Method::POST, "/livez".to_owned(), "GET"),
    ] {
        let answer = inn.api().send(inn.api().request(method, &path)).await;
        answer.refused(405, "method_not_allowed");
        assert!(answer.header("allow").contains(allowed), "{path} allows {allowed}: {:?}", answer.headers);
    }
}

#[tokio::test]
async fn what_is_nowhere_is_a_problem_too() {
    let inn = Inn::open().await;

    for path in [
        "/api/v1/nothing",
        "/api/v1/hotels/no-such-inn",
        "/api/v1/hotels/no-such-inn/offers?check_in=2030-01-01&check_out=2030-01-02&adults=1",
    ] {
        inn.api().get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn query_keys_are_given_once_and_known() {
    let inn = Inn::open().await;
    let stay = format!("check_in={}&check_out={}&adults=2", in_days(30), in_days(31));

    for (query, field) in [("&adults=2", "adults"), ("&beds=2", "beds"), ("&rooms=1&rooms=1", "rooms")] {
        inn.api().get(&inn.at(&format!("/offers?{stay}{query}"))).await.names_field(field);
        inn.api().get(&format!("/api/v1/search?{stay}{query}")).await.names_field(field);
    }
    inn.api()
        .get(&inn.at(&format!("/calendar?from={}&to={}&x=1", in_days(1), in_days(2))))
        .await
        .names_field("x");
    inn.owner().get(&inn.at("/bookings?x=1")).await.names_field("x");
    inn.owner().get(&inn.at("/bookings?limit=1&limit=2")).await.names_field("limit");
}

#[tokio::test]
async fn unknown_fields_are_named_however_deep() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let ann = inn.guest("ann");

    let top = inn.api().post(&inn.at("/bookings"), &with(ann.order(wish("DBL", stay)), "beds", 2)).await;
    let mut deep = ann.order(wish("DBL", stay));
    deep["guest"]["age"] = json!(7);
    let deep = inn.api().post(&inn.at("/bookings"), &deep).await;

    top.names_field("beds");
    deep.names_field("guest.age");
    inn.api().post(&inn.at("/holds"), &with(wish("DBL", stay), "x", 1)).await.names_field("x");
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let mut order = with(with(wish("DBL", stay), "rooms", 0), "adults", 0);
    order["guest"] = json!({"name": "", "email": "nobody"});

    let problem = inn.api().post(&inn.at("/bookings"), &order).await;

    for field in ["rooms", "adults", "guest.name", "guest.email"] {
        problem.names_field(field);
    }
}

#[tokio::test]
async fn every_answer_keeps_browsers_safe() {
    let inn = Inn::open().await;

    for path in ["/livez", "/api/v1/nothing", "/api/v1/hotels/ford", "/docs"] {
        let answer = inn.api().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("content-security-policy").contains("unsafe-inline"), "{path}");
        assert_ne!(answer.header("content-security-policy"), "", "{path}");
        assert_ne!(answer.header("x-request-id"), "", "{path}");
    }
}

#[tokio::test]
async fn a_write_without_a_key_or_with_an_impossible_one_is_refused() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 5).await;
    let order = inn.guest("ann").order(wish("DBL", stay));
    let path = inn.at("/bookings");

    let missing = inn.api().send(inn.api().request(Method::POST, &path).json(&order)).await;
    assert_eq!(missing.status, 400, "{missing}");
    for key in ["x".repeat(256), "  ".to_owned(), "예약".to_owned()] {
        let request =
            inn.api().request(Method::POST, &path).header("Idempotency-Key", key.as_bytes()).json(&order);
        assert_eq!(inn.api().send(request).await.status, 400, "{key}");
    }
    let twice =
        inn.api().request(Method::POST, &path).header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    assert_eq!(inn.api().send(twice.json(&order)).await.status, 400);

    assert_eq!(booked(inn.owner(), &inn.at("/bookings")).await, 0);
    inn.api().post_as(&"x".repeat(255), &path, &order).await.created();
    inn.api().post_as(&fresh_key(), &path, &order).await.created();
}

async fn booked(owner: &Api, path: &str) -> usize {
    owner.get(path).await.ok()["items"].as_array().unwrap().len()
}
