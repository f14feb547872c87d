//! What inventory does by itself: keeps nights made ahead, sees hotels that others changed, forgets old rows.

use std::{sync::Arc, time::Duration};

use db::{Db, DbError};
use inventory_api::Hotel;
use kernel::{Clock, Date};
use tokio_util::sync::CancellationToken;

use crate::{
    calendar::Calendars,
    catalogue::Catalogue,
    domain::evaluate::SALE_MONTHS,
    photos::{Gallery, SweepError},
    store,
};

/// How soon a hotel that another process added is seen.
const REFRESH: Duration = Duration::from_secs(5);
/// Days change at midnight somewhere each quarter of an hour.
const UPKEEP: Duration = Duration::from_secs(15);
const PURGE: Duration = Duration::from_mins(10);
/// Files are spared for a day; a server that is started anew each day still gets to them.
const SWEEP: Duration = Duration::from_hours(1);

/// What the tasks work with.
#[derive(Clone)]
pub(crate) struct Upkeep {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) calendars: Arc<Calendars>,
    pub(crate) gallery: Gallery,
}

impl Upkeep {
    /// Sees hotels that other processes added or changed.
    pub(crate) async fn refresh_catalogue(self, stop: CancellationToken) {
        while !elapsed(REFRESH, &stop).await {
            if let Err(error) = self.catalogue.refresh_if_changed().await {
                tracing::warn!(error = ?error, "Hotels could not be loaded");
            }
        }
    }

    /// Keeps two years of nights made ahead.
    pub(crate) async fn make_nights(self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.make_missing_nights().await {
                tracing::warn!(error = ?error, "Nights could not be made ahead");
            }
            if elapsed(UPKEEP, &stop).await {
                return;
            }
        }
    }

    /// Forgets stored answers, published events and nights long past.
    pub(crate) async fn forget(self, stop: CancellationToken) {
        while !elapsed(PURGE, &stop).await {
            if let Err(error) = self.forget_old_rows(&stop).await {
                tracing::warn!(error = ?error, "Old rows could not be forgotten");
            }
        }
    }

    /// Sweeps away files that no photo needs any more.
    pub(crate) async fn sweep_photos(self, stop: CancellationToken) {
        while !elapsed(SWEEP, &stop).await {
            match self.sweep_photos_once().await {
                Ok(0) => {}
                Ok(files) => tracing::info!(files, "Files of removed photos were deleted"),
                Err(error) => tracing::warn!(error = ?error, "Files of removed photos could not be deleted"),
            }
        }
    }

    pub(crate) async fn sweep_photos_once(&self) -> Result<usize, SweepError> {
        self.gallery.sweep(&self.db, self.clock.now()).await
    }

    /// Makes the nights that have come into the two years since the last time.
    pub(crate) async fn make_missing_nights(&self) -> Result<(), DbError> {
        for hotel in self.catalogue.all() {
            let today = hotel.profile.time_zone.date_at(self.clock.now());
            let ahead = (today, today.plus_months(SALE_MONTHS).plus_days(1));
            let made = store::upkeep::count_nights(&self.db.primary("count_nights"), hotel.id, ahead).await?;
            // Counted, not judged by the last one: staff may set a night far beyond those that are made.
            if made.iter().any(|nights| *nights < ahead.1.days_since(ahead.0)) {
                self.make_nights_of(&hotel, today).await?;
            }
        }
        Ok(())
    }

    async fn make_nights_of(&self, hotel: &Hotel, today: Date) -> Result<(), DbError> {
        let tx = self.db.begin("make_nights").await?;
        store::lock::lock(&tx, [hotel.id]).await?;
        for room_type in &hotel.room_types {
            let allotment = room_type.profile.allotment;
            store::upkeep::make_nights(&tx, hotel.id, room_type.id, allotment, today).await?;
        }
        tx.commit().await?;
        self.calendars.forget(hotel.id).await;
        Ok(())
    }

    async fn forget_old_rows(&self, stop: &CancellationToken) -> Result<(), DbError> {
        db::purge(&self.db, &*self.clock, stop).await?;
        for hotel in self.catalogue.all() {
            let today = hotel.profile.time_zone.date_at(self.clock.now());
            let tx = self.db.begin("forget_past_nights").await?;
            store::lock::lock(&tx, [hotel.id]).await?;
            store::upkeep::forget_past(&tx, hotel.id, today).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Waits; answers whether it is time to stop.
async fn elapsed(pause: Duration, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = tokio::time::sleep(pause) => false,
        () = stop.cancelled() => true,
    }
}
