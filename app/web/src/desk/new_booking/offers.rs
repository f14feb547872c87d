//! The first step: what there is for a stay, and why the rest cannot be booked.

use askama::Template;
use inventory_api::{InventoryWords, Offer, Offers, Unavailable};

use crate::{
    desk::{around::Around, frame::DeskFrame},
    frame::Frame,
    links::query,
    shown::{Ladder, OfferedStay, reasons, wanted},
    wish::{Wish, WishForm},
    words::words,
};

use super::Choice;

words! {
    /// What the first step says.
    OffersWords {
        title: "새 예약" | "New booking",
        step: "1단계: 객실 고르기" | "Step 1: choose a room",
        dates: "날짜와 인원" | "Dates and guests",
        show: "요금 보기" | "Show prices",
        offers: "예약할 수 있는 객실" | "What can be booked",
        room: "객실" | "Room",
        rate: "요금제" | "Rate",
        room_only: "식사 없음" | "Room only",
        cancellation: "취소 규정" | "Cancellation",
        left: "남은 객실" | "Rooms left",
        total: "합계" | "Total",
        choose: "선택" | "Choose",
        what_to_do: "할 일" | "What to do",
        cannot: "예약할 수 없는 객실" | "What cannot be booked",
        nothing: "이 날짜에는 예약할 수 있는 객실이 없습니다" | "Nothing can be booked for this stay",
        nothing_help: "날짜나 인원을 바꿔 보세요." | "Try other dates or another party.",
        problem: "다시 골라 주세요" | "Please choose again",
    }
}

/// The first step.
#[derive(Template)]
#[template(path = "desk/new_booking.html")]
pub(super) struct OffersPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static OffersWords,
    here: String,
    form: WishForm,
    /// Dates and party in words; empty while there is nothing to show.
    wish_in_words: String,
    rows: Vec<Row>,
    cannot: Vec<Cannot>,
    pub(super) problem: Vec<String>,
}

/// Something that can be booked.
struct Row {
    room: String,
    plan: String,
    meals: Option<&'static str>,
    cancellation: String,
    left: u32,
    total: String,
    link: String,
}

/// Something that cannot.
struct Cannot {
    name: String,
    reasons: Vec<String>,
}

impl OffersPage {
    /// The form alone, of somebody whose dates make no sense.
    pub(super) fn without_offers(desk: DeskFrame, around: Around<'_>, form: WishForm) -> Self {
        Self {
            frame: desk.frame.clone(),
            desk,
            words: OffersWords::of(around.locale),
            here: around.link("bookings/new"),
            form,
            wish_in_words: String::new(),
            rows: Vec::new(),
            cannot: Vec::new(),
            problem: Vec::new(),
        }
    }

    pub(super) fn new(
        desk: DeskFrame,
        around: Around<'_>,
        form: WishForm,
        (wish, offers): (&Wish, &Offers),
    ) -> Self {
        let say = around.say();
        Self {
            wish_in_words: wanted(wish, say),
            rows: offers.offers.iter().map(|offer| Row::of(offer, wish, around)).collect(),
            cannot: offers.unavailable.iter().map(|it| Cannot::of(it, around)).collect(),
            ..Self::without_offers(desk, around, form)
        }
    }
}

impl Row {
    fn of(offer: &Offer, wish: &Wish, around: Around<'_>) -> Self {
        let (say, arrival) = (around.say(), wish.stay.check_in());
        let offered = OfferedStay::at(around.hotel, arrival, &offer.nights, wish.rooms, offer.total);
        let choice = Choice {
            wish: wish.clone(),
            room_type: offer.room_type.clone(),
            rate_plan: offer.rate_plan.clone(),
        };
        Self {
            room: around.room(&choice.room_type).to_owned(),
            plan: around.plan(&choice.rate_plan).to_owned(),
            meals: say.meals(offer.meal_plan),
            cancellation: Ladder::of(&offer.cancellation.policy, &offered, around.now, say).summary,
            left: offer.available,
            total: say.money(offer.total),
            link: around.link(&format!("bookings/new?{}", query(choice.pairs()))),
        }
    }
}

impl Cannot {
    fn of(unavailable: &Unavailable, around: Around<'_>) -> Self {
        Self {
            name: around.room_and_plan(&unavailable.room_type, &unavailable.rate_plan),
            reasons: reasons::all_in_words(&unavailable.reasons, around.say()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form::Typed,
        samples::{self, LOCALES, MISCHIEF},
    };
    use inventory_api::{MealPlan, Reason, ReasonCode};

    #[test]
    fn every_offer_leads_to_the_guest_and_every_refusal_has_its_reason() {
        let (hotel, quote) = (samples::hotel(), samples::quote());
        for locale in LOCALES {
            let around = Around::sample(&hotel, locale);
            let offer = Offer {
                room_type: quote.room_type.clone(),
                rate_plan: quote.rate_plan.clone(),
                room_type_id: quote.room_type_id,
                rate_plan_id: quote.rate_plan_id,
                meal_plan: MealPlan::Breakfast,
                available: 3,
                nights: quote.nights.clone(),
                taxes: quote.taxes.clone(),
                total: quote.total,
                cancellation: quote.cancellation.terms_at(around.now, &quote),
            };
            let unavailable = Unavailable {
                room_type: "ONDOL".parse().unwrap(),
                rate_plan: quote.rate_plan.clone(),
                reasons: vec![Reason { code: ReasonCode::SoldOut, date: Some(quote.stay.check_in()) }],
            };
            let offers = Offers {
                hotel: hotel.summary(locale),
                check_in: quote.stay.check_in(),
                check_out: quote.stay.check_out(),
                rooms: 1,
                offers: vec![offer],
                unavailable: vec![unavailable],
            };
            let wish = Wish { stay: quote.stay, party: quote.party.clone(), rooms: 1 };
            let form = WishForm::read(&Typed::default().with("children", MISCHIEF), locale);

            let page = OffersPage::new(DeskFrame::sample(locale), around, form, (&wish, &offers));
            let html = page.render().unwrap();

            assert!(html.contains("room_type=DBL&#38;rate_plan=BAR"), "{html}");
            assert!(html.contains(reasons::in_words(unavailable_reason(&quote), around.say()).as_str()));
            assert!(!html.contains("<script>alert") && !html.contains("{{"));
        }
    }

    fn unavailable_reason(quote: &inventory_api::Quote) -> Reason {
        Reason { code: ReasonCode::SoldOut, date: Some(quote.stay.check_in()) }
    }
}
