//! The module's one door: what it is built from and what it hands out.

use std::{num::NonZeroUsize, sync::Arc};

use access_api::Access;
use db::Db;
use futures::{FutureExt, future::BoxFuture};
use http_kit::Authenticator;
use kernel::Clock;
use tokio_util::sync::CancellationToken;

use crate::{guesses::Guesses, hasher::Hasher, port::Port, recognise::Recogniser, sessions::Sessions, tasks};

/// What an operator may choose.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// How many passwords are hashed at once. Each keeps a core busy and 46 MiB in use for some 0.1 s.
    pub hashes_at_once: NonZeroUsize,
}

impl Default for Config {
    /// One hash for each core of this machine.
    fn default() -> Self {
        Self { hashes_at_once: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN) }
    }
}

/// Access, built.
#[derive(Clone)]
pub struct Module {
    desk: Arc<Desk>,
}

impl Module {
    /// Builds the module on its own database.
    pub fn build(config: Config, db: Db, clock: Arc<dyn Clock>) -> Self {
        let recogniser = Arc::new(Recogniser::new(db.clone()));
        let desk = Desk {
            hasher: Hasher::new(config.hashes_at_once),
            guesses: Guesses::new(),
            recogniser,
            sessions: Sessions::new(db.clone()),
            db,
            clock,
        };
        Self { desk: Arc::new(desk) }
    }

    /// What access does for the rest of the house.
    pub fn port(&self) -> Arc<dyn Access> {
        Arc::new(Port(self.desk.clone()))
    }

    /// Tells who holds an API key. What it says is at most five seconds old.
    pub fn authenticator(&self) -> Arc<dyn Authenticator> {
        self.desk.recogniser.clone()
    }

    /// Background work, to be run until `stop`.
    pub fn tasks(&self, stop: &CancellationToken) -> Vec<(&'static str, BoxFuture<'static, ()>)> {
        let (db, clock) = (self.desk.db.clone(), self.desk.clock.clone());
        vec![("access_purge", tasks::purge(db, clock, stop.clone()).boxed())]
    }
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("access::Module")
    }
}

/// Where commands arrive.
pub(crate) struct Desk {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) hasher: Hasher,
    pub(crate) guesses: Guesses,
    pub(crate) recogniser: Arc<Recogniser>,
    pub(crate) sessions: Sessions,
}

impl Desk {
    /// Forgets what keys and sessions open, after a change of rights.
    pub(crate) fn forget(&self) {
        self.recogniser.forget();
        self.sessions.forget();
    }
}
