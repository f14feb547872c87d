//! Replicas that are late, or gone.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use jumak_tests::{Answer, Cluster, Guest, Inn, eventually};
use reqwest::Method;
use serde_json::Value;

use super::{inn_on, metric, stay};

const BOOKINGS: usize = 60;
const READERS: usize = 8;
/// Between two faults.
const READS: usize = 100;

/// A primary, those who follow it, and an inn that reads from them.
struct Readers {
    primary: Cluster,
    replicas: Vec<Cluster>,
    inn: Inn,
}

impl Readers {
    async fn open(names: &[&str]) -> Self {
        let primary = Cluster::start().await;
        let mut replicas = Vec::new();
        for name in names {
            replicas.push(primary.replica(name).await);
        }
        let ports: Vec<u16> = replicas.iter().map(Cluster::port).collect();
        let database = primary.database("inn").await.read_from(&ports);
        for replica in &replicas {
            replica.caught_up_with(&primary).await;
        }
        let house = Self { inn: inn_on(&database).await, primary, replicas };
        house.rotation(names.len()).await;
        house
    }

    /// Waits until so many replicas are in the rotation, by the server's own word.
    async fn rotation(&self, count: usize) {
        eventually(&format!("{count} replicas are in the rotation"), async || {
            let now = metric(&self.inn, "jumak_db_replica_in_rotation", &[]).await;
            (usize::try_from(now) == Ok(count)).then_some(())
        })
        .await;
    }

    async fn routed(&self, target: &str, reason: &str) -> u64 {
        let labels = [format!("target=\"{target}\""), format!("reason=\"{reason}\"")];
        metric(&self.inn, "jumak_db_route_total", &[&labels[0], &labels[1]]).await
    }

    /// Books, and answers the booking with the position that came with it.
    async fn book(&self) -> (Value, String) {
        let answer = self.inn.guest("ann").book("DBL", stay()).await;
        (answer.created(), answer.header("jumak-position").to_owned())
    }

    /// Reads a booking, showing a position.
    async fn look(&self, booking: &Value, position: &str) -> Answer {
        let guest = self.inn.guest("ann").with_token_of(booking);
        let request = guest.request(Method::GET, &Guest::booking_path(booking, ""));
        guest.send(request.header("Jumak-Position", position)).await
    }
}

#[tokio::test]
async fn whoever_booked_reads_their_booking_while_the_replica_is_ten_seconds_late() {
    let house = Readers::open(&["r1"]).await;
    let (first, early) = house.book().await;
    eventually("a position that was replayed is answered by the replica", async || {
        assert_eq!(house.look(&first, &early).await.status, 200);
        (house.routed("replica", "replayed").await > 0).then_some(())
    })
    .await;

    house.replicas[0].delay_replay(Duration::from_secs(10)).await;
    let (mut own_missed, mut control_missed) = (0, 0);
    for _ in 0..BOOKINGS {
        let (booking, position) = house.book().await;
        own_missed += usize::from(house.look(&booking, &position).await.status != 200);
        // The control: the same read by somebody who shows less than they wrote.
        control_missed += usize::from(house.look(&booking, &early).await.status == 404);
    }

    assert_eq!(own_missed, 0, "own bookings missed, of {BOOKINGS}");
    assert!(control_missed > 0, "negative control: without its position none of {BOOKINGS} reads missed");
    let behind = house.routed("primary", "behind").await;
    assert!(behind > 0, "the replica was behind, and it was said so");
    house.rotation(0).await;
    let (booking, position) = house.book().await;
    assert_eq!(house.look(&booking, &position).await.status, 200);
    assert!(house.routed("primary", "replica_unwell").await > 0, "it rests, and that is said");

    house.replicas[0].delay_replay(Duration::ZERO).await;
    house.rotation(1).await;
    eprintln!("{BOOKINGS} own reads, {own_missed} missed; control missed {control_missed}; behind {behind}");
}

