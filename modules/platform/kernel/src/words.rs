//! Dates, money and counts, as each language writes them.

use chrono::{DateTime, Datelike, Timelike, Utc};

use crate::{Date, Locale, Money, Weekday, Zone};

/// Says things in a language. What it makes is for people to read, never for programs to parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Words(pub Locale);

impl Words {
    /// A date in full.
    ///
    /// ```
    /// # use kernel::{Date, Locale, Words};
    /// let date = Date::new(2027, 5, 1).unwrap();
    /// assert_eq!(Words(Locale::Ko).date(date), "2027년 5월 1일 (토)");
    /// assert_eq!(Words(Locale::En).date(date), "Saturday, 1 May 2027");
    /// ```
    pub fn date(self, date: Date) -> String {
        let weekday = self.weekday(date.weekday());
        match self.0 {
            Locale::Ko => format!("{} ({weekday})", self.short_date(date)),
            Locale::En => format!("{weekday}, {}", self.short_date(date)),
        }
    }

    /// A date where many stand in a column: `2027년 5월 1일`, `1 May 2027`.
    pub fn short_date(self, date: Date) -> String {
        let day = date.to_naive();
        match self.0 {
            Locale::Ko => format!("{}년 {}월 {}일", day.year(), day.month(), day.day()),
            Locale::En => format!("{} {} {}", day.day(), english_month(day.month0()), day.year()),
        }
    }

    /// A date whose year goes without saying: `3월 5일 (금)`, `Fri 5 Mar`.
    pub fn day_month(self, date: Date) -> String {
        let (day, weekday) = (date.to_naive(), self.short_weekday(date.weekday()));
        match self.0 {
            Locale::Ko => format!("{}월 {}일 ({weekday})", day.month(), day.day()),
            Locale::En => format!("{weekday} {} {}", day.day(), short_english_month(day.month0())),
        }
    }

    /// The month that a date is in: `2027년 3월`, `March 2027`.
    pub fn month(self, date: Date) -> String {
        let day = date.to_naive();
        match self.0 {
            Locale::Ko => format!("{}년 {}월", day.year(), day.month()),
            Locale::En => format!("{} {}", english_month(day.month0()), day.year()),
        }
    }

    /// A moment on the clock of that zone, to the minute.
    ///
    /// ```
    /// # use kernel::{Locale, Words, Zone};
    /// let (at, seoul) = ("2027-03-05T06:00:00Z".parse().unwrap(), "Asia/Seoul".parse().unwrap());
    /// assert_eq!(Words(Locale::Ko).instant(at, seoul), "2027년 3월 5일 15:00");
    /// assert_eq!(Words(Locale::En).instant(at, seoul), "5 Mar 2027, 15:00");
    /// ```
    pub fn instant(self, at: DateTime<Utc>, zone: Zone) -> String {
        let local = zone.local_at(at);
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        match self.0 {
            Locale::Ko => format!("{}년 {}월 {}일 {time}", local.year(), local.month(), local.day()),
            Locale::En => {
                format!("{} {} {}, {time}", local.day(), short_english_month(local.month0()), local.year())
            }
        }
    }

