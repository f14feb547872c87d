//! The black box: starts the real server, drives it over HTTP and the command line, and checks its promises.
//!
//! Nothing here knows the inside of a module. What a test needs of the database's files, it reads as an
//! operator with an SQL shell would.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a harness that cannot go on fails its test, and says where the evidence is"
)]

mod answer;
mod api;
mod browser;
mod buyers;
mod command;
mod days;
mod files;
mod ground;
mod guest;
mod hand;
mod headers;
mod inn;
mod journal;
mod patience;
mod postgres;
mod proxy;
mod recount;
mod replay;
mod server;
mod setup;
mod site;
mod wire;

pub use answer::Answer;
pub use api::{Api, fresh_key};
pub use browser::{Browser, Key, Place, Violation, Visitor};
pub use buyers::Buyers;
pub use command::{AuditReport, Finished};
pub use days::{Days, date, in_days, instant, nights_from, today};
pub use files::{Files, Sql};
pub use ground::{Ground, keep, only_on, run_on};
pub use guest::Guest;
pub use hand::Hand;
pub use headers::{assert_page_headers, assert_personal_page};
pub use inn::{Inn, hotel, krw, rate_plan, room_type, wish};
pub use journal::{Journal, Verdict};
pub use kernel::Date;
pub use patience::{eventually, never_within};
pub use postgres::{Cluster, Database, PgBouncer};
pub use proxy::{Proxy, Weather};
pub use recount::{Recount, Row, Sold, rows};
pub use replay::{Outcome, Replay};
pub use server::Jumak;
pub use setup::Setup;
pub use site::{Leaf, Site};
pub use wire::{Reply, Request, Wire};
