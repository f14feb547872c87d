//! Booking as a whole, on a real database, beside a small inventory that keeps its rooms in memory.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod board;
mod fake;
mod figures;
mod house;
mod http;
mod life;
mod note;
mod place;
mod race;
mod read;
mod sweep;
