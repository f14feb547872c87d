//! Several processes on one database: whoever changes a hotel has it to themselves.

use inventory_api::{HotelRef, RoomTypeProfile};

use super::*;

/// More would not make it more likely that two meet.
const AT_ONCE: usize = 12;

#[tokio::test]
async fn of_all_processes_only_as_many_sell_as_there_are_rooms() {
    let house = House::new().await.with_price().await;
    let (one, another) = (house.port(), house.another_process().await.port());
    let sellers = [&one, &another].into_iter().cycle();

    let wishes = sellers.take(AT_ONCE).map(|seller| seller.hold(house.wish("2027-05-08", "2027-05-11")));
    let answers = futures::future::join_all(wishes).await;

    let held = answers.iter().filter(|answer| answer.is_ok()).count();
    let refused = answers.iter().filter(|answer| {
        matches!(answer, Err(HoldError::Refused { refusal: HoldRefusal::SoldOut { .. }, .. }))
    });
    assert_eq!((held, refused.count()), (2, AT_ONCE - 2), "{answers:?}");
    assert_eq!(one.audit().await.unwrap(), []);
}

#[tokio::test]
async fn of_two_processes_that_amend_the_same_hotel_one_is_refused() {
    let house = House::new().await;
    let (one, another) = (house.port(), house.another_process().await.port());

    for round in 0..AT_ONCE {
        let seen = one.hotel(&house.hotel.into()).await.unwrap();
        let rename = |who: &str| {
            let change = HotelProfile { name: format!("{who} {round}"), ..seen.profile.clone() };
            Staffed { change, by: By::system("test"), once: once(&format!("{who} {round}")) }
        };
        let (first, second) = futures::join!(
            one.change_hotel(seen.seen(), rename("one")),
            another.change_hotel(seen.seen(), rename("another"))
        );

        let (kept, refused) = match (first, second) {
            (Ok(kept), Err(refused)) | (Err(refused), Ok(kept)) => (kept.answer, refused),
            both => panic!("{both:?}"),
        };
        assert!(matches!(refused, CatalogueError::ChangedMeanwhile), "{refused:?}");
        assert_eq!(kept.version, seen.version + 1);
        // Whoever was refused looks again.
        let _ = house.upkeep().catalogue.refresh_if_changed().await;
        assert_eq!(one.hotel(&house.hotel.into()).await.unwrap().profile.name, kept.profile.name);
    }
}

#[tokio::test]
async fn room_types_that_processes_add_at_once_each_have_a_place_of_their_own() {
    let house = House::new().await;
    let (one, another) = (house.port(), house.another_process().await.port());
    let adders = [&one, &another].into_iter().cycle();

    let added = adders.take(AT_ONCE).enumerate().map(|(number, adder)| {
        let profile =
            json!({ "code": format!("R{number}"), "name": "Room", "max_adults": 2, "allotment": 1 });
        adder.add_room_type(house.hotel, staffed::<RoomTypeProfile>(&format!("room {number}"), profile))
    });
    let answers = futures::future::join_all(added).await;

    let mut counts: Vec<_> =
        answers.into_iter().map(|answer| answer.unwrap().answer.room_types.len()).collect();
    counts.sort_unstable();
    assert_eq!(counts, (2..AT_ONCE + 2).collect::<Vec<_>>(), "each saw all that were added before it");
    let stranger = house.another_process().await.port();
    let hotel = stranger.hotel(&house.hotel.into()).await.unwrap();
    let places = db::many(&house.db().primary("test"), "SELECT DISTINCT position FROM room_types", []).await;
    assert_eq!((hotel.room_types.len(), places.unwrap().len()), (AT_ONCE + 1, AT_ONCE + 1));
}

#[tokio::test]
async fn a_hotel_created_twice_with_one_key_at_the_same_moment_is_one_hotel() {
    let house = House::new().await;
    let (one, another) = (house.port(), house.another_process().await.port());

    for round in 0..AT_ONCE {
        let slug = format!("twin-{round}");
        let twin = || {
            let profile = json!({
                "slug": slug, "name": "Twin", "city": "Seoul", "country": "KR", "time_zone": "Asia/Seoul",
                "currency": "KRW", "check_in_time": "15:00", "check_out_time": "11:00",
            });
            staffed::<HotelProfile>(&slug, profile)
        };
        let (first, second) = futures::join!(one.create_hotel(twin()), another.create_hotel(twin()));

        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.answer.id, second.answer.id);
        assert_ne!(first.is_replay, second.is_replay);
        let found = one.hotel(&HotelRef::Id(first.answer.id)).await.unwrap();
        assert_eq!(found.profile.slug, first.answer.profile.slug);
    }
}

#[tokio::test]
async fn holds_of_several_hotels_are_released_and_settled_together() {
    let house = House::new().await.with_price().await;
    let port = house.port();
    let held = port.hold(house.wish("2027-05-02", "2027-05-04")).await.unwrap().answer;
    let elsewhere = HotelId::new(noon());
    let release =
        |hotel_id, hold_id| ReleaseRooms { hold: HoldRef { hotel_id, hold_id }, nights: Released::All };

    let unknown = release(elsewhere, HoldId::in_hotel(elsewhere, noon()));
    port.release(vec![unknown, release(house.hotel, held.hold_id)]).await.unwrap();
    port.release(vec![]).await.unwrap();

    let shown = house.calendar("2027-05-02", "2027-05-04").await;
    assert!(shown.room_types[0].nights.iter().all(|night| night.available == 2), "{shown:?}");
    assert_eq!(port.audit().await.unwrap(), []);
}
