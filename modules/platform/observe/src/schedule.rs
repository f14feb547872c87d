//! How late the runtime wakes its tasks: the first sign that a process has too little CPU.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Often enough to see a stall of a second, rare enough to cost nothing.
const EVERY: Duration = Duration::from_millis(250);

/// Measures the runtime it is spawned on until `stop`, as `jumak_runtime_schedule_delay_seconds`.
pub async fn watch_schedule(stop: CancellationToken) {
    loop {
        let due = Instant::now() + EVERY;
        if stop.run_until_cancelled(tokio::time::sleep_until(due)).await.is_none() {
            return;
        }
        metrics::histogram!("jumak_runtime_schedule_delay_seconds").record(due.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn watching_ends_when_told() {
        let stop = CancellationToken::new();
        stop.cancel();

        watch_schedule(stop).await;
    }
}
