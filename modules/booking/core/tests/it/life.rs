//! Cancelling, changing, arriving, leaving, not coming.

use booking_api::{BookingError, BookingRefusal, BookingStatus, DeskAction, Proof};
use inventory_api::HoldRefusal;

use crate::house::{House, a_guest, once, refusal, stay};

#[tokio::test]
async fn a_cancelled_booking_gives_its_nights_back_before_the_answer() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    let cancelled = house.cancel("b", &booking).await.unwrap().answer;

    assert_eq!(cancelled.status, BookingStatus::Cancelled);
    assert_eq!(cancelled.penalty.unwrap().amount, 0);
    assert_eq!(cancelled.refund.unwrap(), booking.total);
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 0);
    house.assert_clean().await;
}

#[tokio::test]
async fn a_late_cancellation_costs_what_was_agreed() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    house.noon_of("2030-04-28");

    let cancelled = house.cancel("b", &booking).await.unwrap().answer;

    assert_eq!(cancelled.penalty.unwrap().amount, 100);
    assert_eq!(cancelled.refund.unwrap().amount, 100);
}

#[tokio::test]
async fn nights_that_could_not_be_given_back_are_given_back_by_the_event() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    house.inventory.state().is_down = true;

    let cancelled = house.cancel("b", &booking).await.unwrap().answer;
    house.inventory.state().is_down = false;
    house.deliver().await;

    assert_eq!(cancelled.status, BookingStatus::Cancelled);
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 0);
}

#[tokio::test]
async fn cancelling_twice_is_refused_and_a_repeat_is_not() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let first = house.cancel("b", &booking).await.unwrap();

    let repeat = house.cancel("b", &booking).await.unwrap();
    let second = refusal(house.cancel("c", &booking).await);

    assert!(repeat.is_replay);
    assert_eq!(first.answer, repeat.answer);
    let status = BookingStatus::Cancelled;
    assert_eq!(second, BookingRefusal::WrongStatus { status, action: "cancel".to_owned() });
}

#[tokio::test]
async fn a_change_of_dates_adds_nights_and_gives_the_dropped_ones_back() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;

    let changed = house.change("b", &booking, stay("2030-05-02", "2030-05-05")).await.unwrap().answer;

    assert_eq!((changed.version, changed.nights.len()), (2, 3));
    let taken = ["2030-05-01", "2030-05-02", "2030-05-03", "2030-05-04"]
        .map(|night| house.inventory.taken("DBL", night));
    assert_eq!(taken, [0, 1, 1, 1]);
    house.deliver().await;
    house.noon_of("2030-04-02");
    house.assert_clean().await;
}

#[tokio::test]
async fn a_change_of_room_type_takes_the_new_room_and_gives_the_old_one_back() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let mut suite = stay("2030-05-01", "2030-05-03");
    suite.room_type = "SUI".parse().unwrap();

    let changed = house.change("b", &booking, suite).await.unwrap().answer;

    assert_eq!(changed.total.amount, 500);
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 0);
    assert_eq!(house.inventory.taken("SUI", "2030-05-01"), 1);
}

#[tokio::test]
async fn a_change_that_finds_no_room_leaves_everything_as_it_was() {
    let house = House::open().await;
    house.booked("a", "2030-05-03", "2030-05-04").await;
    house.booked("b", "2030-05-03", "2030-05-04").await;
    let booking = house.booked("c", "2030-05-01", "2030-05-03").await;

    let outcome = house.change("d", &booking, stay("2030-05-01", "2030-05-04")).await;

    assert!(matches!(refusal(outcome), BookingRefusal::Rooms(HoldRefusal::SoldOut { .. })));
    assert_eq!(house.inventory.taken("DBL", "2030-05-01"), 1);
    house.assert_clean().await;
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins_and_the_other_leaves_no_rooms_behind() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    let (one, other) = tokio::join!(
        house.change("b", &booking, stay("2030-05-01", "2030-05-05")),
        house.change("c", &booking, stay("2030-05-01", "2030-05-06")),
    );

    let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
    let check_out = won.unwrap().answer.check_out;
    assert_eq!(refusal(lost), BookingRefusal::ChangedMeanwhile);
    assert_eq!(house.inventory.taken("DBL", "2030-05-04"), 1);
    let is_longer = check_out.to_string() == "2030-05-06";
    assert_eq!(house.inventory.taken("DBL", "2030-05-05"), u16::from(is_longer));
    house.noon_of("2030-04-02");
    house.assert_clean().await;
}

