//! Forgetting what is too old to matter.

use kernel::Clock;
use tokio_util::sync::CancellationToken;

use crate::{Db, DbError, inbox, once, outbox};

/// Forgets old stored answers, received and published events, a few thousand at a time, so that the module's own
/// writes come in between. Ends when nothing old is left, or at `stop`.
pub async fn purge(db: &Db, clock: &dyn Clock, stop: &CancellationToken) -> Result<(), DbError> {
    let mut forgotten = 1;
    while forgotten > 0 && !stop.is_cancelled() {
        let now = clock.now();
        let tx = db.begin("purge").await?;
        forgotten =
            once::purge(&tx, now).await? + inbox::purge(&tx, now).await? + outbox::purge(&tx, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
