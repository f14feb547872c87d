//! The figures behind a report: what was sold, from booking; what could be sold, from inventory.

use std::collections::BTreeMap;

use booking_api::{FiguresQuery, NightFigures};
use chrono::TimeDelta;
use inventory_api::AriQuery;
use kernel::{Currency, Date, share};

use super::period::Period;
use crate::{desk::staff::Counter, refusal::Refusal};

/// As many nights as inventory's grid shows at once.
const GRID_NIGHTS_MAX: u32 = 92;
const PICK_UP: TimeDelta = TimeDelta::days(7);

/// What a hotel's nights bring.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub(super) period: Period,
    pub(super) currency: Currency,
    pub(super) nights: Vec<Night>,
}

/// What one night brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Night {
    pub(super) date: Date,
    /// Rooms that are for sale, of all types.
    pub(super) allotment: u32,
    pub(super) sold: u32,
    /// In minor units; taxes on top are not counted.
    pub(super) revenue_minor: i64,
    pub(super) arrivals: u32,
    pub(super) departures: u32,
    pub(super) guests: u32,
    pub(super) picked_up: u32,
    pub(super) fell_off: u32,
}

/// Several nights together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) allotment: i64,
    pub(super) sold: i64,
    pub(super) revenue_minor: i64,
    pub(super) arrivals: i64,
    pub(super) departures: i64,
    pub(super) guests: i64,
    pub(super) picked_up: i64,
    pub(super) fell_off: i64,
}

impl Report {
    pub(super) fn sums(&self) -> Sums {
        self.nights.iter().map(Sums::of).fold(Sums::default(), Sums::plus)
    }
}

impl Night {
    fn new(figures: &NightFigures, allotment: u32) -> Self {
        Self {
            date: figures.date,
            allotment,
            sold: figures.rooms_sold,
            revenue_minor: figures.revenue_minor,
            arrivals: figures.arrivals,
            departures: figures.departures,
            guests: figures.guests_in_house,
            picked_up: figures.picked_up,
            fell_off: figures.fell_off,
        }
    }
}

impl Sums {
    pub(super) fn of(night: &Night) -> Self {
        Self {
            allotment: night.allotment.into(),
            sold: night.sold.into(),
            revenue_minor: night.revenue_minor,
            arrivals: night.arrivals.into(),
            departures: night.departures.into(),
            guests: night.guests.into(),
            picked_up: night.picked_up.into(),
            fell_off: night.fell_off.into(),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            allotment: self.allotment + other.allotment,
            sold: self.sold + other.sold,
            revenue_minor: self.revenue_minor + other.revenue_minor,
            arrivals: self.arrivals + other.arrivals,
            departures: self.departures + other.departures,
            guests: self.guests + other.guests,
            picked_up: self.picked_up + other.picked_up,
            fell_off: self.fell_off + other.fell_off,
        }
    }

    /// Rooms sold of rooms allotted, in tenths of a percent; `None` where nothing was for sale.
    pub(super) fn occupancy(&self) -> Option<i64> {
        share(self.sold, 1_000, self.allotment)
    }

    /// Revenue for each room sold, in minor units; `None` where none was.
    pub(super) fn adr(&self) -> Option<i64> {
        share(self.revenue_minor, 1, self.sold)
    }

    /// Revenue for each room allotted, in minor units; `None` where none was.
    pub(super) fn revpar(&self) -> Option<i64> {
        share(self.revenue_minor, 1, self.allotment)
    }
}

/// Tenths of a percent as text: `78.3%`.
pub(super) fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Asks booking and inventory for a period's figures.
pub(super) async fn report(counter: &Counter, period: Period) -> Result<Report, Refusal> {
    let pages = &counter.visit().pages;
    let query = FiguresQuery {
        hotel_id: counter.hotel.id,
        from: period.from,
        to: period.end(),
        picked_up_since: pages.clock().now() - PICK_UP,
    };
    let (figures, allotments) = futures::join!(pages.booking().figures(query), allotments(counter, period));
    let allotments = allotments?;
    let nights = figures?
        .iter()
        .map(|night| Night::new(night, allotments.get(&night.date).copied().unwrap_or_default()))
        .collect();
    Ok(Report { period, currency: counter.hotel.profile.currency, nights })
}

/// How many rooms are for sale each night, of all types together.
async fn allotments(counter: &Counter, period: Period) -> Result<BTreeMap<Date, u32>, Refusal> {
    let mut allotments = BTreeMap::new();
    for (from, to) in parts(period) {
        let query = AriQuery { hotel: counter.hotel.id.into(), from, to };
        let grid = counter.visit().pages.inventory().ari(query).await?;
        for night in grid.room_types.iter().flat_map(|room_type| &room_type.nights) {
            *allotments.entry(night.date).or_insert(0) += night.allotment;
        }
    }
    Ok(allotments)
}

/// A period in parts that inventory answers.
fn parts(period: Period) -> Vec<(Date, Date)> {
    let (mut from, end) = (period.from, period.end());
    let mut parts = Vec::new();
    while from < end {
        let to = from.plus_days(GRID_NIGHTS_MAX).min(end);
        parts.push((from, to));
        from = to;
    }
    parts
}

#[cfg(test)]
impl Default for Night {
    fn default() -> Self {
        let date = Date::new(2030, 5, 1).expect("a date");
        Self {
            date,
            allotment: 0,
            sold: 0,
            revenue_minor: 0,
            arrivals: 0,
            departures: 0,
            guests: 0,
            picked_up: 0,
            fell_off: 0,
        }
    }
}

/// Three nights: half full, more than full, and one on which nothing was for sale.
#[cfg(test)]
pub(super) fn sample() -> Report {
    let first = Night::default();
    let half = Night { allotment: 10, sold: 5, revenue_minor: 500_000, arrivals: 5, picked_up: 2, ..first };
    let full =
        Night { date: first.date.plus_days(1), allotment: 5, sold: 4, revenue_minor: 600_000, ..first };
    let closed = Night { date: first.date.plus_days(2), departures: 4, fell_off: 1, ..first };
    let period = Period { from: first.date, to: closed.date };
    Report { period, currency: Currency::KRW, nights: vec![half, full, closed] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_period_are_of_its_sums_and_not_the_mean_of_its_nights() {
        let sums = sample().sums();

        assert_eq!((sums.sold, sums.allotment, sums.revenue_minor), (9, 15, 1_100_000));
        assert_eq!(sums.occupancy(), Some(600));
        assert_eq!(sums.adr(), Some(122_222));
        assert_eq!(sums.revpar(), Some(73_333));
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        let sums = Sums { revenue_minor: 5, ..Sums::default() };

        assert_eq!((sums.occupancy(), sums.adr(), sums.revpar()), (None, None, None));
    }

    #[test]
    fn a_long_period_is_asked_for_in_parts_without_a_gap() {
        let from = Date::new(2030, 1, 1).unwrap();
        let period = Period { from, to: from.plus_days(199) };

        let parts = parts(period);

        let lengths: Vec<_> = parts.iter().map(|(from, to)| to.days_since(*from)).collect();
        assert_eq!(lengths, [92, 92, 16]);
        assert!(parts.windows(2).all(|pair| pair[0].1 == pair[1].0));
    }

    #[test]
    fn a_percentage_has_one_decimal() {
        assert_eq!([0, 5, 783, 1_000].map(percent), ["0.0%", "0.5%", "78.3%", "100.0%"]);
    }
}
