//! Why rooms were not held, with what else can be had.

use askama::Template;
use inventory_api::{Alternative, Code, HoldRefusal, HoldTerms, Hotel};
use kernel::{Money, Stay, Words};

use crate::{
    frame::Frame,
    links::without_language,
    shown::{between, reasons, room_and_plan, wanted},
    site::search::{FEW_ROOMS, few_left},
    visit::Visit,
    words::words,
};

use super::{offers_link, wish_of};

words! {
    /// What a refused hold says.
    RefusedWords {
        sold_out: "방금 매진되었습니다" | "Just sold out",
        sold_out_lead: "고르신 객실이 그 사이에 모두 예약되었습니다. 아무것도 예약되거나 결제되지 않았습니다." | "Others booked the rooms you chose a moment ago. Nothing was booked or charged.",
        sold_out_nights: "매진된 날짜" | "Sold out on",
        price_changed: "요금이 바뀌었습니다" | "The price has changed",
        price_changed_lead: "고르시는 사이에 호텔이 요금을 바꾸었습니다. 새 요금을 확인해 주세요." | "The hotel changed its prices while you were choosing. Please check the new one.",
        restricted: "이 조건으로는 예약할 수 없습니다" | "This stay cannot be booked",
        restricted_lead: "고르시는 사이에 판매 조건이 바뀌었습니다." | "The hotel's conditions changed while you were choosing.",
        reasons: "이유" | "Why",
        price: "요금" | "Price",
        shown_before: "보여 드린 요금" | "Price you were shown",
        now: "지금 요금" | "Price now",
        instead: "같은 날짜에 예약할 수 있는 객실" | "What you can book for the same dates",
        all_in: "세금과 봉사료 포함" | "Taxes and fees included",
        choose: "예약하기" | "Book",
        at_new_price: "이 요금으로 계속하기" | "Continue at this price",
        other_dates: "다른 날짜" | "Other dates",
        back: "객실 다시 고르기" | "Choose another room",
    }
}

/// A hold that was refused, as its page is made.
pub(in crate::site) struct NotHeld<'a> {
    pub(in crate::site) hotel: &'a Hotel,
    pub(in crate::site) terms: &'a HoldTerms,
    pub(in crate::site) refusal: HoldRefusal,
    /// Where the forms of the page hold something else.
    pub(in crate::site) action: String,
    /// What the forms carry along.
    pub(in crate::site) kept: Vec<(String, String)>,
}

/// The page about a hold that was refused.
#[derive(Template)]
#[template(path = "site/hold_refused.html")]
pub(in crate::site) struct RefusedPage {
    frame: Frame,
    words: &'static RefusedWords,
    hotel: String,
    /// What was wanted: `Courtyard double · Flexible`.
    room: String,
    /// When, and for whom.
    wanted: String,
    lead: &'static str,
    reasons_title: &'static str,
    reasons: Vec<String>,
    /// The price that was shown, and the price now.
    prices: Option<(String, String)>,
    choices: Vec<Choice>,
    choose: &'static str,
    action: String,
    /// What every form carries along.
    kept: Vec<(String, String)>,
    back: String,
    other_dates: Vec<(String, String)>,
}

/// Something that can be held instead.
struct Choice {
    room_type: String,
    rate_plan: String,
    name: String,
    price: String,
    total: Money,
    few_left: Option<String>,
}

/// By how many days the other dates lie apart.
const OTHER_DATES: [u32; 3] = [1, 2, 7];

impl RefusedPage {
    /// The page; `None` for what the hotel never sold.
    pub(in crate::site) fn of(visit: &Visit, not_held: NotHeld<'_>) -> Option<Self> {
        let frame = visit.frame("");
        let other_dates = other_dates(visit, &not_held);
        let back = offers_link(visit, not_held.hotel, not_held.terms);
        Self::made(frame, not_held, (back, other_dates))
    }

    fn made(
        mut frame: Frame,
        not_held: NotHeld<'_>,
        (back, other_dates): (String, Vec<(String, String)>),
    ) -> Option<Self> {
        let (say, locale) = (frame.say, frame.locale);
        let words = RefusedWords::of(locale);
        let NotHeld { hotel, terms, refusal, action, kept } = not_held;
        let name = |room_type: &Code, rate_plan: &Code| room_and_plan(hotel, room_type, rate_plan, locale);
        let told = Told::of(refusal, terms, words, say)?;
        let wish = wish_of(terms);
        told.title.clone_into(&mut frame.title);
        // The form's own address is no page: in the other language the guest chooses again.
        frame.here = without_language(&frame.links.offers(&hotel.profile.slug, &wish));
        let choices = told.choices.into_iter().map(|it| Choice {
            name: name(&it.room_type, &it.rate_plan),
            price: say.money(it.total),
            total: it.total,
            few_left: (1..=FEW_ROOMS).contains(&it.available).then(|| few_left(it.available, locale)),
            room_type: it.room_type.to_string(),
            rate_plan: it.rate_plan.to_string(),
        });
        let mut kept = kept;
        kept.extend(wish.pairs().map(|(field, value)| (field.to_owned(), value)));
        Some(Self {
            words,
            hotel: hotel.summary(locale).name,
            room: name(&terms.room_type, &terms.rate_plan),
            wanted: wanted(&wish, say),
            lead: told.lead,
            reasons_title: told.reasons_title,
            reasons: told.reasons,
            choose: if told.prices.is_some() { words.at_new_price } else { words.choose },
            prices: told.prices,
            choices: choices.collect(),
            action,
            kept,
            back,
            other_dates,
            frame,
        })
    }
}

