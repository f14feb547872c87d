//! Real servers that fail, and what was promised for it. Each test breaks servers of its own that keep every promise of a
//! commit, so one ground is as good as another: profiles for a ground leave these tests out.
#![expect(clippy::print_stderr, reason = "a fault test says how often it looked, and how long things took")]

mod commits;
mod interleavings;
mod network;
mod processes;
mod promotion;
mod replicas;
mod scarcity;

use std::time::{Duration, Instant};

use jumak_tests::{Answer, Buyers, Cluster, Database, Days, Inn, Setup, in_days, nights_from};

/// Who books while something breaks.
const BUYERS: usize = 16;
/// The slowest way to an answer: a batch that something is in the way of, and the one behind it.
const ANSWER_MAX: Duration = Duration::from_secs(12);

fn stay() -> Days {
    nights_from(in_days(30), 2)
}

/// An inn with more rooms than a test sells, on this database.
async fn inn_on(database: &Database) -> Inn {
    Inn::with(Setup::default().on(database)).await.with_stock("DBL", stay(), 50_000).await
}

/// A server of its own, and an inn that reaches it directly.
struct House {
    primary: Cluster,
    database: Database,
    inn: Inn,
}

impl House {
    async fn open() -> Self {
        Self::on(Cluster::start().await).await
    }

    async fn on(primary: Cluster) -> Self {
        let database = primary.database("inn").await;
        let inn = inn_on(&database).await;
        Self { primary, database, inn }
    }
}

/// Settles what is unknown, and fails unless each order that was ever placed is there exactly once. Answers how many
/// there are, and how many answers were none: the connection broke, or the server could not say.
async fn assert_each_once(buyers: &Buyers, inn: &Inn, database: &Database) -> (usize, usize) {
    buyers.settle(inn.api()).await;
    let journal = buyers.journal();
    let kept = database.sql("booking").await.texts("SELECT code FROM bookings").await;
    assert_eq!(journal.complaints(&kept), [""; 0]);
    let acknowledged = journal.acknowledged().len();
    assert_eq!((acknowledged, kept.len()), (journal.len(), journal.len()), "each key is one booking");
    inn.audit().await.assert_clean();
    (acknowledged, buyers.doubts())
}

/// Fails unless this is a refusal for now that says when to come back.
fn assert_come_back(answer: &Answer, code: &str) {
    answer.refused(503, code);
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1), "{answer}");
}

/// The sum of a metric over all its lines with these labels.
async fn metric(inn: &Inn, name: &str, labels: &[&str]) -> u64 {
    let page = inn.admin().get("/metrics").await.text();
    let is_wanted = |line: &&str| {
        line.starts_with(&format!("{name}{{")) && labels.iter().all(|label| line.contains(label))
    };
    page.lines().filter(is_wanted).filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
}

/// How long it took.
async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let started = Instant::now();
    let done = work.await;
    (done, started.elapsed())
}
