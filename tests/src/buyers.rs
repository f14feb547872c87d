//! A crowd that books on, whatever happens to the server, and remembers what it was told.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::StatusCode;
use serde_json::Value;

use crate::{Answer, Api, Days, Inn, Journal, Verdict, eventually, fresh_key, wish};

/// Before somebody asks again.
const PAUSE: Duration = Duration::from_millis(20);

/// Nobody was told, or nobody knows: asking again is right, under the same key.
const TRY_AGAIN: [StatusCode; 2] = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];

/// Buyers of the same stay at one hotel or several. Each order has a key of its own.
#[derive(Debug)]
pub struct Buyers {
    name: String,
    hotels: Vec<String>,
    order: Value,
    memory: Mutex<Memory>,
    asked: AtomicUsize,
    answered: AtomicUsize,
    doubts: AtomicUsize,
    is_over: AtomicBool,
}

#[derive(Debug, Default)]
struct Memory {
    journal: Journal,
    last_acknowledged: Option<Instant>,
    longest_silence: Duration,
    longest_wait: Duration,
}

impl Buyers {
    /// Buyers of one double room each, at these hotels in turn.
    pub fn of(hotels: &[&str], stay: Days) -> Self {
        let mut order = wish("DBL", stay);
        order["guest"] = serde_json::json!({"name": "Ann", "email": "ann@guest.example"});
        Self {
            name: fresh_key(),
            hotels: hotels.iter().map(|slug| (*slug).to_owned()).collect(),
            order,
            memory: Mutex::default(),
            asked: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            doubts: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// So many of them book one room after the other until `stop`. Who does not know whether it was done asks again.
    pub async fn buy(&self, api: &Api, buyers: usize) {
        let buyer = async |_: usize| {
            while !self.is_over() {
                let number = self.asked.fetch_add(1, Ordering::SeqCst);
                let key = format!("{}-{number}", self.name);
                while self.order(api, &key).await == Verdict::Unknown && !self.is_over() {
                    tokio::time::sleep(PAUSE).await;
                }
            }
        };
        futures::future::join_all((0..buyers).map(buyer)).await;
    }

    /// Orders under this key, and remembers the answer.
    async fn order(&self, api: &Api, key: &str) -> Verdict {
        // Noted first: who dies while asking has asked.
        self.note(key, Verdict::Unknown);
        let number: usize = key.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or_default();
        let hotel = &self.hotels[number % self.hotels.len()];
        let asked_at = Instant::now();
        let answer = api.try_post(key, &format!("/api/v1/hotels/{hotel}/bookings"), &self.order).await;
        self.note_wait(asked_at.elapsed());
        let verdict = answer.map_or(Verdict::Unknown, |answer| verdict(&answer));
        self.note(key, verdict.clone());
        self.doubts.fetch_add(usize::from(verdict == Verdict::Unknown), Ordering::SeqCst);
        self.answered.fetch_add(1, Ordering::SeqCst);
        verdict
    }

    fn note(&self, key: &str, verdict: Verdict) {
        let mut memory = self.memory.lock().expect("nobody fails while remembering");
        if matches!(verdict, Verdict::Acknowledged(_)) {
            let silence = memory.last_acknowledged.map_or(Duration::ZERO, |last| last.elapsed());
            memory.longest_silence = memory.longest_silence.max(silence);
            memory.last_acknowledged = Some(Instant::now());
        }
        memory.journal.note(key, verdict);
    }

    fn note_wait(&self, wait: Duration) {
        let mut memory = self.memory.lock().expect("nobody fails while remembering");
        memory.longest_wait = memory.longest_wait.max(wait);
    }

    /// Whether they were told to stop.
    pub fn is_stopped(&self) -> bool {
        self.is_over()
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// They order nothing more; what is on its way is still answered.
    pub fn stop(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// They go on, after a `stop`.
    pub fn resume(&self) {
        self.is_over.store(false, Ordering::SeqCst);
    }

    /// Waits until so many more orders were answered, one way or the other.
    pub async fn answered(&self, more: usize) {
        let goal = self.answered.load(Ordering::SeqCst) + more;
        eventually(&format!("{more} more orders are answered"), async || {
            (self.answered.load(Ordering::SeqCst) >= goal).then_some(())
        })
        .await;
    }

    /// Waits until so many more orders were acknowledged.
    pub async fn acknowledged(&self, more: usize) {
        let count = || self.journal().acknowledged().len();
        let goal = count() + more;
        eventually(&format!("{more} more orders are acknowledged"), async || (count() >= goal).then_some(()))
            .await;
    }

    /// What they remember.
    pub fn journal(&self) -> Journal {
        self.memory.lock().expect("nobody fails while remembering").journal.clone()
    }

    /// The longest time between two acknowledged orders.
    pub fn longest_silence(&self) -> Duration {
        self.memory.lock().expect("nobody fails while remembering").longest_silence
    }

    /// The longest time that anybody waited for one answer, whatever it was.
    pub fn longest_wait(&self) -> Duration {
        self.memory.lock().expect("nobody fails while remembering").longest_wait
    }

    /// How often an order was left in doubt, to be asked for again.
    pub fn doubts(&self) -> usize {
        self.doubts.load(Ordering::SeqCst)
    }

    /// Repeats each order of unknown outcome under its key, until all are known. Answers how many there were.
    pub async fn settle(&self, api: &Api) -> usize {
        let unknown = self.journal().unknown();
        for key in &unknown {
            eventually(&format!("{key} becomes known"), async || {
                (self.order(api, key).await != Verdict::Unknown).then_some(())
            })
            .await;
        }
        unknown.len()
    }

    /// The acknowledged orders that the server does not know any more, each asked for by its code.
    pub async fn lost(&self, inn: &Inn) -> Vec<String> {
        // Where the server is now; it may have died since the owner was hired.
        let owner = inn.api().bearing(inn.owner().bearer().unwrap_or_default());
        let mut lost = Vec::new();
        for code in self.journal().acknowledged() {
            let found = owner.get(&format!("/api/v1/bookings/{code}")).await;
            match found.status {
                200 => assert_eq!(found.json()["confirmation_code"], code),
                404 => lost.push(code.to_owned()),
                _ => panic!("{code} can be asked for: {found}"),
            }
        }
        lost
    }

    /// Fails unless the server has every acknowledged order once, and no more others than are unknown.
    pub async fn assert_kept(&self, inn: &Inn) {
        assert_eq!(self.lost(inn).await, [""; 0], "acknowledged and lost");
        let kept = inn.files().sql("booking").await.texts("SELECT code FROM bookings").await;
        assert_eq!(self.journal().complaints(&kept), [""; 0]);
    }
}

fn verdict(answer: &Answer) -> Verdict {
    let is_in_progress = || answer.json()["code"] == "idempotency_in_progress";
    match StatusCode::from_u16(answer.status) {
        Ok(StatusCode::CREATED) => {
            let booking = answer.json();
            let code = booking["confirmation_code"].as_str().expect("a booking has its code");
            Verdict::Acknowledged(code.to_owned())
        }
        Ok(status) if status.is_client_error() && !TRY_AGAIN.contains(&status) && !is_in_progress() => {
            Verdict::Refused
        }
        _ => Verdict::Unknown,
    }
}
