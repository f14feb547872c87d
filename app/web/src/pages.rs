//! What pages stand on: the ports they show, and how they are reached.

use std::sync::Arc;

use access_api::Access;
use actix_web::{
    http::header::HeaderValue,
    middleware::{Compress, from_fn},
    web::{self, ServiceConfig},
};
use booking_api::Booking;
use inventory_api::Inventory;
use kernel::Clock;
use notification_api::Notification;

use crate::{AssetBase, Backroom, cookies::Cookies, desk, origin, refusal, respond, site};

/// How pages are reached.
#[derive(Debug, Clone)]
pub struct Config {
    /// The base of absolute links, without a slash at its end.
    pub public_url: String,
    /// Where browsers find the static files.
    pub asset_base: AssetBase,
}

/// The modules behind the pages.
#[derive(Clone)]
pub struct Neighbours {
    /// Hotels, stock and prices.
    pub inventory: Arc<dyn Inventory>,
    /// Bookings.
    pub booking: Arc<dyn Booking>,
    /// Messages.
    pub notification: Arc<dyn Notification>,
    /// Staff.
    pub access: Arc<dyn Access>,
    /// What every module keeps beside its own.
    pub backroom: Arc<dyn Backroom>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Every page, and what it needs.
#[derive(Clone)]
pub struct Pages {
    pub(crate) config: Config,
    pub(crate) cookies: Cookies,
    pub(crate) limits: site::Limits,
    /// What a page may load.
    pub(crate) policy: HeaderValue,
    neighbours: Neighbours,
}

impl Pages {
    /// The pages of these modules.
    pub fn new(config: Config, neighbours: Neighbours) -> Self {
        Self {
            cookies: Cookies::for_site(&config.public_url),
            limits: site::Limits::default(),
            policy: respond::content_security_policy(&config.asset_base),
            config,
            neighbours,
        }
    }

    /// Every page under its language, and under none: then the reader's `Accept-Language` decides.
    ///
    /// Takes whatever path nobody else wants, so it is registered last.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
        let pages = web::Data::new(self.clone());
        move |config| {
            for prefix in ["/ko", "/en", ""] {
                config.service(
                    web::scope(prefix)
                        .app_data(pages.clone())
                        .wrap(from_fn(origin::ours_only))
                        .wrap(from_fn(refusal::as_pages))
                        .wrap(Compress::default())
                        .configure(site::routes)
                        .service(web::scope("/desk").configure(desk::routes)),
                );
            }
        }
    }

    pub(crate) fn inventory(&self) -> &dyn Inventory {
        &*self.neighbours.inventory
    }

    pub(crate) fn booking(&self) -> &dyn Booking {
        &*self.neighbours.booking
    }

    pub(crate) fn notification(&self) -> &dyn Notification {
        &*self.neighbours.notification
    }

    pub(crate) fn access(&self) -> &dyn Access {
        &*self.neighbours.access
    }

    pub(crate) fn backroom(&self) -> &dyn Backroom {
        &*self.neighbours.backroom
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.neighbours.clock
    }
}
