//! Replays real bookings through the API, in the order in which they happened, while the hotel's clock follows.
//!
//! On one day, first those leave who booked on an earlier day, then today's book, then those of today leave.
//! Bookings that want the same room type on the same night keep their order; all others run side by side,
//! because no order among them can be seen.

mod crowd;
mod waves;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use kernel::Date;
use serde_json::{Value, json};

use crate::{
    Api, Jumak, Row, Setup, hotel, instant,
    recount::End,
    replay::{
        crowd::{Crowd, Errand},
        waves::waves,
    },
};

const SLUG: &str = "resort";

/// A hotel on which a file of bookings happens again.
#[derive(Debug)]
pub struct Replay<'a> {
    jumak: &'a Jumak,
    owner: Api,
    crowd: Crowd,
    allotment: &'a BTreeMap<String, u32>,
    /// The price that each night of a room type has now.
    asked: BTreeMap<(String, Date), i64>,
    outcome: Outcome,
}

/// What became of the bookings.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The confirmation codes of those that found a room, by line.
    pub codes: BTreeMap<usize, String>,
    /// The lines that were told "sold out".
    pub refused: BTreeSet<usize>,
    /// The lines that were told "too early".
    pub too_early: BTreeSet<usize>,
    /// How many cancellations were answered.
    pub cancelled: usize,
    /// How many no-shows were answered.
    pub no_shows: usize,
    /// Rooms taken on each night when it came, as the calendar told.
    pub occupancy: BTreeMap<(String, Date), u32>,
    /// Bookings, cancellations and no-shows sent.
    pub events: usize,
    /// How long it took, without the hotel's setting up.
    pub elapsed: Duration,
}

impl<'a> Replay<'a> {
    /// How a server for a replay is set up: its clock is in our hand.
    pub fn setup(rows: &[Row]) -> Setup {
        let first = rows.iter().map(|row| row.booked).min().unwrap_or(Date::LAST);
        Setup::default().at(&format!("{first}T09:00:00Z")).with("JUMAK_LOG", "warn")
    }

    /// Opens the hotel of the file, with so many rooms of each type.
    pub async fn open(jumak: &'a Jumak, allotment: &'a BTreeMap<String, u32>) -> Self {
        let owner = jumak.staff("owner").await;
        let mut profile = hotel(SLUG);
        profile["time_zone"] = json!("Europe/Lisbon");
        profile["currency"] = json!("EUR");
        owner.post("/api/v1/hotels", &profile).await.created();
        for code in allotment.keys() {
            let room_type = json!({"code": code, "name": code, "max_adults": 50, "max_children": 50});
            owner.post(&format!("/api/v1/hotels/{SLUG}/room-types"), &room_type).await.created();
        }
        let plan = json!({"code": "BAR", "name": "Best rate", "cancellation": []});
        owner.post(&format!("/api/v1/hotels/{SLUG}/rate-plans"), &plan).await.created();
        let crowd = Crowd::of(owner.clone());
        Self { jumak, owner, crowd, allotment, asked: BTreeMap::new(), outcome: Outcome::default() }
    }

    /// Lets it all happen.
    pub async fn run(mut self, rows: &[Row]) -> Outcome {
        let started = Instant::now();
        for (day, events) in by_day(rows) {
            self.jumak.hand().set(instant(&format!("{day}T12:00:00Z")));
            let (today, earlier): (Vec<_>, Vec<_>) = events.ended.iter().partition(|row| row.booked == day);
            self.end(&earlier).await;
            for wave in waves(&events.booked) {
                self.set_prices(&wave).await;
                self.book(&wave).await;
            }
            self.end(&today).await;
            self.look_at(day).await;
        }
        self.outcome.elapsed = started.elapsed();
        self.outcome
    }

    /// Sets the prices that the rows of a wave were sold at, where they are not asked already.
    async fn set_prices(&mut self, wave: &[&Row]) {
        let updates: Vec<Value> =
            wave.iter().filter(|row| self.asks_another_price(row)).map(|row| self.price_of(row)).collect();
        // Far below the size of a body, and of a transaction that others wait for.
        for part in updates.chunks(200) {
            let set = self.owner.put(&format!("/api/v1/hotels/{SLUG}/ari"), &json!({"updates": part})).await;
            set.ok();
        }
        for row in wave {
            self.asked.extend(row.stay().map(|night| ((row.room_type.clone(), night), row.adr)));
        }
    }

