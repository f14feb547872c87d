//! Replays the whole file against the release binary and prints what it took: `cargo run --release -p jumak-tests --bin replay`.
//!
//! With `--move-to URL`, the owner's URL of an empty Postgres database, the hotel of the first replay moves there
//! afterwards, and is audited on both sides.
#![expect(clippy::print_stdout, reason = "its figures are its purpose")]

use std::{env, process::ExitCode, time::Instant};

use jumak_tests::{Jumak, Recount, Replay, Row, rows};

#[tokio::main]
async fn main() -> ExitCode {
    let (rows, left_out) = rows();
    println!("{} bookings to replay; {left_out} left out (no night, no adult, negative price)", rows.len());
    let arguments: Vec<String> = env::args().skip(1).collect();
    let target = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => None,
        ["--move-to", url] => Some(url),
        _ => {
            println!("replay [--move-to URL]");
            return ExitCode::from(2);
        }
    };
    let fits = replay("all fit", &rows, 0, target).await;
    let scarce = replay("10 % too many", &rows, 10, None).await;
    if fits && scarce { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Moves a hotel that was replayed on files, and recounts it where it is now.
async fn moves(jumak: &mut Jumak, rows: &[Row], url: &str) -> bool {
    jumak.stop().await;
    let started = Instant::now();
    let moved = jumak.run(&["move", "--to", url]).await;
    println!("{}  moved in {:.1} s: exit {}", moved.stdout, started.elapsed().as_secs_f64(), moved.code);
    let there = Jumak::prepare(Replay::setup(rows).with("DATABASE_URL", url)).await;
    let audit = there.audit().await;
    println!("  jumak audit on the target: exit {}", audit.0.code);
    moved.code == 0 && audit.0.code == 0
}

async fn replay(name: &str, rows: &[Row], refused_percent: usize, target: Option<&str>) -> bool {
    let allotment =
        if refused_percent == 0 { Recount::enough(rows) } else { Recount::scarce(rows, refused_percent) };
    let expected = Recount::of(rows, &allotment);
    let mut jumak = Jumak::with(Replay::setup(rows)).await;
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
    let is_moved = match target {
        Some(url) => moves(&mut jumak, rows, url).await,
        None => true,
    };
    agrees && audit.0.code == 0 && is_moved
}
