//! Access as a whole, on a real database, with a clock that moves when told to.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod guessing;
mod house;
mod keys;
mod passwords;
mod processes;
mod sessions;
mod upkeep;
