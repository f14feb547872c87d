//! Two months of a hotel: what each night costs, and on which days one may come and go.

use std::fmt::Write;

use chrono::Datelike;
use inventory_api::{Calendar, CalendarNight, Slug};
use kernel::{Currency, Date, Locale, Money, Weekday, Words};

use crate::{form::Typed, links::query, wish::Wish};

use super::{HotelWords, Ingredients, MONTHS_AHEAD};

/// Which months are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Months {
    first: Date,
    today: Date,
}

impl Months {
    /// The month asked for and the next; else the stay's, else today's.
    pub(super) fn of(typed: &Typed, wish: Option<&Wish>, today: Date) -> Self {
        let asked = format!("{}-01", typed.get("month")).parse().ok();
        let stay = wish.map(|wish| wish.stay.check_in());
        let begun: Option<Date> = typed.get("check_in").parse().ok();
        let month = asked.or(stay).or(begun).unwrap_or(today);
        let last = first_of(today.plus_months(MONTHS_AHEAD - 1));
        Self { first: first_of(month).clamp(first_of(today), last), today }
    }

    /// From the first night of both months to the one after the last.
    pub(super) fn shown(self) -> (Date, Date) {
        (self.first, self.first.plus_months(2))
    }

    fn earlier(self) -> Option<Date> {
        let earlier = first_of(self.first.minus_days(1));
        (earlier >= first_of(self.today)).then_some(earlier)
    }

    fn later(self) -> Option<Date> {
        let later = self.first.plus_months(1);
        (later < first_of(self.today.plus_months(MONTHS_AHEAD))).then_some(later)
    }
}

fn first_of(date: Date) -> Date {
    date.minus_days(date.to_naive().day0())
}

/// Two months, ready to be shown.
pub(super) struct TwoMonths {
    pub(super) months: Vec<Month>,
    pub(super) weekdays: [(&'static str, &'static str); 7],
    pub(super) earlier: Option<String>,
    pub(super) later: Option<String>,
    /// The arrival that was chosen, while a departure is not.
    pub(super) arrival: Option<Date>,
    /// This calendar with nothing chosen.
    pub(super) start_again: String,
}

/// A month.
pub(super) struct Month {
    pub(super) name: String,
    /// Weeks from its first day to its last; `None` outside of the month.
    pub(super) weeks: Vec<[Option<Day>; 7]>,
}

/// A day.
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) number: u32,
    /// Classes of its cell.
    pub(super) classes: String,
    /// The whole of it in a sentence, for who does not see the cell.
    pub(super) sentence: String,
    /// Where choosing it leads; `None` when it cannot be chosen.
    pub(super) link: Option<String>,
    pub(super) price: String,
    pub(super) mark: String,
}

/// What all room types together say about a night.
#[derive(Debug, Clone, Copy, Default)]
struct Night {
    price: Option<Money>,
    min_stay: u16,
    is_closed: bool,
    is_sold_out: bool,
    is_open_to_arrival: bool,
}

impl TwoMonths {
    pub(super) fn of(from: &Ingredients<'_>, months: Months, calendar: &Calendar) -> Self {
        let draft = Draft::new(from, calendar);
        let second = months.first.plus_months(1);
        Self {
            months: [months.first, second].iter().map(|first| draft.month(*first)).collect(),
            weekdays: weekdays(from.say),
            earlier: months.earlier().map(|month| draft.at_month(month)),
            later: months.later().map(|month| draft.at_month(month)),
            arrival: draft.arrival,
            start_again: draft.link(&[("month", month_name(months.first))]),
        }
    }
}

/// What days are made from.
struct Draft<'a> {
    say: Words,
    words: &'static HotelWords,
    today: Date,
    last: Date,
    wish: Option<&'a Wish>,
    /// Who comes, as typed, as the end of a query.
    party: String,
    here: String,
    from: Date,
    nights: Vec<Night>,
    arrival: Option<Date>,
}

impl<'a> Draft<'a> {
    fn new(from: &Ingredients<'a>, calendar: &Calendar) -> Self {
        let form = from.form;
        let arrival = form.check_in.parse().ok().filter(|date: &Date| *date >= from.today);
        Self {
            say: from.say,
            words: HotelWords::of(from.say.0),
            today: from.today,
            last: from.today.plus_months(MONTHS_AHEAD),
            wish: from.wish,
            party: query([
                ("rooms", form.rooms.clone()),
                ("adults", form.adults.clone()),
                ("children", form.children.clone()),
            ]),
            here: link_base(from, &from.hotel.profile.slug),
            from: calendar.from,
            nights: merged(calendar),
            arrival: arrival.filter(|_| from.wish.is_none() && form.check_out.is_empty()),
        }
    }

