//! The database as every module sees it: freshness in types, one writer, combining, outbox and inbox.
//!
//! Does not belong here: a table or a noun of any one module.

pub mod audit;
mod combine;
mod error;
mod handle;
pub mod inbox;
pub mod once;
pub mod outbox;
#[cfg(test)]
mod plan;
mod pool;
mod purge;
mod sql;

pub use combine::{Combine, Combined, Combiner};
pub use error::DbError;
pub use handle::{Fresh, FreshRead, Read, Stale, WriteTx};
pub use pool::Db;
pub use purge::purge;
pub use sql::{Column, execute, from_us, many, one, rows, rows_of, us};

/// What modules need of `sea_orm` for their own SQL and entities.
pub use sea_orm;
