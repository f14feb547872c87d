//! Which nights the grid shows, and the ways to others.

use kernel::{Date, Words};

use crate::{desk::tabs::Tab, form::Typed, links::query};

use super::AriWords;

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
    /// Two weeks or four.
    pub(super) spans: Vec<Tab>,
    /// First days of months with their names; the one shown is marked.
    pub(super) months: Vec<(String, String, bool)>,
    pub(super) weeks: u32,
}

impl Ways {
    pub(super) fn from(window: Window, today: Date, page: &str, say: Words) -> Self {
        let Window { from, weeks } = window;
        let at = |from| Window { from, weeks }.on(page, &[]);
        let words = AriWords::of(say.0);
        let span = |label, weeks| {
            let link = Window { from, weeks }.on(page, &[]);
            Tab { label, link, is_here: window.weeks == weeks }
        };
        Self {
            earlier: at(from.minus_days(window.days())),
            today: at(today),
            later: at(window.to()),
            spans: vec![span(words.two_weeks, 2), span(words.four_weeks, 4)],
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
        assert_eq!(ways.spans[0].link, "/ari?from=2030-05-20&weeks=2");
        assert!(!ways.spans[0].is_here && ways.spans[1].is_here);
        assert_eq!(ways.months.len(), 36);
        assert_eq!(ways.months[0], ("2030-05-01".to_owned(), "May 2030".to_owned(), true));
    }
}
