//! Carries a module's outbox to those who listen: claim, deliver, mark.

use std::{collections::HashSet, sync::Arc, time::Duration};

use db::{
    Db, DbError,
    outbox::{self, Claimed, Outcome},
};
use kernel::Clock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{Envelope, Subscriber};

/// A claim and a mark cost two flushes, whatever they carry.
const BATCH: u32 = 512;
const BATCH_FULL: usize = 512;
/// The poll is the truth; the wake-up after a commit is only a hint.
const POLL: Duration = Duration::from_millis(500);
/// A claim and a mark cost the writer two flushes, whatever they carry: between two turns a batch may gather.
const GATHER: Duration = Duration::from_millis(100);
/// After a database error.
const PAUSE: Duration = Duration::from_secs(1);

/// Where events come from and who they are for.
#[derive(Debug, Clone)]
pub struct RelayConfig {
    /// The data centre's name in an event's source.
    pub region: String,
}

/// Publishes one module's outbox to the subscribers in this process.
pub struct Relay {
    /// The module's database.
    pub db: Db,
    /// Those who listen, in the order in which they are told.
    pub subscribers: Vec<Arc<dyn Subscriber>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Names the source.
    pub config: RelayConfig,
    /// Rung after commits that wrote events.
    pub wake: Arc<Notify>,
}

impl Relay {
    /// Works until `stop`; what it has claimed by then is delivered and marked.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            let delivered = match self.turn().await {
                Ok(delivered) => delivered,
                Err(error) => {
                    tracing::warn!(module = self.db.module(), error = ?error, "The relay could not work");
                    tokio::select! {
                        () = tokio::time::sleep(PAUSE) => {}
                        () = stop.cancelled() => return,
                    }
                    continue;
                }
            };
            if stop.is_cancelled() {
                return;
            }
            if delivered < BATCH_FULL {
                tokio::time::sleep(GATHER).await;
            }
            if delivered == 0 {
                tokio::select! {
                    () = self.wake.notified() => {}
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => return,
                }
            }
        }
    }

    /// Delivers what is due now. Answers how many events were due.
    pub async fn turn(&self) -> Result<usize, DbError> {
        let claimed = outbox::claim(&self.db, self.clock.now(), BATCH).await?;
        if claimed.is_empty() {
            return Ok(0);
        }
        let count = claimed.len();
        let outcome = self.deliver(claimed).await;
        let published = u64::try_from(outcome.published.len()).unwrap_or(u64::MAX);
        outbox::mark(&self.db, &outcome, self.clock.now()).await?;
        metrics::counter!("jumak_outbox_published_total", "module" => self.db.module()).increment(published);
        Ok(count)
    }

    async fn deliver(&self, claimed: Vec<Claimed>) -> Outcome {
        let mut parcels = Vec::with_capacity(claimed.len());
        let mut outcome = Outcome::default();
        for row in claimed {
            if !self.subscribers.iter().any(|subscriber| subscriber.wants(&row.kind)) {
                outcome.published.push(row);
                continue;
            }
            match Envelope::of(&row, &self.config.region, self.db.module()) {
                Ok(envelope) => parcels.push((row, envelope)),
                Err(error) => outcome.failed.push((row, error.to_string())),
            }
        }
        if self.all_received(&parcels).await {
            outcome.published.extend(parcels.into_iter().map(|(row, _)| row));
        } else {
            self.deliver_one_by_one(parcels, &mut outcome).await;
        }
        outcome
    }

    async fn all_received(&self, parcels: &[(Claimed, Envelope)]) -> bool {
        for subscriber in &self.subscribers {
            let wanted: Vec<_> = parcels
                .iter()
                .filter(|(_, envelope)| subscriber.wants(&envelope.kind))
                .map(|(_, envelope)| envelope.clone())
                .collect();
            if wanted.is_empty() {
                continue;
            }
            if let Err(error) = subscriber.receive(&wanted).await {
                tracing::warn!(subscriber = subscriber.name(), %error, "A batch of events was refused; going one by one");
                return false;
            }
        }
        true
    }

    /// A poison event holds up its own aggregate and nothing else.
    async fn deliver_one_by_one(&self, parcels: Vec<(Claimed, Envelope)>, outcome: &mut Outcome) {
        let mut blocked = HashSet::new();
        for (row, envelope) in parcels {
            if blocked.contains(&row.aggregate_id) {
                outcome.held_back.push(row);
                continue;
            }
            match self.received_by_all(&envelope).await {
                Ok(()) => outcome.published.push(row),
                Err(reason) => {
                    blocked.insert(row.aggregate_id);
                    outcome.failed.push((row, reason));
                }
            }
        }
    }

    async fn received_by_all(&self, envelope: &Envelope) -> Result<(), String> {
        for subscriber in self.subscribers.iter().filter(|s| s.wants(&envelope.kind)) {
            let alone = std::slice::from_ref(envelope);
            subscriber.receive(alone).await.map_err(|error| {
                tracing::warn!(subscriber = subscriber.name(), event.id = %envelope.id, %error, "An event was refused");
                format!("{}: {error}", subscriber.name())
            })?;
        }
        Ok(())
    }
}
