//! What staff write down about a booking.

use actix_web::{HttpResponse, get, http::StatusCode, post};
use booking_api::{AddNote, StaffNote};
use http_kit::{Guard, PathArgs, Problem, Write, documented::StaffWriteProblems, replied};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Shared,
    caller::{ReadBookings, WriteBookings, staff_proof},
    code,
    docs::ReadProblems,
    problem::{of_booking, of_query},
    shown,
};

/// The notes about a booking, newest first.
#[derive(Debug, Serialize, ToSchema)]
struct NotePage {
    /// All of them; there are at most 200.
    items: Vec<StaffNote>,
    /// Always null.
    next_cursor: Option<String>,
}

/// What staff wrote down about a booking. The guest never sees it.
#[utoipa::path(
    tag = "desk",
    params(("code" = String, Path, description = "The confirmation code.")),
    responses((status = 200, description = "The notes, newest first.", body = NotePage), ReadProblems),
    security(("api_key" = [])),
)]
#[get("/bookings/{code}/notes")]
pub(super) async fn list_notes(
    state: Shared,
    guard: Guard<ReadBookings>,
    path: PathArgs<String>,
) -> Result<HttpResponse, Problem> {
    let code = code(&path.0)?;
    let booking = state.booking.booking(code, &staff_proof(&guard)).await.map_err(of_booking)?;
    let items = state.booking.notes(booking.hotel.id, booking.booking_id).await.map_err(of_query)?;
    Ok(shown(NotePage { items, next_cursor: None }))
}

/// A note to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteBody {
    /// What to write down; space around it is dropped.
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Allergic to feathers; foam pillows are in the room."
    )]
    text: String,
}

/// Writes something down about a booking, for staff alone.
#[utoipa::path(
    tag = "desk",
    params(
        ("code" = String, Path, description = "The confirmation code."),
        ("Idempotency-Key" = String, Header, min_length = 1, max_length = 255, description = "1 to 255 printable ASCII characters, new for each write."),
    ),
    request_body = NoteBody,
    responses((status = 201, description = "The note.", body = StaffNote), StaffWriteProblems),
    security(("api_key" = [])),
)]
#[post("/bookings/{code}/notes")]
pub(super) async fn add_note(
    state: Shared,
    guard: Guard<WriteBookings>,
    path: PathArgs<String>,
    write: Write<NoteBody>,
) -> Result<HttpResponse, Problem> {
    let code = code(&path.0)?;
    let by = guard.by();
    let once = write.once(by.actor);
    let (proof, text) = (staff_proof(&guard), write.body.text);
    let command = AddNote { code, proof, text, by, once: once.clone() };
    let work = async {
        let done = state.booking.add_note(command).await.map_err(of_booking)?;
        replied(StatusCode::CREATED, &done)
    };
    state.once(&once, work).await
}
