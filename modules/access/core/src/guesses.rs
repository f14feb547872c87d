//! How often passwords may be guessed, in this process: wrong ones are few for an honest person and many for a
//! guesser.
//!
//! They are counted by address, and by account. Whoever guesses at an account from all over the world uses up what
//! strangers have there; the address from which its owner signed in before has an allowance of its own, so nobody
//! can lock the owner out. E-mails that nobody has are counted alike, and so betray nothing.

use std::{
    collections::HashSet,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use access_api::AccessError;
use chrono::{DateTime, TimeDelta, Utc};
use http_kit::{Failures, household, retry_after_s};
use kernel::StaffId;
use sha2::{Digest, Sha256};

/// A whole front desk may sit behind one address; a guesser there has 2,900 tries a day.
const ADDRESS_BURST: i32 = 20;
const ADDRESS_EVERY: TimeDelta = TimeDelta::seconds(30);
/// 1,450 tries a day, from however many addresses: a password of 12 characters outlives them all.
const ACCOUNT_BURST: i32 = 10;
const ACCOUNT_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Addresses that accounts signed in from; beyond this, new ones are treated as strangers' until a restart.
const HOMES_MAX: usize = 10_000;

/// An e-mail, known or not, or an account's id: its hash, so that long ones take no more room than short ones.
type Name = [u8; 32];

/// Whose allowance at an account: that of one of its own addresses, or the one that all strangers share.
type Visitor = (Name, Option<IpAddr>);

/// Counts wrong passwords.
#[derive(Debug)]
pub(crate) struct Guesses(Mutex<Counts>);

/// Wrong passwords that have not rested cannot fill the memory: each try before them cost a hash.
#[derive(Debug)]
struct Counts {
    by_address: Failures<IpAddr>,
    by_account: Failures<Visitor>,
    homes: HashSet<(Name, IpAddr)>,
}

/// A try that was let in. It counts as wrong until the contrary is told.
#[derive(Debug)]
pub(crate) struct Guess {
    address: Option<IpAddr>,
    visitor: Visitor,
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Right,
    Wrong,
    /// Nobody looked.
    Unchecked,
}

impl Guesses {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Counts {
            by_address: Failures::new(ADDRESS_BURST, ADDRESS_EVERY),
            by_account: Failures::new(ACCOUNT_BURST, ACCOUNT_EVERY),
            homes: HashSet::new(),
        }))
    }

    /// Lets a sign-in try its password, or says when it may. Counted before the password is checked, or a thousand
    /// tries at once would all be let in.
    pub(crate) fn sign_in(
        &self,
        email: &str,
        address: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Guess, AccessError> {
        let (name, address) = (name(email.trim().to_lowercase()), household(address));
        let mut counts = self.counts();
        let home = counts.homes.contains(&(name, address)).then_some(address);
        counts.admit(Guess { address: Some(address), visitor: (name, home) }, now)
    }

    /// The same for someone who is signed in, and must show their password once more.
    pub(crate) fn change(&self, staff: StaffId, now: DateTime<Utc>) -> Result<Guess, AccessError> {
        self.counts().admit(Guess { address: None, visitor: (name(staff.to_string()), None) }, now)
    }

    /// Tells what became of a try.
    pub(crate) fn settle(&self, guess: &Guess, outcome: Outcome, now: DateTime<Utc>) {
        let mut counts = self.counts();
        if outcome != Outcome::Wrong {
            counts.take_back(guess, now);
        }
        if let (Outcome::Right, Some(address)) = (outcome, guess.address)
            && counts.homes.len() < HOMES_MAX
        {
            counts.homes.insert((guess.visitor.0, address));
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn admit(&mut self, guess: Guess, now: DateTime<Utc>) -> Result<Guess, AccessError> {
        let by_address = guess.address.map_or(TimeDelta::zero(), |at| self.by_address.wait(&at, now));
        let wait = by_address.max(self.by_account.wait(&guess.visitor, now));
        if wait > TimeDelta::zero() {
            return Err(AccessError::TooMany { retry_after_s: retry_after_s(wait) });
        }
        if let Some(address) = guess.address {
            self.by_address.count(address, now);
        }
        self.by_account.count(guess.visitor, now);
        Ok(guess)
    }

    fn take_back(&mut self, guess: &Guess, now: DateTime<Utc>) {
        if let Some(address) = guess.address {
            self.by_address.take_back(&address, now);
        }
        self.by_account.take_back(&guess.visitor, now);
    }
}

fn name(text: String) -> Name {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: &str = "ann@example.com";

    fn now() -> DateTime<Utc> {
        "2030-05-01T09:00:00Z".parse().unwrap()
    }

    fn host(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    /// An address in a network of its own for each number.
    fn anywhere(number: u32) -> IpAddr {
        IpAddr::from([0x2001, 0xdb8, 0, u16::try_from(number).unwrap(), 0, 0, 0, 1])
    }

    impl Guesses {
        fn try_once(&self, email: &str, address: IpAddr, outcome: Outcome, at: DateTime<Utc>) -> bool {
            let Ok(guess) = self.sign_in(email, address, at) else { return false };
            self.settle(&guess, outcome, at);
            true
        }

        fn guess_until_refused(&self, email: impl Fn(u32) -> String, address: impl Fn(u32) -> IpAddr) -> u32 {
            let mut tries = 0;
            while self.try_once(&email(tries), address(tries), Outcome::Wrong, now()) {
                tries += 1;
            }
            tries
        }
    }

    #[test]
    fn an_address_has_twenty_wrong_passwords_and_then_one_every_half_minute() {
        let guesses = Guesses::new();

        let tries = guesses.guess_until_refused(|n| format!("{n}@example.com"), |_| host(1));

        assert_eq!(tries, 20);
        assert!(guesses.try_once(ANN, host(2), Outcome::Wrong, now()));
        let later = now() + TimeDelta::seconds(30);
        assert!(guesses.try_once(ANN, host(1), Outcome::Wrong, later));
        assert!(!guesses.try_once(ANN, host(1), Outcome::Wrong, later));
    }

    #[test]
    fn an_account_has_ten_wrong_passwords_from_all_strangers_together() {
        let guesses = Guesses::new();

        let tries = guesses.guess_until_refused(|_| ANN.to_owned(), anywhere);

        assert_eq!(tries, 10);
        assert!(!guesses.try_once(" ANN@example.com", host(1), Outcome::Right, now()));
        assert!(guesses.try_once(ANN, host(1), Outcome::Right, now() + TimeDelta::minutes(1)));
    }

    #[test]
    fn nobody_locks_an_owner_out_of_an_address_they_signed_in_from() {
        let guesses = Guesses::new();
        assert!(guesses.try_once(ANN, host(1), Outcome::Right, now()));

        guesses.guess_until_refused(|_| ANN.to_owned(), anywhere);

        assert!(!guesses.try_once(ANN, host(2), Outcome::Right, now()));
        assert!(guesses.try_once(ANN, host(1), Outcome::Right, now()));
        let own_tries = guesses.guess_until_refused(|_| ANN.to_owned(), |_| host(1));
        assert_eq!(own_tries, 10);
    }

    #[test]
    fn a_right_password_costs_nothing_and_forgives_no_wrong_one() {
        let guesses = Guesses::new();

        for _ in 0..100 {
            assert!(guesses.try_once(ANN, host(1), Outcome::Right, now()));
            assert!(guesses.try_once(ANN, host(1), Outcome::Unchecked, now()));
        }
        assert!(guesses.counts().by_address.is_empty());
        for n in 0..20 {
            guesses.try_once(&format!("{n}@example.com"), host(1), Outcome::Wrong, now());
            guesses.try_once(ANN, host(1), Outcome::Right, now());
        }
        assert!(!guesses.try_once(ANN, host(1), Outcome::Right, now()));
    }

    #[test]
    fn tries_that_are_still_being_checked_count() {
        let guesses = Guesses::new();

        let under_way: Vec<_> = (0..30).filter_map(|_| guesses.sign_in(ANN, host(1), now()).ok()).collect();

        assert_eq!(under_way.len(), 10);
    }

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let guesses = Guesses::new();
        guesses.guess_until_refused(|_| ANN.to_owned(), |_| host(1));

        let Err(AccessError::TooMany { retry_after_s }) = guesses.sign_in(ANN, host(1), now()) else {
            panic!("an eleventh try was let in");
        };

        let then = now() + TimeDelta::seconds(retry_after_s.into());
        assert!((60..=61).contains(&retry_after_s), "{retry_after_s}");
        assert!(guesses.sign_in(ANN, host(1), then).is_ok());
    }

    #[test]
    fn a_stolen_session_does_not_help_to_guess_the_password() {
        let guesses = Guesses::new();
        let ann = StaffId::new(now());

        let tries = (0..30).filter(|_| guesses.change(ann, now()).is_ok()).count();

        assert_eq!(tries, 10);
        assert!(guesses.change(StaffId::new(now()), now()).is_ok());
    }
}
