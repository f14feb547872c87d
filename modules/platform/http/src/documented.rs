//! The refusals that routes have in common, as OpenAPI tells them.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use crate::ProblemBody;

/// A status, and when it is answered.
pub type Refusal = (u16, &'static str);

/// Input that cannot be used, named field by field.
pub const INVALID: Refusal = (400, "Fields or parameters that cannot be used, or no Idempotency-Key.");
/// Who asks is not known.
pub const UNAUTHENTICATED: Refusal = (401, "No token or API key, or an unknown one.");
/// Who asks may not.
pub const FORBIDDEN: Refusal = (403, "The API key does not allow it here.");
/// The body is too large.
pub const TOO_LARGE: Refusal = (413, "The body is too large.");
/// The body is no JSON.
pub const NO_JSON: Refusal = (415, "The body is no JSON.");
/// The key was used before.
pub const KEY_REUSED: Refusal = (422, "The Idempotency-Key belongs to another request.");
/// Our fault.
pub const BROKEN: Refusal = (500, "Something broke on our side.");
/// Not now.
pub const UNAVAILABLE: Refusal =
    (503, "Not now; Retry-After says when. Repeat with the same Idempotency-Key.");

/// Of a route that anybody may look at.
#[derive(Debug)]
pub struct LookProblems;

/// Of a route that only staff may look at.
#[derive(Debug)]
pub struct StaffReadProblems;

/// Of a route that staff change things by.
#[derive(Debug)]
pub struct StaffWriteProblems;

impl IntoResponses for LookProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, (404, "There is no such hotel."), BROKEN, UNAVAILABLE])
    }
}

impl IntoResponses for StaffReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let not_there = (404, "There is no such thing, or you may not see it.");
        refusals(&[INVALID, UNAUTHENTICATED, FORBIDDEN, not_there, BROKEN, UNAVAILABLE])
    }
}

impl IntoResponses for StaffWriteProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            INVALID,
            UNAUTHENTICATED,
            FORBIDDEN,
            (404, "There is no such thing, or you may not see it."),
            (409, "What is there already forbids it; `code` says how."),
            TOO_LARGE,
            NO_JSON,
            KEY_REUSED,
            BROKEN,
            UNAVAILABLE,
        ])
    }
}

/// The responses of these refusals, each with a problem for its body.
pub fn refusals(told: &[Refusal]) -> BTreeMap<String, RefOr<Response>> {
    let body = || ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemBody::name()))).build();
    told.iter()
        .map(|(status, description)| {
            let response = ResponseBuilder::new()
                .description(*description)
                .content("application/problem+json", body())
                .build();
            (status.to_string(), RefOr::T(response))
        })
        .collect()
}
