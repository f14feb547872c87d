//! The checkout: rooms that are held become a booking.
//!
//! A hold is booked once: the form's key follows from the hold, so the page reloaded, opened twice or gone back to
//! cannot book twice.

mod again;
mod ended;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Path,
};
use askama::Template;
use booking_api::{BookingError, BookingRefusal, BookingView, PlaceBooking, Rooms};
use chrono::{DateTime, SecondsFormat, Utc};
use inventory_api::{Held, HoldRef, HoldState, Hotel};
use kernel::{HoldId, Locale, OnceKey};
use std::sync::Arc;

use crate::{
    form::Typed,
    frame::Frame,
    guest_form::GuestForm,
    links::without_language,
    refusal::Refusal,
    respond::{see_other, see_other_with},
    shown::{StayShown, wish_of},
    site::{asks::a_guest, manage::stay_cookie},
    visit::Visit,
    words::words,
};

pub(crate) use again::{again, back_from_again};
use ended::{EndedPage, SettledPage};

words! {
    /// What the checkout says.
    CheckoutWords {
        title: "예약하기" | "Book your stay",
        left: "{m}분 {s}초 남음" | "{m}:{s} left",
        say_5: "객실을 잡아 둔 시간이 5분 남았습니다." | "Your rooms are held for 5 more minutes.",
        say_1: "객실을 잡아 둔 시간이 1분 남았습니다." | "Your rooms are held for 1 more minute.",
        say_0: "객실을 잡아 둔 시간이 끝났습니다." | "Your rooms are held no longer.",
        over: "잡아 둔 시간이 끝났습니다." | "Your rooms are held no longer.",
        over_help: "입력하신 내용은 그대로 두고 객실이 남아 있는지 다시 확인해 드립니다." | "We will look whether they are still free; what you typed stays.",
        hold_again: "다시 확인하기" | "Hold them again",
        terms: "예약하시면 위 취소 규정에 동의하시는 것으로 봅니다." | "By booking you accept the cancellation terms above.",
        pay_later: "지금은 결제되지 않습니다. 요금은 호텔에서 내시면 됩니다." | "You pay at the hotel; nothing is charged now.",
        give_up: "예약하지 않고 객실 다시 고르기" | "Do not book; choose another room",
    }
}

/// The page on which a stay is booked.
#[derive(Template)]
#[template(path = "site/checkout.html")]
struct CheckoutPage {
    frame: Frame,
    words: &'static CheckoutWords,
    stay: StayShown,
    form: GuestForm,
    /// What the button says: what is done, and its price.
    book: String,
    /// Until when the rooms are held, by the hotel's clock.
    held_until: HeldUntil,
    action: String,
    again: String,
    give_up: String,
    key: String,
}

/// The end of a hold, for people and for the countdown.
struct HeldUntil {
    before: &'static str,
    clock: String,
    after: &'static str,
    until: String,
    now: String,
}

/// A hold and its hotel.
struct Found {
    hotel: Arc<Hotel>,
    held: Held,
}

/// Where a hold stands, as its guest meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Alive,
    Ended,
    Booked,
}

/// Shows the checkout of a hold, or what became of it.
pub(crate) async fn show(visit: Visit, hold: Path<String>) -> Result<HttpResponse, Refusal> {
    let found = Found::of(&visit, &hold).await?;
    let form = GuestForm::blank(visit.locale);
    match found.standing(&visit) {
        Standing::Alive => visit.personal(&CheckoutPage::of(&visit, &found, form)),
        Standing::Ended => ended(&visit, &found, &form),
        Standing::Booked => settled(&visit),
    }
}

