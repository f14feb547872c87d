//! One-step bookings over HTTP from 64 clients, against two loops on the same disk, one booking after the other.
//!
//! *The same SQL* is the product's own modules called in a loop: every statement of a booking, each booking in
//! transactions of its own, without HTTP, events or mails. *The fewest statements* only writes: what a program
//! without rules, prices, keys or checks would do at best. Both flush at every commit, as the product does.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a measurement prints its figures, and stops when it cannot go on"
)]

#[path = "bookings/alone.rs"]
mod alone;

use std::{
    io::Write,
    time::{Duration, Instant},
};

use db::{Db, sea_orm::ConnectionTrait};
use jumak_tests::{Inn, Setup, Wire, fresh_key, in_days, nights_from, wish};
use tempfile::TempDir;

const CLIENTS: usize = 64;
const SPAN: Duration = Duration::from_secs(8);
const REPEATS: usize = 3;
const FLUSHES: u32 = 200;

#[tokio::main]
async fn main() {
    println!("load average before: {}; a flush of 4 KiB takes {:?} here", load_average(), flush_time());
    let mut combined = Vec::new();
    let mut same_sql = Vec::new();
    let mut fewest = Vec::new();
    for _ in 0..REPEATS {
        combined.push(over_http().await);
        same_sql.push(alone::bookings_per_second(SPAN).await);
        fewest.push(one_by_one().await);
    }
    let (combined, same_sql, fewest) = (median(combined), median(same_sql), median(fewest));
    println!("| median of {REPEATS} × {SPAN:?} | bookings/s | ratio |");
    println!("|---|---|---|");
    println!("| over HTTP, {CLIENTS} clients, combined | {combined:.0} | |");
    println!("| the same SQL, one booking after the other | {same_sql:.0} | {:.1} |", combined / same_sql);
    println!(
        "| the fewest statements, one booking after the other | {fewest:.0} | {:.1} |",
        combined / fewest
    );
    println!("load average after: {}", load_average());
}

fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