    fn asks_another_price(&self, row: &Row) -> bool {
        row.stay().any(|night| self.asked.get(&(row.room_type.clone(), night)) != Some(&row.adr))
    }

    fn price_of(&self, row: &Row) -> Value {
        json!({
            "room_type": row.room_type, "rate_plan": "BAR", "from": row.arrival, "to": row.departure(),
            "price": {"amount": row.adr, "currency": "EUR"}, "allotment": self.allotment.get(&row.room_type)
        })
    }

    async fn book(&mut self, wave: &[&Row]) {
        let errands = wave.iter().map(|row| Errand {
            line: row.line,
            path: format!("/api/v1/hotels/{SLUG}/bookings"),
            key: format!("book-{}", row.line),
            body: order(row),
        });
        for (line, reply) in self.crowd.run(errands.collect()).await {
            self.outcome.events += 1;
            let answer = reply.json();
            match (reply.status, answer["code"].as_str(), answer["confirmation_code"].as_str()) {
                (201, _, Some(code)) => {
                    self.outcome.codes.insert(line, code.to_owned());
                }
                (409, Some("sold_out"), _) => {
                    self.outcome.refused.insert(line);
                }
                (409, Some("restricted"), _) if answer["reasons"][0]["code"] == "too_early" => {
                    self.outcome.too_early.insert(line);
                }
                (status, ..) => panic!("line {line} was answered {status}: {answer}"),
            }
        }
    }

    async fn end(&mut self, rows: &[&Row]) {
        let mut errands = Vec::new();
        for row in rows {
            let (Some(code), Some((end, _))) = (self.outcome.codes.get(&row.line), row.end) else { continue };
            let action = match end {
                End::Cancelled => "cancel",
                End::NoShow => "no-show",
            };
            errands.push(Errand {
                line: row.line,
                path: format!("/api/v1/bookings/{code}/{action}"),
                key: format!("end-{}", row.line),
                body: "{}".to_owned(),
            });
        }
        for (line, reply) in self.crowd.run(errands).await {
            self.outcome.events += 1;
            let answer = reply.json();
            match answer["status"].as_str() {
                Some("cancelled") => self.outcome.cancelled += 1,
                Some("no_show") => self.outcome.no_shows += 1,
                _ => panic!("the end of line {line} was answered {}: {answer}", reply.status),
            }
        }
    }

    /// Reads tonight's occupancy from the calendar; nothing of the file changes it after today.
    async fn look_at(&mut self, day: Date) {
        let query = [("from", day.to_string()), ("to", day.plus_days(1).to_string())];
        let calendar =
            self.owner.anonymous().ask(&format!("/api/v1/hotels/{SLUG}/calendar"), &query).await.ok();
        for entry in calendar["room_types"].as_array().into_iter().flatten() {
            let code = entry["room_type"].as_str().unwrap_or_default().to_owned();
            let night = (code, day);
            let left = entry["nights"][0]["available"].as_u64().and_then(|left| u32::try_from(left).ok());
            let (Some(left), Some(rooms)) = (left, self.allotment.get(&night.0)) else { continue };
            if self.asked.contains_key(&night) && left < *rooms {
                self.outcome.occupancy.insert(night, rooms - left);
            }
        }
    }
}

fn order(row: &Row) -> String {
    let body = json!({
        "room_type": row.room_type, "rate_plan": "BAR", "check_in": row.arrival, "check_out": row.departure(),
        "rooms": 1, "adults": row.adults, "children": vec![8; row.children.into()],
        "expected_total": {"amount": row.adr * i64::from(row.nights), "currency": "EUR"},
        "guest": {"name": format!("Guest {}", row.line), "email": format!("guest{}@replay.example", row.line)}
    });
    body.to_string()
}

#[derive(Debug, Default)]
struct DayEvents<'a> {
    booked: Vec<&'a Row>,
    ended: Vec<&'a Row>,
}

/// Every day on which something happens or somebody sleeps at the hotel.
fn by_day(rows: &[Row]) -> BTreeMap<Date, DayEvents<'_>> {
    let mut days: BTreeMap<Date, DayEvents<'_>> = BTreeMap::new();
    for row in rows {
        days.entry(row.booked).or_default().booked.push(row);
        if let Some((_, day)) = row.end {
            days.entry(day).or_default().ended.push(row);
        }
        for night in row.stay() {
            days.entry(night).or_default();
        }
    }
    days
}
