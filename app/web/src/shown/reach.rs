//! How a hotel is found and reached: facts that may be links to a map, a mail program or a telephone.

use inventory_api::Hotel;

use crate::{links::query, shown::HotelInWords};

/// A label and what it says; a link where something can be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: &'static str,
    pub(crate) text: String,
    pub(crate) link: Option<String>,
}

impl Fact {
    pub(crate) fn new(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), link: None }
    }

    pub(crate) fn linked(label: &'static str, text: impl Into<String>, link: String) -> Self {
        Self { link: Some(link), ..Self::new(label, text) }
    }

    pub(crate) fn phone(label: &'static str, phone: Option<&String>) -> Self {
        let phone = phone.cloned().unwrap_or_default();
        let link = phone_link(&phone);
        Self::linked(label, phone, link)
    }

    pub(crate) fn mail(label: &'static str, email: Option<&String>) -> Self {
        let email = email.cloned().unwrap_or_default();
        let link = mail_link(&email);
        Self::linked(label, email, link)
    }
}

/// The facts that say something.
pub(crate) fn told(facts: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    facts.into_iter().filter(|fact| !fact.text.is_empty()).collect()
}

/// A map of where the hotel is: at its coordinates if it told them, else wherever its address is found.
pub(crate) fn map_link(hotel: &Hotel, in_words: &HotelInWords) -> String {
    let place = match hotel.profile.latitude.zip(hotel.profile.longitude) {
        Some((latitude, longitude)) => format!("{latitude},{longitude}"),
        None => format!("{} {} {}", in_words.name, in_words.address, in_words.city),
    };
    format!("https://www.google.com/maps/search/?{}", query([("api", "1".to_owned()), ("query", place)]))
}

/// An address as a link (RFC 6068): what would begin a header there is escaped.
pub(crate) fn mail_link(email: &str) -> String {
    let escaped: String = email
        .chars()
        .map(|character| match character {
            '%' => "%25".to_owned(),
            '?' => "%3F".to_owned(),
            '&' => "%26".to_owned(),
            '#' => "%23".to_owned(),
            '/' => "%2F".to_owned(),
            other => other.to_string(),
        })
        .collect();
    format!("mailto:{escaped}")
}

/// A telephone number as a link (RFC 3966): its digits.
pub(crate) fn phone_link(phone: &str) -> String {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::Locale;

    #[test]
    fn links_carry_an_address_and_nothing_behind_it() {
        assert_eq!(mail_link("ann?cc=bob@example.com"), "mailto:ann%3Fcc=bob@example.com");
        assert_eq!(phone_link("+82 (2) 123-4567"), "tel:+8221234567");
    }

    #[test]
    fn a_map_shows_the_coordinates_or_looks_for_the_address() {
        let mut hotel = samples::hotel();
        let in_words = HotelInWords::of(&hotel, Locale::En);
        assert!(map_link(&hotel, &in_words).ends_with("query=37.58%2C126.98"));

        hotel.profile.longitude = None;
        let link = map_link(&hotel, &in_words);
        assert!(link.ends_with("query=Jumak+Seoul+12+Bukchon+Jumak-gil%2C+Seoul+Seoul"), "{link}");
    }

    #[test]
    fn what_a_hotel_does_not_tell_is_left_out() {
        let facts = told([Fact::phone("Telephone", None), Fact::new("Hotel", "Jumak")]);

        assert_eq!(facts, [Fact::new("Hotel", "Jumak")]);
    }
}
