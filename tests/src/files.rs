//! What a server keeps, as an operator with an SQL shell sees it: the files of its data directory, and its database.

mod sql;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub use sql::Sql;

use crate::Database;

/// What one server keeps.
#[derive(Debug, Clone)]
pub struct Files {
    directory: PathBuf,
    /// None: the databases are files of the directory.
    database: Option<Database>,
}

impl Files {
    pub(crate) fn of(directory: &Path, database: Option<Database>) -> Self {
        Self { directory: directory.to_owned(), database }
    }

    /// Every file under the directory.
    pub fn all(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut waiting = vec![self.directory.clone()];
        while let Some(directory) = waiting.pop() {
            for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() { waiting.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    }

    /// The mails that were written.
    pub fn mails(&self) -> Vec<PathBuf> {
        self.all().into_iter().filter(|path| is_mail(path)).collect()
    }

    /// Every module's database file.
    pub fn databases(&self) -> Vec<PathBuf> {
        let is_database = |path: &PathBuf| {
            path.extension()
                .is_some_and(|kind| ["db", "sqlite", "sqlite3"].iter().any(|known| kind == *known))
        };
        self.all().into_iter().filter(is_database).collect()
    }

    /// A shell on what a module keeps.
    pub async fn sql(&self, module: &str) -> Sql {
        if let Some(database) = &self.database {
            return database.sql(module).await;
        }
        let path =
            self.databases().into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == module));
        let path =
            path.unwrap_or_else(|| panic!("{module} has a database under {}", self.directory.display()));
        Sql::open(&path).await
    }

    /// The modules that keep something, in the order of the alphabet.
    pub async fn modules(&self) -> Vec<String> {
        if let Some(database) = &self.database {
            return database.modules().await;
        }
        let stem = |path: &PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
        self.databases().iter().filter_map(stem).collect()
    }

    /// Asks the engine itself whether its data are sound.
    pub async fn assert_sound(&self) {
        if let Some(database) = &self.database {
            return database.assert_sound().await;
        }
        for path in self.databases() {
            let mut sql = Sql::open(&path).await;
            assert_eq!(sql.texts("PRAGMA integrity_check").await, ["ok"], "{}", path.display());
            assert_eq!(sql.texts("PRAGMA foreign_key_check").await, [""; 0], "{}", path.display());
        }
    }

    /// Where something is stored word for word, mails apart, which are letters and no store.
    pub async fn mentions(&self, what: &str) -> Vec<String> {
        let mut found = Vec::new();
        for path in self.all().into_iter().filter(|path| !is_mail(path)) {
            let bytes = fs::read(&path).unwrap_or_default();
            if bytes.windows(what.len()).any(|window| window == what.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
        if let Some(database) = &self.database {
            // Bytes are written out as hexadecimal digits.
            let hidden = what.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
            let dump = database.dump().await;
            let lines = dump.lines().filter(|line| line.contains(what) || line.contains(&hidden));
            found.extend(lines.map(str::to_owned));
        }
        found
    }
}

fn is_mail(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "eml")
}