/// Books the rooms of a hold.
pub(crate) async fn place(visit: Visit, hold: Path<String>, typed: Typed) -> Result<HttpResponse, Refusal> {
    let found = Found::of(&visit, &hold).await?;
    let form = GuestForm::read(&typed, visit.locale);
    if !form.errors.is_empty() {
        return match found.standing(&visit) {
            Standing::Alive => {
                let page = CheckoutPage::of(&visit, &found, form);
                visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            Standing::Ended => ended(&visit, &found, &form),
            Standing::Booked => settled(&visit),
        };
    }
    // Whether the hold still lives is booking's to decide: a form sent again is answered as it was the first time.
    match visit.pages.booking().place(command(&visit, &found, &form, &typed)).await {
        Ok(done) => Ok(booked(&visit, &done.answer)),
        Err(BookingError::Refused { refusal: BookingRefusal::HoldExpired, .. }) => {
            match Found::of(&visit, &hold).await?.held.state {
                HoldState::Settled => settled(&visit),
                HoldState::Held | HoldState::Released => ended(&visit, &found, &form),
            }
        }
        // Sent before with other particulars: what came of that, the hold tells.
        Err(BookingError::KeyReused) => match Found::of(&visit, &hold).await?.standing(&visit) {
            Standing::Ended => ended(&visit, &found, &form),
            Standing::Alive | Standing::Booked => settled(&visit),
        },
        Err(error) => Err(error.into()),
    }
}

/// Gives a hold up.
pub(crate) async fn give_up(visit: Visit, hold: Path<String>) -> Result<HttpResponse, Refusal> {
    let found = Found::of(&visit, &hold).await?;
    visit.pages.booking().abandon(found.held.hold_id).await?;
    Ok(see_other(&found.offers(&visit)))
}

/// Whoever follows a link to where a hold is given up sees the hold.
pub(crate) async fn back_from_give_up(visit: Visit, hold: Path<String>) -> Result<HttpResponse, Refusal> {
    let hold = hold.parse().map_err(|_| Refusal::NoPage)?;
    Ok(see_other(&visit.links.checkout(hold)))
}

fn command(visit: &Visit, found: &Found, form: &GuestForm, typed: &Typed) -> PlaceBooking {
    PlaceBooking {
        hotel_id: found.hotel.id,
        rooms: Rooms::Held(found.held.hold_id),
        guest: form.guest(),
        note: form.wanted(),
        by: a_guest(),
        once: OnceKey {
            caller: "page".to_owned(),
            key: key(found.held.hold_id),
            fingerprint: typed.fingerprint(visit.path()),
        },
    }
}

/// The key of every checkout form of a hold.
fn key(hold: HoldId) -> String {
    format!("checkout-{hold}")
}

fn booked(visit: &Visit, view: &BookingView) -> HttpResponse {
    let code = view.confirmation_code;
    let Some(token) = view.manage_token.clone() else {
        // Its key was retired since; the guest's mail has the way in.
        return see_other(&visit.links.find_lost_booking(code));
    };
    see_other_with(&visit.links.confirmation(code), [stay_cookie(visit, code, token)])
}

fn ended(visit: &Visit, found: &Found, form: &GuestForm) -> Result<HttpResponse, Refusal> {
    visit.refused(StatusCode::GONE, &EndedPage::of(visit, found, form))
}

fn settled(visit: &Visit) -> Result<HttpResponse, Refusal> {
    visit.refused(StatusCode::CONFLICT, &SettledPage::of(visit))
}

impl Found {
    async fn of(visit: &Visit, hold: &str) -> Result<Self, Refusal> {
        let hold_id: HoldId = hold.parse().map_err(|_| Refusal::NoPage)?;
        let inventory = visit.pages.inventory();
        let hotels = inventory.hotels_in_slot(hold_id.slot()).await?;
        let candidates: Vec<_> = hotels.into_iter().map(|hotel_id| HoldRef { hotel_id, hold_id }).collect();
        let held = inventory.holds(&candidates).await?.into_iter().next().ok_or(Refusal::NoPage)?;
        let hotel = inventory.hotel(&held.quote.hotel_id.into()).await?;
        Ok(Self { hotel, held })
    }

    fn standing(&self, visit: &Visit) -> Standing {
        standing(&self.held, visit.pages.clock().now())
    }

    /// Where rooms for the same stay are chosen anew.
    fn offers(&self, visit: &Visit) -> String {
        visit.links.offers(&self.hotel.profile.slug, &wish_of(&self.held.quote))
    }
}

fn standing(held: &Held, now: DateTime<Utc>) -> Standing {
    match held.state {
        HoldState::Settled => Standing::Booked,
        HoldState::Held if now < held.expires_at => Standing::Alive,
        HoldState::Held | HoldState::Released => Standing::Ended,
    }
}

impl CheckoutPage {
    fn of(visit: &Visit, found: &Found, form: GuestForm) -> Self {
        let frame = visit.frame(CheckoutWords::of(visit.locale).title);
        Self::made(frame, found, form, visit.pages.clock().now())
    }

    fn made(mut frame: Frame, found: &Found, form: GuestForm, now: DateTime<Utc>) -> Self {
        let Found { hotel, held } = found;
        let (say, links) = (frame.say, frame.links);
        // Wherever the form was sent, the page is the hold's.
        frame.here = without_language(&links.checkout(held.hold_id));
        Self {
            words: CheckoutWords::of(frame.locale),
            stay: StayShown::of(hotel, &held.quote, now, say),
            form,
            book: book(&say.money(held.quote.total), frame.locale),
            held_until: HeldUntil::of(held, now, frame.locale),
            action: links.checkout(held.hold_id),
            again: links.hold_again(held.hold_id),
            give_up: links.give_up(held.hold_id),
            key: key(held.hold_id),
            frame,
        }
    }
}

impl HeldUntil {
    fn of(held: &Held, now: DateTime<Utc>, locale: Locale) -> Self {
        let zone = held.quote.time_zone;
        let (before, after) = match locale {
            Locale::Ko => ("이 객실을 ", "까지 잡아 두었습니다."),
            Locale::En if held.quote.rooms == 1 => ("We hold this room for you until ", "."),
            Locale::En => ("We hold these rooms for you until ", "."),
        };
        Self {
            before,
            clock: format!("{} ({zone})", zone.local_at(held.expires_at).format("%H:%M")),
            after,
            until: machine_time(held.expires_at),
            now: machine_time(now),
        }
    }
}

fn machine_time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn book(total: &str, locale: Locale) -> String {
    match locale {
        Locale::Ko => format!("{total}에 예약 확정"),
        Locale::En => format!("Book for {total}"),
    }
}

/// The checkout right after its rooms were held again, with what was typed.
fn held_again(
    visit: &Visit,
    found: &Found,
    form: GuestForm,
    cookie: Option<actix_web::cookie::Cookie<'static>>,
) -> Result<HttpResponse, Refusal> {
    let mut response = visit.personal(&CheckoutPage::of(visit, found, form))?;
    // Reloading is answered by the same hold; a bookmark is to be the hold's own page.
    let location = visit.links.checkout(found.held.hold_id);
    if let Ok(location) = header::HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::CONTENT_LOCATION, location);
    }
    if let Some(cookie) = cookie {
        response.add_cookie(&cookie).map_err(|_| Refusal::Broken)?;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    fn now() -> DateTime<Utc> {
        "2030-05-01T03:01:30Z".parse().unwrap()
    }

    fn found() -> Found {
        Found { hotel: Arc::new(samples::hotel()), held: samples::held() }
    }

    fn html(locale: Locale, typed: &Typed) -> String {
        let form = GuestForm::read(typed, locale);
        CheckoutPage::made(samples::frame(locale), &found(), form, now()).render().unwrap()
    }

    #[test]
    fn the_button_says_the_price_and_the_terms_stand_before_it() {
        for (locale, button, step) in [
            (Locale::Ko, "240,000원에 예약 확정", "2030년 5월 7일 15:00까지"),
            (Locale::En, "Book for ₩240,000", "Until 7 May 2030, 15:00"),
        ] {
            let html = html(locale, &Typed::default());

            let (step_at, button_at) = (html.find(step).unwrap(), html.find(button).unwrap());
            assert!(step_at < button_at, "{html}");
            assert!(html.contains("data-needs-hold"));
        }
    }

    #[test]
    fn the_countdown_knows_the_servers_clock_and_says_the_hotels() {
        let html = html(Locale::En, &Typed::default());

        assert!(html.contains("data-until=\"2030-05-01T03:15:00.000Z\""), "{html}");
        assert!(html.contains("data-now=\"2030-05-01T03:01:30.000Z\""));
        assert!(html.contains("12:15 (Asia/Seoul)"));
    }

    #[test]
    fn every_rendering_carries_the_same_key_and_what_was_typed() {
        let key = "name=\"key\" value=\"checkout-0190b5a0-0000-7000-8000-000000000031\"";
        for locale in LOCALES {
            let html = html(locale, &Typed::default().with("name", MISCHIEF).with("email", "ann"));

            assert!(html.contains(key), "{html}");
            assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
            assert!(html.contains("href=\"#email\"") && html.contains("value=\"ann\""));
        }
    }

    #[test]
    fn a_hold_is_alive_until_its_time_is_over_or_it_is_decided() {
        let held = |state| Held { state, ..samples::held() };
        let over = samples::held().expires_at;

        assert_eq!(standing(&held(HoldState::Held), now()), Standing::Alive);
        assert_eq!(standing(&held(HoldState::Held), over), Standing::Ended);
        assert_eq!(standing(&held(HoldState::Released), now()), Standing::Ended);
        assert_eq!(standing(&held(HoldState::Settled), over), Standing::Booked);
    }
}
