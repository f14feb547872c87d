//! Whether this process should be sent requests, and if not, why.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures::future::{BoxFuture, join_all};

/// A balancer asks every few seconds and waits about as long; a check that takes longer has failed.
const DEADLINE: Duration = Duration::from_secs(2);

/// Asks whether something works; says why when it does not, in words an operator understands.
pub type Check = Box<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// What a check found: its name, and whether that works or why not.
pub type Finding = (&'static str, Result<(), String>);

/// The checks of a process, and whether it is leaving.
#[derive(Default)]
pub struct Health {
    checks: Vec<(&'static str, Check)>,
    is_draining: AtomicBool,
}

impl Health {
    /// Adds something without which no request can be answered.
    pub fn register<F, R>(&mut self, name: &'static str, check: F)
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.checks.push((name, Box::new(move || Box::pin(check()))));
    }

    /// Asks everything at once, each for two seconds at most. Draining is a finding of its own.
    pub async fn ready(&self) -> Vec<Finding> {
        let mut findings = join_all(self.checks.iter().map(ask)).await;
        if self.is_draining() {
            findings.push(("draining", Err("the process is stopping".to_owned())));
        }
        let is_ready = findings.iter().all(|(_, found)| found.is_ok());
        metrics::gauge!("jumak_ready").set(if is_ready { 1.0 } else { 0.0 });
        findings
    }

    /// From now on the process is not ready, so that balancers send their requests elsewhere.
    pub fn start_draining(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    /// Whether the process is leaving.
    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.checks.iter().map(|(name, _)| name).collect();
        f.debug_struct("Health").field("checks", &names).field("is_draining", &self.is_draining()).finish()
    }
}

async fn ask((name, check): &(&'static str, Check)) -> Finding {
    let late = || Err(format!("no answer within {} s", DEADLINE.as_secs()));
    (*name, tokio::time::timeout(DEADLINE, check()).await.unwrap_or_else(|_| late()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everything_that_fails_says_why() {
        let mut health = Health::default();
        health.register("database", || async { Ok(()) });
        health.register("mail", || async { Err("refused".to_owned()) });

        let findings = health.ready().await;

        assert_eq!(findings, [("database", Ok(())), ("mail", Err("refused".to_owned()))]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_hangs_has_failed_and_delays_no_other() {
        let mut health = Health::default();
        health.register("hung", std::future::pending);
        health.register("hung too", std::future::pending);
        let started = tokio::time::Instant::now();

        let findings = health.ready().await;

        assert!(findings.iter().all(|(_, found)| found == &Err("no answer within 2 s".to_owned())));
        assert!(started.elapsed() < DEADLINE * 2);
    }

    #[tokio::test]
    async fn a_process_that_is_leaving_is_not_ready() {
        let health = Health::default();
        assert_eq!(health.ready().await, []);

        health.start_draining();

        assert!(health.is_draining());
        assert!(health.ready().await.iter().any(|(name, found)| *name == "draining" && found.is_err()));
    }
}
