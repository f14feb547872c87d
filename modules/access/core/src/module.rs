//! The module's one door: what it is built from and what it hands out.

use std::{num::NonZeroUsize, sync::Arc};

use access_api::{Access, AccessError, AddStaff, IssueApiKey, StaffAdded};
use async_trait::async_trait;
use db::Db;
use http_kit::Authenticator;
use kernel::{Clock, StaffId};

use crate::{hasher::Hasher, recognise::Recogniser};

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
    recogniser: Arc<Recogniser>,
}

impl Module {
    /// Builds the module on its own database.
    pub fn build(config: Config, db: Db, clock: Arc<dyn Clock>) -> Self {
        let recogniser = Arc::new(Recogniser::new(db.clone()));
        let hasher = Hasher::new(config.hashes_at_once);
        let desk = Desk { db, clock, hasher, recogniser: recogniser.clone() };
        Self { desk: Arc::new(desk), recogniser }
    }

    /// What access does for the rest of the house.
    pub fn port(&self) -> Arc<dyn Access> {
        self.desk.clone()
    }

    /// Tells who holds an API key. What it says is at most five seconds old.
    pub fn authenticator(&self) -> Arc<dyn Authenticator> {
        self.recogniser.clone()
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
    pub(crate) recogniser: Arc<Recogniser>,
}

#[async_trait]
impl Access for Desk {
    async fn add_staff(&self, command: AddStaff) -> Result<StaffAdded, AccessError> {
        Ok(self.add(command).await?)
    }

    async fn issue_api_key(&self, command: IssueApiKey) -> Result<String, AccessError> {
        Ok(self.issue(command).await?)
    }

    async fn check_password(&self, email: &str, password: &str) -> Result<StaffId, AccessError> {
        Ok(self.check(email, password).await?)
    }
}
