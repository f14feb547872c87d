//! Right after booking: the code, and what happens next.

use actix_web::{HttpRequest, HttpResponse, web::Path};
use askama::Template;
use booking_api::BookingView;
use kernel::{ConfirmationCode, Locale};

use crate::{
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    shown::{Fact, Status, StayShown},
    site::manage::{BookingWords, Mine, house},
    visit::Visit,
    words::words,
};

words! {
    /// What a confirmation says.
    ConfirmationWords {
        title: "예약이 확정되었습니다" | "Your booking is confirmed",
        next: "다음 단계" | "What happens next",
        mail: "확인 메일을 받으세요" | "Look out for our mail",
        mail_text: "메일에 예약을 바꾸거나 취소할 수 있는 링크가 들어 있습니다." | "It has a link by which you change or cancel your booking.",
        calendar: "일정에 추가하세요" | "Put it into your calendar",
        calendar_link: "달력 파일 받기 (.ics)" | "Get the calendar file (.ics)",
        come: "호텔로 오세요" | "Come to the hotel",
        manage: "예약 관리" | "Manage the booking",
        again: "다른 호텔 찾기" | "Look for another hotel",
    }
}

/// The page right after booking.
#[derive(Template)]
#[template(path = "site/confirmation.html")]
struct ConfirmationPage {
    frame: Frame,
    words: &'static ConfirmationWords,
    booking: &'static BookingWords,
    code: ConfirmationCode,
    /// Where the mail goes, and the words around it.
    mail: (&'static str, String, &'static str),
    status: Status,
    stay: StayShown,
    /// Who booked, as the desk looks for them.
    guest: String,
    house: Vec<Fact>,
}

/// Shows what was booked.
pub(crate) async fn show(
    visit: Visit,
    request: HttpRequest,
    code: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let mine = Mine::open(&visit, &request, &code).await?;
    // Booked no more: its own page tells.
    if !mine.may_change() {
        return Ok(see_other(&visit.links.booking(mine.code())));
    }
    let stay = mine.stay();
    let house = house(&mine.hotel, &stay, visit.links);
    let frame = visit.frame(ConfirmationWords::of(visit.locale).title);
    visit.personal(&made(frame, mine.view(), stay, house))
}

fn made(frame: Frame, view: &BookingView, stay: StayShown, house: Vec<Fact>) -> ConfirmationPage {
    ConfirmationPage {
        words: ConfirmationWords::of(frame.locale),
        booking: BookingWords::of(frame.locale),
        code: view.confirmation_code,
        mail: mail_to(&view.guest.email, frame.locale),
        status: Status::of(view.status, frame.locale),
        guest: view.guest.name.clone(),
        stay,
        house,
        frame,
    }
}

fn mail_to(address: &str, locale: Locale) -> (&'static str, String, &'static str) {
    match locale {
        Locale::Ko => ("확인 메일은 ", address.to_owned(), " 주소로 보내 드립니다."),
        Locale::En => ("A confirmation is on its way to ", address.to_owned(), "."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        links::Links,
        samples::{self, LOCALES},
    };
    use kernel::Words;

    #[test]
    fn a_confirmation_has_the_code_and_tells_what_happens_next() {
        for locale in LOCALES {
            let (hotel, booking) = (samples::hotel(), samples::booking());
            let now = "2030-05-01T00:00:00Z".parse().unwrap();
            let stay = StayShown::of(&hotel, &booking.quote, now, Words(locale));
            let house = house(&hotel, &stay, Links(locale));

            let html = made(samples::frame(locale), &booking.view, stay, house).render().unwrap();

            let words = ConfirmationWords::of(locale);
            for part in [words.title, "3F7K2M9QXR", "hong@example.com", words.calendar_link, "/stay.ics\""] {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert!(html.contains("/bookings/3F7K2M9QXR\"") && !html.contains("<script>alert"));
        }
    }
}