/// A refusal, in words.
struct Told {
    title: &'static str,
    lead: &'static str,
    reasons_title: &'static str,
    reasons: Vec<String>,
    prices: Option<(String, String)>,
    choices: Vec<Alternative>,
}

impl Told {
    fn of(refusal: HoldRefusal, terms: &HoldTerms, words: &'static RefusedWords, say: Words) -> Option<Self> {
        match refusal {
            HoldRefusal::SoldOut { nights, alternatives } => Some(Self {
                title: words.sold_out,
                lead: words.sold_out_lead,
                reasons_title: words.sold_out_nights,
                reasons: nights.iter().map(|night| say.date(*night)).collect(),
                prices: None,
                choices: alternatives,
            }),
            HoldRefusal::PriceChanged { total } => Some(Self {
                title: words.price_changed,
                lead: words.price_changed_lead,
                reasons_title: words.price,
                reasons: Vec::new(),
                prices: terms.expected_total.map(|shown| (say.money(shown), say.money(total))),
                choices: vec![Alternative {
                    room_type: terms.room_type.clone(),
                    rate_plan: terms.rate_plan.clone(),
                    // How many are left nobody said.
                    available: 0,
                    total,
                }],
            }),
            HoldRefusal::Restricted { reasons } => Some(Self {
                title: words.restricted,
                lead: words.restricted_lead,
                reasons_title: words.reasons,
                reasons: reasons::all_in_words(&reasons, say),
                prices: None,
                choices: Vec::new(),
            }),
            HoldRefusal::UnknownRoomType | HoldRefusal::UnknownRatePlan => None,
        }
    }
}

/// The same stay a little earlier and later, as long as that is not past.
fn other_dates(visit: &Visit, not_held: &NotHeld<'_>) -> Vec<(String, String)> {
    let NotHeld { hotel, terms, .. } = not_held;
    let today = hotel.profile.time_zone.date_at(visit.pages.clock().now());
    let stay = terms.stay;
    let earlier =
        OTHER_DATES.map(|days| (stay.check_in().minus_days(days), stay.check_out().minus_days(days)));
    let later = OTHER_DATES.map(|days| (stay.check_in().plus_days(days), stay.check_out().plus_days(days)));
    let [one, ..] = earlier;
    std::iter::once(one)
        .chain(later)
        .filter(|(check_in, _)| *check_in >= today)
        .filter_map(|(check_in, check_out)| Stay::new(check_in, check_out).ok())
        .map(|stay| {
            let terms = HoldTerms { stay, ..(*terms).clone() };
            (between(stay, visit.say), offers_link(visit, hotel, &terms))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF, terms};
    use inventory_api::{Reason, ReasonCode};
    use kernel::Locale;

    fn page(locale: Locale, refusal: HoldRefusal) -> Option<String> {
        let (hotel, terms) = (samples::hotel(), terms());
        let kept = vec![("name".to_owned(), MISCHIEF.to_owned())];
        let not_held = NotHeld { hotel: &hotel, terms: &terms, refusal, action: "/en/hold".to_owned(), kept };
        let other_dates = vec![("Sat 11 May".to_owned(), "/en/hotels/x".to_owned())];
        let page = RefusedPage::made(samples::frame(locale), not_held, ("/back".to_owned(), other_dates))?;
        Some(page.render().unwrap())
    }

    fn won(amount: i64) -> Money {
        Money::new(amount, samples::quote().total.currency)
    }

    #[test]
    fn rooms_that_are_gone_are_named_with_what_is_left_and_its_price() {
        let alternative = Alternative {
            room_type: "ONDOL".parse().unwrap(),
            rate_plan: "BAR".parse().unwrap(),
            available: 2,
            total: won(310_000),
        };
        let refusal = HoldRefusal::SoldOut {
            nights: vec!["2030-05-11".parse().unwrap()],
            alternatives: vec![alternative],
        };

        let html = page(Locale::En, refusal).unwrap();

        for part in [
            "Just sold out",
            "Saturday, 11 May 2030",
            "Family ondol room · Flexible",
            "₩310,000",
            "name=\"room_type\" value=\"ONDOL\"",
            "name=\"expected_total\" value=\"310000\"",
            "name=\"check_in\" value=\"2030-05-10\"",
            "href=\"/back\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn a_new_price_stands_beside_the_old_one_and_can_be_taken() {
        for locale in LOCALES {
            let html = page(locale, HoldRefusal::PriceChanged { total: won(252_000) }).unwrap();

            assert!(html.contains("240,000") && html.contains("252,000"), "{html}");
            assert!(html.contains(RefusedWords::of(locale).at_new_price));
            assert!(html.contains("name=\"expected_total\" value=\"252000\""));
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
        }
    }

    #[test]
    fn a_rule_of_the_hotel_is_told_in_words() {
        let reasons = vec![Reason { code: ReasonCode::MinStay, date: "2030-05-10".parse().ok() }];

        let html = page(Locale::Ko, HoldRefusal::Restricted { reasons }).unwrap();

        assert!(html.contains("더 길게 묵으셔야 합니다: 5월 10일 (금)"), "{html}");
    }

    #[test]
    fn what_the_hotel_never_sold_has_no_page() {
        assert!(page(Locale::En, HoldRefusal::UnknownRatePlan).is_none());
    }
}
