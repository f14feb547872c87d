//! What staff change of the catalogue: hotels, room types, rate plans.

use actix_web::{HttpResponse, http::StatusCode, patch, post, web};
use http_kit::{FieldError, Guard, PathArgs, Problem, Write, documented::StaffWriteProblems, replied};
use inventory_api::{
    Code, Hotel, HotelProfile, Inventory, RatePlan, RatePlanProfile, RoomType, RoomTypeProfile, Staffed,
};
use kernel::Done;

use super::{
    CanManageHotels,
    params::{InHotel, WithKey},
    patch::Patch,
    problems,
    public::hotel_ref,
};

/// Adds a hotel.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(WithKey),
    request_body = HotelProfile,
    responses(
        (status = 201, description = "The hotel", body = Hotel),
        StaffWriteProblems,
    )
)]
#[post("/hotels")]
pub(super) async fn create_hotel(
    guard: Guard<CanManageHotels>,
    write: Write<HotelProfile>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let by = guard.everywhere()?;
    let once = write.once(by.actor);
    let command = Staffed { change: write.body, by, once };
    let done = inventory.create_hotel(command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::CREATED, &done)
}

/// Changes a hotel's profile.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, WithKey),
    request_body(content = Patch, description = "Any fields of the profile (RFC 7396)"),
    responses(
        (status = 200, description = "The hotel", body = Hotel),
        StaffWriteProblems,
    )
)]
#[patch("/hotels/{hotel}")]
pub(super) async fn change_hotel(
    guard: Guard<CanManageHotels>,
    path: PathArgs<String>,
    write: Write<Patch>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let once = write.once(by.actor);
    let change = write.body.over(&hotel.profile)?;
    let command = Staffed { change, by, once };
    let done = inventory.change_hotel(hotel.seen(), command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::OK, &done)
}

/// Adds a room type, with its nights for the next two years.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, WithKey),
    request_body = RoomTypeProfile,
    responses(
        (status = 201, description = "The room type", body = RoomType),
        StaffWriteProblems,
    )
)]
#[post("/hotels/{hotel}/room-types")]
pub(super) async fn add_room_type(
    guard: Guard<CanManageHotels>,
    path: PathArgs<String>,
    write: Write<RoomTypeProfile>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let once = write.once(by.actor);
    let code = write.body.code.clone();
    let command = Staffed { change: write.body, by, once };
    let done = inventory.add_room_type(hotel.id, command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::CREATED, &room_type(done, &code)?)
}

/// Changes a room type.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, ("room_type" = String, Path, description = "The room type's code"), WithKey),
    request_body(content = Patch, description = "Any fields of the profile but its code (RFC 7396)"),
    responses(
        (status = 200, description = "The room type", body = RoomType),
        StaffWriteProblems,
    )
)]
#[patch("/hotels/{hotel}/room-types/{room_type}")]
pub(super) async fn change_room_type(
    guard: Guard<CanManageHotels>,
    path: PathArgs<(String, String)>,
    write: Write<Patch>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let code: Code = path.0.1.parse().map_err(|_| Problem::not_found("room type"))?;
    let before = hotel.room_type(&code).ok_or_else(|| Problem::not_found("room type"))?;
    let once = write.once(by.actor);
    let change: RoomTypeProfile = write.body.over(&before.profile)?;
    refuse_new_code(&code, &change.code)?;
    let command = Staffed { change, by, once };
    let done = inventory.change_room_type(hotel.seen(), command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::OK, &room_type(done, &code)?)
}

/// Adds a rate plan.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, WithKey),
    request_body = RatePlanProfile,
    responses(
        (status = 201, description = "The rate plan", body = RatePlan),
        StaffWriteProblems,
    )
)]
#[post("/hotels/{hotel}/rate-plans")]
pub(super) async fn add_rate_plan(
    guard: Guard<CanManageHotels>,
    path: PathArgs<String>,
    write: Write<RatePlanProfile>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let once = write.once(by.actor);
    let code = write.body.code.clone();
    let command = Staffed { change: write.body, by, once };
    let done = inventory.add_rate_plan(hotel.id, command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::CREATED, &rate_plan(done, &code)?)
}

/// Changes a rate plan. Bookings keep the terms they were made under.
#[utoipa::path(
    tag = "catalogue",
    security(("api_key" = [])),
    params(InHotel, ("rate_plan" = String, Path, description = "The rate plan's code"), WithKey),
    request_body(content = Patch, description = "Any fields of the profile but its code (RFC 7396)"),
    responses(
        (status = 200, description = "The rate plan", body = RatePlan),
        StaffWriteProblems,
    )
)]
#[patch("/hotels/{hotel}/rate-plans/{rate_plan}")]
pub(super) async fn change_rate_plan(
    guard: Guard<CanManageHotels>,
    path: PathArgs<(String, String)>,
    write: Write<Patch>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let code: Code = path.0.1.parse().map_err(|_| Problem::not_found("rate plan"))?;
    let before = hotel.rate_plan(&code).ok_or_else(|| Problem::not_found("rate plan"))?;
    let once = write.once(by.actor);
    let change: RatePlanProfile = write.body.over(&before.profile)?;
    refuse_new_code(&code, &change.code)?;
    let command = Staffed { change, by, once };
    let done = inventory.change_rate_plan(hotel.seen(), command).await.map_err(problems::of_catalogue)?;
    replied(StatusCode::OK, &rate_plan(done, &code)?)
}

fn room_type(done: Done<Hotel>, code: &Code) -> Result<Done<RoomType>, Problem> {
    let Done { answer, is_replay } = done;
    let answer = answer.room_type(code).cloned().ok_or_else(Problem::internal)?;
    Ok(Done { answer, is_replay })
}

fn rate_plan(done: Done<Hotel>, code: &Code) -> Result<Done<RatePlan>, Problem> {
    let Done { answer, is_replay } = done;
    let answer = answer.rate_plan(code).cloned().ok_or_else(Problem::internal)?;
    Ok(Done { answer, is_replay })
}

/// Bookings and other systems name what they mean by its code.
fn refuse_new_code(before: &Code, after: &Code) -> Result<(), Problem> {
    if before == after {
        return Ok(());
    }
    Err(Problem::input(vec![FieldError::invalid("code", "A code cannot be changed; add a new one.")]))
}
