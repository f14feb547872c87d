//! Failures, counted where tries are free: few for the honest, many for a guesser.

use std::{collections::HashMap, hash::Hash};

use chrono::{DateTime, TimeDelta, Utc};

/// Beyond this the rested are forgotten.
const KEYS_MAX: usize = 10_000;

/// Failures by key, as leaky buckets: until when each key has used up what leaks away.
///
/// Only failures count, so it must be asked before and told after; which a plain rate limiter cannot.
#[derive(Debug)]
pub struct Failures<K> {
    burst: i32,
    every: TimeDelta,
    until: HashMap<K, DateTime<Utc>>,
}

impl<K: Hash + Eq> Failures<K> {
    /// So many failures at once for each key, and one more after each `every`.
    pub fn new(burst: i32, every: TimeDelta) -> Self {
        Self { burst, every, until: HashMap::new() }
    }

    /// How long until one more is allowed; zero or less when it is now.
    pub fn wait(&self, key: &K, now: DateTime<Utc>) -> TimeDelta {
        let until = self.until.get(key);
        until.map_or(TimeDelta::zero(), |until| *until - self.every * (self.burst - 1) - now)
    }

    /// Counts one.
    pub fn count(&mut self, key: K, now: DateTime<Utc>) {
        if self.until.len() >= KEYS_MAX {
            self.until.retain(|_, until| *until > now);
        }
        let until = self.until.entry(key).or_insert(now);
        *until = (*until).max(now) + self.every;
    }

    /// Takes back one that was counted, and was none.
    pub fn take_back(&mut self, key: &K, now: DateTime<Utc>) {
        let Some(until) = self.until.get_mut(key) else { return };
        *until -= self.every;
        if *until <= now {
            self.until.remove(key);
        }
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }
}

/// A wait in whole seconds, after which it is over.
pub fn retry_after_s(wait: TimeDelta) -> u32 {
    u32::try_from(wait.num_seconds().saturating_add(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2030-05-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn whoever_fails_too_often_waits_until_one_has_leaked_away() {
        let mut failures = Failures::new(2, TimeDelta::seconds(30));

        failures.count("ann", now());
        assert!(failures.wait(&"ann", now()) <= TimeDelta::zero());
        failures.count("ann", now());

        assert_eq!(failures.wait(&"ann", now()), TimeDelta::seconds(30));
        assert_eq!(failures.wait(&"bob", now()), TimeDelta::zero());
        assert!(failures.wait(&"ann", now() + TimeDelta::seconds(30)) <= TimeDelta::zero());
    }

    #[test]
    fn what_was_taken_back_is_as_if_it_had_never_been_counted() {
        let mut failures = Failures::new(1, TimeDelta::seconds(30));
        failures.count("ann", now());

        failures.take_back(&"ann", now());

        assert!(failures.is_empty());
    }

    #[test]
    fn beyond_what_fits_the_rested_are_forgotten_and_nobody_else() {
        let mut failures = Failures::new(1, TimeDelta::seconds(30));
        for number in 0..KEYS_MAX {
            failures.count(number, now());
        }
        let later = now() + TimeDelta::seconds(20);
        failures.count(0, later);

        failures.count(KEYS_MAX, now() + TimeDelta::seconds(40));

        assert_eq!(failures.until.len(), 2);
        assert!(failures.until.contains_key(&0));
    }
}
