//! The pages: for guests and for the desk, in Korean and English, built on the modules' ports alone.
//!
//! Every page has one struct, one template and one address, made in [`links`]. A page works without JavaScript.

#![expect(
    clippy::similar_names,
    reason = "`say` says a `stay`, `hold` became `held`: the words are the trade's own"
)]

mod assets;
mod backroom;
mod changing;
mod cookies;
mod desk;
mod form;
mod frame;
mod guest_form;
mod links;
mod origin;
mod pages;
mod refusal;
mod respond;
#[cfg(test)]
mod samples;
mod shown;
mod site;
mod visit;
mod wish;
mod words;

pub(crate) use assets::asset;
pub use assets::{
    Asset, AssetBase, AssetUrl, ExportError, Exported, export as export_assets, routes as asset_routes,
};
pub use backroom::{Backroom, BackroomError, DEAD_EVENTS_MAX, DeadEvent, TrailEntry, TrailQuery};
pub use pages::{Config, Neighbours, Pages};
