//! The schemas on a real Postgres.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that stops here has found something"
)]

mod catalog;
mod citus;
mod cluster;
mod engines;
mod rights;
mod rules;
mod steps;
