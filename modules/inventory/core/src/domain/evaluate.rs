//! May this stay be sold, and if not, why not? One answer for offers, search and holds.

use inventory_api::{Hotel, RatePlan, Reason, ReasonCode, RoomType};
use kernel::{Date, Party, Stay};

use super::night::{Night, Rate, Rules};

/// How far ahead nights are for sale.
pub(crate) const SALE_MONTHS: u32 = 24;

/// Where nights and rates are looked up.
pub(crate) trait Nights {
    /// The room type's night; `None`: not for sale.
    fn night(&self, date: Date) -> Option<Night>;
    /// The rate plan's night; `None`: no price and no rule.
    fn rate(&self, date: Date) -> Option<Rate>;
}

/// What somebody wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) hotel: &'a Hotel,
    pub(crate) room_type: &'a RoomType,
    pub(crate) rate_plan: &'a RatePlan,
    pub(crate) stay: Stay,
    pub(crate) rooms: u16,
    pub(crate) party: &'a Party,
    /// The hotel's date now.
    pub(crate) today: Date,
    /// Nights that need no stock: the caller has them.
    pub(crate) already_claimed: &'a [Date],
}

/// What is found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Evaluation {
    /// Broken rules; stock is apart.
    pub(crate) reasons: Vec<Reason>,
    /// Nights without enough rooms.
    pub(crate) sold_out: Vec<Date>,
    /// The price of one room for each night; complete when there is no reason.
    pub(crate) prices: Vec<i64>,
    /// Rooms left on the fullest night.
    pub(crate) available: u32,
}

impl Evaluation {
    /// Every reason why not, stock included.
    pub(crate) fn why_not(&self) -> Vec<Reason> {
        let full = self.sold_out.iter().map(|night| because(ReasonCode::SoldOut, *night));
        self.reasons.iter().copied().chain(full).collect()
    }

    pub(crate) fn is_sellable(&self) -> bool {
        self.reasons.is_empty() && self.sold_out.is_empty()
    }
}

/// Evaluates a stay night by night.
pub(crate) fn evaluate(asked: Asked<'_>, nights: &impl Nights) -> Evaluation {
    let mut found = Evaluation { available: u32::MAX, ..Evaluation::default() };
    if let Some(reason) = outside_sale(asked) {
        // Far outside, every night would give the same reason once more.
        return Evaluation { reasons: vec![reason], available: 0, ..found };
    }
    found.reasons.extend(advance(asked));
    if !fits(asked) {
        found.reasons.push(Reason { code: ReasonCode::TooManyGuests, date: None });
    }
    found.reasons.extend(arrival_and_departure(asked, nights));
    for date in asked.stay.nights() {
        look_at(date, asked, nights, &mut found);
    }
    found
}

/// From the hotel's today to 24 months ahead.
fn outside_sale(asked: Asked<'_>) -> Option<Reason> {
    if asked.stay.check_in() < asked.today && !asked.already_claimed.contains(&asked.stay.check_in()) {
        return Some(because(ReasonCode::TooLate, asked.stay.check_in()));
    }
    let end = asked.today.plus_months(SALE_MONTHS);
    (asked.stay.check_out() > end).then(|| because(ReasonCode::TooEarly, asked.stay.check_in()))
}

/// The rate plan's booking window.
fn advance(asked: Asked<'_>) -> Option<Reason> {
    let days = asked.stay.check_in().days_since(asked.today);
    let plan = &asked.rate_plan.profile;
    if plan.min_advance_days.is_some_and(|min| days < min.into()) {
        return Some(because(ReasonCode::TooLate, asked.stay.check_in()));
    }
    plan.max_advance_days
        .is_some_and(|max| days > max.into())
        .then(|| because(ReasonCode::TooEarly, asked.stay.check_in()))
}

/// The party over all rooms together.
fn fits(asked: Asked<'_>) -> bool {
    let rooms = u32::from(asked.rooms);
    let room = &asked.room_type.profile;
    let adults = u32::from(asked.party.adults());
    let children = u32::try_from(asked.party.children().len()).unwrap_or(u32::MAX);
    let guests = room.max_guests.map_or(u32::MAX, u32::from);
    adults <= rooms * u32::from(room.max_adults)
        && children <= rooms * u32::from(room.max_children)
        && adults + children <= rooms.saturating_mul(guests)
}

fn arrival_and_departure(asked: Asked<'_>, nights: &impl Nights) -> Vec<Reason> {
    let (check_in, check_out) = (asked.stay.check_in(), asked.stay.check_out());
    let arrival = rules(check_in, nights);
    let length = asked.stay.len();
    let mut reasons = Vec::new();
    if arrival.is_closed_to_arrival() {
        reasons.push(because(ReasonCode::ClosedToArrival, check_in));
    }
    if arrival.min_stay().is_some_and(|min| length < min.into()) {
        reasons.push(because(ReasonCode::MinStay, check_in));
    }
    if arrival.max_stay().is_some_and(|max| length > max.into()) {
        reasons.push(because(ReasonCode::MaxStay, check_in));
    }
    if rules(check_out, nights).is_closed_to_departure() {
        reasons.push(because(ReasonCode::ClosedToDeparture, check_out));
    }
    reasons
}

fn look_at(date: Date, asked: Asked<'_>, nights: &impl Nights, found: &mut Evaluation) {
    let Some(night) = nights.night(date) else {
        found.available = 0;
        found.reasons.push(because(ReasonCode::Closed, date));
        return;
    };
    if rules(date, nights).is_closed() {
        found.reasons.push(because(ReasonCode::Closed, date));
    }
    match nights.rate(date).and_then(Rate::price_minor) {
        Some(price) => found.prices.push(price),
        None => found.reasons.push(because(ReasonCode::NoRate, date)),
    }
    if !asked.already_claimed.contains(&date) {
        found.available = found.available.min(night.available());
        if night.available() < asked.rooms.into() {
            found.sold_out.push(date);
        }
    }
}

/// The room type's rules and the rate plan's together.
fn rules(date: Date, nights: &impl Nights) -> Rules {
    let of_type = nights.night(date).map_or(Rules::default(), |night| night.rules);
    let of_plan = nights.rate(date).map_or(Rules::default(), |rate| rate.rules);
    of_type.and(of_plan)
}

fn because(code: ReasonCode, date: Date) -> Reason {
    Reason { code, date: Some(date) }
}
