//! Two processes of the server on one database.

use std::collections::BTreeSet;

use futures::future::join_all;
use jumak_tests::{
    Cluster, Days, Inn, Jumak, Reply, Setup, Wire, eventually, fresh_key, in_days, krw, nights_from, wish,
};
use serde_json::json;

use super::{House, inn_on, metric};

const ROOMS: usize = 20;
const CROWD: usize = 500;
const ROUNDS: u32 = 100;
const GUESTS: usize = 60;

/// A house with a second process beside the inn's own.
async fn two_processes() -> (House, Jumak) {
    let primary = Cluster::start().await;
    let database = primary.database("inn").await;
    let inn = inn_on(&database).await;
    let second = Jumak::with(Setup::default().on(&database)).await;
    (House { primary, database, inn }, second)
}

/// So many orders of one stay at once, each at another process than the one before.
async fn crowd(inn: &Inn, second: &Jumak, buyers: usize, stay: Days) -> Vec<Reply> {
    let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
    let mut wires = Vec::new();
    for number in 0..buyers {
        let process = if number % 2 == 0 { inn.api() } else { second.api() };
        wires.push(Wire::connect(process.base()).await.unwrap());
    }
    let path = inn.at("/bookings");
    join_all(
        wires.iter_mut().map(async |wire| wire.post(&path, &fresh_key(), order.as_bytes()).await.unwrap()),
    )
    .await
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[tokio::test]
async fn five_hundred_buyers_of_two_processes_get_the_twenty_rooms_that_there_are() {
    let (house, second) = two_processes().await;
    let stay = nights_from(in_days(60), 2);
    house.inn.stock("DBL", stay, u32::try_from(ROOMS).unwrap()).await;

    let replies = crowd(&house.inn, &second, CROWD, stay).await;

    assert_eq!((count(&replies, 201), count(&replies, 409)), (ROOMS, CROWD - ROOMS), "of {CROWD}");
    let halves =
        [0, 1].map(|half| replies.iter().skip(half).step_by(2).filter(|reply| reply.status == 201).count());
    let kept = house.database.sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert_eq!(usize::try_from(kept).unwrap(), ROOMS);
    house.inn.audit().await.assert_clean();
    eprintln!("{CROWD} buyers, {ROOMS} rooms, sold by the one and the other process: {halves:?}");
}

#[tokio::test]
async fn the_last_room_of_each_of_a_hundred_nights_is_sold_once_by_two_processes() {
    let (house, second) = two_processes().await;
    house.inn.stock("DBL", nights_from(in_days(60), ROUNDS), 1).await;

    let mut sold_by_second = 0;
    for round in 0..ROUNDS {
        let stay = nights_from(in_days(60 + round), 1);
        let replies = crowd(&house.inn, &second, 4, stay).await;
        assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 3), "round {round}");
        sold_by_second += replies.iter().skip(1).step_by(2).filter(|reply| reply.status == 201).count();
    }

    house.inn.audit().await.assert_clean();
    eprintln!("{ROUNDS} rounds, one sale each, {sold_by_second} by the second process");
    // The control: an operator makes the counter forget a sale, and the room is sold again.
    let stay = nights_from(in_days(60), 1);
    let forget = format!("UPDATE nights SET taken = taken - 1 WHERE night = '{}'", stay.from);
    house.database.sql("inventory").await.run(&forget).await.unwrap();
    let replies = crowd(&house.inn, &second, 4, stay).await;
    assert_eq!(count(&replies, 201), 1, "negative control: without the counter the room is sold twice");
    house.inn.audit().await.assert_broken("taken_equals_holds");
}

