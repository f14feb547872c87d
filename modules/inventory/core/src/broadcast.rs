//! Stock changes on their way to whoever watches a hotel.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use events::{Envelope, ReceiveError, Subscriber};
use inventory_api::{AvailabilityChanged, kinds};
use kernel::HotelId;
use serde::Serialize;
use tokio::sync::broadcast;

/// A watcher that falls further behind is told to look again.
const BACKLOG: usize = 256;

/// Those who watch hotels in this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watchers(Arc<Mutex<HashMap<HotelId, broadcast::Sender<Bytes>>>>);

/// What a watcher is sent: `availability` in the contract.
#[derive(Debug, Serialize)]
struct Notice<'a> {
    room_type: &'a inventory_api::Code,
    from: kernel::Date,
    to: kernel::Date,
    available: &'a [u32],
    version: i64,
}

impl Watchers {
    /// Watches a hotel from now on.
    pub(crate) fn watch(&self, hotel: HotelId) -> broadcast::Receiver<Bytes> {
        let mut hotels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Hotels that nobody watches any more make room for those that somebody does.
        hotels.retain(|_, watched| watched.receiver_count() > 0);
        hotels.entry(hotel).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe()
    }

    fn tell(&self, change: &AvailabilityChanged) -> Result<(), serde_json::Error> {
        let watched = {
            let hotels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            hotels.get(&change.hotel_id).cloned()
        };
        let Some(watched) = watched else { return Ok(()) };
        let notice = Notice {
            room_type: &change.room_type,
            from: change.from,
            to: change.to,
            available: &change.available,
            version: change.version,
        };
        let data = serde_json::to_string(&notice)?;
        let frame = format!("id: {}\nevent: availability\ndata: {data}\n\n", change.version);
        // Nobody may be listening any more; that is no failure.
        let _ = watched.send(Bytes::from(frame));
        Ok(())
    }
}

#[async_trait]
impl Subscriber for Watchers {
    fn name(&self) -> &'static str {
        "availability_broadcast"
    }

    fn wants(&self, kind: &str) -> bool {
        kind == kinds::AVAILABILITY_CHANGED
    }

    async fn receive(&self, events: &[Envelope]) -> Result<(), ReceiveError> {
        for event in events {
            let change = event.payload().map_err(ReceiveError::because)?;
            self.tell(&change).map_err(ReceiveError::because)?;
        }
        Ok(())
    }
}
