//! How often an address may try what a guesser would: failures are few for an honest guest and many for a guesser.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Allowance, Failures, KeyedLimit, Problem, household, retry_after_s};

/// So many failures at once.
const FAILURES_BURST: i32 = 20;
/// One more after each of these.
const FAILURE_EVERY: TimeDelta = TimeDelta::seconds(3);

/// 120 tries a minute, whatever comes of them.
const TRIES_BURST: NonZeroU32 = NonZeroU32::new(120).unwrap();
const TRY_EVERY: Duration = Duration::from_millis(500);

/// Limits tries of one kind, by address: 120 a minute, and 20 failures with one more every three seconds.
#[derive(Debug)]
pub struct GuessLimit {
    tries: Option<KeyedLimit<IpAddr>>,
    failures: Mutex<Failures<IpAddr>>,
}

impl Default for GuessLimit {
    fn default() -> Self {
        let tries = KeyedLimit::new(Allowance { burst: TRIES_BURST, every: TRY_EVERY });
        Self { tries, failures: Mutex::new(Failures::new(FAILURES_BURST, FAILURE_EVERY)) }
    }
}

impl GuessLimit {
    /// Counts a try of this address, or refuses it and says when to come back.
    pub fn check(&self, address: IpAddr, now: DateTime<Utc>) -> Result<(), Problem> {
        let address = household(address);
        let wait = self.failures().wait(&address, now);
        if wait > TimeDelta::zero() {
            return Err(Problem::too_many(retry_after_s(wait)));
        }
        self.tries.as_ref().map_or(Ok(()), |tries| tries.check(&address))
    }

    /// Counts a try that found nothing.
    pub fn failed(&self, address: IpAddr, now: DateTime<Utc>) {
        self.failures().count(household(address), now);
    }

    fn failures(&self) -> MutexGuard<'_, Failures<IpAddr>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2030-05-01T12:00:00Z".parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_guesser_gets_twenty_tries_and_then_one_every_three_seconds() {
        let limits = GuessLimit::default();
        let guesser = address("192.0.2.1");

        for _ in 0..20 {
            limits.check(guesser, now()).unwrap();
            limits.failed(guesser, now());
        }

        assert!(limits.check(guesser, now()).is_err());
        assert!(limits.check(address("192.0.2.2"), now()).is_ok());
        let later = now() + TimeDelta::seconds(3);
        assert!(limits.check(guesser, later).is_ok());
        limits.failed(guesser, later);
        assert!(limits.check(guesser, later).is_err());
    }

    #[test]
    fn a_guest_who_knows_their_code_is_not_slowed_down() {
        let limits = GuessLimit::default();

        for _ in 0..100 {
            limits.check(address("192.0.2.1"), now()).unwrap();
        }

        assert!(limits.failures().is_empty());
    }
}
