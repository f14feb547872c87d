//! How a server is to be started.

use std::{
    env,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

/// A server to be started: its surroundings, and whether the test holds its clock and disk.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) clock: Option<DateTime<Utc>>,
    pub(crate) has_hand: bool,
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

    /// Puts its disk into the test's hand.
    #[must_use]
    pub fn with_hand(mut self) -> Self {
        self.has_hand = true;
        self
    }
}

/// The program under test: `JUMAK_BIN`, or the one built beside this test.
pub(crate) fn binary() -> PathBuf {
    if let Some(path) = env::var_os("JUMAK_BIN") {
        return path.into();
    }
    let test = env::current_exe().expect("a test knows where it is");
    let found = test.ancestors().skip(1).take(3).map(|dir| dir.join("jumak")).find(|path| is_program(path));
    found.unwrap_or_else(|| panic!("there is no jumak beside {}: run cargo build first", test.display()))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
