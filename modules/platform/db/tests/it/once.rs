//! Stored answers: a key happens once, and only together with its effect.

use db::once::{Answers, Recalled, purge};
use kernel::{HotelId, OnceKey};

use crate::{at, place};

fn key(key: &str, body: u8) -> OnceKey {
    OnceKey { caller: "guest".to_owned(), key: key.to_owned(), fingerprint: [body; 32] }
}

#[tokio::test]
async fn a_key_answers_the_same_request_again_and_no_other() {
    let place = place().await;
    let hotel = HotelId::new(at(0));
    let tx = place.db.begin("test").await.unwrap();
    let mut answers = Answers::default();
    answers.remember(hotel, &key("k", 1), &"booked").unwrap();
    answers.store(&tx, at(0)).await.unwrap();
    tx.commit().await.unwrap();

    let read = place.db.primary("test");
    let (same, other, new) = (key("k", 1), key("k", 2), key("l", 1));
    let answers = Answers::load(&read, [(hotel, &same), (hotel, &new)]).await.unwrap();

    assert_eq!(answers.recall(hotel, &same).unwrap(), Recalled::Answered("booked".to_owned()));
    assert_eq!(answers.recall::<String>(hotel, &other).unwrap(), Recalled::OtherRequest);
    assert_eq!(answers.recall::<String>(hotel, &new).unwrap(), Recalled::New);
    let elsewhere = HotelId::new(at(0));
    assert_eq!(answers.recall::<String>(elsewhere, &same).unwrap(), Recalled::New);
}

#[tokio::test]
async fn an_answer_whose_transaction_failed_was_never_given() {
    let place = place().await;
    let hotel = HotelId::new(at(0));
    let tx = place.db.begin("test").await.unwrap();
    let mut answers = Answers::default();
    answers.remember(hotel, &key("k", 1), &1).unwrap();
    answers.store(&tx, at(0)).await.unwrap();
    drop(tx);

    let once = key("k", 1);
    let answers = Answers::load(&place.db.primary("test"), [(hotel, &once)]).await.unwrap();

    assert_eq!(answers.recall::<i32>(hotel, &once).unwrap(), Recalled::New);
}

#[tokio::test]
async fn answers_are_kept_for_a_day_at_least_and_then_forgotten() {
    let place = place().await;
    let hotel = HotelId::new(at(0));
    let tx = place.db.begin("test").await.unwrap();
    let mut answers = Answers::default();
    answers.remember(hotel, &key("k", 1), &1).unwrap();
    answers.store(&tx, at(0)).await.unwrap();

    assert_eq!(purge(&tx, at(24 * 3_600)).await.unwrap(), 0);
    assert_eq!(purge(&tx, at(49 * 3_600)).await.unwrap(), 1);
}
