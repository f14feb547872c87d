//! What was looked up a moment ago, by the hash of a secret: one read however many requests show the secret.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use db::DbError;
use moka::{Expiry, future::Cache};

use crate::secret_text::SecretHash;

/// Someone disabled, signed out or revoked loses every right within five seconds, on every replica; the read
/// itself may take the rest of them.
const KNOWN_FOR: Duration = Duration::from_secs(4);
/// Long enough to blunt a flood of one wrong secret.
const UNKNOWN_FOR: Duration = Duration::from_secs(1);
/// Far more secrets than a hotel has; a flood of made-up ones pushes out each other, at some 200 bytes each.
const SECRETS_MAX: u64 = 10_000;

/// What secrets open. The generation is part of the key: a read that began before something was forgotten is kept
/// where nobody looks any more.
pub(crate) struct Memory<V> {
    known: Cache<(u64, SecretHash), Option<V>>,
    generation: AtomicU64,
}

impl<V: Clone + Send + Sync + 'static> Memory<V> {
    pub(crate) fn new() -> Self {
        let known = Cache::builder().max_capacity(SECRETS_MAX).expire_after(HowLong).build();
        Self { known, generation: AtomicU64::new(0) }
    }

    /// What the secret opens, from memory or from `look_up`. A failed read is not remembered.
    pub(crate) async fn get(
        &self,
        hash: SecretHash,
        look_up: impl Future<Output = Result<Option<V>, DbError>>,
    ) -> Result<Option<V>, DbError> {
        let key = (self.generation.load(Ordering::SeqCst), hash);
        self.known.try_get_with(key, look_up).await.map_err(|error| DbError::clone(&error))
    }

    /// Forgets everything, after a change by this process. Others learn of it within seconds.
    pub(crate) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }
}

struct HowLong;

impl<V> Expiry<(u64, SecretHash), Option<V>> for HowLong {
    fn expire_after_create(&self, _: &(u64, SecretHash), found: &Option<V>, _: Instant) -> Option<Duration> {
        Some(if found.is_some() { KNOWN_FOR } else { UNKNOWN_FOR })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::oneshot;

    use super::*;

    const HASH: SecretHash = [7; 32];

    #[test]
    fn what_a_secret_opens_is_never_older_than_five_seconds() {
        let kept = |found| HowLong.expire_after_create(&(0, HASH), found, Instant::now()).unwrap();

        assert!(kept(&Some(1)) < Duration::from_secs(5));
        assert!(kept(&None::<u8>) <= Duration::from_secs(1));
    }

    #[tokio::test]
    async fn what_is_known_is_not_read_again_until_it_is_forgotten() {
        let memory = Memory::new();

        let first = memory.get(HASH, async { Ok(Some(1)) }).await.unwrap();
        let second = memory.get(HASH, async { Ok(Some(2)) }).await.unwrap();
        memory.forget();
        let third = memory.get(HASH, async { Ok(Some(3)) }).await.unwrap();

        assert_eq!((first, second, third), (Some(1), Some(1), Some(3)));
    }

    #[tokio::test]
    async fn a_read_that_a_change_overtook_is_not_remembered() {
        let memory = Arc::new(Memory::new());
        let (begun, has_begun) = oneshot::channel();
        let (end, may_end) = oneshot::channel();
        let slow = tokio::spawn({
            let memory = memory.clone();
            async move {
                let read = async {
                    begun.send(()).unwrap();
                    may_end.await.unwrap();
                    Ok(Some("before"))
                };
                memory.get(HASH, read).await
            }
        });
        has_begun.await.unwrap();

        memory.forget();
        end.send(()).unwrap();
        let overtaken = slow.await.unwrap().unwrap();
        let next = memory.get(HASH, async { Ok(Some("after")) }).await.unwrap();

        assert_eq!((overtaken, next), (Some("before"), Some("after")));
    }
}
