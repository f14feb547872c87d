//! Booking, put together.

use std::sync::Arc;

use booking_api::Booking;
use db::{Combiner, Db};
use events::Subscriber;
use futures::{FutureExt, future::BoxFuture};
use inventory_api::Inventory;
use kernel::Clock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    Config, port::Port, routes, service::Service, settlement::HoldSettlement, tasks, token::Tokens,
    writer::Writer,
};

/// The booking module.
pub struct Module {
    service: Arc<Service>,
    outbox: Arc<Notify>,
}

impl Module {
    /// Puts the module together and starts its writer. Needs a running Tokio runtime.
    pub fn build(config: Config, db: Db, clock: Arc<dyn Clock>, inventory: Arc<dyn Inventory>) -> Self {
        let outbox = Arc::new(Notify::new());
        let writer = Writer { clock: Arc::clone(&clock), outbox: Arc::clone(&outbox) };
        let service = Service {
            writer: Combiner::start(db.clone(), writer),
            tokens: Tokens::new(config.secret_keys),
            db,
            clock,
            inventory,
        };
        Self { service: Arc::new(service), outbox }
    }

    /// What booking does for the rest of the house.
    pub fn port(&self) -> Arc<dyn Booking> {
        Arc::new(Port(Arc::clone(&self.service)))
    }

    /// Its JSON routes, for the scope `/api/v1`. They need `web::Data<dyn http_kit::Authenticator>` beside them.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
        let shared =
            routes::shared(self.port(), Arc::clone(&self.service.inventory), Arc::clone(&self.service.clock));
        move |config| routes::configure(config, shared)
    }

    /// Those who listen to its own events.
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(HoldSettlement { inventory: Arc::clone(&self.service.inventory) })]
    }

    /// Rung after commits that wrote events; the relay waits on it.
    pub fn outbox_wake(&self) -> Arc<Notify> {
        Arc::clone(&self.outbox)
    }

    /// Background work, to be run until `stop`.
    pub fn tasks(&self, stop: &CancellationToken) -> Vec<(&'static str, BoxFuture<'static, ()>)> {
        let service = Arc::clone(&self.service);
        let (db, clock) = (service.db.clone(), Arc::clone(&service.clock));
        vec![
            ("booking_sweep", tasks::sweep(service, stop.clone()).boxed()),
            ("booking_purge", tasks::purge(db, clock, stop.clone()).boxed()),
        ]
    }
}
