//! What single commands come to.

use booking_api::{BookingStatus, DeskAction};
use chrono::TimeDelta;
use inventory_api::HoldRef;

use super::{
    samples::{
        ARRIVAL, amend, arrival_noon, book, booking_id, date, held, held_for, hold_id, hotel_id, once, quote,
    },
    *,
};
use crate::amend::{Amendment, Change};

/// Runs commands one after another, each in a batch of its own.
fn run(commands: Vec<Command>) -> (State, Vec<Changes>, Vec<Answer>) {
    let mut state = State::default();
    let (mut all, mut answers) = (Vec::new(), Vec::new());
    for command in commands {
        let (mut changes, mut told) = decide(state, &[&command], arrival_noon()).unwrap();
        state = next(&mut changes, &all);
        answers.append(&mut told);
        all.push(changes);
    }
    (state, all, answers)
}

/// What a later batch would load.
fn next(latest: &mut Changes, earlier: &[Changes]) -> State {
    let mut state = State { answers: std::mem::take(&mut latest.answers), ..State::default() };
    for changes in earlier.iter().chain([&*latest]) {
        state.decisions.extend(changes.decisions.iter().copied());
        for changed in &changes.bookings {
            state.bookings.insert(changed.entry.booking.key(), changed.entry.clone());
        }
    }
    state
}

fn booked(key: &str) -> Command {
    Command::Book(Box::new(book(1, held(1), once(key, 0))))
}

fn abandoned(holds: &[u128]) -> Command {
    let holds = holds.iter().map(|hold| hold_id(*hold)).collect();
    Command::Abandon(Abandon { hotel_id: hotel_id(), holds })
}

fn amended(amendment: Amendment, key: &str) -> Command {
    Command::Amend(Box::new(amend(1, amendment, once(key, 0))))
}

fn hold_ref(hold: u128) -> HoldRef {
    HoldRef { hotel_id: hotel_id(), hold_id: hold_id(hold) }
}

fn released(answer: &Answer) -> Vec<(u128, String)> {
    let Answer::Written(written) = answer else { panic!("{answer:?} gives nothing back") };
    let nights = written.released.iter().flat_map(|of_hold| {
        let hold = of_hold.hold_id.as_uuid().as_u128() - 1_000;
        of_hold.nights.iter().map(move |night| (hold, night.to_string()))
    });
    nights.collect()
}

#[test]
fn a_hold_that_claims_less_than_its_stay_sells_nothing_by_itself() {
    let mut partial = held(1);
    partial.claimed.pop();
    let command = Command::Book(Box::new(book(1, partial, once("key", 0))));

    let (_, all, answers) = run(vec![command]);

    assert!(matches!(&answers[0], Answer::Refused { refusal: BookingRefusal::HoldExpired, .. }));
    assert!(all[0].decisions.is_empty() && all[0].bookings.is_empty());
}

#[test]
fn a_booking_is_the_commit_record_of_its_hold() {
    let (_, all, answers) = run(vec![booked("key")]);

    assert!(matches!(&answers[0], Answer::Written(w) if !w.is_replay && w.view.version == 1));
    assert_eq!(all[0].decisions, [(hold_ref(1), Decision::Booked(booking_id(1)))]);
    assert_eq!(all[0].happenings[0].event.settled, [hold_id(1)]);
    assert_eq!(all[0].bookings[0].entry.nights.len(), 3);
}

#[test]
fn an_abandoned_hold_is_never_booked() {
    let (_, all, answers) = run(vec![abandoned(&[1]), booked("key")]);

    assert!(matches!(&answers[1], Answer::Refused { refusal: BookingRefusal::HoldExpired, .. }));
    assert!(all[1].bookings.is_empty());
}

#[test]
fn a_booked_hold_is_never_abandoned() {
    let (_, all, answers) = run(vec![booked("key"), abandoned(&[1, 2])]);

    let Answer::Ended(ended) = &answers[1] else { panic!("{answers:?}") };
    assert_eq!(ended, &Ended { abandoned: vec![hold_ref(2)], booked: vec![hold_ref(1)] });
    assert_eq!(all[1].decisions, [(hold_ref(2), Decision::Abandoned)]);
}

#[test]
fn a_hold_is_good_until_its_last_instant() {
    let at = |late| {
        let command = booked("key");
        let now = held(1).expires_at + TimeDelta::microseconds(late);
        let (_, answers) = decide(State::default(), &[&command], now).unwrap();
        matches!(answers[0], Answer::Written(_))
    };

    assert!(at(0));
    assert!(!at(1));
}

#[test]
fn a_code_in_use_is_drawn_again() {
    let first = book(1, held(1), once("a", 0));
    let mut second = book(2, held(2), once("b", 0));
    second.codes[0] = first.codes[0];
    let drawn = second.codes[1];
    let commands = [Command::Book(Box::new(first)), Command::Book(Box::new(second))];

    let (changes, _) = decide(State::default(), &[&commands[0], &commands[1]], arrival_noon()).unwrap();

    assert_eq!(changes.bookings[1].entry.booking.code, drawn);
}

#[test]
fn cancelling_keeps_the_penalty_agreed_and_gives_every_night_back() {
    let (state, _, answers) = run(vec![booked("a"), amended(Amendment::Cancel, "b")]);

    let Answer::Written(written) = &answers[1] else { panic!("{answers:?}") };
    assert_eq!(written.view.status, BookingStatus::Cancelled);
    assert_eq!(written.view.penalty.unwrap().amount, 100);
    assert_eq!(written.view.refund.unwrap().amount, 200);
    assert_eq!(released(&answers[1]).len(), 3);
    assert!(state.bookings[&(hotel_id(), booking_id(1))].nights.is_empty());
}

