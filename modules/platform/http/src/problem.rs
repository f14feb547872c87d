//! Problem details (RFC 9457): what went wrong, in words a person can act on and a code a program can.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use db::DbError;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::current_request_id;

/// An operator closes a house to writes for minutes rather than seconds.
const READ_ONLY_RETRY_S: u32 = 60;

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    extra: Map<String, Value>,
    retry_after_s: Option<u32>,
    allow: Option<String>,
}

/// One thing wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where: a field's path such as `guest.email`, or a parameter's or header's name.
    pub field: String,
    /// What kind: `required`, `unknown`, `invalid`, `duplicate`.
    pub code: String,
    /// What would be right.
    pub detail: String,
}

impl FieldError {
    /// A value that cannot be used.
    pub fn invalid(field: impl Into<String>, detail: impl ToString) -> Self {
        Self { field: field.into(), code: "invalid".to_owned(), detail: detail.to_string() }
    }
}

/// The body of every refusal, `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemBody {
    /// Where the code is explained.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub kind: String,
    /// The code in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable; decide on this.
    pub code: String,
    /// What was asked, what is wrong, what to do.
    pub detail: String,
    /// Name it when you ask for help.
    pub request_id: String,
    /// What is wrong with the input, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What a code adds, such as `nights` and `alternatives` of `sold_out`, or `total` of `price_changed`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub extra: Map<String, Value>,
}

impl Problem {
    /// A problem with a stable code.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            extra: Map::new(),
            retry_after_s: None,
            allow: None,
        }
    }

    /// 400: the input cannot be used as it stands.
    pub fn input(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("{}: {}", only.field, only.detail),
            several => format!("{} fields need another value; see errors.", several.len()),
        };
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid_input", "Invalid input", detail);
        problem.errors = errors;
        problem
    }

    /// 401: who asks is not known.
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Not signed in", detail)
    }

    /// 403: known, but not allowed.
    pub fn forbidden(permission: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Not allowed",
            format!("Your role does not include {permission} here. Ask the hotel's owner."),
        )
    }

    /// 404: not there, or not yours; the answer is the same.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Not found",
            format!("There is no such {what}, or you may not see it."),
        )
    }

    /// 405: there is such a page, but not for that method.
    pub fn method_not_allowed(allowed: &str) -> Self {
        let mut problem = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "Method not allowed",
            format!("Use {allowed} here."),
        );
        problem.allow = Some(allowed.to_owned());
        problem
    }

    /// 409: the input is fine, the state of things is not.
    pub fn conflict(code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, title, detail)
    }

    /// 429: too many of these.
    pub fn too_many(retry_after_s: u32) -> Self {
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests",
            format!("Too many tries. Wait {retry_after_s} s and try again."),
        );
        problem.retry_after_s = Some(retry_after_s);
        problem
    }

    /// 503: not now; nothing was done.
    pub fn unavailable(code: &'static str, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "Unavailable for now", detail);
        problem.retry_after_s = Some(1);
        problem
    }

    /// 503: the operator lets nobody write. Nothing was done.
    pub fn read_only() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "read_only",
            "Closed for changes",
            "Bookings and changes are closed for the moment; looking goes on. Nothing was changed; try again in \
             a few minutes.",
        );
        problem.retry_after_s = Some(READ_ONLY_RETRY_S);
        problem
    }

    /// 500: our fault. What happened is in the log, not in the answer.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke on our side",
            "The request failed and was logged. Try again; if it stays, tell us the request_id.",
        )
    }

    /// Adds a member that the code defines.
    #[must_use]
    pub fn with(mut self, member: &'static str, value: impl Serialize) -> Self {
        // Our own plain types; a value that cannot be JSON is left out rather than hiding the refusal.
        if let Ok(value) = serde_json::to_value(value) {
            self.extra.insert(member.to_owned(), value);
        }
        self
    }

    /// Names the fields concerned.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong with the input, field by field.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// When to come back, of a refusal that is for now.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
    }

    /// The words.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    fn body(&self) -> ProblemBody {
        ProblemBody {
            kind: format!("urn:jumak:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            request_id: current_request_id(),
            errors: self.errors.clone(),
            extra: self.extra.clone(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.content_type("application/problem+json");
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after_s {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        match serde_json::to_string(&self.body()) {
            Ok(json) => response.body(json),
            Err(_) => response.finish(),
        }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Overloaded => Self::unavailable(
                "overloaded",
                "Too many writes are waiting. Nothing was changed; try again in a moment.",
            ),
            DbError::ReadOnly => Self::read_only(),
            DbError::Unavailable(cause) | DbError::Contended(cause) => {
                tracing::error!(error = ?cause, "The database is unavailable");
                Self::unavailable(
                    "database_unavailable",
                    "The database cannot be used just now. Nothing was changed; try again in a moment.",
                )
            }
            DbError::Unknown(cause) => {
                tracing::error!(error = ?cause, "The outcome of a commit is unknown");
                Self::unavailable(
                    "outcome_unknown",
                    "It is not known whether the change was made. Repeat the request with the same \
                     Idempotency-Key to learn it.",
                )
            }
            DbError::Internal(cause) => {
                tracing::error!(error = ?cause, "A statement failed");
                Self::internal()
            }
        }
    }
}
