//! Deciding in batches, compared with a model that decides one command at a time and keeps only outcomes.

use std::collections::{HashMap, HashSet};

use booking_api::{
    BookingStatus::{self, Cancelled, CheckedIn, CheckedOut, Confirmed, NoShow},
    DeskAction,
};
use inventory_api::HoldRef;
use proptest::prelude::*;

use super::{
    samples::{amend, arrival_noon, book, held, hold_id, hotel_id, once},
    *,
};
use crate::amend::{Amendment, Change};

/// What somebody may want; holds, keys and bookings are few, so that wishes collide.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Book { hold: u128, key: u8, body: u8 },
    Abandon { hold: u128 },
    Cancel { booking: usize, key: u8 },
    Desk { booking: usize, key: u8, action: DeskAction },
    Change { booking: usize, key: u8, hold: u128 },
}

fn wish() -> impl Strategy<Value = Wish> {
    let (hold, key, booking) = (0_u128..6, 0_u8..8, 0_usize..4);
    let action = prop::sample::select(vec![DeskAction::CheckIn, DeskAction::CheckOut, DeskAction::NoShow]);
    prop_oneof![
        3 => (hold.clone(), key.clone(), 0_u8..2).prop_map(|(hold, key, body)| Wish::Book { hold, key, body }),
        1 => hold.clone().prop_map(|hold| Wish::Abandon { hold }),
        1 => (booking.clone(), key.clone()).prop_map(|(booking, key)| Wish::Cancel { booking, key }),
        2 => (booking.clone(), key.clone(), action)
            .prop_map(|(booking, key, action)| Wish::Desk { booking, key, action }),
        2 => (booking, key, hold).prop_map(|(booking, key, hold)| Wish::Change { booking, key, hold }),
    ]
}

#[derive(Debug, Clone, Default)]
struct Model {
    answers: HashMap<String, (u8, String)>,
    decided: HashMap<u128, Option<u128>>,
    bookings: HashMap<u128, (BookingStatus, i64)>,
}

impl Model {
    fn once(&mut self, key: String, body: u8, decide: impl FnOnce(&mut Self) -> String) -> String {
        if let Some((first, answer)) = self.answers.get(&key) {
            return if *first == body { answer.clone() } else { "key reused".to_owned() };
        }
        let answer = decide(self);
        self.answers.insert(key, (body, answer.clone()));
        answer
    }

    fn book(&mut self, booking: u128, hold: u128) -> String {
        if self.decided.contains_key(&hold) {
            return "hold expired".to_owned();
        }
        self.decided.insert(hold, Some(booking));
        self.bookings.insert(booking, (Confirmed, 1));
        format!("{booking} confirmed 1")
    }

    fn abandon(&mut self, hold: u128) -> String {
        match self.decided.entry(hold).or_insert(None) {
            Some(_) => "was booked".to_owned(),
            None => "abandoned".to_owned(),
        }
    }

    fn step(&mut self, booking: u128, allowed: &[(BookingStatus, BookingStatus)]) -> String {
        let (status, version) = self.bookings[&booking];
        let Some((_, to)) = allowed.iter().find(|(from, _)| *from == status) else {
            return format!("{booking} is {status}");
        };
        self.bookings.insert(booking, (*to, version + 1));
        format!("{booking} {to} {}", version + 1)
    }

    fn change(&mut self, booking: u128, hold: u128, version: i64) -> String {
        if self.decided.contains_key(&hold) {
            return "hold expired".to_owned();
        }
        let (status, current) = self.bookings[&booking];
        if current != version {
            return "changed meanwhile".to_owned();
        }
        let same = [Confirmed, CheckedIn].map(|status| (status, status));
        let answer = self.step(booking, &same);
        if same.iter().any(|(from, _)| *from == status) {
            self.decided.insert(hold, Some(booking));
        }
        answer
    }
}

fn told(answer: &Answer) -> String {
    match answer {
        Answer::Written(w) => {
            let booking = w.booking_id.as_uuid().as_u128() - 2_000;
            format!("{booking} {} {}", w.view.status, w.view.version)
        }
        Answer::Refused { refusal: BookingRefusal::HoldExpired, .. } => "hold expired".to_owned(),
        Answer::Refused { refusal: BookingRefusal::ChangedMeanwhile, .. } => "changed meanwhile".to_owned(),
        Answer::Refused { refusal: BookingRefusal::WrongStatus { status, .. }, .. } => format!("is {status}"),
        Answer::Refused { refusal, .. } => format!("{refusal:?}"),
        Answer::KeyReused => "key reused".to_owned(),
        Answer::Ended(ended) if ended.booked.is_empty() => "abandoned".to_owned(),
        Answer::Ended(_) => "was booked".to_owned(),
    }
}

