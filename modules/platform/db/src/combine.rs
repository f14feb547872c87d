//! Writing is combining: whatever waits is decided and committed as one transaction (ADR-0008).
//!
//! A hot row gets slower with every transaction that fights for it. So commands queue, one task takes all that
//! wait, decides them first come first served, and commits once. There is no timer: a lone command is a batch
//! of one. Constraints in the database keep the promises; combining only makes them fast.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::FutureExt;
use kernel::HotelId;
use sea_orm::DbErr;
use tokio::sync::{mpsc, oneshot};

use crate::{Db, DbError, Position, WriteTx, position};

/// Beyond this a batch gains nothing and makes its first command wait for its last.
const BATCH_MAX: usize = 256;
/// Four full batches: what waits longer than that is better told to come back.
const QUEUE_MAX: usize = 4 * BATCH_MAX;

/// Another replica of the app may write for the same hotels; after so many tries it is the database that is in trouble.
const TRIES_MAX: u32 = 5;
/// Doubled at each try; ten milliseconds are a few transactions of somebody else's.
const BACKOFF: Duration = Duration::from_millis(10);
/// Whoever is in the way of a command this old is waited for once, and no more: each try may wait for a lock, and
/// whoever queues behind waits for all of them.
const PATIENCE: Duration = Duration::from_secs(6);

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

    /// Whose data a command changes. Commands of one hotel are decided one after another.
    fn hotel(command: &Self::Command) -> HotelId;

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
    queued_at: Instant,
    answer: oneshot::Sender<Result<Written<C::Answer>, DbError>>,
}

/// An answer, and where in the log of a server its change is.
type Written<A> = (A, Option<Position>);

/// The way into a module's writer. Cloning is cheap.
pub struct Combiner<C: Combine> {
    /// One queue for each writer; a hotel always has the same.
    queues: Arc<[mpsc::Sender<Job<C>>]>,
}

impl<C: Combine> Clone for Combiner<C> {
    fn clone(&self) -> Self {
        Self { queues: self.queues.clone() }
    }
}

impl<C: Combine> std::fmt::Debug for Combiner<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Combiner").field("operation", &C::OPERATION).finish_non_exhaustive()
    }
}

impl<C: Combine> Combiner<C> {
    /// Starts as many writers as the database bears. They end when the last clone of the combiner is gone and their
    /// queues are empty.
    pub fn start(db: Db, module: C) -> Self {
        let module = Arc::new(module);
        let queues = (0..db.writers())
            .map(|_| {
                let (queue, jobs) = mpsc::channel(QUEUE_MAX);
                tokio::spawn(Writer { db: db.clone(), module: module.clone() }.run(jobs));
                queue
            })
            .collect();
        Self { queues }
    }

    /// Queues a command and waits for its answer, which is durable when it arrives.
    ///
    /// A caller that goes away before its turn is skipped.
    pub async fn submit(&self, command: C::Command) -> Result<C::Answer, DbError> {
        let (answer, receiver) = oneshot::channel();
        let queue = self.queue_of(C::hotel(&command)).ok_or_else(writer_gone)?;
        queue.try_send(Job { command, queued_at: Instant::now(), answer }).map_err(|_| {
            metrics::counter!("jumak_shed_total", "class" => C::OPERATION).increment(1);
            DbError::Overloaded
        })?;
        let (answer, written) = receiver.await.unwrap_or_else(|_| Err(writer_gone()))?;
        written.into_iter().for_each(position::wrote);
        Ok(answer)
    }

    /// A hotel's queue, by the random end of its id.
    fn queue_of(&self, hotel: HotelId) -> Option<&mpsc::Sender<Job<C>>> {
        let (_, random) = hotel.as_uuid().as_u64_pair();
        let queues = u64::try_from(self.queues.len()).unwrap_or(1).max(1);
        self.queues.get(usize::try_from(random % queues).unwrap_or(0))
    }
}

