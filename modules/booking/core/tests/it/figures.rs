//! What each night brings, compared with a plain recount.

use booking_api::{BookingStatus, BookingView, DeskAction, FiguresQuery, NightFigures, Rooms};
use chrono::{DateTime, TimeDelta, Utc};
use inventory_api::QueryError;
use kernel::{Clock, Date, Party, Zone};
use proptest::prelude::*;

use crate::house::{House, stay};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn query(house: &House, from: Date, to: Date, since: DateTime<Utc>) -> FiguresQuery {
    FiguresQuery { hotel_id: house.hotel_id(), from, to, picked_up_since: since }
}

#[tokio::test]
async fn a_night_brings_what_its_rooms_cost_and_who_sleeps_in_them() {
    let house = House::open().await;
    let mut family = stay("2030-05-01", "2030-05-03");
    (family.rooms, family.party) = (2, Party::new(3, vec![4, 9]).unwrap());
    house.book("a", Rooms::Wanted(family)).await.unwrap();
    let mut suite = stay("2030-05-02", "2030-05-03");
    suite.room_type = "SUI".parse().unwrap();
    house.book("b", Rooms::Wanted(suite)).await.unwrap();

    let asked = query(&house, date("2030-05-01"), date("2030-05-04"), house.clock.now());
    let figures = house.port.figures(asked).await.unwrap();

    let told: Vec<_> = figures
        .iter()
        .map(|n| (n.rooms_sold, n.revenue_minor, n.arrivals, n.departures, n.guests_in_house, n.picked_up))
        .collect();
    assert_eq!(told, [(2, 200, 2, 0, 5, 2), (3, 450, 1, 0, 7, 3), (0, 0, 0, 3, 0, 0)]);
}

#[tokio::test]
async fn pick_up_counts_what_came_and_what_fell_off_since() {
    let house = House::open().await;
    let kept = house.booked("a", "2030-05-01", "2030-05-03").await;
    let lost = house.booked("b", "2030-05-01", "2030-05-02").await;
    house.noon_of("2030-04-10");
    let since = house.clock.now();
    house.cancel("c", &lost).await.unwrap();
    house.booked("d", "2030-05-01", "2030-05-02").await;
    let undone = house.booked("e", "2030-05-02", "2030-05-03").await;
    house.cancel("f", &undone).await.unwrap();

    let asked = query(&house, date("2030-05-01"), date("2030-05-03"), since);
    let figures = house.port.figures(asked).await.unwrap();

    let told: Vec<_> = figures.iter().map(|n| (n.rooms_sold, n.picked_up, n.fell_off)).collect();
    assert_eq!(told, [(2, 1, 1), (1, 0, 0)], "what came and went since was never on the books");
    assert_eq!(kept.status, BookingStatus::Confirmed);
}

#[tokio::test]
async fn a_night_is_not_sold_to_who_did_not_come_nor_after_who_left_early() {
    let house = House::open().await;
    let absent = house.booked("a", "2030-05-01", "2030-05-04").await;
    let hasty = house.booked("b", "2030-05-01", "2030-05-04").await;
    house.noon_of("2030-05-01");
    house.desk("c", &hasty, DeskAction::CheckIn).await.unwrap();
    house.noon_of("2030-05-02");
    house.desk("d", &absent, DeskAction::NoShow).await.unwrap();
    house.desk("e", &hasty, DeskAction::CheckOut).await.unwrap();

    let asked = query(&house, date("2030-05-01"), date("2030-05-04"), house.clock.now());
    let figures = house.port.figures(asked).await.unwrap();

    let told: Vec<_> = figures.iter().map(|n| (n.rooms_sold, n.arrivals, n.departures)).collect();
    assert_eq!(told, [(1, 1, 0), (0, 0, 1), (0, 0, 0)]);
}

#[tokio::test]
async fn the_longest_stay_counts_to_its_last_day() {
    let house = House::open().await;
    house.booked("a", "2029-05-01", "2030-05-02").await;

    let asked = query(&house, date("2030-05-01"), date("2030-05-03"), house.clock.now());
    let figures = house.port.figures(asked).await.unwrap();

    let told: Vec<_> = figures.iter().map(|n| (n.rooms_sold, n.departures)).collect();
    assert_eq!(told, [(1, 0), (0, 1)]);
    let asked = query(&house, date("2030-05-02"), date("2030-05-03"), house.clock.now());
    assert_eq!(house.port.figures(asked).await.unwrap().first().unwrap().departures, 1);
}

#[tokio::test]
async fn figures_are_for_one_to_366_nights_of_a_hotel_that_is_there() {
    let house = House::open().await;
    let (from, now) = (date("2030-05-01"), house.clock.now());

    let year = house.port.figures(query(&house, from, from.plus_days(366), now)).await.unwrap();
    assert_eq!(year.len(), 366);
    assert!(year.is_sorted_by(|night, next| night.date.plus_days(1) == next.date));
    for to in [from, from.minus_days(1), from.plus_days(367)] {
        let outcome = house.port.figures(query(&house, from, to, now)).await;
        assert!(matches!(outcome, Err(QueryError::Invalid("to", _))), "{outcome:?}");
    }
    let nowhere =
        FiguresQuery { hotel_id: uuid::Uuid::nil().into(), ..query(&house, from, from.plus_days(1), now) };
    assert!(matches!(house.port.figures(nowhere).await, Err(QueryError::NoHotel)));
}

