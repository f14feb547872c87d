//! How SQLite would run a statement: for tests of what an index is for.

use crate::{Arg, Column, Db, many};

/// The plan of a statement over the tables that every module has.
pub(crate) async fn plan(sql: &str, arguments: usize) -> String {
    let home = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&home.path().join("booking.db"), "booking").await.unwrap();
    migrations::up("booking", db.owner_connection().unwrap()).await.unwrap();
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let nothing = Arg::from(String::new());
    let steps = many(&db.fresh("test"), explain, vec![nothing; arguments]).await.unwrap();
    steps.iter().map(|row| row.get::<String>(3).unwrap()).collect::<Vec<_>>().join("\n")
}
