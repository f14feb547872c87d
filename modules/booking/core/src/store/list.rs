//! A hotel's bookings, page by page.

use booking_api::BookingStatus;
use db::{Arg, DbError, Read, many};
use kernel::{BookingId, Date, HotelId, Stay};
use uuid::Uuid;

use super::rows::{booking, booking_columns};
use crate::booking::Booking;

/// Which bookings of a hotel.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) hotel_id: HotelId,
    pub(crate) status: Option<BookingStatus>,
    pub(crate) arrival_from: Option<Date>,
    pub(crate) arrival_to: Option<Date>,
    pub(crate) departure_from: Option<Date>,
    pub(crate) departure_to: Option<Date>,
    pub(crate) q: Option<String>,
    /// Only those after this one.
    pub(crate) after: Option<Place>,
}

/// A booking's place in the list: by arrival, then by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) check_in: Date,
    pub(crate) booking_id: BookingId,
}

/// One lower bound: of two, the engine would begin at the one that leaves out less.
const PAGE: &str = concat!(
    "SELECT ",
    booking_columns!(),
    " FROM bookings AS b  -- bookings_arrival
     WHERE b.hotel_id = $1
       AND (b.check_in, b.booking_id) > ($2, $3)
       AND b.check_in < $4
       AND ($5 IS NULL OR b.status = $5)
       AND ($7 IS NULL
            OR b.code LIKE $6 ESCAPE '\\'
            OR lower(b.guest_name) LIKE $7 ESCAPE '\\'
            OR b.email LIKE $7 ESCAPE '\\')
       AND b.check_out >= $8
       AND b.check_out < $9
     ORDER BY b.check_in, b.booking_id
     LIMIT $10"
);

/// The first `limit` of them, by arrival.
pub(crate) async fn page(read: &impl Read, filter: &Filter, limit: usize) -> Result<Vec<Booking>, DbError> {
    let found = many(read, PAGE, arguments(filter, limit)).await?;
    found.iter().map(booking).collect()
}

/// Bookings are read in the order of their arrivals. Who leaves between two dates arrived before the second of them,
/// and at most the longest stay before the first: no others are read.
fn arrivals(filter: &Filter) -> (Option<Date>, Option<Date>) {
    let earliest = filter.departure_from.map(|date| date.minus_days(Stay::NIGHTS_MAX));
    let before = filter.arrival_to.into_iter().chain(filter.departure_to).min();
    (filter.arrival_from.max(earliest), before)
}

/// The place after which the page begins. Nobody has the nil id, so none of the first date is left out.
fn beginning(after: Option<Place>, arrival_from: Option<Date>) -> Place {
    let earliest = Place { check_in: arrival_from.unwrap_or(Date::FIRST), booking_id: Uuid::nil().into() };
    after.map_or(earliest, |place| place.max(earliest))
}

/// What is looked for is lower case but for codes, which are upper case: one engine minds, the other does not.
fn arguments(filter: &Filter, limit: usize) -> [Arg<'static>; 10] {
    let (arrival_from, arrival_to) = arrivals(filter);
    let Place { check_in, booking_id } = beginning(filter.after, arrival_from);
    let q = filter.q.as_ref().map(|q| q.to_ascii_lowercase());
    // A text of hyphens and spaces alone is no beginning of a code, rather than of every code.
    let code = q.as_ref().map(|q| q.replace(['-', ' '], "")).filter(|code| !code.is_empty());
    [
        filter.hotel_id.into(),
        check_in.into(),
        booking_id.into(),
        arrival_to.unwrap_or(Date::LAST).into(),
        filter.status.map(BookingStatus::name).into(),
        code.map(|code| format!("{}%", literal(&code.to_ascii_uppercase()))).into(),
        q.map(|q| format!("%{}%", literal(&q))).into(),
        filter.departure_from.unwrap_or(Date::FIRST).into(),
        filter.departure_to.unwrap_or(Date::LAST).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ]
}

/// The text as LIKE takes it, with nothing left that would match anything but itself.
fn literal(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_page_is_read_in_the_order_of_arrivals() {
        let plan = crate::store::plan(PAGE, 10).await;

        let bounds = "bookings_arrival (hotel_id=? AND (check_in,booking_id)>(?,?) AND check_in<?)";
        assert!(plan.contains(bounds), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }

    #[test]
    fn wildcards_match_only_themselves() {
        assert_eq!(literal(r"50%_off\"), r"50\%\_off\\");
        assert_eq!(literal("김철수"), "김철수");
    }
}