/// The command of a wish and what the model makes of it; `None` when there is no such booking yet.
fn play(wish: Wish, number: u128, model: &mut Model, before: &[(u128, i64)]) -> Option<(Command, String)> {
    let key = |who: &str, key: u8| format!("{who}{key}");
    let of = |booking: usize| (!before.is_empty()).then(|| before[booking % before.len()]);
    let amended =
        |booking, amendment, key: &str| Command::Amend(Box::new(amend(booking, amendment, once(key, 0))));
    Some(match wish {
        Wish::Book { hold, key: k, body } => {
            let k = key("book", k);
            let command = Command::Book(Box::new(book(number, held(hold), once(&k, body))));
            (command, model.once(k, body, |model| model.book(number, hold)))
        }
        Wish::Abandon { hold } => {
            let abandon = Abandon { hotel_id: hotel_id(), holds: vec![hold_id(hold)] };
            (Command::Abandon(abandon), model.abandon(hold))
        }
        Wish::Cancel { booking, key: k } => {
            let ((booking, _), k) = (of(booking)?, format!("cancel{}-{k}", of(booking)?.0));
            let expected = model.once(k.clone(), 0, |model| model.step(booking, &[(Confirmed, Cancelled)]));
            (amended(booking, Amendment::Cancel, &k), expected)
        }
        Wish::Desk { booking, key: k, action } => {
            let ((booking, _), k) = (of(booking)?, format!("{action:?}{}-{k}", of(booking)?.0));
            let allowed = match action {
                DeskAction::CheckIn => (Confirmed, CheckedIn),
                DeskAction::CheckOut => (CheckedIn, CheckedOut),
                DeskAction::NoShow => (Confirmed, NoShow),
            };
            let expected = model.once(k.clone(), 0, |model| model.step(booking, &[allowed]));
            (amended(booking, Amendment::Desk(action), &k), expected)
        }
        Wish::Change { booking, key: k, hold } => {
            let ((booking, version), k) = (of(booking)?, format!("change{}-{k}", of(booking)?.0));
            let change = Amendment::Change(Box::new(Change { version, held: held(hold) }));
            let expected = model.once(k.clone(), 0, |model| model.change(booking, hold, version));
            (amended(booking, change, &k), expected)
        }
    })
}

/// What the next batch would load, had the changes been stored.
fn stored(world: &mut State, changes: Changes) {
    world.answers = changes.answers;
    for (hold, decision) in changes.decisions {
        assert_eq!(world.decisions.insert(hold, decision), None, "a hold is decided once");
    }
    for changed in changes.bookings {
        world.bookings.insert(changed.entry.booking.key(), changed.entry);
    }
}

fn copy(world: &mut State) -> State {
    State {
        answers: std::mem::take(&mut world.answers),
        decisions: world.decisions.clone(),
        bookings: world.bookings.clone(),
        codes_taken: HashSet::new(),
    }
}

proptest! {
    #[test]
    fn batches_come_to_what_one_by_one_comes_to(batches in prop::collection::vec(prop::collection::vec(wish(), 1..8), 1..12)) {
        let (mut world, mut model) = (State::default(), Model::default());
        let mut told_versions: HashMap<BookingId, i64> = HashMap::new();
        let mut number = 0;
        for batch in batches {
            let mut before: Vec<_> = model.bookings.iter().map(|(booking, (_, version))| (*booking, *version)).collect();
            before.sort_unstable();
            let mut played = Vec::new();
            for wish in batch {
                number += 1;
                played.extend(play(wish, number, &mut model, &before));
            }
            let commands: Vec<_> = played.iter().map(|(command, _)| command).collect();

            let (changes, answers) = decide(copy(&mut world), &commands, arrival_noon()).unwrap();

            for (answer, (command, expected)) in answers.iter().zip(&played) {
                // A refusal by status does not repeat which booking it was about.
                let told = told(answer);
                prop_assert!(told == *expected || expected.ends_with(&told) && told.starts_with("is "), "{command:?}: {told} is not {expected}");
            }
            for happening in &changes.happenings {
                let version = told_versions.entry(happening.event.booking_id).or_insert(0);
                *version += 1;
                prop_assert_eq!(happening.event.version, *version, "events are numbered without gaps");
            }
            stored(&mut world, changes);
        }
        for entry in world.bookings.values() {
            let nights: HashSet<_> = entry.nights.iter().map(|night| night.date).collect();
            prop_assert_eq!(nights.len(), entry.nights.len());
            for night in &entry.nights {
                let hold = HoldRef { hotel_id: hotel_id(), hold_id: night.hold_id };
                prop_assert_eq!(world.decisions[&hold], Decision::Booked(entry.booking.booking_id));
            }
        }
    }
}
