//! Why not: each reason, told by offers and enforced by holds.

use jumak_tests::{Date, Days, Inn, in_days, krw, nights_from, rate_plan, today, wish};
use serde_json::{Value, json};

use crate::{items, with};

fn reasons_of<'a>(answer: &'a Value, plan: &str) -> &'a [Value] {
    let found = items(&answer["unavailable"]).iter().find(|entry| entry["rate_plan"] == plan);
    items(&found.unwrap_or_else(|| panic!("{plan} is not for sale: {answer}"))["reasons"])
}

fn gives(reasons: &[Value], code: &str, date: Option<Date>) -> bool {
    let date = date.map_or(Value::Null, |date| json!(date));
    reasons.iter().any(|reason| reason["code"] == code && (date.is_null() || reason["date"] == date))
}

/// An inn whose rooms are on sale for a hundred nights.
async fn inn_on_sale() -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(today(), 100), 3).await
}

/// Sets a restriction; checks that the offer tells it and that a hold and a booking are refused for it.
async fn check(inn: &Inn, stay: Days, set: Value, (code, date): (&str, Date)) {
    inn.ari(&[set]).await.ok();
    let offers = inn.offers(stay).await;
    assert_eq!(offers["offers"], json!([]), "{code}");
    assert!(gives(reasons_of(&offers, "BAR"), code, Some(date)), "{code} on {date}: {offers}");

    let problem = inn.guest("ann").hold(&wish("DBL", stay)).await.refused(409, "restricted");
    assert!(gives(items(&problem["reasons"]), code, Some(date)), "{code}: {problem}");
    inn.guest("ann").book("DBL", stay).await.refused(409, "restricted");
}

#[tokio::test]
async fn a_closed_night_is_not_sold() {
    let inn = inn_on_sale().await;
    let (stay, second) = (nights_from(in_days(10), 3), in_days(11));

    check(
        &inn,
        stay,
        json!({"room_type": "DBL", "from": second, "to": in_days(12), "closed": true}),
        ("closed", second),
    )
    .await;
}

#[tokio::test]
async fn stays_shorter_and_longer_than_the_arrival_allows_are_not_sold() {
    let inn = inn_on_sale().await;
    let arrival = in_days(20);
    let on_arrival = json!({"room_type": "DBL", "from": arrival, "to": in_days(21)});

    check(&inn, nights_from(arrival, 1), with(on_arrival.clone(), "min_stay", 2), ("min_stay", arrival))
        .await;
    check(&inn, nights_from(arrival, 4), with(on_arrival, "max_stay", 3), ("max_stay", arrival)).await;
    inn.guest("ann").book("DBL", nights_from(arrival, 2)).await.created();
    inn.guest("ann").book("DBL", nights_from(arrival.minus_days(1), 2)).await.created();
}

#[tokio::test]
async fn days_closed_to_arrival_and_departure_can_be_stayed_through() {
    let inn = inn_on_sale().await;
    let closed = in_days(30);
    let on_day = |day: Date, field: &str| {
        with(json!({"room_type": "DBL", "from": day, "to": day.plus_days(1)}), field, true)
    };

    check(&inn, nights_from(closed, 2), on_day(closed, "closed_to_arrival"), ("closed_to_arrival", closed))
        .await;
    let leaving = in_days(40);
    let stay = nights_from(in_days(38), 2);
    check(&inn, stay, on_day(leaving, "closed_to_departure"), ("closed_to_departure", leaving)).await;
    inn.guest("ann").book("DBL", nights_from(in_days(29), 3)).await.created();
    inn.guest("ann").book("DBL", nights_from(in_days(39), 3)).await.created();
}

#[tokio::test]
async fn a_night_without_a_room_is_sold_out_and_one_without_a_price_is_not_sold() {
    let inn = inn_on_sale().await;
    let stay = nights_from(in_days(50), 2);
    inn.ari(&[json!({"room_type": "DBL", "from": in_days(51), "to": in_days(52), "allotment": 0})])
        .await
        .ok();
    let unpriced = nights_from(in_days(120), 1);
    inn.ari(&[json!({"room_type": "DBL", "from": unpriced.from, "to": unpriced.to, "allotment": 3})])
        .await
        .ok();

    let sold_out = inn.offers(stay).await;
    let no_rate = inn.offers(unpriced).await;

    assert!(gives(reasons_of(&sold_out, "BAR"), "sold_out", Some(in_days(51))), "{sold_out}");
    assert!(gives(reasons_of(&no_rate, "BAR"), "no_rate", Some(unpriced.from)), "{no_rate}");
    let problem = inn.guest("ann").book("DBL", stay).await.refused(409, "sold_out");
    assert_eq!(problem["nights"], json!([in_days(51)]));
    inn.guest("ann").book("DBL", unpriced).await.refused(409, "restricted");
}

