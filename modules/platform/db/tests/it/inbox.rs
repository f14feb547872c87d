//! The inbox: however often an event is delivered, it is new once.

use std::collections::HashSet;

use db::inbox::receive;
use kernel::{EventId, HotelId};

use crate::{at, place};

#[tokio::test]
async fn an_event_is_new_once_for_each_consumer() {
    let place = place().await;
    let (hotel, event) = (HotelId::new(at(0)), EventId::new(at(0)));
    let tx = place.db.begin("test").await.unwrap();

    let first = receive(&tx, "mail", [(hotel, event)], at(0)).await.unwrap();
    let again = receive(&tx, "mail", [(hotel, event)], at(1)).await.unwrap();
    let elsewhere = receive(&tx, "webhook", [(hotel, event)], at(1)).await.unwrap();

    assert_eq!((first, again.len(), elsewhere.len()), (HashSet::from([event]), 0, 1));
}

#[tokio::test]
async fn an_event_that_was_received_before_rows_named_their_hotel_is_not_new() {
    let place = place().await;
    let (hotel, event) = (HotelId::new(at(0)), EventId::new(at(0)));
    let nobody = HotelId::from(uuid::Uuid::nil());
    let tx = place.db.begin("test").await.unwrap();
    receive(&tx, "mail", [(nobody, event)], at(0)).await.unwrap();

    let again = receive(&tx, "mail", [(hotel, event)], at(1)).await.unwrap();

    assert!(again.is_empty());
}
