//! Signing in and out. Wrong e-mails and wrong passwords are answered alike.

use access_api::{AccessError, SignIn};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use http_kit::ClientAddress;
use kernel::Locale;

use crate::{
    desk::{links::way_on, staff::COOKIE},
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    respond::see_other_with,
    visit::Visit,
    words::words,
};

words! {
    /// What the sign-in says.
    SignInWords {
        title: "직원 로그인" | "Staff sign-in",
        email: "이메일" | "E-mail",
        password: "비밀번호" | "Password",
        sign_in: "로그인" | "Sign in",
        forgotten: "비밀번호를 잊으셨다면 호텔 대표 계정에 재설정을 요청해 주세요." | "If you have lost your password, ask an owner to reset it.",
        guest_site: "고객 사이트" | "Guests’ site",
        no_email: "이메일을 입력해 주세요." | "Enter your e-mail.",
        no_password: "비밀번호를 입력해 주세요." | "Enter your password.",
        wrong: "이메일 또는 비밀번호가 맞지 않습니다." | "The e-mail or the password is wrong.",
        busy: "지금 로그인이 몰리고 있습니다. 잠시 후 다시 시도해 주세요." | "Too many people are signing in just now. Please try again in a moment.",
        signed_out: "로그아웃했습니다." | "You have signed out.",
        signed_out_everywhere: "모든 기기에서 로그아웃했습니다." | "You have signed out everywhere.",
    }
}

/// The sign-in.
#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    words: &'static SignInWords,
    action: String,
    errors: Errors,
    email: String,
    /// Where they go on to: a path of ours without its language.
    next: String,
    notice: Option<&'static str>,
    problem: Option<String>,
}

impl SignInPage {
    fn new(frame: Frame, typed: &Typed) -> Self {
        Self {
            words: SignInWords::of(frame.locale),
            action: frame.links.desk_page("sign-in"),
            frame,
            errors: Errors::default(),
            email: typed.get("email").to_owned(),
            next: way_on(typed.get("next")).to_owned(),
            notice: None,
            problem: None,
        }
    }

    fn of(visit: &Visit, typed: &Typed) -> Self {
        Self::new(visit.frame(SignInWords::of(visit.locale).title), typed)
    }
}

/// Shows the sign-in; who is signed in already goes on.
pub(crate) async fn show(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let typed = Typed::query(&request);
    if let Some(token) = visit.pages.cookies.get(&request, COOKIE) {
        match visit.pages.access().session(&token).await {
            Ok(_) => return Ok(see_other_with(&visit.links.to(way_on(typed.get("next"))), [])),
            Err(AccessError::SignedOut) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut page = SignInPage::of(&visit, &typed);
    page.notice = match typed.get("done") {
        "signed-out" => Some(page.words.signed_out),
        "signed-out-everywhere" => Some(page.words.signed_out_everywhere),
        _ => None,
    };
    visit.personal(&page)
}

/// Signs somebody in, with a new token.
pub(crate) async fn sign_in(
    visit: Visit,
    address: ClientAddress,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let mut page = SignInPage::of(&visit, &typed);
    for (field, words) in [("email", page.words.no_email), ("password", page.words.no_password)] {
        if typed.get(field).is_empty() {
            page.errors.add(field, words);
        }
    }
    if !page.errors.is_empty() {
        return visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let password = typed.untrimmed("password").to_owned();
    let command = SignIn { email: page.email.clone(), password, address: address.0 };
    match visit.pages.access().sign_in(command).await {
        Ok(started) => {
            let cookie = visit.pages.cookies.set(COOKIE, started.token);
            Ok(see_other_with(&visit.links.to(&page.next), [cookie]))
        }
        Err(error) => not_signed_in(&visit, page, error),
    }
}

fn not_signed_in(visit: &Visit, mut page: SignInPage, error: AccessError) -> Result<HttpResponse, Refusal> {
    match error {
        AccessError::Unknown => {
            page.errors.add("email", page.words.wrong);
            visit.refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        AccessError::TooMany { retry_after_s } => {
            page.problem = Some(too_many(retry_after_s, visit.locale));
            refused_until(visit, StatusCode::TOO_MANY_REQUESTS, &page, retry_after_s)
        }
        AccessError::Busy => {
            page.problem = Some(page.words.busy.to_owned());
            refused_until(visit, StatusCode::SERVICE_UNAVAILABLE, &page, 1)
        }
        other => Err(other.into()),
    }
}

fn refused_until(
    visit: &Visit,
    status: StatusCode,
    page: &SignInPage,
    retry_after_s: u32,
) -> Result<HttpResponse, Refusal> {
    let mut response = visit.refused(status, page)?;
    response.headers_mut().insert(header::RETRY_AFTER, retry_after_s.into());
    Ok(response)
}

/// When the next try is taken, in words.
pub(crate) fn too_many(retry_after_s: u32, locale: Locale) -> String {
    let minutes = retry_after_s.div_ceil(60);
    match (locale, retry_after_s) {
        (Locale::Ko, 0..60) => {
            format!("비밀번호를 여러 번 잘못 입력했습니다. {retry_after_s}초 후에 다시 시도해 주세요.")
        }
        (Locale::Ko, _) => {
            format!("비밀번호를 여러 번 잘못 입력했습니다. {minutes}분 후에 다시 시도해 주세요.")
        }
        (Locale::En, 0..60) => format!("Too many wrong passwords. Try again in {retry_after_s} s."),
        (Locale::En, _) => format!("Too many wrong passwords. Try again in {minutes} min."),
    }
}

/// Ends the session, if there is one.
pub(crate) async fn sign_out(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    if let Some(token) = visit.pages.cookies.get(&request, COOKIE) {
        visit.pages.access().sign_out(&token).await?;
    }
    Ok(goodbye(&visit, "signed-out"))
}

/// The sign-in with a word on what was done, and no cookie any more.
pub(crate) fn goodbye(visit: &Visit, done: &str) -> HttpResponse {
    let there = format!("{}?done={done}", visit.links.desk_page("sign-in"));
    see_other_with(&there, [visit.pages.cookies.forget(COOKIE)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, LOCALES, MISCHIEF};

    fn page(locale: Locale) -> SignInPage {
        let typed = Typed::default()
            .with("email", MISCHIEF)
            .with("password", "correct horse")
            .with("next", "/desk/jumak-seoul/today");
        SignInPage::new(samples::frame(locale), &typed)
    }

    #[test]
    fn a_sign_in_that_comes_back_keeps_the_e_mail_and_never_the_password() {
        for locale in LOCALES {
            let mut page = page(locale);
            page.errors.add("email", page.words.wrong);

            let html = page.render().unwrap();

            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"), "{html}");
            assert!(!html.contains("horse") && html.contains(page.words.wrong) && !html.contains("{{"));
            assert!(html.contains("value=\"/desk/jumak-seoul/today\""));
        }
    }

    #[test]
    fn whoever_tried_too_often_learns_when_to_come_back() {
        assert_eq!(too_many(20, Locale::En), "Too many wrong passwords. Try again in 20 s.");
        assert_eq!(
            too_many(61, Locale::Ko),
            "비밀번호를 여러 번 잘못 입력했습니다. 2분 후에 다시 시도해 주세요."
        );
    }
}
