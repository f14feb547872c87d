//! Where values come from: flags, variables, files that variables name. And what is wrong with them.

use std::{collections::BTreeMap, fmt, fs::File, io::Read};

use thiserror::Error;

use crate::cli::VARIABLES;

use super::Config;

/// Larger than any secret; a variable that names some other file should not fill the memory.
const FILE_BYTES_MAX: u64 = 64 * 1024;
const FILE_SUFFIX: &str = "_FILE";
/// Below this a suggestion would only puzzle (Jaro-Winkler similarity, 0 to 1).
const SIMILAR: f64 = 0.85;
/// Where each module would be reached if it lived in another process.
pub(super) const MODULE_URLS: [&str; 4] =
    ["JUMAK_ACCESS_URL", "JUMAK_BOOKING_URL", "JUMAK_INVENTORY_URL", "JUMAK_NOTIFICATION_URL"];

/// Everything that is wrong with the configuration. Names variables and shapes, never values.
#[derive(Debug, Error)]
pub(crate) struct ConfigErrors(Vec<Wrong>);

#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    variable: String,
    expected: String,
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used:")?;
        self.0.iter().try_for_each(|wrong| write!(f, "\n  {}: {}", wrong.variable, wrong.expected))
    }
}

/// The variables of this process. What is not Unicode is made so, and then has no shape that we expect.
pub(crate) fn process_environment() -> impl Iterator<Item = (String, String)> {
    let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
    std::env::vars_os().map(move |(name, value)| (text(name), text(value)))
}

/// What was given, and what was found wrong so far.
pub(super) struct Environment {
    given: BTreeMap<String, String>,
    wrong: Vec<Wrong>,
}

impl Environment {
    /// `flags` are what the command line says, which wins.
    pub(super) fn new(
        variables: impl Iterator<Item = (String, String)>,
        flags: Vec<(&'static str, &str)>,
    ) -> Self {
        let mut given: BTreeMap<_, _> = variables.collect();
        for (name, value) in flags {
            given.remove(&format!("{name}{FILE_SUFFIX}"));
            given.insert(name.to_owned(), value.to_owned());
        }
        let mut environment = Self { given, wrong: Vec::new() };
        environment.refuse_unknown();
        environment
    }

    /// The value of a variable, if there is one and it has the shape that `parse` expects.
    ///
    /// `parse` says what it expects when a value is something else, without repeating the value.
    pub(super) fn get<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let parsed = self.text(name).and_then(|text| {
            let text = text.as_deref().map(str::trim);
            if text == Some("") {
                return Err("is empty; give it a value or leave it unset".to_owned());
            }
            text.map(parse).transpose().map_err(|expected| expected.to_string())
        });
        parsed.unwrap_or_else(|expected| {
            self.refuse(name, expected);
            None
        })
    }

    /// Whether a variable has any value, or a file that should hold one.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.given.contains_key(name) || self.given.contains_key(&format!("{name}{FILE_SUFFIX}"))
    }

    /// Notes that a variable cannot be used, with what was expected.
    pub(super) fn refuse(&mut self, variable: &str, expected: String) {
        let wrong = Wrong { variable: variable.to_owned(), expected };
        // A variable that is read twice, by two rules, may fail both for one reason.
        if !self.wrong.contains(&wrong) {
            self.wrong.push(wrong);
        }
    }

    pub(super) fn checked(self, config: Config) -> Result<Config, ConfigErrors> {
        if self.wrong.is_empty() { Ok(config) } else { Err(ConfigErrors(self.wrong)) }
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        let file = format!("{name}{FILE_SUFFIX}");
        match (self.given.get(name), self.given.get(&file)) {
            (Some(_), Some(_)) => Err(format!("{file} is set as well; give one of the two")),
            (Some(text), None) => Ok(Some(text.clone())),
            (None, Some(path)) => read(path).map(Some).map_err(|why| format!("{file} names {why}")),
            (None, None) => Ok(None),
        }
    }

    fn refuse_unknown(&mut self) {
        let is_kubernetes = self.is_set("KUBERNETES_SERVICE_HOST");
        let unknown: Vec<_> = self
            .given
            .keys()
            .filter(|name| name.starts_with("JUMAK_") && !is_known(name))
            .filter(|name| !(is_kubernetes && is_service_link(name)))
            .cloned()
            .collect();
        for name in unknown {
            let hint = nearest(&name).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            self.refuse(&name, format!("there is no such variable{hint}"));
        }
    }
}

fn is_known(name: &str) -> bool {
    let plain = name.strip_suffix(FILE_SUFFIX).unwrap_or(name);
    VARIABLES.contains(&plain) || MODULE_URLS.contains(&plain)
}

/// Kubernetes tells every pod of every service in its namespace; one named `jumak` would stop us.
fn is_service_link(name: &str) -> bool {
    name.contains("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || name.contains("_PORT")
}

fn nearest(name: &str) -> Option<&'static str> {
    let plain = name.strip_suffix(FILE_SUFFIX).unwrap_or(name);
    VARIABLES
        .iter()
        .map(|known| (strsim::jaro_winkler(plain, known), *known))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

fn read(path: &str) -> Result<String, String> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text))
        .map_err(|error| format!("a file that cannot be read: {error}"))?;
    if text.len() > usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX) {
        return Err("a file of more than 64 KiB".to_owned());
    }
    Ok(text)
}
