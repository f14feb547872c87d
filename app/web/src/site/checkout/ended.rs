//! A hold that cannot be booked any more, and the way on.

use askama::Template;

use crate::{
    frame::Frame,
    guest_form::GuestForm,
    links::without_language,
    shown::{StayShown, wanted, wish_of},
    visit::Visit,
    words::words,
};

use super::Found;

words! {
    /// What pages about holds that are over say.
    EndedWords {
        ended: "객실을 잡아 둔 시간이 끝났습니다" | "Your rooms are held no longer",
        ended_text: "아직 예약되지 않았고 결제된 금액도 없습니다. 객실이 남아 있으면 바로 다시 잡아 드립니다." | "Nothing was booked or charged. If the rooms are still free, we hold them for you again.",
        kept: "입력하신 내용은 그대로 두었습니다." | "What you typed is kept.",
        hold_again: "다시 예약하기" | "Hold them again",
        other_rooms: "다른 객실 보기" | "See other rooms",
        settled: "이미 예약된 객실입니다" | "These rooms are booked already",
        settled_text: "이 객실의 예약은 이미 끝났습니다. 예약 번호와 확인 메일은 예약하실 때의 이메일로 보내 드렸습니다." | "This booking has been made. Its code and confirmation went to the e-mail it was made with.",
        find: "내 예약 찾기" | "Find my booking",
        home: "처음으로" | "Home",
    }
}

/// The page of a hold whose time is over.
#[derive(Template)]
#[template(path = "site/checkout_ended.html")]
pub(super) struct EndedPage {
    frame: Frame,
    words: &'static EndedWords,
    hotel: String,
    room: String,
    dates: String,
    total: String,
    again: String,
    offers: String,
    /// What was typed, to be carried along.
    kept: Vec<(&'static str, String)>,
}

impl EndedPage {
    pub(super) fn of(visit: &Visit, found: &Found, form: &GuestForm) -> Self {
        let frame = visit.frame(EndedWords::of(visit.locale).ended);
        Self::made(frame, found, form, (visit.pages.clock().now(), found.offers(visit)))
    }

    fn made(
        mut frame: Frame,
        found: &Found,
        form: &GuestForm,
        (now, offers): (chrono::DateTime<chrono::Utc>, String),
    ) -> Self {
        let Found { hotel, held } = found;
        let stay = StayShown::of(hotel, &held.quote, now, frame.say);
        frame.here = without_language(&frame.links.checkout(held.hold_id));
        Self {
            words: EndedWords::of(frame.locale),
            hotel: stay.hotel.name,
            room: stay.room,
            dates: wanted(&wish_of(&held.quote), frame.say),
            total: stay.breakdown.total,
            again: frame.links.hold_again(held.hold_id),
            offers,
            kept: kept(form),
            frame,
        }
    }

    fn has_typed(&self) -> bool {
        self.kept.iter().any(|(name, _)| *name != "language")
    }
}

/// Everything typed, by field; the language is always chosen.
fn kept(form: &GuestForm) -> Vec<(&'static str, String)> {
    [
        ("name", form.name.clone()),
        ("email", form.email.clone()),
        ("phone", form.phone.clone()),
        ("language", form.language.tag().to_owned()),
        ("note", form.note.clone()),
    ]
    .into_iter()
    .filter(|(_, typed)| !typed.is_empty())
    .collect()
}

/// The page of a hold that was booked.
#[derive(Template)]
#[template(path = "site/checkout_settled.html")]
pub(super) struct SettledPage {
    frame: Frame,
    words: &'static EndedWords,
}

impl SettledPage {
    pub(super) fn of(visit: &Visit) -> Self {
        let words = EndedWords::of(visit.locale);
        Self { frame: visit.frame(words.settled), words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form::Typed,
        samples::{self, LOCALES, MISCHIEF},
    };
    use std::sync::Arc;

    fn html(locale: kernel::Locale, typed: &Typed) -> String {
        let found = Found { hotel: Arc::new(samples::hotel()), held: samples::held() };
        let form = GuestForm::unchecked(typed, locale);
        let now = "2030-05-01T04:00:00Z".parse().unwrap();
        EndedPage::made(samples::frame(locale), &found, &form, (now, "/offers".to_owned())).render().unwrap()
    }

    #[test]
    fn what_was_typed_outlives_the_hold() {
        for locale in LOCALES {
            let words = EndedWords::of(locale);

            let (typed, blank) =
                (html(locale, &Typed::default().with("name", MISCHIEF)), html(locale, &Typed::default()));

            assert!(typed.contains("name=\"name\" value=\"&#60;script&#62;alert"), "{typed}");
            assert!(typed.contains(words.kept) && !blank.contains(words.kept));
            assert!(typed.contains("/checkout/0190b5a0-0000-7000-8000-000000000031/again\""));
            assert!(typed.contains("href=\"/offers\""));
        }
    }

    #[test]
    fn rooms_that_are_booked_lead_to_their_booking() {
        for locale in LOCALES {
            let words = EndedWords::of(locale);

            let html = SettledPage { frame: samples::frame(locale), words }.render().unwrap();

            assert!(html.contains(words.find) && html.contains("/bookings\""), "{html}");
        }
    }
}
