//! Arrivals, departures, and those who do not come.

use jumak_tests::{Answer, Api, Days, Guest, Inn, Setup, date, instant, krw, nights_from};
use serde_json::{Value, json};

/// An inn on 1 May 2030, a stay of three nights from 20 May, and the desk.
async fn inn_with_a_booking() -> (Inn, Days, Value, Api) {
    let stay = nights_from(date("2030-05-20"), 3);
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z"))
        .await
        .with_stock("DBL", nights_from(stay.from, 4), 1)
        .await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let desk = inn.staff("desk").await;
    (inn, stay, booking, desk)
}

async fn act(desk: &Api, booking: &Value, action: &str) -> Answer {
    desk.post(&Guest::booking_path(booking, action), &json!({})).await
}

#[tokio::test]
async fn a_guest_comes_stays_and_goes() {
    let (inn, stay, booking, desk) = inn_with_a_booking().await;

    inn.hand().set(instant("2030-05-20T06:00:00Z"));
    assert_eq!(act(&desk, &booking, "/check-in").await.ok()["status"], "checked_in");
    inn.hand().set(instant("2030-05-23T02:00:00Z"));
    assert_eq!(act(&desk, &booking, "/check-out").await.ok()["status"], "checked_out");

    assert_eq!(inn.guest("ann").view(&booking).await.ok()["total"], krw(300_000));
    assert_eq!(stay.nights().count(), 3);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_day_begins_at_midnight_in_the_hotels_own_zone() {
    let (inn, _, booking, desk) = inn_with_a_booking().await;

    inn.hand().set(instant("2030-05-19T14:59:59Z")); // 23:59:59 on the 19th in Seoul
    act(&desk, &booking, "/check-in").await.refused(409, "wrong_day");
    inn.hand().set(instant("2030-05-19T15:00:00Z")); // midnight

    act(&desk, &booking, "/check-in").await.ok();
}

#[tokio::test]
async fn nobody_checks_in_on_the_day_of_departure() {
    let (inn, _, booking, desk) = inn_with_a_booking().await;
    inn.hand().set(instant("2030-05-22T15:00:00Z"));

    act(&desk, &booking, "/check-in").await.refused(409, "wrong_day");
}

#[tokio::test]
async fn who_leaves_early_gives_back_the_nights_not_slept() {
    let (inn, stay, booking, desk) = inn_with_a_booking().await;
    inn.hand().set(instant("2030-05-20T06:00:00Z"));
    act(&desk, &booking, "/check-in").await.ok();
    inn.hand().set(instant("2030-05-21T02:00:00Z"));

    act(&desk, &booking, "/check-out").await.ok();

    assert_eq!(inn.available("DBL", nights_from(stay.from.plus_days(1), 2)).await, [1, 1]);
    inn.guest("bob").book("DBL", nights_from(stay.from.plus_days(1), 1)).await.created();
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn who_does_not_come_pays_the_last_step_and_gives_the_room_back() {
    let (inn, stay, booking, desk) = inn_with_a_booking().await;
    act(&desk, &booking, "/no-show").await.refused(409, "wrong_day");
    inn.hand().set(instant("2030-05-20T14:00:00Z"));

    let missed = act(&desk, &booking, "/no-show").await.ok();

    assert_eq!(missed["status"], "no_show");
    assert_eq!(missed["penalty"], krw(300_000));
    assert_eq!(inn.available("DBL", stay).await, [1, 1, 1]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn what_the_status_does_not_allow_is_refused() {
    let (inn, _, booking, desk) = inn_with_a_booking().await;
    inn.hand().set(instant("2030-05-20T06:00:00Z"));

    act(&desk, &booking, "/check-out").await.refused(409, "wrong_status");
    act(&desk, &booking, "/check-in").await.ok();
    for action in ["/check-in", "/no-show", "/cancel"] {
        act(&desk, &booking, action).await.refused(409, "wrong_status");
    }
    act(&desk, &booking, "/check-out").await.ok();
    for action in ["/check-in", "/check-out", "/no-show", "/cancel"] {
        act(&desk, &booking, action).await.refused(409, "wrong_status");
    }
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_guest_in_house_stays_longer_but_cannot_have_arrived_on_another_day() {
    let (inn, stay, booking, desk) = inn_with_a_booking().await;
    inn.hand().set(instant("2030-05-20T06:00:00Z"));
    act(&desk, &booking, "/check-in").await.ok();
    let change = |days: Days, total: i64| json!({"check_in": days.from, "check_out": days.to, "expected_total": krw(total)});

    let longer = inn.guest("ann").change(&booking, &change(nights_from(stay.from, 4), 400_000)).await;
    let moved =
        inn.guest("ann").change(&booking, &change(nights_from(stay.from.plus_days(1), 2), 200_000)).await;

    assert_eq!(longer.ok()["status"], "checked_in");
    assert_eq!(moved.status, 409, "{moved}");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn what_the_desk_writes_down_outlives_the_process_and_no_guest_sees_it() {
    let (mut inn, _, booking, desk) = inn_with_a_booking().await;
    let path = Guest::booking_path(&booking, "/notes");
    let first = desk.post(&path, &json!({"text": "Arrives by the last train."})).await.created();
    inn.hand().set(instant("2030-05-02T03:00:00Z"));
    let second = desk.post(&path, &json!({"text": "전화함: 내일 도착"})).await.created();
    inn.kill9();
    inn.restart().await;
    let desk = inn.api().bearing(desk.bearer().unwrap());

    let notes = desk.get(&path).await.ok();

    assert_eq!(notes, json!({"items": [second, first], "next_cursor": null}));
    assert!(second["actor"].as_str().unwrap().starts_with("api_key:"), "{second}");
    let seen = inn.guest("ann").view(&booking).await.ok();
    assert!(!seen.to_string().contains("train"), "{seen}");
    inn.guest("ann").with_token_of(&booking).get(&path).await.refused(401, "unauthenticated");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_desk_lists_who_leaves_on_a_day() {
    let (inn, stay, booking, desk) = inn_with_a_booking().await;
    inn.guest("bob").book("DBL", nights_from(stay.to, 1)).await.created();
    let leaving = async |from: jumak_tests::Date| {
        let query = [("departure_from", from.to_string()), ("departure_to", from.plus_days(1).to_string())];
        let page = desk.ask(&inn.at("/bookings"), &query).await.ok();
        let codes = page["items"].as_array().unwrap().iter().map(|item| item["confirmation_code"].clone());
        codes.collect::<Vec<Value>>()
    };

    assert_eq!(leaving(stay.to).await, [booking["confirmation_code"].clone()]);
    assert_eq!(leaving(stay.to.plus_days(1)).await.len(), 1);
    assert_eq!(leaving(stay.from).await, [Value::Null; 0]);
}