/// What a disk asks for keeping its promise; it decides how much combining can save.
fn flush_time() -> Duration {
    let mut file = tempfile::tempfile().expect("a temporary file");
    let started = Instant::now();
    for _ in 0..FLUSHES {
        file.write_all(&[1; 4_096]).expect("the disk takes a page");
        file.sync_data().expect("the disk keeps a page");
    }
    started.elapsed() / FLUSHES
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// Bookings in a second, by clients that each wait for their answer.
async fn over_http() -> f64 {
    let stay = nights_from(in_days(30), 2);
    let inn =
        Inn::with(Setup::default().with("JUMAK_LOG", "warn")).await.with_stock("DBL", stay, 100_000).await;
    let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
    let (base, path) = (inn.api().base().to_owned(), inn.at("/bookings"));
    let deadline = Instant::now() + SPAN;
    let clients =
        (0..CLIENTS).map(|_| tokio::spawn(book_until(deadline, (base.clone(), path.clone(), order.clone()))));
    let booked: usize =
        futures::future::join_all(clients).await.into_iter().map(|count| count.unwrap_or(0)).sum();
    inn.audit().await.assert_clean();
    booked as f64 / SPAN.as_secs_f64()
}

async fn book_until(deadline: Instant, (base, path, order): (String, String, String)) -> usize {
    let mut wire = Wire::connect(&base).await.expect("the server takes connections");
    let mut booked = 0;
    while Instant::now() < deadline {
        let reply = wire.post(&path, &fresh_key(), order.as_bytes()).await.expect("the server answers");
        assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
        booked += 1;
    }
    booked
}

/// Bookings in a second, each in its own transaction on each of the two files, like the product's own.
async fn one_by_one() -> f64 {
    let dir = TempDir::new().expect("a temporary directory");
    let inventory = scratch(&dir, "inventory").await;
    let booking = scratch(&dir, "booking").await;
    let stock = inventory.owner_connection().expect("a file is ours to fill");
    for statement in STOCK {
        stock.execute_unprepared(statement).await.expect("the stock is there");
    }
    let started = Instant::now();
    let mut booked = 0_u32;
    while started.elapsed() < SPAN {
        transact(&inventory, &HOLD, booked).await;
        transact(&booking, &BOOK, booked).await;
        booked += 1;
    }
    f64::from(booked) / SPAN.as_secs_f64()
}

async fn scratch(dir: &TempDir, module: &'static str) -> Db {
    let db =
        Db::open_sqlite(&dir.path().join(format!("{module}.db")), module).await.expect("a scratch database");
    let owner = db.owner_connection().expect("a file is ours to migrate");
    migrations::up(module, owner).await.expect("its schema");
    db
}

/// Runs the statements in one transaction; each may use the booking's id, its number and its papers.
async fn transact(db: &Db, statements: &[&'static str], number: u32) {
    let id = u128::from(number).to_be_bytes().to_vec();
    let papers = PAPERS.repeat(6);
    let tx = db.begin("bench").await.expect("a transaction");
    for statement in statements {
        let values = [id.clone().into(), format!("{number:010}").into(), papers.clone().into()];
        db::execute(&tx, statement, values).await.expect("a statement of a booking");
    }
    tx.commit().await.expect("a commit");
}

/// A piece of what a booking freezes: six of them are about as long as a real quote with guest and terms.
const PAPERS: &str = r#"{"date":"2030-05-01","price":{"amount":100000,"currency":"KRW"},"policy":[{"until_days":7,"penalty":{"kind":"none","value":0}}]},"#;

const STOCK: [&str; 3] = [
    "INSERT INTO hotels (hotel_id, slug, slot, profile, version, created_at) VALUES (x'01', 'a', 1, '{}', 1, 0)",
    "INSERT INTO room_types (hotel_id, room_type_id, code, profile, position) VALUES (x'01', x'02', 'DBL', '{}', 1)",
    "INSERT INTO nights (hotel_id, room_type_id, night, allotment)
     VALUES (x'01', x'02', '2030-05-01', 10000000), (x'01', x'02', '2030-05-02', 10000000)",
];

const HOLD: [&str; 3] = [
    "UPDATE nights SET taken = taken + 1
     WHERE hotel_id = x'01' AND room_type_id = x'02' AND night IN ('2030-05-01', '2030-05-02')
         AND taken + 1 <= allotment + overbooking AND closed = 0 AND $1 <> $2 AND $3 <> ''",
    "INSERT INTO holds (hotel_id, hold_id, room_type_id, rooms, nights, state, expires_at, quote, created_at)
     VALUES (x'01', $1, x'02', 1, '[\"2030-05-01\",\"2030-05-02\"]', 'held', $2, $3, 0)",
    EVENT,
];

const BOOK: [&str; 6] = [
    "INSERT INTO bookings (hotel_id, booking_id, code, status, version, check_in, check_out, rooms, room_type,
         rate_plan, total_minor, currency, email, guest_name, token_hash, detail, created_at, changed_at)
     VALUES (x'01', $1, $2, 'confirmed', 1, '2030-05-01', '2030-05-03', 1, 'DBL',
         'BAR', 200000, 'KRW', 'a@b.cd', 'Ann', x'00', $3, 0, 0)",
    "INSERT INTO booking_nights (hotel_id, booking_id, night, hold_id, price_minor)
     SELECT x'01', $1, value, $1, 100000 FROM json_each('[\"2030-05-01\",\"2030-05-02\"]') WHERE $2 <> $3",
    "INSERT INTO decisions (hotel_id, hold_id, outcome, booking_id, decided_at)
     SELECT x'01', $1, 'booked', $1, 0 WHERE $2 <> $3",
    "INSERT INTO booking_history (hotel_id, booking_id, version, action, actor, detail, at)
     VALUES (x'01', $1, 1, 'confirmed', 'guest', $2 || $3, 0)",
    "INSERT INTO idempotency (hotel_id, caller, key, fingerprint, answer, created_at)
     VALUES (x'01', 'guest', $2, $1, $3, 0)",
    EVENT,
];

const EVENT: &str =
    "INSERT INTO outbox (hotel_id, event_id, aggregate_id, sequence, kind, data, created_at, next_at)
     VALUES (x'01', $1, $1, 1, 'jumak.booking.confirmed.v1', $3, 0, $2)";
