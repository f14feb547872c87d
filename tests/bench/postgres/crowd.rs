//! Clients that book over keep-alive connections.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use jumak_tests::{Wire, fresh_key};

use super::work;

/// One booking to be made.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// How bookings arrive.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Crowd {
    /// So many clients, each of which waits for its answer before it books again.
    Closed(usize),
    /// So many in a second, whatever became of those before: waiting counts from when each was due.
    Open { per_second: u64 },
}

/// What a run showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) rate: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) server_us: f64,
    pub(crate) postgres_us: f64,
}

/// Connections of an open crowd: more than are ever in flight when the server keeps up.
const OPEN_CONNECTIONS: usize = 128;

pub(crate) async fn run(
    base: &str,
    errands: &[Errand],
    crowd: Crowd,
    span: Duration,
    (server, postmaster): (u32, u32),
) -> Run {
    let errands: Arc<[Errand]> = errands.into();
    let (before, postgres_before) = (work::of_process(server), work::of_family(postmaster));
    let started = Instant::now();
    let next =
        Arc::new(AtomicUsize::new(usize::try_from(uuid::Uuid::new_v4().as_u128() % 20_000).unwrap_or(0)));
    let clients = match crowd {
        Crowd::Closed(clients) => clients,
        Crowd::Open { .. } => OPEN_CONNECTIONS,
    };
    let ticks = Arc::new(AtomicUsize::new(0));
    let tasks = (0..clients).map(|_| {
        let client = Client { errands: errands.clone(), next: next.clone(), ticks: ticks.clone() };
        tokio::spawn(client.book(base.to_owned(), crowd, (started, span)))
    });
    let mut waits: Vec<Duration> =
        join_all(tasks).await.into_iter().flat_map(|waits| waits.expect("a client")).collect();
    let booked = waits.len() as f64;
    waits.sort_unstable();
    let at = |part: f64| waits.get((booked * part) as usize).map_or(0.0, |wait| wait.as_secs_f64() * 1_000.0);
    Run {
        rate: booked / started.elapsed().as_secs_f64(),
        p50_ms: at(0.5),
        p99_ms: at(0.99),
        server_us: (work::of_process(server) - before) * 1e6 / booked,
        postgres_us: (work::of_family(postmaster) - postgres_before) * 1e6 / booked,
    }
}

struct Client {
    errands: Arc<[Errand]>,
    next: Arc<AtomicUsize>,
    ticks: Arc<AtomicUsize>,
}

impl Client {
    /// Books until the time is over; answers how long each booking took.
    async fn book(self, base: String, crowd: Crowd, (started, span): (Instant, Duration)) -> Vec<Duration> {
        let mut wire = Wire::connect(&base).await.expect("the server takes connections");
        let mut waits = Vec::new();
        loop {
            let due = match crowd {
                Crowd::Closed(_) => Instant::now(),
                Crowd::Open { per_second } => {
                    let tick = self.ticks.fetch_add(1, Ordering::Relaxed) as f64;
                    started + Duration::from_secs_f64(tick / per_second.max(1) as f64)
                }
            };
            if due.duration_since(started) >= span {
                return waits;
            }
            tokio::time::sleep_until(due.into()).await;
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let errand = self.errands.get(number % self.errands.len()).expect("one of them");
            let reply =
                wire.post(&errand.path, &fresh_key(), &errand.body).await.expect("the server answers");
            assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
            waits.push(due.elapsed());
        }
    }
}
