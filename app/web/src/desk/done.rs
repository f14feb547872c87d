//! What was done to a booking before its page is shown again.

use kernel::{ConfirmationCode, Locale};

use crate::links::query;

/// An address that says what was done there: `done` is one of the words of [`in_words`].
pub(crate) fn link(page: &str, done: &str, code: ConfirmationCode) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    format!("{page}{joint}{}", query([("done", done.to_owned()), ("code", code.to_string())]))
}

/// What was done with a guest's booking.
pub(crate) fn in_words(done: &str, guest: &str, locale: Locale) -> Option<String> {
    let words = match (done, locale) {
        ("booked", Locale::Ko) => format!("{guest} 님의 예약을 만들었습니다. 확인 메일을 보냅니다."),
        ("booked", Locale::En) => format!("{guest} is booked. The confirmation is on its way."),
        ("walked-in", Locale::Ko) => format!("{guest} 님의 예약을 만들고 체크인했습니다."),
        ("walked-in", Locale::En) => format!("{guest} is booked and checked in."),
        ("checked-in", Locale::Ko) => format!("{guest} 님이 체크인했습니다."),
        ("checked-in", Locale::En) => format!("{guest} is checked in."),
        ("checked-out", Locale::Ko) => format!("{guest} 님이 체크아웃했습니다."),
        ("checked-out", Locale::En) => format!("{guest} is checked out."),
        ("no-show", Locale::Ko) => format!("{guest} 님을 노쇼로 처리했습니다."),
        ("no-show", Locale::En) => format!("{guest} is recorded as a no-show."),
        ("changed", Locale::Ko) => format!("{guest} 님의 예약을 변경했습니다. 안내 메일을 보냅니다."),
        ("changed", Locale::En) => format!("The booking of {guest} is changed. A mail is on its way."),
        ("cancelled", Locale::Ko) => format!("{guest} 님의 예약을 취소했습니다. 안내 메일을 보냅니다."),
        ("cancelled", Locale::En) => format!("The booking of {guest} is cancelled. A mail is on its way."),
        ("noted", Locale::Ko) => "메모를 남겼습니다.".to_owned(),
        ("noted", Locale::En) => "The note is kept.".to_owned(),
        ("resent", Locale::Ko) => "메일을 다시 보냅니다.".to_owned(),
        ("resent", Locale::En) => "The mail is sent again.".to_owned(),
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_only_what_is_in_our_words() {
        let code = "3F7K2M9QXR".parse().unwrap();

        assert_eq!(
            link("/ko/desk/a/today?day=2030-05-01", "booked", code).split_once('?').unwrap().1,
            "day=2030-05-01&done=booked&code=3F7K2M9QXR"
        );
        assert_eq!(in_words("checked-in", "Ann", Locale::En).as_deref(), Some("Ann is checked in."));
        assert_eq!(in_words("<b>", "Ann", Locale::En), None);
    }
}
