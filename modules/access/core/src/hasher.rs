//! Hashing beside the requests: a few at a time, a few waiting, the rest told to come back.

use std::{num::NonZeroUsize, sync::Arc};

use access_api::AccessError;
use argon2::password_hash::Error;
use tokio::sync::Semaphore;

use crate::password::{self, Verdict};

/// For each hash that runs, two may wait: a wait of some 0.3 s, still shorter than a person notices.
const WAITING_PER_RUNNING: usize = 2;

/// Bounds what passwords may cost: a flood of sign-ins must not starve bookings of cores or memory.
#[derive(Debug)]
pub(crate) struct Hasher {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Hasher {
    pub(crate) fn new(hashes_at_once: NonZeroUsize) -> Self {
        let running = hashes_at_once.get();
        let admitted = running.saturating_mul(1 + WAITING_PER_RUNNING).min(Semaphore::MAX_PERMITS);
        Self {
            admitted: Arc::new(Semaphore::new(admitted)),
            running: Arc::new(Semaphore::new(running.min(Semaphore::MAX_PERMITS))),
        }
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, AccessError> {
        self.run(move || password::hash(&password)).await
    }

    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<Verdict, AccessError> {
        self.run(move || password::verify(&password, stored.as_deref())).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, AccessError> {
        let admitted = self.admitted.clone().try_acquire_owned().map_err(|_| AccessError::Busy)?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| AccessError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            // The permits stay with the work: a client that goes away does not stop it.
            let _permits = (admitted, running);
            work()
        });
        match done.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(error)) => Err(failed(&error)),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn failed(error: &dyn std::error::Error) -> AccessError {
    tracing::error!(%error, "A password could not be hashed");
    AccessError::Unavailable("passwords cannot be checked".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn beyond_the_queue_a_password_is_refused_at_once_and_later_taken_again() {
        let hasher = Arc::new(Hasher::new(NonZeroUsize::MIN));
        let (release, gate) = mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        let held: Vec<_> = (0..3)
            .map(|_| {
                let (hasher, gate) = (hasher.clone(), gate.clone());
                tokio::spawn(async move {
                    hasher.run(move || Ok(gate.lock().is_ok_and(|gate| gate.recv().is_ok()))).await
                })
            })
            .collect();
        while hasher.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }

        let refused = hasher.run(|| Ok(())).await;
        (0..3).for_each(|_| release.send(()).unwrap());
        for task in held {
            assert!(task.await.unwrap().unwrap());
        }
        let taken = hasher.run(|| Ok(())).await;

        assert!(matches!(refused, Err(AccessError::Busy)));
        assert!(taken.is_ok());
    }
}
