//! The files of photos, for browsers and whatever stands between.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, ResponseError, get, http::header, web};
use http_kit::{Egress, PathArgs, Problem, documented};
use utoipa::{
    IntoResponses,
    openapi::{RefOr, Response},
};

use crate::photos::{FetchError, Gallery, PhotoFile};

/// A file is called after its content: what changes has another name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What is not there yet may be there soon.
const FOR_A_MINUTE: &str = "public, max-age=60";

/// The refusals of a file.
struct MediaProblems;

impl IntoResponses for MediaProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        documented::refusals(&[(404, "There is no such file."), documented::UNAVAILABLE])
    }
}

/// A file of a photo: `name` and one of the `widths` that a hotel's `photos` tell.
#[utoipa::path(
    tag = "hotels",
    params(("file" = String, Path, description = "`{name}-{width}.jpg`")),
    responses(
        (status = 200, description = "The picture", body = [u8], content_type = "image/jpeg"),
        MediaProblems,
    )
)]
#[get("/media/{file}")]
pub(super) async fn show_photo(
    path: PathArgs<String>,
    gallery: web::Data<Gallery>,
) -> Result<HttpResponse, Problem> {
    // Only what is called like a photo's file is ever looked for.
    let Ok(file) = path.0.parse::<PhotoFile>() else { return Ok(not_there()) };
    match gallery.fetch(file).await {
        Ok(bytes) => {
            let mut response = HttpResponse::Ok()
                .content_type("image/jpeg")
                .insert_header((header::CACHE_CONTROL, FOR_EVER))
                .body(bytes);
            response.extensions_mut().insert(Egress::Static);
            Ok(response)
        }
        Err(FetchError::NotThere) => Ok(not_there()),
        Err(FetchError::Failed(cause)) => {
            tracing::error!(cause, "A photo could not be fetched");
            Err(Problem::unavailable(
                "photos_unavailable",
                "Photos cannot be fetched just now; try again in a moment.",
            ))
        }
    }
}

fn not_there() -> HttpResponse {
    let mut response = Problem::not_found("photo").error_response();
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static(FOR_A_MINUTE));
    response
}
