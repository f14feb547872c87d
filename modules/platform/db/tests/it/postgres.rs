//! What only a server does: its transactions, its refusals, its positions. On the embedded engine there is nothing to
//! show.

use db::{Column, DbError, WriteTx, execute, many, one, position};
use kernel::{EventId, HotelId};

use crate::{Place, at, place};

async fn on_server() -> Option<Place> {
    if db_testing::is_on_server() { Some(place().await) } else { None }
}

async fn received(tx: &WriteTx, event: EventId) -> Result<u64, DbError> {
    execute(
        tx,
        "INSERT INTO inbox (hotel_id, consumer, event_id, received_at) VALUES ($1, 'test', $1, $2)",
        [event.into(), at(0).into()],
    )
    .await
}

async fn count(place: &Place) -> i64 {
    let row = one(&place.db.primary("test"), "SELECT COUNT(*) FROM inbox", []).await.unwrap();
    row.unwrap().get(0).unwrap()
}

#[tokio::test]
async fn a_transaction_that_was_dropped_never_happened() {
    let Some(place) = on_server().await else { return };
    let tx = place.db.begin("test").await.unwrap();
    received(&tx, EventId::new(at(0))).await.unwrap();

    drop(tx);

    assert_eq!(count(&place).await, 0);
}

#[tokio::test]
async fn a_transaction_with_a_failed_statement_is_not_called_committed() {
    let Some(place) = on_server().await else { return };
    let event = EventId::new(at(0));
    let tx = place.db.begin("test").await.unwrap();
    received(&tx, event).await.unwrap();

    assert!(received(&tx, event).await.unwrap_err().is_constraint());

    assert!(matches!(tx.commit().await, Err(DbError::Internal(_))));
    assert_eq!(count(&place).await, 0);
}

#[tokio::test]
async fn what_a_request_writes_has_a_later_position_each_time() {
    let Some(place) = on_server().await else { return };
    let write = async || {
        let tx = place.db.begin("test").await.unwrap();
        received(&tx, EventId::new(at(0))).await.unwrap();
        tx.commit().await.unwrap();
    };

    let ((), first) = position::of_request(None, write()).await;
    let ((), second) = position::of_request(None, write()).await;
    let ((), nothing) = position::of_request(first, async {}).await;

    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first.timeline == 1 && second.timeline == 1 && first.lsn < second.lsn, "{first} {second}");
    assert_eq!(nothing, None, "who writes nothing has nothing to show");
}

#[tokio::test]
async fn two_that_want_each_others_rows_are_told_that_another_was_in_the_way() {
    let Some(place) = on_server().await else { return };
    let (a, b) = (EventId::new(at(0)), EventId::new(at(1)));
    let one = place.db.begin("test").await.unwrap();
    let other = place.db.begin("test").await.unwrap();
    received(&one, a).await.unwrap();
    received(&other, b).await.unwrap();

    let (first, second) = futures::join!(received(&one, b), received(&other, a));

    let failed: Vec<_> = [first, second].into_iter().filter_map(Result::err).collect();
    assert!(failed.iter().all(|error| matches!(error, DbError::Contended(_))), "{failed:?}");
    assert!(!failed.is_empty());
}

#[tokio::test]
async fn the_modules_role_reads_no_other_schema_and_defines_nothing() {
    let Some(place) = on_server().await else { return };

    let read = place.db.primary("test");
    let elsewhere = many(&read, "SELECT 1 FROM inventory.hotels", []).await;
    let tx = place.db.begin("test").await.unwrap();
    let defined = execute(&tx, "CREATE TABLE mine (n BIGINT)", []).await;

    assert!(elsewhere.is_err() && defined.is_err());
}

#[tokio::test]
async fn a_read_writes_nothing() {
    let Some(place) = on_server().await else { return };

    let written = many(
        &place.db.fresh("test"),
        "INSERT INTO inbox (hotel_id, consumer, event_id, received_at)
         SELECT event_id, 'test', event_id, 0 FROM set($1: event_id uuid) AS event RETURNING event_id",
        [db::set([EventId::new(at(0))])],
    )
    .await;

    assert!(written.is_err());
    assert_eq!(count(&place).await, 0);
}

#[tokio::test]
async fn writes_that_the_operator_refuses_are_refused_and_reads_go_on() {
    let place = place().await;
    let refusing = place.db.clone().read_only(true);

    assert!(matches!(refusing.begin("test").await, Err(DbError::ReadOnly)));
    let row = one(&refusing.fresh("test"), "SELECT COUNT(*) FROM inbox", []).await.unwrap();
    assert_eq!(row.unwrap().get::<i64>(0).unwrap(), 0);
}

#[tokio::test]
async fn a_set_carries_every_type_and_the_lack_of_it() {
    let place = place().await;
    let hotel = HotelId::new(at(0));
    let date: kernel::Date = "2030-05-01".parse().unwrap();
    let full =
        (Some(hotel), (Some("a'\"b\\ 주막"), Some(7_i64)), (Some(true), Some(date), Some(vec![0_u8, 255])));
    let empty =
        (None::<HotelId>, (None::<&str>, None::<i64>), (None::<bool>, None::<kernel::Date>, None::<Vec<u8>>));

    let rows = many(
        &place.db.primary("test"),
        "SELECT id, name, number, flag, night, hash
         FROM set($1: id uuid, name text, number bigint, flag boolean, night date, hash bytes) AS line
         ORDER BY COALESCE(number, 0) DESC",
        [db::set([full.clone(), empty])],
    )
    .await
    .unwrap();

    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].get::<uuid::Uuid>(0).unwrap(), hotel.as_uuid());
    assert_eq!(rows[0].get::<String>(1).unwrap(), "a'\"b\\ 주막");
    assert_eq!(rows[0].get::<i64>(2).unwrap(), 7);
    assert_eq!(rows[0].date(4).unwrap(), date);
    assert_eq!(rows[0].get::<Vec<u8>>(5).unwrap(), [0, 255]);
    assert_eq!(rows[1].get::<Option<uuid::Uuid>>(0).unwrap(), None);
    assert_eq!(rows[1].date_if_any(4).unwrap(), None);
    assert_eq!(rows[1].get::<Option<String>>(1).unwrap(), None);
}

#[tokio::test]
async fn changes_made_together_are_counted_apart() {
    let place = place().await;
    let tx = place.db.begin("test").await.unwrap();
    let events = [EventId::new(at(0)), EventId::new(at(1))];
    let mut changes = db::Writes::default();
    changes.add(
        "INSERT INTO inbox (hotel_id, consumer, event_id, received_at)
         SELECT event_id, $2, event_id, $3 FROM set($1: event_id uuid) AS event",
        [db::set(events), "test".into(), at(0).into()],
    );
    changes.add("UPDATE outbox SET attempts = 0 WHERE kind = $1  -- nothing is there", ["none".into()]);

    let touched = changes.make(&tx).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(touched, [2, 0]);
    let row = one(&place.db.primary("test"), "SELECT COUNT(*) FROM inbox WHERE consumer = 'test'", []).await;
    assert_eq!(row.unwrap().unwrap().get::<i64>(0).unwrap(), 2);
}
