//! A booking's life: what may happen to it, from which status, on which days.

use booking_api::{BookingRefusal, BookingStatus, DeskAction, kinds};
use kernel::{Date, Stay};

/// Something that happens to a booking after it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Cancel,
    Change,
    CheckIn,
    CheckOut,
    NoShow,
}

impl Action {
    /// The order for it, as a refusal names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Change => "change",
            Self::CheckIn => "check_in",
            Self::CheckOut => "check_out",
            Self::NoShow => "no_show",
        }
    }

    /// What its history says afterwards.
    pub(crate) fn past_tense(self) -> &'static str {
        match self {
            Self::Cancel => "cancelled",
            Self::Change => "changed",
            Self::CheckIn => "checked_in",
            Self::CheckOut => "checked_out",
            Self::NoShow => "no_show",
        }
    }

    /// The event that tells of it.
    pub(crate) fn event_kind(self) -> &'static str {
        match self {
            Self::Cancel => kinds::CANCELLED,
            Self::Change => kinds::CHANGED,
            Self::CheckIn => kinds::CHECKED_IN,
            Self::CheckOut => kinds::CHECKED_OUT,
            Self::NoShow => kinds::NO_SHOW,
        }
    }
}

impl From<DeskAction> for Action {
    fn from(action: DeskAction) -> Self {
        match action {
            DeskAction::CheckIn => Self::CheckIn,
            DeskAction::CheckOut => Self::CheckOut,
            DeskAction::NoShow => Self::NoShow,
        }
    }
}

/// Where a booking stands after `action`, or that it cannot happen from here.
pub(crate) fn after(status: BookingStatus, action: Action) -> Result<BookingStatus, BookingRefusal> {
    match (status, action) {
        (BookingStatus::Confirmed, Action::Cancel) => Ok(BookingStatus::Cancelled),
        (BookingStatus::Confirmed, Action::CheckIn) => Ok(BookingStatus::CheckedIn),
        (BookingStatus::Confirmed, Action::NoShow) => Ok(BookingStatus::NoShow),
        (BookingStatus::CheckedIn, Action::CheckOut) => Ok(BookingStatus::CheckedOut),
        (BookingStatus::Confirmed | BookingStatus::CheckedIn, Action::Change) => Ok(status),
        _ => Err(BookingRefusal::WrongStatus { status, action: action.name().to_owned() }),
    }
}

/// A guest checks in on a day of the stay.
pub(crate) fn may_check_in(stay: Stay, today: Date) -> Result<(), BookingRefusal> {
    if stay.contains(today) {
        return Ok(());
    }
    wrong_day(format!(
        "Check-in is possible from {} to the day before {}; at the hotel it is {today}.",
        stay.check_in(),
        stay.check_out(),
    ))
}

/// A guest can only fail to come once the day of arrival has begun.
pub(crate) fn may_be_no_show(stay: Stay, today: Date) -> Result<(), BookingRefusal> {
    if today >= stay.check_in() {
        return Ok(());
    }
    wrong_day(format!("A no-show is recorded on {} or later; at the hotel it is {today}.", stay.check_in()))
}

/// A guest in house keeps the day of arrival and the nights already slept.
pub(crate) fn may_change(
    status: BookingStatus,
    (from, to): (Stay, Stay),
    today: Date,
) -> Result<(), BookingRefusal> {
    after(status, Action::Change)?;
    if status != BookingStatus::CheckedIn {
        return Ok(());
    }
    if to.check_in() != from.check_in() {
        return Err(BookingRefusal::WrongStatus { status, action: "change_arrival".to_owned() });
    }
    if to.check_out() >= today.min(from.check_out()) {
        return Ok(());
    }
    wrong_day(format!("A guest in house leaves today, {today}, at the earliest."))
}

/// The first night that an early departure gives back: tonight, but never the night of arrival.
pub(crate) fn first_night_given_back(stay: Stay, today: Date) -> Date {
    today.max(stay.check_in().plus_days(1))
}

fn wrong_day(detail: String) -> Result<(), BookingRefusal> {
    Err(BookingRefusal::WrongDay { detail })
}

#[cfg(test)]
mod tests {
    use super::*;
    use BookingStatus::{Cancelled, CheckedIn, CheckedOut, Confirmed, NoShow};

    const ACTIONS: [Action; 5] =
        [Action::Cancel, Action::Change, Action::CheckIn, Action::CheckOut, Action::NoShow];

    fn stay(check_in: &str, check_out: &str) -> Stay {
        Stay::new(check_in.parse().unwrap(), check_out.parse().unwrap()).unwrap()
    }

    #[test]
    fn each_status_allows_what_it_allows_and_nothing_else() {
        let allowed = [
            (Confirmed, Action::Cancel, Cancelled),
            (Confirmed, Action::Change, Confirmed),
            (Confirmed, Action::CheckIn, CheckedIn),
            (Confirmed, Action::NoShow, NoShow),
            (CheckedIn, Action::Change, CheckedIn),
            (CheckedIn, Action::CheckOut, CheckedOut),
        ];

        for status in BookingStatus::ALL {
            for action in ACTIONS {
                let expected = allowed.iter().find(|(s, a, _)| (*s, *a) == (status, action));
                match expected {
                    Some((_, _, next)) => assert_eq!(after(status, action), Ok(*next)),
                    None => assert_eq!(
                        after(status, action),
                        Err(BookingRefusal::WrongStatus { status, action: action.name().into() })
                    ),
                }
            }
        }
    }

    #[test]
    fn check_in_is_on_a_day_of_the_stay() {
        let stay = stay("2030-05-01", "2030-05-03");
        let is_allowed = |today: &str| may_check_in(stay, today.parse().unwrap()).is_ok();

        assert!(!is_allowed("2030-04-30"));
        assert!(is_allowed("2030-05-01"));
        assert!(is_allowed("2030-05-02"));
        assert!(!is_allowed("2030-05-03"));
    }

    #[test]
    fn nobody_fails_to_come_before_the_day_of_arrival() {
        let stay = stay("2030-05-01", "2030-05-03");

        assert!(may_be_no_show(stay, "2030-04-30".parse().unwrap()).is_err());
        assert!(may_be_no_show(stay, "2030-05-01".parse().unwrap()).is_ok());
        assert!(may_be_no_show(stay, "2031-01-01".parse().unwrap()).is_ok());
    }

    #[test]
    fn a_guest_in_house_keeps_the_arrival_and_the_nights_slept() {
        let from = stay("2030-05-01", "2030-05-05");
        let today = "2030-05-03".parse().unwrap();
        let to = |to: Stay| may_change(CheckedIn, (from, to), today);

        assert_eq!(to(stay("2030-05-01", "2030-05-09")), Ok(()));
        assert_eq!(to(stay("2030-05-01", "2030-05-03")), Ok(()));
        assert!(matches!(to(stay("2030-05-01", "2030-05-02")), Err(BookingRefusal::WrongDay { .. })));
        assert!(matches!(to(stay("2030-05-02", "2030-05-05")), Err(BookingRefusal::WrongStatus { .. })));
        assert_eq!(may_change(Confirmed, (from, stay("2031-01-01", "2031-01-02")), today), Ok(()));
    }

    #[test]
    fn the_night_of_arrival_is_never_given_back() {
        let stay = stay("2030-05-01", "2030-05-05");
        let first = |today: &str| first_night_given_back(stay, today.parse().unwrap()).to_string();

        assert_eq!(first("2030-05-01"), "2030-05-02");
        assert_eq!(first("2030-05-03"), "2030-05-03");
    }
}