    fn month(&self, first: Date) -> Month {
        let end = first.plus_months(1);
        let mut weeks = vec![[const { None }; 7]];
        let mut column = column(first.weekday(), self.say.0);
        for date in first.until(end) {
            if column == 7 {
                weeks.push([const { None }; 7]);
                column = 0;
            }
            if let Some(cell) = weeks.last_mut().and_then(|week| week.get_mut(column)) {
                *cell = Some(self.day(date));
            }
            column += 1;
        }
        Month { name: self.say.month(first), weeks }
    }

    fn day(&self, date: Date) -> Day {
        let night = usize::try_from(date.days_since(self.from)).ok().and_then(|index| self.nights.get(index));
        let night = night.copied().unwrap_or_default();
        let is_past = date < self.today;
        let link = self.choice(date, night, is_past);
        Day {
            date,
            number: date.to_naive().day(),
            classes: self.classes(date, night, is_past),
            sentence: self.sentence(date, night, is_past),
            link,
            price: if is_past || !night.is_sellable() {
                String::new()
            } else {
                short_price(night.price, self.say.0)
            },
            mark: self.mark(night, is_past),
        }
    }

    /// Where choosing a day leads: as the arrival, or as the departure of an arrival chosen before.
    fn choice(&self, date: Date, night: Night, is_past: bool) -> Option<String> {
        if is_past || date > self.last {
            return None;
        }
        let day = date.to_string();
        match self.arrival {
            Some(arrival) if date > arrival => {
                Some(self.link(&[("check_in", arrival.to_string()), ("check_out", day)]))
            }
            _ if night.is_sellable() && night.is_open_to_arrival => {
                Some(self.link(&[("check_in", day), ("month", month_name(date))]))
            }
            _ => None,
        }
    }

    fn at_month(&self, month: Date) -> String {
        let month = ("month", month_name(month));
        match (self.wish, self.arrival) {
            (Some(wish), _) => {
                let stay = wish.stay;
                self.link(&[
                    ("check_in", stay.check_in().to_string()),
                    ("check_out", stay.check_out().to_string()),
                    month,
                ])
            }
            (None, Some(arrival)) => self.link(&[("check_in", arrival.to_string()), month]),
            (None, None) => self.link(&[month]),
        }
    }

    fn link(&self, pairs: &[(&str, String)]) -> String {
        let mut link = format!("{}?", self.here);
        for (name, value) in pairs {
            // Dates and months need no escaping. Writing to a String cannot fail.
            let _ = write!(link, "{name}={value}&");
        }
        link.push_str(&self.party);
        link.push_str("#calendar");
        link
    }

    fn classes(&self, date: Date, night: Night, is_past: bool) -> String {
        let stay = self.wish.map(|wish| wish.stay);
        let weekday = date.weekday();
        let facts = [
            (date == self.today, " is-today"),
            (is_past, " is-past"),
            (!is_past && night.is_closed, " is-closed"),
            (!is_past && night.is_sold_out, " is-sold-out"),
            (!is_past && night.is_sellable() && !night.is_open_to_arrival, " is-no-arrival"),
            (stay.map(kernel::Stay::check_in).or(self.arrival) == Some(date), " is-check-in"),
            (stay.is_some_and(|stay| stay.contains(date) && stay.check_in() != date), " is-in-range"),
            (stay.map(kernel::Stay::check_out) == Some(date), " is-check-out"),
            (weekday == Weekday::Sat, " is-weekend"),
            (weekday == Weekday::Sun, " is-holiday"),
        ];
        let mut classes = "day".to_owned();
        classes.extend(facts.iter().filter(|(is_so, _)| *is_so).map(|(_, class)| *class));
        classes
    }

    fn sentence(&self, date: Date, night: Night, is_past: bool) -> String {
        let mut sentence = self.say.day_month(date);
        let mut add = |words: &str| {
            // Writing to a String cannot fail.
            let _ = write!(sentence, ", {words}");
        };
        if is_past {
            add(self.words.past_day);
        } else if night.is_closed {
            add(self.words.closed);
        } else if night.is_sold_out {
            add(self.words.sold_out);
        } else {
            if let Some(price) = night.price {
                add(&self.say.money(price));
            }
            if !night.is_open_to_arrival {
                add(self.words.no_arrival);
            }
            if night.min_stay > 1 {
                add(&min_stay_words(night.min_stay, self.say.0));
            }
        }
        let stay = self.wish.map(|wish| wish.stay);
        if stay.map(kernel::Stay::check_in).or(self.arrival) == Some(date) {
            add(self.words.check_in);
        }
        if stay.map(kernel::Stay::check_out) == Some(date) {
            add(self.words.check_out);
        }
        sentence
    }

