//! Why a booking was not made or changed, in words.

use booking_api::{BookingRefusal, BookingView};
use inventory_api::{HoldRefusal, Reason, ReasonCode};
use kernel::{Date, Locale, Words};

use crate::{
    shown::{Status, reasons},
    words::words,
};

words! {
    /// Refusals that always say the same.
    RefusedWords {
        not_sold: "더 이상 판매하지 않는 객실이나 요금제입니다." | "That room or rate is not sold any more.",
        hold_expired: "잡아 둔 객실이 풀렸습니다. 다시 시도해 주세요." | "The rooms were let go. Please try again.",
        changed_meanwhile: "그사이 다른 사람이 이 예약을 변경했습니다. 내용을 확인하고 다시 시도해 주세요." | "Somebody else changed this booking at the same moment. Look at it and try again.",
        arrival_fixed: "투숙 중에는 체크인 날짜를 바꿀 수 없습니다." | "The day of arrival stays as it is while the guest is in house.",
    }
}

/// Why rooms were not to be had: one line for each reason.
pub(crate) fn rooms_in_words(refusal: &HoldRefusal, say: Words) -> Vec<String> {
    match refusal {
        HoldRefusal::SoldOut { nights, .. } => {
            let sold_out = |night: &Date| Reason { code: ReasonCode::SoldOut, date: Some(*night) };
            reasons::all_in_words(&nights.iter().map(sold_out).collect::<Vec<_>>(), say)
        }
        HoldRefusal::PriceChanged { total } => {
            let total = say.money(*total);
            vec![match say.0 {
                Locale::Ko => format!("그사이 가격이 바뀌었습니다. 지금은 {total}입니다."),
                Locale::En => format!("The price has changed: it is {total} now."),
            }]
        }
        HoldRefusal::Restricted { reasons } => reasons::all_in_words(reasons, say),
        HoldRefusal::UnknownRoomType | HoldRefusal::UnknownRatePlan => {
            vec![RefusedWords::of(say.0).not_sold.to_owned()]
        }
    }
}

/// Why a booking was not changed, on the day it is at its hotel: one line for each reason.
pub(crate) fn in_words(
    refusal: &BookingRefusal,
    booking: &BookingView,
    today: Date,
    say: Words,
) -> Vec<String> {
    let words = RefusedWords::of(say.0);
    let line = match refusal {
        BookingRefusal::Rooms(refusal) => return rooms_in_words(refusal, say),
        BookingRefusal::HoldExpired => words.hold_expired.to_owned(),
        BookingRefusal::ChangedMeanwhile => words.changed_meanwhile.to_owned(),
        BookingRefusal::WrongStatus { action, .. } if action == "change_arrival" => {
            words.arrival_fixed.to_owned()
        }
        BookingRefusal::WrongStatus { status, .. } => {
            let status = Status::of(*status, say.0).label;
            match say.0 {
                Locale::Ko => format!("예약이 ‘{status}’ 상태여서 처리할 수 없습니다."),
                Locale::En => format!("The booking’s status is “{status}”, which does not allow it."),
            }
        }
        BookingRefusal::WrongDay { .. } => wrong_day(booking, today, say),
        BookingRefusal::BelowPenalty { penalty } => {
            let penalty = say.money(*penalty);
            match say.0 {
                Locale::Ko => {
                    format!(
                        "변경한 숙박의 요금이 지금 취소할 때의 수수료({penalty})보다 적어 변경할 수 없습니다."
                    )
                }
                Locale::En => {
                    format!("The changed stay would cost less than cancelling does now ({penalty}).")
                }
            }
        }
    };
    vec![line]
}

fn wrong_day(booking: &BookingView, today: Date, say: Words) -> String {
    let [today, check_in, check_out] =
        [today, booking.check_in, booking.check_out].map(|date| say.day_month(date));
    match say.0 {
        Locale::Ko => {
            format!(
                "호텔 날짜로 오늘은 {today}이고 숙박은 {check_in}부터 {check_out}까지라 지금은 할 수 없습니다."
            )
        }
        Locale::En => {
            format!(
                "It is {today} at the hotel and the stay is {check_in} – {check_out}: this is not the day for it."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::{Currency, Money};

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_there_is_instead() {
        let (booking, today) = (samples::booking().view, Date::new(2030, 5, 9).unwrap());
        let total = Money::new(252_000, Currency::KRW);
        let price = BookingRefusal::Rooms(HoldRefusal::PriceChanged { total });
        let early = BookingRefusal::WrongDay { detail: String::new() };
        let said = |refusal, locale| in_words(refusal, &booking, today, Words(locale));

        assert_eq!(said(&price, Locale::En), ["The price has changed: it is ₩252,000 now."]);
        assert_eq!(said(&price, Locale::Ko), ["그사이 가격이 바뀌었습니다. 지금은 252,000원입니다."]);
        assert_eq!(
            said(&early, Locale::En),
            [
                "It is Thu 9 May at the hotel and the stay is Fri 10 May – Sun 12 May: this is not the day for it."
            ]
        );
    }

    #[test]
    fn sold_out_nights_are_named() {
        let nights = [3, 4].map(|day| Date::new(2030, 5, day).unwrap()).to_vec();
        let sold_out = HoldRefusal::SoldOut { nights, alternatives: vec![] };

        assert_eq!(rooms_in_words(&sold_out, Words(Locale::En)), ["Sold out: Fri 3 May, Sat 4 May"]);
    }
}
