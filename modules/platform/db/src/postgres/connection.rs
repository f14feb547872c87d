//! One connection at work, with a limit to how long anybody waits for it.

use std::sync::Arc;

use sea_orm::{
    DbErr, QueryResult, RuntimeErr,
    sqlx::{
        self, AssertSqlSafe, Executor, Postgres,
        pool::PoolConnection,
        postgres::{PgArguments, PgPool},
    },
};

use super::session::Session;
use crate::{DbError, text::Text};

/// A connection taken from a pool. Whatever breaks it keeps it from going back.
pub(super) struct Connection {
    live: PoolConnection<Postgres>,
    session: Session,
}

impl Connection {
    pub(super) async fn take(pool: &PgPool, session: Session) -> Result<Self, DbError> {
        let live = pool.acquire().await.map_err(connecting)?;
        Ok(Self { live, session })
    }

    pub(super) async fn query(
        &mut self,
        text: &Text,
        arguments: PgArguments,
    ) -> Result<Vec<QueryResult>, DbError> {
        // A prepared statement of one session is unknown to the next that a pooler hands out.
        let query = sqlx::query_with(text.sql, arguments).persistent(!self.session.is_pooled);
        let asked = tokio::time::timeout(self.session.deadline, query.fetch_all(&mut *self.live)).await;
        self.judged(asked, RuntimeErrOf::Query).map(|rows| rows.into_iter().map(QueryResult::from).collect())
    }

    pub(super) async fn execute(&mut self, text: &Text, arguments: PgArguments) -> Result<u64, DbError> {
        let query = sqlx::query_with(text.sql, arguments).persistent(!self.session.is_pooled);
        let asked = tokio::time::timeout(self.session.deadline, query.execute(&mut *self.live)).await;
        self.judged(asked, RuntimeErrOf::Exec).map(|done| done.rows_affected())
    }

    /// Says something simple, such as `BEGIN`, which may be several statements.
    pub(super) async fn say(&mut self, sql: &str) -> Result<(), DbError> {
        let said = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let asked = tokio::time::timeout(self.session.deadline, self.live.execute(said)).await;
        self.judged(asked, RuntimeErrOf::Exec).map(|_| ())
    }

    /// Commits, however long that takes, and answers how far the log was flushed after it.
    pub(super) async fn commit(&mut self) -> Result<u64, DbErr> {
        let commit = sqlx::raw_sql("COMMIT; SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::text");
        let said = self.live.fetch_one(commit).await.and_then(|row| sqlx::Row::try_get::<String, _>(&row, 0));
        match said {
            Ok(lsn) => lsn.parse().map_err(|_| DbErr::Type(format!("{lsn} is no place in the log"))),
            Err(error) => {
                self.live.close_on_drop();
                Err(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error))))
            }
        }
    }

    /// Keeps the connection from going back to its pool.
    pub(super) fn forget(&mut self) {
        self.live.close_on_drop();
    }

    fn judged<T>(
        &mut self,
        asked: Result<Result<T, sqlx::Error>, tokio::time::error::Elapsed>,
        of: RuntimeErrOf,
    ) -> Result<T, DbError> {
        match asked {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                if !matches!(error, sqlx::Error::Database(_)) {
                    self.live.close_on_drop();
                }
                Err(DbError::from(of.err(error)))
            }
            Err(_) => {
                // What it may still answer is nobody's any more.
                self.live.close_on_drop();
                Err(connecting(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum RuntimeErrOf {
    Query,
    Exec,
}

impl RuntimeErrOf {
    fn err(self, error: sqlx::Error) -> DbErr {
        let cause = RuntimeErr::SqlxError(Arc::new(error));
        match self {
            Self::Query => DbErr::Query(cause),
            Self::Exec => DbErr::Exec(cause),
        }
    }
}

pub(super) fn connecting(error: sqlx::Error) -> DbError {
    DbError::from(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
}