/// What happens in a random life of the house. Whoever is meant by a number may not be there, or not allow it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Book { in_days: u32, nights: u32, rooms: u16, adults: u16, children: usize, is_suite: bool },
    Cancel { booking: usize },
    Change { booking: usize, later_by: u32, nights: u32 },
    Desk { booking: usize, action: DeskAction },
    Wait { hours: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let booking = 0_usize..12;
    let action = prop::sample::select(vec![DeskAction::CheckIn, DeskAction::CheckOut, DeskAction::NoShow]);
    prop_oneof![
        5 => (0_u32..8, 1_u32..6, 1_u16..3, 1_u16..4, 0_usize..3, any::<bool>()).prop_map(
            |(in_days, nights, rooms, adults, children, is_suite)| {
                Step::Book { in_days, nights, rooms, adults, children, is_suite }
            }
        ),
        2 => booking.clone().prop_map(|booking| Step::Cancel { booking }),
        1 => (booking.clone(), 0_u32..4, 1_u32..6)
            .prop_map(|(booking, later_by, nights)| Step::Change { booking, later_by, nights }),
        3 => (booking, action).prop_map(|(booking, action)| Step::Desk { booking, action }),
        2 => (1_i64..40).prop_map(|hours| Step::Wait { hours }),
    ]
}

fn seoul() -> Zone {
    "Asia/Seoul".parse().unwrap()
}

async fn live(house: &House, steps: &[Step]) {
    let mut made: Vec<BookingView> = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let key = format!("k{number}");
        let of = |booking: usize| made.get(booking).cloned();
        match *step {
            Step::Wait { hours } => house.clock.advance(TimeDelta::hours(hours)),
            Step::Book { in_days, nights, rooms, adults, children, is_suite } => {
                let check_in = seoul().date_at(house.clock.now()).plus_days(in_days);
                let mut terms = stay(&check_in.to_string(), &check_in.plus_days(nights).to_string());
                (terms.rooms, terms.party) = (rooms, Party::new(adults, vec![7; children]).unwrap());
                if is_suite {
                    terms.room_type = "SUI".parse().unwrap();
                }
                // Sold out is an answer too.
                made.extend(house.book(&key, Rooms::Wanted(terms)).await.ok().map(|done| done.answer));
            }
            Step::Cancel { booking } => {
                if let Some(booking) = of(booking) {
                    let _ = house.cancel(&key, &booking).await;
                }
            }
            Step::Change { booking, later_by, nights } => {
                if let Some(booking) = of(booking) {
                    let check_in = booking.check_in.plus_days(later_by);
                    let mut terms = stay(&check_in.to_string(), &check_in.plus_days(nights).to_string());
                    terms.room_type = booking.room_type.clone();
                    let _ = house.change(&key, &booking, terms).await;
                }
            }
            Step::Desk { booking, action } => {
                if let Some(booking) = of(booking) {
                    let _ = house.desk(&key, &booking, action).await;
                }
            }
        }
    }
}

/// The day after the last night for which a room stays sold; `None` when none is.
fn sold_until(booking: &BookingView) -> Option<Date> {
    match booking.status {
        BookingStatus::Confirmed | BookingStatus::CheckedIn => Some(booking.check_out),
        // Who leaves early gives back the nights from that day on, but never the first.
        BookingStatus::CheckedOut => {
            let left_on = seoul().date_at(booking.changed_at);
            Some(booking.check_out.min(left_on.max(booking.check_in.plus_days(1))))
        }
        BookingStatus::Cancelled | BookingStatus::NoShow => None,
    }
}

/// The figures of one night, counted from every booking there is.
fn recounted(bookings: &[BookingView], date: Date, since: DateTime<Utc>) -> NightFigures {
    let (mut sold, mut revenue, mut came, mut went, mut guests, mut picked_up, mut fell_off) =
        (0, 0, 0, 0, 0, 0, 0);
    for booking in bookings {
        let rooms = u32::from(booking.rooms);
        let is_new = booking.created_at >= since;
        let is_booked_for = booking.check_in <= date && date < booking.check_out;
        if booking.status == BookingStatus::Cancelled
            && is_booked_for
            && !is_new
            && booking.changed_at >= since
        {
            fell_off += rooms;
        }
        let Some(until) = sold_until(booking) else { continue };
        if until == date {
            went += rooms;
        }
        if !(booking.check_in <= date && date < until) {
            continue;
        }
        let night = booking.nights.iter().find(|night| night.date == date).unwrap();
        sold += rooms;
        revenue += night.price.amount * i64::from(rooms);
        came += if booking.check_in == date { rooms } else { 0 };
        guests += u32::from(booking.adults) + u32::try_from(booking.children.len()).unwrap();
        picked_up += if is_new { rooms } else { 0 };
    }
    NightFigures {
        date,
        rooms_sold: sold,
        revenue_minor: revenue,
        arrivals: came,
        departures: went,
        guests_in_house: guests,
        picked_up,
        fell_off,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn figures_equal_a_recount_of_every_booking(
        steps in prop::collection::vec(step(), 1..40),
        since_h in 0_i64..80,
        from_day in 0_u32..12,
        nights in 1_u32..20,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let house = House::open().await;
            let opened = house.clock.now();
            live(&house, &steps).await;
            let bookings = house.port.list(house.everything()).await.unwrap().items;
            let (from, since) =
                (seoul().date_at(opened).plus_days(from_day), opened + TimeDelta::hours(since_h));

            let asked = query(&house, from, from.plus_days(nights), since);
            let figures = house.port.figures(asked).await.unwrap();

            let expected: Vec<_> =
                from.until(from.plus_days(nights)).map(|date| recounted(&bookings, date, since)).collect();
            prop_assert_eq!(&figures, &expected);
            for pair in figures.windows(2) {
                let [before, night] = pair else { continue };
                prop_assert_eq!(before.rooms_sold + night.arrivals, night.rooms_sold + night.departures);
            }
            house.assert_clean().await;
            Ok(())
        })?;
    }
}
