//! Notes: what staff write down for one another.

use booking_api::{AddNote, BookingError, Proof};

use crate::house::{House, once, token_of};

#[tokio::test]
async fn notes_are_shown_newest_first_with_who_wrote_them() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let other = house.booked("b", "2030-05-01", "2030-05-03").await;
    house.note("c", &booking, "Arrives by the last train.").await.unwrap();
    house.note("d", &other, "Not this one.").await.unwrap();
    house.noon_of("2030-04-02");
    let newest = house.note("e", &booking, "Called: comes tomorrow.").await.unwrap().answer;

    let notes = house.port.notes(house.hotel_id(), booking.booking_id).await.unwrap();

    assert_eq!(notes.first(), Some(&newest));
    let told: Vec<_> = notes.iter().map(|note| (note.text.as_str(), note.actor.as_str())).collect();
    assert_eq!(told, [("Called: comes tomorrow.", "system"), ("Arrives by the last train.", "system")]);
}

#[tokio::test]
async fn a_note_repeated_with_its_key_is_one_note() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    let first = house.note("b", &booking, "Once.").await.unwrap();
    let repeat = house.note("b", &booking, "Once.").await.unwrap();
    let command = AddNote { once: once("b", 1), ..house.note_to_add("b", &booking, "Other.") };
    let reused = house.port.add_note(command).await;

    assert_eq!((first.is_replay, repeat.is_replay), (false, true));
    assert_eq!(first.answer, repeat.answer);
    assert!(matches!(reused, Err(BookingError::KeyReused)), "{reused:?}");
    assert_eq!(house.port.notes(house.hotel_id(), booking.booking_id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn notes_are_for_staff_of_that_hotel() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    let by_mail = Proof::Email("ann@example.com".to_owned());
    for proof in [token_of(&booking), by_mail, Proof::Staff { hotels: Some(vec![]) }] {
        let command = AddNote { proof, ..house.note_to_add("b", &booking, "Mine.") };
        let outcome = house.port.add_note(command).await;
        assert!(matches!(outcome, Err(BookingError::NotFound)), "{outcome:?}");
    }
}

#[tokio::test]
async fn who_wrote_a_note_is_audited_and_what_it_says_is_not() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;

    let note = house.note("b", &booking, "Her sister is in room 4.").await.unwrap().answer;

    let audit = db::audit::newest(&house.db.fresh("test"), Some(house.hotel_id()), 10).await.unwrap();
    let [entry] = audit.as_slice() else { panic!("one row: {audit:?}") };
    assert_eq!((entry.action.as_str(), entry.actor.as_str()), ("booking.note", "system"));
    assert_eq!(
        (entry.object.clone(), entry.request_id.as_str()),
        (booking.confirmation_code.to_string(), "r-note")
    );
    assert_eq!(entry.detail, serde_json::json!({ "note_id": note.note_id }));
    let told = house.texts("SELECT data FROM outbox").await.concat();
    assert!(!told.contains("sister"), "no event tells it either");
}

#[tokio::test]
async fn a_booking_has_as_many_notes_as_are_shown() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    for number in 0..200 {
        house.note(&format!("n{number}"), &booking, "One more.").await.unwrap();
    }

    let too_many = house.note("b", &booking, "One too many.").await;

    assert!(matches!(too_many, Err(BookingError::Invalid("text", _))), "{too_many:?}");
    assert_eq!(house.port.notes(house.hotel_id(), booking.booking_id).await.unwrap().len(), 200);
}
