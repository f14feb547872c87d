//! The relay: every subscriber gets every event it wants, in order, and a poison event harms its aggregate alone.
#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use db::outbox::{NewEvent, backlog, publish};
use db_testing::Place;
use events::{Envelope, ReceiveError, Relay, RelayConfig, Subscriber};
use kernel::{EventId, HotelId, ManualClock};
use tokio::sync::Notify;
use uuid::Uuid;

fn noon() -> DateTime<Utc> {
    "2027-05-01T12:00:00Z".parse().unwrap()
}

/// Remembers what it received; refuses a batch that holds the event it cannot stomach.
#[derive(Default)]
struct Listener {
    received: Mutex<Vec<(Uuid, i64)>>,
    poison: Mutex<Option<(Uuid, i64)>>,
}

#[async_trait]
impl Subscriber for Listener {
    fn name(&self) -> &'static str {
        "listener"
    }

    fn wants(&self, kind: &str) -> bool {
        kind == "jumak.test.happened.v1"
    }

    async fn receive(&self, events: &[Envelope]) -> Result<(), ReceiveError> {
        let names: Vec<_> = events.iter().map(|event| (event.aggregate, event.sequence)).collect();
        if names.iter().any(|name| Some(*name) == *self.poison.lock().unwrap()) {
            return Err(ReceiveError("cannot stomach it".to_owned()));
        }
        self.received.lock().unwrap().extend(names);
        Ok(())
    }
}

struct House {
    relay: Relay,
    clock: Arc<ManualClock>,
    listener: Arc<Listener>,
    _place: Place,
}

async fn house() -> House {
    let place = db_testing::place("booking").await;
    let clock = Arc::new(ManualClock::at(noon()));
    let listener = Arc::new(Listener::default());
    let relay = Relay {
        db: place.db.clone(),
        subscribers: vec![listener.clone()],
        clock: clock.clone(),
        config: RelayConfig { region: "main".to_owned() },
        wake: Arc::new(Notify::new()),
    };
    House { relay, clock, listener, _place: place }
}

async fn happened(house: &House, kind: &'static str, events: &[(u128, i64)]) {
    let event = |(aggregate, sequence): &(u128, i64)| NewEvent {
        hotel_id: HotelId::from(Uuid::nil()),
        event_id: EventId::new(noon()),
        aggregate_id: Uuid::from_u128(*aggregate),
        sequence: *sequence,
        kind,
        data: "{}".to_owned(),
        at: noon(),
    };
    let tx = house.relay.db.begin("test").await.unwrap();
    publish(&tx, &events.iter().map(event).collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
}

fn received(house: &House) -> Vec<(u128, i64)> {
    house.listener.received.lock().unwrap().iter().map(|(a, s)| (a.as_u128(), *s)).collect()
}

#[tokio::test]
async fn what_nobody_wants_is_published_and_what_somebody_wants_arrives() {
    let house = house().await;
    happened(&house, "jumak.test.ignored.v1", &[(1, 1)]).await;
    happened(&house, "jumak.test.happened.v1", &[(1, 2), (2, 1)]).await;

    house.relay.turn().await.unwrap();

    let mut arrived = received(&house);
    arrived.sort_unstable();
    assert_eq!(arrived, [(1, 2), (2, 1)]);
    assert_eq!(backlog(&house.relay.db.fresh("test")).await.unwrap().pending, 0);
}

#[tokio::test]
async fn a_poison_event_holds_up_its_own_aggregate_until_it_is_cured() {
    let house = house().await;
    happened(&house, "jumak.test.happened.v1", &[(1, 1), (1, 2), (1, 3), (2, 1)]).await;
    *house.listener.poison.lock().unwrap() = Some((Uuid::from_u128(1), 2));

    house.relay.turn().await.unwrap();

    let mut arrived = received(&house);
    arrived.sort_unstable();
    assert_eq!(arrived, [(1, 1), (2, 1)]);

    *house.listener.poison.lock().unwrap() = None;
    house.clock.advance(TimeDelta::seconds(10));
    house.relay.turn().await.unwrap();

    assert_eq!(received(&house)[2..], [(1, 2), (1, 3)]);
}
