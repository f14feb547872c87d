//! Inventory: hotels, what they sell, and the stock of every night. Owns "never oversell".

mod ari;
mod broadcast;
mod calendar;
mod catalogue;
mod domain;
mod edit;
mod http;
mod module;
mod offers;
mod photos;
mod port;
mod search;
mod store;
mod tasks;
#[cfg(test)]
mod tests;
mod writer;

pub use module::{Config, Module};
