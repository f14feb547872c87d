//! Where a booking stands, in words.

use booking_api::BookingStatus;
use kernel::Locale;

use crate::words::words;

words! {
    /// Every status's name.
    StatusWords {
        confirmed: "예약 확정" | "Confirmed",
        checked_in: "투숙 중" | "In house",
        checked_out: "퇴실" | "Checked out",
        cancelled: "취소됨" | "Cancelled",
        no_show: "노쇼" | "No-show",
    }
}

/// A booking's status as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status {
    /// The status's name in JSON, which classes are called after.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
}

impl Status {
    pub(crate) fn of(status: BookingStatus, locale: Locale) -> Self {
        let words = StatusWords::of(locale);
        let label = match status {
            BookingStatus::Confirmed => words.confirmed,
            BookingStatus::CheckedIn => words.checked_in,
            BookingStatus::CheckedOut => words.checked_out,
            BookingStatus::Cancelled => words.cancelled,
            BookingStatus::NoShow => words.no_show,
        };
        Self { name: status.name(), label }
    }
}
