//! Lapsed holds, and the audit.

use booking_api::{BookingRefusal, Rooms};
use chrono::TimeDelta;
use inventory_api::HoldState;

use crate::{
    fake::HOLD_MIN,
    house::{House, refusal, stay},
};

#[tokio::test]
async fn a_sweep_ends_what_lapsed_and_settles_what_was_booked() {
    let house = House::open().await;
    let lapsed = house.hold("h", stay("2030-05-01", "2030-05-02")).await.unwrap().answer.hold_id;
    let booking = house.booked("a", "2030-05-01", "2030-05-02").await;
    house.clock.advance(TimeDelta::minutes(HOLD_MIN + 1));

    let count = house.port.sweep().await.unwrap();

    assert_eq!(count, 1);
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
    assert_eq!(refusal(house.book("b", Rooms::Held(lapsed)).await), BookingRefusal::HoldExpired);
    {
        let state = house.inventory.state();
        let settled: Vec<_> = state.holds.values().filter(|h| h.state == HoldState::Settled).collect();
        assert_eq!(settled.len(), 1);
        assert_eq!(state.owners[&settled[0].hold_id], booking.confirmation_code.to_string());
    }
    assert_eq!(house.port.sweep().await.unwrap(), 0);
    house.assert_clean().await;
}

#[tokio::test]
async fn a_sweep_that_could_not_give_back_does_it_the_next_time() {
    let house = House::open().await;
    house.hold("h", stay("2030-05-01", "2030-05-02")).await.unwrap();
    house.clock.advance(TimeDelta::minutes(HOLD_MIN + 1));
    house.inventory.state().is_down = true;
    house.port.sweep().await.unwrap_err();
    house.inventory.state().is_down = false;

    let count = house.port.sweep().await.unwrap();

    assert_eq!(count, 1);
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 0);
}

#[tokio::test]
async fn the_audit_finds_what_was_tampered_with() {
    for (harm, invariant) in [
        ("DELETE FROM booking_nights WHERE night = '2030-05-02'", "nights_fit_status"),
        ("UPDATE bookings SET total_minor = total_minor + 1", "columns_equal_quote"),
        ("UPDATE booking_nights SET price_minor = 1", "total_adds_up"),
        ("DELETE FROM booking_history", "history_is_gapless"),
        ("UPDATE outbox SET sequence = 2", "events_are_gapless"),
        ("DELETE FROM decisions", "nights_are_decided"),
        ("UPDATE decisions SET booking_id = hotel_id", "booked_hold_has_booking"),
    ] {
        let house = House::open().await;
        house.booked("a", "2030-05-01", "2030-05-03").await;
        house.clock.advance(TimeDelta::minutes(5));
        house.assert_clean().await;

        house.run(harm).await;

        let found = house.port.audit().await.unwrap();
        assert!(found.iter().any(|violation| violation.invariant == invariant), "{harm}: {found:?}");
    }
}

#[tokio::test]
async fn the_audit_finds_a_booking_that_lost_its_room() {
    let house = House::open().await;
    house.booked("a", "2030-05-01", "2030-05-03").await;
    house.clock.advance(TimeDelta::minutes(5));

    house.inventory.state().holds.values_mut().for_each(|held| {
        held.claimed.pop();
    });

    let found = house.port.audit().await.unwrap();
    let invariants: Vec<_> = found.iter().map(|violation| violation.invariant.as_str()).collect();
    assert_eq!(invariants, ["booking_nights_equal_claims"]);
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_decision_about_a_hold() {
    let house = House::open().await;
    house.booked("a", "2030-05-01", "2030-05-03").await;

    let refused = house
        .try_run("INSERT INTO decisions SELECT hotel_id, hold_id, 'abandoned', NULL, 0 FROM decisions")
        .await;

    assert!(refused.unwrap_err().is_constraint());
}
