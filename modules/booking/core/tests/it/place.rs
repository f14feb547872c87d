//! Booking rooms.

use booking_api::{BookingError, BookingRefusal, Rooms};
use chrono::TimeDelta;
use inventory_api::{HoldRefusal, HoldState};
use kernel::{HoldId, Money};

use crate::{
    fake::HOLD_MIN,
    house::{House, once, refusal, stay, token_of},
};

#[tokio::test]
async fn a_hold_is_booked_by_exactly_one_of_two_guests() {
    let house = House::open().await;
    let hold = house.hold("h", stay("2030-05-01", "2030-05-03")).await.unwrap().answer.hold_id;

    let (ann, bob) = tokio::join!(house.book("ann", Rooms::Held(hold)), house.book("bob", Rooms::Held(hold)));

    let (won, lost) = if ann.is_ok() { (ann, bob) } else { (bob, ann) };
    assert_eq!(won.unwrap().answer.version, 1);
    assert_eq!(refusal(lost), BookingRefusal::HoldExpired);
    house.assert_clean().await;
}

#[tokio::test]
async fn a_hold_whose_time_is_over_is_not_booked() {
    let house = House::open().await;
    let hold = house.hold("h", stay("2030-05-01", "2030-05-03")).await.unwrap().answer.hold_id;
    house.clock.advance(TimeDelta::minutes(HOLD_MIN) + TimeDelta::microseconds(1));

    let outcome = house.book("b", Rooms::Held(hold)).await;

    assert_eq!(refusal(outcome), BookingRefusal::HoldExpired);
}

#[tokio::test]
async fn a_hold_that_was_given_up_is_not_booked_and_its_room_is_for_sale() {
    let house = House::open().await;
    let hold = house.hold("h", stay("2030-05-01", "2030-05-03")).await.unwrap().answer.hold_id;

    house.port.abandon(hold).await.unwrap();

    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 0);
    assert_eq!(refusal(house.book("b", Rooms::Held(hold)).await), BookingRefusal::HoldExpired);
    house.port.abandon(hold).await.expect("giving up twice changes nothing");
}

#[tokio::test]
async fn giving_up_a_booked_hold_changes_nothing() {
    let house = House::open().await;
    let hold = house.hold("h", stay("2030-05-01", "2030-05-03")).await.unwrap().answer.hold_id;
    house.book("b", Rooms::Held(hold)).await.unwrap();

    house.port.abandon(hold).await.unwrap();

    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
    house.assert_clean().await;
}

#[tokio::test]
async fn an_unknown_hold_is_not_found_and_leaves_no_trace() {
    let house = House::open().await;
    let unknown = HoldId::in_hotel(house.hotel_id(), "2030-04-01T00:00:00Z".parse().unwrap());

    house.port.abandon(unknown).await.unwrap();

    let outcome = house.book("b", Rooms::Held(unknown)).await;
    assert!(matches!(outcome, Err(BookingError::NotFound)), "{outcome:?}");
}

#[tokio::test]
async fn a_repeat_is_answered_alike_and_with_the_token() {
    let house = House::open().await;
    let first = house.book("key", Rooms::Wanted(stay("2030-05-01", "2030-05-03"))).await.unwrap();
    house.clock.advance(TimeDelta::hours(3));

    let again = house.book("key", Rooms::Wanted(stay("2030-05-01", "2030-05-03"))).await.unwrap();

    assert!(!first.is_replay && again.is_replay);
    assert_eq!(first.answer, again.answer);
    assert!(first.answer.manage_token.is_some());
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let house = House::open().await;
    house.booked("key", "2030-05-01", "2030-05-03").await;
    let mut other = house.order("key", Rooms::Wanted(stay("2030-06-01", "2030-06-02")));
    other.once = once("key", 1);

    let outcome = house.port.place(other).await;

    assert!(matches!(outcome, Err(BookingError::KeyReused)), "{outcome:?}");
    assert_eq!(house.inventory.taken("DBL", "2030-06-01"), 0);
}

