//! Inventory's JSON routes.

mod desk;
mod patch;
mod problems;
mod public;
mod stream;

use std::sync::Arc;

use actix_web::web;
use http_kit::Permission;
use inventory_api::Inventory;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::broadcast::Watchers;

/// Creating and changing hotels, room types and rate plans.
struct CanManageHotels;

impl Permission for CanManageHotels {
    const NAME: &'static str = access_api::permissions::MANAGE_HOTELS;
}

/// Setting availability, rates and restrictions.
struct CanSetAri;

impl Permission for CanSetAri {
    const NAME: &'static str = access_api::permissions::SET_ARI;
}

pub(crate) fn routes(
    inventory: Arc<dyn Inventory>,
    watchers: Watchers,
) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config: &mut ServiceConfig| {
        config
            .app_data(web::Data::<dyn Inventory>::from(inventory))
            .app_data(web::Data::new(watchers))
            .service(public::search)
            .service(public::show_hotel)
            .service(public::show_offers)
            .service(public::show_calendar)
            .service(stream::availability)
            .service(desk::create_hotel)
            .service(desk::change_hotel)
            .service(desk::add_room_type)
            .service(desk::change_room_type)
            .service(desk::add_rate_plan)
            .service(desk::change_rate_plan)
            .service(desk::set_ari);
    }
}