#[tokio::test]
async fn a_guest_arrives_stays_and_leaves_early() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;

    assert!(matches!(
        refusal(house.desk("b", &booking, DeskAction::CheckIn).await),
        BookingRefusal::WrongDay { .. }
    ));
    house.noon_of("2030-05-01");
    house.desk("c", &booking, DeskAction::CheckIn).await.unwrap();
    house.noon_of("2030-05-02");
    let left = house.desk("d", &booking, DeskAction::CheckOut).await.unwrap().answer;

    assert_eq!((left.status, left.total), (BookingStatus::CheckedOut, booking.total));
    let taken = ["2030-05-01", "2030-05-02", "2030-05-03"].map(|night| house.inventory.taken("DBL", night));
    assert_eq!(taken, [1, 0, 0]);
    house.noon_of("2030-05-03");
    house.assert_clean().await;
}

#[tokio::test]
async fn a_guest_who_does_not_come_keeps_the_past_nights_and_pays_the_penalty() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;
    house.noon_of("2030-05-02");

    let absent = house.desk("b", &booking, DeskAction::NoShow).await.unwrap().answer;

    assert_eq!(absent.penalty.unwrap().amount, 100);
    let taken = ["2030-05-01", "2030-05-02", "2030-05-03"].map(|night| house.inventory.taken("DBL", night));
    assert_eq!(taken, [1, 0, 0]);
}

#[tokio::test]
async fn the_desk_is_for_staff_of_that_hotel() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;
    let code = booking.confirmation_code;
    let elsewhere = Proof::Staff { hotels: Some(vec![]) };
    let token = Proof::ManageToken(booking.manage_token.clone().unwrap());

    for proof in [elsewhere, token] {
        let (action, by, once) = (DeskAction::CheckIn, a_guest(), once("b", 0));
        let command = booking_api::DeskCommand { code, proof, action, by, once };
        let outcome = house.port.desk(command).await;
        assert!(matches!(outcome, Err(BookingError::NotFound)), "{outcome:?}");
    }
}

#[tokio::test]
async fn everything_that_happens_is_told_in_order() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;
    let changed = house.change("b", &booking, stay("2030-05-01", "2030-05-03")).await.unwrap();
    house.cancel("c", &booking).await.unwrap();

    assert_eq!(house.port.list(house.everything()).await.unwrap().items.len(), 1);
    assert_eq!(changed.answer.version, 2);
    let kinds = house.texts("SELECT kind FROM outbox ORDER BY sequence").await;
    assert_eq!(
        kinds,
        ["jumak.booking.confirmed.v1", "jumak.booking.changed.v1", "jumak.booking.cancelled.v1"]
    );
    let told = house.texts("SELECT data FROM outbox").await.concat();
    assert!(!told.contains("Ann") && !told.contains('@'), "no person's particulars in events");
}

#[tokio::test]
async fn the_history_says_what_the_booking_was_after_each_change_and_who_asked() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;
    let mut suite = stay("2030-05-01", "2030-05-03");
    suite.room_type = "SUI".parse().unwrap();
    house.change("b", &booking, suite).await.unwrap();
    house.noon_of("2030-05-02");
    let absent = house.desk("c", &booking, DeskAction::NoShow).await.unwrap().answer;

    let history = house.port.history(house.hotel_id(), booking.booking_id).await.unwrap();

    let told: Vec<_> = history
        .iter()
        .map(|entry| {
            let (check_out, room_type) = (entry.check_out.unwrap(), entry.room_type.clone().unwrap());
            let total = entry.total.unwrap().amount;
            format!("{} {} {check_out} {room_type} {total} {}", entry.version, entry.action, entry.actor)
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 confirmed 2030-05-04 DBL 300 guest",
            "2 changed 2030-05-03 SUI 500 guest",
            "3 no_show 2030-05-03 SUI 500 system",
        ]
    );
    assert!(history.iter().all(|entry| entry.check_in == Some(booking.check_in) && entry.rooms == Some(1)));
    assert!(history.iter().all(|entry| entry.request_id.as_deref() == Some("test")));
    let penalties: Vec<_> = history.iter().map(|entry| entry.penalty).collect();
    assert_eq!(penalties, [None, None, absent.penalty]);
}

#[tokio::test]
async fn a_history_that_an_older_release_wrote_reads_well() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-04").await;
    house.run("UPDATE booking_history SET detail = '{\"total\":null,\"request_id\":\"\"}'").await;

    let history = house.port.history(house.hotel_id(), booking.booking_id).await.unwrap();

    let entry = history.first().unwrap();
    assert_eq!((entry.check_in, entry.rooms, entry.total), (None, None, None));
    assert_eq!(entry.request_id, None);
}
