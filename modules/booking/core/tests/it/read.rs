//! Who sees what.

use booking_api::{BookingError, BookingList, BookingStatus, Proof, Rooms};
use inventory_api::QueryError;

use crate::house::{House, stay, token_of};

fn everything(house: &House) -> BookingList {
    BookingList { limit: 2, ..house.everything() }
}

#[tokio::test]
async fn a_booking_is_seen_with_its_token_or_its_e_mail_and_by_nobody_else() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-03").await;
    let other = house.booked("b", "2030-05-01", "2030-05-03").await;
    let code = booking.confirmation_code;

    let by_token = house.port.booking(code, &token_of(&booking)).await.unwrap();
    let by_mail = house.port.booking(code, &Proof::Email(" ann@example.COM ".into())).await.unwrap();

    assert_eq!(by_token.manage_token, None);
    assert_eq!(by_mail, booking, "the look-up shows the token again");
    assert_eq!(by_token.hotel.name, "주막 서울");
    for proof in [token_of(&other), Proof::ManageToken(String::new()), Proof::Email("bob@example.com".into())]
    {
        let outcome = house.port.booking(code, &proof).await;
        assert!(matches!(outcome, Err(BookingError::NotFound)), "{outcome:?}");
    }
}

#[tokio::test]
async fn the_hotels_own_address_proves_nothing_of_a_guest() {
    let house = House::open().await;
    let mut order = house.order("a", Rooms::Wanted(stay("2030-05-01", "2030-05-03")));
    order.guest.email = "Stay@jumak.example".to_owned();
    let booking = house.port.place(order).await.unwrap().answer;

    let by_mail = Proof::Email("stay@jumak.example".to_owned());
    let outcome = house.port.booking(booking.confirmation_code, &by_mail).await;

    assert!(matches!(outcome, Err(BookingError::NotFound)), "{outcome:?}");
    assert!(house.port.booking(booking.confirmation_code, &token_of(&booking)).await.is_ok());
}

#[tokio::test]
async fn a_list_is_paged_by_arrival_and_never_repeats() {
    let house = House::open().await;
    for (key, check_in, check_out) in [
        ("a", "2030-05-03", "2030-05-04"),
        ("b", "2030-05-01", "2030-05-02"),
        ("c", "2030-05-01", "2030-05-02"),
        ("d", "2030-05-02", "2030-05-03"),
        ("e", "2030-05-04", "2030-05-05"),
    ] {
        house.booked(key, check_in, check_out).await;
    }
    let (mut arrivals, mut cursor) = (Vec::new(), None);
    for _ in 0..3 {
        let page = house.port.list(BookingList { cursor, ..everything(&house) }).await.unwrap();
        arrivals.extend(page.items.into_iter().map(|booking| booking.check_in.to_string()));
        cursor = page.next_cursor;
    }

    assert_eq!(arrivals, ["2030-05-01", "2030-05-01", "2030-05-02", "2030-05-03", "2030-05-04"]);
    assert_eq!(cursor, None);
}

#[tokio::test]
async fn a_list_is_filtered_by_what_the_desk_knows() {
    let house = House::open().await;
    let booking = house.booked("a", "2030-05-01", "2030-05-02").await;
    house.booked("b", "2030-05-03", "2030-05-04").await;
    house.cancel("c", &booking).await.unwrap();
    let code = booking.confirmation_code.to_string();
    let count = async |list: BookingList| house.port.list(list).await.unwrap().items.len();
    let q = |q: &str| BookingList { q: Some(q.to_owned()), ..everything(&house) };

    assert_eq!(count(q(&code.to_lowercase())).await, 1);
    assert_eq!(count(q(&format!("{}-{}", &code[..5], &code[5..]))).await, 1);
    assert_eq!(count(q("ann l")).await, 2);
    assert_eq!(count(q("@EXAMPLE")).await, 2);
    assert_eq!(count(q("%")).await, 0);
    assert_eq!(count(q("_nn")).await, 0);
    assert_eq!(count(q("-")).await, 0);
    let status = Some(BookingStatus::Cancelled);
    assert_eq!(count(BookingList { status, ..everything(&house) }).await, 1);
    let arrival_from = Some("2030-05-02".parse().unwrap());
    assert_eq!(count(BookingList { arrival_from, ..everything(&house) }).await, 1);
    let arrival_to = Some("2030-05-03".parse().unwrap());
    assert_eq!(count(BookingList { arrival_to, ..everything(&house) }).await, 1);
}

#[tokio::test]
async fn a_cursor_that_was_made_up_is_refused() {
    let house = House::open().await;

    for cursor in ["", "x", "MjAzMC0wNS0wMQ", "%00"] {
        let list = BookingList { cursor: Some(cursor.to_owned()), ..everything(&house) };
        let outcome = house.port.list(list).await;
        assert!(matches!(outcome, Err(QueryError::Invalid("cursor", _))), "{cursor}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_list_is_filtered_by_departure_and_stays_in_the_order_of_arrivals() {
    let house = House::open().await;
    for (key, check_in, check_out) in [
        ("a", "2030-05-05", "2030-05-06"),
        ("b", "2030-05-01", "2030-05-06"),
        ("c", "2030-05-01", "2030-05-03"),
        ("d", "2030-05-06", "2030-05-07"),
    ] {
        house.booked(key, check_in, check_out).await;
    }
    // The longest stay there can be.
    house.booked_suite("e", "2029-05-07", "2030-05-08").await;
    let leaving = async |from: &str, to: &str| {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let list = BookingList {
            departure_from: date(from),
            departure_to: date(to),
            limit: 100,
            ..everything(&house)
        };
        let page = house.port.list(list).await.unwrap();
        page.items.iter().map(|booking| booking.check_in.to_string()).collect::<Vec<_>>().join(" ")
    };

    assert_eq!(leaving("2030-05-06", "2030-05-07").await, "2030-05-01 2030-05-05");
    assert_eq!(leaving("2030-05-07", "").await, "2029-05-07 2030-05-06");
    assert_eq!(leaving("", "2030-05-06").await, "2030-05-01");
    assert_eq!(leaving("2030-05-09", "").await, "");
    assert_eq!(leaving("2030-05-07", "2030-05-07").await, "");
}
