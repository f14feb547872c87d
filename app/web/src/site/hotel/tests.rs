//! A hotel's page, with and without dates.

use kernel::{Locale, Money};
use serde_json::json;

use super::*;
use crate::samples::{self, LOCALES, MISCHIEF};

/// Two nights for two, with one offer and one plan that cannot be booked.
fn offers() -> Offers {
    let won = |amount: i64| json!({"amount": amount, "currency": "KRW"});
    let offers = json!({
        "hotel": {"id": "0190b5a0-0000-7000-8000-000000000001", "slug": "jumak-seoul", "name": "주막 서울",
                  "city": "서울"},
        "check_in": "2030-05-10", "check_out": "2030-05-12", "rooms": 1,
        "offers": [{
            "room_type": "DBL", "rate_plan": "BAR", "available": 2, "meal_plan": "breakfast",
            "room_type_id": "0190b5a0-0000-7000-8000-000000000011",
            "rate_plan_id": "0190b5a0-0000-7000-8000-000000000021",
            "nights": [{"date": "2030-05-10", "price": won(110_000)}, {"date": "2030-05-11", "price": won(130_000)}],
            "taxes": [{"code": "vat", "name": "VAT", "included": true, "amount": won(21_818)}],
            "total": won(240_000),
            "cancellation": {"policy": [{"until_days": 3, "penalty": {"kind": "none"}},
                                        {"until_days": 0, "penalty": {"kind": "percent", "value": 100}}],
                             "free_until": "2030-05-07T06:00:00Z", "penalty_now": won(0)}
        }],
        "unavailable": [{"room_type": "DBL", "rate_plan": "NRF",
                         "reasons": [{"code": "min_stay", "date": "2030-05-10"}]}]
    });
    serde_json::from_value(offers).unwrap()
}

/// Two months in which the double is sold out on the eleventh and costs the same on every other night.
fn calendar() -> Calendar {
    let (from, to): (Date, Date) = ("2030-05-01".parse().unwrap(), "2030-07-01".parse().unwrap());
    let night = |date: Date| inventory_api::CalendarNight {
        date,
        available: if date == "2030-05-11".parse().unwrap() { 0 } else { 3 },
        price: Some(Money::new(110_000, kernel::Currency::KRW)),
        closed: false,
        min_stay: None,
        max_stay: None,
        closed_to_arrival: false,
        closed_to_departure: false,
    };
    let nights = from.until(to).map(night).collect();
    let double = inventory_api::CalendarRoomType { room_type: "DBL".parse().unwrap(), nights };
    Calendar { hotel: "jumak-seoul".parse().unwrap(), from, to, room_types: vec![double] }
}

fn shown(locale: Locale, query: &[(&str, &str)], offers: Option<Offers>) -> String {
    let typed = query.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value));
    let form = WishForm::read(&typed, locale);
    let today = "2030-05-05".parse().unwrap();
    let mut hotel = samples::hotel();
    MISCHIEF.clone_into(&mut hotel.profile.address);
    hotel.profile.texts.clear();
    let from = Ingredients {
        say: Words(locale),
        links: Links(locale),
        now: "2030-05-05T03:00:00Z".parse().unwrap(),
        hotel: &hotel,
        today,
        wish: form.wish.as_ref(),
        form: &form,
    };
    let months = calendar::Months::of(&typed, form.wish.as_ref(), today);
    let answers = Answers { months, calendar: calendar(), offers };
    page(&from, &answers, samples::frame(locale)).render().unwrap()
}

const DATES: [(&str, &str); 2] = [("check_in", "2030-05-10"), ("check_out", "2030-05-12")];

#[test]
fn an_offer_shows_its_whole_price_its_terms_and_a_form_that_carries_no_key() {
    for (locale, total) in [(Locale::Ko, "240,000원"), (Locale::En, "₩240,000")] {
        let html = shown(locale, &DATES, Some(offers()));

        assert!(html.contains(&format!("<strong class=\"price-total\">{total}</strong>")), "{html}");
        assert!(html.contains("name=\"expected_total\" value=\"240000\""), "{html}");
        assert!(!html.contains("name=\"key\""), "the page is shared by caches: {html}");
        assert!(html.contains(HotelWords::of(locale).not_bookable), "{html}");
    }
}

#[test]
fn the_calendar_marks_the_stay_and_leads_on_from_free_nights_only() {
    for locale in LOCALES {
        let html = shown(locale, &DATES, Some(offers()));

        assert!(html.contains("is-check-in") && html.contains("is-check-out"), "{html}");
        assert!(
            html.contains("data-date=\"2030-05-13\"") && !html.contains("data-date=\"2030-05-11\""),
            "{html}"
        );
    }
}

#[test]
fn without_dates_a_room_says_what_its_cheapest_night_costs() {
    for (locale, price) in [(Locale::Ko, "110,000원"), (Locale::En, "₩110,000")] {
        let html = shown(locale, &[], None);

        assert!(
            html.contains(price) && html.contains(&samples::escaped(HotelWords::of(locale).choose_dates)),
            "{html}"
        );
        assert!(!html.contains("name=\"expected_total\""), "{html}");
    }
}

#[test]
fn what_a_hotel_says_of_itself_is_text_and_never_markup() {
    let html = shown(Locale::Ko, &[], None);

    assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"), "{html}");
}
