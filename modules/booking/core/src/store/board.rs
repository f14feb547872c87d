//! A hotel's day: who comes, who goes, who stays.

use booking_api::Group;
use chrono::{DateTime, Utc};
use db::{Arg, Column, DbError, FreshRead, many, sea_orm::QueryResult};
use kernel::{Date, HotelId};

use super::rows::{booking, booking_columns};
use crate::booking::Booking;

/// Some bookings of a hotel, and how many they and their rooms are in all.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) bookings: Vec<Booking>,
    pub(crate) total: u32,
    pub(crate) rooms: u32,
}

/// The groups of a board, before anybody is shown them.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) arrivals: Listed,
    pub(crate) overdue: Listed,
    pub(crate) departures: Listed,
    pub(crate) in_house: Listed,
    pub(crate) left: Listed,
}

/// The statement that reads a group. It counts by the index and reads in full only what is listed.
///
/// A status is written out, because only then the engine sees that an index of such bookings will do.
macro_rules! group {
    ($index:literal, $which:literal) => {
        concat!(
            "SELECT ",
            booking_columns!(),
            ", listed.total, listed.all_rooms
             FROM (SELECT booking_id, COUNT(*) OVER () AS total, SUM(rooms) OVER () AS all_rooms
                   FROM bookings  -- ",
            $index,
            "
                   WHERE hotel_id = $1 AND ",
            $which,
            "
                   ORDER BY check_in, code
                   LIMIT $2) AS listed
             CROSS JOIN bookings AS b  -- primary key
             WHERE b.hotel_id = $1 AND b.booking_id = listed.booking_id
             ORDER BY b.check_in, b.code"
        )
    };
}

const ARRIVALS: &str = group!("bookings_stays", "status = 'confirmed' AND check_in = $3");
const OVERDUE: &str = group!("bookings_expected", "status = 'confirmed' AND check_in < $3");
const DEPARTURES: &str = group!("bookings_in_house", "status = 'checked_in' AND check_out <= $3");
const IN_HOUSE: &str = group!("bookings_in_house", "status = 'checked_in' AND check_out > $3");
/// Nothing happens to a booking after its check-out: its last change is when the guest left.
const LEFT: &str = group!("bookings_left", "status = 'checked_out' AND changed_at >= $3 AND changed_at < $4");

/// A hotel's day: its date, and when it begins and ends there.
pub(crate) async fn day(
    read: &impl FreshRead,
    hotel: HotelId,
    (date, begin, end): (Date, DateTime<Utc>, DateTime<Utc>),
) -> Result<Day, DbError> {
    Ok(Day {
        arrivals: group(read, ARRIVALS, hotel, [date.into()]).await?,
        overdue: group(read, OVERDUE, hotel, [date.into()]).await?,
        departures: group(read, DEPARTURES, hotel, [date.into()]).await?,
        in_house: group(read, IN_HOUSE, hotel, [date.into()]).await?,
        left: group(read, LEFT, hotel, [begin.into(), end.into()]).await?,
    })
}

async fn group(
    read: &impl FreshRead,
    sql: &'static str,
    hotel: HotelId,
    when: impl IntoIterator<Item = Arg<'static>>,
) -> Result<Listed, DbError> {
    let mut arguments = vec![hotel.into(), Group::LISTED_MAX.into()];
    arguments.extend(when);
    let found = many(read, sql, arguments).await?;
    // Without a row there is nothing to count.
    let Some(first) = found.first() else { return Ok(Listed::default()) };
    let count = |row: &QueryResult, index| row.convert::<i64, u32>(index);
    Ok(Listed {
        total: count(first, 9)?,
        rooms: count(first, 10)?,
        bookings: found.iter().map(booking).collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::plan;

    #[tokio::test]
    async fn no_group_reads_bookings_that_are_not_in_it() {
        for (sql, arguments, index) in [
            (ARRIVALS, 3, "(hotel_id=? AND check_in=?)"),
            (OVERDUE, 3, "bookings_expected (hotel_id=? AND check_in<?)"),
            (DEPARTURES, 3, "bookings_in_house (hotel_id=? AND check_out<?)"),
            (IN_HOUSE, 3, "bookings_in_house (hotel_id=? AND check_out>?)"),
            (LEFT, 4, "bookings_left (hotel_id=? AND changed_at>? AND changed_at<?)"),
        ] {
            let plan = plan(sql, arguments).await;

            assert!(plan.contains(index), "{plan}");
            assert!(plan.contains("SEARCH b USING INDEX"), "{plan}");
        }
    }
}
