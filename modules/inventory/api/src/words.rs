//! What inventory's nouns are called in each language: meals, taxes, and what a cancellation costs until when.

use chrono::{DateTime, Utc};
use kernel::{Date, Locale, Words};

use crate::{MealPlan, Penalty, PenaltyKind, PricedStay, Quote};

/// Says inventory's things in a language, for people to read.
pub trait InventoryWords {
    /// What is eaten, if the price has a meal in it: `조식 포함`, `breakfast included`.
    fn meals(self, plan: MealPlan) -> Option<&'static str>;

    /// A tax's name, with a word on whether the prices contain it.
    fn tax(self, name: &str, is_included: bool) -> String;

    /// What a penalty costs of this stay: `총액의 50% (64,500원)`, `50% of the total (₩64,500)`.
    fn penalty(self, penalty: Penalty, stay: &impl PricedStay) -> String;

    /// A step of the ladder that holds until a deadline, on the hotel's own clock.
    fn step_until(self, date: Date, time: &str, cost: &str) -> String;

    /// The last step, after all deadlines.
    fn step_after(self, is_only_step: bool, cost: &str) -> String;

    /// The ladder that has no steps.
    fn always_free(self) -> &'static str;

    /// The steps of the ladder that a guest can still meet at `now`, earliest first; never empty. Deadlines are
    /// told by the hotel's own clock, as they were agreed.
    fn ladder(self, quote: &Quote, now: DateTime<Utc>) -> Vec<String>;
}

