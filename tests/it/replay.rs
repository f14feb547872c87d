//! A real hotel's bookings, replayed: what the server sold is what an independent recount of the file says.

use std::collections::{BTreeMap, BTreeSet};

use jumak_tests::{Cluster, Ground, Jumak, Outcome, Recount, Replay, Row, Sold, date, only_on, rows};

/// Two summer months of arrivals, with all that was booked for them up to a year before.
///
/// The whole file is for the release binary: `cargo run --release -p jumak-tests --bin replay`.
fn summer() -> Vec<Row> {
    let (rows, _) = rows();
    let (from, to) = (date("2016-07-15"), date("2016-08-05"));
    rows.into_iter().filter(|row| from <= row.arrival && row.arrival < to).collect()
}

async fn replay(rows: &[Row], allotment: &BTreeMap<String, u32>) -> (Outcome, Sold) {
    let jumak = Jumak::with(Replay::setup(rows)).await;
    let outcome = Replay::open(&jumak, allotment).await.run(rows).await;
    jumak.audit().await.assert_clean();
    check_the_books(&jumak, rows, &outcome).await;
    (outcome, Recount::of(rows, allotment))
}

/// The server's own books: the share that came to nothing, and the mean price of a night, to the cent.
async fn check_the_books(jumak: &Jumak, rows: &[Row], outcome: &Outcome) {
    let mut booking = jumak.files().sql("booking").await;
    let count = async |sql: &mut jumak_tests::Sql, status: &str| {
        sql.number(&format!("SELECT COUNT(*) FROM bookings WHERE status = '{status}'")).await
    };
    assert_eq!(usize::try_from(count(&mut booking, "cancelled").await).unwrap(), outcome.cancelled);
    assert_eq!(usize::try_from(count(&mut booking, "no_show").await).unwrap(), outcome.no_shows);
    let stays =
        booking.texts("SELECT check_in || ' ' || check_out || ' ' || total_minor FROM bookings").await;
    let expected: i64 =
        rows.iter().filter(|row| outcome.codes.contains_key(&row.line)).map(|row| row.adr).sum();
    assert_eq!(stays.iter().map(|stay| price_of_a_night(stay)).sum::<i64>(), expected);
}

/// Of a stay written as its two dates and its total.
fn price_of_a_night(stay: &str) -> i64 {
    let [check_in, check_out, total] = stay.split(' ').collect::<Vec<_>>()[..] else { panic!("{stay}") };
    let nights = date(check_in).until(date(check_out)).count();
    total.parse::<i64>().unwrap() / i64::try_from(nights).unwrap()
}

fn assert_agrees(outcome: &Outcome, expected: &Sold) {
    let accepted: BTreeSet<usize> = outcome.codes.keys().copied().collect();
    assert_eq!(accepted, expected.accepted, "who found a room");
    assert_eq!(outcome.refused, expected.refused, "who did not");
    assert_eq!(outcome.too_early, expected.too_early, "who came too early");
    assert_eq!(outcome.occupancy, expected.occupancy, "every night's occupancy");
    assert_eq!((outcome.cancelled, outcome.no_shows), (expected.cancelled, expected.no_shows));
}

#[tokio::test]
async fn with_rooms_enough_everybody_is_booked_as_the_file_says() {
    let rows = summer();
    let allotment = Recount::enough(&rows);

    let (outcome, expected) = replay(&rows, &allotment).await;

    assert_agrees(&outcome, &expected);
    assert_eq!(outcome.codes.len(), rows.len());
}

#[tokio::test]
async fn with_a_tenth_too_few_rooms_exactly_the_late_ones_are_refused() {
    let rows = summer();
    let allotment = Recount::scarce(&rows, 10);

    let (outcome, expected) = replay(&rows, &allotment).await;

    assert_agrees(&outcome, &expected);
    assert!(outcome.refused.len() * 100 >= rows.len() * 10);
}

#[test]
fn negative_control_one_room_less_gives_another_count() {
    let rows = summer();
    let enough = Recount::enough(&rows);
    let fewer: BTreeMap<String, u32> = enough.iter().map(|(code, rooms)| (code.clone(), rooms - 1)).collect();

    assert_ne!(Recount::of(&rows, &enough), Recount::of(&rows, &fewer));
}

#[tokio::test]
async fn the_replayed_hotel_moves_to_a_postgres_and_adds_up_on_both_sides() {
    if !only_on(&[Ground::Sqlite], "only embedded files move") {
        return;
    }
    let rows = summer();
    let allotment = Recount::scarce(&rows, 10);
    let mut jumak = Jumak::with(Replay::setup(&rows)).await;
    let outcome = Replay::open(&jumak, &allotment).await.run(&rows).await;
    jumak.stop().await;
    let cluster = Cluster::with(&[("fsync", "off")]).await;
    let database = cluster.empty_database("resort").await;

    let moved = jumak.run(&["move", "--to", &database.owner_url(), "--app-user", "jumak_app"]).await;

    assert!(moved.ok().contains("the same on both sides"), "{moved}");
    jumak.audit().await.assert_clean();
    let there = Jumak::prepare(Replay::setup(&rows).on(&database)).await;
    there.hand().set(jumak_tests::instant("2017-01-01T00:00:00Z"));
    there.audit().await.assert_clean();
    assert_agrees(&outcome, &Recount::of(&rows, &allotment));
    check_the_books(&there, &rows, &outcome).await;
}
