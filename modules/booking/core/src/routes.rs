//! Booking's JSON routes, for the scope `/api/v1`.

mod book;
mod caller;
mod desk;
mod docs;
mod hold;
mod input;
mod manage;
mod note;
mod problem;

use std::sync::Arc;

use actix_web::{HttpResponse, http::header, web};
use booking_api::Booking;
use http_kit::{GuessLimit, InFlight, Problem};
use inventory_api::{Hotel, HotelRef, Inventory};
use kernel::{Clock, ConfirmationCode, OnceKey};
use serde::Serialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// What every handler works with.
pub(crate) struct State {
    booking: Arc<dyn Booking>,
    inventory: Arc<dyn Inventory>,
    clock: Arc<dyn Clock>,
    in_flight: InFlight,
    look_ups: GuessLimit,
}

/// One state for all threads.
pub(crate) type Shared = web::Data<State>;

/// The state of routes that lead to this port.
pub(crate) fn shared(
    booking: Arc<dyn Booking>,
    inventory: Arc<dyn Inventory>,
    clock: Arc<dyn Clock>,
) -> Shared {
    let (in_flight, look_ups) = (InFlight::default(), GuessLimit::default());
    web::Data::new(State { booking, inventory, clock, in_flight, look_ups })
}

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig, shared: Shared) {
    config
        .app_data(shared)
        .service(hold::place_hold)
        .service(hold::abandon_hold)
        .service(book::place_booking)
        .service(manage::look_up_booking)
        .service(manage::show_booking)
        .service(manage::cancel_booking)
        .service(manage::change_booking)
        .service(desk::check_in)
        .service(desk::check_out)
        .service(desk::no_show)
        .service(desk::list_bookings)
        .service(note::list_notes)
        .service(note::add_note);
}

impl State {
    async fn hotel(&self, name: &str) -> Result<Arc<Hotel>, Problem> {
        let name: HotelRef = name.parse().map_err(|_| Problem::not_found("hotel"))?;
        self.inventory.hotel(&name).await.map_err(problem::of_query)
    }

    /// Runs a write, unless the same key is being worked on in this process.
    async fn once(
        &self,
        once: &OnceKey,
        work: impl Future<Output = Result<HttpResponse, Problem>>,
    ) -> Result<HttpResponse, Problem> {
        self.in_flight.guard(once, work).await
    }
}

/// The code in a path. One that cannot be is as unknown as one that nobody has.
fn code(text: &str) -> Result<ConfirmationCode, Problem> {
    text.parse().map_err(|_| Problem::not_found("booking"))
}

/// An answer that only whoever asked may keep, and not for long.
fn shown(answer: impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::VARY, "Authorization"))
        .json(answer)
}
