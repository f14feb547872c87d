//! Which nights a report is about.

use kernel::{Date, Locale};

use crate::{
    form::{Errors, Typed},
    words::words,
};

/// As many nights as booking counts in one go.
const NIGHTS_MAX: i64 = 366;
/// What is shown when nothing is asked for: as far back as ahead.
const NIGHTS_AROUND: u32 = 30;

words! {
    /// What can be wrong with a period.
    PeriodWords {
        wrong_from: "첫 밤의 날짜를 골라 주세요." | "Choose the first night.",
        wrong_to: "마지막 밤의 날짜를 골라 주세요." | "Choose the last night.",
        reversed: "마지막 밤은 첫 밤과 같거나 그 뒤여야 합니다." | "The last night must not be before the first.",
        too_long: "한 번에 366박까지 볼 수 있습니다." | "At most 366 nights are shown at once.",
    }
}

/// Nights, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Period {
    /// The last and the next thirty nights.
    pub(super) fn around(today: Date) -> Self {
        Self { from: today.minus_days(NIGHTS_AROUND), to: today.plus_days(NIGHTS_AROUND - 1) }
    }

    /// What was asked for; where nothing was, the nights around today.
    pub(super) fn read(typed: &Typed, today: Date, locale: Locale) -> Result<Self, Errors> {
        let (words, mut errors, usual) = (PeriodWords::of(locale), Errors::default(), Self::around(today));
        if typed.get("from").is_empty() && typed.get("to").is_empty() {
            return Ok(usual);
        }
        let from = typed.required::<Date>("from", &mut errors, words.wrong_from);
        let to = typed.required::<Date>("to", &mut errors, words.wrong_to);
        let (Some(from), Some(to)) = (from, to) else { return Err(errors) };
        match to.days_since(from) {
            ..0 => errors.add("to", words.reversed),
            NIGHTS_MAX.. => errors.add("to", words.too_long),
            _ => return Ok(Self { from, to }),
        }
        Err(errors)
    }

    /// The night after the last, as modules count.
    pub(super) fn end(self) -> Date {
        self.to.plus_days(1)
    }

    /// Names and values, for links.
    pub(super) fn pairs(self) -> [(&'static str, String); 2] {
        [("from", self.from.to_string()), ("to", self.to.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: &str, to: &str) -> Result<Period, Vec<String>> {
        let typed = Typed::default().with("from", from).with("to", to);
        let today = Date::new(2030, 5, 10).unwrap();
        let wrong = |errors: Errors| errors.list().iter().map(|(field, _)| field.clone()).collect();
        Period::read(&typed, today, Locale::En).map_err(wrong)
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn whoever_asks_for_nothing_sees_the_nights_around_today() {
        let usual = Period { from: date("2030-04-10"), to: date("2030-06-08") };

        assert_eq!(read("", ""), Ok(usual));
        assert_eq!(usual.end().days_since(usual.from), 60);
    }

    #[test]
    fn a_period_is_a_night_to_a_leap_year() {
        assert!(read("2030-05-01", "2030-05-01").is_ok());
        assert!(read("2030-05-01", "2031-05-01").is_ok());
        assert_eq!(read("2030-05-01", "2031-05-02"), Err(vec!["to".to_owned()]));
        assert_eq!(read("2030-05-02", "2030-05-01"), Err(vec!["to".to_owned()]));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        assert_eq!(read("yesterday", ""), Err(vec!["from".to_owned(), "to".to_owned()]));
    }
}
