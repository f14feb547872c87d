//! How a server is to be started.

use std::{
    env,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use crate::{Database, ground::Inside};

/// A server to be started: its surroundings, and whether the test holds its clock and disk.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) clock: Option<DateTime<Utc>>,
    pub(crate) has_hand: bool,
    pub(crate) database: Option<Database>,
    pub(crate) inside: Inside,
    pub(crate) has_demo: bool,
}

impl Setup {
    /// Sets a variable of its environment.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Stops its clock at this instant; the test moves it.
    #[must_use]
    pub fn at(mut self, now: &str) -> Self {
        self.clock = Some(crate::instant(now));
        self.has_hand = true;
        self
    }

    /// Lets it work on this database, instead of a new one of the ground's.
    #[must_use]
    pub fn on(mut self, database: &Database) -> Self {
        self.database = Some(database.clone());
        self
    }

    /// Leaves it to the test to migrate its database. On SQLite a server does that itself.
    #[must_use]
    pub fn without_schema(mut self) -> Self {
        self.inside = Inside::Nothing;
        self
    }

    /// Puts the demo hotels into it.
    #[must_use]
    pub fn with_demo(mut self) -> Self {
        self.has_demo = true;
        self.with("JUMAK_DEMO", "auto")
    }

    /// Whether the test itself sets this variable.
    pub(crate) fn names(&self, variable: &str) -> bool {
        self.environment.iter().any(|(name, _)| name == variable)
    }

    /// Puts its disk into the test's hand.
    #[must_use]
    pub fn with_hand(mut self) -> Self {
        self.has_hand = true;
        self
    }
}

/// The program under test: `JUMAK_BIN`, or the one built beside this test.
pub(crate) fn binary() -> PathBuf {
    env::var_os("JUMAK_BIN").map_or_else(|| beside("jumak"), PathBuf::from)
}

/// A program that was built beside this one.
pub(crate) fn beside(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let found = test.ancestors().skip(1).take(3).map(|dir| dir.join(name)).find(|path| is_program(path));
    found.unwrap_or_else(|| panic!("there is no {name} beside {}: run cargo build first", test.display()))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
