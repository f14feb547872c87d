//! What a cancellation costs, step by step, by the hotel's own clock.

use chrono::{DateTime, Utc};
use inventory_api::{CancellationPolicy, Hotel, InventoryWords, NightPrice, PricedStay};
use kernel::{Date, Locale, Money, TimeOfDay, Words, Zone};

use crate::words::words;

words! {
    /// What a ladder says beside dates and amounts.
    LadderWords {
        after: "그 이후 취소하거나 오지 않으실 경우" | "After that, or if you do not arrive",
        only: "취소하거나 오지 않으실 경우" | "If you cancel, or do not arrive",
        free: "무료 취소" | "Free cancellation",
        strict: "환불되지 않습니다" | "Non-refundable",
    }
}

/// A stay on offer or booked, as its terms are reckoned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfferedStay<'a> {
    pub(crate) arrival: Date,
    pub(crate) zone: Zone,
    pub(crate) check_in_time: TimeOfDay,
    pub(crate) nights: &'a [NightPrice],
    pub(crate) rooms: u16,
    pub(crate) total: Money,
}

impl<'a> OfferedStay<'a> {
    /// A stay at a hotel.
    pub(crate) fn at(
        hotel: &Hotel,
        arrival: Date,
        nights: &'a [NightPrice],
        rooms: u16,
        total: Money,
    ) -> Self {
        let profile = &hotel.profile;
        Self { arrival, zone: profile.time_zone, check_in_time: profile.check_in_time, nights, rooms, total }
    }
}

impl PricedStay for OfferedStay<'_> {
    fn arrival(&self) -> Date {
        self.arrival
    }

    fn clock(&self) -> (Zone, TimeOfDay) {
        (self.zone, self.check_in_time)
    }

    fn total(&self) -> Money {
        self.total
    }

    fn night_prices(&self) -> impl Iterator<Item = i64> {
        self.nights.iter().map(|night| night.price.amount)
    }

    fn rooms(&self) -> u16 {
        self.rooms
    }
}

/// One step of a ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) is_past: bool,
    /// Whether this is what cancelling costs now.
    pub(crate) is_now: bool,
}

/// What a cancellation costs, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ladder {
    pub(crate) steps: Vec<Step>,
    /// In one line: free until when, what it costs now, or that nothing comes back.
    pub(crate) summary: String,
    /// Whether cancelling costs nothing now.
    pub(crate) is_free_now: bool,
}

impl Ladder {
    /// The ladder of a stay as it stands at `now`.
    pub(crate) fn of(
        policy: &CancellationPolicy,
        stay: &impl PricedStay,
        now: DateTime<Utc>,
        say: Words,
    ) -> Self {
        let (words, (zone, _)) = (LadderWords::of(say.0), stay.clock());
        let Some((last, earlier)) = policy.0.split_last() else {
            return Self { steps: Vec::new(), summary: say.always_free().to_owned(), is_free_now: true };
        };
        let here = earlier.iter().position(|step| now <= step.deadline(stay)).unwrap_or(earlier.len());
        let mut steps: Vec<_> = earlier
            .iter()
            .enumerate()
            .map(|(index, step)| Step {
                when: until(&say.instant(step.deadline(stay), zone), say),
                what: say.penalty(step.penalty, stay),
                is_past: index < here,
                is_now: index == here,
            })
            .collect();
        steps.push(Step {
            when: if earlier.is_empty() { words.only } else { words.after }.to_owned(),
            what: say.penalty(last.penalty, stay),
            is_past: false,
            is_now: here == earlier.len(),
        });
        let summary = summary(policy, stay, now, say);
        Self { steps, summary, is_free_now: policy.penalty_at(now, stay).amount == 0 }
    }
}

fn summary(policy: &CancellationPolicy, stay: &impl PricedStay, now: DateTime<Utc>, say: Words) -> String {
    let (words, (zone, _)) = (LadderWords::of(say.0), stay.clock());
    let penalty = policy.penalty_at(now, stay);
    match policy.free_until(now, stay) {
        Some(until) => free_until(&say.instant(until, zone), say),
        None if penalty.amount == 0 => words.free.to_owned(),
        None if penalty == stay.total() => words.strict.to_owned(),
        None => costs_now(&say.money(penalty), say),
    }
}

fn until(moment: &str, say: Words) -> String {
    match say.0 {
        Locale::Ko => format!("{moment}까지"),
        Locale::En => format!("Until {moment}"),
    }
}

/// Until when cancelling is free.
pub(crate) fn free_until(moment: &str, say: Words) -> String {
    match say.0 {
        Locale::Ko => format!("{moment}까지 무료 취소"),
        Locale::En => format!("Free cancellation until {moment}"),
    }
}

fn costs_now(amount: &str, say: Words) -> String {
    match say.0 {
        Locale::Ko => format!("지금 취소 시 {amount}"),
        Locale::En => format!("Cancelling now costs {amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::Currency;

    fn ladder(now: &str) -> Ladder {
        let hotel = samples::hotel();
        let arrival = Date::new(2030, 5, 10).unwrap();
        let total = Money::new(200_000, Currency::KRW);
        let policy = &hotel.rate_plans[0].profile.cancellation;
        let stay = OfferedStay::at(&hotel, arrival, &[], 1, total);
        Ladder::of(policy, &stay, now.parse().unwrap(), Words(Locale::En))
    }

    #[test]
    fn a_ladder_tells_where_one_stands() {
        let free = ladder("2030-05-01T00:00:00Z");
        let late = ladder("2030-05-09T00:00:00Z");

        assert_eq!(free.summary, "Free cancellation until 7 May 2030, 15:00");
        assert_eq!(free.steps[0].when, "Until 7 May 2030, 15:00");
        assert_eq!(free.steps[1].what, "the full price (₩200,000)");
        assert!(free.steps[0].is_now && free.is_free_now && !free.steps[1].is_now);
        assert!(late.steps[0].is_past && late.steps[1].is_now && !late.is_free_now);
        assert_eq!(late.summary, "Non-refundable");
    }
}
