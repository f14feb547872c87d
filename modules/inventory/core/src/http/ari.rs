//! The desk's grid: availability, rates and restrictions, shown and set.

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header},
    put, web,
};
use http_kit::{
    Args, Guard, PathArgs, Problem, Write,
    documented::{StaffReadProblems, StaffWriteProblems},
    replied,
};
use inventory_api::{AriGrid, AriQuery, AriSet, AriUpdate, Inventory, SetAri, Staffed};
use kernel::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    CanReadBookings, CanSetAri,
    params::{InHotel, WithKey},
    problems,
    public::hotel_ref,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GridArgs {
    /// The first night.
    from: Date,
    /// The night after the last, at most 92 later.
    to: Date,
}

/// Availability, rates and restrictions to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AriBody {
    /// In order: a later update wins. At most 2,000.
    updates: Vec<AriUpdate>,
}

/// Availability, rates and restrictions of all that a hotel sells, night by night.
#[utoipa::path(
    tag = "ari",
    security(("api_key" = [])),
    params(InHotel, GridArgs),
    responses(
        (status = 200, description = "The grid, as it stands at this moment", body = AriGrid),
        StaffReadProblems,
    )
)]
#[get("/hotels/{hotel}/ari")]
pub(super) async fn show_ari(
    guard: Guard<CanReadBookings>,
    path: PathArgs<String>,
    args: Args<GridArgs>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    guard.at(hotel.id)?;
    let query = AriQuery { hotel: hotel.id.into(), from: args.0.from, to: args.0.to };
    let grid = inventory.ari(query).await.map_err(problems::of_query)?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(grid))
}

/// Sets availability, rates and restrictions: all updates, or none.
#[utoipa::path(
    tag = "ari",
    security(("api_key" = [])),
    params(InHotel, WithKey),
    request_body = AriBody,
    responses(
        (status = 200, description = "What was changed", body = AriSet),
        StaffWriteProblems,
    )
)]
#[put("/hotels/{hotel}/ari")]
pub(super) async fn set_ari(
    guard: Guard<CanSetAri>,
    path: PathArgs<String>,
    write: Write<AriBody>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    let by = guard.at(hotel.id)?;
    let once = write.once(by.actor);
    let change = SetAri { hotel_id: hotel.id, updates: write.body.updates };
    match inventory.set_ari(Staffed { change, by, once }).await {
        Ok(done) => replied(StatusCode::OK, &done),
        Err(error) => problems::of_ari(error),
    }
}
