//! Random stays against a model of plain loops.

use std::{env, ops::Range};

use jumak_tests::{Answer, Date, Days, Guest, Inn, in_days, krw, nights_from, room_type, wish};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use crate::with;

const NIGHTS: u32 = 14;
const STEPS: usize = 400;
const TYPES: [(&str, u64); 2] = [("DBL", 2), ("TWN", 3)];

/// What the hotel must have left: rooms by type and night.
struct Model {
    left: Vec<Vec<u64>>,
    bookings: Vec<Booked>,
}

struct Booked {
    answer: Value,
    room_type: usize,
    nights: Range<usize>,
    rooms: u64,
}

impl Model {
    fn new() -> Self {
        let nights = usize::try_from(NIGHTS).unwrap();
        Self { left: TYPES.iter().map(|(_, rooms)| vec![*rooms; nights]).collect(), bookings: Vec::new() }
    }

    fn fits(&self, room_type: usize, nights: Range<usize>, rooms: u64) -> bool {
        self.left[room_type][nights].iter().all(|left| *left >= rooms)
    }

    fn take(&mut self, room_type: usize, nights: Range<usize>, rooms: u64) {
        self.left[room_type][nights].iter_mut().for_each(|left| *left -= rooms);
    }

    fn give_back(&mut self, room_type: usize, nights: Range<usize>, rooms: u64) {
        self.left[room_type][nights].iter_mut().for_each(|left| *left += rooms);
    }
}

struct Walk {
    inn: Inn,
    guest: Guest,
    model: Model,
    dice: StdRng,
}

fn first_night() -> Date {
    in_days(40)
}

fn days(nights: &Range<usize>) -> Days {
    let offset = |night: usize| u32::try_from(night).unwrap();
    nights_from(first_night().plus_days(offset(nights.start)), offset(nights.len()))
}

fn expect(answer: &Answer, status: u16, is_possible: bool) {
    let (wanted, code) = if is_possible { (status, None) } else { (409, Some("sold_out")) };
    assert_eq!(answer.status, wanted, "{answer}");
    if let Some(code) = code {
        answer.refused(409, code);
    }
}

impl Walk {
    fn stay(&mut self) -> Range<usize> {
        let last = usize::try_from(NIGHTS).unwrap();
        let start = self.dice.random_range(0..last);
        start..self.dice.random_range(start + 1..=last.min(start + 6))
    }

    async fn book(&mut self) {
        let (kind, nights, rooms) =
            (self.dice.random_range(0..TYPES.len()), self.stay(), self.dice.random_range(1..=2_u64));
        let is_possible = self.model.fits(kind, nights.clone(), rooms);
        let wish = with(with(wish(TYPES[kind].0, days(&nights)), "rooms", rooms), "adults", rooms);
        let answer = if self.dice.random_bool(0.5) {
            self.guest.place(wish).await
        } else {
            self.in_two_steps(wish).await
        };
        expect(&answer, 201, is_possible);
        if is_possible {
            self.model.take(kind, nights.clone(), rooms);
            self.model.bookings.push(Booked { answer: answer.json(), room_type: kind, nights, rooms });
        }
    }

    async fn in_two_steps(&self, wish: Value) -> Answer {
        let hold = self.guest.hold(&wish).await;
        if hold.status == 201 { self.guest.book_hold(&hold.json()).await } else { hold }
    }

    async fn cancel(&mut self) {
        if self.model.bookings.is_empty() {
            return;
        }
        let chosen = self.dice.random_range(0..self.model.bookings.len());
        let booked = self.model.bookings.swap_remove(chosen);
        self.guest.cancel(&booked.answer).await.ok();
        self.model.give_back(booked.room_type, booked.nights, booked.rooms);
    }

    async fn change(&mut self) {
        if self.model.bookings.is_empty() {
            return;
        }
        let chosen = self.dice.random_range(0..self.model.bookings.len());
        let (kind, nights) = (self.dice.random_range(0..TYPES.len()), self.stay());
        let booked = &self.model.bookings[chosen];
        let (old_kind, old_nights, rooms) = (booked.room_type, booked.nights.clone(), booked.rooms);
        let total = 100_000 * i64::try_from(nights.len()).unwrap() * i64::try_from(rooms).unwrap();
        let body = json!({
            "check_in": days(&nights).from, "check_out": days(&nights).to, "room_type": TYPES[kind].0, "expected_total": krw(total)
        });
        // What one has in the same room type counts for oneself; in another type the new room comes first.
        let keeps = |night: &usize| kind == old_kind && old_nights.contains(night);
        let is_possible = nights.clone().all(|night| keeps(&night) || self.model.left[kind][night] >= rooms);
        let answer = self.guest.change(&booked.answer, &body).await;
        expect(&answer, 200, is_possible);
        if is_possible {
            self.model.give_back(old_kind, old_nights, rooms);
            self.model.take(kind, nights.clone(), rooms);
            let booked = &mut self.model.bookings[chosen];
            (booked.room_type, booked.nights) = (kind, nights);
        }
    }

    async fn compare(&self) {
        for (kind, (code, _)) in TYPES.iter().enumerate() {
            let left = self.inn.available(code, nights_from(first_night(), NIGHTS)).await;
            assert_eq!(left, self.model.left[kind], "{code}");
        }
    }
}

#[tokio::test]
async fn random_stays_find_exactly_the_rooms_that_a_model_finds() {
    let seed =
        env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| rand::rng().next_u64());
    println!("SEED={seed}");
    let inn = Inn::open().await;
    inn.owner().post(&inn.at("/room-types"), &room_type("TWN")).await.created();
    for (code, rooms) in TYPES {
        inn.stock(code, nights_from(first_night(), NIGHTS), u32::try_from(rooms).unwrap()).await;
    }
    let guest = inn.guest("ann");
    let mut walk = Walk { inn, guest, model: Model::new(), dice: StdRng::seed_from_u64(seed) };

    for step in 0..STEPS {
        match walk.dice.random_range(0..10) {
            0..5 => walk.book().await,
            5..8 => walk.cancel().await,
            _ => walk.change().await,
        }
        if step % 10 == 0 {
            walk.compare().await;
        }
    }

    walk.compare().await;
    walk.inn.audit().await.assert_clean();
}

#[test]
fn negative_control_the_model_refuses_what_does_not_fit() {
    let mut model = Model::new();
    model.take(0, 3..5, 2);

    assert!(!model.fits(0, 4..6, 1));
    assert!(model.fits(0, 5..6, 2));
    model.give_back(0, 3..5, 2);
    assert!(model.fits(0, 4..6, 2));
}
