//! Two years of a real hotel's bookings, and an independent count of what a hotel with so many rooms sells of them.
//!
//! The count is plain loops over the file, on purpose: it shares no thought with the system that it checks.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    path::Path,
};

use flate2::read::GzDecoder;
use kernel::Date;
use serde::Deserialize;

/// A booking of the file that a system can sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: usize,
    /// The room type that was booked.
    pub room_type: String,
    /// The date of arrival.
    pub arrival: Date,
    /// How many nights, at least 1.
    pub nights: u32,
    /// When it was booked.
    pub booked: Date,
    /// How and when it came to nothing, if it did.
    pub end: Option<(End, Date)>,
    /// Adults, at most 50: what one room of ours can take.
    pub adults: u16,
    /// Children and babies.
    pub children: u16,
    /// The price of a night, in cents.
    pub adr: i64,
}

/// How a booking came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was called off.
    Cancelled,
    /// Nobody came.
    NoShow,
}

impl Row {
    /// Each night of the stay.
    pub fn stay(&self) -> impl Iterator<Item = Date> + Clone {
        self.arrival.until(self.departure())
    }

    /// The date of departure.
    pub fn departure(&self) -> Date {
        self.arrival.plus_days(self.nights)
    }

    /// Whether both want the same room type on the same night.
    pub fn competes_with(&self, other: &Self) -> bool {
        self.room_type == other.room_type
            && self.arrival < other.departure()
            && other.arrival < self.departure()
    }
}

#[derive(Debug, Deserialize)]
struct Line {
    is_canceled: u8,
    lead_time: u32,
    arrival_date_year: i32,
    arrival_date_month: String,
    arrival_date_day_of_month: u32,
    stays_in_weekend_nights: u32,
    stays_in_week_nights: u32,
    adults: u16,
    children: u16,
    babies: u16,
    reserved_room_type: String,
    adr: String,
    reservation_status: String,
    reservation_status_date: String,
}

/// The file's bookings that a system can sell, in the order in which they were made, and how many were left out.
///
/// Left out, as no system would sell them: stays of no night, parties without an adult, a negative price.
pub fn rows() -> (Vec<Row>, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/resort_hotel_bookings.csv.gz");
    let file = File::open(path).expect("the file of bookings is there");
    let mut lines = csv::Reader::from_reader(GzDecoder::new(file));
    let mut rows = Vec::new();
    let mut left_out = 0;
    for (position, line) in lines.deserialize().enumerate() {
        let line: Line = line.expect("every line has its columns");
        match row(position + 1, &line) {
            Some(row) => rows.push(row),
            None => left_out += 1,
        }
    }
    rows.sort_by_key(|row: &Row| (row.booked, row.line));
    (rows, left_out)
}

fn row(line: usize, read: &Line) -> Option<Row> {
    let adr = cents(&read.adr);
    let nights = read.stays_in_weekend_nights + read.stays_in_week_nights;
    if nights == 0 || read.adults == 0 || adr < 0 {
        return None;
    }
    let arrival =
        Date::new(read.arrival_date_year, month(&read.arrival_date_month), read.arrival_date_day_of_month);
    let arrival = arrival.expect("an arrival is a date");
    Some(Row {
        line,
        room_type: read.reserved_room_type.clone(),
        arrival,
        nights,
        booked: arrival.minus_days(read.lead_time),
        end: (read.is_canceled == 1).then(|| end(read, arrival)),
        adults: read.adults.min(50),
        children: read.children + read.babies,
        adr,
    })
}

/// A no-show that the file dates before the arrival can only have been called off.
fn end(read: &Line, arrival: Date) -> (End, Date) {
    let day = us_date(&read.reservation_status_date);
    let is_no_show = read.reservation_status == "No-Show" && day >= arrival;
    (if is_no_show { End::NoShow } else { End::Cancelled }, day)
}

fn month(name: &str) -> u32 {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let position = names.iter().position(|known| *known == name).expect("a month has its English name");
    u32::try_from(position).expect("there are twelve") + 1
}

/// `7/31/2015`.
fn us_date(text: &str) -> Date {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().expect("a date is numbers"));
    let mut next = || parts.next().expect("a date has three parts");
    let (month, day, year) = (next(), next(), next());
    Date::new(i32::try_from(year).expect("a year is small"), month, day).expect("a status date is a date")
}

/// `75`, `75.5` or `-6.38`, without a detour over floating point.
fn cents(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 2, "no price has parts of a cent");
    format!("{whole}{fraction:0<2}").parse().expect("a price is a number")
}

/// What a hotel sells of some rows when it has so many rooms of each type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sold {
    /// The lines that found a room.
    pub accepted: BTreeSet<usize>,
    /// The lines that did not.
    pub refused: BTreeSet<usize>,
    /// The lines that asked for a stay which ends more than 24 months ahead: nobody sells those yet.
    pub too_early: BTreeSet<usize>,
    /// Rooms taken in the end, by room type and night.
    pub occupancy: BTreeMap<(String, Date), u32>,
    /// The most rooms that were ever taken of a type in one night.
    pub peak: BTreeMap<String, u32>,
    /// How many of the accepted were called off.
    pub cancelled: usize,
    /// How many of the accepted did not come.
    pub no_shows: usize,
    /// The sum of the accepted rows' prices of a night, in cents; divided by their number, the mean ADR.
    pub adr_sum: i64,
}