    fn mark(&self, night: Night, is_past: bool) -> String {
        if is_past {
            String::new()
        } else if night.is_closed {
            self.words.closed.to_owned()
        } else if night.is_sold_out {
            self.words.sold_out.to_owned()
        } else if !night.is_open_to_arrival {
            self.words.no_arrival.to_owned()
        } else if night.min_stay > 1 {
            short_min_stay(night.min_stay, self.say.0)
        } else {
            String::new()
        }
    }
}

impl Night {
    fn is_sellable(self) -> bool {
        !self.is_closed && !self.is_sold_out && self.price.is_some()
    }

    /// Adds what one room type says: open if any is, as cheap as the cheapest that can be had.
    fn merge(&mut self, night: &CalendarNight) {
        let is_open = !night.closed && night.price.is_some();
        self.is_closed &= !is_open;
        if !is_open || night.available == 0 {
            return;
        }
        self.is_sold_out = false;
        let min_stay = night.min_stay.unwrap_or(1);
        self.min_stay = if self.price.is_none() { min_stay } else { self.min_stay.min(min_stay) };
        self.price = match (self.price, night.price) {
            (Some(one), Some(other)) if other.amount < one.amount => Some(other),
            (one, other) => one.or(other),
        };
        self.is_open_to_arrival |= !night.closed_to_arrival;
    }
}

fn merged(calendar: &Calendar) -> Vec<Night> {
    let nothing = Night { is_closed: true, is_sold_out: true, ..Night::default() };
    let mut nights = vec![nothing; usize::try_from(calendar.to.days_since(calendar.from)).unwrap_or(0)];
    for room_type in &calendar.room_types {
        for (night, shown) in nights.iter_mut().zip(&room_type.nights) {
            night.merge(shown);
        }
    }
    nights
}

fn link_base(from: &Ingredients<'_>, slug: &Slug) -> String {
    from.links.hotel(slug)
}

fn month_name(date: Date) -> String {
    let day = date.to_naive();
    format!("{:04}-{:02}", day.year(), day.month())
}

/// Weeks begin on Sunday in Korea, on Monday elsewhere.
fn column(weekday: Weekday, locale: Locale) -> usize {
    let monday_based =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun]
            .iter()
            .position(|day| *day == weekday)
            .unwrap_or_default();
    match locale {
        Locale::Ko => (monday_based + 1) % 7,
        Locale::En => monday_based,
    }
}

/// The week's days, short and in full, in the order of the columns.
fn weekdays(say: Words) -> [(&'static str, &'static str); 7] {
    let mut days =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    if say.0 == Locale::Ko {
        days.rotate_right(1);
    }
    days.map(|day| (say.short_weekday(day), say.weekday(day)))
}

/// A price that fits into a cell: `11만`, `9.8만`, `₩110k`, `€95`.
fn short_price(price: Option<Money>, locale: Locale) -> String {
    let Some(price) = price else { return String::new() };
    let say = Words(locale);
    if price.currency != Currency::KRW {
        let whole = price.amount / 10_i64.pow(price.currency.exponent().into());
        let rounded = Money::new(whole * 10_i64.pow(price.currency.exponent().into()), price.currency);
        let text = say.money(rounded);
        return text.split_once('.').map_or(text.clone(), |(whole, _)| whole.to_owned());
    }
    match locale {
        Locale::Ko => format!("{}만", tenths(price.amount, 10_000)),
        Locale::En => format!("₩{}k", tenths(price.amount, 1_000)),
    }
}

/// So many units, with one decimal where it is not zero and the number is short.
fn tenths(amount: i64, unit: i64) -> String {
    let tenths = (amount * 10 + unit / 2) / unit;
    if tenths % 10 == 0 || tenths >= 1_000 {
        ((tenths + 5) / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

fn min_stay_words(nights: u16, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{nights}박부터"),
        Locale::En => format!("at least {nights} nights"),
    }
}

fn short_min_stay(nights: u16, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{nights}박~"),
        Locale::En => format!("{nights}+ nts"),
    }
}

#[cfg(test)]
mod tests;
