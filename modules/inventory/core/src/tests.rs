//! The module as a whole, on a real database with a clock that the test moves.

mod ari;
mod photos;
mod processes;
mod search;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use db::Db;
use db_testing::Place;
use inventory_api::{
    AriUpdate, Calendar, CalendarQuery, CatalogueError, HoldError, HoldRef, HoldRefusal, HoldRooms,
    HoldTerms, Hotel, HotelProfile, Inventory, ReleaseRooms, Released, SetAri, Staffed, WhenLapsed,
};
use kernel::{By, Date, HoldId, HotelId, ManualClock, OnceKey, Party, Stay};
use object_store::memory::InMemory;
use serde_json::json;

use crate::{Config, Module, tasks::Upkeep};

fn noon() -> DateTime<Utc> {
    "2027-05-01T03:00:00Z".parse().unwrap()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

struct House {
    module: Module,
    place: Place,
    files: Arc<InMemory>,
    clock: Arc<ManualClock>,
    hotel: HotelId,
}

impl House {
    /// A hotel with two doubles and no price yet, at noon of 1 May 2027 in Seoul.
    async fn new() -> Self {
        let place = db_testing::place("inventory").await;
        let clock = Arc::new(ManualClock::at(noon()));
        let files = Arc::new(InMemory::new());
        let config = Config { photos: files.clone() };
        let module = Module::build(config, place.db.clone(), clock.clone()).await.unwrap();
        let port = module.port();
        let hotel = json!({
            "slug": "test", "name": "Test", "city": "Seoul", "country": "KR", "time_zone": "Asia/Seoul",
            "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
        });
        let hotel: Hotel = port.create_hotel(staffed("hotel", hotel)).await.unwrap().answer;
        let double = json!({ "code": "DBL", "name": "Double", "max_adults": 2, "allotment": 2 });
        port.add_room_type(hotel.id, staffed("double", double)).await.unwrap();
        let flexible = json!({ "code": "BAR", "name": "Flexible" });
        port.add_rate_plan(hotel.id, staffed("flexible", flexible)).await.unwrap();
        Self { module, place, files, clock, hotel: hotel.id }
    }

    async fn with_price(self) -> Self {
        self.set(json!({ "room_type": "DBL", "rate_plan": "BAR", "from": "2027-05-01", "to": "2027-06-01",
            "price": { "amount": 100_000, "currency": "KRW" } }))
            .await;
        self
    }

    fn port(&self) -> Arc<dyn Inventory> {
        self.module.port()
    }

    /// Inventory on the same database, with nothing of this one's in memory.
    async fn another_process(&self) -> Module {
        let config = Config { photos: self.files.clone() };
        Module::build(config, self.place.again().await, self.clock.clone()).await.unwrap()
    }

    fn db(&self) -> &Db {
        &self.place.db
    }

    async fn set(&self, update: serde_json::Value) {
        let key = update.to_string();
        let updates: Vec<AriUpdate> = vec![serde_json::from_value(update).unwrap()];
        let change = SetAri { hotel_id: self.hotel, updates };
        let command = Staffed { change, by: By::system("test"), once: once(&key) };
        self.port().set_ari(command).await.unwrap();
    }

    fn wish(&self, check_in: &str, check_out: &str) -> HoldRooms {
        HoldRooms {
            hold_id: HoldId::in_hotel(self.hotel, noon()),
            hotel_id: self.hotel,
            terms: HoldTerms {
                room_type: "DBL".parse().unwrap(),
                rate_plan: "BAR".parse().unwrap(),
                stay: Stay::new(date(check_in), date(check_out)).unwrap(),
                rooms: 1,
                party: Party::new(2, vec![]).unwrap(),
                expected_total: None,
            },
            already_claimed: vec![],
            when_lapsed: WhenLapsed::Refuse,
            once: None,
        }
    }

    async fn calendar(&self, from: &str, to: &str) -> Calendar {
        calendar(&*self.port(), self.hotel, from, to).await
    }

    fn upkeep(&self) -> Upkeep {
        self.module.upkeep()
    }
}

async fn calendar(port: &dyn Inventory, hotel: HotelId, from: &str, to: &str) -> Calendar {
    let query = CalendarQuery { hotel: hotel.into(), from: date(from), to: date(to) };
    port.calendar(query).await.unwrap()
}

fn staffed<T: serde::de::DeserializeOwned>(key: &str, profile: serde_json::Value) -> Staffed<T> {
    Staffed { change: serde_json::from_value(profile).unwrap(), by: By::system("test"), once: once(key) }
}

fn once(key: &str) -> OnceKey {
    OnceKey { caller: "test".to_owned(), key: key.to_owned(), fingerprint: [0; 32] }
}

#[tokio::test]
async fn nights_are_made_two_years_ahead_and_kept_so() {
    let house = House::new().await;
    let last = async |day: &str, next: &str| {
        let shown = house.calendar(day, next).await;
        shown.room_types[0].nights[0].available
    };
    assert_eq!(last("2029-04-30", "2029-05-01").await, 2);

    house.clock.advance(TimeDelta::days(60));
    assert_eq!(last("2029-06-29", "2029-06-30").await, 0, "not made yet");
    house.upkeep().make_missing_nights().await.unwrap();

    assert_eq!(last("2029-06-29", "2029-06-30").await, 2);
}

#[tokio::test]
async fn a_night_set_far_ahead_begins_with_the_allotment_and_stops_no_other_from_being_made() {
    let house = House::new().await;
    house.set(json!({ "room_type": "DBL", "from": "2029-12-24", "to": "2029-12-25", "min_stay": 2 })).await;

    house.clock.advance(TimeDelta::days(60));
    house.upkeep().make_missing_nights().await.unwrap();
    assert_eq!(house.calendar("2029-06-29", "2029-06-30").await.room_types[0].nights[0].available, 2);

    house.clock.advance(TimeDelta::days(180));
    house.upkeep().make_missing_nights().await.unwrap();
    assert_eq!(house.calendar("2029-12-24", "2029-12-25").await.room_types[0].nights[0].available, 2);
}

#[tokio::test]
async fn making_nights_ahead_leaves_those_that_are_there_alone() {
    let house = House::new().await.with_price().await;
    house.set(json!({ "room_type": "DBL", "from": "2027-05-02", "to": "2027-05-03", "allotment": 7 })).await;
    house.port().hold(house.wish("2027-05-02", "2027-05-03")).await.unwrap();

    house.clock.advance(TimeDelta::days(60));
    house.upkeep().make_missing_nights().await.unwrap();

    house.clock.set(noon());
    let shown = house.calendar("2027-05-02", "2027-05-03").await;
    assert_eq!(shown.room_types[0].nights[0].available, 6);
    assert_eq!(house.port().audit().await.unwrap(), []);
}

#[tokio::test]
async fn a_calendar_that_commits_kept_current_equals_one_loaded_anew() {
    let house = House::new().await.with_price().await;
    let shown = async || house.calendar("2027-05-01", "2027-06-01").await;
    shown().await;

    let held = house.port().hold(house.wish("2027-05-02", "2027-05-05")).await.unwrap().answer;
    house.port().hold(house.wish("2027-05-04", "2027-05-06")).await.unwrap();
    house
        .set(json!({ "room_type": "DBL", "from": "2027-05-10", "to": "2027-05-20", "weekdays": ["sat"],
        "allotment": 5, "overbooking": 1, "min_stay": 2, "closed_to_arrival": true }))
        .await;
    house
        .set(json!({ "room_type": "DBL", "rate_plan": "BAR", "from": "2027-05-12", "to": "2027-05-14",
        "price": { "amount": 150_000, "currency": "KRW" }, "closed": true }))
        .await;
    let named = HoldRef { hotel_id: house.hotel, hold_id: held.hold_id };
    let nights = Released::Nights(vec![date("2027-05-03")]);
    house.port().release(vec![ReleaseRooms { hold: named, nights }]).await.unwrap();

    let stranger = house.another_process().await;
    let anew = calendar(&*stranger.port(), house.hotel, "2027-05-01", "2027-06-01").await;
    assert_eq!(shown().await, anew);
    assert_eq!(house.port().audit().await.unwrap(), []);
}

#[tokio::test]
async fn of_two_changes_made_from_the_same_hotel_the_second_is_refused() {
    let house = House::new().await;
    let port = house.port();
    let seen = port.hotel(&house.hotel.into()).await.unwrap();
    let renamed = HotelProfile { name: "Renamed".into(), ..seen.profile.clone() };
    let moved = HotelProfile { city: "Busan".into(), ..seen.profile.clone() };

    let command = |change, key| Staffed { change, by: By::system("test"), once: once(key) };
    let first = port.change_hotel(seen.seen(), command(renamed, "a")).await;
    let second = port.change_hotel(seen.seen(), command(moved, "b")).await;

    assert_eq!(first.unwrap().answer.profile.name, "Renamed");
    assert!(matches!(second, Err(CatalogueError::ChangedMeanwhile)));
}

#[tokio::test]
async fn holds_on_one_night_end_where_the_allotment_ends() {
    let house = House::new().await.with_price().await;

    let port = house.port();
    let wishes = (0..20).map(|_| port.hold(house.wish("2027-05-08", "2027-05-10")));
    let answers = futures::future::join_all(wishes).await;

    let held = answers.iter().filter(|answer| answer.is_ok()).count();
    let sold_out = answers.iter().filter(|answer| {
        matches!(answer, Err(HoldError::Refused { refusal: HoldRefusal::SoldOut { nights, .. }, .. })
            if nights.len() == 2)
    });
    assert_eq!((held, sold_out.count()), (2, 18));
    assert_eq!(port.audit().await.unwrap(), []);
}

#[tokio::test]
async fn the_audit_finds_a_counter_that_does_not_equal_its_holds() {
    let house = House::new().await.with_price().await;
    house.port().hold(house.wish("2027-05-02", "2027-05-04")).await.unwrap();

    let tx = house.db().begin("sabotage").await.unwrap();
    db::execute(&tx, "UPDATE nights SET taken = 0 WHERE night = '2027-05-03'", []).await.unwrap();
    tx.commit().await.unwrap();

    let found = house.port().audit().await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].invariant, "taken_equals_holds");
    assert!(found[0].detail.ends_with("night 2027-05-03: 0 taken, 1 claimed"), "{found:?}");
}

