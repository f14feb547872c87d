//! The module as the composition sees it.

use std::sync::Arc;

use booking_api::Booking;
use db::Db;
use futures::future::BoxFuture;
use inventory_api::Inventory;
use kernel::Clock;
use notification_api::Notification;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    Config,
    directory::Directory,
    mail::Writer,
    port::Local,
    routes::{self, Routes},
    sender::Sender,
    subscriber::Mail,
    upkeep,
};

/// Notification, ready to be composed: it listens to bookings, writes mail and sends it.
#[derive(Clone)]
pub struct Module {
    db: Db,
    clock: Arc<dyn Clock>,
    port: Arc<Local>,
    inventory: Arc<dyn Inventory>,
    subscriber: Arc<Mail>,
    sender: Arc<Sender>,
    outbox_wake: Arc<Notify>,
}

impl Module {
    /// Puts the module together. Nothing runs before [`Module::tasks`] does.
    pub fn build(
        config: Config,
        db: Db,
        clock: Arc<dyn Clock>,
        booking: Arc<dyn Booking>,
        inventory: Arc<dyn Inventory>,
    ) -> Self {
        let queue_wake = Arc::new(Notify::new());
        let outbox_wake = Arc::new(Notify::new());
        let port = Arc::new(Local {
            db: db.clone(),
            clock: Arc::clone(&clock),
            queue_wake: Arc::clone(&queue_wake),
        });
        let subscriber = Arc::new(Mail {
            db: db.clone(),
            clock: Arc::clone(&clock),
            host: config.host().to_owned(),
            queue_wake: Arc::clone(&queue_wake),
        });
        let sender = Arc::new(Sender {
            db: db.clone(),
            clock: Arc::clone(&clock),
            booking,
            inventory: Arc::clone(&inventory),
            directory: Directory::new(config.mail_dir().clone()),
            writer: Writer::new(config),
            queue_wake,
            outbox_wake: Arc::clone(&outbox_wake),
        });
        Self { db, clock, port, inventory, subscriber, sender, outbox_wake }
    }

    /// The way in.
    pub fn port(&self) -> Arc<dyn Notification> {
        self.port.clone()
    }

    /// Its JSON routes, for the scope `/api/v1`.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
        let state = Routes { port: Arc::clone(&self.port), inventory: Arc::clone(&self.inventory) };
        move |cfg: &mut ServiceConfig| routes::register(cfg, state)
    }

    /// Those who listen to other modules' events.
    pub fn subscribers(&self) -> Vec<Arc<dyn events::Subscriber>> {
        vec![self.subscriber.clone()]
    }

    /// Rung after commits that wrote events; the relay waits on it.
    pub fn outbox_wake(&self) -> Arc<Notify> {
        Arc::clone(&self.outbox_wake)
    }

    /// Background work, to be run until `stop`: the sender, and what keeps the tables small and measured.
    pub fn tasks(&self, stop: &CancellationToken) -> Vec<(&'static str, BoxFuture<'static, ()>)> {
        let (db, clock) = (self.db.clone(), Arc::clone(&self.clock));
        vec![
            ("mail sender", Box::pin(Arc::clone(&self.sender).run(stop.clone()))),
            ("mail gauge", Box::pin(upkeep::measure(db.clone(), stop.clone()))),
            ("notification purge", Box::pin(upkeep::purge(db, clock, stop.clone()))),
        ]
    }
}

#[cfg(test)]
impl Module {
    /// The sender, to be driven by hand.
    pub(crate) fn sender(&self) -> &Sender {
        &self.sender
    }

    /// The port, with what only routes ask of it.
    pub(crate) fn local(&self) -> &Local {
        &self.port
    }
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Module").field("db", &self.db).finish_non_exhaustive()
    }
}
