//! What keeps the module's tables small and its backlog in sight.

use std::{future::Future, sync::Arc, time::Duration};

use db::{Db, DbError};
use kernel::Clock;
use tokio_util::sync::CancellationToken;

use crate::store;

const PURGE_EVERY: Duration = Duration::from_mins(10);
/// As often as a scrape may come.
const MEASURE_EVERY: Duration = Duration::from_secs(5);

/// Forgets what nobody will ask for again.
pub(crate) async fn purge(db: Db, clock: Arc<dyn Clock>, stop: CancellationToken) {
    every(PURGE_EVERY, &stop, async || db::purge(&db, clock.as_ref(), &stop).await).await;
}

/// Reports how many messages wait.
pub(crate) async fn measure(db: Db, stop: CancellationToken) {
    every(MEASURE_EVERY, &stop, async || {
        let (waiting, _) = store::backlog(&db.stale("mail_backlog")).await?;
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        metrics::gauge!("jumak_mail_pending").set(waiting);
        Ok(())
    })
    .await;
}

async fn every<F>(period: Duration, stop: &CancellationToken, work: impl Fn() -> F)
where
    F: Future<Output = Result<(), DbError>>,
{
    while !stop.is_cancelled() {
        if let Err(error) = work().await {
            tracing::warn!(error = ?error, "Notification's upkeep could not work");
        }
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            () = stop.cancelled() => {}
        }
    }
}
