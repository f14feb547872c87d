//! The database as every module sees it: freshness in types, combining writers, outbox and inbox, on SQLite or Postgres.
//!
//! Does not belong here: a table or a noun of any one module.

mod arg;
pub mod audit;
mod bind;
mod combine;
mod error;
mod handle;
pub mod inbox;
pub mod once;
pub mod outbox;
#[cfg(test)]
mod plan;
mod pool;
pub mod position;
mod postgres;
mod purge;
mod sql;
mod sqlite;
mod text;

pub use arg::{Arg, Cells, Set, set};
pub use combine::{Combine, Combined, Combiner};
pub use error::DbError;
pub use handle::{Fresh, FreshRead, Primary, PrimaryRead, Read, Stale, WriteTx};
pub use pool::Db;
pub use position::{InvalidPosition, Position};
pub use postgres::{Cluster, ClusterConfig, ClusterError, ServerAddress, ServerAddressError, in_plain_words};
pub use purge::purge;
pub use sql::{Column, Writes, execute, from_us, many, one, us};

/// What modules need of `sea_orm` for their own SQL and entities.
pub use sea_orm;
