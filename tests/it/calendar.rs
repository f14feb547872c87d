//! The calendar: every night of every room type.

use jumak_tests::{Inn, eventually, in_days, krw, nights_from};
use serde_json::{Value, json};

use crate::{items, members};

#[tokio::test]
async fn the_calendar_has_the_shape_of_the_contract() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 3).await;

    let calendar =
        inn.api().get(&inn.at(&format!("/calendar?from={}&to={}", in_days(30), in_days(33)))).await.ok();

    assert_eq!(members(&calendar), ["from", "hotel", "room_types", "to"]);
    let entry = &calendar["room_types"][0];
    assert_eq!(members(entry), ["nights", "room_type"]);
    assert_eq!(items(&entry["nights"]).len(), 3, "one entry for each night, sold or not");
    assert_eq!(
        members(&entry["nights"][0]),
        [
            "available",
            "closed",
            "closed_to_arrival",
            "closed_to_departure",
            "date",
            "max_stay",
            "min_stay",
            "price"
        ]
    );
    assert_eq!(entry["nights"][0]["price"], krw(Inn::PRICE));
    assert_eq!(entry["nights"][0]["available"], 3);
    assert_eq!(entry["nights"][2]["price"], Value::Null);
}

#[tokio::test]
async fn the_calendar_shows_restrictions_and_what_is_taken() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;
    inn.guest("ann").book("DBL", stay).await.created();
    inn.ari(&[json!({
        "room_type": "DBL", "from": stay.from, "to": stay.to, "min_stay": 2, "max_stay": 5,
        "closed_to_arrival": true, "closed_to_departure": true
    })])
    .await
    .ok();

    let calendar = inn.api().get(&inn.at(&format!("/calendar?from={}&to={}", stay.from, stay.to))).await.ok();

    let night = &calendar["room_types"][0]["nights"][0];
    assert_eq!(night["available"], 2);
    assert_eq!((&night["min_stay"], &night["max_stay"]), (&json!(2), &json!(5)));
    assert_eq!((&night["closed_to_arrival"], &night["closed_to_departure"]), (&json!(true), &json!(true)));
    assert_eq!(night["closed"], false);
}

#[tokio::test]
async fn a_calendar_has_at_least_one_night_and_at_most_92() {
    let inn = Inn::open().await;
    let ask = async |from: u32, to: u32| {
        inn.api().get(&inn.at(&format!("/calendar?from={}&to={}", in_days(from), in_days(to)))).await.status
    };

    assert_eq!(ask(0, 92).await, 200);
    assert_eq!(ask(0, 93).await, 400);
    assert_eq!(ask(5, 5).await, 400);
    assert_eq!(ask(5, 4).await, 400);
}

#[tokio::test]
async fn weekdays_narrow_an_update_and_a_later_update_wins() {
    let inn = Inn::open().await;
    let (from, to) = (in_days(30), in_days(44));

    let changed = inn
        .ari(&[
            json!({"room_type": "DBL", "from": from, "to": to, "allotment": 5}),
            json!({"room_type": "DBL", "from": from, "to": to, "weekdays": ["sat", "sun"], "allotment": 2}),
        ])
        .await
        .ok();

    assert!(changed["nights_changed"].as_u64().unwrap() >= 14, "{changed}");
    let left = inn.available("DBL", nights_from(from, 14)).await;
    assert_eq!(left.iter().filter(|left| **left == 5).count(), 10);
    assert_eq!(left.iter().filter(|left| **left == 2).count(), 4);
}

#[tokio::test]
async fn lowering_an_allotment_below_what_is_taken_names_the_nights_and_the_bookings() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", nights_from(stay.from, 3), 2).await;
    let first = inn.guest("ann").book("DBL", stay).await.created();
    inn.guest("bob").book("DBL", nights_from(stay.from, 1)).await.created();
    let mut inventory = inn.files().sql("inventory").await;
    eventually("inventory has heard of the bookings", async || {
        let settled = "SELECT COUNT(*) FROM holds WHERE state = 'settled'";
        (inventory.number(settled).await == 2).then_some(())
    })
    .await;
    inventory.close().await;

    let answer =
        inn.ari(&[json!({"room_type": "DBL", "from": stay.from, "to": in_days(33), "allotment": 1})]).await;

    assert_eq!(answer.status, 409, "{answer}");
    let problem = answer.json();
    assert_eq!(items(&problem["nights"]).len(), 1, "only the first night has two: {problem}");
    assert_eq!(problem["nights"][0]["date"], stay.from.to_string());
    assert!(
        problem["bookings"].to_string().contains(first["confirmation_code"].as_str().unwrap()),
        "{problem}"
    );
    assert_eq!(inn.available("DBL", nights_from(stay.from, 3)).await, [0, 1, 2], "nothing was changed");
    inn.audit().await.assert_clean();
}
