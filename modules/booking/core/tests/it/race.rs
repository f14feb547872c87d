//! Two processes that decide the same at once: both load before either stores, and only one of them may be right.

use booking_api::{BookingError, BookingRefusal, BookingStatus, BookingView, DeskAction, Rooms};

use crate::house::{Booked, House, refusal, stay};

/// As often as it takes for both to meet between loading and storing.
const ROUNDS: u32 = 20;

/// Two nights that no other round asks for.
fn nights(round: u32) -> (String, String) {
    let first: kernel::Date = "2030-05-01".parse().unwrap();
    let check_in = first.plus_days(2 * round);
    (check_in.to_string(), check_in.plus_days(2).to_string())
}

/// Who won, and who lost.
fn sorted(one: Booked, other: Booked) -> (BookingView, Booked) {
    match (one, other) {
        (Ok(won), lost @ Err(_)) | (lost @ Err(_), Ok(won)) => (won.answer, lost),
        both => panic!("one wins and one loses, unlike {both:?}"),
    }
}

#[tokio::test]
async fn one_hold_is_booked_by_one_of_two_processes() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    for round in 0..ROUNDS {
        let (check_in, check_out) = nights(round);
        let hold =
            house.hold(&format!("h{round}"), stay(&check_in, &check_out)).await.unwrap().answer.hold_id;
        let (ann, bob) = (format!("ann{round}"), format!("bob{round}"));

        let (ann, bob) =
            tokio::join!(house.book(&ann, Rooms::Held(hold)), next_door.book(&bob, Rooms::Held(hold)));

        let (won, lost) = sorted(ann, bob);
        assert_eq!(won.version, 1);
        assert_eq!(refusal(lost), BookingRefusal::HoldExpired);
        assert_eq!(house.inventory.taken("DBL", &check_in), 1);
    }
    house.assert_clean().await;
}

#[tokio::test]
async fn a_key_that_two_processes_work_on_has_one_answer() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    for round in 0..ROUNDS {
        let (check_in, check_out) = nights(round);
        let (key, wanted) = (format!("key{round}"), || Rooms::Wanted(stay(&check_in, &check_out)));

        let (here, there) = tokio::join!(house.book(&key, wanted()), next_door.book(&key, wanted()));

        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(here.answer, there.answer);
        assert!(here.is_replay != there.is_replay, "one is the first");
        assert_eq!(house.inventory.taken("DBL", &check_in), 1);
    }
    house.assert_clean().await;
}

#[tokio::test]
async fn a_hold_that_one_process_ends_while_another_books_it_is_one_of_the_two() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    for round in 0..ROUNDS {
        let (check_in, check_out) = nights(round);
        let hold =
            house.hold(&format!("h{round}"), stay(&check_in, &check_out)).await.unwrap().answer.hold_id;
        let key = format!("b{round}");

        let (ended, booked) = tokio::join!(house.port.abandon(hold), next_door.book(&key, Rooms::Held(hold)));

        ended.unwrap();
        let is_booked = booked.is_ok();
        if !is_booked {
            assert_eq!(refusal(booked), BookingRefusal::HoldExpired);
        }
        assert_eq!(house.inventory.taken("DBL", &check_in), u16::from(is_booked));
    }
    house.assert_clean().await;
}

#[tokio::test]
async fn a_booking_is_cancelled_by_one_of_two_processes() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    for round in 0..ROUNDS {
        let (check_in, check_out) = nights(round);
        let booking = house.booked(&format!("b{round}"), &check_in, &check_out).await;
        let (ann, bob) = (format!("ann{round}"), format!("bob{round}"));

        let (ann, bob) = tokio::join!(house.cancel(&ann, &booking), next_door.cancel(&bob, &booking));

        let (won, lost) = sorted(ann, bob);
        assert_eq!((won.status, won.version), (BookingStatus::Cancelled, 2));
        assert!(matches!(refusal(lost), BookingRefusal::WrongStatus { .. }));
        assert_eq!(house.inventory.taken("DBL", &check_in), 0);
    }
    house.assert_clean().await;
}

#[tokio::test]
async fn a_guest_who_changes_the_stay_while_the_desk_cancels_loses_no_night() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    for round in 0..ROUNDS {
        let (check_in, check_out) = nights(2 * round);
        let booking = house.booked(&format!("b{round}"), &check_in, &check_out).await;
        let (longer, _) = nights(2 * round + 2);
        let (change, cancel) = (format!("change{round}"), format!("cancel{round}"));

        let (changed, cancelled) = tokio::join!(
            house.change(&change, &booking, stay(&check_in, &longer)),
            next_door.cancel(&cancel, &booking)
        );

        let cancelled = cancelled.expect("changed or not, the booking can be cancelled").answer;
        assert_eq!(cancelled.version, if changed.is_ok() { 3 } else { 2 });
        house.deliver().await;
        assert_eq!(house.inventory.taken("DBL", &check_in), 0);
        assert_eq!(house.inventory.taken("DBL", &check_out), 0);
    }
    house.assert_clean().await;
}

#[tokio::test]
async fn a_guest_is_checked_in_once_however_many_desks_try() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    let booking = house.booked("b", "2030-04-01", "2030-04-03").await;

    let (ann, bob) = tokio::join!(
        house.desk("ann", &booking, DeskAction::CheckIn),
        next_door.desk("bob", &booking, DeskAction::CheckIn)
    );

    let (won, lost) = sorted(ann, bob);
    assert_eq!((won.status, won.version), (BookingStatus::CheckedIn, 2));
    assert!(matches!(refusal(lost), BookingRefusal::WrongStatus { .. }));
    house.assert_clean().await;
}

#[tokio::test]
async fn a_note_is_written_once_for_its_key_and_never_beyond_the_last() {
    let house = House::open().await;
    let next_door = house.next_door().await;
    let booking = house.booked("b", "2030-05-01", "2030-05-03").await;
    for number in 1..200 {
        let key = format!("n{number}");
        let write = || house.note(&key, &booking, "Late.");
        // Each key in both processes: 199 notes, not 398.
        let (here, there) = tokio::join!(write(), next_door.note(&key, &booking, "Late."));
        assert_eq!(here.unwrap().answer, there.unwrap().answer);
    }

    let (ann, bob) =
        tokio::join!(house.note("ann", &booking, "Early."), next_door.note("bob", &booking, "Early."));

    assert!(ann.is_ok() != bob.is_ok(), "{ann:?} {bob:?}");
    let refused = ann.err().or(bob.err()).unwrap();
    assert!(matches!(refused, BookingError::Invalid("text", _)), "{refused:?}");
}
