//! Inventory as the house composes it.

use std::sync::Arc;

use db::{Combiner, Db, DbError};
use events::Subscriber;
use futures::future::BoxFuture;
use inventory_api::Inventory;
use kernel::Clock;
use object_store::ObjectStore;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    broadcast::Watchers, calendar::Calendars, catalogue::Catalogue, edit::Editor, http, photos::Gallery,
    port::Local, tasks::Upkeep, writer::Writer,
};

/// What inventory is told from outside.
#[derive(Debug)]
pub struct Config {
    /// Where the files of photos are kept.
    pub photos: Arc<dyn ObjectStore>,
}

/// Inventory, built and ready.
pub struct Module {
    port: Arc<Local>,
    upkeep: Upkeep,
    gallery: Gallery,
    watchers: Watchers,
    wake: Arc<Notify>,
}

impl Module {
    /// Builds inventory on its database and loads its hotels.
    ///
    /// # Errors
    /// When the hotels cannot be loaded.
    pub async fn build(config: Config, db: Db, clock: Arc<dyn Clock>) -> Result<Self, DbError> {
        let wake = Arc::new(Notify::new());
        let catalogue = Arc::new(Catalogue::new(db.clone()));
        catalogue.refresh_if_changed().await?;
        let calendars = Arc::new(Calendars::new(db.clone()));
        let gallery = Gallery::new(config.photos);
        let upkeep = Upkeep {
            db: db.clone(),
            clock: clock.clone(),
            catalogue: catalogue.clone(),
            calendars: calendars.clone(),
            gallery: gallery.clone(),
        };
        let writer = Writer {
            catalogue: catalogue.clone(),
            calendars: calendars.clone(),
            clock: clock.clone(),
            wake: wake.clone(),
        };
        let writer = Combiner::start(db.clone(), writer);
        let editor = Editor {
            db: db.clone(),
            clock: clock.clone(),
            catalogue: catalogue.clone(),
            calendars: calendars.clone(),
        };
        let port =
            Arc::new(Local { db, clock, catalogue, calendars, writer, editor, gallery: gallery.clone() });
        Ok(Self { port, upkeep, gallery, watchers: Watchers::default(), wake })
    }

    /// The way in.
    pub fn port(&self) -> Arc<dyn Inventory> {
        self.port.clone()
    }

    /// Its JSON routes, for the scope `/api/v1`.
    pub fn routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
        http::routes(self.port(), self.watchers.clone())
    }

    /// Where browsers fetch photos, at the root.
    pub fn media_routes(&self) -> impl FnOnce(&mut ServiceConfig) + Clone + use<> {
        http::media_routes(self.gallery.clone())
    }

    /// Those in it who listen to events.
    pub fn subscribers(&self) -> Vec<Arc<dyn Subscriber>> {
        vec![Arc::new(self.watchers.clone())]
    }

    /// Rung after commits that wrote events.
    pub fn outbox_wake(&self) -> Arc<Notify> {
        self.wake.clone()
    }

    /// Sees hotels that other processes add or change, until `stop`: for every process, whatever its role.
    pub fn watch(&self, stop: &CancellationToken) -> BoxFuture<'static, ()> {
        Box::pin(self.upkeep.clone().refresh_catalogue(stop.clone()))
    }

    /// Background work, to be run until `stop`. None where nobody may write.
    pub fn tasks(&self, stop: &CancellationToken) -> Vec<(&'static str, BoxFuture<'static, ()>)> {
        if self.upkeep.db.is_read_only() {
            return Vec::new();
        }
        let upkeep = || self.upkeep.clone();
        vec![
            ("inventory_nights", Box::pin(upkeep().make_nights(stop.clone()))),
            ("inventory_forget", Box::pin(upkeep().forget(stop.clone()))),
            ("inventory_photos", Box::pin(upkeep().sweep_photos(stop.clone()))),
        ]
    }
}

#[cfg(test)]
impl Module {
    /// What the tasks do, to be done by hand.
    pub(crate) fn upkeep(&self) -> Upkeep {
        self.upkeep.clone()
    }
}
