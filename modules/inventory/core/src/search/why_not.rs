//! Of all that stands in the way of everything a hotel sells, the little that tells a guest most.

use std::collections::{BTreeMap, BTreeSet};

use inventory_api::{Reason, ReasonCode};
use kernel::Date;

use crate::domain::evaluate::Evaluation;

/// More than three reasons are read by nobody.
const REASONS_MAX: usize = 3;

/// How little a reason tells, and the date that gives it: least comes first.
///
/// A plan without a price for a room type is mostly not meant for it, so `no_rate` counts as the last of reasons;
/// and what few things stood in the way of came nearer to being sold than what many did.
type Rank = (bool, usize, Option<Date>);

/// The reasons that tell most, each code once, with its first date.
pub(super) fn telling(not_sold: &[Evaluation]) -> Vec<Reason> {
    let mut ranks: BTreeMap<ReasonCode, Rank> = BTreeMap::new();
    for found in not_sold {
        let reasons = found.why_not();
        let obstacles = reasons.iter().map(|reason| reason.code).collect::<BTreeSet<_>>().len();
        for Reason { code, date } in reasons {
            let rank = (code == ReasonCode::NoRate, obstacles, date);
            ranks.entry(code).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
        }
    }
    let mut ranked: Vec<_> = ranks.into_iter().collect();
    ranked.sort_by_key(|(code, (is_no_rate, obstacles, _))| (*is_no_rate, *obstacles, *code));
    ranked.into_iter().take(REASONS_MAX).map(|(code, (_, _, date))| Reason { code, date }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = (ReasonCode, Option<Date>);

    fn on(day: u8, code: ReasonCode) -> Told {
        (code, Some(night(day)))
    }

    fn night(day: u8) -> Date {
        format!("2027-05-{day:02}").parse().unwrap()
    }

    fn not_sold(reasons: &[Told], sold_out: &[u8]) -> Evaluation {
        Evaluation {
            reasons: reasons.iter().map(|(code, date)| Reason { code: *code, date: *date }).collect(),
            sold_out: sold_out.iter().map(|day| night(*day)).collect(),
            ..Evaluation::default()
        }
    }

    fn told(not_sold: &[Evaluation]) -> Vec<Told> {
        telling(not_sold).into_iter().map(|reason| (reason.code, reason.date)).collect()
    }

    #[test]
    fn what_came_nearest_to_being_sold_is_told_first() {
        let suite = not_sold(&[(ReasonCode::TooManyGuests, None), on(2, ReasonCode::Closed)], &[]);
        let double = not_sold(&[on(1, ReasonCode::MinStay)], &[]);

        assert_eq!(
            told(&[suite, double]),
            [on(1, ReasonCode::MinStay), on(2, ReasonCode::Closed), (ReasonCode::TooManyGuests, None)]
        );
    }

    #[test]
    fn a_code_is_told_once_with_its_first_date() {
        let double = not_sold(&[], &[4, 5]);
        let twin = not_sold(&[], &[3, 4, 5]);

        assert_eq!(told(&[double, twin]), [on(3, ReasonCode::SoldOut)]);
    }

    #[test]
    fn a_plan_that_is_not_meant_for_a_room_type_tells_least() {
        let not_meant = not_sold(&[on(1, ReasonCode::NoRate)], &[]);
        let full = not_sold(&[on(1, ReasonCode::ClosedToArrival), on(1, ReasonCode::MinStay)], &[1]);

        let reasons = told(&[not_meant.clone(), full]);

        assert_eq!(reasons.len(), REASONS_MAX);
        assert!(!reasons.contains(&on(1, ReasonCode::NoRate)), "{reasons:?}");
        assert_eq!(told(&[not_meant]), [on(1, ReasonCode::NoRate)], "unless there is no other");
    }
}
