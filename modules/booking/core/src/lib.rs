//! Booking: bookings and their life, from the first hold to the last night.
//!
//! Promise: an acknowledged booking has its rooms. A hold is decided once, booked or abandoned, in the same
//! transaction as the booking it became; whatever crashes, sweeps or arrives late finds that decision.
//!
//! Does not belong here: stock, prices, or anything else that inventory knows.

mod amend;
mod audit;
mod booking;
mod command;
mod config;
mod decide;
mod life;
mod measure;
mod module;
mod port;
mod routes;
mod service;
mod settlement;
mod store;
mod tasks;
mod token;
mod writer;

pub use config::Config;
pub use module::Module;
