//! A night's stock, price and restrictions, as packed as a calendar of two years wants them.

use serde::{Deserialize, Serialize};

/// Restrictions of a night, of a room type or of one of its rate plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// Zero: no rule.
    min_stay: u16,
    /// Zero: no rule.
    max_stay: u16,
    flags: u8,
}

const CLOSED: u8 = 1;
const CLOSED_TO_ARRIVAL: u8 = 2;
const CLOSED_TO_DEPARTURE: u8 = 4;

impl Rules {
    pub(crate) fn min_stay(self) -> Option<u16> {
        (self.min_stay > 0).then_some(self.min_stay)
    }

    pub(crate) fn max_stay(self) -> Option<u16> {
        (self.max_stay > 0).then_some(self.max_stay)
    }

    pub(crate) fn is_closed(self) -> bool {
        self.flags & CLOSED != 0
    }

    pub(crate) fn is_closed_to_arrival(self) -> bool {
        self.flags & CLOSED_TO_ARRIVAL != 0
    }

    pub(crate) fn is_closed_to_departure(self) -> bool {
        self.flags & CLOSED_TO_DEPARTURE != 0
    }

    pub(crate) fn set_min_stay(&mut self, nights: Option<u16>) {
        self.min_stay = nights.unwrap_or(0);
    }

    pub(crate) fn set_max_stay(&mut self, nights: Option<u16>) {
        self.max_stay = nights.unwrap_or(0);
    }

    pub(crate) fn set_closed(&mut self, is_set: bool) {
        self.set(CLOSED, is_set);
    }

    pub(crate) fn set_closed_to_arrival(&mut self, is_set: bool) {
        self.set(CLOSED_TO_ARRIVAL, is_set);
    }

    pub(crate) fn set_closed_to_departure(&mut self, is_set: bool) {
        self.set(CLOSED_TO_DEPARTURE, is_set);
    }

    fn set(&mut self, flag: u8, is_set: bool) {
        if is_set {
            self.flags |= flag;
        } else {
            self.flags &= !flag;
        }
    }

    /// Both sets of rules at once: the stricter wins, field by field.
    pub(crate) fn and(self, other: Self) -> Self {
        let max_stay = match (self.max_stay, other.max_stay) {
            (0, only) | (only, 0) => only,
            (one, another) => one.min(another),
        };
        Self { min_stay: self.min_stay.max(other.min_stay), max_stay, flags: self.flags | other.flags }
    }
}

/// A room type's night: its stock and its own restrictions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Night {
    pub(crate) allotment: u32,
    pub(crate) overbooking: u32,
    pub(crate) taken: u32,
    pub(crate) rules: Rules,
}

impl Night {
    /// How many rooms may be sold in all.
    pub(crate) fn limit(self) -> u64 {
        u64::from(self.allotment) + u64::from(self.overbooking)
    }

    /// How many rooms are left.
    pub(crate) fn available(self) -> u32 {
        let left = self.limit().saturating_sub(self.taken.into());
        u32::try_from(left).unwrap_or(u32::MAX)
    }
}

/// A rate plan's night: its price and its own restrictions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rate {
    /// Minor units; negative: none.
    price_minor: i64,
    pub(crate) rules: Rules,
}

impl Default for Rate {
    fn default() -> Self {
        Self { price_minor: -1, rules: Rules::default() }
    }
}

impl Rate {
    pub(crate) fn price_minor(self) -> Option<i64> {
        (self.price_minor >= 0).then_some(self.price_minor)
    }

    pub(crate) fn set_price_minor(&mut self, price_minor: Option<i64>) {
        self.price_minor = price_minor.unwrap_or(-1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_rule_wins_field_by_field() {
        let mut of_type = Rules::default();
        of_type.set_min_stay(Some(2));
        of_type.set_max_stay(Some(7));
        let mut of_plan = Rules::default();
        of_plan.set_min_stay(Some(3));
        of_plan.set_closed_to_arrival(true);

        let both = of_type.and(of_plan);

        assert_eq!((both.min_stay(), both.max_stay()), (Some(3), Some(7)));
        assert!(both.is_closed_to_arrival() && !both.is_closed());
    }

    #[test]
    fn a_night_can_have_no_room_left_but_never_fewer() {
        let night = Night { allotment: 2, overbooking: 1, taken: 3, rules: Rules::default() };

        assert_eq!(night.available(), 0);
        assert_eq!(Night { taken: 1, ..night }.available(), 2);
    }
}
