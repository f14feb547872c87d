//! What cannot be shown, as a page: what was asked, what is wrong, what to do.

use access_api::AccessError;
use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    middleware::Next,
    web,
};
use askama::Template;
use booking_api::BookingError;
use http_kit::{Problem, current_request_id};
use inventory_api::{CommandError, QueryError};
use notification_api::NotificationError;
use thiserror::Error;

use crate::{
    BackroomError, Pages,
    frame::Frame,
    respond::see_other,
    site::home::default_form,
    visit::{Visit, language_of},
    wish::WishForm,
    words::words,
};

/// Why there is no page to show.
#[derive(Debug, Clone, Error)]
pub(crate) enum Refusal {
    /// Nothing is there, or nothing that may be seen.
    #[error("no such page")]
    NoPage,
    /// There is something, but not for that method.
    #[error("no such method")]
    WrongMethod,
    /// The desk is for those who signed in; afterwards they go on to this path.
    #[error("not signed in")]
    SignedOut(String),
    /// Signed in, but not allowed.
    #[error("not allowed")]
    Forbidden,
    /// A form of another site.
    #[error("a form from another site")]
    CrossSite,
    /// A form that was sent before with other content.
    #[error("a form that was sent before")]
    SentBefore,
    /// A form that no page of ours makes, or a link that was cut off.
    #[error("a form that makes no sense: {0}")]
    Senseless(String),
    /// More than can be taken.
    #[error("too large")]
    TooLarge,
    /// Too often.
    #[error("too many")]
    TooMany {
        /// When to come back.
        retry_after_s: u32,
    },
    /// Not now; nothing was done.
    #[error("unavailable")]
    Unavailable,
    /// The operator lets nobody change anything; nothing was done.
    #[error("closed for changes")]
    ReadOnly,
    /// Not known whether it was done; the same form may be sent again.
    #[error("unknown outcome")]
    Unknown,
    /// Our fault.
    #[error("broken")]
    Broken,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoPage => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignedOut(_) => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::SentBefore => StatusCode::CONFLICT,
            Self::Senseless(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable | Self::ReadOnly | Self::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_s } => Some(*retry_after_s),
            Self::Unavailable | Self::Unknown => Some(1),
            Self::ReadOnly => Problem::read_only().retry_after_s(),
            _ => None,
        }
    }

    /// What an extractor refused.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoPage,
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Self::Forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::Senseless(status.to_string()),
            _ => Self::Broken,
        }
    }
}

/// Without a page around it: [`as_pages`] puts one there.
impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::SignedOut(location) => see_other(location),
            _ => HttpResponse::new(self.status()),
        }
    }
}

words! {
    /// What pages about refusals say.
    RefusalWords {
        no_page: "페이지를 찾을 수 없습니다" | "There is no such page",
        no_page_text: "주소가 잘못되었거나 페이지가 옮겨졌습니다. 아래에서 객실을 검색하실 수 있습니다." | "The address is wrong, or the page has moved. You can look for rooms below.",
        forbidden: "이 페이지를 볼 권한이 없습니다" | "You may not see this page",
        forbidden_text: "호텔 관리자에게 권한을 요청해 주세요." | "Ask the hotel's owner for the permission.",
        cross_site: "다른 사이트에서 보낸 양식입니다" | "This form came from another site",
        cross_site_text: "안전을 위해 처리하지 않았습니다. 이 사이트에서 다시 시도해 주세요." | "To keep you safe, nothing was done. Please try again from this site.",
        sent_before: "이미 처리된 양식입니다" | "This form was sent before",
        sent_before_text: "같은 양식이 다른 내용으로 이미 처리되었습니다. 페이지를 다시 열어 확인해 주세요." | "The same form was already sent with other content. Open the page again to see what was done.",
        senseless: "요청을 이해하지 못했습니다" | "This request makes no sense to us",
        senseless_text: "링크가 잘렸거나 양식이 오래되었을 수 있습니다. 처음부터 다시 시도해 주세요." | "The link may have been cut off, or the form is too old. Please start again.",
        too_large: "보내신 내용이 너무 큽니다" | "That is too large",
        too_large_text: "더 작은 파일이나 짧은 글로 다시 시도해 주세요." | "Please try again with a smaller file or a shorter text.",
        too_many: "잠시 후 다시 시도해 주세요" | "Please wait a moment",
        too_many_text: "짧은 시간에 너무 많이 시도하셨습니다." | "That was tried too often in a short time.",
        unavailable: "지금은 처리할 수 없습니다" | "Not just now",
        unavailable_text: "아무것도 바뀌지 않았습니다. 잠시 후 다시 시도해 주세요." | "Nothing was changed. Please try again in a moment.",
        read_only: "지금은 예약과 변경을 받지 않습니다" | "Bookings and changes are closed for the moment",
        read_only_text: "아무것도 바뀌지 않았습니다. 객실 검색과 예약 확인은 계속하실 수 있으니, 몇 분 뒤에 다시 시도해 주세요." | "Nothing was changed. You can go on looking at rooms and at your booking; please try again in a few minutes.",
        unknown: "처리 결과를 확인하지 못했습니다" | "We do not know whether this was done",
        unknown_text: "같은 양식을 다시 보내셔도 두 번 처리되지 않습니다. 다시 시도해 주세요." | "Send the same form again to find out: it will not be done twice.",
        broken: "문제가 발생했습니다" | "Something broke on our side",
        broken_text: "오류가 기록되었습니다. 다시 시도해 주시고, 계속되면 요청 번호를 알려 주세요." | "It was logged. Please try again; if it stays, tell us the request number.",
        request_number: "요청 번호" | "Request number",
        look_again: "객실 찾기" | "Look for rooms",
    }
}