#[tokio::test]
async fn the_audit_finds_claims_without_nights_and_gaps_between_events() {
    let house = House::new().await.with_price().await;
    let held = house.port().hold(house.wish("2027-05-02", "2027-05-04")).await.unwrap().answer;

    let tx = house.db().begin("sabotage").await.unwrap();
    db::execute(&tx, "DELETE FROM nights WHERE night = '2027-05-03'", []).await.unwrap();
    db::execute(&tx, "DELETE FROM outbox WHERE sequence = 2", []).await.unwrap();
    tx.commit().await.unwrap();

    let found = house.port().audit().await.unwrap();
    let found: Vec<_> = found.iter().map(|found| (found.invariant.as_str(), found.detail.as_str())).collect();
    let claim = format!("hold {} claims 2027-05-03, which is no night", held.hold_id);
    let gap = format!("hotel {}: version 3, last event 3, 2 events from 1", house.hotel);
    assert_eq!(found, [("claims_have_nights", claim.as_str()), ("events_without_gaps", gap.as_str())]);
}

#[tokio::test]
async fn the_database_itself_refuses_one_room_too_many() {
    let house = House::new().await;

    let tx = house.db().begin("sabotage").await.unwrap();
    let oversold = db::execute(&tx, "UPDATE nights SET taken = allotment + overbooking + 1", []).await;

    assert!(oversold.unwrap_err().is_constraint());
}
