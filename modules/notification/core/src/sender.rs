//! Sends what is queued: claim, look up, render, deliver, mark.

use std::{
    collections::{HashMap, hash_map::Entry},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use booking_api::{Booking, BookingDetail};
use db::{Db, DbError};
use futures::{StreamExt, stream};
use inventory_api::{Hotel, HotelRef, Inventory};
use kernel::{BookingId, Clock, HotelId};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    directory::Directory,
    mail::{Letter, Writer},
    queue::{self, BATCH, Claimed, Tried},
};

/// The poll is the truth; the wake-up after a commit is only a hint.
const POLL: Duration = Duration::from_secs(1);
/// Between two full batches: three hundred mails a second are more than any hotel sends.
const BREATH: Duration = Duration::from_millis(200);
/// Bookings whose mail is under way at once, so that a slow delivery holds up few others.
const LANES: usize = 8;

pub(crate) struct Sender {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) booking: Arc<dyn Booking>,
    pub(crate) inventory: Arc<dyn Inventory>,
    pub(crate) directory: Directory,
    pub(crate) writer: Writer,
    pub(crate) queue_wake: Arc<Notify>,
    pub(crate) outbox_wake: Arc<Notify>,
}

/// What a batch's mails are written from.
struct Known {
    bookings: HashMap<(HotelId, BookingId), BookingDetail>,
    hotels: HashMap<HotelId, Result<Arc<Hotel>, String>>,
}

impl Sender {
    /// Works until `stop`; a batch that is under way by then is finished.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let is_more_due = match self.turn().await {
                Ok(count) => u32::try_from(count).is_ok_and(|count| count >= BATCH),
                Err(error) => {
                    tracing::warn!(error = ?error, "The mail sender could not work");
                    false
                }
            };
            if is_more_due {
                // Mail can wait; guests' requests need the same cores.
                tokio::time::sleep(BREATH).await;
                continue;
            }
            tokio::select! {
                () = self.queue_wake.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Sends what is due now, up to a batch. Answers how many messages were due.
    pub(crate) async fn turn(&self) -> Result<usize, DbError> {
        let claimed = queue::claim(&self.db, self.clock.now()).await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let count = claimed.len();
        let tried = match self.look_up(&claimed).await {
            Ok(known) => self.send_all(claimed, &known).await,
            Err(why) => claimed.into_iter().map(|message| (message, Tried::Later(why.clone()))).collect(),
        };
        let events = queue::mark(&self.db, &tried, self.clock.now()).await?;
        if events > 0 {
            self.outbox_wake.notify_one();
        }
        for (message, tried) in &tried {
            report(message, tried);
        }
        Ok(count)
    }

    async fn look_up(&self, claimed: &[Claimed]) -> Result<Known, String> {
        let mut wanted: Vec<_> = claimed.iter().map(|m| (m.hotel_id, m.booking_id)).collect();
        wanted.dedup();
        let details = self.booking.details(&wanted).await;
        let details = details.map_err(|error| format!("the bookings could not be looked up: {error}"))?;
        let mut hotels = HashMap::new();
        for detail in &details {
            if let Entry::Vacant(place) = hotels.entry(detail.hotel_id) {
                let hotel = self.inventory.hotel(&HotelRef::Id(detail.hotel_id)).await;
                place.insert(hotel.map_err(|error| format!("the hotel could not be looked up: {error}")));
            }
        }
        let bookings = details.into_iter().map(|detail| ((detail.hotel_id, detail.booking_id), detail));
        Ok(Known { bookings: bookings.collect(), hotels })
    }

    /// One booking's messages go one after the other, the oldest first; bookings side by side.
    async fn send_all(&self, claimed: Vec<Claimed>, known: &Known) -> Vec<(Claimed, Tried)> {
        let by_booking = claimed.chunk_by(|a, b| a.booking_id == b.booking_id).map(<[Claimed]>::to_vec);
        let lanes: Vec<_> = by_booking.map(|messages| self.send_in_order(messages, known)).collect();
        stream::iter(lanes).buffer_unordered(LANES).concat().await
    }

    async fn send_in_order(&self, messages: Vec<Claimed>, known: &Known) -> Vec<(Claimed, Tried)> {
        let mut tried = Vec::with_capacity(messages.len());
        for message in messages {
            let outcome = self.send(&message, known).await;
            tried.push((message, outcome));
            // Writing a mail is arithmetic; guests' requests on the same thread come first.
            tokio::task::yield_now().await;
        }
        tried
    }

    async fn send(&self, message: &Claimed, known: &Known) -> Tried {
        let Some(booking) = known.bookings.get(&(message.hotel_id, message.booking_id)) else {
            return Tried::Later("the booking could not be found".to_owned());
        };
        let hotel = match known.hotels.get(&message.hotel_id) {
            Some(Ok(hotel)) => hotel,
            Some(Err(why)) => return Tried::Later(why.clone()),
            None => return Tried::Later("the hotel could not be found".to_owned()),
        };
        let letter = Letter { message, booking, hotel, now: self.clock.now() };
        // A mail that brings a library down must not bring down all others'.
        match catch_unwind(AssertUnwindSafe(|| self.writer.write(letter))) {
            Ok(Ok(mail)) => self.directory.deliver(message, mail).await,
            Ok(Err(error)) => Tried::Refused(error.to_string()),
            Err(_) => Tried::Refused("writing the mail panicked".to_owned()),
        }
    }
}

fn report(message: &Claimed, tried: &Tried) {
    let (template, outcome) = (message.template.name(), queue::outcome(message, tried));
    metrics::counter!("jumak_mail_total", "template" => template, "outcome" => outcome).increment(1);
    let id = message.message_id;
    match tried {
        Tried::Sent(_) => tracing::debug!(message.id = %id, template, "A mail left"),
        Tried::Later(why) | Tried::Refused(why) if outcome == "failed" => {
            tracing::error!(message.id = %id, template, attempts = message.attempts, why, "A mail was given up; send it again from the desk once the cause is gone");
        }
        Tried::Later(why) | Tried::Refused(why) => {
            tracing::warn!(message.id = %id, template, attempts = message.attempts, why, "A mail did not leave; trying again later");
        }
    }
}
