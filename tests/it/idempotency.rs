//! A write repeated with its key happens once and answers the same.

use jumak_tests::{Answer, Guest, Inn, Reply, Wire, fresh_key, in_days, krw, nights_from, wish};
use serde_json::{Value, json};

use crate::with;

async fn ready_inn(allotment: u32) -> Inn {
    Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), allotment).await
}

fn stay() -> jumak_tests::Days {
    nights_from(in_days(30), 2)
}

fn assert_same(first: &Answer, again: &Answer) {
    assert!(!first.is_replay(), "{first}");
    assert!(again.is_replay(), "{again}");
    assert_eq!((first.status, first.json()), (again.status, again.json()));
}

#[tokio::test]
async fn a_repeated_booking_answers_the_same_and_books_once() {
    let inn = ready_inn(5).await;
    let order = inn.guest("ann").order(wish("DBL", stay()));
    let key = fresh_key();

    let first = inn.api().post_as(&key, &inn.at("/bookings"), &order).await;
    let again = inn.api().post_as(&key, &inn.at("/bookings"), &order).await;

    assert_same(&first, &again);
    assert_eq!(first.body, again.body, "byte for byte, the manage token included");
    assert_eq!(inn.available("DBL", stay()).await, [4, 4]);
}

#[tokio::test]
async fn every_write_is_repeated_without_harm() {
    let inn = ready_inn(5).await;
    let hold = wish("DBL", stay());
    let key = fresh_key();
    assert_same(
        &inn.api().post_as(&key, &inn.at("/holds"), &hold).await,
        &inn.api().post_as(&key, &inn.at("/holds"), &hold).await,
    );
    let booking = inn.guest("ann").book("DBL", stay()).await.created();
    let guest = inn.guest("ann").with_token_of(&booking);

    let change = json!({"check_in": in_days(30), "check_out": in_days(31), "expected_total": krw(100_000)});
    for (action, body) in [("/change", change), ("/cancel", json!({}))] {
        let (path, key) = (Guest::booking_path(&booking, action), fresh_key());
        assert_same(&guest.post_as(&key, &path, &body).await, &guest.post_as(&key, &path, &body).await);
    }
    let profile = jumak_tests::hotel("second");
    let key = fresh_key();
    assert_same(
        &inn.owner().post_as(&key, "/api/v1/hotels", &profile).await,
        &inn.owner().post_as(&key, "/api/v1/hotels", &profile).await,
    );
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn a_refusal_is_repeated_too_even_when_it_would_succeed_now() {
    let inn = ready_inn(1).await;
    let ann = inn.guest("ann").book("DBL", stay()).await.created();
    let order = wish("DBL", stay());
    let key = fresh_key();
    let first = inn.guest("bob").place_as(&key, order.clone()).await;
    first.refused(409, "sold_out");

    inn.guest("ann").cancel(&ann).await.ok();
    let again = inn.guest("bob").place_as(&key, order.clone()).await;

    again.refused(409, "sold_out");
    assert!(again.is_replay());
    inn.guest("bob").place(order).await.created();
}

#[tokio::test]
async fn input_that_was_refused_may_be_mended_under_the_same_key() {
    let inn = ready_inn(1).await;
    let key = fresh_key();
    inn.guest("ann")
        .place_as(&key, with(wish("DBL", stay()), "rooms", 0))
        .await
        .refused(400, "invalid_input");

    inn.guest("ann").place_as(&key, wish("DBL", stay())).await.created();
}

#[tokio::test]
async fn the_same_key_with_another_body_is_422() {
    let inn = ready_inn(5).await;
    let key = fresh_key();
    inn.guest("ann").place_as(&key, wish("DBL", stay())).await.created();

    let other = inn.guest("bob").place_as(&key, wish("DBL", stay())).await;

    other.refused(422, "idempotency_key_reused");
    assert_eq!(inn.available("DBL", stay()).await, [4, 4]);
}

#[tokio::test]
async fn keys_of_different_callers_are_different_keys() {
    let inn = ready_inn(5).await;
    let first = inn.guest("ann").book("DBL", stay()).await.created();
    let second = inn.guest("bob").book("DBL", stay()).await.created();

    for (name, booking) in [("ann", &first), ("bob", &second)] {
        let api = inn.guest(name).with_token_of(booking);
        let answer = api.post_as("mine", &Guest::booking_path(booking, "/cancel"), &json!({})).await;
        assert!(!answer.is_replay(), "{answer}");
        assert_eq!(answer.ok()["status"], "cancelled");
    }
}

#[tokio::test]
async fn an_answer_is_remembered_over_a_restart() {
    let mut inn = ready_inn(5).await;
    let key = fresh_key();
    let first = inn.guest("ann").place_as(&key, wish("DBL", stay())).await;

    inn.kill9();
    inn.restart().await;

    let again = inn.guest("ann").place_as(&key, wish("DBL", stay())).await;
    assert_same(&first, &again);
}

const KEYS: usize = 1_000;
const REPEATS: usize = 20;
const LANES: usize = 4;

/// Sends each key's order from [`REPEATS`] connections at once; answers all that came, key by key.
async fn storm(inn: &Inn, lane: usize) -> Vec<Vec<Reply>> {
    let path = inn.at("/bookings");
    let mut wires = Vec::new();
    for _ in 0..REPEATS {
        wires.push(Wire::connect(inn.api().base()).await.unwrap());
    }
    let mut rounds = Vec::new();
    for round in 0..KEYS / LANES {
        let key = format!("storm-{lane}-{round}");
        let order = inn.guest(&format!("guest{lane}x{round}")).order(wish("DBL", stay())).to_string();
        let repeats =
            wires.iter_mut().map(async |wire| wire.post(&path, &key, order.as_bytes()).await.unwrap());
        rounds.push(futures::future::join_all(repeats).await);
    }
    rounds
}

/// What is wrong with the answers to one key, if anything.
fn complaint(replies: &[Reply]) -> Option<String> {
    let first: Vec<&Reply> = replies
        .iter()
        .filter(|reply| reply.status == 201 && reply.header("idempotency-replayed").is_none())
        .collect();
    let [first] = first.as_slice() else { return Some(format!("{} were first", first.len())) };
    replies.iter().find_map(|reply| match (reply.status, reply.json()["code"].as_str()) {
        (201, _) if reply.body == first.body => None,
        (409, Some("idempotency_in_progress")) => None,
        _ => Some(format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body))),
    })
}

