//! A thousand buyers for the last room: how long until all of them are answered.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

use std::time::{Duration, Instant};

use jumak_tests::{Inn, Setup, Wire, fresh_key, in_days, nights_from, wish};

const BUYERS: usize = 1_000;
const REPEATS: usize = 5;

#[tokio::main]
async fn main() {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut spans = Vec::new();
    for _ in 0..REPEATS {
        spans.push(stampede().await);
    }
    spans.sort();
    let (median, worst) = (spans.get(REPEATS / 2).copied(), spans.last().copied());
    println!("| buyers | n | median until all are answered | worst |");
    println!("|---|---|---|---|");
    println!("| {BUYERS} | {REPEATS} | {:?} | {:?} |", median.unwrap_or_default(), worst.unwrap_or_default());
    println!("load average before: {}", load.trim());
}

async fn stampede() -> Duration {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::with(Setup::default().with("JUMAK_LOG", "warn")).await.with_stock("DBL", stay, 1).await;
    let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
    let mut wires = Vec::new();
    for _ in 0..BUYERS {
        wires.push(Wire::connect(inn.api().base()).await.expect("the server takes connections"));
    }
    let path = inn.at("/bookings");
    let started = Instant::now();
    let buyers = wires.iter_mut().map(async |wire| wire.post(&path, &fresh_key(), order.as_bytes()).await);
    let replies = futures::future::join_all(buyers).await;
    let span = started.elapsed();
    let winners =
        replies.iter().filter(|reply| reply.as_ref().is_ok_and(|reply| reply.status == 201)).count();
    assert_eq!(winners, 1, "exactly one wins");
    span
}
