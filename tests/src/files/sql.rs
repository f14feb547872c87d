//! An SQL shell on either engine. A test's statements are such that both understand them.

use std::{path::Path, str::FromStr};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row, SqliteConnection,
    sqlite::SqliteConnectOptions,
};

use crate::postgres;

/// An SQL shell on what one module keeps.
#[derive(Debug)]
pub struct Sql(Shell);

#[derive(Debug)]
enum Shell {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Sql {
    pub(super) async fn open(path: &Path) -> Self {
        let address = format!("sqlite://{}", path.display());
        let options = SqliteConnectOptions::from_str(&address).expect("a path is an address");
        Self(Shell::Sqlite(options.disable_statement_logging().connect().await.expect("the file opens")))
    }

    /// A superuser's shell on a database, through this port of 127.0.0.1.
    pub async fn at(port: u16, database: &str) -> Self {
        Self::try_at(port, database)
            .await
            .unwrap_or_else(|error| panic!("{port} leads to {database}: {error}"))
    }

    /// The same, where the way may be blocked.
    pub async fn try_at(port: u16, database: &str) -> Result<Self, String> {
        Ok(Self(Shell::Postgres(postgres::connect(port, database).await?)))
    }

    /// Runs statements. Answers how many rows they touched.
    pub async fn run(&mut self, statements: &str) -> Result<u64, sqlx::Error> {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        Ok(match &mut self.0 {
            Shell::Sqlite(connection) => statements.execute(connection).await?.rows_affected(),
            Shell::Postgres(connection) => statements.execute(connection).await?.rows_affected(),
        })
    }

    /// Takes a table for itself until `ROLLBACK`; on SQLite, the whole file.
    pub async fn lock(&mut self, table: &str) {
        let lock = match self.0 {
            Shell::Sqlite(_) => "BEGIN EXCLUSIVE".to_owned(),
            Shell::Postgres(_) => format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"),
        };
        self.run(&lock).await.unwrap_or_else(|error| panic!("{lock}: {error}"));
    }

    /// The first column of each row, as text; nothing at all is the empty text.
    pub async fn texts(&mut self, query: &str) -> Vec<String> {
        let asked = sqlx::raw_sql(AssertSqlSafe(query.to_owned()));
        let found = match &mut self.0 {
            Shell::Sqlite(connection) => asked.fetch_all(connection).await.map(|rows| {
                rows.iter().map(|row| row.try_get_unchecked::<String, _>(0).unwrap_or_default()).collect()
            }),
            // Without parameters it answers in text, whatever the type.
            Shell::Postgres(connection) => asked.fetch_all(connection).await.map(|rows| {
                rows.iter().map(|row| row.try_get_unchecked::<String, _>(0).unwrap_or_default()).collect()
            }),
        };
        found.unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// One whole number.
    pub async fn number(&mut self, query: &str) -> i64 {
        if let Shell::Sqlite(connection) = &mut self.0 {
            let row = sqlx::raw_sql(AssertSqlSafe(query.to_owned())).fetch_one(connection).await;
            return row.and_then(|row| row.try_get(0)).unwrap_or_else(|error| panic!("{query}: {error}"));
        }
        let texts = self.texts(query).await;
        let number = texts.first().and_then(|text| text.parse().ok());
        number.unwrap_or_else(|| panic!("{query}: {texts:?} is no number"))
    }

    /// Ends the session.
    pub async fn close(self) {
        let closed = match self.0 {
            Shell::Sqlite(connection) => connection.close().await,
            Shell::Postgres(connection) => connection.close().await,
        };
        closed.expect("the session ends");
    }
}
