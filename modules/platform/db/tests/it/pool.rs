//! The writer's connection: what is acknowledged is written.

use db::{Column, Db, one};
use sea_orm::ConnectionTrait;

use crate::place;

#[tokio::test]
async fn a_transaction_that_the_engine_ended_by_itself_does_not_swallow_the_next() {
    let place = place().await;
    let table = "CREATE TABLE numbers (n INTEGER PRIMARY KEY)";
    place.db.owner_connection().execute_unprepared(table).await.unwrap();
    let refused = place.db.begin("refused").await.unwrap();
    refused.execute_unprepared("INSERT INTO numbers VALUES (1)").await.unwrap();
    // What a full disk does: the engine rolls back, and the driver does not learn of it.
    refused.execute_unprepared("ROLLBACK").await.unwrap();
    assert!(refused.commit().await.is_err());

    let next = place.db.begin("next").await.unwrap();
    next.execute_unprepared("INSERT INTO numbers VALUES (2)").await.unwrap();
    next.commit().await.unwrap();

    let stranger = Db::open_sqlite(place.db.path(), "stranger").await.unwrap();
    let seen = one(&stranger.fresh("test"), "SELECT group_concat(n) FROM numbers", []).await.unwrap();
    assert_eq!(seen.unwrap().get::<String>(0).unwrap(), "2");
}
