//! The refusals that booking's routes have in common, as OpenAPI tells them.

use std::collections::BTreeMap;

use http_kit::documented::{
    BROKEN, FORBIDDEN, KEY_REUSED, NO_JSON, Refusal, TOO_LARGE, UNAUTHENTICATED, UNAVAILABLE, refusals,
};
use utoipa::{
    IntoResponses,
    openapi::{RefOr, Response},
};

/// Of a route for anybody that writes.
pub(super) struct PublicWriteProblems;

/// Of a route that changes a booking.
pub(super) struct ManageProblems;

/// Of a route that only staff may use to change a booking.
pub(super) struct DeskProblems;

/// Of a route that shows bookings.
pub(super) struct ReadProblems;

const NO_BOOKING: Refusal = (404, "No such booking, or not yours to see.");

impl IntoResponses for PublicWriteProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            (401, "An API key that is unknown or revoked."),
            FORBIDDEN,
            (404, "No such hotel or hold."),
            (409, "sold_out, price_changed, restricted, hold_expired or idempotency_in_progress."),
            TOO_LARGE,
            NO_JSON,
            KEY_REUSED,
            BROKEN,
            UNAVAILABLE,
        ])
    }
}

impl IntoResponses for ManageProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            UNAUTHENTICATED,
            FORBIDDEN,
            NO_BOOKING,
            (
                409,
                "wrong_status, wrong_day, below_penalty, changed_meanwhile, sold_out, price_changed, restricted, \
                 hold_expired or idempotency_in_progress.",
            ),
            TOO_LARGE,
            NO_JSON,
            KEY_REUSED,
            BROKEN,
            UNAVAILABLE,
        ])
    }
}

impl IntoResponses for DeskProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            UNAUTHENTICATED,
            FORBIDDEN,
            NO_BOOKING,
            (409, "wrong_status, wrong_day or idempotency_in_progress."),
            TOO_LARGE,
            NO_JSON,
            KEY_REUSED,
            BROKEN,
            UNAVAILABLE,
        ])
    }
}

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[UNAUTHENTICATED, FORBIDDEN, NO_BOOKING, BROKEN, UNAVAILABLE])
    }
}
