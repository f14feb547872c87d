//! Warm offers of one hotel, against `/livez` on the same server: what an offer costs above a bare answer.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

use std::time::{Duration, Instant};

use jumak_tests::{Inn, Setup, Wire, in_days, nights_from};

const CLIENTS: usize = 32;
const SPAN: Duration = Duration::from_secs(5);
const REPEATS: usize = 3;

#[tokio::main]
async fn main() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::with(Setup::default().with("JUMAK_LOG", "warn")).await.with_stock("DBL", stay, 10).await;
    let path = inn.at(&format!("/offers?check_in={}&check_out={}&adults=2", stay.from, stay.to));
    let (mut bare, mut offers) = (Vec::new(), Vec::new());
    for _ in 0..REPEATS {
        bare.push(rate(inn.api().base(), "/livez").await);
        offers.push(rate(inn.api().base(), &path).await);
    }
    let (bare, offers) = (median(bare), median(offers));
    println!("| {CLIENTS} clients, {SPAN:?}, median of {REPEATS} | requests/s |");
    println!("|---|---|");
    println!("| /livez | {bare:.0} |");
    println!("| warm offers | {offers:.0} |");
    println!("| ratio | {:.2} |", offers / bare);
    println!("load average after: {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

async fn rate(base: &str, path: &str) -> f64 {
    let deadline = Instant::now() + SPAN;
    let clients = (0..CLIENTS).map(|_| tokio::spawn(ask_until(deadline, base.to_owned(), path.to_owned())));
    let answered: usize =
        futures::future::join_all(clients).await.into_iter().map(|count| count.unwrap_or(0)).sum();
    answered as f64 / SPAN.as_secs_f64()
}

async fn ask_until(deadline: Instant, base: String, path: String) -> usize {
    let mut wire = Wire::connect(&base).await.expect("the server takes connections");
    let mut answered = 0;
    while Instant::now() < deadline {
        let reply = wire.get(&path).await.expect("the server answers");
        assert_eq!(reply.status, 200);
        answered += 1;
    }
    answered
}
