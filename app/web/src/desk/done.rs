//! What was done before a page is shown again.

use actix_web::HttpResponse;
use kernel::{ConfirmationCode, Locale};

use crate::{
    links::{query, with_query},
    respond::see_other,
};

/// Back to a page, which has words of its own for what was `done`.
pub(crate) fn see(page: &str, done: &str) -> HttpResponse {
    see_other(&with_query(page, &query([("done", done.to_owned())])))
}

/// What was done with a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Booked,
    WalkedIn,
    CheckedIn,
    CheckedOut,
    NoShow,
    Changed,
    Cancelled,
    Noted,
    Resent,
}

impl Done {
    const ALL: [Self; 9] = [
        Self::Booked,
        Self::WalkedIn,
        Self::CheckedIn,
        Self::CheckedOut,
        Self::NoShow,
        Self::Changed,
        Self::Cancelled,
        Self::Noted,
        Self::Resent,
    ];

    /// What an address calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::WalkedIn => "walked-in",
            Self::CheckedIn => "checked-in",
            Self::CheckedOut => "checked-out",
            Self::NoShow => "no-show",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Noted => "noted",
            Self::Resent => "resent",
        }
    }

    /// What an address says was done.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.name() == name)
    }

    /// Back to a page that tells it of this booking.
    pub(crate) fn see(self, page: &str, code: ConfirmationCode) -> HttpResponse {
        see_other(&self.link(page, code))
    }

    fn link(self, page: &str, code: ConfirmationCode) -> String {
        with_query(page, &query([("done", self.name().to_owned()), ("code", code.to_string())]))
    }

    /// What was done with a guest's booking.
    pub(crate) fn in_words(self, guest: &str, locale: Locale) -> String {
        match locale {
            Locale::Ko => self.in_korean(guest),
            Locale::En => self.in_english(guest),
        }
    }

    fn in_korean(self, guest: &str) -> String {
        match self {
            Self::Booked => format!("{guest} 님의 예약을 만들었습니다. 확인 메일을 보냅니다."),
            Self::WalkedIn => format!("{guest} 님의 예약을 만들고 체크인했습니다."),
            Self::CheckedIn => format!("{guest} 님이 체크인했습니다."),
            Self::CheckedOut => format!("{guest} 님이 체크아웃했습니다."),
            Self::NoShow => format!("{guest} 님을 노쇼로 처리했습니다."),
            Self::Changed => format!("{guest} 님의 예약을 변경했습니다. 안내 메일을 보냅니다."),
            Self::Cancelled => format!("{guest} 님의 예약을 취소했습니다. 안내 메일을 보냅니다."),
            Self::Noted => "메모를 남겼습니다.".to_owned(),
            Self::Resent => "메일을 다시 보냅니다.".to_owned(),
        }
    }

    fn in_english(self, guest: &str) -> String {
        match self {
            Self::Booked => format!("{guest} is booked. The confirmation is on its way."),
            Self::WalkedIn => format!("{guest} is booked and checked in."),
            Self::CheckedIn => format!("{guest} is checked in."),
            Self::CheckedOut => format!("{guest} is checked out."),
            Self::NoShow => format!("{guest} is recorded as a no-show."),
            Self::Changed => format!("The booking of {guest} is changed. A mail is on its way."),
            Self::Cancelled => format!("The booking of {guest} is cancelled. A mail is on its way."),
            Self::Noted => "The note is kept.".to_owned(),
            Self::Resent => "The mail is sent again.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_only_what_is_in_our_words() {
        let code = "3F7K2M9QXR".parse().unwrap();

        let there = Done::Booked.link("/ko/desk/a/today?day=2030-05-01", code);

        assert_eq!(there, "/ko/desk/a/today?day=2030-05-01&done=booked&code=3F7K2M9QXR");
        assert_eq!(Done::CheckedIn.in_words("Ann", Locale::En), "Ann is checked in.");
        assert!(Done::ALL.into_iter().all(|done| Done::of(done.name()) == Some(done)));
        assert_eq!(Done::of("<b>"), None);
    }
}
