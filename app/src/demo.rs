//! The demo hotels: a dozen invented places in Korea with prices for two years, loaded through inventory's port.
//!
//! `demo/hotels.json` holds the catalogue exactly as the API takes it, and for each hotel a recipe for its prices and
//! the names of its photos, which lie in `demo/photos`.

mod photos;
mod pricing;

use anyhow::Context;
use futures::{StreamExt, TryStreamExt, stream};
use inventory_api::{
    CatalogueError, Hotel, HotelProfile, Inventory, RatePlanProfile, RoomTypeProfile, SetAri, Staffed,
};
use kernel::{By, Clock, Done, OnceKey};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use self::{photos::DemoPhoto, pricing::Pricing};

const HOTELS: &str = include_str!("../demo/hotels.json");
/// As far ahead as stays can be booked.
const MONTHS_AHEAD: u32 = 24;
/// While one hotel's pictures are worked on, another's prices are written.
const AT_ONCE: usize = 3;

/// One hotel of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoHotel {
    hotel: HotelProfile,
    room_types: Vec<RoomTypeProfile>,
    rate_plans: Vec<RatePlanProfile>,
    pricing: Pricing,
    #[serde(default)]
    photos: Vec<DemoPhoto>,
    /// Of the hotel's text in the file: another edition of the demo is another request.
    #[serde(skip)]
    fingerprint: [u8; 32],
}

/// Loads the demo hotels that are not there yet, with prices from today on; answers how many it loaded.
///
/// Safe to repeat: a hotel whose slug exists is left as it is. A load that was cut short is finished by the next
/// one, as long as idempotency keys are remembered.
pub(crate) async fn load(inventory: &dyn Inventory, clock: &dyn Clock) -> anyhow::Result<usize> {
    let loads = hotels()?.into_iter().map(async |demo| {
        let is_loaded = demo.load(inventory, clock).await;
        is_loaded.with_context(|| format!("the demo hotel {} was not loaded", demo.hotel.slug))
    });
    let loads = stream::iter(loads).buffer_unordered(AT_ONCE);
    loads.try_fold(0, async |loaded, is_loaded| Ok(loaded + usize::from(is_loaded))).await
}

fn hotels() -> anyhow::Result<Vec<DemoHotel>> {
    let texts: Vec<&RawValue> = serde_json::from_str(HOTELS)?;
    texts.into_iter().map(DemoHotel::parse).collect()
}

impl DemoHotel {
    fn parse(text: &RawValue) -> anyhow::Result<Self> {
        let hotel = serde_json::from_str(text.get()).context("a demo hotel has another shape")?;
        let fingerprint = Sha256::digest(text.get()).into();
        Ok(Self { fingerprint, ..hotel })
    }

    /// Whether anything was loaded.
    async fn load(&self, inventory: &dyn Inventory, clock: &dyn Clock) -> anyhow::Result<bool> {
        let Some(hotel) = self.create(inventory).await? else {
            return Ok(false);
        };
        for room_type in &self.room_types {
            let step = format!("room-type:{}", room_type.code);
            let change = self.staffed(&step, room_type.clone());
            inventory.add_room_type(hotel.id, change).await?;
        }
        for rate_plan in &self.rate_plans {
            let step = format!("rate-plan:{}", rate_plan.code);
            let change = self.staffed(&step, rate_plan.clone());
            inventory.add_rate_plan(hotel.id, change).await?;
        }
        let today = self.hotel.time_zone.date_at(clock.now());
        let end = today.plus_months(MONTHS_AHEAD);
        let updates = self.pricing.updates(self.hotel.currency, today, end)?;
        let ari = SetAri { hotel_id: hotel.id, updates };
        let set = inventory.set_ari(self.staffed("ari", ari)).await?;
        for photo in &self.photos {
            let change = self.staffed(&format!("photo:{}", photo.file), photo.to_add(hotel.id)?);
            inventory.add_photo(change).await.with_context(|| format!("the photo {}", photo.file))?;
        }
        Ok(!set.is_replay)
    }

    /// The hotel, unless it was there before: then it is its owner's, not ours to change.
    async fn create(&self, inventory: &dyn Inventory) -> anyhow::Result<Option<Hotel>> {
        let change = self.staffed("hotel", self.hotel.clone());
        match inventory.create_hotel(change).await {
            Ok(Done { answer, .. }) => Ok(Some(answer)),
            Err(CatalogueError::Taken(_) | CatalogueError::KeyReused) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn staffed<T>(&self, step: &str, change: T) -> Staffed<T> {
        let once = OnceKey {
            caller: "system".to_owned(),
            key: format!("demo:{}:{step}", self.hotel.slug),
            fingerprint: self.fingerprint,
        };
        Staffed { change, by: By::system("demo"), once }
    }
}

#[cfg(test)]
mod tests;