#[tokio::test]
async fn a_thousand_keys_sent_twenty_times_at_once_are_a_thousand_bookings() {
    let inn = ready_inn(2_000).await;

    let lanes = futures::future::join_all((0..LANES).map(|lane| storm(&inn, lane))).await;

    let complaints: Vec<String> = lanes.iter().flatten().filter_map(|replies| complaint(replies)).collect();
    assert_eq!(complaints, [""; 0]);
    assert_eq!(inn.available("DBL", stay()).await, [1_000, 1_000]);
    let mut booking = inn.files().sql("booking").await;
    assert_eq!(booking.number("SELECT COUNT(*) FROM bookings").await, 1_000);
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn negative_control_without_its_stored_answer_a_repeat_is_noticed() {
    let inn = ready_inn(5).await;
    let order = inn.guest("ann").order(wish("DBL", stay()));
    let key = fresh_key();
    let first = inn.api().post_as(&key, &inn.at("/bookings"), &order).await;
    let mut booking = inn.files().sql("booking").await;
    assert_eq!(booking.run("DELETE FROM idempotency").await.unwrap(), 1);

    let again = inn.api().post_as(&key, &inn.at("/bookings"), &order).await;

    let is_told_apart = !again.is_replay() || again.body != first.body;
    assert!(is_told_apart, "the comparison that the tests above rest on sees the difference: {again}");
}

#[test]
fn negative_control_the_storms_checker_sees_a_second_booking() {
    let reply = |body: &str, head: &str| Reply {
        status: 201,
        head: format!("HTTP/1.1 201\r\n{head}"),
        body: body.into(),
    };
    let once = [reply("{}", ""), reply("{}", "Idempotency-Replayed: true")];
    let twice = [reply("{}", ""), reply("{\"a\":1}", "")];

    assert_eq!(complaint(&once), None);
    assert!(complaint(&twice).is_some());
    let value: Value = once[0].json();
    assert!(value.is_object());
}
