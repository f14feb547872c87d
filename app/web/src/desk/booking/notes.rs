//! Notes by staff, and mails that staff send again.

use access_api::permissions::WRITE_BOOKINGS;
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use booking_api::{AddNote, BookingError};
use kernel::MessageId;

use crate::{
    desk::{around::Around, done::Done, staff::Staff},
    form::{Errors, Typed},
    refusal::Refusal,
    words::words,
};

use super::{messages, open, page};

words! {
    /// What is wrong with a note.
    NoteWords {
        wrong: "메모를 1자에서 2,000자까지 입력해 주세요. 예약 하나에는 메모를 200개까지 남길 수 있습니다." | "Enter a note of 1 to 2,000 characters. A booking has at most 200 notes.",
    }
}

/// The form of a note, as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct NoteForm {
    pub(super) action: String,
    pub(super) text: String,
    pub(super) errors: Errors,
}

impl NoteForm {
    pub(super) fn at(self, action: String) -> Self {
        Self { action, ..self }
    }
}

/// Keeps a note.
pub(crate) async fn add(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (counter, detail) = open(&staff, WRITE_BOOKINGS, path.into_inner()).await?;
    let code = detail.view.confirmation_code;
    let command = AddNote {
        code,
        proof: counter.proof(),
        text: typed.get("text").to_owned(),
        by: staff.by(),
        once: staff.once(&typed)?,
    };
    match staff.visit.pages.booking().add_note(command).await {
        Ok(_) => Ok(Done::Noted.see(&Around::of(&counter).booking(code), code)),
        Err(BookingError::Invalid("text", _)) => {
            let mut form = NoteForm { text: typed.get("text").to_owned(), ..NoteForm::default() };
            form.errors.add("text", NoteWords::of(staff.visit.locale).wrong);
            let page = page(&counter, detail, form).await?;
            staff.visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Sends one of the booking's mails again.
pub(crate) async fn resend(
    staff: Staff,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (hotel, code, message) = path.into_inner();
    let (counter, detail) = open(&staff, WRITE_BOOKINGS, (hotel, code)).await?;
    let message: MessageId = message.parse().map_err(|_| Refusal::NoPage)?;
    let known = messages(&counter, detail.booking_id).await?;
    if !known.iter().any(|mail| mail.message_id == message) {
        return Err(Refusal::NoPage);
    }
    staff.visit.pages.notification().resend(counter.hotel.id, message, staff.by()).await?;
    let code = detail.view.confirmation_code;
    Ok(Done::Resent.see(&Around::of(&counter).booking(code), code))
}
