//! What a check found, as a line.

use std::fmt;

/// What was looked at, and what was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    what: String,
    found: Found,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// As it should be.
    Fine(String),
    /// It works, and could be better: how.
    Doubtful(String),
    /// What is wrong, and how to mend it.
    Wrong(String),
}

impl Finding {
    pub(super) fn fine(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self { what: what.into(), found: Found::Fine(how.into()) }
    }

    pub(super) fn doubtful(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self { what: what.into(), found: Found::Doubtful(how.into()) }
    }

    pub(super) fn wrong(what: impl Into<String>, how: impl Into<String>) -> Self {
        Self { what: what.into(), found: Found::Wrong(how.into()) }
    }

    /// Fine, or wrong.
    pub(super) fn of(what: impl Into<String>, found: Result<String, String>) -> Self {
        match found {
            Ok(fine) => Self::fine(what, fine),
            Err(wrong) => Self::wrong(what, wrong),
        }
    }

    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.found, Found::Wrong(_))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, how) = match &self.found {
            Found::Fine(how) => ("ok   ", how),
            Found::Doubtful(how) => ("warn ", how),
            Found::Wrong(how) => ("WRONG", how),
        };
        write!(f, "{mark} {}: {how}", self.what)
    }
}
