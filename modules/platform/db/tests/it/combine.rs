//! Combining: one transaction for all that wait, and each answered by itself.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use db::{Column, Combine, Combined, Combiner, DbError, WriteTx, execute, one, set};
use futures::future::join_all;
use kernel::HotelId;

use crate::{Place, place};

/// Writes numbers, each once: a number that is there already breaks the whole batch, as a poison command would.
struct Numbers {
    commits: Arc<AtomicUsize>,
}

impl Combine for Numbers {
    type Command = i64;
    type Answer = i64;
    type Effects = usize;
    const OPERATION: &'static str = "numbers";

    /// All of one hotel: one writer decides them all.
    fn hotel(_: &i64) -> HotelId {
        HotelId::from(uuid::Uuid::nil())
    }

    async fn decide(&self, tx: &WriteTx, commands: &[&i64]) -> Result<Combined<i64, usize>, DbError> {
        let numbers = set(commands.iter().map(|n| **n));
        execute(tx, "INSERT INTO numbers (n) SELECT n FROM set($1: n bigint) AS added", [numbers]).await?;
        let answers = commands.iter().map(|n| **n * 10).collect();
        Ok(Combined { answers, effects: commands.len() })
    }

    fn committed(&self, _: usize) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }
}

async fn numbers() -> (Place, Combiner<Numbers>, Arc<AtomicUsize>) {
    let place = place().await;
    place.as_owner("CREATE TABLE numbers (n BIGINT PRIMARY KEY)").await;
    if db_testing::is_on_server() {
        place.as_owner("GRANT SELECT, INSERT ON numbers TO jumak_booking").await;
    }
    let commits = Arc::new(AtomicUsize::new(0));
    let combiner = Combiner::start(place.db.clone(), Numbers { commits: commits.clone() });
    (place, combiner, commits)
}

async fn stored(place: &Place) -> i64 {
    let row = one(&place.db.fresh("count"), "SELECT COUNT(*) FROM numbers", []).await.unwrap();
    row.unwrap().get(0).unwrap()
}

#[tokio::test]
async fn what_waits_is_committed_together_and_answered_apart() {
    let (place, combiner, commits) = numbers().await;

    let answers = join_all((0..500).map(|n| combiner.submit(n))).await;

    for (n, answer) in (0..500).zip(answers) {
        assert_eq!(answer.unwrap(), n * 10);
    }
    assert_eq!(stored(&place).await, 500);
    assert!(commits.load(Ordering::SeqCst) < 50, "{commits:?} commits for 500 commands");
}

#[tokio::test]
async fn a_poison_command_harms_nobody_but_itself() {
    let (place, combiner, _) = numbers().await;
    combiner.submit(7).await.unwrap();

    let answers = join_all((0..20).map(|n| combiner.submit(n))).await;

    let refused: Vec<_> = answers.iter().enumerate().filter(|(_, a)| a.is_err()).map(|(n, _)| n).collect();
    assert_eq!(refused, [7]);
    assert!(answers[7].as_ref().unwrap_err().is_constraint());
    assert_eq!(stored(&place).await, 20);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_loses_nothing_it_took() {
    let (place, combiner, _) = numbers().await;

    let answers = join_all((0..5_000).map(|n| combiner.submit(n))).await;

    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    let overloaded = answers.iter().filter(|answer| matches!(answer, Err(DbError::Overloaded))).count();
    assert_eq!(taken + overloaded, 5_000);
    assert!(overloaded > 0, "five thousand at once are more than a queue holds");
    assert_eq!(usize::try_from(stored(&place).await).unwrap(), taken);
}

#[tokio::test]
async fn a_command_whose_caller_has_gone_is_skipped() {
    let (place, combiner, _) = numbers().await;

    let mut gone = Box::pin(combiner.submit(1));
    // Polled once it stands in the queue; dropped, nobody waits for it any more.
    assert!(futures::poll!(&mut gone).is_pending());
    drop(gone);
    combiner.submit(2).await.unwrap();

    assert_eq!(stored(&place).await, 1);
}

/// Somebody else is always quicker.
struct Overtaken {
    tries: Arc<AtomicUsize>,
}

impl Combine for Overtaken {
    type Command = i64;
    type Answer = i64;
    type Effects = ();
    const OPERATION: &'static str = "overtaken";

    fn hotel(_: &i64) -> HotelId {
        HotelId::from(uuid::Uuid::nil())
    }

    async fn decide(&self, _: &WriteTx, _: &[&i64]) -> Result<Combined<i64, ()>, DbError> {
        self.tries.fetch_add(1, Ordering::SeqCst);
        Err(DbError::overtaken("somebody else was quicker"))
    }

    fn committed(&self, (): ()) {}
}

#[tokio::test]
async fn what_is_always_overtaken_is_refused_within_seconds_however_many_wait() {
    let place = place().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let combiner = Combiner::start(place.db.clone(), Overtaken { tries: tries.clone() });
    let started = std::time::Instant::now();

    let answers = join_all((0..200).map(|n| combiner.submit(n))).await;

    assert!(answers.iter().all(|answer| matches!(answer, Err(DbError::Contended(_)))), "nothing was done");
    let took = started.elapsed();
    assert!(
        took < std::time::Duration::from_secs(10),
        "{} tries took {took:?}",
        tries.load(Ordering::SeqCst)
    );
}
