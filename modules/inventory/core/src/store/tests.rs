//! How SQLite would run the statements: for what an index is there, it is used.

use db::{Arg, Column, Db, many};

use super::{audit, catalogue, lock, photos, stock};

/// The plan of a statement, step by step.
async fn plan(sql: &str, arguments: usize) -> String {
    let home = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&home.path().join("inventory.db"), "inventory").await.unwrap();
    migrations::up("inventory", db.owner_connection().unwrap()).await.unwrap();
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let nothing = Arg::from(String::new());
    let steps = many(&db.primary("test"), explain, vec![nothing; arguments]).await.unwrap();
    steps.iter().map(|row| row.get::<String>(3).unwrap()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_a_batch_needs_is_found_by_its_key_and_nothing_is_sorted() {
    let night = "(hotel_id=? AND room_type_id=? AND night=?)";
    let rate = "(hotel_id=? AND room_type_id=? AND rate_plan_id=? AND night=?)";
    for (sql, arguments, searched) in [
        (
            lock::LOCK,
            1,
            vec!["SEARCH v USING PRIMARY KEY (hotel_id=?)", "SEARCH h USING PRIMARY KEY (hotel_id=?)"],
        ),
        (stock::NIGHTS, 1, vec![night, rate]),
        (stock::HOLDS, 4, vec!["(hotel_id=? AND hold_id=?)", "USING INDEX holds_lapsing (expires_at<?)"]),
        (stock::CLAIMS, 1, vec!["SEARCH h USING INDEX sqlite_autoindex_holds_1 (hotel_id=?)"]),
        (stock::TAKE, 1, vec![night]),
        (stock::UPDATE_HOLDS, 1, vec!["(hotel_id=? AND hold_id=?)"]),
        (stock::SETTLE, 1, vec!["(hotel_id=? AND hold_id=?)"]),
        (stock::SET_VERSIONS, 1, vec!["SEARCH inventory_versions USING PRIMARY KEY (hotel_id=?)"]),
        (audit::HOLDS, 1, vec!["(hotel_id=? AND hold_id=?)"]),
    ] {
        let plan = plan(sql, arguments).await;
        assert!(searched.iter().all(|step| plan.contains(step)), "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("AUTOMATIC"), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn of_the_catalogue_only_the_hotels_wanted_are_read() {
    for (sql, arguments, searched) in [
        (catalogue::ROOM_TYPES, 1, "SEARCH t USING PRIMARY KEY (hotel_id=?)"),
        (catalogue::RATE_PLANS, 1, "SEARCH p USING PRIMARY KEY (hotel_id=?)"),
        (photos::BY_HOTEL, 1, "SEARCH p USING PRIMARY KEY (hotel_id=?)"),
        (photos::ARRANGE, 2, "SEARCH photos USING PRIMARY KEY (hotel_id=?"),
    ] {
        let plan = plan(sql, arguments).await;
        assert!(plan.contains(searched), "{sql}\n{plan}");
    }
}

#[tokio::test]
async fn the_recount_looks_each_claim_and_each_event_up_by_its_key() {
    let [_, of_counters, of_claims, of_events] = &audit::PROMISES;

    let counters = plan(of_counters.breaches, 0).await;
    assert!(
        counters.contains("SEARCH c USING AUTOMATIC COVERING INDEX"),
        "summed once, then looked up: {counters}"
    );
    let claims = plan(of_claims.breaches, 0).await;
    assert!(
        claims.contains("SEARCH n USING PRIMARY KEY (hotel_id=? AND room_type_id=? AND night=?)"),
        "{claims}"
    );
    let events = plan(of_events.breaches, 0).await;
    assert!(events.contains("sqlite_autoindex_outbox_2 (hotel_id=? AND aggregate_id=?)"), "{events}");
}