    /// A day of the week: `금`, `Friday`.
    pub fn weekday(self, day: Weekday) -> &'static str {
        let (ko, en) = match day {
            Weekday::Mon => ("월", "Monday"),
            Weekday::Tue => ("화", "Tuesday"),
            Weekday::Wed => ("수", "Wednesday"),
            Weekday::Thu => ("목", "Thursday"),
            Weekday::Fri => ("금", "Friday"),
            Weekday::Sat => ("토", "Saturday"),
            Weekday::Sun => ("일", "Sunday"),
        };
        self.either(ko, en)
    }

    /// A day of the week where room is scarce: `금`, `Fri`.
    pub fn short_weekday(self, day: Weekday) -> &'static str {
        let full = self.weekday(day);
        match self.0 {
            Locale::Ko => full,
            Locale::En => full.get(..3).unwrap_or(full),
        }
    }

    /// An amount, with the sign of its currency where guests know it, else with its code.
    ///
    /// ```
    /// # use kernel::{Currency, Locale, Money, Words};
    /// let won = Money::new(129_000, Currency::KRW);
    /// assert_eq!(Words(Locale::Ko).money(won), "129,000원");
    /// assert_eq!(Words(Locale::En).money(won), "₩129,000");
    /// assert_eq!(Words(Locale::En).money(Money::new(-9_495, Currency::EUR)), "-€94.95");
    /// ```
    pub fn money(self, money: Money) -> String {
        let shown = money.to_string();
        let (code, amount) = shown.split_once(' ').unwrap_or(("", &shown));
        let (minus, digits) = amount.strip_prefix('-').map_or(("", amount), |digits| ("-", digits));
        match (code, self.0) {
            ("KRW", Locale::Ko) => format!("{minus}{digits}원"),
            ("KRW", Locale::En) => format!("{minus}₩{digits}"),
            ("EUR", _) => format!("{minus}€{digits}"),
            ("USD", _) => format!("{minus}${digits}"),
            ("JPY", _) => format!("{minus}¥{digits}"),
            _ => shown,
        }
    }

    /// `2박`, `2 nights`.
    pub fn nights(self, count: u32) -> String {
        self.count(count, "박", ("night", "nights"))
    }

    /// Rooms of one type: `더블룸 2실`, `2 × Double`.
    pub fn rooms(self, count: u16, room_type: &str) -> String {
        match self.0 {
            Locale::Ko => format!("{room_type} {count}실"),
            Locale::En => format!("{count} × {room_type}"),
        }
    }

    /// People, whatever their age: `3명`, `3 guests`.
    pub fn guests(self, count: u32) -> String {
        self.count(count, "명", ("guest", "guests"))
    }

    /// Who comes, the children with their ages in years.
    ///
    /// ```
    /// # use kernel::{Locale, Words};
    /// assert_eq!(Words(Locale::Ko).party(2, &[5]), "성인 2명, 어린이 1명 (5세)");
    /// assert_eq!(Words(Locale::En).party(2, &[5]), "2 adults, 1 child (age 5)");
    /// ```
    pub fn party(self, adults: u16, children: &[u8]) -> String {
        let adults = match self.0 {
            Locale::Ko => format!("성인 {adults}명"),
            Locale::En => self.count(adults.into(), "", ("adult", "adults")),
        };
        if children.is_empty() {
            return adults;
        }
        let count = u32::try_from(children.len()).unwrap_or(u32::MAX);
        match self.0 {
            Locale::Ko => {
                let ages: Vec<_> = children.iter().map(|age| format!("{age}세")).collect();
                format!("{adults}, 어린이 {count}명 ({})", ages.join(", "))
            }
            Locale::En => {
                let ages: Vec<_> = children.iter().map(ToString::to_string).collect();
                let children = self.count(count, "", ("child", "children"));
                let age = if count == 1 { "age" } else { "ages" };
                format!("{adults}, {children} ({age} {})", ages.join(", "))
            }
        }
    }

    /// So many of something: its counter in Korean; its singular and plural in English.
    ///
    /// ```
    /// # use kernel::{Locale, Words};
    /// assert_eq!(Words(Locale::Ko).count(2, "건", ("booking", "bookings")), "2건");
    /// assert_eq!(Words(Locale::En).count(1, "건", ("booking", "bookings")), "1 booking");
    /// ```
    pub fn count(self, count: u32, counter: &str, (one, many): (&str, &str)) -> String {
        match self.0 {
            Locale::Ko => format!("{count}{counter}"),
            Locale::En if count == 1 => format!("1 {one}"),
            Locale::En => format!("{count} {many}"),
        }
    }

    /// The one of two texts that is in this language.
    pub fn either<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self.0 {
            Locale::Ko => ko,
            Locale::En => en,
        }
    }
}

