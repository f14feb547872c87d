//! Notification: what guests are told, by mail, and the proof that it left.
//!
//! Promise: every booking made, changed or called off has its mail queued exactly once, and each queued mail is
//! delivered at least once or given up in sight of staff. A repeat carries the same Message-ID.

mod config;
mod directory;
mod list;
mod mail;
mod module;
mod port;
mod queue;
mod routes;
mod sender;
mod store;
mod subscriber;
#[cfg(test)]
mod tests;
mod upkeep;

pub use config::Config;
pub use module::Module;
