//! Time: each hotel has its own today, and two years of nights ahead of it, whatever the clock does.

use chrono::TimeDelta;
use jumak_tests::{
    Date, Days, Inn, Setup, date, hotel, instant, krw, nights_from, rate_plan, room_type, wish,
};
use serde_json::{Value, json};

use crate::with;

async fn inn_in_2030() -> Inn {
    Inn::with(Setup::default().at("2030-05-01T11:00:00Z")).await
}

/// Opens a hotel in that zone with rooms on sale.
async fn open_in(inn: &Inn, slug: &str, zone: &str, nights: Days) {
    inn.owner().post("/api/v1/hotels", &with(hotel(slug), "time_zone", zone)).await.created();
    inn.owner().post(&format!("/api/v1/hotels/{slug}/room-types"), &room_type("DBL")).await.created();
    inn.owner().post(&format!("/api/v1/hotels/{slug}/rate-plans"), &rate_plan("BAR")).await.created();
    let update = json!({
        "room_type": "DBL", "rate_plan": "BAR", "from": nights.from, "to": nights.to, "allotment": 3, "price": krw(1_000)
    });
    inn.owner().put(&format!("/api/v1/hotels/{slug}/ari"), &json!({"updates": [update]})).await.ok();
}

async fn book(inn: &Inn, slug: &str, arrival: &str) -> jumak_tests::Answer {
    let order = inn.guest("ann").order(wish("DBL", nights_from(date(arrival), 1)));
    inn.api().post(&format!("/api/v1/hotels/{slug}/bookings"), &order).await
}

#[tokio::test]
async fn each_hotel_has_its_own_today() {
    let inn = inn_in_2030().await;
    let nights = nights_from(date("2030-04-28"), 10);
    // At 11:00 UTC on 1 May it is the 2nd already on Kiritimati, and the 30th of April in Pago Pago until 11:00.
    open_in(&inn, "kiritimati", "Pacific/Kiritimati", nights).await;
    open_in(&inn, "pago-pago", "Pacific/Pago_Pago", nights).await;

    book(&inn, "kiritimati", "2030-05-01").await.refused(409, "restricted");
    book(&inn, "kiritimati", "2030-05-02").await.created();
    inn.hand().set(instant("2030-05-01T10:59:59Z"));
    book(&inn, "pago-pago", "2030-04-30").await.created();
    inn.hand().set(instant("2030-05-01T11:00:00Z"));
    book(&inn, "pago-pago", "2030-04-30").await.refused(409, "restricted");

    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn deadlines_follow_the_hotels_clock_over_its_summer_time() {
    let inn = inn_in_2030().await;
    let nights = nights_from(date("2030-10-20"), 20);
    open_in(&inn, "lisbon", "Europe/Lisbon", nights).await;
    let offer = async |arrival: &str| -> Value {
        let stay = nights_from(date(arrival), 1);
        let query = format!("check_in={}&check_out={}&adults=2", stay.from, stay.to);
        inn.api().get(&format!("/api/v1/hotels/lisbon/offers?{query}")).await.ok()["offers"][0].clone()
    };

    // 15:00 is 14:00 UTC in summer and 15:00 UTC in winter; the change is on 27 October 2030.
    assert_eq!(offer("2030-11-02").await["cancellation"]["free_until"], "2030-10-26T14:00:00Z");
    assert_eq!(offer("2030-11-03").await["cancellation"]["free_until"], "2030-10-27T15:00:00Z");
}

async fn available(inn: &Inn, night: Date) -> Vec<u64> {
    inn.available("STD", nights_from(night, 1)).await
}

/// An inn with a room type that has seven rooms on every new night.
async fn inn_with_seven_rooms() -> Inn {
    let inn = inn_in_2030().await;
    inn.owner().post(&inn.at("/room-types"), &with(room_type("STD"), "allotment", 7)).await.created();
    inn
}

async fn a_few_months_later(inn: &mut Inn) {
    inn.kill9();
    inn.hand().advance(TimeDelta::days(200));
    inn.restart().await;
}

#[tokio::test]
async fn new_nights_come_on_sale_as_the_old_ones_pass() {
    let mut inn = inn_with_seven_rooms().await;
    assert_eq!(available(&inn, date("2032-04-30")).await, [7]);

    a_few_months_later(&mut inn).await;

    let last = date("2030-11-17").plus_months(24).minus_days(1);
    jumak_tests::eventually("the last night for sale has its rooms", async || {
        (available(&inn, last).await == [7]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_night_set_far_ahead_leaves_no_gap_before_it() {
    let mut inn = inn_with_seven_rooms().await;
    let far = date("2030-05-01").plus_months(35);
    let set =
        inn.ari(&[json!({"room_type": "STD", "from": far, "to": far.plus_days(1), "allotment": 2})]).await;
    set.ok();

    a_few_months_later(&mut inn).await;

    let last = date("2030-11-17").plus_months(24).minus_days(1);
    jumak_tests::eventually("the last night for sale has its rooms", async || {
        (available(&inn, last).await == [7]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_goes_back_breaks_nothing() {
    let inn = inn_in_2030().await;
    let stay = nights_from(date("2030-05-10"), 1);
    inn.stock("DBL", stay, 3).await;
    let before = inn.guest("ann").book("DBL", stay).await.created();

    inn.hand().set(instant("2030-05-01T10:00:00Z"));

    let after = inn.guest("bob").book("DBL", stay).await.created();
    inn.guest("ann").cancel(&before).await.ok();
    inn.guest("bob").cancel(&after).await.ok();
    assert_eq!(inn.available("DBL", stay).await, [3]);
    inn.audit().await.assert_clean();
}
