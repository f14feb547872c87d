//! The product's own modules in a loop: the same SQL, every booking in transactions of its own.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use booking_api::{Guest, PlaceBooking, Rooms};
use db::Db;
use inventory_api::{AriUpdate, HoldTerms, Hotel, Inventory, SetAri, Staffed};
use kernel::{By, Clock, Date, HotelId, Locale, Money, OnceKey, Party, Stay, SystemClock};
use object_store::memory::InMemory;
use serde_json::json;
use tempfile::TempDir;

/// How many one-step bookings a second one caller makes who waits for each.
pub(crate) async fn bookings_per_second(span: Duration) -> f64 {
    let dir = TempDir::new().expect("a temporary directory");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let inventory = open(&dir, "inventory").await;
    let config = inventory::Config { photos: Arc::new(InMemory::new()) };
    let inventory =
        inventory::Module::build(config, inventory, clock.clone()).await.expect("inventory").port();
    let hotel = furnish(&*inventory).await;
    let config = booking::Config { secret_keys: vec![vec![7; 32]] };
    let booking =
        booking::Module::build(config, open(&dir, "booking").await, clock.clone(), inventory).port();
    let arrival = first_night(&*clock);
    let started = Instant::now();
    let mut booked = 0_u32;
    while started.elapsed() < span {
        booking.place(order(hotel, arrival, booked)).await.expect("a booking");
        booked += 1;
    }
    f64::from(booked) / span.as_secs_f64()
}

async fn open(dir: &TempDir, module: &'static str) -> Db {
    let path = dir.path().join(format!("{module}.db"));
    let db = Db::open_sqlite(&path, module).await.expect("a scratch database");
    let owner = db.owner_connection().expect("a file is ours to migrate");
    migrations::up(module, owner).await.expect("its schema");
    db
}

fn first_night(clock: &dyn Clock) -> Date {
    Date::try_from(clock.now().date_naive()).expect("a date").plus_days(30)
}

fn order(hotel_id: HotelId, arrival: Date, number: u32) -> PlaceBooking {
    let terms = HoldTerms {
        room_type: "DBL".parse().expect("a code"),
        rate_plan: "BAR".parse().expect("a code"),
        stay: Stay::new(arrival, arrival.plus_days(2)).expect("a stay"),
        rooms: 1,
        party: Party::new(2, vec![]).expect("a party"),
        expected_total: None,
    };
    PlaceBooking {
        hotel_id,
        rooms: Rooms::Wanted(terms),
        guest: Guest { name: "Ann".into(), email: "ann@example.com".into(), phone: None, locale: Locale::En },
        note: None,
        by: By::system("bench"),
        once: once(&format!("booking-{number}")),
    }
}

/// A hotel with one room type, one rate plan, and stock without end.
async fn furnish(inventory: &dyn Inventory) -> HotelId {
    let profile = json!({
        "slug": "bench", "name": "Bench", "city": "Seoul", "country": "KR", "time_zone": "Asia/Seoul",
        "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
    });
    let created = inventory.create_hotel(staffed("hotel", profile)).await.expect("a hotel");
    let hotel: Hotel = created.answer;
    let room_type = json!({ "code": "DBL", "name": "Double", "max_adults": 2, "allotment": 100_000 });
    inventory.add_room_type(hotel.id, staffed("room type", room_type)).await.expect("a room type");
    let policy = json!([{ "until_days": 7, "penalty": { "kind": "none" } },
                        { "until_days": 0, "penalty": { "kind": "percent", "value": 100 } }]);
    let rate_plan = json!({ "code": "BAR", "name": "Flexible", "cancellation": policy });
    inventory.add_rate_plan(hotel.id, staffed("rate plan", rate_plan)).await.expect("a rate plan");
    let arrival = first_night(&SystemClock);
    let update: AriUpdate = serde_json::from_value(json!({
        "room_type": "DBL", "rate_plan": "BAR", "from": arrival, "to": arrival.plus_days(2),
        "price": Money::new(100_000, hotel.profile.currency),
    }))
    .expect("an update");
    let change = SetAri { hotel_id: hotel.id, updates: vec![update] };
    let command = Staffed { change, by: By::system("bench"), once: once("ari") };
    inventory.set_ari(command).await.expect("prices");
    hotel.id
}

fn staffed<T: serde::de::DeserializeOwned>(key: &str, profile: serde_json::Value) -> Staffed<T> {
    let change = serde_json::from_value(profile).expect("a profile");
    Staffed { change, by: By::system("bench"), once: once(key) }
}

fn once(key: &str) -> OnceKey {
    OnceKey { caller: "bench".to_owned(), key: key.to_owned(), fingerprint: [0; 32] }
}
