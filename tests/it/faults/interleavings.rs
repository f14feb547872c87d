//! Two sessions at once on our own tables, as the modules' roles, in every order that is known to go wrong.
//!
//! The anomalies are those of Hermitage (Kleppmann, 2014), on `nights`, `decisions` and `idempotency`:
//!
//! | anomaly | READ COMMITTED | with our guard |
//! |---|---|---|
//! | G0 dirty write, G1a aborted read, G1b intermediate read, G1c circular flow, OTV vanishing writes | prevented | |
//! | PMP rows appear under a predicate | happens | the hotel's row in `inventory_versions` is locked first |
//! | P4 lost update | happens if a count is written as it was read | the change is relative, and `nights_not_oversold` holds |
//! | G-single read skew | happens between two statements | the lock; a decision reads its nights in one statement |
//! | G2-item write skew | happens | the lock; one key for each decision and each idempotency key |

use jumak_tests::{Cluster, Database, Days, Inn, Setup, Sql, eventually, in_days, nights_from, wish};
use tokio::task::JoinHandle;

/// Two nights with one room each, and nobody else at work.
struct Table {
    _primary: Cluster,
    database: Database,
    nights: [String; 2],
}

fn stay() -> Days {
    nights_from(in_days(30), 2)
}

impl Table {
    async fn lay() -> Self {
        let primary = Cluster::start().await;
        let database = primary.database("inn").await;
        let mut inn = Inn::with(Setup::default().on(&database)).await.with_stock("DBL", stay(), 1).await;
        inn.guest("ann").hold(&wish("DBL", stay())).await.created();
        inn.stop().await;
        let nights = [stay().from, stay().from.plus_days(1)].map(|night| night.to_string());
        let table = Self { _primary: primary, database, nights };
        table
            .database
            .sql("inventory")
            .await
            .run("DELETE FROM nights WHERE allotment = 0; UPDATE nights SET taken = 0, allotment = 9")
            .await
            .unwrap();
        table
    }

    /// A session with a module's rights.
    async fn session(&self, module: &str) -> Sql {
        let mut sql = self.database.sql(module).await;
        sql.run(&format!("SET ROLE jumak_{module}")).await.unwrap();
        sql
    }

    /// Two of them, each in a transaction.
    async fn two(&self, module: &str) -> (Sql, Sql) {
        let (mut one, mut two) = (self.session(module).await, self.session(module).await);
        one.run("BEGIN").await.unwrap();
        two.run("BEGIN").await.unwrap();
        (one, two)
    }

    fn set(&self, night: usize, taken: u32) -> String {
        format!("UPDATE nights SET taken = {taken} WHERE night = '{}'", self.nights[night])
    }

    fn get(&self, night: usize) -> String {
        format!("SELECT taken FROM nights WHERE night = '{}'", self.nights[night])
    }

    /// What both nights have, as everybody sees it now.
    async fn both(&self) -> Vec<i64> {
        let mut sql = self.session("inventory").await;
        vec![sql.number(&self.get(0)).await, sql.number(&self.get(1)).await]
    }

    /// Begins a statement that must wait for the other session.
    async fn waits(&self, mut sql: Sql, statement: String) -> JoinHandle<(Result<u64, String>, Sql)> {
        let told = statement.clone();
        let waiting = tokio::spawn(async move {
            // Its own words: the class of the failure, or how many rows it touched.
            let done = sql.run(&statement).await.map_err(|error| state(&error));
            (done, sql)
        });
        let mut watch = self.database.sql("inventory").await;
        let locked = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        eventually(&format!("{told} waits"), async || (watch.number(locked).await == 1).then_some(())).await;
        waiting
    }
}

fn state(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.unwrap_or_default().into_owned()
}

async fn commit(mut sql: Sql) {
    sql.run("COMMIT").await.unwrap();
}

