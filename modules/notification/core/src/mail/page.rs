//! What a mail shows, in the guest's language: templates only choose and loop.

use inventory_api::{Hotel, InventoryWords, MealPlan, NightPrice, Quote, TextsByLocale};
use kernel::{Date, Locale, Money, Words};

use crate::Config;

use super::{
    Letter,
    text::{many_lines, one_line},
    words::subject,
};

/// A mail's contents, ready to be shown.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) locale: Locale,
    pub(super) subject: String,
    pub(super) guest: String,
    pub(super) hotel: House,
    pub(super) code: String,
    pub(super) arrival: String,
    pub(super) departure: String,
    pub(super) check_in_time: String,
    pub(super) check_out_time: String,
    pub(super) nights: String,
    pub(super) rooms: String,
    pub(super) rate_plan: String,
    pub(super) party: String,
    /// Runs of nights at one price, and what a room costs on each of them.
    pub(super) prices: Vec<Amount>,
    pub(super) taxes: Vec<Amount>,
    pub(super) total: String,
    /// The cancellation ladder, step by step.
    pub(super) ladder: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) manage_url: Option<String>,
    /// What is kept, of a booking called off.
    pub(super) penalty: Option<String>,
    /// What is not owed any more, of a booking called off.
    pub(super) refund: Option<String>,
}

/// The hotel, as its guest finds it.
#[derive(Debug)]
pub(super) struct House {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
}

/// Something and its price.
#[derive(Debug)]
pub(super) struct Amount {
    pub(super) label: String,
    pub(super) money: String,
}

impl Page {
    pub(super) fn new(letter: Letter<'_>, config: &Config) -> Self {
        let Letter { message, booking, hotel, .. } = letter;
        let (view, quote) = (&booking.view, &booking.quote);
        let locale = view.guest.locale;
        let words = Words(locale);
        let house = House::new(hotel, locale);
        let code = view.confirmation_code.to_string();
        Self {
            locale,
            subject: subject(words, message.template, &house.name, &code),
            guest: one_line(&view.guest.name),
            hotel: house,
            arrival: words.date(quote.stay.check_in()),
            departure: words.date(quote.stay.check_out()),
            check_in_time: quote.check_in_time.to_string(),
            check_out_time: hotel.profile.check_out_time.to_string(),
            nights: words.nights(quote.stay.len()),
            rooms: words.rooms(quote.rooms, &room_type(hotel, quote, locale)),
            rate_plan: rate_plan(hotel, quote, words),
            party: words.party(quote.party.adults(), quote.party.children()),
            prices: prices(&quote.nights, words),
            taxes: taxes(quote, words),
            total: words.money(quote.total),
            ladder: words.ladder(quote, letter.now),
            note: filled(view.note.as_deref().map(many_lines)),
            manage_url: view
                .manage_token
                .as_deref()
                .map(|token| config.manage_url(locale, view.confirmation_code, token)),
            penalty: view.penalty.map(|kept| words.money(kept)),
            refund: view.refund.map(|back| words.money(back)),
            code,
        }
    }
}

impl House {
    fn new(hotel: &Hotel, locale: Locale) -> Self {
        let profile = &hotel.profile;
        let own_address = profile.texts.get(locale.tag()).and_then(|texts| texts.address.as_ref());
        Self {
            name: one_line(&hotel.summary(locale).name),
            address: filled(Some(one_line(own_address.unwrap_or(&profile.address)))),
            phone: filled(profile.phone.as_deref().map(one_line)),
            email: filled(profile.email.as_deref().map(one_line)),
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A room type that was given up since keeps its code.
fn room_type(hotel: &Hotel, quote: &Quote, locale: Locale) -> String {
    let profile = hotel.room_type(&quote.room_type).map(|room_type| &room_type.profile);
    profile.map_or(quote.room_type.to_string(), |p| name_in(&p.texts, &p.name, locale))
}

fn rate_plan(hotel: &Hotel, quote: &Quote, words: Words) -> String {
    let Some(plan) = hotel.rate_plan(&quote.rate_plan) else {
        return quote.rate_plan.to_string();
    };
    let name = name_in(&plan.profile.texts, &plan.profile.name, words.0);
    let meals: MealPlan = plan.profile.meal_plan;
    words.meals(meals).map_or(name.clone(), |meals| format!("{name} ({meals})"))
}

fn name_in(texts: &TextsByLocale, main: &str, locale: Locale) -> String {
    let own = texts.get(locale.tag()).and_then(|texts| texts.name.as_deref());
    one_line(own.unwrap_or(main))
}

/// A long stay has few prices; a row for each run of them is read, a row for each night is not.
fn prices(nights: &[NightPrice], words: Words) -> Vec<Amount> {
    nights
        .chunk_by(|night, next| night.price == next.price)
        .filter_map(|run| {
            let first = run.first()?;
            let label = run_label(first.date, run.len(), words);
            Some(Amount { label, money: words.money(first.price) })
        })
        .collect()
}

fn run_label(first: Date, length: usize, words: Words) -> String {
    let count = u32::try_from(length).unwrap_or(u32::MAX);
    if count == 1 {
        return words.short_date(first);
    }
    let last = first.plus_days(count - 1);
    format!("{} – {} ({})", words.short_date(first), words.short_date(last), words.nights(count))
}

fn taxes(quote: &Quote, words: Words) -> Vec<Amount> {
    let amount = |name: &str, is_included, money: Money| Amount {
        label: words.tax(&one_line(name), is_included),
        money: words.money(money),
    };
    quote.taxes.iter().map(|tax| amount(&tax.name, tax.is_included, tax.amount)).collect()
}
