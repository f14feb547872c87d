//! Small words around written SQL.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, QueryResult, Statement, TryGetable, Value};
use serde::Serialize;

use crate::{DbError, Read, WriteTx};

/// Runs a change; answers how many rows it touched.
pub async fn execute(
    tx: &WriteTx,
    sql: &'static str,
    values: impl IntoIterator<Item = Value> + Send,
) -> Result<u64, DbError> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

/// Every row of a query.
pub async fn many(
    read: &impl Read,
    sql: &'static str,
    values: impl IntoIterator<Item = Value> + Send,
) -> Result<Vec<QueryResult>, DbError> {
    let statement = Statement::from_sql_and_values(read.get_database_backend(), sql, values);
    Ok(read.query_all_raw(statement).await?)
}

/// The first row of a query, if it has one.
pub async fn one(
    read: &impl Read,
    sql: &'static str,
    values: impl IntoIterator<Item = Value> + Send,
) -> Result<Option<QueryResult>, DbError> {
    let statement = Statement::from_sql_and_values(read.get_database_backend(), sql, values);
    Ok(read.query_one_raw(statement).await?)
}

/// Rows as one JSON parameter, for `json_each`: a set costs one statement, however large.
///
/// Ids are written with hyphens; the statement reads them with `unhex(value ->> 0, '-')`.
pub fn rows<T: Serialize>(rows: &[T]) -> Result<Value, DbError> {
    serde_json::to_string(rows).map(Value::from).map_err(DbError::decode)
}

/// [`rows`] of anything that can be walked.
pub fn rows_of<T: Serialize>(rows: impl IntoIterator<Item = T>) -> Result<Value, DbError> {
    let collected: Vec<T> = rows.into_iter().collect();
    self::rows(&collected)
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
