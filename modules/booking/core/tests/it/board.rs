//! The desk's day.

use booking_api::{Board, DeskAction, Group};
use inventory_api::QueryError;
use kernel::Date;

use crate::house::{House, stay};

fn codes(group: &Group) -> Vec<String> {
    assert_eq!(usize::try_from(group.total).unwrap(), group.bookings.len());
    group.bookings.iter().map(|booking| booking.confirmation_code.to_string()).collect()
}

async fn board(house: &House, day: &str) -> Board {
    house.port.board(house.hotel_id(), day.parse().unwrap()).await.unwrap()
}

#[tokio::test]
async fn every_booking_stands_where_the_desk_looks_for_it() {
    let house = House::open().await;
    let overdue = house.booked("overdue", "2030-05-01", "2030-05-09").await;
    let late = house.booked("late", "2030-05-01", "2030-05-03").await;
    house.noon_of("2030-05-01");
    house.desk("in1", &late, DeskAction::CheckIn).await.unwrap();
    house.noon_of("2030-05-02");
    let staying = house.booked_suite("staying", "2030-05-02", "2030-05-05").await;
    house.desk("in2", &staying, DeskAction::CheckIn).await.unwrap();
    let early = house.booked_suite("early", "2030-05-03", "2030-05-08").await;
    house.noon_of("2030-05-03");
    house.desk("in3", &early, DeskAction::CheckIn).await.unwrap();
    house.noon_of("2030-05-04");
    house.desk("out3", &early, DeskAction::CheckOut).await.unwrap();
    let expected = house.booked("expected", "2030-05-04", "2030-05-05").await;
    let cancelled = house.booked_suite("gone", "2030-05-04", "2030-05-05").await;
    house.cancel("cancel", &cancelled).await.unwrap();
    house.booked("tomorrow", "2030-05-05", "2030-05-06").await;

    let today = board(&house, "2030-05-04").await;

    assert_eq!(codes(&today.arrivals), [expected.confirmation_code.to_string()]);
    assert_eq!(codes(&today.overdue), [overdue.confirmation_code.to_string()]);
    assert_eq!(codes(&today.departures), [late.confirmation_code.to_string()]);
    assert_eq!(codes(&today.in_house), [staying.confirmation_code.to_string()]);
    assert_eq!(codes(&today.left), [early.confirmation_code.to_string()]);
}

#[tokio::test]
async fn a_day_begins_and_ends_by_the_hotels_clock() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-09").await;
    house.noon_of("2030-05-01");
    house.desk("b", &booking, DeskAction::CheckIn).await.unwrap();
    // Midnight in Seoul is three in the afternoon of the day before in UTC.
    house.clock.set("2030-05-03T14:59:59.999999Z".parse().unwrap());
    house.desk("c", &booking, DeskAction::CheckOut).await.unwrap();

    let left = [board(&house, "2030-05-02"), board(&house, "2030-05-03"), board(&house, "2030-05-04")];

    let [before, that_day, after] = left;
    assert_eq!((before.await.left.total, that_day.await.left.total, after.await.left.total), (0, 1, 0));
}

#[tokio::test]
async fn a_group_counts_its_rooms_and_lists_by_arrival_and_code() {
    let house = House::open().await;
    let mut codes_by_arrival = Vec::new();
    for (key, check_in) in [("a", "2030-05-02"), ("b", "2030-05-01"), ("c", "2030-05-01")] {
        let check_out = check_in.parse::<Date>().unwrap().plus_days(1).to_string();
        let booking = house.booked(key, check_in, &check_out).await;
        codes_by_arrival.push((booking.check_in, booking.confirmation_code.to_string()));
    }
    let mut both = stay("2030-05-03", "2030-05-04");
    both.rooms = 2;
    let both = house.book("d", booking_api::Rooms::Wanted(both)).await.unwrap().answer;
    codes_by_arrival.push((both.check_in, both.confirmation_code.to_string()));
    codes_by_arrival.sort();

    let overdue = board(&house, "2030-05-04").await.overdue;

    assert_eq!((overdue.total, overdue.rooms), (4, 5));
    let expected: Vec<_> = codes_by_arrival.into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes(&overdue), expected);
}

#[tokio::test]
async fn a_group_lists_two_hundred_and_counts_the_rest() {
    let house = House::open().await;
    let first: Date = "2030-05-01".parse().unwrap();
    for number in 0..=Group::LISTED_MAX {
        let night = first.plus_days(number);
        house.booked(&format!("k{number}"), &night.to_string(), &night.plus_days(1).to_string()).await;
    }

    let overdue = board(&house, "2031-05-01").await.overdue;

    assert_eq!((overdue.bookings.len(), overdue.total, overdue.rooms), (200, 201, 201));
    assert_eq!(overdue.bookings.first().unwrap().check_in, first);
}

#[tokio::test]
async fn a_hotel_that_is_not_there_has_no_board() {
    let house = House::open().await;

    let outcome = house.port.board(uuid::Uuid::nil().into(), "2030-05-01".parse().unwrap()).await;

    assert!(matches!(outcome, Err(QueryError::NoHotel)), "{outcome:?}");
}
