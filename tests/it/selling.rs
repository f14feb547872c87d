//! Booking in one step.

use jumak_tests::{Inn, in_days, krw, nights_from, room_type, wish};
use serde_json::json;

use crate::{items, with};

#[tokio::test]
async fn a_booked_room_is_taken_on_each_of_its_nights_and_no_other() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 4), 2).await;

    inn.guest("ann").book("DBL", nights_from(in_days(31), 2)).await.created();

    assert_eq!(inn.available("DBL", nights_from(in_days(30), 4)).await, [2, 1, 1, 2]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_price_that_no_longer_holds_is_told() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;

    let problem = inn.guest("ann").place(with(wish("DBL", stay), "expected_total", krw(199_999))).await;

    let problem = problem.refused(409, "price_changed");
    assert_eq!(problem["total"], krw(200_000));
    assert_eq!(inn.available("DBL", stay).await, [2, 2], "nothing is held");
    inn.guest("ann")
        .place(with(wish("DBL", stay), "expected_total", problem["total"].clone()))
        .await
        .created();
}

#[tokio::test]
async fn sold_out_names_the_nights_and_what_could_be_booked_instead() {
    let stay = nights_from(in_days(30), 3);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    for (code, price) in [("TWN", 110_000), ("STE", 300_000), ("FAM", 150_000), ("LUX", 900_000)] {
        inn.owner().post(&inn.at("/room-types"), &room_type(code)).await.created();
        let update = json!({
            "room_type": code, "rate_plan": "BAR", "from": stay.from, "to": stay.to, "allotment": 1, "price": krw(price)
        });
        inn.ari(&[update]).await.ok();
    }
    inn.guest("ann").book("DBL", nights_from(in_days(31), 1)).await.created();

    let problem = inn.guest("bob").book("DBL", stay).await.refused(409, "sold_out");

    assert_eq!(problem["nights"], json!([in_days(31)]));
    let alternatives = items(&problem["alternatives"]);
    assert!((1..=3).contains(&alternatives.len()), "{problem}");
    for alternative in alternatives {
        let code = alternative["room_type"].as_str().unwrap();
        let wish = with(wish(code, stay), "expected_total", alternative["total"].clone());
        inn.guest("bob").place(with(wish, "rate_plan", alternative["rate_plan"].clone())).await.created();
    }
}

#[tokio::test]
async fn several_rooms_are_booked_together_or_not_at_all() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;

    let three =
        inn.guest("ann").place(with(with(wish("DBL", stay), "rooms", 3), "adults", 6)).await.created();
    let more = inn.guest("bob").place(with(wish("DBL", stay), "rooms", 1)).await;

    assert_eq!(three["total"], krw(600_000));
    assert_eq!(three["rooms"], 3);
    more.refused(409, "sold_out");
    inn.guest("ann").cancel(&three).await.ok();
    inn.guest("bob")
        .place(with(with(wish("DBL", stay), "rooms", 4), "adults", 4))
        .await
        .refused(409, "sold_out");
    assert_eq!(inn.available("DBL", stay).await, [3, 3]);
}

#[tokio::test]
async fn a_booking_is_seen_by_its_guest_and_its_hotel() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let order = with(inn.guest("ann").order(wish("DBL", stay)), "note", "Late arrival, 늦게 도착합니다");
    let booking = inn.api().post(&inn.at("/bookings"), &order).await.created();

    let seen = inn.guest("ann").view(&booking).await.ok();
    let listed = inn.owner().get(&inn.at("/bookings")).await.ok();

    for member in ["confirmation_code", "status", "check_in", "check_out", "rooms", "total"] {
        assert_eq!(seen[member], booking[member], "{member}");
        assert_eq!(listed["items"][0][member], booking[member], "{member}");
    }
    assert_eq!(seen["guest"]["name"], "ann");
    assert_eq!(seen["note"], "Late arrival, 늦게 도착합니다");
}

#[tokio::test]
async fn a_code_read_over_the_telephone_finds_the_booking() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let booking = inn.guest("ann").book("DBL", stay).await.created();
    let code = booking["confirmation_code"].as_str().unwrap();
    let spoken = format!("{}-{}", &code[..5], &code[5..]).to_lowercase();

    let found = inn.guest("ann").with_token_of(&booking).get(&format!("/api/v1/bookings/{spoken}")).await;

    assert_eq!(found.ok()["confirmation_code"], code);
}
