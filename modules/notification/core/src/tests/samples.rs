//! Hotels and bookings to write about.

use booking_api::{BookingDetail, BookingEvent, BookingStatus, BookingView, Guest};
use chrono::{DateTime, Utc};
use inventory_api::{
    CancellationPolicy, Hotel, NightPrice, Penalty, PenaltyKind, PolicyStep, Quote, TaxLine,
};
use kernel::{BookingId, Currency, HotelId, Locale, MessageId, Money, Party, RatePlanId, RoomTypeId, Stay};
use notification_api::Template;
use serde_json::json;

use crate::queue::Claimed;

/// A month before the sample's arrival.
pub(crate) fn now() -> DateTime<Utc> {
    "2027-04-01T03:04:05Z".parse().unwrap()
}

pub(crate) fn hotel(id: HotelId) -> Hotel {
    serde_json::from_value(json!({
        "id": id, "version": 1, "slug": "jumak-seoul", "name": "Jumak Seoul", "city": "Seoul", "country": "KR",
        "time_zone": "Asia/Seoul", "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
        "address": "1 Sejong-daero, Seoul", "email": "desk@jumak-seoul.example", "phone": "+82 2 123 4567",
        "texts": {"ko": {"name": "주막 서울", "address": "서울특별시 세종대로 1"}},
        "room_types": [{"id": RoomTypeId::new(now()), "code": "DBL", "name": "Double", "max_adults": 2,
                        "texts": {"ko": {"name": "더블룸"}}}],
        "rate_plans": [{"id": RatePlanId::new(now()), "code": "BAR", "name": "Best rate", "meal_plan": "breakfast",
                        "texts": {"ko": {"name": "기본 요금"}}}],
    }))
    .unwrap()
}

pub(crate) fn guest(name: &str, locale: Locale) -> Guest {
    Guest { name: name.to_owned(), email: "ann@example.com".to_owned(), phone: None, locale }
}

fn step(until_days: u16, kind: PenaltyKind, value: i64) -> PolicyStep {
    PolicyStep { until_days, penalty: Penalty { kind, value } }
}

/// Free for a week, then half, then the first night.
pub(crate) fn ladder() -> CancellationPolicy {
    CancellationPolicy(vec![
        step(7, PenaltyKind::None, 0),
        step(1, PenaltyKind::Percent, 50),
        step(0, PenaltyKind::Nights, 1),
    ])
}

/// 1 May 2027, two rooms for three nights: 129,000 won on the first two, 150,000 on the third.
pub(crate) fn booking(hotel: HotelId, locale: Locale) -> BookingDetail {
    with_prices(hotel, locale, &[129_000, 129_000, 150_000])
}

/// The same, with a price for each night.
pub(crate) fn with_prices(hotel_id: HotelId, locale: Locale, prices: &[i64]) -> BookingDetail {
    let arrival: kernel::Date = "2027-05-01".parse().unwrap();
    let departure = arrival.plus_days(u32::try_from(prices.len()).unwrap());
    let stay = Stay::new(arrival, departure).unwrap();
    let won = |amount| Money::new(amount, Currency::KRW);
    let nights: Vec<_> =
        stay.nights().zip(prices).map(|(date, price)| NightPrice { date, price: won(*price) }).collect();
    let total = won(prices.iter().sum::<i64>() * 2);
    let quote = Quote {
        hotel_id,
        room_type_id: RoomTypeId::new(now()),
        room_type: "DBL".parse().unwrap(),
        rate_plan_id: RatePlanId::new(now()),
        rate_plan: "BAR".parse().unwrap(),
        stay,
        rooms: 2,
        party: Party::new(3, vec![5]).unwrap(),
        nights: nights.clone(),
        taxes: vec![TaxLine {
            code: "vat".into(),
            name: "VAT".into(),
            is_included: true,
            amount: won(total.amount / 11),
        }],
        total,
        cancellation: ladder(),
        time_zone: "Asia/Seoul".parse().unwrap(),
        check_in_time: "15:00".parse().unwrap(),
    };
    let booking_id = BookingId::new(now());
    let view = BookingView {
        booking_id,
        confirmation_code: "3F7K2M9QXR".parse().unwrap(),
        status: BookingStatus::Confirmed,
        hotel: hotel(hotel_id).summary(locale),
        check_in: arrival,
        check_out: departure,
        rooms: 2,
        room_type: quote.room_type.clone(),
        rate_plan: quote.rate_plan.clone(),
        adults: 3,
        children: vec![5],
        nights,
        taxes: quote.taxes.clone(),
        total,
        cancellation: quote.cancellation.terms_at(now(), &quote),
        penalty: None,
        refund: None,
        guest: guest("Ann Lee", locale),
        note: Some("Late arrival.\nTwo cots, please.".to_owned()),
        created_at: now(),
        changed_at: now(),
        version: 1,
        manage_token: Some("tok_en-1".to_owned()),
    };
    BookingDetail { booking_id, hotel_id, view, quote }
}

/// The event that tells of a booking's version.
pub(crate) fn event_of(booking: &BookingDetail, version: i64) -> BookingEvent {
    let view = &booking.view;
    BookingEvent {
        hotel_id: booking.hotel_id,
        booking_id: booking.booking_id,
        confirmation_code: view.confirmation_code,
        status: view.status,
        check_in: view.check_in,
        check_out: view.check_out,
        rooms: view.rooms,
        room_type: view.room_type.clone(),
        rate_plan: view.rate_plan.clone(),
        night_prices: view.nights.iter().map(|night| night.price.amount).collect(),
        total: view.total,
        penalty: None,
        version,
        settled: vec![],
        released: vec![],
    }
}

/// A message about a booking, as the sender gets it.
pub(crate) fn message(booking: &BookingDetail, template: Template) -> Claimed {
    Claimed {
        hotel_id: booking.hotel_id,
        message_id: MessageId::new(now()),
        booking_id: booking.booking_id,
        template,
        booking_version: 3,
        mail_id: format!("{}.{}.3@jumak.example", booking.booking_id, template.name()),
        attempts: 1,
        created_at: now(),
    }
}
