//! What a cancellation costs, and when.

use chrono::{DateTime, Utc};
use kernel::{Date, Money, TimeOfDay, Zone, share};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// A ladder of steps, earliest first. A step holds until its deadline: the hotel's check-in time on the day
/// `until_days` before arrival. After the last deadline, and for a no-show, the last step holds. No steps: free.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct CancellationPolicy(pub Vec<PolicyStep>);

/// One step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyStep {
    /// Days before arrival, 0 to 730; each step fewer than the one before it.
    #[schema(maximum = 730)]
    pub until_days: u16,
    /// What cancelling costs until then.
    pub penalty: Penalty,
}

/// What is kept of a stay's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    /// How `value` is read.
    pub kind: PenaltyKind,
    /// Percent of the total (0 to 100), first nights, or minor units. Never more than the total is kept.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub value: i64,
}

/// How a penalty's value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PenaltyKind {
    /// Nothing is kept.
    None,
    /// A percentage of the total.
    Percent,
    /// The price of the first nights.
    Nights,
    /// An amount.
    Amount,
}

/// A stay with its price: all that a penalty and its deadline are reckoned from.
pub trait PricedStay {
    /// The date of arrival.
    fn arrival(&self) -> Date;
    /// The hotel's zone and the time at which its deadlines pass.
    fn clock(&self) -> (Zone, TimeOfDay);
    /// All nights and rooms, and the taxes on top.
    fn total(&self) -> Money;
    /// The price of one room in minor units, night by night, without taxes on top.
    fn night_prices(&self) -> impl Iterator<Item = i64>;
    /// How many rooms.
    fn rooms(&self) -> u16;
}

/// Why a policy cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PolicyError {
    #[error("a policy has at most {} steps", CancellationPolicy::STEPS_MAX)]
    TooManySteps,
    #[error("until_days goes down from step to step and is 0 to 730")]
    Order,
    #[error("a penalty's value is 0 to 100 percent, 0 to 366 nights, or an amount of 0 or more")]
    Value,
}

/// A policy applied to one stay at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CancellationTerms {
    /// The ladder.
    pub policy: CancellationPolicy,
    /// Until when cancelling is free; null when it no longer is, or never was.
    pub free_until: Option<DateTime<Utc>>,
    /// What cancelling costs right now.
    pub penalty_now: Money,
}

impl CancellationPolicy {
    /// More steps than a guest will read.
    pub const STEPS_MAX: usize = 12;

    /// Whether the ladder makes sense.
    pub fn check(&self) -> Result<(), PolicyError> {
        if self.0.len() > Self::STEPS_MAX {
            return Err(PolicyError::TooManySteps);
        }
        let goes_down = self.0.is_sorted_by(|earlier, later| earlier.until_days > later.until_days);
        if !goes_down || self.0.iter().any(|step| step.until_days > 730) {
            return Err(PolicyError::Order);
        }
        if self.0.iter().all(|step| step.penalty.is_valid()) { Ok(()) } else { Err(PolicyError::Value) }
    }

    /// What cancelling costs at `now`.
    pub fn penalty_at(&self, now: DateTime<Utc>, stay: &impl PricedStay) -> Money {
        let open = self.0.iter().find(|step| now <= step.deadline(stay));
        open.or(self.0.last()).map_or(Money::zero(stay.total().currency), |step| step.penalty.of(stay))
    }

    /// What not coming costs.
    pub fn no_show_penalty(&self, stay: &impl PricedStay) -> Money {
        self.0.last().map_or(Money::zero(stay.total().currency), |step| step.penalty.of(stay))
    }

    /// Until when cancelling is free, if it still is at `now`.
    pub fn free_until(&self, now: DateTime<Utc>, stay: &impl PricedStay) -> Option<DateTime<Utc>> {
        if self.0.is_empty() {
            return Some(deadline(0, stay));
        }
        self.0
            .iter()
            .take_while(|step| step.penalty.of(stay).amount == 0)
            .last()
            .map(|step| step.deadline(stay))
            .filter(|deadline| now <= *deadline)
    }

    /// The policy as a guest meets it at `now`.
    pub fn terms_at(&self, now: DateTime<Utc>, stay: &impl PricedStay) -> CancellationTerms {
        CancellationTerms {
            policy: self.clone(),
            free_until: self.free_until(now, stay),
            penalty_now: self.penalty_at(now, stay),
        }
    }
}

impl PolicyStep {
    /// The last instant at which this step holds.
    pub fn deadline(&self, stay: &impl PricedStay) -> DateTime<Utc> {
        deadline(self.until_days, stay)
    }
}

fn deadline(days_before: u16, stay: &impl PricedStay) -> DateTime<Utc> {
    let (zone, time) = stay.clock();
    zone.instant(stay.arrival().minus_days(days_before.into()), time.to_naive())
}

impl Penalty {
    fn is_valid(self) -> bool {
        match self.kind {
            PenaltyKind::None => self.value == 0,
            PenaltyKind::Percent => (0..=100).contains(&self.value),
            PenaltyKind::Nights => (0..=366).contains(&self.value),
            PenaltyKind::Amount => self.value >= 0,
        }
    }

    /// What is kept of this stay's price: never less than nothing, never more than all.
    pub fn of(self, stay: &impl PricedStay) -> Money {
        let Money { amount: total, currency } = stay.total();
        let kept = match self.kind {
            PenaltyKind::None => 0,
            PenaltyKind::Percent => share(total, self.value, 100).unwrap_or(total),
            PenaltyKind::Nights => first_nights(stay, self.value),
            PenaltyKind::Amount => self.value,
        };
        Money::new(kept.clamp(0, total.max(0)), currency)
    }
}

/// What the first nights cost over all rooms, without taxes on top.
fn first_nights(stay: &impl PricedStay, count: i64) -> i64 {
    let count = usize::try_from(count).unwrap_or(0);
    let nights = stay.night_prices().take(count);
    nights.map(|price| price.saturating_mul(stay.rooms().into())).fold(0, i64::saturating_add)
}
