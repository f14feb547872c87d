//! Offers and calendars: arithmetic over hotel calendars in memory.

use chrono::{DateTime, Utc};
use inventory_api::{
    Alternative, Calendar, CalendarNight, CalendarQuery, CalendarRoomType, HoldTerms, Hotel, Offer, Offers,
    OffersQuery, RatePlan, RoomType, Unavailable,
};
use kernel::{Date, Money, MoneyError, Party, Stay};

use crate::{
    calendar::HotelCalendar,
    domain::{
        evaluate::{Asked, Evaluation, Nights, evaluate},
        line::Line,
        night::Rate,
        price,
    },
};

const ALTERNATIVES_MAX: usize = 3;

/// What somebody looks for, at one hotel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) stay: Stay,
    pub(crate) party: &'a Party,
    pub(crate) rooms: u16,
}

impl<'a> Wish<'a> {
    pub(crate) fn asked(self, hotel: &'a Hotel, (room_type, rate_plan): Pair<'a>, today: Date) -> Asked<'a> {
        Asked {
            hotel,
            room_type,
            rate_plan,
            stay: self.stay,
            rooms: self.rooms,
            party: self.party,
            today,
            already_claimed: &[],
        }
    }
}

/// A room type under a rate plan.
pub(crate) type Pair<'a> = (&'a RoomType, &'a RatePlan);

/// Everything that a hotel sells, in its order.
pub(crate) fn pairs(hotel: &Hotel) -> impl Iterator<Item = Pair<'_>> {
    hotel
        .room_types
        .iter()
        .flat_map(|room_type| hotel.rate_plans.iter().map(move |rate_plan| (room_type, rate_plan)))
}

/// What a hotel offers, cheapest first, and why the rest cannot be booked.
pub(crate) fn offers(
    hotel: &Hotel,
    calendar: &HotelCalendar,
    query: &OffersQuery,
    now: DateTime<Utc>,
) -> Result<Offers, MoneyError> {
    let today = hotel.profile.time_zone.date_at(now);
    let wish = Wish { stay: query.stay, party: &query.party, rooms: query.rooms };
    let mut offers = Vec::new();
    let mut unavailable = Vec::new();
    for pair in pairs(hotel) {
        let asked = wish.asked(hotel, pair, today);
        let found = evaluate(asked, &calendar.shelf(pair.0.id, pair.1.id));
        if found.is_sellable() {
            offers.push(offer(asked, &found, now)?);
        } else {
            unavailable.push(Unavailable {
                room_type: pair.0.profile.code.clone(),
                rate_plan: pair.1.profile.code.clone(),
                reasons: found.why_not(),
            });
        }
    }
    offers.sort_by_key(|offer| offer.total.amount);
    Ok(Offers {
        hotel: hotel.summary(query.locale),
        check_in: query.stay.check_in(),
        check_out: query.stay.check_out(),
        rooms: query.rooms,
        offers,
        unavailable,
    })
}

fn offer(asked: Asked<'_>, found: &Evaluation, now: DateTime<Utc>) -> Result<Offer, MoneyError> {
    let quote = price::quote(asked, &found.prices)?;
    let cancellation = quote.cancellation.terms_at(now, &quote);
    Ok(Offer {
        room_type: quote.room_type,
        rate_plan: quote.rate_plan,
        room_type_id: quote.room_type_id,
        rate_plan_id: quote.rate_plan_id,
        meal_plan: asked.rate_plan.profile.meal_plan,
        available: found.available,
        nights: quote.nights,
        taxes: quote.taxes,
        total: quote.total,
        cancellation,
    })
}

/// What could be booked instead of something sold out: other room types for the same stay, cheapest first.
pub(crate) fn alternatives(
    hotel: &Hotel,
    calendar: &HotelCalendar,
    terms: &HoldTerms,
    now: DateTime<Utc>,
) -> Vec<Alternative> {
    let today = hotel.profile.time_zone.date_at(now);
    let wish = Wish { stay: terms.stay, party: &terms.party, rooms: terms.rooms };
    let mut found: Vec<_> = pairs(hotel)
        .filter(|(room_type, _)| room_type.profile.code != terms.room_type)
        .filter_map(|pair| line(wish.asked(hotel, pair, today), calendar))
        .collect();
    found.sort_by_key(Line::total_minor);
    found
        .into_iter()
        .take(ALTERNATIVES_MAX)
        .map(|line| line.offer(now))
        .map(|offer| Alternative {
            room_type: offer.room_type,
            rate_plan: offer.rate_plan,
            available: offer.available,
            total: offer.total,
        })
        .collect()
}

fn line<'a>(asked: Asked<'a>, calendar: &HotelCalendar) -> Option<Line<'a>> {
    let found = evaluate(asked, &calendar.shelf(asked.room_type.id, asked.rate_plan.id));
    if found.is_sellable() { Line::of(asked, found) } else { None }
}

/// A hotel's nights, one by one.
pub(crate) fn calendar(hotel: &Hotel, calendar: &HotelCalendar, query: &CalendarQuery) -> Calendar {
    let room_types = hotel
        .room_types
        .iter()
        .map(|room_type| CalendarRoomType {
            room_type: room_type.profile.code.clone(),
            nights: query
                .from
                .until(query.to)
                .map(|date| calendar_night(hotel, calendar, room_type, date))
                .collect(),
        })
        .collect();
    Calendar { hotel: hotel.profile.slug.clone(), from: query.from, to: query.to, room_types }
}

fn calendar_night(
    hotel: &Hotel,
    calendar: &HotelCalendar,
    room_type: &RoomType,
    date: Date,
) -> CalendarNight {
    let price = hotel
        .rate_plans
        .iter()
        .filter_map(|rate_plan| calendar.shelf(room_type.id, rate_plan.id).rate(date))
        .filter(|rate| !rate.rules.is_closed())
        .filter_map(Rate::price_minor)
        .min();
    let night = hotel
        .rate_plans
        .first()
        .map(|rate_plan| calendar.shelf(room_type.id, rate_plan.id))
        .or_else(|| Some(calendar.shelf(room_type.id, uuid::Uuid::nil().into())))
        .and_then(|shelf| shelf.night(date));
    let rules = night.map(|night| night.rules).unwrap_or_default();
    CalendarNight {
        date,
        available: night.map_or(0, crate::domain::night::Night::available),
        price: price.map(|amount| Money::new(amount, hotel.profile.currency)),
        closed: night.is_none() || rules.is_closed(),
        min_stay: rules.min_stay(),
        max_stay: rules.max_stay(),
        closed_to_arrival: rules.is_closed_to_arrival(),
        closed_to_departure: rules.is_closed_to_departure(),
    }
}
