//! Hotels, room types and rate plans: how staff make and change them.

use jumak_tests::{Inn, hotel, rate_plan, room_type};
use serde_json::{Value, json};

use crate::{items, with, without};

#[tokio::test]
async fn a_hotel_is_shown_with_all_it_sells() {
    let inn = Inn::open().await;

    let shown = inn.api().get("/api/v1/hotels/ford").await.ok();

    assert_eq!(
        (&shown["slug"], &shown["time_zone"], &shown["currency"]),
        (&json!("ford"), &json!("Asia/Seoul"), &json!("KRW"))
    );
    assert_eq!(shown["room_types"][0]["code"], "DBL");
    assert_eq!(shown["rate_plans"][0]["code"], "BAR");
    assert_eq!(shown["rate_plans"][0]["meal_plan"], "breakfast");
    assert_eq!(items(&shown["rate_plans"][0]["cancellation"]).len(), 3);
    let by_id = inn.api().get(&format!("/api/v1/hotels/{}", shown["id"].as_str().unwrap())).await.ok();
    assert_eq!(by_id, shown, "a hotel is found by its id and its slug");
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_nothing_else() {
    let inn = Inn::open().await;
    let before = inn.api().get("/api/v1/hotels/ford").await.ok();

    inn.owner().patch("/api/v1/hotels/ford", &json!({"name": "New Inn"})).await.ok();
    inn.owner().patch(&inn.at("/room-types/DBL"), &json!({"max_adults": 3})).await.ok();
    inn.owner().patch(&inn.at("/rate-plans/BAR"), &json!({"meal_plan": "half_board"})).await.ok();

    let after = inn.api().get("/api/v1/hotels/ford").await.ok();
    assert_eq!(after["name"], "New Inn");
    assert_eq!(after["room_types"][0]["max_adults"], 3);
    assert_eq!(after["room_types"][0]["max_children"], before["room_types"][0]["max_children"]);
    assert_eq!(after["rate_plans"][0]["meal_plan"], "half_board");
    assert_eq!(after["rate_plans"][0]["cancellation"], before["rate_plans"][0]["cancellation"]);
    assert_eq!(after["city"], before["city"]);
}

#[tokio::test]
async fn a_slug_or_code_is_given_once() {
    let inn = Inn::open().await;

    assert_eq!(inn.owner().post("/api/v1/hotels", &hotel("ford")).await.status, 409);
    assert_eq!(inn.owner().post(&inn.at("/room-types"), &room_type("DBL")).await.status, 409);
    assert_eq!(inn.owner().post(&inn.at("/rate-plans"), &rate_plan("BAR")).await.status, 409);
}

#[tokio::test]
async fn what_can_never_change_does_not() {
    let inn = Inn::open().await;

    for change in
        [json!({"slug": "other"}), json!({"currency": "EUR"}), json!({"time_zone": "Europe/Lisbon"})]
    {
        let answer = inn.owner().patch("/api/v1/hotels/ford", &change).await;
        assert_eq!(answer.status, 400, "{answer}");
    }
    let shown = inn.api().get("/api/v1/hotels/ford").await.ok();
    assert_eq!((&shown["slug"], &shown["currency"]), (&json!("ford"), &json!("KRW")));
}

#[tokio::test]
async fn profiles_that_cannot_be_are_refused_with_the_field() {
    let inn = Inn::open().await;
    let profile = || hotel("bridge");
    let taxes = |tax: Value| with(profile(), "taxes", vec![tax]);

    for (body, field) in [
        (with(profile(), "slug", "Not A Slug"), "slug"),
        (with(profile(), "name", ""), "name"),
        (with(profile(), "name", "x".repeat(201)), "name"),
        (with(profile(), "country", "KOR"), "country"),
        (with(profile(), "currency", "WON"), "currency"),
        (with(profile(), "time_zone", "Seoul"), "time_zone"),
        (with(profile(), "check_in_time", "25:00"), "check_in_time"),
        (with(profile(), "hold_minutes", 0), "hold_minutes"),
        (with(profile(), "hold_minutes", 121), "hold_minutes"),
        (with(profile(), "latitude", 91), "latitude"),
        (without(profile(), "city"), "city"),
        (taxes(json!({"code": "t", "name": "T", "kind": "percent_inclusive", "value": 10_001})), "taxes"),
        (taxes(json!({"code": "t", "name": "T", "kind": "per_room_night", "value": -1})), "taxes"),
    ] {
        let answer = inn.owner().post("/api/v1/hotels", &body).await;
        let problem = answer.refused(400, "invalid_input");
        let named =
            items(&problem["errors"]).iter().any(|error| error["field"].as_str().unwrap().starts_with(field));
        assert!(named, "{field}: {answer}");
    }
    assert_eq!(inn.api().get("/api/v1/hotels/bridge").await.status, 404, "nothing was made");
}

#[tokio::test]
async fn policies_that_cannot_be_are_refused() {
    let inn = Inn::open().await;
    let step = |days: i64, kind: &str, value: i64| json!({"until_days": days, "penalty": {"kind": kind, "value": value}});

    for ladder in [
        vec![step(1, "none", 0), step(7, "percent", 50)],
        vec![step(7, "none", 0), step(7, "percent", 50)],
        vec![step(0, "percent", 101)],
        vec![step(0, "percent", -1)],
        vec![step(0, "amount", -1)],
        vec![step(731, "none", 0)],
        vec![step(0, "everything", 0)],
        (0..13).rev().map(|days| step(days, "none", 0)).collect(),
    ] {
        let body = with(rate_plan("ODD"), "cancellation", ladder.clone());
        let answer = inn.owner().post(&inn.at("/rate-plans"), &body).await;
        answer.refused(400, "invalid_input");
    }
}