impl InventoryWords for Words {
    fn meals(self, plan: MealPlan) -> Option<&'static str> {
        let (ko, en) = match plan {
            MealPlan::RoomOnly => return None,
            MealPlan::Breakfast => ("조식 포함", "breakfast included"),
            MealPlan::HalfBoard => ("조식과 한 끼 식사 포함", "half board"),
            MealPlan::FullBoard => ("세 끼 식사 포함", "full board"),
            MealPlan::AllInclusive => ("식사와 음료 모두 포함", "all inclusive"),
        };
        Some(self.either(ko, en))
    }

    fn tax(self, name: &str, is_included: bool) -> String {
        let remark = if is_included {
            self.either("요금에 포함", "included in the price")
        } else {
            self.either("별도", "on top")
        };
        format!("{name} ({remark})")
    }

    fn penalty(self, penalty: Penalty, stay: &impl PricedStay) -> String {
        let kept = penalty.of(stay);
        let amount = self.money(kept);
        if kept.amount == 0 {
            return self.either("무료", "free of charge").to_owned();
        }
        if kept == stay.total() {
            return match self.0 {
                Locale::Ko => format!("전액 ({amount})"),
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

    fn step_until(self, date: Date, time: &str, cost: &str) -> String {
        match self.0 {
            Locale::Ko => format!("{} {time}까지 취소하실 경우: {cost}", self.date(date)),
            Locale::En => format!("Until {}, {time}: {cost}", self.date(date)),
        }
    }

    fn step_after(self, is_only_step: bool, cost: &str) -> String {
        let when = if is_only_step {
            self.either("취소하시거나 숙박하지 않으실 경우", "If you cancel, or do not arrive")
        } else {
            self.either("그 이후에 취소하시거나 숙박하지 않으실 경우", "After that, or if you do not arrive")
        };
        format!("{when}: {cost}")
    }

    fn always_free(self) -> &'static str {
        self.either("언제든지 무료로 취소하실 수 있습니다.", "You may cancel free of charge at any time.")
    }

    fn ladder(self, quote: &Quote, now: DateTime<Utc>) -> Vec<String> {
        let Some((last, earlier)) = quote.cancellation.0.split_last() else {
            return vec![self.always_free().to_owned()];
        };
        let time = quote.check_in_time.to_string();
        let mut lines: Vec<_> = earlier
            .iter()
            .filter(|step| now <= step.deadline(quote))
            .map(|step| {
                let date = quote.stay.check_in().minus_days(step.until_days.into());
                self.step_until(date, &time, &self.penalty(step.penalty, quote))
            })
            .collect();
        lines.push(self.step_after(lines.is_empty(), &self.penalty(last.penalty, quote)));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use kernel::{Currency, HotelId, Money, Party, RatePlanId, RoomTypeId, Stay};

    use crate::{CancellationPolicy, NightPrice, PolicyStep};

    const KO: Words = Words(Locale::Ko);
    const EN: Words = Words(Locale::En);

    fn penalty(kind: PenaltyKind, value: i64) -> Penalty {
        Penalty { kind, value }
    }

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Three nights of one room at 100 000 won: free until a week before, half until the day before, then a night.
    fn quote() -> Quote {
        let stay = Stay::new("2027-05-01".parse().unwrap(), "2027-05-04".parse().unwrap()).unwrap();
        let price = Money::new(100_000, Currency::KRW);
        let step = |until_days, kind, value| PolicyStep { until_days, penalty: penalty(kind, value) };
        Quote {
            hotel_id: HotelId::new(instant("2027-04-01T00:00:00Z")),
            room_type_id: RoomTypeId::new(instant("2027-04-01T00:00:00Z")),
            room_type: "DBL".parse().unwrap(),
            rate_plan_id: RatePlanId::new(instant("2027-04-01T00:00:00Z")),
            rate_plan: "BAR".parse().unwrap(),
            stay,
            rooms: 1,
            party: Party::new(2, vec![]).unwrap(),
            nights: stay.nights().map(|date| NightPrice { date, price }).collect(),
            taxes: vec![],
            total: Money::new(300_000, Currency::KRW),
            cancellation: CancellationPolicy(vec![
                step(7, PenaltyKind::None, 0),
                step(1, PenaltyKind::Percent, 50),
                step(0, PenaltyKind::Nights, 1),
            ]),
            time_zone: "Asia/Seoul".parse().unwrap(),
            check_in_time: "15:00".parse().unwrap(),
        }
    }

    #[test]
    fn a_ladder_is_told_step_by_step_and_passed_steps_are_left_out() {
        let quote = quote();

        assert_eq!(
            KO.ladder(&quote, instant("2027-04-01T00:00:00Z")),
            [
                "2027년 4월 24일 (토) 15:00까지 취소하실 경우: 무료",
                "2027년 4월 30일 (금) 15:00까지 취소하실 경우: 총액의 50% (150,000원)",
                "그 이후에 취소하시거나 숙박하지 않으실 경우: 첫 1박 요금 (100,000원)",
            ]
        );
        // The deadline itself, 15:00 in Seoul, is still in time; a microsecond later is not.
        assert_eq!(EN.ladder(&quote, instant("2027-04-30T06:00:00Z")).len(), 2);
        assert_eq!(
            EN.ladder(&quote, instant("2027-04-30T06:00:00.000001Z")),
            ["If you cancel, or do not arrive: the first night (₩100,000)"]
        );
    }

    #[test]
    fn a_ladder_without_steps_is_free() {
        let mut quote = quote();
        quote.cancellation = CancellationPolicy::default();

        assert_eq!(
            EN.ladder(&quote, instant("2027-04-01T00:00:00Z")),
            ["You may cancel free of charge at any time."]
        );
    }

    #[test]
    fn a_penalty_says_its_rule_and_its_amount() {
        let quote = quote();

        assert_eq!(EN.penalty(penalty(PenaltyKind::Percent, 0), &quote), "free of charge");
        assert_eq!(EN.penalty(penalty(PenaltyKind::Percent, 100), &quote), "the full price (₩300,000)");
        assert_eq!(KO.penalty(penalty(PenaltyKind::Nights, 9), &quote), "전액 (300,000원)");
        assert_eq!(EN.penalty(penalty(PenaltyKind::Nights, 2), &quote), "the first 2 nights (₩200,000)");
        assert_eq!(KO.penalty(penalty(PenaltyKind::Amount, 50_000), &quote), "50,000원");
    }

    #[test]
    fn meals_and_taxes_have_names() {
        assert_eq!(KO.meals(MealPlan::RoomOnly), None);
        assert_eq!(KO.meals(MealPlan::Breakfast), Some("조식 포함"));
        assert_eq!(EN.tax("VAT", true), "VAT (included in the price)");
        assert_eq!(KO.tax("도시세", false), "도시세 (별도)");
    }
}
