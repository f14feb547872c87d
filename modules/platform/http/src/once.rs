//! Idempotency keys: from the header to the command.

use std::{
    collections::HashSet,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::StatusCode};
use futures::future::LocalBoxFuture;
use kernel::OnceKey;
use serde::de::DeserializeOwned;

use crate::{Body, FieldError, Problem, body::NoBody};

const HEADER: &str = "idempotency-key";
const KEY_MAX: usize = 255;

/// A caller's key: 1 to 255 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A write: its body, and the key under which it happens once.
#[derive(Debug)]
pub struct Write<T> {
    /// What is asked for.
    pub body: T,
    key: IdempotencyKey,
    fingerprint: [u8; 32],
}

impl<T> Write<T> {
    pub(crate) fn new(body: T, key: IdempotencyKey, fingerprint: [u8; 32]) -> Self {
        Self { body, key, fingerprint }
    }

    /// The key as `caller` may use it.
    pub fn once(&self, caller: impl ToString) -> OnceKey {
        OnceKey { caller: caller.to_string(), key: self.key.0.clone(), fingerprint: self.fingerprint }
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Write<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = key_of(request);
        let body = Body::from_request(request, payload);
        Box::pin(async move {
            let key = key?;
            let Body { value, fingerprint } = body.await?;
            Ok(Self { body: value, key, fingerprint })
        })
    }
}

/// A write that its path describes completely: the body is `{}`, or nothing at all.
#[derive(Debug)]
pub struct Act(Write<()>);

impl Act {
    /// The key as `caller` may use it.
    pub fn once(&self, caller: impl ToString) -> OnceKey {
        self.0.once(caller)
    }
}

impl FromRequest for Act {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = key_of(request);
        let body = NoBody::from_request(request, payload);
        Box::pin(async move {
            let key = key?;
            let NoBody { fingerprint } = body.await?;
            Ok(Self(Write { body: (), key, fingerprint }))
        })
    }
}

pub(crate) fn key_of(request: &HttpRequest) -> Result<IdempotencyKey, Problem> {
    let mut given = request.headers().get_all(HEADER);
    let (Some(key), None) = (given.next(), given.next()) else {
        return Err(missing());
    };
    let is_printable = !key.is_empty() && key.as_bytes().iter().all(|byte| (0x20..0x7f).contains(byte));
    match key.to_str() {
        Ok(text) if is_printable && text.len() <= KEY_MAX && !text.trim().is_empty() => {
            Ok(IdempotencyKey(text.to_owned()))
        }
        _ => Err(invalid()),
    }
}

fn missing() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "idempotency_key_required",
        "Idempotency-Key required",
        "Send one Idempotency-Key header with each write, new for each write and the same for its repeats.",
    )
    .with_errors(vec![FieldError {
        field: "Idempotency-Key".to_owned(),
        code: "required".to_owned(),
        detail: "1 to 255 printable ASCII characters.".to_owned(),
    }])
}

fn invalid() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "idempotency_key_invalid",
        "Invalid Idempotency-Key",
        "An Idempotency-Key has 1 to 255 printable ASCII characters.",
    )
    .with_errors(vec![FieldError::invalid("Idempotency-Key", "1 to 255 printable ASCII characters.")])
}

impl Problem {
    /// 422: the key was used before, for another request.
    pub fn key_reused() -> Self {
        metrics::counter!("jumak_idempotency_total", "result" => "mismatch").increment(1);
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "Idempotency-Key used before",
            "This Idempotency-Key belongs to another request. Use a new key for a new request.",
        )
    }

    fn in_progress() -> Self {
        metrics::counter!("jumak_idempotency_total", "result" => "in_flight").increment(1);
        Self::conflict(
            "idempotency_in_progress",
            "The same request is still running",
            "A request with this Idempotency-Key is being worked on. Repeat it in a moment for its answer.",
        )
    }
}

/// The requests being worked on in this process. A kindness, not a guarantee: the database holds the promise.
#[derive(Debug, Clone, Default)]
pub struct InFlight(Arc<Mutex<HashSet<OnceKey>>>);

impl InFlight {
    /// Runs `work` unless the same request is being worked on already.
    pub async fn guard<T, E: From<Problem>>(
        &self,
        once: &OnceKey,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let is_first = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(once.clone());
        if !is_first {
            return Err(Problem::in_progress().into());
        }
        let _held = Held { requests: self, once };
        work.await
    }
}

struct Held<'a> {
    requests: &'a InFlight,
    once: &'a OnceKey,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.requests.0.lock().unwrap_or_else(PoisonError::into_inner).remove(self.once);
    }
}
