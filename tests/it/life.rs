//! A booking's life: seen, changed, cancelled.

use jumak_tests::{Days, Inn, Setup, date, fresh_key, in_days, instant, krw, nights_from, room_type, wish};
use serde_json::{Value, json};

use crate::with;

/// An inn on 1 May 2030, noon in Seoul, and a stay from 20 May.
async fn inn_in_2030() -> (Inn, Days) {
    let stay = nights_from(date("2030-05-20"), 2);
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z"))
        .await
        .with_stock("DBL", nights_from(date("2030-05-01"), 60), 2)
        .await;
    (inn, stay)
}

#[tokio::test]
async fn a_cancelled_booking_gives_its_nights_back_and_costs_what_was_agreed() {
    let (inn, stay) = inn_in_2030().await;
    for (now, penalty) in [
        ("2030-05-13T06:00:00Z", 0), // 15:00 in Seoul, a week before: the last free instant
        ("2030-05-13T06:00:01Z", 100_000), // a second later: half
        ("2030-05-19T06:00:00Z", 100_000), // the day before, 15:00
        ("2030-05-19T06:00:01Z", 200_000), // a second later: all
        ("2030-05-20T15:30:00Z", 200_000), // after the last deadline the last step holds
    ] {
        inn.hand().set(instant("2030-05-01T03:00:00Z"));
        let booking = inn.guest("ann").book("DBL", stay).await.created();
        inn.hand().set(instant(now));

        let cancelled = inn.guest("ann").cancel(&booking).await.ok();

        assert_eq!(cancelled["status"], "cancelled");
        assert_eq!(
            (&cancelled["penalty"], &cancelled["refund"]),
            (&krw(penalty), &krw(200_000 - penalty)),
            "{now}"
        );
        assert_eq!(inn.guest("ann").view(&booking).await.ok()["status"], "cancelled");
    }
    inn.hand().set(instant("2030-05-01T03:00:00Z"));
    assert_eq!(inn.available("DBL", stay).await, [2, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_terms_agreed_at_booking_stay_whatever_the_plan_becomes() {
    let (inn, stay) = inn_in_2030().await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let harsh = json!({"cancellation": [{"until_days": 730, "penalty": {"kind": "percent", "value": 100}}]});
    inn.owner().patch(&inn.at("/rate-plans/BAR"), &harsh).await.ok();

    let cancelled = inn.guest("ann").cancel(&booking).await.ok();

    assert_eq!(cancelled["penalty"], krw(0));
}

#[tokio::test]
async fn a_booking_is_cancelled_once() {
    let (inn, stay) = inn_in_2030().await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    inn.guest("ann").cancel(&booking).await.ok();

    let problem = inn.guest("ann").cancel(&booking).await.refused(409, "wrong_status");

    assert_eq!(problem["status"], 409);
    assert_eq!(inn.available("DBL", stay).await, [2, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn cancelling_needs_no_body() {
    let (inn, stay) = inn_in_2030().await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let api = inn.guest("ann").with_token_of(&booking);
    let path = jumak_tests::Guest::booking_path(&booking, "/cancel");

    let request = api.request(reqwest::Method::POST, &path).header("Idempotency-Key", fresh_key());

    assert_eq!(api.send(request).await.ok()["status"], "cancelled");
}

fn to(stay: Days, total: i64) -> Value {
    json!({"check_in": stay.from, "check_out": stay.to, "expected_total": krw(total)})
}

#[tokio::test]
async fn a_change_of_dates_takes_what_is_added_and_gives_back_what_is_dropped() {
    let (inn, stay) = inn_in_2030().await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let moved = nights_from(stay.from.plus_days(1), 3);

    let changed = inn.guest("ann").change(&booking, &to(moved, 300_000)).await.ok();

    assert_eq!(changed["confirmation_code"], booking["confirmation_code"]);
    assert_eq!((&changed["check_in"], &changed["check_out"]), (&json!(moved.from), &json!(moved.to)));
    assert_eq!(changed["total"], krw(300_000));
    assert_eq!(inn.available("DBL", nights_from(stay.from, 5)).await, [2, 1, 1, 1, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn one_more_night_needs_no_second_room_on_the_nights_one_has() {
    let (inn, stay) = inn_in_2030().await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    inn.guest("bob").book("DBL", stay).await.created();
    assert_eq!(inn.available("DBL", stay).await, [0, 0]);

    let longer = nights_from(stay.from, 3);
    let changed = inn.guest("ann").change(&booking, &to(longer, 300_000)).await.ok();
    let shorter = inn.guest("ann").change(&booking, &to(nights_from(stay.from, 1), 100_000)).await.ok();

    assert_eq!(changed["total"], krw(300_000));
    assert_eq!(shorter["total"], krw(100_000));
    assert_eq!(inn.available("DBL", longer).await, [0, 1, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_the_booking_as_it_was() {
    let (inn, stay) = inn_in_2030().await;
    let ann = inn.guest("ann");
    let booking = ann.book("DBL", stay).await.created();
    let full = nights_from(stay.to, 1);
    inn.guest("bob").place(with(with(wish("DBL", full), "rooms", 2), "adults", 2)).await.created();

    ann.change(&booking, &to(nights_from(stay.from, 3), 300_000)).await.refused(409, "sold_out");
    let changed = ann.change(&booking, &to(nights_from(stay.from, 1), 1)).await.refused(409, "price_changed");
    ann.change(&booking, &to(nights_from(date("2030-04-01"), 1), 100_000)).await.refused(409, "restricted");
    ann.change(&booking, &json!({"check_in": stay.to, "check_out": stay.from, "expected_total": krw(1)}))
        .await
        .refused(400, "invalid_input");

    assert_eq!(changed["total"], krw(100_000));
    let seen = ann.view(&booking).await.ok();
    assert_eq!(
        (&seen["check_in"], &seen["check_out"], &seen["total"]),
        (&booking["check_in"], &booking["check_out"], &booking["total"])
    );
    assert_eq!(inn.available("DBL", nights_from(stay.from, 4)).await, [1, 1, 0, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_change_of_room_type_moves_every_night() {
    let (inn, stay) = inn_in_2030().await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    inn.stock("TWN", stay, 1).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();

    let changed = inn.guest("ann").change(&booking, &with(to(stay, 200_000), "room_type", "TWN")).await.ok();

    assert_eq!(changed["room_type"], "TWN");
    assert_eq!(inn.available("DBL", stay).await, [2, 2]);
    assert_eq!(inn.available("TWN", stay).await, [0, 0]);
    inn.guest("ann").cancel(&booking).await.ok();
    assert_eq!(inn.available("TWN", stay).await, [1, 1]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn staff_change_and_cancel_for_a_guest() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", nights_from(stay.from, 3), 1).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let desk = inn.staff("desk").await;
    let path = |action: &str| jumak_tests::Guest::booking_path(&booking, action);

    desk.post(&path("/change"), &to(nights_from(stay.from, 3), 300_000)).await.ok();
    desk.post(&path("/cancel"), &json!({})).await.ok();

    assert_eq!(inn.available("DBL", nights_from(stay.from, 3)).await, [1, 1, 1]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_list_is_filtered_searched_and_paged() {
    let (inn, _) = inn_in_2030().await;
    for day in 0..5 {
        let guest = inn.guest(&format!("guest{day}"));
        let booking = guest.book("DBL", nights_from(date("2030-05-20").plus_days(day), 1)).await.created();
        if day == 4 {
            guest.cancel(&booking).await.ok();
        }
    }
    let count = async |query: &str| {
        inn.owner().get(&inn.at(&format!("/bookings{query}"))).await.ok()["items"].as_array().unwrap().len()
    };

    assert_eq!(count("").await, 5);
    assert_eq!(count("?status=cancelled").await, 1);
    assert_eq!(count("?arrival_from=2030-05-21&arrival_to=2030-05-23").await, 2);
    assert_eq!(count("?q=GUEST3").await, 1);
    assert_eq!(count("?q=%25").await, 0, "a percent sign is no wildcard");
    assert_eq!(count("?q=_").await, 0, "an underscore is no wildcard");
    let mut seen = 0;
    let mut cursor = String::new();
    loop {
        let page = inn.owner().get(&inn.at(&format!("/bookings?limit=2{cursor}"))).await.ok();
        seen += page["items"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, 5);
}
