//! How often one caller may try, in this process.

use std::{hash::Hash, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::Problem;

/// Whoever can choose many addresses must not fill the memory with them.
const KEYS_MAX: usize = 10_000;

/// A burst, and how fast it comes back.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// So many at once.
    pub burst: NonZeroU32,
    /// One more after each of these.
    pub every: Duration,
}

/// Limits each key on its own (GCRA).
#[derive(Debug, Clone)]
pub struct KeyedLimit<K: Hash + Eq + Clone>(Arc<DefaultKeyedRateLimiter<K>>);

impl<K: Hash + Eq + Clone> KeyedLimit<K> {
    /// A limit with this allowance for every key. `None` when the period is zero.
    pub fn new(allowance: Allowance) -> Option<Self> {
        let quota = Quota::with_period(allowance.every)?.allow_burst(allowance.burst);
        Some(Self(Arc::new(RateLimiter::keyed(quota))))
    }

    /// Counts one try of `key`, or refuses it and says when to come back.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        if self.0.len() > KEYS_MAX {
            // Keys that have their whole allowance back are as good as new ones.
            self.0.retain_recent();
        }
        self.0.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(DefaultClock::default().now());
            Problem::too_many(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }
}