struct Writer<C: Combine> {
    db: Db,
    module: Arc<C>,
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
        let until = batch.first().map_or(started, |oldest| oldest.queued_at) + PATIENCE;
        let outcome = self.attempt_again(&batch, until).await;
        match outcome {
            Ok(answers) => answer(batch, answers),
            Err(error) if batch.len() == 1 || is_in_the_way(&error, until) => refuse(batch, &error),
            Err(DbError::Internal(_) | DbError::Contended(_)) => self.write_one_by_one(batch, until).await,
            Err(error) => refuse(batch, &error),
        }
        metrics::histogram!("jumak_combiner_batch_size", "operation" => C::OPERATION).record(size);
        metrics::histogram!("jumak_combiner_duration_seconds", "operation" => C::OPERATION)
            .record(started.elapsed());
    }

    /// Once more after a failure that nobody foresaw: what was loaded may have been another's by the time it was
    /// stored, and a unique key said so. Several times when the database says that this is what happened.
    async fn attempt_again(
        &self,
        batch: &[Job<C>],
        until: Instant,
    ) -> Result<Vec<Written<C::Answer>>, DbError> {
        let mut tried = 1;
        loop {
            let error = match self.attempt(batch).await {
                Err(error @ DbError::Internal(_)) if tried < 2 => error,
                Err(error @ DbError::Contended(_)) if tried < TRIES_MAX && Instant::now() < until => error,
                other => return other,
            };
            tracing::warn!(operation = C::OPERATION, size = batch.len(), tried, %error, cause = ?error, "A batch failed; trying again");
            metrics::counter!("jumak_combiner_retries_total", "operation" => C::OPERATION).increment(1);
            if matches!(error, DbError::Contended(_)) {
                tokio::time::sleep(jittered(BACKOFF * 2_u32.pow(tried))).await;
            }
            tried += 1;
        }
    }

    /// A poison command harms nobody but itself.
    async fn write_one_by_one(&self, batch: Vec<Job<C>>, until: Instant) {
        let mut jobs = batch.into_iter();
        while let Some(job) = jobs.next() {
            let alone = vec![job];
            match self.attempt_again(&alone, until).await {
                Ok(answers) => answer(alone, answers),
                Err(error) if is_in_the_way(&error, until) => {
                    // Also of all the others.
                    return refuse(alone.into_iter().chain(jobs).collect(), &error);
                }
                Err(error) => refuse(alone, &error),
            }
        }
    }

    async fn attempt(&self, batch: &[Job<C>]) -> Result<Vec<Written<C::Answer>>, DbError> {
        let transacted = AssertUnwindSafe(self.transact(batch)).catch_unwind().await;
        let (combined, written) =
            transacted.unwrap_or_else(|_| Err(DbError::decode("deciding a batch panicked")))?;
        // Nothing that goes wrong from here on may have a committed batch decided once more.
        let told = AssertUnwindSafe(|| self.module.committed(combined.effects));
        if std::panic::catch_unwind(told).is_err() {
            tracing::error!(operation = C::OPERATION, "Telling the process of a committed batch panicked");
        }
        Ok(combined.answers.into_iter().map(|answer| (answer, written)).collect())
    }

    async fn transact(&self, batch: &[Job<C>]) -> Result<Written<Combined<C::Answer, C::Effects>>, DbError> {
        let commands: Vec<&C::Command> = batch.iter().map(|job| &job.command).collect();
        let tx = self.db.begin(C::OPERATION).await?;
        let combined = self.module.decide(&tx, &commands).await?;
        if combined.answers.len() != commands.len() {
            return Err(DbError::decode("a batch left a command without its answer"));
        }
        let written = tx.commit_at().await?;
        Ok((combined, written))
    }
}

fn answer<C: Combine>(batch: Vec<Job<C>>, answers: Vec<Written<C::Answer>>) {
    for (job, answer) in batch.into_iter().zip(answers) {
        // The caller may have gone meanwhile; the change stands, and their key finds it again.
        let _ = job.answer.send(Ok(answer));
    }
}

/// Whether something was in the way of the batch, and was waited for long enough.
fn is_in_the_way(error: &DbError, until: Instant) -> bool {
    matches!(error, DbError::Contended(_) | DbError::Unavailable(_)) && Instant::now() >= until
}

fn refuse<C: Combine>(batch: Vec<Job<C>>, error: &DbError) {
    tracing::error!(operation = C::OPERATION, size = batch.len(), error = ?error, "A batch was not written");
    for job in batch {
        let _ = job.answer.send(Err(error.clone()));
    }
}

/// Between half of it and all of it: two replicas that failed together do not meet again.
fn jittered(wait: Duration) -> Duration {
    let (random, _) = uuid::Uuid::new_v4().as_u64_pair();
    wait * (50 + u32::try_from(random % 51).unwrap_or(0)) / 100
}

fn writer_gone() -> DbError {
    DbError::Unknown(Arc::new(DbErr::Custom("the writer has stopped".to_owned())))
}
