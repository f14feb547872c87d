//! What booking does by itself: end lapsed holds, forget what is too old to matter.

use std::{sync::Arc, time::Duration};

use db::Db;
use kernel::Clock;
use tokio_util::sync::CancellationToken;

use crate::service::Service;

/// How long lapsed rooms may stay off sale when nobody asks for them; who does ask ends them at once.
const SWEEP_EVERY: Duration = Duration::from_secs(5);
const PURGE_EVERY: Duration = Duration::from_mins(10);

/// Ends lapsed holds until `stop`.
pub(crate) async fn sweep(service: Arc<Service>, stop: CancellationToken) {
    loop {
        match service.sweep().await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "Lapsed holds were ended"),
            Err(error) => tracing::warn!(error = ?error, "Lapsed holds were not ended; trying again"),
        }
        if !elapsed(SWEEP_EVERY, &stop).await {
            return;
        }
    }
}

/// Forgets old answers and events until `stop`.
pub(crate) async fn purge(db: Db, clock: Arc<dyn Clock>, stop: CancellationToken) {
    while elapsed(PURGE_EVERY, &stop).await {
        if let Err(error) = db::purge(&db, clock.as_ref(), &stop).await {
            tracing::warn!(error = ?error, "Old rows were not forgotten; trying again");
        }
    }
}

/// Waits. Answers whether to go on.
async fn elapsed(pause: Duration, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(pause) => true,
    }
}
