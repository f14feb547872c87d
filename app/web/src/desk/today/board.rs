//! The board's columns: each group of the day with its cards.

use booking_api::{Board, BookingView, Group};
use kernel::{ConfirmationCode, Date, Locale};

use crate::{
    desk::{around::Around, errands::Errands},
    links::query,
};

use super::TodayWords;

/// Bookings that are treated alike.
pub(super) struct Column {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) total: u32,
    pub(super) empty: &'static str,
    pub(super) cards: Vec<Card>,
    /// Where all of them are, of a group that is longer than the board, and what that link says.
    pub(super) more: Option<(String, String)>,
}

/// A booking on the board.
pub(super) struct Card {
    pub(super) guest: String,
    pub(super) code: String,
    pub(super) link: String,
    pub(super) what: String,
    pub(super) when: String,
    pub(super) note: Option<String>,
    pub(super) is_late: bool,
    pub(super) errands: Errands,
    pub(super) check_in: String,
    pub(super) check_out: String,
    pub(super) no_show: String,
}

/// So much of a guest's wish is shown on a card.
const NOTE_SHOWN_CHARS: usize = 80;

/// Makes the columns of a day.
pub(super) struct Columns<'a> {
    pub(super) around: Around<'a>,
    pub(super) day: Date,
    pub(super) words: &'static TodayWords,
}

impl Columns<'_> {
    /// Every group; those overdue only when there are some.
    pub(super) fn of(&self, board: &Board) -> Vec<Column> {
        let words = self.words;
        let columns = [
            ("overdue", words.overdue, "", &board.overdue),
            ("arrivals", words.arrivals, words.no_arrivals, &board.arrivals),
            ("departures", words.departures, words.no_departures, &board.departures),
            ("in-house", words.in_house, words.no_in_house, &board.in_house),
            ("left", words.left, words.no_left, &board.left),
        ];
        let is_shown = |(id, _, _, group): &(_, _, _, &Group)| *id != "overdue" || group.total > 0;
        columns.into_iter().filter(is_shown).map(|column| self.column(column)).collect()
    }

    fn column(
        &self,
        (id, title, empty, group): (&'static str, &'static str, &'static str, &Group),
    ) -> Column {
        let is_cut = usize::try_from(group.total).is_ok_and(|total| total > group.bookings.len());
        Column {
            id,
            title,
            total: group.total,
            empty,
            cards: group.bookings.iter().map(|booking| self.card(booking)).collect(),
            more: is_cut.then(|| (self.all_of(id), see_all(group.total, self.around.locale))),
        }
    }

    fn all_of(&self, id: &str) -> String {
        let day = self.day.to_string();
        let filter = match id {
            "arrivals" => vec![("arrival_from", day.clone()), ("arrival_to", day)],
            "departures" => vec![("status", "checked_in".to_owned()), ("departure_to", day)],
            "left" => vec![("status", "checked_out".to_owned()), ("departure_from", day)],
            "in-house" => vec![("status", "checked_in".to_owned())],
            _ => {
                let before = self.day.minus_days(1).to_string();
                vec![("status", "confirmed".to_owned()), ("arrival_to", before)]
            }
        };
        self.around.link(&format!("bookings?{}", query(filter)))
    }

    fn card(&self, booking: &BookingView) -> Card {
        let (around, say) = (self.around, self.around.say());
        let code = booking.confirmation_code;
        let nights = u32::try_from(booking.nights.len()).unwrap_or(u32::MAX);
        let rooms = say.rooms(booking.rooms, around.room(&booking.room_type));
        let errand = |name| errand(around, code, name);
        Card {
            guest: booking.guest.name.clone(),
            code: code.to_string(),
            link: around.booking(code),
            what: format!(
                "{rooms} · {} · {}",
                say.party(booking.adults, &booking.children),
                say.money(booking.total)
            ),
            when: format!(
                "{} – {} · {}",
                say.day_month(booking.check_in),
                say.day_month(booking.check_out),
                say.nights(nights)
            ),
            note: booking.note.as_deref().map(beginning),
            is_late: is_late(booking, self.day),
            errands: Errands::of(booking, around),
            check_in: errand("check-in"),
            check_out: errand("check-out"),
            no_show: errand("no-show"),
        }
    }
}

fn errand(around: Around<'_>, code: ConfirmationCode, name: &str) -> String {
    around.errand(code, name)
}

fn is_late(booking: &BookingView, day: Date) -> bool {
    match booking.status {
        booking_api::BookingStatus::Confirmed => booking.check_in < day,
        booking_api::BookingStatus::CheckedIn => booking.check_out < day,
        _ => false,
    }
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= NOTE_SHOWN_CHARS {
        return line;
    }
    let cut: String = line.chars().take(NOTE_SHOWN_CHARS).collect();
    format!("{}…", cut.trim_end())
}

impl Column {
    pub(super) fn is_urgent(&self) -> bool {
        self.id == "overdue"
    }
}

fn see_all(total: u32, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{total}건 모두 보기"),
        Locale::En => format!("See all {total}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_wish_is_cut_between_characters() {
        let long = "가".repeat(200);

        assert_eq!(beginning("Late\n arrival"), "Late arrival");
        assert_eq!(beginning(&long).chars().count(), NOTE_SHOWN_CHARS + 1);
    }
}
