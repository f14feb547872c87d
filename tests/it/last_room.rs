//! The last room, and everybody who wants it.

use jumak_tests::{Days, Inn, Reply, Wire, fresh_key, in_days, nights_from, wish};
use serde_json::Value;

const BUYERS: usize = 1_000;

/// Sends the same body from a thousand connections at once.
async fn stampede(inn: &Inn, path: &str, body: &Value) -> Vec<Reply> {
    let body = body.to_string();
    let mut wires = Vec::new();
    for _ in 0..BUYERS {
        wires.push(Wire::connect(inn.api().base()).await.unwrap());
    }
    let buyers =
        wires.iter_mut().map(async |wire| wire.post(path, &fresh_key(), body.as_bytes()).await.unwrap());
    futures::future::join_all(buyers).await
}

fn codes(replies: &[Reply]) -> Vec<(u16, String)> {
    let code = |reply: &Reply| reply.json()["code"].as_str().unwrap_or_default().to_owned();
    let mut codes: Vec<(u16, String)> = replies.iter().map(|reply| (reply.status, code(reply))).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn winners(replies: &[Reply]) -> usize {
    replies.iter().filter(|reply| reply.status == 201).count()
}

async fn inn_with_one_room() -> (Inn, Days) {
    let stay = nights_from(in_days(30), 3);
    (Inn::open().await.with_stock("DBL", stay, 1).await, stay)
}

#[tokio::test]
async fn the_last_room_goes_to_exactly_one_of_a_thousand_buyers() {
    let (inn, stay) = inn_with_one_room().await;
    let order = inn.guest("ann").order(wish("DBL", stay));

    let replies = stampede(&inn, &inn.at("/bookings"), &order).await;

    assert_eq!(winners(&replies), 1);
    assert_eq!(codes(&replies), [(201, String::new()), (409, "sold_out".to_owned())]);
    assert_eq!(inn.owner().get(&inn.at("/bookings")).await.ok()["items"].as_array().unwrap().len(), 1);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_last_room_is_held_by_exactly_one_of_a_thousand() {
    let (inn, stay) = inn_with_one_room().await;

    let replies = stampede(&inn, &inn.at("/holds"), &wish("DBL", stay)).await;

    assert_eq!(winners(&replies), 1);
    assert_eq!(codes(&replies), [(201, String::new()), (409, "sold_out".to_owned())]);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn the_last_room_goes_to_exactly_one_of_two_guests() {
    let (inn, stay) = inn_with_one_room().await;
    let (ann, bob) = (inn.guest("ann"), inn.guest("bob"));

    let answers = tokio::join!(ann.book("DBL", stay), bob.book("DBL", stay));

    let booked = [&answers.0, &answers.1].iter().filter(|answer| answer.status == 201).count();
    assert_eq!(booked, 1);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn stays_that_overlap_in_one_night_never_share_its_last_room() {
    let inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 7), 1).await;
    let guest = inn.guest("ann");
    let stays = (0..4).map(|start| nights_from(in_days(30 + start), 4));

    let bookings = stays.flat_map(|stay| std::iter::repeat_n(stay, 10)).map(|stay| guest.book("DBL", stay));
    let answers = futures::future::join_all(bookings).await;

    // Each stay contains the fourth night.
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    inn.audit().await.assert_clean();
}

/// Sends each number's order, under the number's own key, all at once; answers the numbers that were not served.
async fn crowd(inn: &Inn, numbers: Vec<usize>, order: &[u8]) -> Vec<usize> {
    let path = inn.at("/bookings");
    let orders = numbers.into_iter().map(async |number| {
        let mut wire = Wire::connect(inn.api().base()).await.unwrap();
        let reply = wire.post(&path, &format!("crowd-{number}"), order).await.unwrap();
        (number, reply)
    });
    let replies = futures::future::join_all(orders).await;
    let refused: Vec<_> = replies.into_iter().filter(|(_, reply)| reply.status != 201).collect();
    for (_, reply) in &refused {
        assert_eq!(reply.status, 503, "{}", String::from_utf8_lossy(&reply.body));
        assert!(reply.header("retry-after").is_some(), "{}", reply.head);
    }
    refused.into_iter().map(|(number, _)| number).collect()
}

#[tokio::test]
async fn more_than_the_queue_takes_is_told_to_come_back_and_then_served() {
    let stay = nights_from(in_days(30), 2);
    let inn = Inn::open().await.with_stock("DBL", stay, 5_000).await;
    let order = inn.guest("ann").order(wish("DBL", stay)).to_string();
    let mut waiting: Vec<usize> = (0..3_000).collect();

    for _ in 0..20 {
        let before = waiting.len();
        waiting = crowd(&inn, waiting, order.as_bytes()).await;
        assert!(waiting.is_empty() || waiting.len() < before, "some are served each time");
    }

    assert_eq!(waiting, [0; 0]);
    let kept = inn.files().sql("booking").await.number("SELECT COUNT(*) FROM bookings").await;
    assert_eq!(kept, 3_000, "nobody was served twice");
    assert_eq!(inn.available("DBL", stay).await, [2_000, 2_000]);
    inn.audit().await.assert_clean();
}
