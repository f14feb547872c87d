//! Which nights the grid shows, and the ways to others.

use kernel::{Date, Words};

use crate::{form::Typed, links::query};

/// The months one can jump to: as far ahead as nights can be set.
const MONTHS: u32 = 36;

/// The nights a grid shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: Date,
    pub(super) weeks: u32,
}

impl Window {
    /// The nights that a query asks for; two weeks from today where it does not say.
    pub(super) fn of(typed: &Typed, today: Date) -> Self {
        let from = typed.get("from").parse().unwrap_or(today);
        Self { from, weeks: if typed.get("weeks") == "4" { 4 } else { 2 } }
    }

    fn days(self) -> u32 {
        self.weeks * 7
    }

    /// The night after the last.
    pub(super) fn to(self) -> Date {
        self.from.plus_days(self.days())
    }

    pub(super) fn nights(self) -> impl Iterator<Item = Date> + Clone {
        self.from.until(self.to())
    }

    /// The window's address on a page, with something more.
    pub(super) fn on(self, page: &str, more: &[(&'static str, String)]) -> String {
        let pairs = [("from", self.from.to_string()), ("weeks", self.weeks.to_string())];
        format!("{page}?{}", query(pairs.into_iter().chain(more.iter().cloned())))
    }
}

/// The ways from a window to others.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    pub(super) earlier: String,
    pub(super) today: String,
    pub(super) later: String,
    /// Two weeks or four, and whether it is so now.
    pub(super) two_weeks: (String, bool),
    pub(super) four_weeks: (String, bool),
    /// First days of months with their names; the one shown is marked.
    pub(super) months: Vec<(String, String, bool)>,
    pub(super) weeks: u32,
}

impl Ways {
    pub(super) fn from(window: Window, today: Date, page: &str, say: Words) -> Self {
        let Window { from, weeks } = window;
        let at = |from| Window { from, weeks }.on(page, &[]);
        let of = |weeks| (Window { from, weeks }.on(page, &[]), window.weeks == weeks);
        Self {
            earlier: at(from.minus_days(window.days())),
            today: at(today),
            later: at(window.to()),
            two_weeks: of(2),
            four_weeks: of(4),
            months: months(window, today, say),
            weeks,
        }
    }
}

fn months(window: Window, today: Date, say: Words) -> Vec<(String, String, bool)> {
    let shown = first_of_month(window.from);
    let ahead = (0..MONTHS).map(|months| first_of_month(today).plus_months(months));
    ahead.map(|first| (first.to_string(), say.month(first), first == shown)).collect()
}

fn first_of_month(date: Date) -> Date {
    let day = chrono::Datelike::day(&date.to_naive());
    date.minus_days(day.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Locale;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn without_a_wish_the_grid_shows_two_weeks_from_today() {
        let today = date("2030-05-03");

        let window = Window::of(&Typed::default().with("from", "someday").with("weeks", "52"), today);

        assert_eq!(window, Window { from: today, weeks: 2 });
        assert_eq!((window.to(), window.nights().count()), (date("2030-05-17"), 14));
    }

    #[test]
    fn the_ways_lead_a_window_back_and_on() {
        let window = Window { from: date("2030-05-20"), weeks: 4 };

        let ways = Ways::from(window, date("2030-05-03"), "/ari", Words(Locale::En));

        assert_eq!(ways.earlier, "/ari?from=2030-04-22&weeks=4");
        assert_eq!(ways.later, "/ari?from=2030-06-17&weeks=4");
        assert_eq!(ways.two_weeks, ("/ari?from=2030-05-20&weeks=2".to_owned(), false));
        assert_eq!(ways.months.len(), 36);
        assert_eq!(ways.months[0], ("2030-05-01".to_owned(), "May 2030".to_owned(), true));
    }
}
