//! A hotel, its room types and rate plans, in the reader's language where they have words in it.

use inventory_api::{Code, Hotel, RatePlan, RoomType, Texts, TextsByLocale};
use kernel::Locale;

/// What a hotel says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HotelInWords {
    pub(crate) name: String,
    pub(crate) city: String,
    pub(crate) address: String,
    pub(crate) description: String,
}

impl HotelInWords {
    pub(crate) fn of(hotel: &Hotel, locale: Locale) -> Self {
        let profile = &hotel.profile;
        let either = |pick: fn(&Texts) -> Option<&String>, main| {
            in_language(&profile.texts, locale, pick, main).to_owned()
        };
        Self {
            name: either(|texts| texts.name.as_ref(), &profile.name),
            city: either(|texts| texts.city.as_ref(), &profile.city),
            address: either(|texts| texts.address.as_ref(), &profile.address),
            description: either(|texts| texts.description.as_ref(), &profile.description),
        }
    }
}

/// A room type's name; its code when it is sold no more.
pub(crate) fn room_name<'a>(hotel: &'a Hotel, code: &'a Code, locale: Locale) -> &'a str {
    hotel.room_type(code).map_or(code.as_str(), |room_type| name_of_room(room_type, locale))
}

/// A rate plan's name; its code when it is sold no more.
pub(crate) fn plan_name<'a>(hotel: &'a Hotel, code: &'a Code, locale: Locale) -> &'a str {
    hotel.rate_plan(code).map_or(code.as_str(), |rate_plan| name_of_plan(rate_plan, locale))
}

/// What is sold: `Courtyard double · Flexible`.
pub(crate) fn room_and_plan(hotel: &Hotel, room_type: &Code, rate_plan: &Code, locale: Locale) -> String {
    format!("{} · {}", room_name(hotel, room_type, locale), plan_name(hotel, rate_plan, locale))
}

/// Code and name of each room type, to choose from.
pub(crate) fn room_choices(hotel: &Hotel, locale: Locale) -> impl Iterator<Item = (String, String)> {
    let choice = move |room_type: &RoomType| {
        (room_type.profile.code.to_string(), name_of_room(room_type, locale).to_owned())
    };
    hotel.room_types.iter().map(choice)
}

pub(crate) fn name_of_room(room_type: &RoomType, locale: Locale) -> &str {
    let profile = &room_type.profile;
    in_language(&profile.texts, locale, |texts| texts.name.as_ref(), &profile.name)
}

pub(crate) fn name_of_plan(rate_plan: &RatePlan, locale: Locale) -> &str {
    let profile = &rate_plan.profile;
    in_language(&profile.texts, locale, |texts| texts.name.as_ref(), &profile.name)
}

pub(crate) fn description_of_room(room_type: &RoomType, locale: Locale) -> &str {
    let profile = &room_type.profile;
    in_language(&profile.texts, locale, |texts| texts.description.as_ref(), &profile.description)
}

pub(crate) fn description_of_plan(rate_plan: &RatePlan, locale: Locale) -> &str {
    let profile = &rate_plan.profile;
    in_language(&profile.texts, locale, |texts| texts.description.as_ref(), &profile.description)
}

fn in_language<'a>(
    texts: &'a TextsByLocale,
    locale: Locale,
    pick: fn(&Texts) -> Option<&String>,
    main: &'a str,
) -> &'a str {
    texts.get(locale.tag()).and_then(pick).map_or(main, String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn what_has_no_words_in_a_language_is_called_as_the_hotel_calls_it() {
        let hotel = samples::hotel();
        let (double, gone) = ("DBL".parse().unwrap(), "GONE".parse().unwrap());

        assert_eq!(room_name(&hotel, &double, Locale::En), "Courtyard double");
        assert_eq!(room_name(&hotel, &double, Locale::Ko), "마당 더블룸");
        assert_eq!(room_name(&hotel, &gone, Locale::Ko), "GONE");
        assert_eq!(HotelInWords::of(&hotel, Locale::En).city, "Seoul");
    }
}
