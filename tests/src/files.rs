//! The server's files, as an operator with an SQL shell sees them.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};

/// The files of a data directory.
#[derive(Debug, Clone)]
pub struct Files {
    directory: PathBuf,
}

/// An SQL shell on one module's file.
#[derive(Debug)]
pub struct Sql(SqliteConnection);

impl Files {
    pub(crate) fn in_directory(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
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
        self.all().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "eml")).collect()
    }

    /// Every module's database.
    pub fn databases(&self) -> Vec<PathBuf> {
        let is_database = |path: &PathBuf| {
            path.extension()
                .is_some_and(|kind| ["db", "sqlite", "sqlite3"].iter().any(|known| kind == *known))
        };
        self.all().into_iter().filter(is_database).collect()
    }

    /// A shell on a module's database.
    pub async fn sql(&self, module: &str) -> Sql {
        let path =
            self.databases().into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == module));
        let path =
            path.unwrap_or_else(|| panic!("{module} has a database under {}", self.directory.display()));
        Sql::open(&path).await
    }

    /// Asks SQLite itself whether the files are sound.
    pub async fn assert_sound(&self) {
        for path in self.databases() {
            let mut sql = Sql::open(&path).await;
            assert_eq!(sql.texts("PRAGMA integrity_check").await, ["ok"], "{}", path.display());
            assert_eq!(sql.texts("PRAGMA foreign_key_check").await, [""; 0], "{}", path.display());
        }
    }
}

impl Sql {
    async fn open(path: &Path) -> Self {
        let address = format!("sqlite://{}", path.display());
        let options = SqliteConnectOptions::from_str(&address).expect("a path is an address");
        Self(options.disable_statement_logging().connect().await.expect("the file opens"))
    }

    /// Runs statements.
    pub async fn run(&mut self, statements: &str) -> Result<u64, sqlx::Error> {
        let done = sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut self.0).await?;
        Ok(done.rows_affected())
    }

    /// The first column of each row, as text.
    pub async fn texts(&mut self, query: &str) -> Vec<String> {
        let rows = sqlx::raw_sql(AssertSqlSafe(query.to_owned())).fetch_all(&mut self.0).await;
        let rows = rows.unwrap_or_else(|error| panic!("{query}: {error}"));
        rows.iter().map(|row| row.try_get_unchecked::<String, _>(0).unwrap_or_default()).collect()
    }

    /// One whole number.
    pub async fn number(&mut self, query: &str) -> i64 {
        let row = sqlx::raw_sql(AssertSqlSafe(query.to_owned())).fetch_one(&mut self.0).await;
        row.and_then(|row| row.try_get(0)).unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// Closes the file.
    pub async fn close(self) {
        self.0.close().await.expect("the file closes");
    }
}
