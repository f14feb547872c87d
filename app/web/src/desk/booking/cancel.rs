//! Cancelling on a guest's behalf: what it costs is shown first, and nobody pays more than was shown.

use access_api::permissions::WRITE_BOOKINGS;
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use booking_api::{BookingDetail, BookingError, BookingStatus, CancelBooking};
use kernel::{Locale, Money};

use crate::{
    desk::{
        around::Around,
        done::Done,
        frame::Section,
        refused,
        staff::{Counter, Staff},
    },
    form::Typed,
    refusal::Refusal,
    respond::see_other,
    words::words,
};

use super::{
    confirm::{ConfirmPage, Question, refund},
    open,
};

words! {
    /// What is asked before a booking is cancelled.
    CancelWords {
        title: "예약 취소" | "Cancel the booking",
        text: "취소하면 객실은 바로 다시 판매되고, 손님에게 안내 메일을 보냅니다. 되돌릴 수 없습니다." | "The rooms go back on sale at once, and the guest gets a mail. This cannot be undone.",
        penalty: "지금 취소할 때의 위약금" | "Penalty now",
        refund: "청구하지 않는 금액" | "Not charged",
        free: "무료로 취소" | "Cancel free of charge",
        keep: "취소하지 않기" | "Keep the booking",
    }
}

/// Asks before a booking is cancelled, with what that costs now.
pub(crate) async fn ask(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (counter, detail) = open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    if detail.view.status != BookingStatus::Confirmed {
        return Ok(see_other(&Around::of(&counter).booking(detail.view.confirmation_code)));
    }
    staff.visit.personal(&page(&counter, &detail, None).await?)
}

/// Cancels a booking, unless it costs something else by now.
pub(crate) async fn cancel(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (counter, detail) = open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    let (code, once) = (detail.view.confirmation_code, staff.once(&typed)?);
    let penalty = penalty(&detail, Around::of(&counter));
    let is_open = detail.view.status == BookingStatus::Confirmed;
    if is_open && typed.get("penalty").parse() != Ok(penalty.amount) {
        let page = page(&counter, &detail, Some(changed(&counter, penalty))).await?;
        return staff.visit.refused(StatusCode::CONFLICT, &page);
    }
    let command = CancelBooking { code, proof: counter.proof(), by: staff.by(), once };
    match staff.visit.pages.booking().cancel(command).await {
        Ok(_) => Ok(Done::Cancelled.see(&Around::of(&counter).booking(code), code)),
        Err(BookingError::Refused { refusal, .. }) => refused::page(&counter, &detail.view, &refusal).await,
        Err(error) => Err(error.into()),
    }
}

fn penalty(detail: &BookingDetail, around: Around<'_>) -> Money {
    detail.quote.cancellation.penalty_at(around.now, &detail.quote)
}

fn changed(counter: &Counter, penalty: Money) -> String {
    let visit = counter.visit();
    let penalty = visit.say.money(penalty);
    match visit.locale {
        Locale::Ko => format!("그사이 위약금이 바뀌었습니다({penalty}). 다시 확인해 주세요."),
        Locale::En => format!("Meanwhile the penalty has become {penalty}. Please look again."),
    }
}

async fn page(
    counter: &Counter,
    detail: &BookingDetail,
    notice: Option<String>,
) -> Result<ConfirmPage, Refusal> {
    let around = Around::of(counter);
    let (words, say) = (CancelWords::of(around.locale), around.say());
    let (code, penalty) = (detail.view.confirmation_code, penalty(detail, around));
    let refund = refund(&detail.view, penalty);
    let question = Question {
        title: words.title,
        text: words.text,
        notice,
        facts: vec![(words.penalty, say.money(penalty)), (words.refund, say.money(refund))],
        action: around.errand(code, "cancel"),
        hidden: vec![("penalty", penalty.amount.to_string())],
        button: button(penalty, around),
        back: (words.keep, around.booking(code)),
    };
    let desk = counter.frame(Section::Bookings, words.title).await?;
    Ok(ConfirmPage::new(desk, &detail.view, question))
}

fn button(penalty: Money, around: Around<'_>) -> String {
    let amount = around.say().money(penalty);
    match around.locale {
        _ if penalty.amount == 0 => CancelWords::of(around.locale).free.to_owned(),
        Locale::Ko => format!("위약금 {amount} 받고 취소"),
        Locale::En => format!("Cancel for {amount}"),
    }
}