#[tokio::test]
async fn read_committed_prevents_dirty_writes_aborted_intermediate_and_circular_reads() {
    let table = Table::lay().await;

    // G0: the writes of two do not mix.
    let (mut one, two) = table.two("inventory").await;
    one.run(&table.set(0, 1)).await.unwrap();
    let waiting = table.waits(two, table.set(0, 2)).await;
    one.run(&table.set(1, 1)).await.unwrap();
    commit(one).await;
    let (done, mut two) = waiting.await.unwrap();
    assert_eq!((done, table.both().await), (Ok(1), vec![1, 1]), "OTV: what was committed does not vanish");
    two.run(&table.set(1, 2)).await.unwrap();
    assert_eq!(table.both().await, [1, 1], "OTV");
    commit(two).await;
    assert_eq!(table.both().await, [2, 2], "G0");

    // G1a, G1b: what is rolled back, or not final, is never seen.
    let (mut one, mut two) = table.two("inventory").await;
    one.run(&table.set(0, 5)).await.unwrap();
    assert_eq!(two.number(&table.get(0)).await, 2, "G1b");
    one.run("ROLLBACK").await.unwrap();
    assert_eq!(two.number(&table.get(0)).await, 2, "G1a");

    // G1c: neither sees what the other has not committed.
    one.run("BEGIN").await.unwrap();
    one.run(&table.set(0, 3)).await.unwrap();
    two.run(&table.set(1, 4)).await.unwrap();
    assert_eq!((one.number(&table.get(1)).await, two.number(&table.get(0)).await), (2, 2), "G1c");
    commit(one).await;
    commit(two).await;
}

#[tokio::test]
async fn negative_control_read_committed_alone_loses_updates_and_skews_reads_and_writes() {
    let table = Table::lay().await;

    // P4: a count written as it was read forgets the other's.
    let (mut one, mut two) = table.two("inventory").await;
    assert_eq!((one.number(&table.get(0)).await, two.number(&table.get(0)).await), (0, 0));
    one.run(&table.set(0, 1)).await.unwrap();
    commit(one).await;
    two.run(&table.set(0, 1)).await.unwrap();
    commit(two).await;
    assert_eq!(table.both().await, [1, 0], "P4: two sales, one counted");

    // G-single: two statements read two states. PMP: so does a predicate.
    let (mut one, mut two) = table.two("inventory").await;
    let taken = "SELECT COUNT(*) FROM nights WHERE taken > 0";
    assert_eq!((one.number(&table.get(0)).await, one.number(taken).await), (1, 1));
    two.run(&table.set(0, 2)).await.unwrap();
    two.run(&table.set(1, 2)).await.unwrap();
    commit(two).await;
    assert_eq!(one.number(&table.get(1)).await, 2, "G-single: 1 and 2 never were together");
    assert_eq!(one.number(taken).await, 2, "PMP");
    commit(one).await;

    // G2-item: each takes a night because the other night has room.
    let free = "SELECT COUNT(*) FROM nights WHERE taken < 3";
    let (mut one, mut two) = table.two("inventory").await;
    assert_eq!((one.number(free).await, two.number(free).await), (2, 2));
    one.run(&table.set(0, 3)).await.unwrap();
    two.run(&table.set(1, 3)).await.unwrap();
    commit(one).await;
    commit(two).await;
    assert_eq!(table.both().await, [3, 3], "G2-item: nobody left the other's night free");
}

const LOCK: &str = "SELECT version FROM inventory_versions FOR UPDATE";

#[tokio::test]
async fn the_hotels_lock_closes_lost_updates_and_skew_of_reads_and_writes() {
    let table = Table::lay().await;
    let free = "SELECT COUNT(*) FROM nights WHERE taken < 3";

    let (mut one, two) = table.two("inventory").await;
    one.run(LOCK).await.unwrap();
    assert_eq!((one.number(&table.get(0)).await, one.number(free).await), (0, 2));
    let waiting = table.waits(two, LOCK.to_owned()).await;
    one.run(&table.set(0, 3)).await.unwrap();
    commit(one).await;
    let (done, mut two) = waiting.await.unwrap();

    assert!(done.is_ok());
    assert_eq!(two.number(&table.get(0)).await, 3, "P4: who waited reads what was committed");
    assert_eq!(two.number(free).await, 1, "G2-item, PMP: and decides on that");
    // G-single: nobody changes anything between two statements of whoever has the lock.
    let third = table.session("inventory").await;
    let waiting = table.waits(third, LOCK.to_owned()).await;
    assert_eq!((two.number(&table.get(0)).await, two.number(&table.get(1)).await), (3, 0));
    commit(two).await;
    assert!(waiting.await.unwrap().0.is_ok());
}

