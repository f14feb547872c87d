//! A write transaction on the primary.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use sea_orm::{DbErr, QueryResult};
use tokio::sync::Mutex;

use super::connection::Connection;
use crate::{
    Arg, Column, DbError, Position, bind,
    text::{Engine, Text, text, together},
};

/// Whoever waits longer for a commit is told that its outcome is unknown. It may wait for a standby, and no setting of
/// the server ends that.
const COMMIT_DEADLINE: Duration = Duration::from_secs(5);
/// A transaction that nobody wants is given up in the background.
const ROLLBACK_DEADLINE: Duration = Duration::from_secs(2);

/// An open transaction. Dropped, it is rolled back.
pub(crate) struct Tx {
    /// Gone once it is committed.
    connection: Mutex<Option<Connection>>,
    timeline: u32,
    /// A statement failed; Postgres would answer a commit with a rollback, and call that success.
    is_broken: AtomicBool,
}

impl Tx {
    pub(super) fn new(connection: Connection, timeline: u32) -> Self {
        Self { connection: Mutex::new(Some(connection)), timeline, is_broken: AtomicBool::new(false) }
    }

    pub(crate) async fn query(
        &self,
        sql: &'static str,
        arguments: Vec<Arg<'_>>,
    ) -> Result<Vec<QueryResult>, DbError> {
        self.ask(text(Engine::Postgres, sql)?, arguments).await
    }

    pub(crate) async fn execute(&self, sql: &'static str, arguments: Vec<Arg<'_>>) -> Result<u64, DbError> {
        let text = text(Engine::Postgres, sql)?;
        let bound = bind::for_postgres(text, arguments)?;
        let mut connection = self.connection.lock().await;
        let connection = connection.as_mut().ok_or_else(is_over)?;
        self.noticed(connection.execute(text, bound).await)
    }

    /// Runs changes as one statement; answers how many rows each touched.
    pub(crate) async fn execute_all(
        &self,
        changes: Vec<(&'static str, Vec<Arg<'_>>)>,
    ) -> Result<Vec<u64>, DbError> {
        let (texts, arguments): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
        let counted = self.ask(together(&texts)?, arguments.into_iter().flatten().collect()).await?;
        let row = counted.first().ok_or_else(|| DbError::decode("changes have no counts"))?;
        (0..texts.len()).map(|index| row.convert::<i64, u64>(index)).collect()
    }

    async fn ask(&self, text: &Text, arguments: Vec<Arg<'_>>) -> Result<Vec<QueryResult>, DbError> {
        let bound = bind::for_postgres(text, arguments)?;
        let mut connection = self.connection.lock().await;
        let connection = connection.as_mut().ok_or_else(is_over)?;
        self.noticed(connection.query(text, bound).await)
    }

    fn noticed<T>(&self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        if outcome.is_err() {
            self.is_broken.store(true, Ordering::Relaxed);
        }
        outcome
    }

    /// Makes it so, and answers where in the log that was.
    pub(crate) async fn commit(mut self) -> Result<Position, DbError> {
        if *self.is_broken.get_mut() {
            return Err(DbError::decode("a statement of the transaction failed, so it cannot be committed"));
        }
        let Some(mut connection) = self.connection.get_mut().take() else {
            return Err(is_over());
        };
        // In a task of its own: a commit that waits for its standby keeps its connection until it is through, so
        // that no more of them wait than the pool has connections.
        let committing = tokio::spawn(async move { connection.commit().await });
        let lsn = match tokio::time::timeout(COMMIT_DEADLINE, committing).await {
            Ok(Ok(outcome)) => outcome.map_err(DbError::at_commit)?,
            Ok(Err(ended)) => return Err(DbError::at_commit(DbErr::Custom(ended.to_string()))),
            Err(_) => {
                let waited = format!("no answer to a commit within {} s", COMMIT_DEADLINE.as_secs());
                return Err(DbError::at_commit(DbErr::Custom(waited)));
            }
        };
        Ok(Position { timeline: self.timeline, lsn })
    }
}

fn is_over() -> DbError {
    DbError::decode("the transaction is over")
}

impl Drop for Tx {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.get_mut().take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let rolled_back = tokio::time::timeout(ROLLBACK_DEADLINE, connection.say("ROLLBACK")).await;
            if !matches!(rolled_back, Ok(Ok(()))) {
                connection.forget();
            }
        });
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("timeline", &self.timeline).finish_non_exhaustive()
    }
}
