//! The grid: a row of stock for each room type, a row of prices for each rate plan, a cell for each night.

use std::collections::HashMap;

use inventory_api::{AriGrid, AriNight, AriRate, AriRoomType, Hotel};
use kernel::{Date, Locale, Weekday, Words};

use crate::{
    desk::amount,
    shown::{plan_name, room_name},
    words::words,
};

use super::window::Window;

words! {
    /// What the grid says.
    GridWords {
        stock: "판매 / 전체" | "taken / for sale",
        closed: "판매 중지" | "Not for sale",
        no_arrival: "도착 불가" | "No arrivals",
        no_departure: "출발 불가" | "No departures",
    }
}

/// A grid as it is shown.
#[derive(Debug, Clone)]
pub(super) struct GridShown {
    /// The month that it begins in.
    pub(super) month: String,
    pub(super) days: Vec<Day>,
    pub(super) rows: Vec<Row>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: String,
    pub(super) weekday: &'static str,
    /// The day of the month; of its first, the month too.
    pub(super) label: String,
    pub(super) classes: String,
}

/// A row: of stock, or of a rate plan's prices.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) room_type: String,
    /// None for the room type's stock.
    pub(super) rate_plan: Option<String>,
    pub(super) name: String,
    /// What the numbers are, where the name does not say it.
    pub(super) remark: &'static str,
    pub(super) cells: Vec<Cell>,
}

/// A night of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) date: String,
    pub(super) classes: String,
    pub(super) text: String,
    /// What the number is out of: `/24+2`.
    pub(super) of: String,
    pub(super) marks: Vec<Mark>,
    /// Where the form is filled with this night; none for nights that are past, and for who may only look.
    pub(super) link: Option<String>,
}

/// A restriction, in short and in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) short: String,
    pub(super) full: String,
}

/// What cells are made with.
pub(super) struct Around<'a> {
    pub(super) hotel: &'a Hotel,
    pub(super) window: Window,
    pub(super) today: Date,
    pub(super) locale: Locale,
    /// The page's address, for whoever may change what it shows.
    pub(super) page: Option<&'a str>,
}

/// The restrictions of a night, of a room type or under a rate plan.
#[derive(Clone, Copy)]
struct Rules {
    closed: bool,
    closed_to_arrival: bool,
    closed_to_departure: bool,
    min_stay: Option<u16>,
    max_stay: Option<u16>,
}

impl Around<'_> {
    /// The grid of these nights.
    pub(super) fn show(&self, grid: &AriGrid) -> GridShown {
        GridShown {
            month: Words(self.locale).month(self.window.from),
            days: self.window.nights().map(|date| self.day(date)).collect(),
            rows: grid.room_types.iter().flat_map(|room_type| self.rows(room_type)).collect(),
        }
    }

    fn day(&self, date: Date) -> Day {
        let number = chrono::Datelike::day(&date.to_naive());
        let is_first = number == 1;
        let label = match self.locale {
            Locale::Ko if is_first => format!("{}/1", chrono::Datelike::month(&date.to_naive())),
            Locale::En if is_first => date.to_naive().format("%-d %b").to_string(),
            _ => number.to_string(),
        };
        Day {
            date: date.to_string(),
            weekday: Words(self.locale).short_weekday(date.weekday()),
            label,
            classes: [(is_weekend(date), "is-weekend"), (date == self.today, "is-today")].join_true(),
        }
    }

    fn rows(&self, room_type: &AriRoomType) -> Vec<Row> {
        let code = &room_type.room_type;
        let nights: HashMap<_, _> = room_type.nights.iter().map(|night| (night.date, night)).collect();
        let stock = Row {
            room_type: code.to_string(),
            rate_plan: None,
            name: room_name(self.hotel, code, self.locale).to_owned(),
            remark: GridWords::of(self.locale).stock,
            cells: self.cells(code.as_str(), None, |date| nights.get(&date).map(|night| self.stock(night))),
        };
        let plans = room_type.rate_plans.iter().map(|plan| {
            let rates: HashMap<_, _> = plan.nights.iter().map(|rate| (rate.date, rate)).collect();
            let code_of_plan = plan.rate_plan.as_str();
            Row {
                room_type: code.to_string(),
                rate_plan: Some(code_of_plan.to_owned()),
                name: plan_name(self.hotel, &plan.rate_plan, self.locale).to_owned(),
                remark: "",
                cells: self.cells(code.as_str(), Some(code_of_plan), |date| {
                    rates.get(&date).and_then(|rate| self.rate(rate))
                }),
            }
        });
        [stock].into_iter().chain(plans).collect()
    }

    /// A cell for each night: what `cell` makes of it, or that there is nothing.
    fn cells(&self, room_type: &str, plan: Option<&str>, cell: impl Fn(Date) -> Option<Cell>) -> Vec<Cell> {
        let nights = self.window.nights();
        nights
            .map(|date| {
                let missing = || Cell { classes: "is-missing".into(), text: "–".into(), ..Cell::default() };
                let cell = cell(date).unwrap_or_else(missing);
                let place = [
                    (is_weekend(date), "is-weekend"),
                    (date == self.today, "is-today"),
                    (date < self.today, "is-past"),
                    (!cell.classes.is_empty(), cell.classes.as_str()),
                ];
                let link = self.page.filter(|_| date >= self.today).map(|page| {
                    let more = [
                        ("room_type", room_type.to_owned()),
                        ("rate_plan", plan.unwrap_or_default().to_owned()),
                        ("night", date.to_string()),
                    ];
                    format!("{}#bulk", self.window.on(page, &more))
                });
                Cell { date: date.to_string(), classes: place.join_true(), link, ..cell }
            })
            .collect()
    }

    fn stock(&self, night: &AriNight) -> Cell {
        let limit = u64::from(night.allotment) + u64::from(night.overbooking);
        let more = if night.overbooking > 0 { format!("+{}", night.overbooking) } else { String::new() };
        let is_full = !night.closed && u64::from(night.taken) >= limit;
        Cell {
            classes: [(night.closed, "is-closed"), (is_full, "is-full")].join_true(),
            text: night.taken.to_string(),
            of: format!("/{}{more}", night.allotment),
            marks: self.marks(Rules {
                closed: night.closed,
                closed_to_arrival: night.closed_to_arrival,
                closed_to_departure: night.closed_to_departure,
                min_stay: night.min_stay,
                max_stay: night.max_stay,
            }),
            ..Cell::default()
        }
    }

    /// A night without a price is not sold under the plan, whatever its restrictions; they are shown all the same.
    fn rate(&self, rate: &AriRate) -> Option<Cell> {
        let marks = self.marks(Rules {
            closed: rate.closed,
            closed_to_arrival: rate.closed_to_arrival,
            closed_to_departure: rate.closed_to_departure,
            min_stay: rate.min_stay,
            max_stay: rate.max_stay,
        });
        if rate.price.is_none() && marks.is_empty() {
            return None;
        }
        Some(Cell {
            classes: [(rate.closed, "is-closed"), (rate.price.is_none(), "is-missing")].join_true(),
            text: rate.price.map_or_else(|| "–".to_owned(), amount::typed),
            marks,
            ..Cell::default()
        })
    }

    fn marks(&self, rules: Rules) -> Vec<Mark> {
        let words = GridWords::of(self.locale);
        let mark = |short: &str, full: &str| Mark { short: short.to_owned(), full: full.to_owned() };
        let flags = [
            (rules.closed, mark("✕", words.closed)),
            (rules.closed_to_arrival, mark("CTA", words.no_arrival)),
            (rules.closed_to_departure, mark("CTD", words.no_departure)),
        ];
        let lengths = [
            rules.min_stay.map(|nights| at_least(nights, self.locale)),
            rules.max_stay.map(|nights| at_most(nights, self.locale)),
        ];
        flags
            .into_iter()
            .filter_map(|(is_set, mark)| is_set.then_some(mark))
            .chain(lengths.into_iter().flatten())
            .collect()
    }
}

