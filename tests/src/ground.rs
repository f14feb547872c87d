//! On what a run of the tests stands: `JUMAK_TEST_GROUND`.
//!
//! `sqlite` needs nothing. `postgres` is one cluster for the whole run, `replica` is one with a follower, and a pooler
//! before it. Each test is a process of its own, so the first one that needs a cluster starts a keeper for it, which
//! ends it when no test has needed it for some seconds, whatever became of the tests.

mod keeper;
mod standing;

use std::{
    env,
    process::{Command, ExitCode},
};

use crate::{
    Database, fresh_key,
    postgres::{SUPERUSER, is_shown_by},
};
use standing::Standing;

pub use keeper::keep;

/// What the servers under test keep their data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Files of their own.
    Sqlite,
    /// A Postgres server.
    Postgres,
    /// A Postgres server behind a transaction pooler, with a follower for reads.
    Replica,
}

impl Ground {
    /// Where this run stands.
    pub fn here() -> Self {
        match env::var("JUMAK_TEST_GROUND") {
            Ok(name) => Self::named(&name).unwrap_or_else(|| panic!("JUMAK_TEST_GROUND={name} is no ground")),
            Err(_) => Self::Sqlite,
        }
    }

    /// `sqlite`, `postgres` or `replica`.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Sqlite, Self::Postgres, Self::Replica].into_iter().find(|ground| ground.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Replica => "replica",
        }
    }
}

/// Whether this run stands on one of these grounds; when not, says why the test has nothing to do.
#[must_use]
pub fn only_on(grounds: &[Ground], reason: &str) -> bool {
    let here = Ground::here();
    let is_here = grounds.contains(&here);
    if !is_here {
        eprintln!("not on {}: {reason}", here.name());
    }
    is_here
}

/// Runs a command that knows where the servers of this ground are, and ends as it ends.
pub async fn run_on(ground: Ground, program: &str, arguments: &[&str]) -> ExitCode {
    let mut command = Command::new(program);
    command.args(arguments).env("JUMAK_TEST_GROUND", ground.name());
    if ground != Ground::Sqlite {
        let standing = Standing::join(ground).await;
        command.env("JUMAK_TEST_POSTGRES", format!("postgres://{SUPERUSER}@127.0.0.1:{}", standing.primary));
    }
    let ended = command.status().unwrap_or_else(|error| panic!("{program} starts: {error}"));
    ended.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// What a new database has in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Inside {
    /// Every module's schema.
    #[default]
    Schema,
    Nothing,
}

/// A new database for one server, where the ground has databases of its own.
pub(crate) async fn new_database(inside: Inside) -> Option<Database> {
    let ground = Ground::here();
    if ground == Ground::Sqlite {
        return None;
    }
    let standing = Standing::join(ground).await;
    let name = format!("test_{}", fresh_key().replace('-', ""));
    let mut database = standing.create(&name, inside).await;
    if let Some(pooler) = standing.pooler {
        database = database.pooled_by(pooler);
    }
    if let Some(replica) = standing.replica {
        is_shown_by(replica, standing.primary).await;
        database = database.read_from(&[replica]);
    }
    Some(database)
}
