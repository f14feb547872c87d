//! The nights between arrival and departure.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Date;

/// A stay: the nights `d` with `check_in <= d < check_out`. Never empty, never reversed, at most 366 nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Stay {
    check_in: Date,
    check_out: Date,
}

#[derive(Deserialize)]
struct Unchecked {
    check_in: Date,
    check_out: Date,
}

/// Why two dates make no stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum StayError {
    #[error("check_out must be at least one day after check_in")]
    Empty,
    #[error("a stay has at most {} nights", Stay::NIGHTS_MAX)]
    TooLong,
}

impl Stay {
    /// A year and a day: longer is a lease, not a stay.
    pub const NIGHTS_MAX: u32 = 366;

    /// The stay from one date to another.
    pub fn new(check_in: Date, check_out: Date) -> Result<Self, StayError> {
        match check_out.days_since(check_in) {
            ..1 => Err(StayError::Empty),
            nights if nights > i64::from(Self::NIGHTS_MAX) => Err(StayError::TooLong),
            _ => Ok(Self { check_in, check_out }),
        }
    }

    /// The date of arrival, which is the first night.
    pub fn check_in(self) -> Date {
        self.check_in
    }

    /// The date of departure, which is no night of the stay.
    pub fn check_out(self) -> Date {
        self.check_out
    }

    /// How many nights, 1 to 366.
    pub fn len(self) -> u32 {
        u32::try_from(self.check_out.days_since(self.check_in)).unwrap_or(Self::NIGHTS_MAX)
    }

    /// Never: a stay has a night. Here because a length wants it.
    pub fn is_empty(self) -> bool {
        false
    }

    /// Each night, in order.
    pub fn nights(self) -> impl Iterator<Item = Date> + Clone {
        self.check_in.until(self.check_out)
    }

    /// Whether the guest sleeps here that night.
    pub fn contains(self, night: Date) -> bool {
        self.check_in <= night && night < self.check_out
    }
}

impl TryFrom<Unchecked> for Stay {
    type Error = StayError;

    fn try_from(stay: Unchecked) -> Result<Self, StayError> {
        Self::new(stay.check_in, stay.check_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn departure_is_no_night() {
        let stay = Stay::new(date("2028-02-28"), date("2028-03-01")).unwrap();

        let nights: Vec<_> = stay.nights().collect();

        assert_eq!(nights, [date("2028-02-28"), date("2028-02-29")]);
    }

    #[test]
    fn a_stay_is_never_empty_reversed_or_endless() {
        let arrival = date("2027-05-01");

        assert_eq!(Stay::new(arrival, arrival), Err(StayError::Empty));
        assert_eq!(Stay::new(arrival, date("2027-04-30")), Err(StayError::Empty));
        assert_eq!(Stay::new(arrival, arrival.plus_days(367)), Err(StayError::TooLong));
        assert!(Stay::new(arrival, arrival.plus_days(366)).is_ok());
    }

    proptest! {
        #[test]
        fn nights_are_as_many_as_the_length_says(start in 0_u32..1_000_000, length in 1_u32..=366) {
            let check_in = date("0001-01-01").plus_days(start);
            let stay = Stay::new(check_in, check_in.plus_days(length)).unwrap();

            prop_assert_eq!(stay.nights().count(), usize::try_from(stay.len()).unwrap());
            prop_assert!(stay.nights().all(|night| stay.contains(night)));
            prop_assert!(!stay.contains(stay.check_out()));
        }
    }
}
