//! What every part of a page about a hotel's bookings is made from: whose desk, which language, what time it is.

use access_api::permissions::WRITE_BOOKINGS;
use chrono::{DateTime, Utc};
use inventory_api::{Code, Hotel};
use kernel::{ConfirmationCode, Date, Locale, Words};

use crate::{
    desk::staff::Counter,
    links::{Links, without_language},
    shown::{plan_name, room_and_plan, room_name},
};

/// The desk of a hotel, seen by somebody at some moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) hotel: &'a Hotel,
    pub(crate) locale: Locale,
    pub(crate) now: DateTime<Utc>,
    /// Whether they may change bookings.
    pub(crate) may_write: bool,
}

impl<'a> Around<'a> {
    pub(crate) fn of(counter: &'a Counter) -> Self {
        Self {
            hotel: &counter.hotel,
            locale: counter.visit().locale,
            now: counter.visit().pages.clock().now(),
            may_write: counter.staff.session.may(WRITE_BOOKINGS, counter.hotel.id),
        }
    }

    pub(crate) fn say(self) -> Words {
        Words(self.locale)
    }

    /// The date on the hotel's wall.
    pub(crate) fn today(self) -> Date {
        self.hotel.profile.time_zone.date_at(self.now)
    }

    /// A moment on the hotel's own clock.
    pub(crate) fn instant(self, at: DateTime<Utc>) -> String {
        self.say().instant(at, self.hotel.profile.time_zone)
    }

    /// A page of this hotel's desk.
    pub(crate) fn link(self, page: &str) -> String {
        Links(self.locale).desk_of(&self.hotel.profile.slug, page)
    }

    /// A booking's page.
    pub(crate) fn booking(self, code: ConfirmationCode) -> String {
        Links(self.locale).desk_booking(&self.hotel.profile.slug, code)
    }

    /// The same without its language: where a form leads back to.
    pub(crate) fn back_to_booking(self, code: ConfirmationCode) -> String {
        without_language(&self.booking(code))
    }

    /// Where something is done with a booking.
    pub(crate) fn errand(self, code: ConfirmationCode, errand: &str) -> String {
        Links(self.locale).desk_errand(&self.hotel.profile.slug, code, errand)
    }

    pub(crate) fn room(self, code: &'a Code) -> &'a str {
        room_name(self.hotel, code, self.locale)
    }

    /// What is sold: a room type at a rate plan.
    pub(crate) fn room_and_plan(self, room_type: &Code, rate_plan: &Code) -> String {
        room_and_plan(self.hotel, room_type, rate_plan, self.locale)
    }

    pub(crate) fn plan(self, code: &'a Code) -> &'a str {
        plan_name(self.hotel, code, self.locale)
    }
}

#[cfg(test)]
impl<'a> Around<'a> {
    /// The desk at noon of 10 May 2030, in Seoul, for tests of templates.
    pub(crate) fn sample(hotel: &'a Hotel, locale: Locale) -> Self {
        let now = "2030-05-10T03:00:00Z".parse().expect("a moment");
        Self { hotel, locale, now, may_write: true }
    }
}
