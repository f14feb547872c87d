//! Dates as the hotel's wall calendar shows them.

use chrono::{DateTime, Utc};
use kernel::{Clock, Date, SystemClock, Zone};

/// The zone of the hotels in these tests.
fn seoul() -> Zone {
    "Asia/Seoul".parse().expect("Seoul has a time zone")
}

/// Today in Seoul.
pub fn today() -> Date {
    seoul().date_at(SystemClock.now())
}

/// The date so many days from today in Seoul.
pub fn in_days(days: u32) -> Date {
    today().plus_days(days)
}

/// A date written out.
pub fn date(text: &str) -> Date {
    text.parse().expect("a date is YYYY-MM-DD")
}

/// An instant written out.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant is RFC 3339")
}

/// A half-open range of nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first night.
    pub from: Date,
    /// The date after the last night.
    pub to: Date,
}

impl Days {
    /// Each night, in order.
    pub fn nights(self) -> impl Iterator<Item = Date> + Clone {
        self.from.until(self.to)
    }
}

/// So many nights from a date.
pub fn nights_from(from: Date, nights: u32) -> Days {
    Days { from, to: from.plus_days(nights) }
}
