//! Holding a room, and deciding later.

use chrono::TimeDelta;
use jumak_tests::{Days, Inn, Setup, date, fresh_key, in_days, krw, nights_from, wish};
use serde_json::json;

use crate::with;

const STAY: &str = "2030-05-10";

/// An inn in 2030 with one room left, whose clock is in our hand.
async fn inn_in_2030() -> (Inn, Days) {
    let stay = nights_from(date(STAY), 2);
    let inn = Inn::with(Setup::default().at("2030-05-01T03:00:00Z")).await.with_stock("DBL", stay, 1).await;
    (inn, stay)
}

#[tokio::test]
async fn a_held_room_waits_for_its_guest_at_its_price() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();

    inn.guest("bob").book("DBL", stay).await.refused(409, "sold_out");
    let dearer = json!({"room_type": "DBL", "rate_plan": "BAR", "from": stay.from, "to": stay.to, "price": krw(999_000)});
    inn.ari(&[dearer]).await.ok();
    let booking = inn.guest("ann").book_hold(&hold).await.created();

    assert_eq!(booking["total"], hold["total"]);
    assert_eq!(inn.available("DBL", stay).await, [0, 0]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_hold_is_booked_once() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    inn.guest("ann").book_hold(&hold).await.created();

    inn.guest("bob").book_hold(&hold).await.refused(409, "hold_expired");

    assert_eq!(inn.available("DBL", stay).await, [1]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_hold_given_up_is_for_sale_and_cannot_be_booked() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    let path = format!("/api/v1/holds/{}", hold["hold_id"].as_str().unwrap());

    assert_eq!(inn.api().delete(&path).await.status, 204);
    assert_eq!(inn.api().delete(&path).await.status, 204, "also when it is gone");
    assert_eq!(inn.api().delete(&format!("/api/v1/holds/{}", fresh_key())).await.status, 204);

    inn.guest("bob").book("DBL", stay).await.created();
    inn.guest("ann").book_hold(&hold).await.refused(409, "hold_expired");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn giving_up_a_hold_that_was_booked_leaves_the_booking_alone() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    let booking = inn.guest("ann").book_hold(&hold).await.created();

    inn.api().delete(&format!("/api/v1/holds/{}", hold["hold_id"].as_str().unwrap())).await;

    assert_eq!(inn.available("DBL", stay).await, [0]);
    assert_eq!(inn.guest("ann").view(&booking).await.ok()["status"], "confirmed");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_hold_lasts_as_long_as_it_says_and_no_longer() {
    let (inn, stay) = inn_in_2030().await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    assert_eq!(hold["expires_at"], "2030-05-01T03:15:00Z");

    inn.hand().advance(TimeDelta::seconds(15 * 60 + 1));

    inn.guest("ann").book_hold(&hold).await.refused(409, "hold_expired");
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_hold_is_booked_up_to_its_last_second() {
    let (inn, stay) = inn_in_2030().await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();

    inn.hand().advance(TimeDelta::seconds(15 * 60 - 1));

    inn.guest("ann").book_hold(&hold).await.created();
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn sold_out_is_never_false_when_a_hold_has_lapsed() {
    let (inn, stay) = inn_in_2030().await;
    inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    inn.guest("bob").book("DBL", stay).await.refused(409, "sold_out");

    inn.hand().advance(TimeDelta::minutes(16));

    inn.guest("bob").book("DBL", stay).await.created();
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_lapsed_hold_comes_back_for_sale_by_itself() {
    let (inn, stay) = inn_in_2030().await;
    inn.guest("ann").hold(&wish("DBL", stay)).await.created();

    inn.hand().advance(TimeDelta::minutes(16));

    jumak_tests::eventually("the room is for sale again", async || {
        (inn.available("DBL", stay).await == [1, 1]).then_some(())
    })
    .await;
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_hotel_decides_how_long_its_holds_last() {
    let (inn, stay) = inn_in_2030().await;
    inn.owner().patch("/api/v1/hotels/ford", &json!({"hold_minutes": 1})).await.ok();

    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();

    assert_eq!(hold["expires_at"], "2030-05-01T03:01:00Z");
}

#[tokio::test]
async fn a_hold_of_another_hotel_is_not_found() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    inn.add_hotel("other").await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();
    let order = json!({"hold_id": hold["hold_id"], "guest": inn.guest("ann").particulars()});

    let answer = inn.api().post("/api/v1/hotels/other/bookings", &order).await;

    assert_eq!(answer.status, 404, "{answer}");
    inn.guest("ann").book_hold(&hold).await.created();
}

#[tokio::test]
async fn a_booking_names_a_hold_or_a_wish_but_not_both() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let hold = inn.guest("ann").hold(&wish("DBL", stay)).await.created();

    let both = inn.guest("ann").place(with(wish("DBL", stay), "hold_id", hold["hold_id"].clone())).await;
    let neither =
        inn.api().post(&inn.at("/bookings"), &json!({"guest": inn.guest("ann").particulars()})).await;

    both.refused(400, "invalid_input");
    neither.refused(400, "invalid_input");
}