/// Counts what is sold; the rooms of each type stay the same on all nights.
#[derive(Debug)]
pub struct Recount<'a> {
    allotment: &'a BTreeMap<String, u32>,
    sold: Sold,
}

impl Recount<'_> {
    /// What is sold of `rows` (in the order in which they were booked).
    ///
    /// On one day, first those leave who booked on an earlier day, then today's book, then those of today leave.
    pub fn of(rows: &[Row], allotment: &BTreeMap<String, u32>) -> Sold {
        let mut recount = Recount { allotment, sold: Sold::default() };
        let mut days: BTreeSet<Date> = rows.iter().map(|row| row.booked).collect();
        days.extend(rows.iter().filter_map(|row| row.end.map(|(_, day)| day)));
        let mut ending: BTreeMap<Date, Vec<&Row>> = BTreeMap::new();
        let mut booking: BTreeMap<Date, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            booking.entry(row.booked).or_default().push(row);
            if let Some((_, day)) = row.end {
                ending.entry(day).or_default().push(row);
            }
        }
        for day in days {
            let leaving = ending.remove(&day).unwrap_or_default();
            for row in leaving.iter().filter(|row| row.booked < day) {
                recount.end(row);
            }
            for row in booking.remove(&day).unwrap_or_default() {
                recount.book(row);
            }
            for row in leaving.iter().filter(|row| row.booked == day) {
                recount.end(row);
            }
        }
        recount.sold.occupancy.retain(|_, taken| *taken > 0);
        recount.sold
    }

    fn book(&mut self, row: &Row) {
        if row.departure() > row.booked.plus_months(24) {
            self.sold.too_early.insert(row.line);
            return;
        }
        let limit = self.allotment.get(&row.room_type).copied().unwrap_or(0);
        for night in row.stay() {
            let taken = self.sold.occupancy.get(&(row.room_type.clone(), night)).copied().unwrap_or(0);
            if taken >= limit {
                self.sold.refused.insert(row.line);
                return;
            }
        }
        for night in row.stay() {
            let taken = self.sold.occupancy.entry((row.room_type.clone(), night)).or_default();
            *taken += 1;
            let peak = self.sold.peak.entry(row.room_type.clone()).or_default();
            *peak = (*peak).max(*taken);
        }
        self.sold.accepted.insert(row.line);
        self.sold.adr_sum += row.adr;
    }

    fn end(&mut self, row: &Row) {
        if !self.sold.accepted.contains(&row.line) {
            return;
        }
        match row.end {
            Some((End::Cancelled, _)) => self.sold.cancelled += 1,
            Some((End::NoShow, _)) => self.sold.no_shows += 1,
            None => return,
        }
        for night in row.stay() {
            if let Some(taken) = self.sold.occupancy.get_mut(&(row.room_type.clone(), night)) {
                *taken -= 1;
            }
        }
    }

    /// So many rooms of each type that nobody is refused.
    pub fn enough(rows: &[Row]) -> BTreeMap<String, u32> {
        let types: BTreeSet<&str> = rows.iter().map(|row| row.room_type.as_str()).collect();
        let endless = types.into_iter().map(|code| (code.to_owned(), u32::MAX)).collect();
        Self::of(rows, &endless).peak
    }

    /// So few rooms of each type that about `percent` in a hundred are refused.
    pub fn scarce(rows: &[Row], percent: usize) -> BTreeMap<String, u32> {
        let enough = Self::enough(rows);
        let scaled = |per_mille: u32| -> BTreeMap<String, u32> {
            enough.iter().map(|(code, rooms)| (code.clone(), (rooms * per_mille).div_ceil(1_000))).collect()
        };
        let is_scarce =
            |per_mille: &u32| Self::of(rows, &scaled(*per_mille)).refused.len() * 100 >= rows.len() * percent;
        let per_mille = (1..=50).rev().map(|step| step * 20).find(is_scarce).unwrap_or(20);
        scaled(per_mille)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_what_its_description_says() {
        let (rows, left_out) = rows();

        let events = rows.len() + rows.iter().filter(|row| row.end.is_some()).count();

        assert_eq!((rows.len(), left_out), (39_665, 395));
        assert!(
            rows.iter().all(|row| row.end.is_none_or(|(_, day)| row.booked <= day && day <= row.arrival))
        );
        assert!(events > 50_000);
    }

    #[test]
    fn prices_are_read_to_the_cent() {
        assert_eq!(["75", "75.5", "107.42", "0", "-6.38"].map(cents), [7_500, 7_550, 10_742, 0, -638]);
    }

    #[test]
    fn the_second_of_two_finds_no_room_until_the_first_has_cancelled() {
        let day = |text: &str| -> Date { text.parse().unwrap() };
        let row = |line, booked, end: Option<&str>| Row {
            line,
            room_type: "A".to_owned(),
            arrival: day("2016-05-01"),
            nights: 2,
            booked: day(booked),
            end: end.map(|at| (End::Cancelled, day(at))),
            adults: 2,
            children: 0,
            adr: 10_000,
        };
        let rows = [
            row(1, "2016-01-01", Some("2016-01-03")),
            row(2, "2016-01-02", None),
            row(3, "2016-01-03", None),
        ];

        let sold = Recount::of(&rows, &BTreeMap::from([("A".to_owned(), 1)]));

        assert_eq!(sold.accepted, BTreeSet::from([1, 3]));
        assert_eq!(sold.refused, BTreeSet::from([2]));
        assert_eq!(sold.occupancy.values().copied().collect::<Vec<_>>(), [1, 1]);
    }
}
