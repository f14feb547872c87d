//! Offers: what they ask is what an independent computation asks.

use jumak_tests::{Days, Inn, hotel, in_days, krw, nights_from, rate_plan, room_type};
use serde_json::{Value, json};

use crate::{items, with};

/// The prices of four nights; odd on purpose, so that every rounding shows.
const PRICES: [i64; 4] = [10_333, 9_999, 12_345, 10_101];

fn taxes() -> Value {
    json!([
        {"code": "vat", "name": "VAT", "kind": "percent_inclusive", "value": 1_000},
        {"code": "service", "name": "Service", "kind": "percent_exclusive", "value": 550},
        {"code": "city", "name": "City tax", "kind": "per_person_night", "value": 215, "from_age": 16, "max_nights": 3},
        {"code": "resort", "name": "Resort fee", "kind": "per_room_night", "value": 333}
    ])
}

/// A hotel in euros with all four kinds of tax, and rooms at [`PRICES`].
async fn taxed_hotel(inn: &Inn, stay: Days) {
    let profile = with(with(hotel("taxed"), "currency", "EUR"), "taxes", taxes());
    inn.owner().post("/api/v1/hotels", &profile).await.created();
    inn.owner().post("/api/v1/hotels/taxed/room-types", &room_type("DBL")).await.created();
    inn.owner().post("/api/v1/hotels/taxed/rate-plans", &rate_plan("BAR")).await.created();
    let updates: Vec<Value> = stay
        .nights()
        .zip(PRICES)
        .map(|(night, price)| {
            json!({
                "room_type": "DBL", "rate_plan": "BAR", "from": night, "to": night.plus_days(1), "allotment": 9,
                "price": {"amount": price, "currency": "EUR"}
            })
        })
        .collect();
    inn.owner().put("/api/v1/hotels/taxed/ari", &json!({"updates": updates})).await.ok();
}

/// `amount × part / whole`, halves up; all of it is positive here.
fn rounded(amount: i64, part: i64, whole: i64) -> i64 {
    (2 * amount * part + whole) / (2 * whole)
}

struct Bill {
    vat: i64,
    service: i64,
    city: i64,
    resort: i64,
    total: i64,
}

/// What the stay costs, counted on one's fingers: percentages night by night over all rooms, amounts by heads.
fn bill(prices: &[i64], rooms: i64, payers: i64) -> Bill {
    let mut bill = Bill { vat: 0, service: 0, city: 0, resort: 0, total: 0 };
    for (position, price) in prices.iter().enumerate() {
        let night = price * rooms;
        bill.vat += rounded(night, 1_000, 11_000);
        bill.service += rounded(night, 550, 10_000);
        bill.resort += 333 * rooms;
        if position < 3 {
            bill.city += 215 * payers;
        }
        bill.total += night;
    }
    bill.total += bill.service + bill.city + bill.resort;
    bill
}

fn tax<'a>(offer: &'a Value, code: &str) -> &'a Value {
    items(&offer["taxes"]).iter().find(|line| line["code"] == code).expect("every tax has its line")
}

#[tokio::test]
async fn all_four_kinds_of_tax_add_up_to_the_cent() {
    let stay = nights_from(in_days(30), 4);
    let inn = Inn::open().await;
    taxed_hotel(&inn, stay).await;

    for (nights, rooms, adults, children, payers) in [
        (1, 1, 1, "", 1),
        (4, 1, 2, "", 2),
        (4, 2, 3, "4,16", 4),
        (2, 2, 4, "15,15", 4),
        (3, 3, 5, "17,0,16", 7),
    ] {
        let (from, to) = (stay.from, stay.from.plus_days(nights));
        let query =
            format!("check_in={from}&check_out={to}&adults={adults}&children={children}&rooms={rooms}");
        let answer = inn.api().get(&format!("/api/v1/hotels/taxed/offers?{query}")).await.ok();

        let offer = &answer["offers"][0];
        let expected = bill(&PRICES[..usize::try_from(nights).unwrap()], rooms, payers);
        for (code, amount) in [
            ("vat", expected.vat),
            ("service", expected.service),
            ("city", expected.city),
            ("resort", expected.resort),
        ] {
            assert_eq!(tax(offer, code)["amount"]["amount"], amount, "{code}: {query}");
        }
        assert_eq!(tax(offer, "vat")["included"], true);
        assert_eq!(tax(offer, "city")["included"], false);
        assert_eq!(offer["total"], json!({"amount": expected.total, "currency": "EUR"}), "{query}");
    }
}

