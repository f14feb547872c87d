//! A public page, against the JSON that feeds it, on the same server: what the words around the figures cost.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

use std::time::{Duration, Instant};

use jumak_tests::{Jumak, Setup, Wire, in_days, nights_from};

/// So many rounds; each asks for the page and for its JSON, so that both meet the same weather.
const ROUNDS: usize = 400;

#[tokio::main]
async fn main() {
    let setup = Setup::default().with("JUMAK_LOG", "warn").with_demo();
    let jumak = Jumak::with(setup).await;
    let stay = nights_from(in_days(30), 2);
    let (from, to) = (nights_from(in_days(5), 60).from, nights_from(in_days(5), 60).to);
    let wish = format!("check_in={}&check_out={}&adults=2", stay.from, stay.to);
    let hotel = "jumak-seoul";
    let pages = [
        (
            "hotel",
            format!("/en/hotels/{hotel}?{wish}"),
            vec![
                format!("/api/v1/hotels/{hotel}"),
                format!("/api/v1/hotels/{hotel}/offers?{wish}"),
                format!("/api/v1/hotels/{hotel}/calendar?from={from}&to={to}"),
            ],
        ),
        ("results", format!("/en/search?{wish}"), vec![format!("/api/v1/search?{wish}")]),
    ];
    println!("| page | page, µs | its JSON, µs | ratio | bytes of the page |\n|---|---|---|---|---|");
    let mut wire = Wire::connect(jumak.api().base()).await.expect("the server takes connections");
    for (name, page, feeds) in pages {
        let (mut page_us, mut feeds_us, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let started = Instant::now();
            bytes = ask(&mut wire, &page).await;
            page_us.push(started.elapsed());
            let started = Instant::now();
            for feed in &feeds {
                ask(&mut wire, feed).await;
            }
            feeds_us.push(started.elapsed());
        }
        let (page_us, feeds_us) = (median_us(page_us), median_us(feeds_us));
        println!("| {name} | {page_us:.0} | {feeds_us:.0} | {:.2} | {bytes} |", page_us / feeds_us);
    }
    println!("load average after: {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
}

async fn ask(wire: &mut Wire, path: &str) -> usize {
    let reply = wire.get(path).await.expect("the server answers");
    assert_eq!(reply.status, 200, "{path}");
    reply.body.len()
}

fn median_us(mut spans: Vec<Duration>) -> f64 {
    spans.sort_unstable();
    spans.get(spans.len() / 2).copied().unwrap_or_default().as_nanos() as f64 / 1_000.0
}
