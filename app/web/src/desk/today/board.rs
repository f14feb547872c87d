//! The board's columns: each group of the day with its cards.

use booking_api::{Board, BookingStatus, BookingView, Group};
use kernel::{Date, Locale};

use crate::{
    desk::{around::Around, errands::Errands},
    links::query,
    shown::nights_of,
};

use super::TodayWords;

/// Bookings that are treated alike.
pub(super) struct Column {
    pub(super) id: &'static str,
    pub(super) is_urgent: bool,
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

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Overdue,
    Arrivals,
    Departures,
    InHouse,
    Left,
}

impl Part {
    const ALL: [Self; 5] = [Self::Overdue, Self::Arrivals, Self::Departures, Self::InHouse, Self::Left];

    fn id(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Arrivals => "arrivals",
            Self::Departures => "departures",
            Self::InHouse => "in-house",
            Self::Left => "left",
        }
    }

    /// Its title, and what it says where nobody is.
    fn in_words(self, words: &TodayWords) -> (&'static str, &'static str) {
        match self {
            Self::Overdue => (words.overdue, ""),
            Self::Arrivals => (words.arrivals, words.no_arrivals),
            Self::Departures => (words.departures, words.no_departures),
            Self::InHouse => (words.in_house, words.no_in_house),
            Self::Left => (words.left, words.no_left),
        }
    }

    fn of(self, board: &Board) -> &Group {
        match self {
            Self::Overdue => &board.overdue,
            Self::Arrivals => &board.arrivals,
            Self::Departures => &board.departures,
            Self::InHouse => &board.in_house,
            Self::Left => &board.left,
        }
    }
}

/// Makes the columns of a day.
pub(super) struct Columns<'a> {
    pub(super) around: Around<'a>,
    pub(super) day: Date,
    pub(super) words: &'static TodayWords,
}

impl Columns<'_> {
    /// Every part; those overdue only when there are some.
    pub(super) fn of(&self, board: &Board) -> Vec<Column> {
        let groups = Part::ALL.map(|part| (part, part.of(board)));
        let shown = groups.into_iter().filter(|(part, group)| *part != Part::Overdue || group.total > 0);
        shown.map(|(part, group)| self.column(part, group)).collect()
    }

    fn column(&self, part: Part, group: &Group) -> Column {
        let (title, empty) = part.in_words(self.words);
        let is_cut = usize::try_from(group.total).is_ok_and(|total| total > group.bookings.len());
        Column {
            id: part.id(),
            is_urgent: part == Part::Overdue,
            title,
            total: group.total,
            empty,
            cards: group.bookings.iter().map(|booking| self.card(booking)).collect(),
            more: is_cut.then(|| (self.all_of(part), see_all(group.total, self.around.locale))),
        }
    }

    /// The list of all its bookings.
    fn all_of(&self, part: Part) -> String {
        let (day, before) = (self.day.to_string(), self.day.minus_days(1).to_string());
        let status = |status: BookingStatus| ("status", status.name().to_owned());
        let filter = match part {
            Part::Overdue => vec![status(BookingStatus::Confirmed), ("arrival_to", before)],
            Part::Arrivals => vec![("arrival_from", day.clone()), ("arrival_to", day)],
            Part::Departures => vec![status(BookingStatus::CheckedIn), ("departure_to", day)],
            Part::InHouse => vec![status(BookingStatus::CheckedIn)],
            Part::Left => vec![status(BookingStatus::CheckedOut), ("departure_from", day)],
        };
        self.around.link(&format!("bookings?{}", query(filter)))
    }

    fn card(&self, booking: &BookingView) -> Card {
        let (around, say) = (self.around, self.around.say());
        let code = booking.confirmation_code;
        let rooms = say.rooms(booking.rooms, around.room(&booking.room_type));
        let errand = |name| around.errand(code, name);
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
                say.nights(nights_of(booking))
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

fn is_late(booking: &BookingView, day: Date) -> bool {
    match booking.status {
        BookingStatus::Confirmed => booking.check_in < day,
        BookingStatus::CheckedIn => booking.check_out < day,
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
