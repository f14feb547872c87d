//! Searches: which hotels can sell a stay, the cheapest of each, and why the others cannot.

mod why_not;

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use inventory_api::{
    Hotel, HotelSummary, Search, SearchItem, SearchOffer, SearchPage, SearchSort, UnavailableHotel,
};

use crate::{
    calendar::HotelCalendar,
    domain::{
        evaluate::{Evaluation, evaluate},
        line::Line,
    },
    offers::{Wish, pairs},
};

/// Whoever reads on after so many that are full wants other dates.
const UNAVAILABLE_MAX: usize = 50;

/// A search on its way from hotel to hotel.
pub(crate) struct Tour<'a> {
    search: &'a Search,
    now: DateTime<Utc>,
    found: Vec<Found>,
    unavailable: Vec<UnavailableHotel>,
}

struct Found {
    hotel: Arc<Hotel>,
    offer: SearchOffer,
}

/// What a hotel has for a search.
enum Look {
    /// The cheapest that counts.
    Found(SearchOffer),
    /// Something, but nothing that counts.
    Filtered,
    /// Nothing at all, of all this.
    Nothing(Vec<Evaluation>),
}

impl<'a> Tour<'a> {
    pub(crate) fn new(search: &'a Search, now: DateTime<Utc>) -> Self {
        Self { search, now, found: Vec::new(), unavailable: Vec::new() }
    }

    /// Looks at one hotel.
    pub(crate) fn visit(&mut self, hotel: &Arc<Hotel>, calendar: &HotelCalendar) {
        match look(hotel, calendar, self.search, self.now) {
            Look::Found(offer) => self.found.push(Found { hotel: hotel.clone(), offer }),
            Look::Nothing(not_sold) => self.tell_why_not(hotel, &not_sold),
            Look::Filtered => {}
        }
    }

    fn tell_why_not(&mut self, hotel: &Hotel, not_sold: &[Evaluation]) {
        // A hotel with nothing on its shelves yet has no reasons; a guest need not know of it.
        let is_first_page = self.search.cursor.is_none();
        if is_first_page && !not_sold.is_empty() {
            let hotel = hotel.summary(self.search.locale);
            self.unavailable.push(UnavailableHotel { hotel, reasons: why_not::telling(not_sold) });
        }
    }

    /// Sorts what was found and cuts the page after the cursor. `None`: the cursor is not one of ours.
    pub(crate) fn page(self) -> Option<SearchPage> {
        let search = self.search;
        let mut keyed: Vec<_> =
            self.found.into_iter().map(|found| (sort_key(&found, search), found)).collect();
        keyed.sort_by(|one, another| one.0.cmp(&another.0));
        let start = match search.cursor.as_deref().map(decode_cursor) {
            None => 0,
            Some(None) => return None,
            Some(Some(key)) => keyed.partition_point(|(known, _)| *known <= key),
        };
        let limit = usize::from(search.limit);
        let has_more = keyed.len() > start + limit;
        let page: Vec<_> = keyed.into_iter().skip(start).take(limit).collect();
        let next_cursor = page.last().filter(|_| has_more).map(|(key, _)| encode_cursor(key));
        let items = page
            .into_iter()
            .map(|(_, found)| SearchItem { hotel: found.hotel.summary(search.locale), offer: found.offer })
            .collect();
        Some(SearchPage { items, next_cursor, unavailable: first_by_name(self.unavailable) })
    }
}

fn look(hotel: &Hotel, calendar: &HotelCalendar, search: &Search, now: DateTime<Utc>) -> Look {
    let today = hotel.profile.time_zone.date_at(now);
    let wish = Wish { stay: search.stay, party: &search.party, rooms: search.rooms };
    let mut cheapest: Option<Line<'_>> = None;
    let mut sells = false;
    let mut not_sold = Vec::new();
    for pair in pairs(hotel) {
        let asked = wish.asked(hotel, pair, today);
        let found = evaluate(asked, &calendar.shelf(pair.0.id, pair.1.id));
        if !found.is_sellable() {
            not_sold.push(found);
            continue;
        }
        sells = true;
        let line = Line::of(asked, found).filter(|line| line.counts(search.filter, now));
        cheapest = cheaper(cheapest, line);
    }
    match cheapest {
        Some(line) => Look::Found(line.offer(now)),
        None if sells => Look::Filtered,
        None => Look::Nothing(not_sold),
    }
}

/// The cheaper of two; the first of equals.
fn cheaper<'a>(one: Option<Line<'a>>, another: Option<Line<'a>>) -> Option<Line<'a>> {
    [one, another].into_iter().flatten().min_by_key(Line::total_minor)
}

fn first_by_name(mut hotels: Vec<UnavailableHotel>) -> Vec<UnavailableHotel> {
    let by_name = |hotel: &HotelSummary| (hotel.name.clone(), hotel.slug.clone());
    hotels.sort_by_cached_key(|unavailable| by_name(&unavailable.hotel));
    hotels.truncate(UNAVAILABLE_MAX);
    hotels
}

/// What a page is sorted by, the slug last, so that no two hotels are equal.
type SortKey = (i64, String, String);

fn sort_key(found: &Found, search: &Search) -> SortKey {
    let slug = found.hotel.profile.slug.to_string();
    match search.sort {
        SearchSort::Price => (found.offer.total.amount, String::new(), slug),
        SearchSort::Name => (0, found.hotel.summary(search.locale).name, slug),
    }
}

fn encode_cursor(key: &SortKey) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode_cursor(cursor: &str) -> Option<SortKey> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    use kernel::HotelId;

    #[test]
    fn of_many_full_hotels_the_first_by_name_are_told() {
        let hotel = |number: usize| UnavailableHotel {
            hotel: HotelSummary {
                id: HotelId::new(DateTime::UNIX_EPOCH),
                slug: format!("hotel-{number:02}").parse().unwrap(),
                name: format!("Hotel {number:02}"),
                city: "Seoul".to_owned(),
            },
            reasons: Vec::new(),
        };

        let told = first_by_name((0..60).rev().map(hotel).collect());

        let names: Vec<_> = told.into_iter().map(|told| told.hotel.name).collect();
        assert_eq!(
            names,
            (0..UNAVAILABLE_MAX).map(|number| format!("Hotel {number:02}")).collect::<Vec<_>>()
        );
    }
}
