//! The hotels in memory: a snapshot that local changes refresh at once and others' within seconds.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use db::{Db, DbError, FreshRead};
use inventory_api::{Hotel, HotelRef, Slug};
use kernel::HotelId;
use tokio::sync::Mutex;

use crate::store;

/// Every hotel with all it sells.
#[derive(Debug)]
pub(crate) struct Catalogue {
    db: Db,
    snapshot: ArcSwap<Snapshot>,
    /// One refresh at a time: a slow one must not put an older snapshot over a newer.
    refreshing: Mutex<()>,
}

#[derive(Debug, Default)]
struct Snapshot {
    stamp: (i64, i64),
    by_id: HashMap<HotelId, Arc<Hotel>>,
    by_slug: HashMap<Slug, HotelId>,
    in_order: Vec<Arc<Hotel>>,
}

impl Catalogue {
    pub(crate) fn new(db: Db) -> Self {
        Self { db, snapshot: ArcSwap::default(), refreshing: Mutex::default() }
    }

    /// The hotel; one that was added elsewhere a moment ago is looked up.
    pub(crate) async fn hotel(&self, name: &HotelRef) -> Result<Option<Arc<Hotel>>, DbError> {
        if let Some(hotel) = self.known(name) {
            return Ok(Some(hotel));
        }
        self.refresh_if_changed().await?;
        Ok(self.known(name))
    }

    /// The hotel, if it is in memory.
    pub(crate) fn known(&self, name: &HotelRef) -> Option<Arc<Hotel>> {
        let snapshot = self.snapshot.load();
        let id = match name {
            HotelRef::Id(id) => *id,
            HotelRef::Slug(slug) => *snapshot.by_slug.get(slug)?,
        };
        snapshot.by_id.get(&id).cloned()
    }

    /// Every hotel, by slug.
    pub(crate) fn all(&self) -> Vec<Arc<Hotel>> {
        self.snapshot.load().in_order.clone()
    }

    /// Loads the hotels again if any of them changed.
    pub(crate) async fn refresh_if_changed(&self) -> Result<(), DbError> {
        let _alone = self.refreshing.lock().await;
        let stamp = store::catalogue::stamp(&self.db.primary("catalogue_stamp")).await?;
        if stamp == self.snapshot.load().stamp {
            return Ok(());
        }
        // The stamp is read first: hotels loaded after it may be newer, never older. Both on the primary: from replicas
        // that lag differently, an older snapshot would come after a newer one.
        let hotels = store::catalogue::load_all(&self.db.primary("catalogue")).await?;
        self.snapshot.store(Arc::new(Snapshot::of(stamp, hotels)));
        Ok(())
    }

    /// The hotel at exactly this version, from memory or from the batch's own transaction.
    pub(crate) async fn at_version(
        &self,
        read: &impl FreshRead,
        id: HotelId,
        version: i64,
    ) -> Result<Option<Arc<Hotel>>, DbError> {
        match self.known(&HotelRef::Id(id)) {
            Some(hotel) if hotel.version == version => Ok(Some(hotel)),
            _ => store::catalogue::load(read, id).await,
        }
    }
}

impl Snapshot {
    fn of(stamp: (i64, i64), in_order: Vec<Arc<Hotel>>) -> Self {
        Self {
            stamp,
            by_id: in_order.iter().map(|hotel| (hotel.id, hotel.clone())).collect(),
            by_slug: in_order.iter().map(|hotel| (hotel.profile.slug.clone(), hotel.id)).collect(),
            in_order,
        }
    }
}