#[test]
fn an_early_departure_gives_back_all_but_the_night_of_arrival() {
    let desk = |action, key| amended(Amendment::Desk(action), key);
    let (_, _, answers) =
        run(vec![booked("a"), desk(DeskAction::CheckIn, "b"), desk(DeskAction::CheckOut, "c")]);

    assert_eq!(released(&answers[2]), [(1, "2030-05-02".to_owned()), (1, "2030-05-03".to_owned())]);
    let Answer::Written(written) = &answers[2] else { panic!("{answers:?}") };
    assert_eq!(written.view.total.amount, 300, "the total stays");
}

#[test]
fn a_change_keeps_nights_adds_nights_and_drops_nights() {
    // One night later: 2 and 3 May stay with the first hold, 4 May comes with the second.
    let mut new = held_for(2, quote("2030-05-02", 3, 150));
    new.claimed = vec![date("2030-05-04")];
    new.quote.cancellation = inventory_api::CancellationPolicy::default();
    let change = Amendment::Change(Box::new(Change { version: 1, held: new }));

    let (state, all, answers) = run(vec![booked("a"), amended(change, "b")]);

    assert_eq!(released(&answers[1]), [(1, ARRIVAL.to_owned())]);
    let entry = &state.bookings[&(hotel_id(), booking_id(1))];
    let holds: Vec<_> = entry.nights.iter().map(|night| night.hold_id).collect();
    assert_eq!(holds, [hold_id(1), hold_id(1), hold_id(2)]);
    assert_eq!(entry.booking.quote().total.amount, 450);
    assert_eq!(entry.booking.quote().cancellation, quote(ARRIVAL, 1, 1).cancellation);
    assert_eq!(all[1].happenings[0].event.settled, [hold_id(2)]);
}

#[test]
fn a_change_never_makes_a_cancellation_cheaper() {
    // On the day of arrival the policy keeps something of the 300; a stay next year would be free to cancel.
    let next_year =
        Amendment::Change(Box::new(Change { version: 1, held: held_for(2, quote("2031-05-01", 3, 100)) }));

    let (_, _, at_once) = run(vec![booked("a"), amended(Amendment::Cancel, "b")]);
    let (_, _, changed) = run(vec![booked("a"), amended(next_year, "b"), amended(Amendment::Cancel, "c")]);

    let penalty = |answer: &Answer| match answer {
        Answer::Written(written) => written.view.penalty.map(|penalty| penalty.amount),
        _ => None,
    };
    assert!(penalty(&at_once[1]) > Some(0));
    assert_eq!(penalty(&changed[2]), penalty(&at_once[1]));
}

#[test]
fn a_change_to_less_than_cancelling_costs_is_refused() {
    let cheap =
        Amendment::Change(Box::new(Change { version: 1, held: held_for(2, quote("2031-05-01", 1, 1)) }));

    let (_, all, answers) = run(vec![booked("a"), amended(cheap, "b")]);

    assert!(matches!(&answers[1], Answer::Refused { refusal: BookingRefusal::BelowPenalty { .. }, .. }));
    assert!(all[1].decisions.is_empty());
}

#[test]
fn another_room_type_shares_no_night_with_the_old_one() {
    let mut new = held(2);
    new.quote.room_type_id = uuid::Uuid::from_u128(99).into();
    let change = Amendment::Change(Box::new(Change { version: 1, held: new }));

    let (_, _, answers) = run(vec![booked("a"), amended(change, "b")]);

    assert_eq!(released(&answers[1]).len(), 3);
    assert!(released(&answers[1]).iter().all(|(hold, _)| *hold == 1));
}

#[test]
fn a_change_made_for_another_version_is_refused() {
    let change = |key| {
        let hold = if key == "b" { 2 } else { 3 };
        amended(Amendment::Change(Box::new(Change { version: 1, held: held(hold) })), key)
    };

    let (_, _, answers) = run(vec![booked("a"), change("b"), change("c")]);

    assert!(matches!(&answers[1], Answer::Written(_)));
    assert!(matches!(&answers[2], Answer::Refused { refusal: BookingRefusal::ChangedMeanwhile, .. }));
}

#[test]
fn a_hold_that_covers_too_little_changes_nothing() {
    let mut new = held_for(2, quote("2030-05-02", 5, 150));
    new.claimed = vec![date("2030-05-04")];
    let change = Amendment::Change(Box::new(Change { version: 1, held: new }));

    let (_, _, answers) = run(vec![booked("a"), amended(change, "b")]);

    assert!(matches!(&answers[1], Answer::Refused { refusal: BookingRefusal::ChangedMeanwhile, .. }));
}

#[test]
fn a_refusal_is_repeated_to_its_key() {
    let refuse = || {
        let refusal = BookingRefusal::HoldExpired;
        Command::Refuse(crate::command::Refuse { hotel_id: hotel_id(), refusal, once: once("key", 0) })
    };

    let (_, _, answers) = run(vec![refuse(), booked("key"), refuse()]);

    assert!(matches!(&answers[0], Answer::Refused { is_replay: false, .. }));
    assert!(matches!(&answers[1], Answer::Refused { is_replay: true, .. }));
    assert!(matches!(&answers[2], Answer::Refused { is_replay: true, .. }));
}
