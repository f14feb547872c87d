//! What can be done with a booking now: what its status and the day allow, to whoever may do it.
//!
//! It decides which buttons are shown; whether it is done, booking decides.

use booking_api::{BookingStatus, BookingView};

use crate::desk::around::Around;

/// Something to do with a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errand {
    CheckIn,
    CheckOut,
    NoShow,
    Change,
    Cancel,
}

/// Everything that can be done with a booking now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Errands(Vec<Errand>);

impl Errands {
    pub(crate) fn of(booking: &BookingView, around: Around<'_>) -> Self {
        if !around.may_write {
            return Self::default();
        }
        let today = around.today();
        let is_stay = (booking.check_in..booking.check_out).contains(&today);
        let errands = match booking.status {
            BookingStatus::Confirmed => vec![
                is_stay.then_some(Errand::CheckIn),
                (today >= booking.check_in).then_some(Errand::NoShow),
                Some(Errand::Change),
                Some(Errand::Cancel),
            ],
            BookingStatus::CheckedIn => vec![Some(Errand::CheckOut), Some(Errand::Change)],
            BookingStatus::CheckedOut | BookingStatus::Cancelled | BookingStatus::NoShow => Vec::new(),
        };
        Self(errands.into_iter().flatten().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has_check_in(&self) -> bool {
        self.0.contains(&Errand::CheckIn)
    }

    pub(crate) fn has_check_out(&self) -> bool {
        self.0.contains(&Errand::CheckOut)
    }

    pub(crate) fn has_no_show(&self) -> bool {
        self.0.contains(&Errand::NoShow)
    }

    pub(crate) fn has_change(&self) -> bool {
        self.0.contains(&Errand::Change)
    }

    pub(crate) fn has_cancel(&self) -> bool {
        self.0.contains(&Errand::Cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::Locale;

    #[test]
    fn a_button_is_there_on_the_day_for_it_and_to_whoever_may_press_it() {
        let hotel = samples::hotel();
        let (mut booking, around) = (samples::booking().view, Around::sample(&hotel, Locale::En));

        let arriving = Errands::of(&booking, around);
        assert!(arriving.has_check_in() && arriving.has_no_show() && arriving.has_cancel());
        assert!(!arriving.has_check_out());

        let onlooker = Around { may_write: false, ..around };
        assert!(Errands::of(&booking, onlooker).is_empty());

        let the_day_before = Around { now: "2030-05-09T03:00:00Z".parse().unwrap(), ..around };
        let early = Errands::of(&booking, the_day_before);
        assert!(!early.has_check_in() && !early.has_no_show() && early.has_change());

        booking.status = BookingStatus::CheckedIn;
        let in_house = Errands::of(&booking, around);
        assert!(in_house.has_check_out() && in_house.has_change() && !in_house.has_cancel());

        booking.status = BookingStatus::Cancelled;
        assert!(Errands::of(&booking, around).is_empty());
    }
}
