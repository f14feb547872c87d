//! Answers to writes.

use actix_web::{HttpResponse, http::StatusCode, http::header};
use kernel::Done;
use serde::Serialize;

use crate::{POSITION, Problem};

/// Tells a client that its key was answered before.
pub const REPLAYED: &str = "Idempotency-Replayed";
/// An embedded database has one place, and every read sees it. A database on a server has [`crate::positioned`] say
/// where it is.
const EMBEDDED_POSITION: &str = "embedded";

/// The answer to a write: personal, never cached, and marked when it is a repetition.
pub fn replied<T: Serialize>(status: StatusCode, done: &Done<T>) -> Result<HttpResponse, Problem> {
    let result = if done.is_replay { "replayed" } else { "fresh" };
    metrics::counter!("jumak_idempotency_total", "result" => result).increment(1);
    let json = serde_json::to_string(&done.answer).map_err(|error| {
        tracing::error!(%error, "An answer could not be written as JSON");
        Problem::internal()
    })?;
    let mut response = HttpResponse::build(status);
    response.content_type("application/json");
    response.insert_header((header::CACHE_CONTROL, "private, no-store"));
    response.insert_header((POSITION, EMBEDDED_POSITION));
    if done.is_replay {
        response.insert_header((REPLAYED, "true"));
    }
    Ok(response.body(json))
}
