//! Checking in, checking out, and recording who did not come.

use access_api::permissions::WRITE_BOOKINGS;
use actix_web::{HttpResponse, web::Path};
use booking_api::{BookingDetail, BookingError, DeskAction, DeskCommand};

use crate::{
    desk::{
        around::Around,
        done::Done,
        frame::Section,
        links::way_on,
        refused,
        staff::{Counter, Staff},
    },
    form::Typed,
    refusal::Refusal,
    words::words,
};

use super::{
    confirm::{ConfirmPage, Question, refund},
    open,
};

words! {
    /// What is asked before a no-show is recorded.
    NoShowWords {
        title: "노쇼 처리" | "No-show",
        text: "손님이 오지 않은 예약으로 처리합니다. 아직 지나지 않은 숙박일의 객실은 다시 판매됩니다. 되돌릴 수 없습니다." | "The guest did not come. Nights that are not past go back on sale. This cannot be undone.",
        penalty: "위약금" | "Penalty",
        refund: "청구하지 않는 금액" | "Not charged",
        button: "노쇼로 처리" | "Record the no-show",
        back: "돌아가기" | "Back",
    }
}

/// Checks a guest in.
pub(crate) async fn check_in(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    act(&staff, path.into_inner(), &typed, (DeskAction::CheckIn, Done::CheckedIn)).await
}

/// Checks a guest out.
pub(crate) async fn check_out(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    act(&staff, path.into_inner(), &typed, (DeskAction::CheckOut, Done::CheckedOut)).await
}

/// Records that a guest did not come.
pub(crate) async fn no_show(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    act(&staff, path.into_inner(), &typed, (DeskAction::NoShow, Done::NoShow)).await
}

/// Does it, and leads back to where the form stood.
async fn act(
    staff: &Staff,
    (hotel, code): (String, String),
    typed: &Typed,
    (action, done): (DeskAction, Done),
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(WRITE_BOOKINGS, &hotel).await?;
    let code = code.parse().map_err(|_| Refusal::NoPage)?;
    let once = staff.once(typed)?;
    let command = DeskCommand { code, proof: counter.proof(), action, by: staff.by(), once };
    let bookings = staff.visit.pages.booking();
    match bookings.desk(command).await {
        Ok(_) => Ok(done.see(&staff.visit.links.to(way_on(typed.get("back"))), code)),
        Err(BookingError::Refused { refusal, .. }) => {
            let booking = bookings.booking(code, &counter.proof()).await?;
            refused::page(&counter, &booking, &refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Asks before a no-show is recorded, with what it costs the guest.
pub(crate) async fn ask_no_show(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (counter, detail) = open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    let desk = counter.frame(Section::Bookings, NoShowWords::of(staff.visit.locale).title).await?;
    staff.visit.personal(&ConfirmPage::new(desk, &detail.view, no_show_question(&counter, &detail)))
}

fn no_show_question(counter: &Counter, detail: &BookingDetail) -> Question {
    let around = Around::of(counter);
    let (words, say) = (NoShowWords::of(around.locale), around.say());
    let code = detail.view.confirmation_code;
    let penalty = detail.quote.cancellation.no_show_penalty(&detail.quote);
    let refund = refund(&detail.view, penalty);
    Question {
        title: words.title,
        text: words.text,
        notice: None,
        facts: vec![(words.penalty, say.money(penalty)), (words.refund, say.money(refund))],
        action: around.errand(code, "no-show"),
        hidden: vec![("back", around.back_to_booking(code))],
        button: words.button.to_owned(),
        back: (words.back, around.booking(code)),
    }
}
