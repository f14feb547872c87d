//! One-step bookings over HTTP on Postgres, against `pgbench` on the same server doing what a booking does at least:
//! one guarded update of two nights in order, a booking, an event, each its own statement, in one transaction.
//!
//! *Spread*: over 1,000 hotels of five room types. *Hot*: all for one room type and two nights. The runs alternate; the
//! figures are medians. Both flush at every commit.
//!
//! `JUMAK_BENCH_S` (8) is how many seconds each run takes, `JUMAK_BENCH_REPEATS` (3) how often each is run.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::as_conversions,
    clippy::panic,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

#[path = "postgres/crowd.rs"]
mod crowd;
#[path = "postgres/house.rs"]
mod house;
#[path = "postgres/limit.rs"]
mod limit;
#[path = "postgres/work.rs"]
mod work;

use std::time::Duration;

use crowd::{Crowd, Run};
use house::House;
use jumak_tests::Cluster;
use limit::Limit;

/// How many clients each side has.
const PGBENCH_CLIENTS: usize = 16;
const CROWDS: [usize; 2] = [64, 256];

/// What a server with memory to spare is told; the rest is as it comes. Checkpoints fall outside of the runs.
const SETTINGS: [(&str, &str); 4] = [
    ("shared_buffers", "1GB"),
    ("max_wal_size", "16GB"),
    ("checkpoint_timeout", "1h"),
    ("autovacuum_naptime", "10s"),
];

/// Where bookings go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    Spread,
    Hot,
}

impl Aim {
    fn name(self) -> &'static str {
        match self {
            Self::Spread => "spread",
            Self::Hot => "hot",
        }
    }
}

#[tokio::main]
async fn main() {
    let span = Duration::from_secs(number("JUMAK_BENCH_S", 8));
    let repeats = usize::try_from(number("JUMAK_BENCH_REPEATS", 3)).expect("a few");
    println!("load average before: {}", load_average());
    let cluster = Cluster::with(&SETTINGS).await;
    let limit = Limit::prepare(&cluster).await;
    let house = House::open(&cluster).await;
    for aim in [Aim::Spread, Aim::Hot] {
        compare(aim, &limit, &house, (span, repeats)).await;
    }
    house.audit().await;
    println!("load average after: {}", load_average());
}

async fn compare(aim: Aim, limit: &Limit, house: &House, (span, repeats): (Duration, usize)) {
    let mut pgbench = Vec::new();
    let mut runs: Vec<Vec<Run>> = CROWDS.map(|_| Vec::new()).into();
    let mut half = Vec::new();
    for _ in 0..repeats {
        pgbench.push(limit.bookings_per_second(aim, PGBENCH_CLIENTS, span).await);
        for (clients, runs) in CROWDS.into_iter().zip(&mut runs) {
            runs.push(house.booked(aim, Crowd::Closed(clients), span).await);
        }
        let rate = runs.first().and_then(|runs| runs.last()).map_or(0.0, |run| run.rate / 2.0);
        half.push(house.booked(aim, Crowd::Open { per_second: rate as u64 }, span).await);
    }
    let limit = median(pgbench);
    println!("\n{}, medians of {repeats} × {span:?}", aim.name());
    println!("| what | bookings/s | ratio | p50 ms | p99 ms | CPU µs each: jumak + Postgres |");
    println!("|---|---|---|---|---|---|");
    println!("| pgbench, separate statements, {PGBENCH_CLIENTS} clients | {limit:.0} | 1 | | | |");
    for (clients, runs) in CROWDS.into_iter().zip(runs) {
        print(&format!("jumak over HTTP, {clients} clients"), limit, runs);
    }
    print("jumak at half of the rate of 64 clients", limit, half);
}

fn print(what: &str, limit: f64, runs: Vec<Run>) {
    let of = |read: fn(&Run) -> f64| median(runs.iter().map(read).collect());
    println!(
        "| {what} | {:.0} | {:.2} | {:.1} | {:.1} | {:.0} + {:.0} |",
        of(|run| run.rate),
        of(|run| run.rate) / limit,
        of(|run| run.p50_ms),
        of(|run| run.p99_ms),
        of(|run| run.server_us),
        of(|run| run.postgres_us),
    );
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