/// The page about a refusal.
#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    frame: Frame,
    words: &'static RefusalWords,
    text: &'static str,
    /// The form to look for rooms with, where looking helps.
    form: Option<WishForm>,
    request_id: String,
}

impl RefusalWords {
    /// What is wrong, and what to do.
    fn about(&self, refusal: &Refusal) -> (&'static str, &'static str) {
        match refusal {
            Refusal::NoPage | Refusal::WrongMethod => (self.no_page, self.no_page_text),
            Refusal::Forbidden | Refusal::SignedOut(_) => (self.forbidden, self.forbidden_text),
            Refusal::CrossSite => (self.cross_site, self.cross_site_text),
            Refusal::SentBefore => (self.sent_before, self.sent_before_text),
            Refusal::Senseless(_) => (self.senseless, self.senseless_text),
            Refusal::TooLarge => (self.too_large, self.too_large_text),
            Refusal::TooMany { .. } => (self.too_many, self.too_many_text),
            Refusal::Unavailable => (self.unavailable, self.unavailable_text),
            Refusal::ReadOnly => (self.read_only, self.read_only_text),
            Refusal::Unknown => (self.unknown, self.unknown_text),
            Refusal::Broken => (self.broken, self.broken_text),
        }
    }
}

impl RefusalPage {
    fn of(refusal: &Refusal, visit: &Visit) -> Self {
        let words = RefusalWords::of(visit.locale);
        let (title, text) = words.about(refusal);
        Self {
            frame: visit.frame(title),
            words,
            text,
            form: matches!(refusal, Refusal::NoPage | Refusal::WrongMethod).then(|| default_form(visit)),
            request_id: current_request_id(),
        }
    }

    fn answer(&self, refusal: &Refusal) -> HttpResponse {
        let mut response = HttpResponse::build(refusal.status());
        response.content_type("text/html; charset=utf-8");
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = refusal.retry_after_s() {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        match self.render() {
            Ok(html) => response.body(html),
            Err(error) => {
                tracing::error!(%error, "The page about a refusal could not be rendered");
                response.finish()
            }
        }
    }
}

/// Gives every refusal its page, and every page its headers.
pub(crate) async fn as_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    let refusal = response.response().error().map(refusal_in).or_else(|| wrong_method(&response));
    let refused = refusal.filter(|refusal| !matches!(refusal, Refusal::SignedOut(_)));
    let visit = refused.as_ref().and_then(|_| Visit::of(response.request()));
    let mut response = match (refused, visit) {
        (Some(refusal), Some(visit)) => {
            let mut page = RefusalPage::of(&refusal, &visit).answer(&refusal);
            if let Some(methods) = response.headers().get(header::ALLOW) {
                page.headers_mut().insert(header::ALLOW, methods.clone());
            }
            response.into_response(page.map_into_right_body())
        }
        _ => response.map_into_left_body(),
    };
    let policy = response.request().app_data::<web::Data<Pages>>().map(|pages| pages.policy.clone());
    let language = HeaderValue::from_static(language_of(response.request()).tag());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, language);
    if let Some(policy) = policy {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// A route answers for a method that it does not know by itself, without a word.
fn wrong_method<B>(response: &ServiceResponse<B>) -> Option<Refusal> {
    (response.status() == StatusCode::METHOD_NOT_ALLOWED).then_some(Refusal::WrongMethod)
}

/// What an error is to the reader: ours as it is, an extractor's by its status.
fn refusal_in(error: &Error) -> Refusal {
    let by_status = || Refusal::of_status(error.as_response_error().status_code());
    error.as_error::<Refusal>().cloned().unwrap_or_else(by_status)
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::NoHotel => Self::NoPage,
            QueryError::Invalid(field, reason) => Self::Senseless(format!("{field}: {reason}")),
            QueryError::Unavailable(cause) => unavailable(&cause),
            QueryError::Failed(cause) => broken(&cause),
        }
    }
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Unavailable(cause) => unavailable(&cause),
            CommandError::ReadOnly => Self::ReadOnly,
            CommandError::Unknown(cause) => {
                tracing::error!(cause, "The outcome of a command is unknown");
                Self::Unknown
            }
            CommandError::Failed(cause) => broken(&cause),
        }
    }
}