fn at_least(nights: u16, locale: Locale) -> Mark {
    match locale {
        Locale::Ko => Mark { short: format!("{nights}박~"), full: format!("최소 {nights}박") },
        Locale::En => Mark { short: format!("{nights}n+"), full: format!("At least {nights} nights") },
    }
}

fn at_most(nights: u16, locale: Locale) -> Mark {
    match locale {
        Locale::Ko => Mark { short: format!("~{nights}박"), full: format!("최대 {nights}박") },
        Locale::En => Mark { short: format!("≤{nights}n"), full: format!("At most {nights} nights") },
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The class names of what is so.
trait JoinTrue {
    fn join_true(self) -> String;
}

impl<const N: usize> JoinTrue for [(bool, &str); N] {
    fn join_true(self) -> String {
        let names: Vec<_> = self.into_iter().filter(|(is_so, _)| *is_so).map(|(_, name)| name).collect();
        names.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ari::samples::{grid, today};

    fn shown(page: Option<&str>) -> GridShown {
        let hotel = crate::samples::hotel();
        let window = Window { from: today().minus_days(1), weeks: 2 };
        Around { hotel: &hotel, window, today: today(), locale: Locale::En, page }.show(&grid())
    }

    #[test]
    fn a_row_of_stock_and_a_row_for_each_rate_plan() {
        let grid = shown(None);

        let rows: Vec<_> =
            grid.rows.iter().map(|row| (row.room_type.as_str(), row.rate_plan.as_deref())).collect();
        assert_eq!(rows, [("DBL", None), ("DBL", Some("BAR")), ("DBL", Some("NRF"))]);
        assert!(grid.days.len() == 14 && grid.rows.iter().all(|row| row.cells.len() == 14));
    }

    #[test]
    fn a_cell_says_what_is_taken_and_what_is_not_allowed() {
        let grid = shown(None);

        let stock = &grid.rows[0].cells;
        assert_eq!((stock[1].text.as_str(), stock[1].of.as_str()), ("24", "/22+2"));
        assert_eq!(stock[1].classes, "is-today is-full");
        assert_eq!(stock[2].classes, "is-weekend is-closed");
        assert_eq!(stock[0].classes, "is-past is-missing");
        let price = &grid.rows[1].cells[1];
        let marks: Vec<_> = price.marks.iter().map(|mark| mark.short.as_str()).collect();
        assert_eq!((price.text.as_str(), marks), ("120,000", vec!["CTA", "2n+", "≤7n"]));
        assert_eq!(grid.rows[2].cells[1].text, "–");
    }

    #[test]
    fn only_coming_nights_lead_to_the_form_and_only_for_who_may_change_them() {
        let grid = shown(Some("/ari"));

        assert_eq!(grid.rows[0].cells[0].link, None);
        assert_eq!(
            grid.rows[1].cells[1].link.as_deref(),
            Some("/ari?from=2030-05-02&weeks=2&room_type=DBL&rate_plan=BAR&night=2030-05-03#bulk")
        );
        assert!(shown(None).rows.iter().flat_map(|row| &row.cells).all(|cell| cell.link.is_none()));
    }
}
