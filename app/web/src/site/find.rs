//! A booking found by its code and e-mail.
//!
//! Whatever is wrong, the answer is the same: nobody learns which codes there are, or whose they are.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use askama::Template;
use booking_api::{BookingError, BookingView, Proof};
use kernel::ConfirmationCode;

use crate::{
    form::{Errors, Typed},
    frame::Frame,
    links::without_language,
    refusal::Refusal,
    respond::see_other_with,
    site::{limits::Address, manage::stay_cookie},
    visit::Visit,
    words::words,
};

words! {
    /// What the page that finds a booking says.
    FindWords {
        title: "내 예약 찾기" | "Find your booking",
        lead: "예약 번호와 예약하실 때 쓰신 이메일을 입력해 주세요." | "Enter your confirmation code and the e-mail you booked with.",
        code: "예약 번호" | "Confirmation code",
        code_hint: "영문과 숫자 10자리입니다. 예: 3F7K2M9QXR" | "Ten letters and digits, such as 3F7K2M9QXR",
        email: "이메일" | "E-mail",
        find: "예약 찾기" | "Find the booking",
        wrong_code: "예약 번호 10자리를 입력해 주세요." | "Enter the ten letters and digits of your code.",
        wrong_email: "이메일을 입력해 주세요." | "Enter your e-mail.",
        none: "예약 번호와 이메일이 일치하는 예약이 없습니다." | "No booking has this code and e-mail.",
        dead_link: "이 링크로는 예약을 열 수 없습니다. 링크가 잘렸을 수 있으니 예약 번호와 이메일로 찾아 주세요." | "This link opens no booking; it may have been cut off. Find your booking by its code and e-mail.",
        lost: "이 브라우저에서는 예약을 바로 열 수 없습니다. 예약하실 때 쓰신 이메일을 확인해 주세요." | "This browser cannot open the booking by itself. Enter the e-mail it was made with.",
        use_link: "확인 메일에 있는 링크로 예약을 열어 주세요." | "Please open your booking by the link in your mail.",
    }
}

/// The page that finds a booking.
#[derive(Template)]
#[template(path = "site/find.html")]
struct FindPage {
    frame: Frame,
    words: &'static FindWords,
    errors: Errors,
    notice: Option<&'static str>,
    code: String,
    email: String,
}

/// Shows the form.
pub(crate) async fn show(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let typed = Typed::query(&request);
    let mut page = FindPage::of(&visit, typed.get("code"), "");
    page.notice = typed.is_ticked("lost").then_some(page.words.lost);
    visit.personal(&page)
}

/// Finds a booking and opens it to this browser.
pub(crate) async fn look_up(visit: Visit, address: Address, typed: Typed) -> Result<HttpResponse, Refusal> {
    let now = visit.pages.clock().now();
    visit.pages.limits.look_up(address, now)?;
    let mut page = FindPage::of(&visit, typed.get("code"), typed.get("email"));
    let Some(code) = page.check() else {
        return visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let proof = Proof::Email(page.email.clone());
    match visit.pages.booking().booking(code, &proof).await {
        Ok(view) => opened(&visit, &view, page),
        Err(BookingError::NotFound) => {
            visit.pages.limits.failed(address, now);
            page.errors.add("code", page.words.none);
            visit.refused(StatusCode::NOT_FOUND, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form, for somebody whose link opened nothing.
pub(super) fn dead_link(visit: &Visit, code: &str) -> Result<HttpResponse, Refusal> {
    let mut page = FindPage::of(visit, code, "");
    page.notice = Some(page.words.dead_link);
    visit.refused(StatusCode::NOT_FOUND, &page)
}

fn opened(visit: &Visit, view: &BookingView, mut page: FindPage) -> Result<HttpResponse, Refusal> {
    let code = view.confirmation_code;
    if let Some(token) = &view.manage_token {
        return Ok(see_other_with(&visit.links.booking(code), [stay_cookie(visit, code, token.clone())]));
    }
    // The key that made the token was retired since; only the mail still has it.
    page.notice = Some(page.words.use_link);
    visit.personal(&page)
}

impl FindPage {
    fn of(visit: &Visit, code: &str, email: &str) -> Self {
        Self::made(visit.frame(FindWords::of(visit.locale).title), code, email)
    }

    fn made(mut frame: Frame, code: &str, email: &str) -> Self {
        // The address that led here may hold a token.
        frame.here = without_language(&frame.links.find_booking());
        Self {
            words: FindWords::of(frame.locale),
            errors: Errors::default(),
            notice: None,
            code: code.to_owned(),
            email: email.to_owned(),
            frame,
        }
    }

    /// The code, if both fields can be looked up; else what is wrong with them is told.
    fn check(&mut self) -> Option<ConfirmationCode> {
        let code = self.code.parse().ok();
        if code.is_none() {
            self.errors.add("code", self.words.wrong_code);
        }
        if self.email.is_empty() {
            self.errors.add("email", self.words.wrong_email);
        }
        code.filter(|_| self.errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    #[test]
    fn what_was_typed_stays_beside_what_is_wrong() {
        for locale in LOCALES {
            let mut page = FindPage::made(samples::frame(locale), MISCHIEF, "");

            assert_eq!(page.check(), None);
            let html = page.render().unwrap();

            assert!(html.contains(page.words.wrong_code) && html.contains(page.words.wrong_email), "{html}");
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
        }
    }

    #[test]
    fn a_code_read_over_the_telephone_can_be_looked_up() {
        let mut page = FindPage::made(samples::frame(LOCALES[0]), "3f7k-2m9q xr", "ann@example.com");

        assert_eq!(page.check(), "3F7K2M9QXR".parse().ok());
    }
}
