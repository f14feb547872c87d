//! A stay that is held or booked: where, when, for whom, at what price, on which terms.

use booking_api::BookingView;
use chrono::{DateTime, Utc};
use inventory_api::{Hotel, InventoryWords, Quote};
use kernel::{Date, Locale, Stay, TimeOfDay, Words};

use crate::{
    shown::{Breakdown, HotelInWords, Ladder, Picture, Priced, plan_name, room_name},
    wish::Wish,
    words::words,
};

words! {
    /// What a stay's facts are called.
    StayWords {
        stay: "예약 내용" | "Your stay",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        guests: "숙박" | "Stay",
        rate_plan: "요금제" | "Rate",
        meals: "식사" | "Meals",
        price_lines: "요금 내역" | "What the price is made of",
        total: "합계" | "Total",
        all_in: "세금과 봉사료 포함" | "Taxes and fees included",
        cancellation: "취소 규정" | "Cancellation",
    }
}

/// A stay as its pages show it.
#[derive(Debug, Clone)]
pub(crate) struct StayShown {
    pub(crate) words: &'static StayWords,
    pub(crate) hotel: HotelInWords,
    pub(crate) picture: Option<Picture>,
    pub(crate) room: String,
    pub(crate) plan: String,
    /// What is eaten, if the price has a meal in it.
    meals: Option<&'static str>,
    pub(crate) check_in: String,
    pub(crate) check_out: String,
    /// `2 nights · 1 room · 2 adults`.
    pub(crate) in_words: String,
    pub(crate) breakdown: Breakdown,
    pub(crate) ladder: Ladder,
    /// By whose clock the times on the page are told.
    pub(crate) clock_note: String,
}

impl StayShown {
    /// A stay as it stands at `now`.
    pub(crate) fn of(hotel: &Hotel, quote: &Quote, now: DateTime<Utc>, say: Words) -> Self {
        let locale = say.0;
        let priced =
            Priced { nights: &quote.nights, taxes: &quote.taxes, rooms: quote.rooms, total: quote.total };
        let picture =
            Picture::of_room(hotel, &quote.room_type, locale).or_else(|| Picture::of_hotel(hotel, locale));
        Self {
            words: StayWords::of(locale),
            hotel: HotelInWords::of(hotel, locale),
            picture,
            room: room_name(hotel, &quote.room_type, locale).to_owned(),
            plan: plan_name(hotel, &quote.rate_plan, locale).to_owned(),
            meals: hotel.rate_plan(&quote.rate_plan).and_then(|plan| say.meals(plan.profile.meal_plan)),
            check_in: from(quote.stay.check_in(), quote.check_in_time, say),
            check_out: until(quote.stay.check_out(), hotel.profile.check_out_time, say),
            in_words: wish_of(quote).in_words(say),
            breakdown: Breakdown::of(priced, say),
            ladder: Ladder::of(&quote.cancellation, quote, now, say),
            clock_note: clock_note(hotel, locale),
        }
    }

    /// Label and fact.
    pub(crate) fn facts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let facts = [
            (self.words.check_in, self.check_in.as_str()),
            (self.words.check_out, &self.check_out),
            (self.words.guests, &self.in_words),
            (self.words.rate_plan, &self.plan),
        ];
        facts.into_iter().chain(self.meals.map(|meals| (self.words.meals, meals)))
    }
}

/// What the guest of a quote looked for.
pub(crate) fn wish_of(quote: &Quote) -> Wish {
    Wish { stay: quote.stay, party: quote.party.clone(), rooms: quote.rooms }
}

/// When, and for whom: `Fri 10 May – Sun 12 May · 2 nights · 1 room · 2 adults`.
pub(crate) fn wanted(wish: &Wish, say: Words) -> String {
    format!("{} · {}", between(wish.stay, say), wish.in_words(say))
}

/// How many nights somebody has booked.
pub(crate) fn nights_of(booking: &BookingView) -> u32 {
    u32::try_from(booking.nights.len()).unwrap_or(u32::MAX)
}

/// From when to when, the year going without saying: `Fri 10 May – Sun 12 May`.
pub(crate) fn between(stay: Stay, say: Words) -> String {
    format!("{} – {}", say.day_month(stay.check_in()), say.day_month(stay.check_out()))
}

fn from(date: Date, time: TimeOfDay, say: Words) -> String {
    match say.0 {
        Locale::Ko => format!("{} {time}부터", say.date(date)),
        Locale::En => format!("{}, from {time}", say.date(date)),
    }
}

fn until(date: Date, time: TimeOfDay, say: Words) -> String {
    match say.0 {
        Locale::Ko => format!("{} {time}까지", say.date(date)),
        Locale::En => format!("{}, by {time}", say.date(date)),
    }
}

fn clock_note(hotel: &Hotel, locale: Locale) -> String {
    let zone = hotel.profile.time_zone;
    match locale {
        Locale::Ko => format!("모든 시각은 호텔 현지 시각({zone})입니다."),
        Locale::En => format!("All times are the hotel's own ({zone})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_stay_says_when_to_come_and_by_whose_clock() {
        let (hotel, quote) = (samples::hotel(), samples::quote());
        let now = "2030-05-01T00:00:00Z".parse().unwrap();
        let shown = |locale| StayShown::of(&hotel, &quote, now, Words(locale));

        let (ko, en) = (shown(Locale::Ko), shown(Locale::En));

        assert_eq!(ko.check_in, "2030년 5월 10일 (금) 15:00부터");
        assert_eq!(en.check_out, "Sunday, 12 May 2030, by 11:00");
        assert_eq!(en.in_words, "2 nights · 1 room · 2 adults");
        assert_eq!(
            wanted(&wish_of(&quote), Words(Locale::En)),
            "Fri 10 May – Sun 12 May · 2 nights · 1 room · 2 adults"
        );
        assert_eq!((ko.room.as_str(), en.plan.as_str()), ("마당 더블룸", "Flexible"));
        assert!(en.facts().any(|fact| fact == ("Meals", "breakfast included")));
        assert!(en.clock_note.contains("Asia/Seoul"));
    }
}
