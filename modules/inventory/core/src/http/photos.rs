//! What staff do with a hotel's photos.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, delete, http::StatusCode, patch, post, web};
use http_kit::{
    Act, Args, Guard, PathArgs, Problem, Upload, Write,
    documented::{self, StaffWriteProblems},
    replied,
};
use inventory_api::{
    AddPhoto, AltTexts, ChangePhoto, Code, Hotel, Inventory, PHOTO_BYTES_MAX, PHOTO_TYPES, Photo, Staffed,
};
use kernel::{Done, PhotoId};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{RefOr, Response},
};

use super::{
    CanManageHotels,
    params::{InHotel, WithKey},
    patch::Patch,
    problems,
    public::hotel_ref,
};

/// What an upload says of its photo.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PhotoArgs {
    /// The code of the room type it shows; left out: the hotel itself.
    #[param(value_type = Option<String>, example = "DBL")]
    room_type: Option<Code>,
    /// What is seen on it, in Korean; this or the English is needed.
    #[param(min_length = 1, max_length = 200)]
    alt_ko: Option<String>,
    /// What is seen on it, in English.
    #[param(min_length = 1, max_length = 200)]
    alt_en: Option<String>,
}

/// The refusals of an upload.
struct UploadProblems;

impl IntoResponses for UploadProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        documented::refusals(&[
            documented::INVALID,
            documented::UNAUTHENTICATED,
            documented::FORBIDDEN,
            (404, "There is no such hotel."),
            (408, "The file did not arrive in three minutes."),
            (409, "The hotel has as many photos as it may have."),
            (413, "The file has too many bytes, or too many pixels."),
            (415, "The file is no JPEG, PNG or WebP picture, or is broken."),
            documented::KEY_REUSED,
            documented::BROKEN,
            documented::UNAVAILABLE,
        ])
    }
}

/// What can be changed of a photo.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PhotoProfile {
    room_type: Option<Code>,
    alt: AltTexts,
    position: Option<u16>,
}

/// Adds a photo, as the hotel's last. It is checked, turned upright, and kept as JPEG in several widths; nothing else
/// that the file says, such as where it was taken, is kept.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, PhotoArgs, WithKey),
    request_body(
        description = "The file, at most 12 MiB, 12,000 pixels a side and 50 million in all",
        content(([u8] = "image/jpeg"), ([u8] = "image/png"), ([u8] = "image/webp"))
    ),
    responses(
        (status = 201, description = "The photo", body = Photo),
        UploadProblems,
    )
)]
#[post("/hotels/{hotel}/photos")]
pub(super) async fn add_photo(
    guard: Guard<CanManageHotels>,
    path: PathArgs<String>,
    args: Args<PhotoArgs>,
    upload: Upload,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let write = upload.read(&PHOTO_TYPES, PHOTO_BYTES_MAX).await?;
    let once = write.once(by.actor);
    let Args(PhotoArgs { room_type, alt_ko, alt_en }) = args;
    let alt = [("ko", alt_ko), ("en", alt_en)];
    let alt = alt.into_iter().filter_map(|(language, words)| Some((language.to_owned(), words?))).collect();
    let change = AddPhoto { hotel_id: hotel.id, room_type, alt, bytes: write.body };
    let done = inventory.add_photo(Staffed { change, by, once }).await;
    let done = done.map_err(|error| problems::of_photo(error, |field| field.replace('.', "_")))?;
    replied(StatusCode::CREATED, &photo(done, |hotel| hotel.photos.last())?)
}

/// Changes what a photo shows, or its place among the hotel's photos.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, ("photo" = String, Path, description = "The photo's id"), WithKey),
    request_body(
        content = Patch,
        description = "Any of `room_type`, `alt` and `position`, its new place counted from 0 (RFC 7396)"
    ),
    responses(
        (status = 200, description = "The photo", body = Photo),
        StaffWriteProblems,
    )
)]
#[patch("/hotels/{hotel}/photos/{photo}")]
pub(super) async fn change_photo(
    guard: Guard<CanManageHotels>,
    path: PathArgs<(String, String)>,
    write: Write<Patch>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let photo_id = photo_id(&path.0.1)?;
    let once = write.once(by.actor);
    // One that is gone may have been there when this request was first made.
    let before = hotel.photo(photo_id).map(PhotoProfile::of).unwrap_or_default();
    let PhotoProfile { room_type, alt, position } = write.body.over(&before)?;
    let change = ChangePhoto { photo_id, room_type, alt, position };
    let done = inventory.change_photo(hotel.seen(), Staffed { change, by, once }).await;
    let done = done.map_err(|error| problems::of_photo(error, str::to_owned))?;
    replied(StatusCode::OK, &photo(done, |hotel| hotel.photo(photo_id))?)
}

/// Takes a photo from its hotel; answers those that are left.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, ("photo" = String, Path, description = "The photo's id"), WithKey),
    responses(
        (status = 200, description = "The photos that are left, in the hotel's order", body = Vec<Photo>),
        StaffWriteProblems,
    )
)]
#[delete("/hotels/{hotel}/photos/{photo}")]
pub(super) async fn remove_photo(
    guard: Guard<CanManageHotels>,
    path: PathArgs<(String, String)>,
    act: Act,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let once = act.once(by.actor);
    let command = Staffed { change: photo_id(&path.0.1)?, by, once };
    let done = inventory.remove_photo(hotel.seen(), command).await;
    let done = done.map_err(|error| problems::of_photo(error, str::to_owned))?;
    replied(StatusCode::OK, &done.map(|hotel| hotel.photos))
}

impl PhotoProfile {
    fn of(photo: &Photo) -> Self {
        Self { room_type: photo.room_type.clone(), alt: photo.alt.clone(), position: None }
    }
}

fn photo_id(text: &str) -> Result<PhotoId, Problem> {
    text.parse().map_err(|_| Problem::not_found("photo"))
}

fn photo(done: Done<Hotel>, pick: impl FnOnce(&Hotel) -> Option<&Photo>) -> Result<Done<Photo>, Problem> {
    let Done { answer, is_replay } = done;
    let answer = pick(&answer).cloned().ok_or_else(Problem::internal)?;
    Ok(Done { answer, is_replay })
}
