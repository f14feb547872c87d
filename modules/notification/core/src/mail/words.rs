//! Dates, money and counts, as each language writes them.

use chrono::Datelike;
use inventory_api::{MealPlan, Penalty, PenaltyKind, Quote};
use kernel::{Currency, Date, Locale, Money, Weekday};
use notification_api::Template;

/// Says things in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub(super) Locale);

impl Words {
    /// `2027년 5월 1일 (토)`, `Saturday, 1 May 2027`.
    pub(super) fn date(self, date: Date) -> String {
        let day = date.to_naive();
        let weekday = self.weekday(date.weekday());
        match self.0 {
            Locale::Ko => format!("{}년 {}월 {}일 ({weekday})", day.year(), day.month(), day.day()),
            Locale::En => format!("{weekday}, {}", day.format("%-d %B %Y")),
        }
    }

    /// `2027년 5월 1일`, `1 May 2027`: where many stand in a column.
    pub(super) fn short_date(self, date: Date) -> String {
        let day = date.to_naive();
        match self.0 {
            Locale::Ko => format!("{}년 {}월 {}일", day.year(), day.month(), day.day()),
            Locale::En => day.format("%-d %B %Y").to_string(),
        }
    }

    fn weekday(self, day: Weekday) -> &'static str {
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

    /// `₩129,000`, `EUR 129.00`.
    pub(super) fn money(money: Money) -> String {
        let text = money.to_string();
        match text.strip_prefix("KRW ") {
            Some(won) if money.currency == Currency::KRW => format!("₩{won}"),
            _ => text,
        }
    }

    /// `2박`, `2 nights`.
    pub(super) fn nights(self, count: u32) -> String {
        self.count(count, "박", ("night", "nights"))
    }

    /// `더블룸 2실`, `2 × Double`.
    pub(super) fn rooms(self, count: u16, room_type: &str) -> String {
        match self.0 {
            Locale::Ko => format!("{room_type} {count}실"),
            Locale::En => format!("{count} × {room_type}"),
        }
    }

    /// `성인 2명, 어린이 1명 (5세)`, `2 adults, 1 child (age 5)`.
    pub(super) fn party(self, adults: u16, children: &[u8]) -> String {
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

    /// What is eaten, if the price has a meal in it.
    pub(super) fn meals(self, plan: MealPlan) -> Option<&'static str> {
        let (ko, en) = match plan {
            MealPlan::RoomOnly => return None,
            MealPlan::Breakfast => ("조식 포함", "breakfast included"),
            MealPlan::HalfBoard => ("조식과 한 끼 식사 포함", "half board"),
            MealPlan::FullBoard => ("세 끼 식사 포함", "full board"),
            MealPlan::AllInclusive => ("식사와 음료 모두 포함", "all inclusive"),
        };
        Some(self.either(ko, en))
    }

    /// A tax's name, with a word on whether the prices contain it.
    pub(super) fn tax(self, name: &str, is_included: bool) -> String {
        let remark = if is_included {
            self.either("요금에 포함", "included in the price")
        } else {
            self.either("별도", "on top")
        };
        format!("{name} ({remark})")
    }

    /// What a step of the ladder costs: `총액의 50% (₩64,500)`, `50% of the total (EUR 64.50)`.
    pub(super) fn penalty(self, penalty: Penalty, quote: &Quote) -> String {
        let kept = penalty.of(quote);
        let amount = Self::money(kept);
        if kept.amount == 0 {
            return self.either("무료", "free of charge").to_owned();
        }
        if kept == quote.total {
            return match self.0 {
                Locale::Ko => format!("총액 전액 ({amount})"),
                Locale::En => format!("the full price ({amount})"),
            };
        }
        match (penalty.kind, self.0) {
            (PenaltyKind::Percent, Locale::Ko) => format!("총액의 {}% ({amount})", penalty.value),
            (PenaltyKind::Percent, Locale::En) => {
                format!("{}% of the total ({amount})", penalty.value)
            }
            (PenaltyKind::Nights, Locale::Ko) => format!("첫 {}박 요금 ({amount})", penalty.value),
            (PenaltyKind::Nights, Locale::En) if penalty.value == 1 => {
                format!("the first night ({amount})")
            }
            (PenaltyKind::Nights, Locale::En) => {
                format!("the first {} nights ({amount})", penalty.value)
            }
            (PenaltyKind::Amount | PenaltyKind::None, _) => amount,
        }
    }

    /// A step that holds until a deadline.
    pub(super) fn step_until(self, date: Date, time: &str, cost: &str) -> String {
        match self.0 {
            Locale::Ko => format!("{} {time}까지 취소하실 경우: {cost}", self.date(date)),
            Locale::En => format!("Until {}, {time}: {cost}", self.date(date)),
        }
    }

    /// The last step, after all deadlines.
    pub(super) fn step_after(self, is_only_step: bool, cost: &str) -> String {
        let when = if is_only_step {
            self.either("취소하시거나 숙박하지 않으실 경우", "If you cancel, or do not arrive")
        } else {
            self.either("그 이후에 취소하시거나 숙박하지 않으실 경우", "After that, or if you do not arrive")
        };
        format!("{when}: {cost}")
    }

    /// The ladder that has no steps.
    pub(super) fn always_free(self) -> String {
        self.either("언제든지 무료로 취소하실 수 있습니다.", "You may cancel free of charge at any time.")
            .to_owned()
    }

    /// The mail's subject.
    pub(super) fn subject(self, template: Template, hotel: &str, code: &str) -> String {
        let (ko, en) = match template {
            Template::Confirmation => ("예약이 확정되었습니다", "is confirmed"),
            Template::Change => ("예약이 변경되었습니다", "has been changed"),
            Template::Cancellation => ("예약이 취소되었습니다", "has been cancelled"),
        };
        match self.0 {
            Locale::Ko => format!("[{hotel}] {ko} ({code})"),
            Locale::En => format!("Your booking at {hotel} {en} ({code})"),
        }
    }

    /// A calendar entry's title and the words in it.
    pub(super) fn stay_at(self, hotel: &str) -> String {
        match self.0 {
            Locale::Ko => format!("{hotel} 숙박"),
            Locale::En => format!("Stay at {hotel}"),
        }
    }

    pub(super) fn either(self, ko: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Locale::Ko => ko,
            Locale::En => en,
        }
    }

    fn count(self, count: u32, counter: &str, (one, many): (&str, &str)) -> String {
        match self.0 {
            Locale::Ko => format!("{count}{counter}"),
            Locale::En if count == 1 => format!("1 {one}"),
            Locale::En => format!("{count} {many}"),
        }
    }
}
