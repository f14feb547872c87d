//! The module against a real database and a real directory; its neighbours are small fakes.

mod fakes;
mod flow;
mod http;
mod list;
pub(crate) mod samples;
mod stand;
