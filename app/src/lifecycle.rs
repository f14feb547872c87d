//! From the first signal to the last flush.

use std::time::Duration;

use futures::future::BoxFuture;
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// A balancer must learn of it first.
    Drain,
    /// Somebody at a terminal waits.
    AtOnce,
}

/// Waits for SIGTERM or SIGINT.
pub(crate) async fn asked_to_stop() -> std::io::Result<Farewell> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => Ok(Farewell::Drain),
        _ = interrupt.recv() => Ok(Farewell::AtOnce),
    }
}

/// Background work that ends together.
pub(crate) struct Workers {
    tasks: JoinSet<&'static str>,
    stop: CancellationToken,
}

/// What has not ended by then is left behind: everything it does can be done again.
const PATIENCE: Duration = Duration::from_secs(15);

impl Workers {
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self { tasks: JoinSet::new(), stop }
    }

    pub(crate) fn start(&mut self, name: &'static str, task: BoxFuture<'static, ()>) {
        self.tasks.spawn(async move {
            task.await;
            name
        });
    }

    /// Waits until a task ends that should not: it was told to work until the stop.
    pub(crate) async fn failed(&mut self) -> String {
        match self.tasks.join_next().await {
            Some(Ok(name)) => format!("{name} ended by itself"),
            Some(Err(error)) => error.to_string(),
            None => std::future::pending().await,
        }
    }

    /// Tells everyone to stop and waits for them.
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("Background work did not end in time and was left behind");
        }
    }
}