/// Books at one process, changes at the other, cancels at the first.
async fn live_through(inn: &Inn, second: &Jumak, name: usize) {
    let guest = inn.guest(&format!("guest{name}"));
    let booking = guest.book("DBL", nights_from(in_days(60), 1)).await.created();
    let path = |action| jumak_tests::Guest::booking_path(&booking, action);
    let longer = json!({"check_in": in_days(60), "check_out": in_days(62), "expected_total": krw(200_000)});
    let token = booking["manage_token"].as_str().unwrap();
    second.api().bearing(token).post(&path("/change"), &longer).await.ok();
    inn.api().bearing(token).post(&path("/cancel"), &json!({})).await.ok();
}

/// Pairs of neighbours of one booking that the mails' subscriber received in the wrong order.
const OUT_OF_ORDER: &str = "
    SELECT COUNT(*)
    FROM booking.outbox AS a
    JOIN booking.outbox AS b
      ON b.hotel_id = a.hotel_id AND b.aggregate_id = a.aggregate_id AND b.sequence = a.sequence + 1
    JOIN notification.inbox AS first ON first.hotel_id = a.hotel_id AND first.event_id = a.event_id
    JOIN notification.inbox AS second ON second.hotel_id = b.hotel_id AND second.event_id = b.event_id
    WHERE second.received_at < first.received_at";

#[tokio::test]
async fn two_relays_deliver_every_event_in_order_and_every_mail_once() {
    let (house, second) = two_processes().await;
    house.inn.stock("DBL", nights_from(in_days(60), 3), 1_000).await;

    join_all((0..GUESTS).map(|name| live_through(&house.inn, &second, name))).await;
    for module in ["inventory", "booking", "notification"] {
        let mut sql = house.database.sql(module).await;
        eventually(&format!("{module} has told everything"), async || {
            (sql.number("SELECT COUNT(*) FROM outbox WHERE state <> 'published'").await == 0).then_some(())
        })
        .await;
    }
    let mut sql = house.database.sql("notification").await;
    eventually("every message has left", async || {
        (sql.number("SELECT COUNT(*) FROM messages WHERE state <> 'sent'").await == 0).then_some(())
    })
    .await;

    let events = house.database.sql("booking").await.number("SELECT COUNT(*) FROM outbox").await;
    assert_eq!(usize::try_from(events).unwrap(), 3 * GUESTS);
    assert_eq!(sql.number("SELECT COUNT(*) FROM inbox WHERE consumer = 'mail'").await, events);
    assert_eq!(sql.number(OUT_OF_ORDER).await, 0, "of {events} events");
    let written = [house.inn.files().mails(), second.files().mails()];
    let letters: Vec<String> =
        written.iter().flatten().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let ids: BTreeSet<&str> = letters.iter().filter_map(|letter| message_id(letter)).collect();
    assert_eq!((letters.len(), ids.len()), (3 * GUESTS, 3 * GUESTS), "each mail is written once");
    let relayed = [
        metric(&house.inn, "jumak_outbox_published_total", &["module=\"booking\""]).await,
        published_by(&second).await,
    ];
    assert!(relayed.iter().all(|count| *count > 0), "both relays worked: {relayed:?}");
    house.inn.audit().await.assert_clean();
    eprintln!(
        "{events} events by two relays {relayed:?}, none out of order; {} mails, {} and {}",
        letters.len(),
        written[0].len(),
        written[1].len()
    );
    // The control: one that came too early is seen.
    let early = "UPDATE inbox SET received_at = 0 WHERE event_id = (SELECT event_id FROM booking.outbox WHERE sequence = 2 LIMIT 1)";
    assert_eq!(sql.run(early).await.unwrap(), 1);
    assert_eq!(sql.number(OUT_OF_ORDER).await, 1, "negative control");
}

fn message_id(letter: &str) -> Option<&str> {
    letter
        .lines()
        .find_map(|line| line.strip_prefix("Message-ID:").or_else(|| line.strip_prefix("Message-Id:")))
}

async fn published_by(process: &Jumak) -> u64 {
    let page = process.admin().get("/metrics").await.text();
    let line = page.lines().find(|line| line.starts_with("jumak_outbox_published_total{module=\"booking\""));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
}
