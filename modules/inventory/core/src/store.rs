//! All of inventory's SQL.

pub(crate) mod ari;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod catalogue;
pub(crate) mod lock;
pub(crate) mod photos;
pub(crate) mod stock;
pub(crate) mod upkeep;

#[cfg(test)]
mod tests;