/// By name rather than by chrono's patterns, which are read anew for each date: a calendar says a hundred of them.
const ENGLISH_MONTHS: [&str; 12] = [
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

fn english_month(month0: u32) -> &'static str {
    let month = usize::try_from(month0).ok().and_then(|index| ENGLISH_MONTHS.get(index));
    month.copied().unwrap_or_default()
}

fn short_english_month(month0: u32) -> &'static str {
    let month = english_month(month0);
    month.get(..3).unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KO: Words = Words(Locale::Ko);
    const EN: Words = Words(Locale::En);

    #[test]
    fn a_date_is_as_long_as_its_place_allows() {
        let date = Date::new(2027, 3, 5).unwrap();

        assert_eq!(
            (KO.date(date).as_str(), EN.date(date).as_str()),
            ("2027년 3월 5일 (금)", "Friday, 5 March 2027")
        );
        assert_eq!(
            (KO.short_date(date).as_str(), EN.short_date(date).as_str()),
            ("2027년 3월 5일", "5 March 2027")
        );
        assert_eq!((KO.day_month(date).as_str(), EN.day_month(date).as_str()), ("3월 5일 (금)", "Fri 5 Mar"));
        assert_eq!((KO.month(date).as_str(), EN.month(date).as_str()), ("2027년 3월", "March 2027"));
    }

    #[test]
    fn a_moment_is_told_by_the_hotels_own_clock() {
        let at = "2027-12-31T15:05:59Z".parse().unwrap();

        assert_eq!(KO.instant(at, "Asia/Seoul".parse().unwrap()), "2028년 1월 1일 00:05");
        assert_eq!(EN.instant(at, "Europe/Lisbon".parse().unwrap()), "31 Dec 2027, 15:05");
    }

    #[test]
    fn money_wears_the_sign_that_guests_know() {
        let shown = |amount, code: &str| {
            let money = Money::new(amount, code.parse().unwrap());
            (KO.money(money), EN.money(money))
        };
        let same = |text: &str| (text.to_owned(), text.to_owned());

        assert_eq!(shown(12_900_000, "KRW"), ("12,900,000원".to_owned(), "₩12,900,000".to_owned()));
        assert_eq!(shown(-5_000, "KRW"), ("-5,000원".to_owned(), "-₩5,000".to_owned()));
        assert_eq!(shown(9_495, "EUR"), same("€94.95"));
        assert_eq!(shown(9_495, "USD"), same("$94.95"));
        assert_eq!(shown(9_495, "JPY"), same("¥9,495"));
        assert_eq!(shown(-9_495, "CHF"), same("CHF -94.95"));
        assert_eq!(shown(1_234_567, "KWD"), same("KWD 1,234.567"));
    }

    #[test]
    fn one_is_singular_and_children_have_ages() {
        assert_eq!((KO.nights(1).as_str(), EN.nights(1).as_str()), ("1박", "1 night"));
        assert_eq!((KO.guests(3).as_str(), EN.guests(3).as_str()), ("3명", "3 guests"));
        assert_eq!(EN.party(1, &[]), "1 adult");
        assert_eq!(EN.party(2, &[5, 9]), "2 adults, 2 children (ages 5, 9)");
        assert_eq!(KO.party(2, &[5, 9]), "성인 2명, 어린이 2명 (5세, 9세)");
        assert_eq!(
            (KO.rooms(2, "더블룸"), EN.rooms(2, "Double")),
            ("더블룸 2실".into(), "2 × Double".into())
        );
    }

    #[test]
    fn every_day_has_its_own_short_name() {
        let monday = Date::new(2027, 3, 1).unwrap();
        let week = |words: Words| -> Vec<_> {
            (0..7).map(|day| words.short_weekday(monday.plus_days(day).weekday())).collect()
        };

        assert_eq!(week(KO).concat(), "월화수목금토일");
        assert_eq!(week(EN).join(" "), "Mon Tue Wed Thu Fri Sat Sun");
    }
}
