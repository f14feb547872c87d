//! Inventory's refusals as problems.

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
};
use http_kit::{FieldError, Problem, REPLAYED};
use inventory_api::{
    AriConflict, AriRefusal, CatalogueError, CommandError, PHOTOS_MAX, PhotoError, QueryError,
};

pub(crate) fn of_query(error: QueryError) -> Problem {
    match error {
        QueryError::NoHotel => Problem::not_found("hotel"),
        QueryError::Invalid(field, detail) => Problem::input(vec![FieldError::invalid(field, detail)]),
        QueryError::Unavailable(cause) => unavailable(&cause),
        QueryError::Failed(cause) => failed(&cause),
    }
}

pub(crate) fn of_command(error: &CommandError) -> Problem {
    match error {
        CommandError::Unavailable(cause) => unavailable(cause),
        CommandError::ReadOnly => Problem::read_only(),
        CommandError::Unknown(cause) => {
            tracing::error!(cause, "The outcome of a commit is unknown");
            Problem::unavailable(
                "outcome_unknown",
                "It is not known whether the change was made. Repeat the request with the same \
                 Idempotency-Key to learn it.",
            )
        }
        CommandError::Failed(cause) => failed(cause),
    }
}

pub(crate) fn of_catalogue(error: CatalogueError) -> Problem {
    match error {
        CatalogueError::NotFound(what) => Problem::not_found(what),
        CatalogueError::Invalid(errors) => fields(errors),
        CatalogueError::Taken(field) => Problem::conflict(
            "already_exists",
            "Already taken",
            format!("This {field} is taken. Choose another, or change the one there is with PATCH."),
        )
        .with_errors(vec![FieldError::invalid(field, "Taken already.")]),
        CatalogueError::ChangedMeanwhile => changed_meanwhile(),
        CatalogueError::KeyReused => Problem::key_reused(),
        CatalogueError::Failed(error) => of_command(&error),
    }
}

/// `named` turns the path of a field into what the request calls it.
pub(crate) fn of_photo(error: PhotoError, named: fn(&str) -> String) -> Problem {
    match error {
        PhotoError::TooLarge => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "Body too large",
            "A photo may have 12 MiB at most. Send a smaller one.",
        ),
        PhotoError::TooManyPixels => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_many_pixels",
            "Too many pixels",
            "A photo may have 12,000 pixels a side and 50 million in all. Make it smaller.",
        ),
        PhotoError::NotAnImage => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_an_image",
            "Not an image",
            "The file is no JPEG, PNG or WebP picture, or is broken. Save the photo anew as one of these.",
        ),
        PhotoError::TooMany => Problem::conflict(
            "too_many_photos",
            "Too many photos",
            format!("The hotel has {PHOTOS_MAX} photos already. Remove one first."),
        ),
        PhotoError::NotFound(what) => Problem::not_found(what),
        PhotoError::UnknownRoomType => {
            Problem::input(vec![FieldError::invalid("room_type", "The hotel has no such room type.")])
        }
        PhotoError::Invalid(errors) => {
            fields(errors.into_iter().map(|(field, detail)| (named(&field), detail)).collect())
        }
        PhotoError::ChangedMeanwhile => changed_meanwhile(),
        PhotoError::KeyReused => Problem::key_reused(),
        PhotoError::Unavailable(cause) => {
            tracing::error!(cause, "Photos cannot be taken");
            Problem::unavailable(
                "photos_unavailable",
                "Photos cannot be taken just now. Nothing was changed; try again in a moment.",
            )
        }
        PhotoError::Failed(error) => of_command(&error),
    }
}

fn changed_meanwhile() -> Problem {
    Problem::conflict(
        "changed_meanwhile",
        "Changed meanwhile",
        "Somebody changed the hotel at the same moment. Look at it and try again with a new key.",
    )
}

pub(crate) fn of_ari(error: AriConflict) -> Result<HttpResponse, Problem> {
    match error {
        AriConflict::Refused { refusal: AriRefusal::BelowTaken { nights, bookings, holds }, is_replay } => {
            let detail = format!(
                "More rooms are taken than would be left on {} nights. Move or cancel the bookings named, \
                 or allow overbooking; holds end by themselves within two hours.",
                nights.len()
            );
            let problem = Problem::conflict("below_taken", "Fewer rooms than are taken", detail)
                .with("nights", nights)
                .with("bookings", bookings)
                .with("holds", holds);
            let mut response = problem.error_response();
            if is_replay && let Ok(name) = HeaderName::try_from(REPLAYED) {
                response.headers_mut().insert(name, HeaderValue::from_static("true"));
            }
            Ok(response)
        }
        AriConflict::Invalid(errors) => Err(fields(errors)),
        AriConflict::NoHotel => Err(Problem::not_found("hotel")),
        AriConflict::KeyReused => Err(Problem::key_reused()),
        AriConflict::Failed(error) => Err(of_command(&error)),
    }
}

fn fields(errors: Vec<(String, String)>) -> Problem {
    Problem::input(errors.into_iter().map(|(field, detail)| FieldError::invalid(field, detail)).collect())
}

fn unavailable(cause: &str) -> Problem {
    tracing::error!(cause, "The database is unavailable");
    Problem::unavailable(
        "database_unavailable",
        "The database cannot be used just now. Nothing was changed; try again in a moment.",
    )
}

fn failed(cause: &str) -> Problem {
    tracing::error!(cause, "Inventory failed");
    Problem::internal()
}
