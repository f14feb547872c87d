//! Holds and commands for tests: one hotel in Seoul, three nights of May 2030.

use booking_api::Guest;
use chrono::{DateTime, TimeDelta, Utc};
use inventory_api::{
    CancellationPolicy, Held, HoldState, HotelSummary, NightPrice, Penalty, PenaltyKind, PolicyStep, Quote,
};
use kernel::{
    Actor, BookingId, By, ConfirmationCode, Currency, Date, HoldId, HotelId, Money, OnceKey, Party, Stay,
};
use uuid::Uuid;

use crate::{
    amend::Amendment,
    command::{Amend, Book},
};

pub(crate) const ARRIVAL: &str = "2030-05-01";

/// Noon in Seoul on the day of arrival.
pub(crate) fn arrival_noon() -> DateTime<Utc> {
    "2030-05-01T03:00:00Z".parse().unwrap()
}

pub(crate) fn hotel_id() -> HotelId {
    Uuid::from_u128(1).into()
}

pub(crate) fn summary() -> HotelSummary {
    HotelSummary {
        id: hotel_id(),
        slug: "jumak-seoul".parse().unwrap(),
        name: "Jumak Seoul".to_owned(),
        city: "Seoul".to_owned(),
    }
}

pub(crate) fn by() -> By {
    By { actor: Actor::Guest, request_id: "test".to_owned() }
}

pub(crate) fn once(key: &str, body: u8) -> OnceKey {
    OnceKey { caller: "guest".to_owned(), key: key.to_owned(), fingerprint: [body; 32] }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Free until a week before arrival, then the first night; so too for whoever does not come.
fn policy() -> CancellationPolicy {
    let step = |until_days, kind, value| PolicyStep { until_days, penalty: Penalty { kind, value } };
    CancellationPolicy(vec![step(7, PenaltyKind::None, 0), step(0, PenaltyKind::Nights, 1)])
}

pub(crate) fn quote(check_in: &str, nights: u32, price: i64) -> Quote {
    let stay = Stay::new(date(check_in), date(check_in).plus_days(nights)).unwrap();
    let won = |amount| Money::new(amount, Currency::KRW);
    Quote {
        hotel_id: hotel_id(),
        room_type_id: Uuid::from_u128(11).into(),
        room_type: "DBL".parse().unwrap(),
        rate_plan_id: Uuid::from_u128(12).into(),
        rate_plan: "BAR".parse().unwrap(),
        stay,
        rooms: 1,
        party: Party::new(2, vec![]).unwrap(),
        nights: stay.nights().map(|date| NightPrice { date, price: won(price) }).collect(),
        taxes: vec![],
        total: won(price * i64::from(nights)),
        cancellation: policy(),
        time_zone: "Asia/Seoul".parse().unwrap(),
        check_in_time: "15:00".parse().unwrap(),
    }
}

pub(crate) fn held_for(hold: u128, quote: Quote) -> Held {
    Held {
        hold_id: Uuid::from_u128(1_000 + hold).into(),
        expires_at: arrival_noon() + TimeDelta::minutes(15),
        claimed: quote.stay.nights().collect(),
        quote,
        state: HoldState::Held,
    }
}

pub(crate) fn held(hold: u128) -> Held {
    held_for(hold, quote(ARRIVAL, 3, 100))
}

pub(crate) fn hold_id(hold: u128) -> HoldId {
    held(hold).hold_id
}

pub(crate) fn booking_id(booking: u128) -> BookingId {
    Uuid::from_u128(2_000 + booking).into()
}

pub(crate) fn book(booking: u128, held: Held, once: OnceKey) -> Book {
    let draw = || ConfirmationCode::random(hotel_id().slot());
    Book {
        hotel: summary(),
        booking_id: booking_id(booking),
        codes: [draw(), draw()],
        token_hash: [0; 32],
        held,
        guest: Guest {
            name: "Ann".to_owned(),
            email: "Ann@Example.com".to_owned(),
            phone: None,
            locale: kernel::Locale::En,
        },
        note: None,
        by: by(),
        once,
    }
}

pub(crate) fn amend(booking: u128, amendment: Amendment, once: OnceKey) -> Amend {
    Amend { hotel: summary(), booking_id: booking_id(booking), amendment, by: by(), once }
}