#[tokio::test]
async fn a_booking_costs_what_the_offer_said() {
    let stay = nights_from(in_days(30), 4);
    let inn = Inn::open().await;
    taxed_hotel(&inn, stay).await;
    let order = json!({
        "room_type": "DBL", "rate_plan": "BAR", "check_in": stay.from, "check_out": stay.to, "rooms": 2, "adults": 3,
        "children": [4, 16], "expected_total": {"amount": bill(&PRICES, 2, 4).total, "currency": "EUR"},
        "guest": inn.guest("ann").particulars()
    });

    let booking = inn.api().post("/api/v1/hotels/taxed/bookings", &order).await.created();

    assert_eq!(booking["total"]["amount"], bill(&PRICES, 2, 4).total);
}

#[tokio::test]
async fn the_cheapest_offer_comes_first_and_each_plan_is_told() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;
    let cheap = with(
        rate_plan("NRF"),
        "cancellation",
        vec![json!({"until_days": 730, "penalty": {"kind": "percent", "value": 100}})],
    );
    inn.owner().post(&inn.at("/rate-plans"), &cheap).await.created();
    inn.ari(&[json!({"room_type": "DBL", "rate_plan": "NRF", "from": stay.from, "to": stay.to, "price": krw(80_000)})]).await.ok();

    let answer = inn.offers(stay).await;

    let plans: Vec<&str> =
        items(&answer["offers"]).iter().filter_map(|offer| offer["rate_plan"].as_str()).collect();
    assert_eq!(plans, ["NRF", "BAR"]);
    assert_eq!(answer["offers"][0]["cancellation"]["free_until"], Value::Null);
    assert_eq!(answer["offers"][0]["cancellation"]["penalty_now"], krw(160_000));
    assert_eq!(answer["offers"][1]["cancellation"]["penalty_now"], krw(0));
}

#[tokio::test]
async fn every_kind_of_penalty_is_told_as_it_is_now() {
    let stay = nights_from(in_days(30), 3);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;
    let kinds = [
        ("NONE", "none", 0, 0),
        ("PCT", "percent", 33, 99_000),
        ("NGT", "nights", 2, 200_000),
        ("AMT", "amount", 12_345, 12_345),
        ("ALL", "amount", 999_999_999, 300_000),
    ];
    for (code, kind, value, _) in kinds {
        let ladder = vec![json!({"until_days": 0, "penalty": {"kind": kind, "value": value}})];
        inn.owner()
            .post(&inn.at("/rate-plans"), &with(rate_plan(code), "cancellation", ladder))
            .await
            .created();
        inn.ari(&[json!({"room_type": "DBL", "rate_plan": code, "from": stay.from, "to": stay.to, "price": krw(100_000)})]).await.ok();
    }

    let answer = inn.offers(stay).await;

    for (code, _, _, penalty) in kinds {
        let offer = items(&answer["offers"]).iter().find(|offer| offer["rate_plan"] == code).expect(code);
        assert_eq!(offer["cancellation"]["penalty_now"], krw(penalty), "{code}");
        assert_eq!(offer["cancellation"]["free_until"].is_null(), penalty > 0, "{code}");
    }
}

#[tokio::test]
async fn free_cancellation_ends_at_the_hotels_check_in_time_a_week_before() {
    let stay = nights_from(in_days(30), 1);
    let inn = Inn::open().await.with_stock("DBL", stay, 3).await;

    let answer = inn.offers(stay).await;

    // 15:00 in Seoul is 06:00 UTC, all year.
    let expected = format!("{}T06:00:00Z", stay.from.minus_days(7));
    assert_eq!(answer["offers"][0]["cancellation"]["free_until"], expected);
}
