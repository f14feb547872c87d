//! The embedded engine's writer: what is acknowledged is written.

use db::{Column, Db, execute, one};
use sea_orm::ConnectionTrait;

#[tokio::test]
async fn a_transaction_that_the_engine_ended_by_itself_does_not_swallow_the_next() {
    let home = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&home.path().join("numbers.db"), "numbers").await.unwrap();
    let table = "CREATE TABLE numbers (n INTEGER PRIMARY KEY)";
    db.owner_connection().unwrap().execute_unprepared(table).await.unwrap();
    let refused = db.begin("refused").await.unwrap();
    execute(&refused, "INSERT INTO numbers VALUES (1)", []).await.unwrap();
    // What a full disk does: the engine rolls back, and the driver does not learn of it.
    execute(&refused, "ROLLBACK", []).await.unwrap();
    assert!(refused.commit().await.is_err());

    let next = db.begin("next").await.unwrap();
    execute(&next, "INSERT INTO numbers VALUES (2)", []).await.unwrap();
    next.commit().await.unwrap();

    let stranger = Db::open_sqlite(db.path().unwrap(), "stranger").await.unwrap();
    let seen = one(&stranger.fresh("test"), "SELECT group_concat(n) FROM numbers", []).await.unwrap();
    assert_eq!(seen.unwrap().get::<String>(0).unwrap(), "2");
}