#[tokio::test]
async fn without_the_lock_a_relative_change_and_the_check_close_the_lost_update() {
    let table = Table::lay().await;
    table.session("inventory").await.run("UPDATE nights SET allotment = 1").await.unwrap();
    let sell = format!("UPDATE nights SET taken = taken + 1 WHERE night = '{}'", table.nights[0]);
    let guarded = format!("{sell} AND taken < allotment + overbooking");

    let (mut one, two) = table.two("inventory").await;
    one.run(&sell).await.unwrap();
    let waiting = table.waits(two, sell).await;
    commit(one).await;
    assert_eq!(waiting.await.unwrap().0, Err("23514".to_owned()), "nights_not_oversold");

    table.session("inventory").await.run("UPDATE nights SET taken = 0").await.unwrap();
    let (mut one, two) = table.two("inventory").await;
    one.run(&guarded).await.unwrap();
    let waiting = table.waits(two, guarded).await;
    commit(one).await;
    assert_eq!(waiting.await.unwrap().0, Ok(0), "the guard is asked again of the new row");
    assert_eq!(table.both().await, [1, 0]);
}

#[tokio::test]
async fn a_hold_is_decided_once_and_a_key_is_answered_once_whoever_waits() {
    let table = Table::lay().await;
    let hold = "'00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'";
    let decide = |outcome: &str| {
        let booking = if outcome == "booked" { "'00000000-0000-7000-8000-000000000003'" } else { "NULL" };
        format!(
            "INSERT INTO decisions (hotel_id, hold_id, outcome, booking_id, decided_at) \
             VALUES ({hold}, '{outcome}', {booking}, 0)"
        )
    };
    let answer = |answer: &str| {
        format!(
            "INSERT INTO idempotency (hotel_id, caller, key, fingerprint, answer, created_at) \
             VALUES ('00000000-0000-7000-8000-000000000001', 'ann', 'key', '', '{answer}', 0)"
        )
    };

    for (first, second, table_name) in
        [(decide("booked"), decide("abandoned"), "decisions"), (answer("one"), answer("two"), "idempotency")]
    {
        // Both looked and found nothing.
        let (mut one, mut two) = table.two("booking").await;
        let known = format!("SELECT COUNT(*) FROM {table_name}");
        assert_eq!((one.number(&known).await, two.number(&known).await), (0, 0));
        one.run(&first).await.unwrap();
        let waiting = table.waits(two, second.clone()).await;
        commit(one).await;
        assert_eq!(waiting.await.unwrap().0, Err("23505".to_owned()), "{table_name}: the second is refused");

        // If the first gives up, the second has it.
        table.database.sql("booking").await.run(&format!("DELETE FROM {table_name}")).await.unwrap();
        let (mut one, two) = table.two("booking").await;
        one.run(&first).await.unwrap();
        let waiting = table.waits(two, second).await;
        one.run("ROLLBACK").await.unwrap();
        let (done, two) = waiting.await.unwrap();
        assert_eq!(done, Ok(1), "{table_name}");
        commit(two).await;
        assert_eq!(table.session("booking").await.number(&known).await, 1);
    }
}

#[tokio::test]
async fn negative_control_without_its_key_a_hold_is_decided_twice() {
    let table = Table::lay().await;
    let mut owner = table.database.sql("booking").await;
    owner.run("ALTER TABLE decisions DROP CONSTRAINT decisions_pk").await.unwrap();
    let decide = "INSERT INTO decisions (hotel_id, hold_id, outcome, decided_at) VALUES \
        ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'abandoned', 0)";

    let (mut one, mut two) = table.two("booking").await;
    one.run(decide).await.unwrap();
    two.run(decide).await.unwrap();
    commit(one).await;
    commit(two).await;

    assert_eq!(owner.number("SELECT COUNT(*) FROM decisions").await, 2);
}
