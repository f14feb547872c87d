//! The second step: for whom. The price and its terms stand beside the form.

use askama::Template;
use inventory_api::{Alternative, Offer};
use kernel::{Locale, Money};
use uuid::Uuid;

use crate::{
    desk::{around::Around, frame::DeskFrame},
    frame::Frame,
    guest_form::GuestForm,
    links::query,
    shown::{Breakdown, Ladder, OfferedStay, Priced},
    words::words,
};

use super::Choice;

words! {
    /// What the second step says.
    GuestPageWords {
        title: "새 예약" | "New booking",
        step: "2단계: 예약자 정보" | "Step 2: the guest",
        other_room: "다른 객실 고르기" | "Choose another room",
        without_email: "손님 이메일이 없음: 호텔 이메일로 받기" | "No e-mail: send it to the hotel’s own",
        check_in_now: "예약하면서 바로 체크인" | "Check in at once",
        summary: "예약 내용" | "The booking",
        check_in: "체크인" | "Check-in",
        check_out: "체크아웃" | "Check-out",
        room: "객실" | "Room",
        rate: "요금제" | "Rate",
        stay: "숙박" | "Stay",
        price_lines: "요금 내역" | "What the price is made of",
        total: "합계" | "Total",
        cancellation: "취소 규정" | "Cancellation",
        problem: "예약하지 못했습니다" | "This was not booked",
        instead: "대신 예약할 수 있는 객실" | "What can be booked instead",
        pay: "지금 결제되지 않습니다. 요금은 호텔에서 받습니다." | "Nothing is charged now; the guest pays at the hotel.",
    }
}

/// What was chosen, and at which price.
pub(super) struct Taken<'a> {
    pub(super) choice: &'a Choice,
    /// As it is on offer; `None` when it is not, at that price.
    pub(super) offer: Option<&'a Offer>,
    pub(super) expected: Money,
}

/// The second step.
#[derive(Template)]
#[template(path = "desk/new_booking_guest.html")]
pub(super) struct GuestPage {
    desk: DeskFrame,
    frame: Frame,
    words: &'static GuestPageWords,
    action: String,
    other_room: String,
    form: GuestForm,
    hidden: Vec<(&'static str, String)>,
    key: Uuid,
    facts: Vec<(&'static str, String)>,
    total: String,
    breakdown: Option<Breakdown>,
    ladder: Option<Ladder>,
    button: String,
    hotel_email: Option<String>,
    is_arrival_today: bool,
    pub(super) is_without_email: bool,
    pub(super) is_checking_in: bool,
    pub(super) problem: Vec<String>,
    /// Buttons that book something else with the same form: what they send, and what they say.
    instead: Vec<(String, String)>,
}

impl GuestPage {
    pub(super) fn new(desk: DeskFrame, around: Around<'_>, taken: &Taken<'_>, form: GuestForm) -> Self {
        let (choice, say) = (taken.choice, around.say());
        let wish = &choice.wish;
        let total = say.money(taken.expected);
        let expected = ("expected", taken.expected.amount.to_string());
        Self {
            frame: desk.frame.clone(),
            desk,
            words: GuestPageWords::of(around.locale),
            action: around.link("bookings/new"),
            other_room: around.link(&format!("bookings/new?{}", query(wish.pairs()))),
            form,
            hidden: choice.pairs().chain([expected]).collect(),
            key: Uuid::new_v4(),
            facts: facts(choice, around),
            breakdown: taken.offer.map(|offer| {
                let rooms = wish.rooms;
                let priced = Priced { nights: &offer.nights, taxes: &offer.taxes, rooms, total: offer.total };
                Breakdown::of(priced, say)
            }),
            ladder: taken.offer.map(|offer| {
                let arrival = wish.stay.check_in();
                let offered = OfferedStay::at(around.hotel, arrival, &offer.nights, wish.rooms, offer.total);
                Ladder::of(&offer.cancellation.policy, &offered, around.now, say)
            }),
            button: match around.locale {
                Locale::Ko => format!("{total} 예약 확정"),
                Locale::En => format!("Book for {total}"),
            },
            total,
            hotel_email: around.hotel.profile.email.clone(),
            is_arrival_today: wish.stay.check_in() == around.today(),
            is_without_email: false,
            is_checking_in: false,
            problem: Vec::new(),
            instead: Vec::new(),
        }
    }

    /// Lets the same guest have something else at one click.
    pub(super) fn offer_instead(&mut self, alternatives: &[Alternative], around: Around<'_>) {
        let button = |it: &Alternative| {
            let sold = around.room_and_plan(&it.room_type, &it.rate_plan);
            let sent = format!("{} {} {}", it.room_type, it.rate_plan, it.total.amount);
            (sent, format!("{sold} · {}", around.say().money(it.total)))
        };
        self.instead = alternatives.iter().map(button).collect();
    }
}

fn facts(choice: &Choice, around: Around<'_>) -> Vec<(&'static str, String)> {
    let (words, say, dates) = (GuestPageWords::of(around.locale), around.say(), choice.wish.stay);
    let profile = &around.hotel.profile;
    vec![
        (words.check_in, format!("{} {}", say.date(dates.check_in()), profile.check_in_time)),
        (words.check_out, format!("{} {}", say.date(dates.check_out()), profile.check_out_time)),
        (words.room, around.room(&choice.room_type).to_owned()),
        (words.rate, around.plan(&choice.rate_plan).to_owned()),
        (words.stay, choice.wish.in_words(say)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form::Typed,
        samples::{self, LOCALES, MISCHIEF},
        wish::Wish,
    };

    #[test]
    fn what_was_typed_is_kept_and_something_else_is_one_click_away() {
        let (hotel, quote) = (samples::hotel(), samples::quote());
        for locale in LOCALES {
            let around = Around::sample(&hotel, locale);
            let choice = Choice {
                wish: Wish { stay: quote.stay, party: quote.party.clone(), rooms: 1 },
                room_type: quote.room_type.clone(),
                rate_plan: quote.rate_plan.clone(),
            };
            let taken = Taken { choice: &choice, offer: None, expected: quote.total };
            let form = GuestForm::read(&Typed::default().with("name", MISCHIEF).with("email", "ann"), locale);
            let mut page = GuestPage::new(DeskFrame::sample(locale), around, &taken, form);
            let alternative = Alternative {
                room_type: "ONDOL".parse().unwrap(),
                rate_plan: "BAR".parse().unwrap(),
                available: 2,
                total: Money::new(300_000, quote.total.currency),
            };
            page.offer_instead(&[alternative], around);

            let html = page.render().unwrap();

            assert!(html.contains("name=\"instead\" value=\"ONDOL BAR 300000\""), "{html}");
            assert!(
                html.contains("name=\"expected\" value=\"240000\"") && html.contains("id=\"email-error\"")
            );
            assert!(html.contains("name=\"check_in_now\"") && html.contains("stay@jumak.example"));
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
            assert!(!html.contains("{{"));
        }
    }
}