/// Where a refusal that is a decision has a page of its own, its handler takes it out before this.
impl From<BookingError> for Refusal {
    fn from(error: BookingError) -> Self {
        match error {
            BookingError::NotFound | BookingError::NoHotel => Self::NoPage,
            BookingError::KeyReused | BookingError::Refused { .. } => Self::SentBefore,
            BookingError::Invalid(field, reason) => Self::Senseless(format!("{field}: {reason}")),
            BookingError::Failed(cause) => cause.into(),
        }
    }
}

impl From<NotificationError> for Refusal {
    fn from(error: NotificationError) -> Self {
        match error {
            NotificationError::NotFound => Self::NoPage,
            NotificationError::Invalid(field, reason) => Self::Senseless(format!("{field}: {reason}")),
            NotificationError::ReadOnly => Self::ReadOnly,
            NotificationError::Unavailable(cause) => unavailable(&cause),
        }
    }
}

impl From<AccessError> for Refusal {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Busy => Self::Unavailable,
            AccessError::ReadOnly => Self::ReadOnly,
            AccessError::Unavailable(cause) => unavailable(&cause),
            other => Self::Senseless(other.to_string()),
        }
    }
}

impl From<BackroomError> for Refusal {
    fn from(error: BackroomError) -> Self {
        unavailable(&error.0)
    }
}

fn unavailable(cause: &str) -> Refusal {
    tracing::error!(cause, "A page's module is unavailable");
    Refusal::Unavailable
}

fn broken(cause: &str) -> Refusal {
    tracing::error!(cause, "A page's module failed");
    Refusal::Broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        form::Typed,
        samples::{self, LOCALES},
    };

    #[test]
    fn every_refusal_says_what_is_wrong_what_to_do_and_how_to_ask_for_help() {
        let refusals = [
            Refusal::NoPage,
            Refusal::Forbidden,
            Refusal::CrossSite,
            Refusal::SentBefore,
            Refusal::Senseless("rooms: many".to_owned()),
            Refusal::TooLarge,
            Refusal::TooMany { retry_after_s: 3 },
            Refusal::Unavailable,
            Refusal::ReadOnly,
            Refusal::Unknown,
            Refusal::Broken,
        ];
        for (locale, refusal) in
            LOCALES.iter().flat_map(|locale| refusals.iter().map(move |it| (*locale, it)))
        {
            let words = RefusalWords::of(locale);
            let (title, text) = words.about(refusal);
            let form = Some(WishForm::read(&Typed::default(), locale));
            let mut frame = samples::frame(locale);
            title.clone_into(&mut frame.title);
            let page = RefusalPage { frame, words, text, form, request_id: "r-17".to_owned() };

            let html = page.render().unwrap();

            assert!(
                html.contains(&format!("<h1>{title}</h1>")) && html.contains(&samples::escaped(text)),
                "{refusal:?}: {html}"
            );
            assert!(html.contains("r-17") && html.contains("name=\"check_in\""), "{refusal:?}: {html}");
            assert!(!html.contains("many\""), "what came is not repeated: {html}");
        }
    }

    #[test]
    fn a_refusal_for_now_says_when_to_come_back() {
        assert_eq!(Refusal::TooMany { retry_after_s: 3 }.retry_after_s(), Some(3));
        assert!(Refusal::Unavailable.retry_after_s().is_some());
        assert!(Refusal::ReadOnly.retry_after_s().is_some());
        assert_eq!(Refusal::NoPage.retry_after_s(), None);
    }
}
