//! The demo hotels as a file, and as hotels in a real inventory.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use db::Db;
use inventory_api::{CalendarQuery, Code, HotelRef};
use kernel::{Date, ManualClock};
use object_store::memory::InMemory;
use tempfile::TempDir;

use super::*;

#[test]
fn the_file_holds_a_dozen_hotels_in_five_cities() {
    let hotels = hotels().unwrap();

    let slugs: BTreeSet<_> = hotels.iter().map(|demo| demo.hotel.slug.as_str()).collect();
    let in_city = |city: &str| hotels.iter().filter(|demo| demo.hotel.city == city).count();
    let cities = ["Seoul", "Busan", "Jeju", "Gangneung", "Gyeongju"];
    assert_eq!(slugs.len(), 12);
    assert_eq!(cities.map(in_city), [3, 3, 2, 2, 2]);
}

#[test]
fn every_rule_of_a_demo_hotel_makes_sense() {
    for demo in hotels().unwrap() {
        assert!(demo.hotel.taxes.iter().all(|tax| tax.check().is_ok()), "{}", demo.hotel.slug);
        for room_type in &demo.room_types {
            let most = room_type.max_adults + room_type.max_children;
            let guests = room_type.max_guests.unwrap_or(most);
            assert!(room_type.allotment > 0 && (1..=most).contains(&guests), "{room_type:?}");
        }
        for rate_plan in &demo.rate_plans {
            assert_eq!(rate_plan.cancellation.check(), Ok(()), "{rate_plan:?}");
            let window = (rate_plan.min_advance_days, rate_plan.max_advance_days);
            assert!(window.0.unwrap_or(0) <= window.1.unwrap_or(730), "{rate_plan:?}");
        }
    }
}

#[test]
fn everything_is_said_in_english_and_in_korean() {
    let is_korean = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
    for demo in hotels().unwrap() {
        let korean = &demo.hotel.texts["ko"];
        let mut pairs = vec![
            (&demo.hotel.name, &korean.name),
            (&demo.hotel.description, &korean.description),
            (&demo.hotel.address, &korean.address),
            (&demo.hotel.city, &korean.city),
        ];
        for room_type in &demo.room_types {
            let korean = &room_type.texts["ko"];
            pairs.push((&room_type.name, &korean.name));
            pairs.push((&room_type.description, &korean.description));
        }
        for rate_plan in &demo.rate_plans {
            let korean = &rate_plan.texts["ko"];
            pairs.push((&rate_plan.name, &korean.name));
            pairs.push((&rate_plan.description, &korean.description));
        }
        for (english, korean) in pairs {
            assert!(!english.is_empty() && !is_korean(english), "{english:?}");
            assert!(korean.as_deref().is_some_and(is_korean), "{english:?} has no Korean");
        }
    }
}

#[test]
fn a_recipe_names_just_what_its_hotel_sells() {
    for demo in hotels().unwrap() {
        let room_types: BTreeSet<_> = demo.room_types.iter().map(|of| of.code.clone()).collect();
        let rate_plans: BTreeSet<_> = demo.rate_plans.iter().map(|of| of.code.clone()).collect();

        assert_eq!(demo.pricing.room_type_codes(), room_types, "{}", demo.hotel.slug);
        assert_eq!(demo.pricing.rate_plan_codes(), rate_plans, "{}", demo.hotel.slug);
    }
}

#[test]
fn every_night_of_two_years_has_exactly_one_price() {
    let from = "2027-01-31".parse().unwrap();
    for demo in hotels().unwrap() {
        demo.pricing.assert_one_price_a_night(demo.hotel.currency, from);
    }
}

#[test]
fn every_picture_is_a_hotels_photo_and_every_photo_has_its_picture() {
    let named: BTreeSet<_> =
        hotels().unwrap().into_iter().flat_map(|demo| demo.photos).map(|photo| photo.file).collect();

    let there: BTreeSet<_> = photos::FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(named, there);
}

#[test]
fn a_photo_says_in_english_and_in_korean_what_is_seen_on_it() {
    for demo in hotels().unwrap() {
        for photo in &demo.photos {
            let is_korean = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
            assert!(is_korean(&photo.alt["ko"]) && !is_korean(&photo.alt["en"]), "{photo:?}");
            let is_sold = |code: &Code| demo.room_types.iter().any(|room_type| room_type.code == *code);
            assert!(photo.room_type.as_ref().is_none_or(is_sold), "{photo:?}");
        }
    }
}

const NOW: &str = "2027-01-30T23:00:00Z";

/// An inventory on a file of its own, on the 31st of January at the hotels.
async fn empty_inventory() -> (Arc<dyn Inventory>, Arc<ManualClock>, TempDir) {
    let dir = TempDir::new().unwrap();
    let db = Db::open_sqlite(&dir.path().join("inventory.db"), "inventory").await.unwrap();
    migrations::up("inventory", db.owner_connection().unwrap()).await.unwrap();
    let now: DateTime<Utc> = NOW.parse().unwrap();
    let clock = Arc::new(ManualClock::at(now));
    let config = inventory::Config { photos: Arc::new(InMemory::new()) };
    let module = inventory::Module::build(config, db, clock.clone()).await.unwrap();
    (module.port(), clock, dir)
}

async fn is_priced(inventory: &dyn Inventory, demo: &DemoHotel, night: Date) -> bool {
    let hotel = HotelRef::Slug(demo.hotel.slug.clone());
    let query = CalendarQuery { hotel, from: night, to: night.plus_days(1) };
    let calendar = inventory.calendar(query).await.unwrap();
    calendar.room_types.iter().any(|room_type| room_type.nights[0].price.is_some())
}

#[tokio::test]
async fn loading_twice_is_loading_once() {
    let (inventory, clock, _dir) = empty_inventory().await;

    let first = load(&*inventory, &*clock).await.unwrap();
    clock.set("2027-02-01T12:00:00Z".parse().unwrap());
    let second = load(&*inventory, &*clock).await.unwrap();

    assert_eq!((first, second), (12, 0));
    assert_eq!(inventory.hotels().await.unwrap().len(), 12);
    for demo in hotels().unwrap() {
        for night in ["2027-01-31", "2028-02-29", "2029-01-30"] {
            assert!(
                is_priced(&*inventory, &demo, night.parse().unwrap()).await,
                "{} {night}",
                demo.hotel.slug
            );
        }
    }
}

#[tokio::test]
async fn a_load_that_was_cut_short_is_finished_by_the_next() {
    let (inventory, clock, _dir) = empty_inventory().await;
    let first = hotels().unwrap().into_iter().next().unwrap();
    first.create(&*inventory).await.unwrap();

    let loaded = load(&*inventory, &*clock).await.unwrap();

    assert_eq!(loaded, 12);
    assert!(is_priced(&*inventory, &first, "2027-01-31".parse().unwrap()).await);
}

#[tokio::test]
async fn a_hotel_that_has_the_name_already_is_left_as_it_is() {
    let (inventory, clock, _dir) = empty_inventory().await;
    let mut theirs = hotels().unwrap().into_iter().next().unwrap();
    theirs.hotel.name = "Not a demo".to_owned();
    theirs.fingerprint = [7; 32];
    let hotel = theirs.create(&*inventory).await.unwrap().unwrap();

    let loaded = load(&*inventory, &*clock).await.unwrap();

    let after = inventory.hotel(&hotel.id.into()).await.unwrap();
    assert_eq!(loaded, 11);
    assert_eq!((after.profile.name.as_str(), after.room_types.len()), ("Not a demo", 0));
}
