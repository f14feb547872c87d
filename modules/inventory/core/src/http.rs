//! Inventory's JSON routes.

mod ari;
mod desk;
mod media;
mod params;
mod patch;
mod photos;
mod problems;
mod public;
mod stream;

use std::sync::Arc;

use actix_web::web;
use http_kit::Permission;
use inventory_api::Inventory;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{broadcast::Watchers, photos::Gallery};

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

/// Seeing what is taken.
struct CanReadBookings;

impl Permission for CanReadBookings {
    const NAME: &'static str = access_api::permissions::READ_BOOKINGS;
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
            .service(photos::add_photo)
            .service(photos::change_photo)
            .service(photos::remove_photo)
            .service(ari::show_ari)
            .service(ari::set_ari);
    }
}

/// Where browsers fetch photos; no JSON, and not under `/api`.
pub(crate) fn media_routes(gallery: Gallery) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config: &mut ServiceConfig| {
        config.app_data(web::Data::new(gallery)).service(media::show_photo);
    }
}