/// What guests and staff look at: lists, a booking, what is offered.
struct Looks<'a> {
    house: &'a Readers,
    booking: &'a (Value, String),
    done: AtomicUsize,
    failed: Mutex<Vec<String>>,
    is_over: AtomicBool,
}

impl<'a> Looks<'a> {
    fn at(house: &'a Readers, booking: &'a (Value, String)) -> Self {
        let (done, failed, is_over) = Default::default();
        Self { house, booking, done, failed, is_over }
    }

    async fn look(&self, number: usize) {
        let inn = &self.house.inn;
        let query = [("from", stay().from.to_string()), ("to", stay().to.to_string())];
        let [from, to] = [("check_in", stay().from), ("check_out", stay().to)];
        let offer = [(from.0, from.1.to_string()), (to.0, to.1.to_string()), ("adults", "2".to_owned())];
        let answer = match number % 6 {
            0 => inn.owner().get(&inn.at("/bookings")).await,
            1 => self.house.look(&self.booking.0, &self.booking.1).await,
            2 => inn.api().ask(&inn.at("/calendar"), &query).await,
            3 => inn.owner().get(&Guest::booking_path(&self.booking.0, "/notes")).await,
            4 => inn.api().ask(&inn.at("/offers"), &offer).await,
            _ => inn.api().get(&inn.at("")).await,
        };
        self.done.fetch_add(1, Ordering::SeqCst);
        if answer.status != 200 {
            self.failed.lock().unwrap().push(answer.to_string());
        }
    }

    async fn go_on(&self, reader: usize) {
        for number in reader.. {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            self.look(number).await;
        }
    }

    async fn more(&self, count: usize) {
        let goal = self.done.load(Ordering::SeqCst) + count;
        eventually(&format!("{count} more reads"), async || {
            (self.done.load(Ordering::SeqCst) >= goal).then_some(())
        })
        .await;
    }

    fn failed(&self) -> Vec<String> {
        std::mem::take(&mut self.failed.lock().unwrap())
    }
}

#[tokio::test]
async fn no_read_fails_while_one_replica_and_then_all_are_killed_and_come_back() {
    let mut house = Readers::open(&["r1", "r2"]).await;
    let booking = house.book().await;
    let mut replicas = std::mem::take(&mut house.replicas);
    let looks = Looks::at(&house, &booking);

    let faults = async {
        looks.more(READS).await;
        replicas[0].kill9().await;
        looks.more(READS).await;
        house.rotation(1).await;
        replicas[1].kill9().await;
        looks.more(READS).await;
        house.rotation(0).await;
        looks.more(READS).await;
        replicas[0].restart().await;
        replicas[1].restart().await;
        house.rotation(2).await;
        looks.more(READS).await;
        looks.is_over.store(true, Ordering::SeqCst);
    };
    tokio::join!(futures::future::join_all((0..READERS).map(|reader| looks.go_on(reader))), faults);

    let done = looks.done.load(Ordering::SeqCst);
    assert_eq!(looks.failed(), [""; 0], "of {done} reads");
    let mut fell_back = 0;
    for reason in ["replica_failed", "replica_unwell"] {
        fell_back += house.routed("primary", reason).await;
    }
    assert!(fell_back > 0, "reads that fell to the primary are counted with their reason");
    let replica_reads = house.routed("replica", "stale").await;
    assert!(replica_reads > 0, "the replicas did answer");
    eprintln!(
        "{done} reads, none failed; {fell_back} fell to the primary; {replica_reads} stale on replicas"
    );
}

#[tokio::test]
async fn negative_control_reads_that_nobody_can_answer_fail() {
    let mut house = Readers::open(&["r1"]).await;
    let booking = house.book().await;
    house.replicas[0].kill9().await;
    house.primary.kill9().await;

    let looks = Looks::at(&house, &booking);
    for number in 0..5 {
        looks.look(number).await;
    }

    assert!(!looks.failed().is_empty());
}
