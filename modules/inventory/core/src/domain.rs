//! The rules of selling nights: pure, tested without a database.

pub(crate) mod announce;
pub(crate) mod decide;
pub(crate) mod evaluate;
pub(crate) mod line;
pub(crate) mod night;
pub(crate) mod price;
