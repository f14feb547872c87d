//! Booking's tables, and every statement that touches them.

mod audit;
mod board;
mod figures;
mod find;
mod history;
mod list;
mod load;
mod note;
mod rows;
mod save;

pub(crate) use audit::{
    AuditedBooking, AuditedHold, PAGE as AUDIT_PAGE, audited_bookings, audited_holds, versions,
};
pub(crate) use board::{Listed, day};
pub(crate) use figures::figures;
pub(crate) use find::{Sealed, by_code, by_keys, codes_by_hold, kept_nights};
pub(crate) use history::history;
pub(crate) use list::{Filter, Place, page};
pub(crate) use load::load;
pub(crate) use note::{add_note, count_notes, lock_notes, notes};
pub(crate) use save::save;

/// How the engine means to run a statement with so many arguments.
#[cfg(test)]
async fn plan(sql: &str, arguments: usize) -> String {
    use db::Column;
    let home = tempfile::tempdir().unwrap();
    let db = db::Db::open_sqlite(&home.path().join("booking.db"), "booking").await.unwrap();
    migrations::up("booking", db.owner_connection().unwrap()).await.unwrap();
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let nothing = db::Arg::from(String::new());
    let steps = db::many(&db.fresh("test"), explain, vec![nothing; arguments]).await.unwrap();
    let steps: Vec<String> = steps.iter().map(|row| row.get(3).unwrap()).collect();
    steps.join("\n")
}
