//! How much memory an idle server with the demo hotels keeps, and how soon it is ready.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

use std::time::Instant;

use jumak_tests::{Jumak, Setup};

#[tokio::main]
async fn main() {
    let started = Instant::now();
    let mut jumak = Jumak::with(Setup::default().with_demo()).await;
    let first = started.elapsed();
    let resident = resident_kib(jumak.pid());
    let started = Instant::now();
    jumak.stop().await;
    jumak.restart().await;
    let again = started.elapsed();
    println!("| figure | value |");
    println!("|---|---|");
    println!("| first start with the demo hotels, until ready | {first:?} |");
    println!("| stop and start again, until ready | {again:?} |");
    println!("| resident memory when ready | {} MiB |", resident / 1_024);
    println!("| resident memory after a restart | {} MiB |", resident_kib(jumak.pid()) / 1_024);
}

/// What the kernel counts as the process's resident memory.
fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the server runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the kernel counts memory");
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).expect("a number of kibibytes")
}
