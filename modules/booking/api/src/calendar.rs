//! A stay as a calendar entry (iCalendar, RFC 5545; methods of RFC 5546).

use std::{fmt, net::IpAddr};

use chrono::{DateTime, Utc};
use kernel::{Date, Locale, TimeOfDay, Words};

use crate::BookingDetail;

/// Longer lines are folded: octets, the line break not counted (RFC 5545 §3.1).
const LINE_MAX_OCTETS: usize = 75;
/// Stands in where the house has no name on the net (RFC 2606 keeps it free for ever).
const NO_HOST: &str = "jumak.invalid";

/// An entry to be put into, or taken out of, the guest's calendar. Its text holds no secret: calendars are shared.
#[derive(Debug, Clone, Copy)]
pub struct CalendarEntry<'a> {
    /// The booking.
    pub booking: &'a BookingDetail,
    /// The booking's version that the entry tells of: the later one of a stay wins, whatever order they arrive in.
    pub version: i64,
    /// Whether the stay is called off.
    pub is_cancelled: bool,
    /// When the entry is written.
    pub now: DateTime<Utc>,
    /// In which language.
    pub say: Words,
    /// The hotel, as its guest finds it.
    pub hotel: Venue<'a>,
    /// The rooms, in words.
    pub rooms: &'a str,
    /// The right-hand side of the entry's id; see [`calendar_host`].
    pub host: &'a str,
    /// Who sends it, as a mail address. `None` for a file that is fetched, which is no message between calendars.
    pub organizer: Option<&'a str>,
}

/// Where the guest goes.
#[derive(Debug, Clone, Copy)]
pub struct Venue<'a> {
    /// The hotel's name.
    pub name: &'a str,
    /// Its address.
    pub address: Option<&'a str>,
    /// Its telephone number.
    pub phone: Option<&'a str>,
    /// When rooms are left on departure.
    pub check_out_time: TimeOfDay,
}

impl CalendarEntry<'_> {
    /// What the guest's calendar shall do with the message.
    pub fn method(&self) -> &'static str {
        if self.is_cancelled { "CANCEL" } else { "PUBLISH" }
    }

    fn lines(&self) -> Vec<String> {
        let Self { booking, now, version, hotel, .. } = self;
        let stay = booking.quote.stay;
        let day = |date: Date| date.to_naive().format("%Y%m%d").to_string();
        let mut lines: Vec<_> =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jumak//Jumak//EN", "CALSCALE:GREGORIAN"]
                .map(str::to_owned)
                .into();
        lines.extend(self.organizer.map(|_| format!("METHOD:{}", self.method())));
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{}", booking.booking_id, self.host),
            format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")),
            format!("SEQUENCE:{version}"),
            format!("DTSTART;VALUE=DATE:{}", day(stay.check_in())),
            format!("DTEND;VALUE=DATE:{}", day(stay.check_out())),
            format!("SUMMARY:{}", escaped(&self.title())),
            format!("DESCRIPTION:{}", escaped(&self.description())),
            format!("STATUS:{}", if self.is_cancelled { "CANCELLED" } else { "CONFIRMED" }),
            // A stay takes no time from the guest's days.
            "TRANSP:TRANSPARENT".to_owned(),
        ]);
        lines.extend(
            self.organizer.map(|from| format!("ORGANIZER;CN=\"{}\":mailto:{from}", parameter(hotel.name))),
        );
        lines.extend(hotel.address.map(|address| format!("LOCATION:{}", escaped(address))));
        lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
        lines
    }

    fn title(&self) -> String {
        match self.say.0 {
            Locale::Ko => format!("{} 숙박", self.hotel.name),
            Locale::En => format!("Stay at {}", self.hotel.name),
        }
    }

    fn description(&self) -> String {
        let Self { booking, say, hotel, .. } = self;
        let mut lines = vec![
            format!("{}: {}", say.either("예약 번호", "Confirmation code"), booking.view.confirmation_code),
            format!("{}: {}", say.either("객실", "Rooms"), self.rooms),
            format!("{}: {}", say.either("체크인", "Check-in from"), booking.quote.check_in_time),
            format!("{}: {}", say.either("체크아웃", "Check-out by"), hotel.check_out_time),
        ];
        lines.extend(hotel.phone.map(str::to_owned));
        lines.join("\n")
    }
}

impl fmt::Display for CalendarEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines().iter().try_for_each(|line| write!(f, "{}\r\n", folded(line)))
    }
}

/// The right-hand side of the ids of a site's entries: its host, if that is a name that others can reach.
pub fn calendar_host(public_url: &str) -> String {
    let host = host_of(public_url).to_ascii_lowercase();
    let is_name = host.contains('.') && host.parse::<IpAddr>().is_err() && !host.ends_with(".localhost");
    if is_name { host } else { NO_HOST.to_owned() }
}

/// The host part of a URL; nothing for an IPv6 address, whose brackets no name has.
fn host_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host_and_port.split(':').next().unwrap_or_default()
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
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace('"', "'")
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
        assert_eq!(parameter("The \"Inn\"\r\nX:"), "The 'Inn'  X:");
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
