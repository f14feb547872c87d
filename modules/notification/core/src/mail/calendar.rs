//! The stay as a calendar entry (iCalendar, RFC 5545; methods of RFC 5546).

use std::fmt;

use lettre::Address;
use notification_api::Template;

use super::{Letter, page::Page, text::one_line, words::Words};

/// Longer lines are folded: octets, the line break not counted (RFC 5545 §3.1).
const LINE_MAX_OCTETS: usize = 75;

/// An entry to be put into, or taken out of, the guest's calendar. Its text holds no secret: calendars are shared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invitation<'a> {
    pub(super) letter: Letter<'a>,
    pub(super) page: &'a Page,
    pub(super) host: &'a str,
    pub(super) organizer: &'a Address,
}

impl Invitation<'_> {
    /// What the guest's calendar shall do with it.
    pub(super) fn method(&self) -> &'static str {
        if self.is_cancelled() { "CANCEL" } else { "PUBLISH" }
    }

    fn is_cancelled(&self) -> bool {
        self.letter.message.template == Template::Cancellation
    }

    fn lines(&self) -> Vec<String> {
        let Letter { message, booking, now, .. } = self.letter;
        let (stay, hotel) = (booking.quote.stay, &self.page.hotel);
        let words = Words(self.page.locale);
        let day = |date: kernel::Date| date.to_naive().format("%Y%m%d").to_string();
        let status = if self.is_cancelled() { "CANCELLED" } else { "CONFIRMED" };
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Jumak//Jumak//EN".to_owned(),
            "CALSCALE:GREGORIAN".to_owned(),
            format!("METHOD:{}", self.method()),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{}", booking.booking_id, self.host),
            format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")),
            // The later version of a stay wins, whatever order the mails arrive in.
            format!("SEQUENCE:{}", message.booking_version),
            format!("DTSTART;VALUE=DATE:{}", day(stay.check_in())),
            format!("DTEND;VALUE=DATE:{}", day(stay.check_out())),
            format!("SUMMARY:{}", escaped(&words.stay_at(&hotel.name))),
            format!("DESCRIPTION:{}", escaped(&self.description())),
            format!("STATUS:{status}"),
            // A stay takes no time from the guest's days.
            "TRANSP:TRANSPARENT".to_owned(),
            format!("ORGANIZER;CN=\"{}\":mailto:{}", parameter(&hotel.name), self.organizer),
        ];
        lines.extend(hotel.address.iter().map(|address| format!("LOCATION:{}", escaped(address))));
        lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
        lines
    }

    fn description(&self) -> String {
        let (page, words) = (self.page, Words(self.page.locale));
        let mut lines = vec![
            format!("{}: {}", words.either("예약 번호", "Confirmation code"), page.code),
            format!("{}: {}", words.either("객실", "Rooms"), page.rooms),
            format!("{}: {}", words.either("체크인", "Check-in from"), page.check_in_time),
            format!("{}: {}", words.either("체크아웃", "Check-out by"), page.check_out_time),
        ];
        lines.extend(page.hotel.phone.clone());
        lines.join("\n")
    }
}

impl fmt::Display for Invitation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines().iter().try_for_each(|line| write!(f, "{}\r\n", folded(line)))
    }
}

/// A TEXT value (RFC 5545 §3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// A quoted parameter value, which can hold anything but quotes and control characters (RFC 5545 §3.1).
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}

/// The line in pieces of at most 75 octets, no character torn.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / LINE_MAX_OCTETS * 3);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_MAX_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_means_something_in_a_calendar_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
        assert_eq!(escaped("x\r\nEND:VEVENT"), "x \\nEND:VEVENT");
        assert_eq!(parameter("The \"Inn\"\r\nX:"), "The 'Inn' X:");
    }

    proptest! {
        #[test]
        fn a_folded_line_unfolds_to_itself_and_is_never_long(line in "[^\r\n]{0,300}") {
            let folded = folded(&line);

            prop_assert!(folded.split("\r\n").all(|piece| piece.len() <= LINE_MAX_OCTETS));
            prop_assert_eq!(folded.replace("\r\n ", ""), line);
        }

        #[test]
        fn no_text_escapes_its_line(text in any::<String>()) {
            prop_assert!(!escaped(&text).contains(['\r', '\n']));
        }
    }
}
