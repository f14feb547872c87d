//! A booking before and after a change, side by side.

use booking_api::BookingView;
use inventory_api::{Code, Hotel};
use kernel::{Locale, Money, Stay, Words};

use crate::{
    shown::{nights_of, room_name},
    words::words,
};

words! {
    /// What a comparison is headed.
    CompareWords {
        caption: "변경 전과 후" | "Before and after",
        before: "변경 전" | "Before",
        after: "변경 후" | "After",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        nights: "숙박" | "Nights",
        room: "객실" | "Room",
        total: "합계" | "Total",
        difference: "차액" | "Difference",
    }
}

/// What a booking would become.
#[derive(Debug, Clone)]
pub(crate) struct ChangedTo<'a> {
    pub(crate) stay: Stay,
    pub(crate) room_type: &'a Code,
    pub(crate) total: Money,
}

/// A booking before and after a change.
#[derive(Debug, Clone)]
pub(crate) struct Compare {
    pub(crate) words: &'static CompareWords,
    /// Label, before, after.
    pub(crate) rows: Vec<(&'static str, String, String)>,
    /// With its sign: `+₩86,000`.
    pub(crate) difference: String,
}

impl Compare {
    pub(crate) fn of(booking: &BookingView, to: &ChangedTo<'_>, hotel: &Hotel, locale: Locale) -> Self {
        let (words, say) = (CompareWords::of(locale), Words(locale));
        let room = |code| room_name(hotel, code, locale).to_owned();
        let rows = vec![
            (words.check_in, say.date(booking.check_in), say.date(to.stay.check_in())),
            (words.check_out, say.date(booking.check_out), say.date(to.stay.check_out())),
            (words.nights, say.nights(nights_of(booking)), say.nights(to.stay.len())),
            (words.room, room(&booking.room_type), room(to.room_type)),
            (words.total, say.money(booking.total), say.money(to.total)),
        ];
        Self { words, rows, difference: difference(booking.total, to.total, say) }
    }
}

fn difference(before: Money, after: Money, say: Words) -> String {
    let Ok(difference) = after.minus(before) else { return String::new() };
    let sign = if difference.amount > 0 { "+" } else { "" };
    format!("{sign}{}", say.money(difference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Currency;

    #[test]
    fn a_difference_says_in_which_direction() {
        let won = |amount| Money::new(amount, Currency::KRW);
        let say = Words(Locale::En);

        assert_eq!(difference(won(200_000), won(286_000), say), "+₩86,000");
        assert_eq!(difference(won(200_000), won(114_000), say), "-₩86,000");
        assert_eq!(difference(won(200_000), won(200_000), say), "₩0");
    }
}
