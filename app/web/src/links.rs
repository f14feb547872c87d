//! Every address of the guests' pages; the desk's are in [`crate::desk::links`].

use std::fmt::Write;

use inventory_api::Slug;
use kernel::{ConfirmationCode, HoldId, Locale};

use crate::wish::Wish;

/// Addresses in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links(pub(crate) Locale);

impl Links {
    /// An address of ours, such as `/search`, in this language.
    pub(crate) fn to(self, path: &str) -> String {
        format!("/{}{path}", self.0.tag())
    }

    pub(crate) fn home(self) -> String {
        self.to("/")
    }

    pub(crate) fn search(self) -> String {
        self.to("/search")
    }

    pub(crate) fn hotel(self, hotel: &Slug) -> String {
        self.to(&format!("/hotels/{hotel}"))
    }

    /// A hotel's page for a stay.
    pub(crate) fn offers(self, hotel: &Slug, wish: &Wish) -> String {
        format!("{}?{}", self.hotel(hotel), wish.query())
    }

    /// Where a form holds rooms.
    pub(crate) fn hold(self, hotel: &Slug) -> String {
        self.to(&format!("/hotels/{hotel}/hold"))
    }

    /// Where held rooms are booked.
    pub(crate) fn checkout(self, hold: HoldId) -> String {
        self.to(&format!("/checkout/{hold}"))
    }

    /// Where lapsed rooms are held again.
    pub(crate) fn hold_again(self, hold: HoldId) -> String {
        self.to(&format!("/checkout/{hold}/again"))
    }

    /// Where a hold is given up.
    pub(crate) fn give_up(self, hold: HoldId) -> String {
        self.to(&format!("/checkout/{hold}/give-up"))
    }

    /// Where a guest finds their booking by code and e-mail.
    pub(crate) fn find_booking(self) -> String {
        self.to("/bookings")
    }

    /// The same for a booking that this browser cannot open any more.
    pub(crate) fn find_lost_booking(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings?code={code}&lost=yes"))
    }

    pub(crate) fn booking(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}"))
    }

    /// What a guest sees right after booking.
    pub(crate) fn confirmation(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}/confirmation"))
    }

    /// The stay as a calendar entry.
    pub(crate) fn calendar_entry(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}/stay.ics"))
    }

    pub(crate) fn change(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}/change"))
    }

    pub(crate) fn cancel(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}/cancel"))
    }

    pub(crate) fn resend(self, code: ConfirmationCode) -> String {
        self.to(&format!("/bookings/{code}/resend"))
    }

    pub(crate) fn desk(self) -> String {
        self.to("/desk")
    }
}

/// The language's prefix and the rest of a path of ours.
pub(crate) fn split_language(path: &str) -> (Option<Locale>, &str) {
    for locale in [Locale::Ko, Locale::En] {
        if let Some(rest) = path.strip_prefix('/').and_then(|path| path.strip_prefix(locale.tag()))
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return (Some(locale), if rest.is_empty() { "/" } else { rest });
        }
    }
    (None, path)
}

/// A path of ours without its language, as the same page in another language is found.
pub(crate) fn without_language(path: &str) -> String {
    split_language(path).1.to_owned()
}

/// A query from names and values; empty values are left out.
pub(crate) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    query.finish()
}

/// A page's address with a query, or with more of one; without any, the address alone.
pub(crate) fn with_query(page: &str, query: &str) -> String {
    match query {
        "" => page.to_owned(),
        _ if page.contains('?') => format!("{page}&{query}"),
        _ => format!("{page}?{query}"),
    }
}

/// A list of numbers such as `5,9`.
pub(crate) fn comma_separated(numbers: &[u8]) -> String {
    let mut text = String::new();
    for (index, number) in numbers.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{number}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_begin_with_a_language() {
        assert_eq!(split_language("/ko/search"), (Some(Locale::Ko), "/search"));
        assert_eq!(split_language("/en"), (Some(Locale::En), "/"));
        assert_eq!(split_language("/korea"), (None, "/korea"));
        assert_eq!(split_language("/"), (None, "/"));
        assert_eq!(without_language(&Links(Locale::Ko).search()), "/search");
    }

    #[test]
    fn a_query_goes_behind_what_an_address_asks_already() {
        assert_eq!(with_query("/search", ""), "/search");
        assert_eq!(with_query("/search", "rooms=1"), "/search?rooms=1");
        assert_eq!(with_query("/search?rooms=1", "adults=2"), "/search?rooms=1&adults=2");
    }
}
