//! Why stock was not lowered: the nights on which more rooms are taken, and whose they are.

use inventory_api::{AriRefusal, Hotel, NightConflict};
use kernel::{ConfirmationCode, Locale, Words};

use crate::{shown::room_name, words::words};

words! {
    /// What a refusal says.
    ConflictWords {
        title: "이미 팔린 객실보다 적게 줄일 수 없습니다. 아무것도 바뀌지 않았습니다." | "More rooms are taken than would be left. Nothing was changed.",
        nights: "걸리는 밤" | "Nights in the way",
        bookings: "해당 예약" | "Bookings concerned",
        help: "예약을 옮기거나 객실 수를 더 크게 입력해 주세요." | "Move these bookings, or leave more rooms.",
    }
}

/// More nights than anybody reads.
const NIGHTS_SHOWN: usize = 30;

/// A refusal as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Conflict {
    pub(super) words: &'static ConflictWords,
    pub(super) nights: Vec<String>,
    /// How many nights are not listed, in words.
    pub(super) more_nights: Option<String>,
    /// Codes with where they lead.
    pub(super) bookings: Vec<(String, String)>,
    /// Rooms held by guests who are booking right now, in words.
    pub(super) holds: Option<String>,
}

impl Conflict {
    pub(super) fn of(
        refusal: &AriRefusal,
        hotel: &Hotel,
        locale: Locale,
        to_booking: impl Fn(ConfirmationCode) -> String,
    ) -> Self {
        let AriRefusal::BelowTaken { nights, bookings, holds } = refusal;
        let left_out = u32::try_from(nights.len().saturating_sub(NIGHTS_SHOWN)).unwrap_or(u32::MAX);
        Self {
            words: ConflictWords::of(locale),
            nights: nights
                .iter()
                .take(NIGHTS_SHOWN)
                .map(|night| night_in_words(night, hotel, locale))
                .collect(),
            more_nights: (left_out > 0).then(|| more(left_out, locale)),
            bookings: bookings.iter().map(|code| (code.to_string(), to_booking(*code))).collect(),
            holds: (*holds > 0).then(|| holds_in_words(*holds, locale)),
        }
    }
}

fn night_in_words(night: &NightConflict, hotel: &Hotel, locale: Locale) -> String {
    let NightConflict { room_type, date, taken, limit } = night;
    let (room, date) = (room_name(hotel, room_type, locale), Words(locale).day_month(*date));
    match locale {
        Locale::Ko => format!("{room} · {date}: {taken}실이 판매되어 {limit}실로 줄일 수 없습니다"),
        Locale::En => format!("{room} · {date}: {taken} taken, cannot go down to {limit}"),
    }
}

fn more(nights: u32, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("외 {nights}박"),
        Locale::En => format!("and {nights} more"),
    }
}

fn holds_in_words(holds: u32, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("지금 예약 중인 손님이 잡아 둔 건도 {holds}건 있습니다."),
        Locale::En if holds == 1 => "A guest who is booking right now holds rooms, too.".to_owned(),
        Locale::En => format!("{holds} guests who are booking right now hold rooms, too."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{desk::ari::samples, samples::hotel};

    #[test]
    fn a_refusal_says_which_nights_whose_rooms_and_who_is_booking() {
        let conflict = Conflict::of(&samples::below_taken(), &hotel(), Locale::En, |code| format!("/{code}"));

        assert_eq!(conflict.nights, ["Courtyard double · Fri 3 May: 24 taken, cannot go down to 20"]);
        assert_eq!(conflict.bookings, [(samples::code().to_string(), format!("/{}", samples::code()))]);
        assert_eq!(conflict.holds.as_deref(), Some("2 guests who are booking right now hold rooms, too."));
        assert_eq!(conflict.more_nights, None);
    }

    #[test]
    fn of_very_many_nights_the_first_are_listed_and_the_rest_counted() {
        let AriRefusal::BelowTaken { nights, .. } = samples::below_taken();
        let many = AriRefusal::BelowTaken { nights: vec![nights[0].clone(); 40], bookings: vec![], holds: 0 };

        let conflict = Conflict::of(&many, &hotel(), Locale::Ko, |_| String::new());

        assert_eq!((conflict.nights.len(), conflict.more_nights.as_deref()), (30, Some("외 10박")));
        assert_eq!(conflict.holds, None);
    }
}
