//! Replays the whole file against the release binary and prints what it took: `cargo run --release -p jumak-tests --bin replay`.
#![expect(clippy::print_stdout, reason = "its figures are its purpose")]

use std::process::ExitCode;

use jumak_tests::{Jumak, Recount, Replay, Row, rows};

#[tokio::main]
async fn main() -> ExitCode {
    let (rows, left_out) = rows();
    println!("{} bookings to replay; {left_out} left out (no night, no adult, negative price)", rows.len());
    let fits = replay("all fit", &rows, 0).await;
    let scarce = replay("10 % too many", &rows, 10).await;
    if fits && scarce { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn replay(name: &str, rows: &[Row], refused_percent: usize) -> bool {
    let allotment =
        if refused_percent == 0 { Recount::enough(rows) } else { Recount::scarce(rows, refused_percent) };
    let expected = Recount::of(rows, &allotment);
    let jumak = Jumak::with(Replay::setup(rows)).await;
    let outcome = Replay::open(&jumak, &allotment).await.run(rows).await;
    let seconds = outcome.elapsed.as_secs_f64();
    println!(
        "{name}: {} events in {seconds:.1} s ({:.0}/s); accepted {}, sold out {}, too early {}, cancelled {}, no-show {}",
        outcome.events,
        f64::from(u32::try_from(outcome.events).unwrap_or(u32::MAX)) / seconds,
        outcome.codes.len(),
        outcome.refused.len(),
        outcome.too_early.len(),
        outcome.cancelled,
        outcome.no_shows
    );
    let agrees = outcome.codes.keys().copied().eq(expected.accepted.iter().copied())
        && outcome.refused == expected.refused
        && outcome.too_early == expected.too_early
        && outcome.occupancy == expected.occupancy
        && (outcome.cancelled, outcome.no_shows) == (expected.cancelled, expected.no_shows);
    println!("  the recount of the file {}", if agrees { "agrees" } else { "DISAGREES" });
    let audit = jumak.audit().await;
    println!("  jumak audit: exit {}", audit.0.code);
    agrees && audit.0.code == 0
}