#[tokio::test]
async fn more_guests_than_beds_are_too_many() {
    let inn = inn_on_sale().await;
    let stay = nights_from(in_days(10), 1);

    for (adults, children, rooms) in [("3", "", "1"), ("2", "5,6", "1"), ("5", "", "2")] {
        let offers =
            inn.offers_for(stay, &[("adults", adults), ("children", children), ("rooms", rooms)]).await;
        assert!(gives(reasons_of(&offers, "BAR"), "too_many_guests", None), "{offers}");
    }
    let problem =
        inn.guest("ann").hold(&with(wish("DBL", stay), "adults", 3)).await.refused(409, "restricted");
    assert!(gives(items(&problem["reasons"]), "too_many_guests", None));
}

#[tokio::test]
async fn a_plan_for_early_and_a_plan_for_late_bookers_keep_their_days() {
    let inn = inn_on_sale().await;
    let plans = [("EARLY", "min_advance_days", 30), ("LATE", "max_advance_days", 3)];
    for (code, field, days) in plans {
        inn.owner().post(&inn.at("/rate-plans"), &with(rate_plan(code), field, days)).await.created();
        let update = json!({"room_type": "DBL", "rate_plan": code, "from": today(), "to": in_days(100), "price": krw(50_000)});
        inn.ari(&[update]).await.ok();
    }

    let soon = inn.offers(nights_from(in_days(2), 1)).await;
    let later = inn.offers(nights_from(in_days(31), 1)).await;

    assert!(gives(reasons_of(&soon, "EARLY"), "too_late", None), "{soon}");
    assert!(gives(reasons_of(&later, "LATE"), "too_early", None), "{later}");
    let late = with(wish("DBL", nights_from(in_days(31), 1)), "rate_plan", "LATE");
    inn.guest("ann").hold(&late).await.refused(409, "restricted");
}

#[tokio::test]
async fn yesterday_is_too_late_and_beyond_two_years_too_early() {
    let inn = inn_on_sale().await;
    let past = nights_from(today().minus_days(1), 2);
    let far = nights_from(today().plus_months(24).plus_days(1), 1);

    for (stay, code) in [(past, "too_late"), (far, "too_early")] {
        let offers = inn.offers(stay).await;
        assert!(gives(reasons_of(&offers, "BAR"), code, None), "{offers}");
        inn.guest("ann").book("DBL", stay).await.refused(409, "restricted");
    }
    let last = nights_from(today().plus_months(24).minus_days(1), 1);
    inn.stock("DBL", last, 1).await;
    inn.guest("ann").book("DBL", last).await.created();
    inn.guest("ann").book("DBL", nights_from(today(), 1)).await.created();
}

#[tokio::test]
async fn a_plans_own_restriction_binds_that_plan_alone() {
    let inn = inn_on_sale().await;
    let stay = nights_from(in_days(10), 1);
    inn.owner().post(&inn.at("/rate-plans"), &rate_plan("LONG")).await.created();
    inn.ari(&[json!({
        "room_type": "DBL", "rate_plan": "LONG", "from": stay.from, "to": stay.to, "price": krw(50_000), "min_stay": 3
    })])
    .await
    .ok();

    let offers = inn.offers(stay).await;

    assert_eq!(offers["offers"][0]["rate_plan"], "BAR");
    assert!(gives(reasons_of(&offers, "LONG"), "min_stay", Some(stay.from)));
}

#[tokio::test]
async fn null_clears_a_restriction_and_silence_keeps_it() {
    let inn = inn_on_sale().await;
    let stay = nights_from(in_days(10), 1);
    let on_arrival = json!({"room_type": "DBL", "from": stay.from, "to": stay.to});
    inn.ari(&[with(on_arrival.clone(), "min_stay", 2)]).await.ok();

    inn.ari(&[with(on_arrival.clone(), "allotment", 4)]).await.ok();
    inn.guest("ann").book("DBL", stay).await.refused(409, "restricted");
    inn.ari(&[with(on_arrival, "min_stay", Value::Null)]).await.ok();

    inn.guest("ann").book("DBL", stay).await.created();
}

#[tokio::test]
async fn overbooking_is_sold_only_as_far_as_the_hotel_chose() {
    let stay = nights_from(in_days(10), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 1).await;
    inn.ari(&[json!({"room_type": "DBL", "from": stay.from, "to": stay.to, "overbooking": 1})]).await.ok();

    inn.guest("ann").book("DBL", stay).await.created();
    inn.guest("bob").book("DBL", stay).await.created();

    inn.guest("cat").book("DBL", stay).await.refused(409, "sold_out");
    inn.audit().await.assert_clean();
}
