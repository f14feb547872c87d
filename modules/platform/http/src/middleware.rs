//! What happens to every request: an id, a measure, a line in the log, and headers that keep browsers safe.

use std::{panic::AssertUnwindSafe, time::Instant};

use actix_web::{
    Error, ResponseError,
    body::{BodySize, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method,
        header::{self, HeaderMap},
    },
    middleware::Next,
};
use futures::FutureExt;

use crate::{Problem, RequestId, with_request_id};

/// What an answer's bytes are counted as. Put into the response's extensions; without one they are `Dynamic`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Egress {
    /// Made for this request.
    Dynamic,
    /// A file that a CDN could have sent.
    Static,
}

impl Egress {
    fn label(self) -> &'static str {
        match self {
            Self::Dynamic => "dynamic",
            Self::Static => "static",
        }
    }
}

/// Names the request, measures it, and logs one line when it ends.
pub async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let id = RequestId::random();
    let method = method_label(request.method());
    let active = metrics::gauge!("http_server_active_requests");
    active.increment(1.0);
    let answered = AssertUnwindSafe(next.call(request)).catch_unwind();
    let answered = async { answered.await.unwrap_or_else(|_| Err(panicked(&id))) };
    let outcome = with_request_id(id, answered).await;
    active.decrement(1.0);
    match outcome {
        Ok(mut response) => {
            let status = response.status().as_u16();
            if let BodySize::Sized(bytes) = response.response().body().size() {
                let egress = response.response().extensions().get().copied().unwrap_or(Egress::Dynamic);
                metrics::counter!("jumak_http_egress_bytes_total", "class" => egress.label(), "via" => "direct")
                    .increment(bytes);
            }
            let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
            record(method, &route, status, started);
            name_request(response.headers_mut(), &id);
            log(method, &route, status, &id, started);
            Ok(response)
        }
        Err(error) => {
            record(method, "unmatched", error.as_response_error().status_code().as_u16(), started);
            Err(error)
        }
    }
}

/// The panic's own message is on standard error; the client learns that it was our fault. What would have added
/// headers to the answer fell with the handler.
fn panicked(id: &RequestId) -> Error {
    tracing::error!(request_id = %id, "A handler panicked");
    let mut response = Problem::internal().error_response();
    let headers = response.headers_mut();
    add_safe_headers(headers);
    name_request(headers, id);
    InternalError::from_response("a handler panicked", response).into()
}

fn name_request(headers: &mut HeaderMap, id: &RequestId) {
    if let Ok(value) = header::HeaderValue::from_str(&id.to_string()) {
        headers.insert(header::HeaderName::from_static("x-request-id"), value);
    }
}

/// Who asks for the head of a page is answered as if for the page; the body stays behind (RFC 9110 §9.3.2).
pub async fn head_as_get<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

fn record(method: &'static str, route: &str, status: u16, started: Instant) {
    metrics::histogram!(
        "http_server_request_duration_seconds",
        "http_request_method" => method,
        "http_route" => route.to_owned(),
        "http_response_status_code" => status.to_string()
    )
    .record(started.elapsed());
}

fn log(method: &'static str, route: &str, status: u16, id: &RequestId, started: Instant) {
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::error!(method, route, status, request_id = %id, duration_us, "Request failed");
    } else if matches!(method, "GET" | "HEAD" | "OPTIONS") {
        // Looks outnumber writes by thousands to one; their count and time are in the metrics.
        tracing::debug!(method, route, status, request_id = %id, duration_us, "Request answered");
    } else {
        tracing::info!(method, route, status, request_id = %id, duration_us, "Request answered");
    }
}

/// A label must come from a closed set, whatever a client sends.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    }
}

/// Headers that every answer carries (OWASP ASVS 5.0, V3.4).
pub async fn secure<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    add_safe_headers(response.headers_mut());
    Ok(response)
}

fn add_safe_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'",
        ),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
    }
}