#[tokio::test]
async fn twenty_identical_requests_at_once_make_one_booking() {
    let house = House::open().await;
    let ask = || house.book("key", Rooms::Wanted(stay("2030-05-01", "2030-05-03")));

    let outcomes = futures::future::join_all((0..20).map(|_| ask())).await;

    let firsts = outcomes.iter().filter(|outcome| outcome.as_ref().is_ok_and(|done| !done.is_replay));
    assert_eq!(firsts.count(), 1);
    let first = outcomes.first().unwrap().as_ref().unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().unwrap().answer == first.answer));
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
    house.assert_clean().await;
}

#[tokio::test]
async fn a_retry_after_a_crash_between_hold_and_booking_finds_its_own_hold() {
    let house = House::open().await;
    let wanted = || Rooms::Wanted(stay("2030-05-01", "2030-05-03"));
    // The crash: the rooms are held, and the booking fails because its table is gone for the moment.
    house.run("ALTER TABLE bookings RENAME TO away").await;
    house.book("key", wanted()).await.unwrap_err();
    house.run("ALTER TABLE away RENAME TO bookings").await;
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);

    house.book("key", wanted()).await.unwrap();

    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
    house.assert_clean().await;
}

#[tokio::test]
async fn the_last_room_goes_to_one_guest_and_the_refusal_is_final_for_its_key() {
    let house = House::open().await;
    house.booked("a", "2030-05-01", "2030-05-03").await;
    let last = house.booked("b", "2030-05-02", "2030-05-04").await;

    let wanted = || Rooms::Wanted(stay("2030-05-01", "2030-05-04"));
    let refused = refusal(house.book("c", wanted()).await);
    house.cancel("d", &last).await.unwrap();
    let repeated = refusal(house.book("c", wanted()).await);

    let BookingRefusal::Rooms(HoldRefusal::SoldOut { nights, .. }) = &refused else { panic!("{refused:?}") };
    assert_eq!(nights, &["2030-05-02".parse().unwrap()]);
    assert_eq!(refused, repeated);
    house.book("e", wanted()).await.expect("a new key sees the room that was given back");
}

#[tokio::test]
async fn lapsed_holds_are_ended_before_sold_out_is_said() {
    let house = House::open().await;
    for key in ["h1", "h2"] {
        house.hold(key, stay("2030-05-01", "2030-05-02")).await.unwrap();
    }
    house.clock.advance(TimeDelta::minutes(HOLD_MIN + 1));

    house.hold("h3", stay("2030-05-01", "2030-05-02")).await.unwrap();

    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
}

#[tokio::test]
async fn another_price_than_the_one_shown_is_told() {
    let house = House::open().await;
    let mut terms = stay("2030-05-01", "2030-05-03");
    terms.expected_total = Some(Money::new(150, kernel::Currency::KRW));

    let refused = refusal(house.book("b", Rooms::Wanted(terms)).await);

    let expected = HoldRefusal::PriceChanged { total: Money::new(200, kernel::Currency::KRW) };
    assert_eq!(refused, BookingRefusal::Rooms(expected));
}

#[tokio::test]
async fn a_settled_hold_names_its_booking() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    house.deliver().await;

    let state = house.inventory.state();
    let settled = state.holds.values().next().unwrap();
    assert_eq!(settled.state, HoldState::Settled);
    assert_eq!(state.owners[&settled.hold_id], booking.confirmation_code.to_string());
}

#[tokio::test]
async fn no_token_is_ever_stored() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let token = booking.manage_token.clone().unwrap();

    house.cancel("b", &booking).await.unwrap();

    // A file can be read to its last byte; a server is told the same rows.
    let Some(path) = house.db.path() else { return };
    house.db.close().await;
    let file = std::fs::read(path).unwrap();
    assert!(!file.windows(token.len()).any(|window| window == token.as_bytes()));
    assert!(matches!(token_of(&booking), booking_api::Proof::ManageToken(_)));
}
