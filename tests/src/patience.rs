//! Waiting for what must come, never for a time to pass.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

/// Generous for a busy two-core machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

/// The first answer of `probe` that is something; fails with `what` when none comes.
pub async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_ok(what, async || probe().await.ok_or("nothing came")).await
}

/// The first success of `probe`; fails with `what` and the last failure when none comes.
pub(crate) async fn eventually_ok<T, E: Display>(
    what: &str,
    mut probe: impl AsyncFnMut() -> Result<T, E>,
) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match probe().await {
            Ok(found) => return found,
            Err(why) => assert!(Instant::now() < deadline, "waited {PATIENCE:?} in vain: {what}: {why}"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Fails when `probe` comes true within `span`; for promises that something does not happen.
pub async fn never_within(span: Duration, what: &str, mut probe: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + span;
    while Instant::now() < deadline {
        assert!(!probe().await, "{what}");
        tokio::time::sleep(PAUSE).await;
    }
}
