//! The desk's grid: what is set, and what is taken of it.

use jumak_tests::{Inn, Setup, date, in_days, krw, nights_from, rate_plan, room_type};
use serde_json::{Value, json};

use crate::{items, members};

async fn grid(inn: &Inn, from: impl ToString, to: impl ToString) -> Value {
    let path = inn.at(&format!("/ari?from={}&to={}", from.to_string(), to.to_string()));
    inn.owner().get(&path).await.ok()
}

#[tokio::test]
async fn the_grid_shows_what_was_put_and_what_guests_took() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;
    inn.guest("ann").book("DBL", nights_from(in_days(30), 1)).await.created();
    inn.ari(&[
        json!({"room_type": "DBL", "from": in_days(31), "to": in_days(32), "overbooking": 1, "min_stay": 2,
            "max_stay": 5, "closed_to_arrival": true, "closed_to_departure": true}),
        json!({"room_type": "DBL", "rate_plan": "BAR", "from": in_days(31), "to": in_days(32), "closed": true}),
    ])
    .await
    .ok();

    let grid = grid(&inn, in_days(30), in_days(32)).await;

    assert_eq!(members(&grid), ["from", "hotel_id", "room_types", "to"]);
    let no_rules = json!({
        "closed": false, "closed_to_arrival": false, "closed_to_departure": false, "min_stay": null, "max_stay": null
    });
    let with_rules = |day: u32, more: Value, rules: Value| {
        let mut cell = json!({"date": in_days(day)});
        for part in [&no_rules, &more, &rules] {
            cell.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        cell
    };
    let strict =
        json!({"min_stay": 2, "max_stay": 5, "closed_to_arrival": true, "closed_to_departure": true});
    assert_eq!(
        grid["room_types"],
        json!([{
            "room_type": "DBL",
            "nights": [
                with_rules(30, json!({"allotment": 3, "overbooking": 0, "taken": 1}), json!({})),
                with_rules(31, json!({"allotment": 3, "overbooking": 1, "taken": 0}), strict),
            ],
            "rate_plans": [{
                "rate_plan": "BAR",
                "nights": [
                    with_rules(30, json!({"price": krw(Inn::PRICE)}), json!({})),
                    with_rules(31, json!({"price": krw(Inn::PRICE)}), json!({"closed": true})),
                ]
            }]
        }])
    );
}

#[tokio::test]
async fn a_hold_is_seen_at_once_and_so_is_its_end() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;
    let taken = async || {
        let grid = grid(&inn, stay.from, stay.to).await;
        items(&grid["room_types"][0]["nights"])
            .iter()
            .filter_map(|night| night["taken"].as_u64())
            .collect::<Vec<_>>()
    };

    let hold = inn.guest("ann").hold(&jumak_tests::wish("DBL", stay)).await.created();
    assert_eq!(taken().await, [1, 1]);
    let ended = inn.api().delete(&format!("/api/v1/holds/{}", hold["hold_id"].as_str().unwrap())).await;

    assert_eq!((ended.status, taken().await), (204, vec![0, 0]));
}

#[tokio::test]
async fn everything_has_its_place_in_the_hotels_order_priced_or_not() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 1), 3).await;
    inn.owner().post(&inn.at("/room-types"), &room_type("ATTIC")).await.created();
    inn.owner().post(&inn.at("/rate-plans"), &rate_plan("A-SAVER")).await.created();

    let grid = grid(&inn, in_days(30), in_days(31)).await;

    let shelves: Vec<_> = items(&grid["room_types"])
        .iter()
        .flat_map(|entry| items(&entry["rate_plans"]).iter().map(move |plan| (entry, plan)))
        .map(|(entry, plan)| {
            let names = (entry["room_type"].as_str().unwrap(), plan["rate_plan"].as_str().unwrap());
            (names, items(&plan["nights"]).len())
        })
        .collect();
    assert_eq!(
        shelves,
        [(("DBL", "BAR"), 1), (("DBL", "A-SAVER"), 0), (("ATTIC", "BAR"), 0), (("ATTIC", "A-SAVER"), 0)]
    );
}

#[tokio::test]
async fn past_nights_are_shown_as_they_were() {
    let stay = nights_from(date("2030-05-02"), 1);
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await.with_stock("DBL", stay, 1).await;
    inn.guest("ann").book("DBL", stay).await.created();

    inn.hand().set(jumak_tests::instant("2030-06-10T03:00:00Z"));

    let grid = grid(&inn, stay.from, stay.to).await;
    assert_eq!(grid["room_types"][0]["nights"][0]["taken"], 1);
}

#[tokio::test]
async fn a_grid_has_at_least_one_night_and_at_most_92_and_is_nobody_elses_to_keep() {
    let inn = Inn::open().await;
    let ask = async |query: &str| inn.owner().get(&inn.at(&format!("/ari{query}"))).await;
    let span = async |nights: u32| ask(&format!("?from={}&to={}", in_days(0), in_days(nights))).await;

    let answer = span(92).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-store"));
    for nights in [0, 93] {
        span(nights).await.refused(400, "invalid_input");
    }
    for query in [
        "",
        "?from=2030-01-01",
        "?from=2030-02-30&to=2030-03-01",
        "?from=2030-01-02&to=2030-01-01&room_type=DBL",
    ] {
        ask(query).await.refused(400, "invalid_input");
    }
    inn.owner()
        .get("/api/v1/hotels/nowhere/ari?from=2030-01-01&to=2030-01-02")
        .await
        .refused(404, "not_found");
}
