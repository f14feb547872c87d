//! Small words around written SQL.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Date;
use sea_orm::{QueryResult, TryGetable};

use crate::{Arg, DbError, Read, WriteTx};

/// Runs a change; answers how many rows it touched.
pub async fn execute<'a>(
    tx: &WriteTx,
    sql: &'static str,
    arguments: impl IntoIterator<Item = Arg<'a>> + Send,
) -> Result<u64, DbError> {
    tx.execute(sql, arguments.into_iter().collect()).await
}

/// Writes of one transaction that need not see each other: one round trip where the engine can.
#[derive(Debug, Default)]
pub struct Writes<'a>(Vec<(&'static str, Vec<Arg<'a>>)>);

impl<'a> Writes<'a> {
    /// Adds a change. It must not touch a row that another of them touches.
    pub fn add(&mut self, sql: &'static str, arguments: impl IntoIterator<Item = Arg<'a>>) {
        self.0.push((sql, arguments.into_iter().collect()));
    }

    /// Makes them; answers how many rows each touched, in the order in which they were added.
    pub async fn make(self, tx: &WriteTx) -> Result<Vec<u64>, DbError> {
        tx.execute_all(self.0).await
    }
}

/// Every row of a query.
pub async fn many<'a>(
    read: &impl Read,
    sql: &'static str,
    arguments: impl IntoIterator<Item = Arg<'a>> + Send,
) -> Result<Vec<QueryResult>, DbError> {
    read.query(sql, arguments.into_iter().collect()).await
}

/// The first row of a query, if it has one.
pub async fn one<'a>(
    read: &impl Read,
    sql: &'static str,
    arguments: impl IntoIterator<Item = Arg<'a>> + Send,
) -> Result<Option<QueryResult>, DbError> {
    Ok(many(read, sql, arguments).await?.into_iter().next())
}

/// An instant as every table keeps it: microseconds since 1970 (ADR-0005).
pub fn us(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

/// The instant that a table keeps.
pub fn from_us(us: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(us).unwrap_or_default()
}

/// Reads a column by its position and turns it into one of our types.
pub trait Column {
    /// The value of column `index`.
    fn get<T: TryGetable>(&self, index: usize) -> Result<T, DbError>;
    /// The hotel's own date in column `index`.
    fn date(&self, index: usize) -> Result<Date, DbError>;
    /// The hotel's own date in column `index`, if there is one.
    fn date_if_any(&self, index: usize) -> Result<Option<Date>, DbError>;
    /// The value of text column `index`, parsed.
    fn parse<T>(&self, index: usize) -> Result<T, DbError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>;
    /// The value of text column `index`, read as JSON.
    fn json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T, DbError>;
    /// The value of column `index`, converted.
    fn convert<F, T>(&self, index: usize) -> Result<T, DbError>
    where
        F: TryGetable,
        T: TryFrom<F, Error: std::fmt::Display>;
}

impl Column for QueryResult {
    fn get<T: TryGetable>(&self, index: usize) -> Result<T, DbError> {
        Ok(self.try_get_by_index(index)?)
    }

    fn date(&self, index: usize) -> Result<Date, DbError> {
        Date::try_from(self.get::<NaiveDate>(index)?).map_err(DbError::decode)
    }

    fn date_if_any(&self, index: usize) -> Result<Option<Date>, DbError> {
        self.get::<Option<NaiveDate>>(index)?
            .map(|date| Date::try_from(date).map_err(DbError::decode))
            .transpose()
    }

    fn parse<T>(&self, index: usize) -> Result<T, DbError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let text: String = self.get(index)?;
        text.parse().map_err(DbError::decode)
    }

    fn json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T, DbError> {
        let text: String = self.get(index)?;
        serde_json::from_str(&text).map_err(DbError::decode)
    }

    fn convert<F, T>(&self, index: usize) -> Result<T, DbError>
    where
        F: TryGetable,
        T: TryFrom<F, Error: std::fmt::Display>,
    {
        let value: F = self.get(index)?;
        T::try_from(value).map_err(DbError::decode)
    }
}
