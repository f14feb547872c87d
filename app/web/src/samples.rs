//! A hotel and what surrounds its pages, as tests of templates want them.

use booking_api::{BookingDetail, BookingStatus, BookingView, Guest};
use inventory_api::{Held, HoldState, HoldTerms, Hotel, Quote};
use kernel::Locale;
use serde_json::json;

use crate::frame::Frame;

/// Every language a page must be right in.
pub(crate) const LOCALES: [Locale; 2] = [Locale::Ko, Locale::En];

/// What is typed by those who mean ill; no page may carry it as it is.
pub(crate) const MISCHIEF: &str = "<script>alert('주막')</script>\"'&";

/// Words of ours as a page writes them.
pub(crate) fn escaped(words: &str) -> String {
    words.replace('\'', "&#39;")
}

/// What surrounds a page of `/here`.
pub(crate) fn frame(locale: Locale) -> Frame {
    Frame::sample(locale, "A page")
}

/// A hotel in Seoul with two room types, two rate plans, and texts in both languages.
pub(crate) fn hotel() -> Hotel {
    let hotel = json!({
        "id": "0190b5a0-0000-7000-8000-000000000001", "version": 3,
        "slug": "jumak-seoul", "name": "주막 서울", "city": "서울", "country": "KR", "time_zone": "Asia/Seoul",
        "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
        "address": "서울특별시 종로구 북촌주막길 12", "email": "stay@jumak.example", "phone": "+82 2 123 4567",
        "description": "기와지붕 사이에 자리한 조용한 여관입니다.", "latitude": 37.58, "longitude": 126.98,
        "taxes": [{"code": "vat", "name": "VAT", "kind": "percent_inclusive", "value": 1000}],
        "texts": {"en": {"name": "Jumak Seoul", "city": "Seoul", "address": "12 Bukchon Jumak-gil, Seoul",
                         "description": "A quiet inn among tiled roofs."}},
        "room_types": [
            {"id": "0190b5a0-0000-7000-8000-000000000011", "code": "DBL", "name": "마당 더블룸", "max_adults": 2,
             "max_children": 1, "texts": {"en": {"name": "Courtyard double"}}},
            {"id": "0190b5a0-0000-7000-8000-000000000012", "code": "ONDOL", "name": "가족 온돌방", "max_adults": 4,
             "max_children": 2, "texts": {"en": {"name": "Family ondol room"}}}
        ],
        "rate_plans": [
            {"id": "0190b5a0-0000-7000-8000-000000000021", "code": "BAR", "name": "유연 요금",
             "meal_plan": "breakfast", "texts": {"en": {"name": "Flexible"}},
             "cancellation": [{"until_days": 3, "penalty": {"kind": "none"}},
                              {"until_days": 0, "penalty": {"kind": "percent", "value": 100}}]},
            {"id": "0190b5a0-0000-7000-8000-000000000022", "code": "NRF", "name": "환불 불가",
             "texts": {"en": {"name": "Non-refundable"}},
             "cancellation": [{"until_days": 0, "penalty": {"kind": "percent", "value": 100}}]}
        ]
    });
    serde_json::from_value(hotel).expect("a hotel")
}

/// The same with two photos: of the courtyard, and of a room.
pub(crate) fn hotel_with_photos() -> Hotel {
    let photo = |number: u8, room_type: Option<&str>, ko: &str| {
        let photo = json!({
            "id": format!("0190b5a0-0000-7000-8000-0000000000{number}"), "room_type": room_type,
            "alt": {"ko": ko}, "width": 1_600, "height": 1_067,
            "name": format!("0123456789abcdef012345{number}"), "widths": [480, 1_600]
        });
        serde_json::from_value(photo).expect("a photo")
    };
    Hotel { photos: vec![photo(31, None, "마당"), photo(32, Some("DBL"), "더블룸")], ..hotel() }
}

/// A double room at `BAR` for two nights and two adults, free to cancel until three days before.
pub(crate) fn quote() -> Quote {
    let quote = json!({
        "hotel_id": "0190b5a0-0000-7000-8000-000000000001",
        "room_type_id": "0190b5a0-0000-7000-8000-000000000011", "room_type": "DBL",
        "rate_plan_id": "0190b5a0-0000-7000-8000-000000000021", "rate_plan": "BAR",
        "stay": {"check_in": "2030-05-10", "check_out": "2030-05-12"}, "rooms": 1,
        "party": {"adults": 2, "children": []},
        "nights": [{"date": "2030-05-10", "price": won(110_000)}, {"date": "2030-05-11", "price": won(130_000)}],
        "taxes": [{"code": "vat", "name": "VAT", "included": true, "amount": won(21_818)}],
        "total": won(240_000),
        "cancellation": [{"until_days": 3, "penalty": {"kind": "none"}},
                         {"until_days": 0, "penalty": {"kind": "percent", "value": 100}}],
        "time_zone": "Asia/Seoul", "check_in_time": "15:00"
    });
    serde_json::from_value(quote).expect("a quote")
}

/// The terms under which that quote was asked for.
pub(crate) fn terms() -> HoldTerms {
    let quote = quote();
    HoldTerms {
        room_type: quote.room_type,
        rate_plan: quote.rate_plan,
        stay: quote.stay,
        rooms: quote.rooms,
        party: quote.party,
        expected_total: Some(quote.total),
    }
}

/// That quote, held until 12:15 in Seoul.
pub(crate) fn held() -> Held {
    Held {
        hold_id: "0190b5a0-0000-7000-8000-000000000031".parse().expect("an id"),
        expires_at: "2030-05-01T03:15:00Z".parse().expect("an instant"),
        claimed: quote().stay.nights().collect(),
        quote: quote(),
        state: HoldState::Held,
    }
}

/// That quote, booked by somebody who means ill.
pub(crate) fn booking() -> BookingDetail {
    let quote = quote();
    let booking_id = "0190b5a0-0000-7000-8000-000000000041".parse().expect("an id");
    let booked_at = "2030-04-20T02:00:00Z".parse().expect("an instant");
    let view = BookingView {
        booking_id,
        confirmation_code: "3F7K2M9QXR".parse().expect("a code"),
        status: BookingStatus::Confirmed,
        hotel: hotel().summary(Locale::Ko),
        check_in: quote.stay.check_in(),
        check_out: quote.stay.check_out(),
        rooms: quote.rooms,
        room_type: quote.room_type.clone(),
        rate_plan: quote.rate_plan.clone(),
        adults: quote.party.adults(),
        children: quote.party.children().to_vec(),
        nights: quote.nights.clone(),
        taxes: quote.taxes.clone(),
        total: quote.total,
        cancellation: quote.cancellation.terms_at(booked_at, &quote),
        penalty: None,
        refund: None,
        guest: Guest {
            name: MISCHIEF.to_owned(),
            email: "hong@example.com".to_owned(),
            phone: None,
            locale: Locale::Ko,
        },
        note: Some(MISCHIEF.to_owned()),
        created_at: booked_at,
        changed_at: booked_at,
        version: 1,
        manage_token: None,
    };
    BookingDetail { booking_id, hotel_id: quote.hotel_id, view, quote }
}

fn won(amount: i64) -> serde_json::Value {
    json!({"amount": amount, "currency": "KRW"})
}
