//! What the two months promise.

use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn night(available: u32, price: Option<i64>) -> CalendarNight {
    CalendarNight {
        date: date("2030-05-01"),
        available,
        price: price.map(|amount| Money::new(amount, Currency::KRW)),
        closed: false,
        min_stay: None,
        max_stay: None,
        closed_to_arrival: false,
        closed_to_departure: false,
    }
}

fn merged_of(nights: &[CalendarNight]) -> Night {
    let mut merged = Night { is_closed: true, is_sold_out: true, ..Night::default() };
    for night in nights {
        merged.merge(night);
    }
    merged
}

#[test]
fn a_night_is_as_cheap_as_the_cheapest_room_that_is_left() {
    let night = merged_of(&[night(0, Some(50_000)), night(2, Some(90_000)), night(1, Some(70_000))]);

    assert!(night.is_sellable());
    assert_eq!(night.price.map(|price| price.amount), Some(70_000));
}

#[test]
fn a_night_is_sold_out_only_when_no_room_is_left_and_closed_only_when_nothing_is_for_sale() {
    let sold_out = merged_of(&[night(0, Some(50_000)), night(0, None)]);
    let closed = merged_of(&[night(4, None), CalendarNight { closed: true, ..night(4, Some(1)) }]);

    assert!(sold_out.is_sold_out && !sold_out.is_closed && !sold_out.is_sellable());
    assert!(closed.is_closed && !closed.is_sellable());
}

#[test]
fn the_shortest_stay_is_that_of_the_most_lenient_room() {
    let strict = CalendarNight { min_stay: Some(3), closed_to_arrival: true, ..night(1, Some(1)) };
    let lenient = CalendarNight { min_stay: Some(2), ..night(1, Some(2)) };

    let night = merged_of(&[strict, lenient]);

    assert_eq!(night.min_stay, 2);
    assert!(night.is_open_to_arrival);
}

#[test]
fn months_lie_between_today_and_as_far_as_stays_can_be_booked() {
    let today = date("2030-05-17");
    let months = |month| Months::of(&Typed::default().with("month", month), None, today);

    assert_eq!(months("").shown(), (date("2030-05-01"), date("2030-07-01")));
    assert_eq!(months("2029-01"), months("2030-05"));
    assert_eq!(months("nonsense"), months("2030-05"));
    assert_eq!(months("2099-01").shown().0, date("2032-04-01"));
    assert!(months("").earlier().is_none() && months("2030-06").earlier().is_some());
    assert!(months("2099-01").later().is_none());
}

#[test]
fn a_short_price_fits_into_a_cell() {
    let won = |amount| Some(Money::new(amount, Currency::KRW));

    assert_eq!(short_price(won(110_000), Locale::Ko), "11만");
    assert_eq!(short_price(won(98_000), Locale::Ko), "9.8만");
    assert_eq!(short_price(won(1_130_000), Locale::Ko), "113만");
    assert_eq!(short_price(won(98_500), Locale::En), "₩98.5k");
    assert_eq!(short_price(Some(Money::new(9_495, Currency::EUR)), Locale::En), "€94");
    assert_eq!(short_price(None, Locale::Ko), "");
}

#[test]
fn weeks_begin_as_each_language_is_used_to() {
    assert_eq!(column(Weekday::Sun, Locale::Ko), 0);
    assert_eq!(column(Weekday::Sun, Locale::En), 6);
    assert_eq!(weekdays(Words(Locale::Ko))[0].0, "일");
    assert_eq!(weekdays(Words(Locale::En))[0].0, "Mon");
}
