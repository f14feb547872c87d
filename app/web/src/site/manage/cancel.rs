//! Cancelling a booking: what it costs is shown first, and what was shown is what is taken.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use booking_api::{BookingError, BookingRefusal, BookingStatus, BookingView, CancelBooking};
use kernel::{ConfirmationCode, Locale, Money, Words};
use uuid::Uuid;

use crate::{
    form::Typed, frame::Frame, refusal::Refusal, respond::see_other, shown::StayShown, site::asks::a_guest,
    visit::Visit, words::words,
};

use super::{Done, Mine, owed_note, refused};

words! {
    /// What stands before a cancellation.
    CancelWords {
        title: "정말 취소할까요?" | "Cancel this booking?",
        code: "예약 번호" | "Confirmation code",
        penalty: "취소 수수료" | "Cancellation fee",
        refund: "내지 않으셔도 되는 금액" | "No longer owed",
        forever: "취소한 예약은 되돌릴 수 없으며, 객실은 바로 다른 분이 예약할 수 있게 됩니다." | "A cancelled booking cannot be restored; its rooms are for sale at once.",
        free: "수수료 없이 취소하기" | "Cancel free of charge",
        keep: "취소하지 않기" | "Keep the booking",
        rose: "보시는 사이에 취소 기한이 지나 수수료가 바뀌었습니다. 아래 금액을 확인해 주세요." | "A deadline has passed while you were looking, and the fee has changed. Please check the amount below.",
        too_late: "이 예약은 더 이상 취소할 수 없습니다." | "This booking cannot be cancelled any more.",
    }
}

/// The page that asks before a booking is cancelled.
#[derive(Template)]
#[template(path = "site/cancel.html")]
struct CancelPage {
    frame: Frame,
    words: &'static CancelWords,
    code: ConfirmationCode,
    stay: StayShown,
    penalty: Money,
    refund: String,
    /// What the button says: what is done, and its cost.
    button: String,
    has_risen: bool,
    /// What the terms do not say.
    owed: Option<String>,
    key: Uuid,
}

/// Asks whether a booking is to be cancelled.
pub(crate) async fn ask(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    if !mine.may_cancel() {
        return Ok(see_other(&visit.links.booking(mine.code())));
    }
    visit.personal(&page(&mine, false))
}

/// Cancels a booking.
pub(crate) async fn cancel(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    if mine.may_cancel() && costs_more_than_shown(mine.view(), &typed)? {
        return visit.refused(StatusCode::CONFLICT, &page(&mine, true));
    }
    let once = mine.once(&typed)?;
    let command = CancelBooking { code: mine.code(), proof: mine.proof(), by: a_guest(), once };
    match visit.pages.booking().cancel(command).await {
        Ok(_) => Ok(mine.done(Done::Cancelled)),
        Err(BookingError::Refused { refusal, .. }) => match refusal {
            // Another tab was faster: the booking stands as it was wanted.
            BookingRefusal::WrongStatus { status: BookingStatus::Cancelled, .. } => {
                Ok(mine.done(Done::Cancelled))
            }
            _ => refused(&mine, CancelWords::of(visit.locale).too_late),
        },
        Err(error) => Err(error.into()),
    }
}

/// Whether cancelling costs more than the form said.
fn costs_more_than_shown(view: &BookingView, typed: &Typed) -> Result<bool, Refusal> {
    let shown: i64 =
        typed.get("penalty").parse().map_err(|_| Refusal::Senseless("penalty: no amount".to_owned()))?;
    Ok(view.cancellation.penalty_now.amount > shown)
}

fn page(mine: &Mine, has_risen: bool) -> CancelPage {
    let frame = mine.visit.frame(CancelWords::of(mine.visit.locale).title);
    let owed = owed_note(&mine.booking, mine.now(), mine.visit.say);
    CancelPage { owed, ..made(frame, mine.view(), mine.stay(), has_risen) }
}

fn made(frame: Frame, view: &BookingView, stay: StayShown, has_risen: bool) -> CancelPage {
    let (say, words) = (frame.say, CancelWords::of(frame.locale));
    let penalty = view.cancellation.penalty_now;
    CancelPage {
        words,
        code: view.confirmation_code,
        stay,
        refund: view.total.minus(penalty).map(|rest| say.money(rest)).unwrap_or_default(),
        button: button(penalty, say),
        penalty,
        has_risen,
        owed: None,
        key: Uuid::new_v4(),
        frame,
    }
}

fn button(penalty: Money, say: Words) -> String {
    match (penalty.amount, say.0) {
        (0, _) => CancelWords::of(say.0).free.to_owned(),
        (_, Locale::Ko) => format!("{} 내고 취소하기", say.money(penalty)),
        (_, Locale::En) => format!("Cancel for {}", say.money(penalty)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use kernel::Currency;

    fn html(locale: Locale, penalty: i64, has_risen: bool) -> String {
        let (hotel, mut booking) = (samples::hotel(), samples::booking());
        booking.view.cancellation.penalty_now = Money::new(penalty, Currency::KRW);
        let now = "2030-05-01T00:00:00Z".parse().unwrap();
        let stay = StayShown::of(&hotel, &booking.quote, now, Words(locale));
        made(samples::frame(locale), &booking.view, stay, has_risen).render().unwrap()
    }

    #[test]
    fn the_button_says_what_cancelling_costs_now() {
        for (locale, free, button) in [
            (Locale::Ko, "수수료 없이 취소하기", "120,000원 내고 취소하기"),
            (Locale::En, "Cancel free of charge", "Cancel for ₩120,000"),
        ] {
            let (gratis, costly) = (html(locale, 0, false), html(locale, 120_000, false));

            assert!(gratis.contains(free), "{gratis}");
            assert!(
                costly.contains(button) && costly.contains("name=\"penalty\" value=\"120000\""),
                "{costly}"
            );
            assert!(!costly.contains("role=\"alert\"") && html(locale, 1, true).contains("role=\"alert\""));
        }
    }

    #[test]
    fn a_fee_that_rose_after_it_was_shown_is_asked_about_again() {
        let mut view = samples::booking().view;
        view.cancellation.penalty_now = Money::new(120_000, Currency::KRW);
        let rose = |shown: &str| costs_more_than_shown(&view, &Typed::default().with("penalty", shown));

        assert!(rose("0").unwrap());
        assert!(!rose("120000").unwrap() && !rose("240000").unwrap());
        assert!(matches!(rose(""), Err(Refusal::Senseless(_))));
    }
}
