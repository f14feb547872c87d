//! What a profile must be, told field by field.

use std::collections::HashSet;

use inventory_api::{ALT_MAX, AltTexts, HotelProfile, RatePlanProfile, RoomTypeProfile, TextsByLocale};
use kernel::Locale;

/// Hotels are named by every guest; their words must fit a page.
const NAME_MAX: usize = 200;
const TEXT_MAX: usize = 10_000;
const TAXES_MAX: usize = 20;

/// A field's path, and what would be right.
pub(crate) type FieldErrors = Vec<(String, String)>;

pub(super) fn hotel(profile: &HotelProfile) -> FieldErrors {
    let mut errors = texts_of(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if !is_name(&profile.city) {
        wrong("city", "1 to 200 characters, no line breaks.");
    }
    if !(1..=120).contains(&profile.hold_minutes) {
        wrong("hold_minutes", "1 to 120 minutes.");
    }
    if profile.address.chars().count() > TEXT_MAX {
        wrong("address", "At most 10,000 characters.");
    }
    if profile.latitude.is_some_and(|degrees| !(-90.0..=90.0).contains(&degrees)) {
        wrong("latitude", "-90 to 90 degrees.");
    }
    if profile.longitude.is_some_and(|degrees| !(-180.0..=180.0).contains(&degrees)) {
        wrong("longitude", "-180 to 180 degrees.");
    }
    if profile.email.as_ref().is_some_and(|email| !is_address(email)) {
        wrong("email", "An e-mail address looks like stay@example.com.");
    }
    if profile
        .phone
        .as_ref()
        .is_some_and(|phone| phone.chars().count() > 40 || phone.chars().any(char::is_control))
    {
        wrong("phone", "At most 40 characters, no line breaks.");
    }
    if profile.taxes.len() > TAXES_MAX {
        wrong("taxes", "At most 20 taxes and fees.");
    }
    let mut codes = HashSet::new();
    for (position, tax) in profile.taxes.iter().enumerate() {
        if let Err(error) = tax.check() {
            wrong(&format!("taxes[{position}]"), &error.to_string());
        }
        if !codes.insert(&tax.code) {
            wrong(&format!("taxes[{position}].code"), "Each tax has a code of its own.");
        }
    }
    errors
}

pub(super) fn room_type(profile: &RoomTypeProfile) -> FieldErrors {
    let mut errors = texts_of(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if !(1..=50).contains(&profile.max_adults) {
        wrong("max_adults", "1 to 50 adults.");
    }
    if profile.max_children > 50 {
        wrong("max_children", "0 to 50 children.");
    }
    if profile.max_guests.is_some_and(|guests| !(1..=100).contains(&guests)) {
        wrong("max_guests", "1 to 100 guests.");
    }
    if profile.allotment > 100_000 {
        wrong("allotment", "0 to 100,000 rooms.");
    }
    errors
}

pub(super) fn rate_plan(profile: &RatePlanProfile) -> FieldErrors {
    let mut errors = texts_of(&profile.name, &profile.description, &profile.texts);
    let mut wrong = |field: &str, detail: &str| errors.push((field.to_owned(), detail.to_owned()));
    if let Err(error) = profile.cancellation.check() {
        wrong("cancellation", &error.to_string());
    }
    for (field, days) in
        [("min_advance_days", profile.min_advance_days), ("max_advance_days", profile.max_advance_days)]
    {
        if days.is_some_and(|days| days > 730) {
            wrong(field, "0 to 730 days.");
        }
    }
    if let (Some(min), Some(max)) = (profile.min_advance_days, profile.max_advance_days)
        && min > max
    {
        wrong("max_advance_days", "Must not be less than min_advance_days.");
    }
    errors
}

fn texts_of(name: &str, description: &str, texts: &TextsByLocale) -> FieldErrors {
    let mut errors = Vec::new();
    if !is_name(name) {
        errors.push(("name".to_owned(), "1 to 200 characters, no line breaks.".to_owned()));
    }
    if description.chars().count() > TEXT_MAX {
        errors.push(("description".to_owned(), "At most 10,000 characters.".to_owned()));
    }
    for (language, text) in texts {
        if language.parse::<Locale>().is_err() {
            errors.push((format!("texts.{language}"), "The languages are ko and en.".to_owned()));
        }
        let names = [&text.name, &text.city].into_iter().flatten();
        let paragraphs = [&text.description, &text.address].into_iter().flatten();
        if !names.into_iter().all(|name| is_name(name))
            || paragraphs.into_iter().any(|text| text.chars().count() > TEXT_MAX)
        {
            errors.push((format!("texts.{language}"), "A text is too long, or a name is empty.".to_owned()));
        }
    }
    errors
}

/// The words about a photo.
pub(crate) fn alt(alt: &AltTexts) -> FieldErrors {
    let mut errors = Vec::new();
    if alt.is_empty() {
        errors.push((
            "alt".to_owned(),
            "Say in Korean or English what is seen, for those who cannot see it.".to_owned(),
        ));
    }
    for (language, words) in alt {
        let is_said = (1..=ALT_MAX).contains(&words.trim().chars().count());
        if language.parse::<Locale>().is_err() {
            errors.push((format!("alt.{language}"), "The languages are ko and en.".to_owned()));
        } else if !is_said || words.chars().any(char::is_control) {
            errors.push((format!("alt.{language}"), "1 to 200 characters, no line breaks.".to_owned()));
        }
    }
    errors
}

fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

/// What later bookings, deadlines and prices rest on stays as it is.
pub(super) fn unchangeable(before: &HotelProfile, after: &HotelProfile) -> FieldErrors {
    let never = |field: &str| (field.to_owned(), "This cannot be changed; add a new hotel.".to_owned());
    let mut errors = Vec::new();
    if before.slug != after.slug {
        errors.push(never("slug"));
    }
    if before.currency != after.currency {
        errors.push(never("currency"));
    }
    if before.time_zone != after.time_zone {
        errors.push(never("time_zone"));
    }
    errors
}

/// Enough to be put into a header; whether it arrives, only a mail can tell.
fn is_address(email: &str) -> bool {
    let is_plain = email.bytes().all(|byte| byte.is_ascii_graphic());
    let parts =
        email.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    email.len() <= 254 && is_plain && parts
}
