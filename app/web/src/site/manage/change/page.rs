//! The page on which a booking is changed.

use askama::Template;
use booking_api::BookingView;
use inventory_api::{Hotel, Reason};
use kernel::{ConfirmationCode, Date, Locale, Money, Words};
use uuid::Uuid;

use crate::{
    changing::Wanted,
    frame::Frame,
    shown::{ChangedTo, Compare, StayShown, reasons, room_choices},
    wish::WishWords,
    words::words,
};

use super::{super::Mine, ChangeForm};

words! {
    /// What stands about a change.
    ChangeWords {
        title: "예약 변경" | "Change your booking",
        now: "지금 예약" | "Your booking now",
        new_stay: "새 일정" | "The new stay",
        room: "객실" | "Room",
        rate_note: "요금제와 인원은 그대로이고, 전체 숙박 요금을 오늘 요금으로 다시 계산합니다. 취소 규정은 예약하실 때의 것을 따릅니다." | "Rate and guests stay; the whole stay is priced at today's prices. The cancellation terms stay those you booked with.",
        show_price: "차액 확인하기" | "Show the difference",
        comparison: "변경 내용" | "What would change",
        agree: "이 요금으로 변경하기" | "Change at this price",
        unpriced: "변경하실 수 있습니다. 요금을 확인한 다음 결정하시면 됩니다." | "This change looks possible. See its price, then decide.",
        ask_price: "요금 확인하기" | "See the price",
        keep: "변경하지 않기" | "Keep the booking as it is",
        same: "지금 예약과 같은 날짜와 객실입니다. 다른 날짜나 객실을 골라 주세요." | "These are the dates and room you have. Choose others.",
        price_changed: "보시는 사이에 요금이 바뀌었습니다. 아래 새 요금을 확인해 주세요." | "The price changed while you were looking. Please check the new one below.",
        cannot: "이렇게는 변경할 수 없습니다." | "The booking cannot be changed like this.",
        sold_out: "이 날짜에는 남은 객실이 없습니다." | "No room is left on these nights.",
        try_other: "다른 날짜나 객실을 골라 주세요. 지금 예약은 그대로입니다." | "Choose other dates or another room. Your booking is as it was.",
        not_sold: "이 객실은 지금 요금제로 더 이상 판매하지 않습니다. 호텔에 문의해 주세요." | "This room is not sold at your rate any more. Please ask the hotel.",
        in_house: "투숙 중에는 도착일을 바꿀 수 없고, 퇴실일은 오늘부터 고르실 수 있습니다." | "During your stay the arrival cannot change, and you can leave today at the earliest.",
        changed_meanwhile: "그 사이에 예약이 바뀌었습니다. 지금 내용을 확인하고 다시 시도해 주세요." | "The booking changed in the meantime. Please look at it and try again.",
        too_late: "이 예약은 더 이상 변경할 수 없습니다." | "This booking cannot be changed any more.",
    }
}

/// The page on which a booking is changed.
#[derive(Template)]
#[template(path = "site/change.html")]
pub(super) struct ChangePage {
    pub(super) frame: Frame,
    pub(super) words: &'static ChangeWords,
    dates: &'static WishWords,
    code: ConfirmationCode,
    stay: StayShown,
    form: ChangeForm,
    /// Code and name of every room type.
    rooms: Vec<(String, String)>,
    pub(super) notice: Option<Notice>,
    pub(super) preview: Option<Preview>,
}

/// Something the guest must know about what they asked for.
pub(super) struct Notice {
    text: String,
    lines: Vec<String>,
}

/// What a change would make of the booking, to be agreed to.
pub(super) struct Preview {
    /// `None` while the price is not known.
    compare: Option<Compare>,
    check_in: Date,
    check_out: Date,
    room_type: String,
    /// The price that is agreed to.
    total: Option<Money>,
    key: Uuid,
}

impl Notice {
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), lines: Vec::new() }
    }

    pub(super) fn cannot(because: &[Reason], say: Words) -> Self {
        let words = ChangeWords::of(say.0);
        let text = if because.is_empty() { words.not_sold } else { words.cannot };
        Self { text: text.to_owned(), lines: reasons::all_in_words(because, say) }
    }

    pub(super) fn sold_out(nights: &[Date], say: Words) -> Self {
        let lines = nights.iter().map(|night| say.date(*night)).collect();
        Self { text: ChangeWords::of(say.0).sold_out.to_owned(), lines }
    }

    /// Why a cheap stay cannot stand in for one that costs something to cancel.
    pub(super) fn below_penalty(penalty: Money, say: Words) -> Self {
        let amount = say.money(penalty);
        Self::plain(&match say.0 {
            Locale::Ko => {
                format!("바꾼 숙박의 합계가 지금의 취소 수수료 {amount}보다 적어 변경할 수 없습니다.")
            }
            Locale::En => format!(
                "The changed stay would cost less than cancelling does now ({amount}), so it cannot be changed."
            ),
        })
    }
}

