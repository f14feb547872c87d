//! What was acknowledged survives the death of the process.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use jumak_tests::{Api, Guest, Inn, Journal, Verdict, in_days, nights_from, wish};
use serde_json::{Value, json};
use tokio::sync::Mutex;

const ROUNDS: usize = 10;
const WRITERS: usize = 8;
/// Enough that every round dies in the middle of its work.
const WRITES_BEFORE_DEATH: usize = 40;

/// What the writers of one round share.
struct Round<'a> {
    path: String,
    api: &'a Api,
    journal: &'a Mutex<Journal>,
    done: AtomicUsize,
    is_dead: AtomicBool,
}

fn order(key: &str) -> Value {
    let mut order = wish("DBL", nights_from(in_days(30), 2));
    order["guest"] = json!({"name": key, "email": format!("{key}@guest.example")});
    order
}

async fn verdict(api: &Api, path: &str, key: &str) -> Verdict {
    match api.try_post(key, path, &order(key)).await {
        Ok(answer) if answer.status == 201 => {
            Verdict::Acknowledged(answer.json()["confirmation_code"].as_str().unwrap().to_owned())
        }
        Ok(answer) if answer.status == 409 => Verdict::Refused,
        Ok(_) | Err(_) => Verdict::Unknown,
    }
}

/// Books one after the other until the server dies; every third uses a hold first.
async fn write(round: &Round<'_>, name: String) {
    for number in 0.. {
        if round.is_dead.load(Ordering::SeqCst) {
            return;
        }
        let key = format!("{name}-{number}");
        round.journal.lock().await.note(&key, Verdict::Unknown);
        let told = verdict(round.api, &round.path, &key).await;
        round.journal.lock().await.note(&key, told);
        round.done.fetch_add(1, Ordering::SeqCst);
    }
}

async fn kept_codes(inn: &Inn) -> Vec<String> {
    let mut booking = inn.files().sql("booking").await;
    booking.texts("SELECT code FROM bookings").await
}

#[tokio::test]
async fn acknowledged_bookings_survive_ten_kills_under_load() {
    let mut inn = Inn::open().await.with_stock("DBL", nights_from(in_days(30), 2), 50_000).await;
    let journal = Mutex::new(Journal::default());

    for number in 0..ROUNDS {
        let api = inn.api().clone();
        let round = Round {
            path: inn.at("/bookings"),
            api: &api,
            journal: &journal,
            done: AtomicUsize::new(0),
            is_dead: AtomicBool::new(false),
        };
        let writers = (0..WRITERS).map(|writer| write(&round, format!("r{number}w{writer}")));
        let killer = async {
            jumak_tests::eventually("the writers are at work", async || {
                (round.done.load(Ordering::SeqCst) >= WRITES_BEFORE_DEATH).then_some(())
            })
            .await;
            inn.kill9();
            round.is_dead.store(true, Ordering::SeqCst);
        };
        tokio::join!(futures::future::join_all(writers), killer);
        inn.restart().await;

        let journal = journal.lock().await;
        assert_eq!(journal.complaints(&kept_codes(&inn).await), [""; 0], "after death {number}");
        inn.audit().await.assert_clean();
    }
    inn.files().assert_sound().await;
    settle_the_unknown(&inn, &journal).await;
}

/// Repeats every write whose outcome is unknown under its key: afterwards each is there exactly once.
async fn settle_the_unknown(inn: &Inn, journal: &Mutex<Journal>) {
    let mut journal = journal.lock().await;
    for key in journal.unknown() {
        let told = verdict(inn.api(), &inn.at("/bookings"), &key).await;
        assert!(matches!(told, Verdict::Acknowledged(_)), "{key}: {told:?}");
        journal.note(&key, told);
    }
    let kept = kept_codes(inn).await;
    assert_eq!(journal.complaints(&kept), [""; 0]);
    assert_eq!(kept.len(), journal.len(), "each write happened exactly once");
    let distinct: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(distinct.len(), kept.len());
    inn.audit().await.assert_clean();
}

#[tokio::test]
async fn holds_of_a_dead_server_lapse_or_are_booked_after_its_return() {
    let stay = nights_from(in_days(30), 1);
    let mut inn = Inn::open().await.with_stock("DBL", stay, 2).await;
    let ann = inn.guest("ann");
    let hold = ann.hold(&wish("DBL", stay)).await.created();

    inn.kill9();
    inn.restart().await;

    let booking = inn.guest("ann").book_hold(&hold).await.created();
    assert_eq!(inn.available("DBL", stay).await, [1]);
    assert_ne!(Guest::booking_path(&booking, ""), "");
    inn.audit().await.assert_clean();
}
