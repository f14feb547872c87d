//! A calendar date at the hotel: no time, no zone, one spelling.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// A calendar date as the hotel's wall calendar shows it, `YYYY-MM-DD` (ISO 8601, years 0001 to 9999).
///
/// No time zone is ever applied to it. Arithmetic that leaves the calendar stops at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Date, example = "2027-05-01")]
pub struct Date(NaiveDate);

/// The text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a date is written YYYY-MM-DD, such as 2027-05-01, and must be in the calendar")]
pub struct InvalidDate;

/// A day of the week, `mon` to `sun`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Date {
    /// The calendar's beginning, 0001-01-01.
    pub const FIRST: Self = Self(match NaiveDate::from_ymd_opt(1, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MIN,
    });

    /// The calendar's end, 9999-12-31.
    pub const LAST: Self = Self(match NaiveDate::from_ymd_opt(9999, 12, 31) {
        Some(date) => date,
        None => NaiveDate::MAX,
    });

    /// The date of that year, month and day, if there is one.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, InvalidDate> {
        NaiveDate::from_ymd_opt(year, month, day).ok_or(InvalidDate).and_then(Self::try_from)
    }

    /// The date `days` later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        self.0
            .checked_add_days(Days::new(days.into()))
            .and_then(|date| Self::try_from(date).ok())
            .unwrap_or(self)
    }

    /// The date `days` earlier.
    #[must_use]
    pub fn minus_days(self, days: u32) -> Self {
        self.0
            .checked_sub_days(Days::new(days.into()))
            .and_then(|date| Self::try_from(date).ok())
            .unwrap_or(self)
    }

    /// The same day `months` later, or the last day of that month.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        self.0
            .checked_add_months(Months::new(months))
            .and_then(|date| Self::try_from(date).ok())
            .unwrap_or(self)
    }

    /// Days from `earlier` to this date; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        match self.0.weekday() {
            chrono::Weekday::Mon => Weekday::Mon,
            chrono::Weekday::Tue => Weekday::Tue,
            chrono::Weekday::Wed => Weekday::Wed,
            chrono::Weekday::Thu => Weekday::Thu,
            chrono::Weekday::Fri => Weekday::Fri,
            chrono::Weekday::Sat => Weekday::Sat,
            chrono::Weekday::Sun => Weekday::Sun,
        }
    }

    /// The date for libraries that want chrono's.
    pub fn to_naive(self) -> NaiveDate {
        self.0
    }

    /// Each date from this one up to, not including, `end`.
    pub fn until(self, end: Self) -> impl Iterator<Item = Self> + Clone {
        self.0.iter_days().map(Self).take_while(move |date| *date < end)
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = InvalidDate;

    fn try_from(date: NaiveDate) -> Result<Self, InvalidDate> {
        if (1..=9999).contains(&date.year()) { Ok(Self(date)) } else { Err(InvalidDate) }
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        // chrono also reads "2027-5-1" and "+2027-05-01"; one date has one spelling here.
        let is_canonical = text.len() == 10
            && text.bytes().enumerate().all(|(position, byte)| match position {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_canonical {
            return Err(InvalidDate);
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| InvalidDate).and_then(Self::try_from)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, InvalidDate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_spelling() {
        assert_eq!("2028-02-29".parse::<Date>().unwrap().to_string(), "2028-02-29");
        for wrong in [
            "",
            "2027-5-1",
            "2027-02-29",
            "2027-13-01",
            "0000-01-01",
            "+2027-05-01",
            "20270501",
            "2027-05-01T00:00:00Z",
            "2027/05/01",
            " 2027-05-01",
            "٢٠٢٧-٠٥-٠١",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(InvalidDate), "{wrong}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_end_of_the_calendar() {
        let last: Date = "9999-12-31".parse().unwrap();

        assert_eq!(last.plus_days(1), last);
        assert_eq!(last.plus_months(24), last);
    }

    #[test]
    fn a_month_later_is_never_past_that_month() {
        let january: Date = "2027-01-31".parse().unwrap();

        assert_eq!(january.plus_months(1).to_string(), "2027-02-28");
    }
}