impl Preview {
    fn new(wanted: &Wanted, priced: Option<(Compare, Money)>) -> Self {
        let (compare, total) = priced.unzip();
        Self {
            compare,
            check_in: wanted.stay.check_in(),
            check_out: wanted.stay.check_out(),
            room_type: wanted.room_type.to_string(),
            total,
            key: Uuid::new_v4(),
        }
    }

    /// A change whose price is told when it is asked for.
    pub(super) fn unpriced(wanted: &Wanted) -> Self {
        Self::new(wanted, None)
    }

    fn priced(wanted: &Wanted, total: Money, (view, hotel): (&BookingView, &Hotel), locale: Locale) -> Self {
        let to = ChangedTo { stay: wanted.stay, room_type: &wanted.room_type, total };
        Self::new(wanted, Some((Compare::of(view, &to, hotel, locale), total)))
    }
}

impl ChangePage {
    pub(super) fn of(mine: &Mine, form: ChangeForm) -> Self {
        let frame = mine.visit.frame(ChangeWords::of(mine.visit.locale).title);
        Self::made(frame, mine.code(), (mine.stay(), &mine.hotel), form)
    }

    fn made(
        frame: Frame,
        code: ConfirmationCode,
        (stay, hotel): (StayShown, &Hotel),
        form: ChangeForm,
    ) -> Self {
        let locale = frame.locale;
        Self {
            words: ChangeWords::of(locale),
            dates: WishWords::of(locale),
            code,
            stay,
            form,
            rooms: room_choices(hotel, locale).collect(),
            notice: None,
            preview: None,
            frame,
        }
    }

    /// Shows what the change comes to at this price, if it may be had.
    pub(super) fn show_price(&mut self, mine: &Mine, wanted: &Wanted, total: Money) {
        self.priced(mine.view(), &mine.hotel, (wanted, total));
    }

    fn priced(&mut self, view: &BookingView, hotel: &Hotel, (wanted, total): (&Wanted, Money)) {
        let owed = view.cancellation.penalty_now;
        if total.amount < owed.amount {
            self.notice = Some(Notice::below_penalty(owed, self.frame.say));
        } else {
            self.preview = Some(Preview::priced(wanted, total, (view, hotel), self.frame.locale));
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
    use kernel::{Currency, Stay};

    fn page(locale: Locale) -> (ChangePage, BookingView, Hotel) {
        let (hotel, booking) = (samples::hotel(), samples::booking());
        let now = "2030-05-01T00:00:00Z".parse().unwrap();
        let stay = StayShown::of(&hotel, &booking.quote, now, Words(locale));
        let typed = Typed::default().with("check_in", MISCHIEF);
        let form = ChangeForm::checked(&typed, &booking.quote.room_type, WishWords::of(locale));
        let code = booking.view.confirmation_code;
        (ChangePage::made(samples::frame(locale), code, (stay, &hotel), form), booking.view, hotel)
    }

    fn wanted() -> Wanted {
        let stay = Stay::new("2030-05-11".parse().unwrap(), "2030-05-14".parse().unwrap()).unwrap();
        Wanted { stay, room_type: "ONDOL".parse().unwrap() }
    }

    fn won(amount: i64) -> Money {
        Money::new(amount, Currency::KRW)
    }

    #[test]
    fn the_difference_is_shown_before_it_is_agreed_to() {
        for locale in LOCALES {
            let (mut page, view, hotel) = page(locale);

            page.priced(&view, &hotel, (&wanted(), won(326_000)));
            let html = page.render().unwrap();

            assert!(html.contains("+86,000원") || html.contains("+₩86,000"), "{html}");
            assert!(html.contains("name=\"expected_total\" value=\"326000\""));
            assert!(html.contains(page.words.agree) && html.contains("name=\"key\""));
        }
    }

    #[test]
    fn a_price_nobody_has_seen_cannot_be_agreed_to() {
        let (mut page, ..) = page(Locale::En);
        page.preview = Some(Preview::unpriced(&wanted()));

        let html = page.render().unwrap();

        assert!(html.contains(page.words.ask_price) && !html.contains("name=\"expected_total\""), "{html}");
    }

    #[test]
    fn a_stay_below_what_cancelling_costs_is_refused_before_it_is_asked_for() {
        let (mut page, mut view, hotel) = page(Locale::En);
        view.cancellation.penalty_now = won(240_000);

        page.priced(&view, &hotel, (&wanted(), won(200_000)));
        let html = page.render().unwrap();

        assert!(html.contains("less than cancelling does now (₩240,000)"), "{html}");
        assert!(!html.contains("name=\"key\""));
    }

    #[test]
    fn what_was_typed_is_text_and_every_room_can_be_chosen() {
        for locale in LOCALES {
            let (page, ..) = page(locale);

            let html = page.render().unwrap();

            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
            assert!(html.contains("value=\"DBL\" selected") && html.contains("value=\"ONDOL\""), "{html}");
        }
    }
}
