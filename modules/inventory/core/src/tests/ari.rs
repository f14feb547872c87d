//! The desk's grid.

use inventory_api::{AriGrid, AriNight, AriQuery, QueryError};
use kernel::{Currency, Money};

use super::*;

async fn grid(port: &dyn Inventory, hotel: HotelId, from: &str, to: &str) -> Result<AriGrid, QueryError> {
    port.ari(AriQuery { hotel: hotel.into(), from: date(from), to: date(to) }).await
}

#[tokio::test]
async fn the_grid_shows_what_was_set_and_what_a_hold_took() {
    let house = House::new().await.with_price().await;
    house.port().hold(house.wish("2027-05-01", "2027-05-03")).await.unwrap();
    house
        .set(json!({ "room_type": "DBL", "from": "2027-05-03", "to": "2027-05-04", "allotment": 5,
        "overbooking": 1, "min_stay": 2, "max_stay": 7, "closed_to_departure": true }))
        .await;
    house
        .set(json!({ "room_type": "DBL", "rate_plan": "BAR", "from": "2027-05-04", "to": "2027-05-05",
        "price": null, "closed_to_arrival": true }))
        .await;

    let grid = grid(&*house.port(), house.hotel, "2027-05-02", "2027-05-05").await.unwrap();

    let [double] = &grid.room_types[..] else { panic!("{grid:?}") };
    let plain = AriNight {
        date: date("2027-05-02"),
        allotment: 2,
        overbooking: 0,
        taken: 1,
        closed: false,
        closed_to_arrival: false,
        closed_to_departure: false,
        min_stay: None,
        max_stay: None,
    };
    let restricted = AriNight {
        date: date("2027-05-03"),
        allotment: 5,
        overbooking: 1,
        taken: 0,
        min_stay: Some(2),
        max_stay: Some(7),
        closed_to_departure: true,
        ..plain.clone()
    };
    let free = AriNight { date: date("2027-05-04"), taken: 0, ..plain.clone() };
    assert_eq!(double.nights, [plain, restricted, free]);
    let asked: Vec<_> =
        double.rate_plans[0].nights.iter().map(|rate| (rate.price, rate.closed_to_arrival)).collect();
    let price = Some(Money::new(100_000, Currency::KRW));
    assert_eq!(asked, [(price, false), (price, false), (None, true)]);
}

#[tokio::test]
async fn the_grid_asks_the_database_and_no_calendar() {
    let house = House::new().await.with_price().await;
    assert_eq!(house.calendar("2027-05-02", "2027-05-03").await.room_types[0].nights[0].available, 2);
    let tx = house.db().begin("elsewhere").await.unwrap();
    db::execute(&tx, "UPDATE nights SET allotment = 9 WHERE night = '2027-05-02'", []).await.unwrap();
    tx.commit().await.unwrap();

    let grid = grid(&*house.port(), house.hotel, "2027-05-02", "2027-05-03").await.unwrap();

    assert_eq!(grid.room_types[0].nights[0].allotment, 9);
    let remembered = house.calendar("2027-05-02", "2027-05-03").await;
    assert_eq!(remembered.room_types[0].nights[0].available, 2, "the calendar has not heard of it");
}

#[tokio::test]
async fn everything_that_the_hotel_sells_has_its_place_even_what_another_process_just_added() {
    let house = House::new().await.with_price().await;
    let stranger = house.another_process().await.port();
    let attic = json!({ "code": "ATT", "name": "Attic", "max_adults": 1, "allotment": 1 });
    stranger.add_room_type(house.hotel, staffed("attic", attic)).await.unwrap();
    let saver = json!({ "code": "A-SAVER", "name": "Saver" });
    stranger.add_rate_plan(house.hotel, staffed("saver", saver)).await.unwrap();

    let grid = grid(&*house.port(), house.hotel, "2027-05-02", "2027-05-03").await.unwrap();

    let shelves: Vec<_> = grid
        .room_types
        .iter()
        .flat_map(|room_type| {
            let count = room_type.nights.len();
            room_type.rate_plans.iter().map(move |plan| {
                (room_type.room_type.as_str(), count, plan.rate_plan.as_str(), plan.nights.len())
            })
        })
        .collect();
    assert_eq!(
        shelves,
        [("DBL", 1, "BAR", 1), ("DBL", 1, "A-SAVER", 0), ("ATT", 1, "BAR", 0), ("ATT", 1, "A-SAVER", 0)]
    );
}

#[tokio::test]
async fn nights_that_were_never_made_are_left_out() {
    let house = House::new().await;
    house.set(json!({ "room_type": "DBL", "from": "2029-12-24", "to": "2029-12-25", "min_stay": 2 })).await;

    let grid = grid(&*house.port(), house.hotel, "2029-12-20", "2029-12-31").await.unwrap();

    let made: Vec<_> = grid.room_types[0].nights.iter().map(|night| (night.date, night.min_stay)).collect();
    assert_eq!(made, [(date("2029-12-24"), Some(2))]);
}

#[tokio::test]
async fn a_grid_has_1_to_92_nights_of_a_hotel_that_is_there() {
    let house = House::new().await;
    let port = house.port();
    let ask = async |from, to| grid(&*port, house.hotel, from, to).await;

    assert_eq!(ask("2027-05-01", "2027-08-01").await.unwrap().room_types[0].nights.len(), 92);
    for (from, to) in
        [("2027-05-01", "2027-08-02"), ("2027-05-01", "2027-05-01"), ("2027-05-02", "2027-05-01")]
    {
        assert!(matches!(ask(from, to).await, Err(QueryError::Invalid("to", _))), "{from} {to}");
    }
    let elsewhere = grid(&*port, HotelId::new(noon()), "2027-05-01", "2027-05-02").await;
    assert!(matches!(elsewhere, Err(QueryError::NoHotel)));
}
