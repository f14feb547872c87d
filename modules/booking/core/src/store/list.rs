//! A hotel's bookings, page by page.

use booking_api::BookingStatus;
use db::{DbError, Read, many, sea_orm::Value};
use kernel::{BookingId, Date, HotelId};

use super::rows::{booking, booking_columns};
use crate::booking::Booking;

/// Which bookings of a hotel.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) hotel_id: HotelId,
    pub(crate) status: Option<BookingStatus>,
    pub(crate) arrival_from: Option<Date>,
    pub(crate) arrival_to: Option<Date>,
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

/// The first `limit` of them, by arrival.
pub(crate) async fn page(read: &impl Read, filter: &Filter, limit: usize) -> Result<Vec<Booking>, DbError> {
    let found = many(
        read,
        concat!(
            "SELECT ",
            booking_columns!(),
            " FROM bookings AS b  -- bookings_arrival
             WHERE b.hotel_id = $1
               AND (b.check_in, b.booking_id) > ($2, $3)
               AND b.check_in >= $4
               AND b.check_in < $5
               AND ($6 IS NULL OR b.status = $6)
               AND ($8 IS NULL
                    OR b.code LIKE $7 ESCAPE '\\'
                    OR b.guest_name LIKE $8 ESCAPE '\\'
                    OR b.email LIKE $8 ESCAPE '\\')
             ORDER BY b.check_in, b.booking_id
             LIMIT $9"
        ),
        arguments(filter, limit),
    )
    .await?;
    found.iter().map(booking).collect()
}

fn arguments(filter: &Filter, limit: usize) -> [Value; 9] {
    let text = |date: Option<Date>| date.map(|date| date.to_string());
    let after = filter.after;
    let q = filter.q.as_deref();
    // A text of hyphens and spaces alone is no beginning of a code, rather than of every code.
    let code = q.map(|q| q.replace(['-', ' '], "")).filter(|code| !code.is_empty());
    [
        filter.hotel_id.as_uuid().into(),
        text(after.map(|place| place.check_in)).unwrap_or_default().into(),
        after.map(|place| place.booking_id.as_uuid().into_bytes().to_vec()).unwrap_or_default().into(),
        text(filter.arrival_from).unwrap_or_default().into(),
        // ':' sorts after every digit, and so after every date.
        text(filter.arrival_to).unwrap_or_else(|| ":".to_owned()).into(),
        filter.status.map(BookingStatus::name).into(),
        code.map(|code| format!("{}%", literal(&code))).into(),
        q.map(|q| format!("%{}%", literal(q))).into(),
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

    #[test]
    fn wildcards_match_only_themselves() {
        assert_eq!(literal(r"50%_off\"), r"50\%\_off\\");
        assert_eq!(literal("김철수"), "김철수");
    }
}
