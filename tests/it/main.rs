//! What Jumak promises, asked of the real server from outside.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what went wrong by failing"
)]

mod architecture;
mod ari_grid;
mod assets;
mod audit;
mod backup;
mod bad_input;
mod browser;
mod calendar;
mod catalogue;
mod command_line;
mod configuration;
mod contract;
mod crash;
mod demo;
mod desk;
mod desk_roles;
mod events;
mod faults;
mod ground;
mod holds;
mod idempotency;
mod last_room;
mod life;
mod lookup;
mod mails;
mod model;
mod moving;
mod offers;
mod openapi;
mod page_headers;
mod photos;
mod privacy;
mod problems;
mod races;
mod replay;
mod restrictions;
mod roles;
mod schema;
mod search;
mod selling;
mod servers;
mod sessions;
mod shutdown;
mod staff;
mod stream;
mod time;
mod trouble;
mod wire;

use serde_json::Value;

/// The names of an object's members, sorted.
fn members(value: &Value) -> Vec<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The items of a list.
fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A copy of `value` with one member set.
fn with(mut value: Value, member: &str, to: impl Into<Value>) -> Value {
    value[member] = to.into();
    value
}

/// A copy of `value` without one member.
fn without(mut value: Value, member: &str) -> Value {
    value.as_object_mut().and_then(|object| object.remove(member));
    value
}
