//! Writing is combining: whatever waits is decided and committed as one transaction (ADR-0008).
//!
//! A hot row gets slower with every transaction that fights for it. So commands queue, one task takes all that
//! wait, decides them first come first served, and commits once. There is no timer: a lone command is a batch
//! of one. Constraints in the database keep the promises; combining only makes them fast.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use futures::FutureExt;
use sea_orm::DbErr;
use tokio::sync::{mpsc, oneshot};

use crate::{Db, DbError, WriteTx};

/// Beyond this a batch gains nothing and makes its first command wait for its last.
const BATCH_MAX: usize = 256;
/// Four full batches: what waits longer than that is better told to come back.
const QUEUE_MAX: usize = 4 * BATCH_MAX;

/// How a module decides a batch of its commands inside one transaction.
pub trait Combine: Send + Sync + 'static {
    /// What callers ask for.
    type Command: Send + Sync + 'static;
    /// What each of them is told.
    type Answer: Send + 'static;
    /// What the process must learn once the batch is committed.
    type Effects: Send;
    /// The name of the batch in metrics.
    const OPERATION: &'static str;

    /// Loads what the commands need, decides each in order, stores the changes. One answer per command.
    fn decide(
        &self,
        tx: &WriteTx,
        commands: &[&Self::Command],
    ) -> impl Future<Output = Result<Combined<Self::Answer, Self::Effects>, DbError>> + Send;

    /// Called after the commit and before any answer leaves.
    fn committed(&self, effects: Self::Effects);
}

/// A decided batch.
#[derive(Debug)]
pub struct Combined<A, E> {
    /// One answer per command, in their order.
    pub answers: Vec<A>,
    /// What to tell the process after the commit.
    pub effects: E,
}

struct Job<C: Combine> {
    command: C::Command,
    answer: oneshot::Sender<Result<C::Answer, DbError>>,
}

/// The way into a module's writer. Cloning is cheap.
pub struct Combiner<C: Combine> {
    queue: mpsc::Sender<Job<C>>,
}

impl<C: Combine> Clone for Combiner<C> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<C: Combine> std::fmt::Debug for Combiner<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Combiner").field("operation", &C::OPERATION).finish_non_exhaustive()
    }
}

impl<C: Combine> Combiner<C> {
    /// Starts the writer. It ends when the last clone of the combiner is gone and its queue is empty.
    pub fn start(db: Db, module: C) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(Writer { db, module }.run(jobs));
        Self { queue }
    }

    /// Queues a command and waits for its answer, which is durable when it arrives.
    ///
    /// A caller that goes away before its turn is skipped.
    pub async fn submit(&self, command: C::Command) -> Result<C::Answer, DbError> {
        let (answer, receiver) = oneshot::channel();
        self.queue.try_send(Job { command, answer }).map_err(|_| {
            metrics::counter!("jumak_shed_total", "class" => C::OPERATION).increment(1);
            DbError::Overloaded
        })?;
        receiver.await.unwrap_or_else(|_| Err(writer_gone()))
    }
}

struct Writer<C: Combine> {
    db: Db,
    module: C,
}

impl<C: Combine> Writer<C> {
    async fn run(self, mut jobs: mpsc::Receiver<Job<C>>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while jobs.recv_many(&mut batch, BATCH_MAX).await > 0 {
            batch.retain(|job| !job.answer.is_closed());
            if !batch.is_empty() {
                self.write(std::mem::take(&mut batch)).await;
            }
        }
    }

    async fn write(&self, batch: Vec<Job<C>>) {
        let started = Instant::now();
        let size = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let outcome = match self.attempt(&batch).await {
            Err(DbError::Internal(error)) => {
                tracing::warn!(operation = C::OPERATION, size, %error, "A batch failed; trying once more");
                self.attempt(&batch).await
            }
            other => other,
        };
        match outcome {
            Ok(answers) => answer(batch, answers),
            Err(DbError::Internal(_)) if batch.len() > 1 => self.write_one_by_one(batch).await,
            Err(error) => refuse(batch, &error),
        }
        metrics::histogram!("jumak_combiner_batch_size", "operation" => C::OPERATION).record(size);
        metrics::histogram!("jumak_combiner_duration_seconds", "operation" => C::OPERATION)
            .record(started.elapsed());
    }

    /// A poison command harms nobody but itself.
    async fn write_one_by_one(&self, batch: Vec<Job<C>>) {
        for job in batch {
            let alone = vec![job];
            match self.attempt(&alone).await {
                Ok(answers) => answer(alone, answers),
                Err(error) => refuse(alone, &error),
            }
        }
    }

    async fn attempt(&self, batch: &[Job<C>]) -> Result<Vec<C::Answer>, DbError> {
        let transacted = AssertUnwindSafe(self.transact(batch)).catch_unwind().await;
        let combined = transacted.unwrap_or_else(|_| Err(DbError::decode("deciding a batch panicked")))?;
        // Nothing that goes wrong from here on may have a committed batch decided once more.
        let told = AssertUnwindSafe(|| self.module.committed(combined.effects));
        if std::panic::catch_unwind(told).is_err() {
            tracing::error!(operation = C::OPERATION, "Telling the process of a committed batch panicked");
        }
        Ok(combined.answers)
    }

    async fn transact(&self, batch: &[Job<C>]) -> Result<Combined<C::Answer, C::Effects>, DbError> {
        let commands: Vec<&C::Command> = batch.iter().map(|job| &job.command).collect();
        let tx = self.db.begin(C::OPERATION).await?;
        let combined = self.module.decide(&tx, &commands).await?;
        if combined.answers.len() != commands.len() {
            return Err(DbError::decode("a batch left a command without its answer"));
        }
        tx.commit().await?;
        Ok(combined)
    }
}

fn answer<C: Combine>(batch: Vec<Job<C>>, answers: Vec<C::Answer>) {
    for (job, answer) in batch.into_iter().zip(answers) {
        // The caller may have gone meanwhile; the change stands, and their key finds it again.
        let _ = job.answer.send(Ok(answer));
    }
}

fn refuse<C: Combine>(batch: Vec<Job<C>>, error: &DbError) {
    tracing::error!(operation = C::OPERATION, size = batch.len(), error = ?error, "A batch was not written");
    for job in batch {
        let _ = job.answer.send(Err(error.clone()));
    }
}

fn writer_gone() -> DbError {
    DbError::Unknown(Arc::new(DbErr::Custom("the writer has stopped".to_owned())))
}
