//! What access does by itself: forget sessions that are over.

use std::{sync::Arc, time::Duration};

use db::{Db, DbError};
use kernel::Clock;
use tokio_util::sync::CancellationToken;

use crate::{sessions::IDLE_MAX, store::sessions};

/// Sessions that are over open nothing; they only take room.
const PURGE_EVERY: Duration = Duration::from_mins(10);

/// Forgets sessions that are over until `stop`.
pub(crate) async fn purge(db: Db, clock: Arc<dyn Clock>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = forget_unused(&db, clock.as_ref(), &stop).await {
            tracing::warn!(error = ?error, "Sessions that are over were not forgotten; trying again");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PURGE_EVERY) => {}
        }
    }
}

/// A batch at a time, so that sign-ins come in between. A session too old to be used is soon one that nobody used.
async fn forget_unused(db: &Db, clock: &dyn Clock, stop: &CancellationToken) -> Result<(), DbError> {
    let mut forgotten = 1;
    while forgotten > 0 && !stop.is_cancelled() {
        let tx = db.begin("purge_sessions").await?;
        forgotten = sessions::purge(&tx, clock.now() - IDLE_MAX).await?;
        tx.commit().await?;
    }
    Ok(())
}
