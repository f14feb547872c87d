//! Passwords: which may be chosen, and how they are hashed (ASVS 5.0, 6.2 and 11.4.2).

use std::sync::LazyLock;

use access_api::AccessError;
use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Params, Version,
    password_hash::{Error, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

const LENGTH_MIN: usize = 12;
/// Long enough for any sentence; beyond it somebody only wants to keep us busy.
const LENGTH_MAX: usize = 128;

/// The memory that ASVS asks for, with one pass more than it asks.
const MEMORY_KIB: u32 = 46 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hash of a password that nobody knows, at today's cost. An unknown e-mail is checked against it, so that
/// the answer takes as long as for a known one.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=47104,t=2,p=1$c29tZSBvbGQgc2FsdCEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static ARGON2ID: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    // The parameters are constants within Argon2's limits, which a test below confirms.
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Whether a password that somebody chose may be used: 12 to 128 characters of any kind.
pub(crate) fn choose(password: &str) -> Result<(), AccessError> {
    let length = password.chars().count();
    if (LENGTH_MIN..=LENGTH_MAX).contains(&length) {
        return Ok(());
    }
    let expected = format!("expected {LENGTH_MIN} to {LENGTH_MAX} characters, got {length}");
    Err(AccessError::Invalid("password", expected))
}

/// The password's PHC string, under a salt of its own. Takes some 0.1 s of a core.
pub(crate) fn hash(password: &str) -> Result<String, Error> {
    let hash: PasswordHash = ARGON2ID.hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// What a check found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Not that password.
    Wrong,
    /// That password, hashed as we do today.
    Right,
    /// That password, hashed more cheaply than today: here is its new hash.
    RightButWeak(String),
}

/// Checks a password against a PHC string, or against nobody's: then it is wrong, as late.
pub(crate) fn verify(password: &str, stored: Option<&str>) -> Result<Verdict, Error> {
    // A password nobody could have chosen costs no more than one that somebody could.
    let is_possible = password.chars().count() <= LENGTH_MAX;
    let candidate = if is_possible { password } else { "" };
    let parsed = PasswordHash::new(stored.unwrap_or(NOBODYS_HASH))?;
    match ARGON2ID.verify_password(candidate.as_bytes(), &parsed) {
        Ok(()) if stored.is_none() || !is_possible => Ok(Verdict::Wrong),
        Ok(()) if is_weak(&parsed) => Ok(Verdict::RightButWeak(hash(password)?)),
        Ok(()) => Ok(Verdict::Right),
        Err(Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(error),
    }
}

fn is_weak(hash: &PasswordHash) -> bool {
    let Ok(params) = Params::try_from(hash) else {
        return true;
    };
    hash.algorithm.as_str() != ARGON2ID_IDENT.as_str()
        || params.m_cost() < MEMORY_KIB
        || params.t_cost() < PASSES
        || params.p_cost() < LANES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed_with(memory_kib: u32, password: &str) -> String {
        let params = Params::new(memory_kib, 1, 1, None).unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash = argon2.hash_password(password.as_bytes()).unwrap();
        hash.to_string()
    }

    #[test]
    fn a_hash_says_how_it_was_made() {
        let hash = hash("correct horse battery").unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=2,p=1$"), "{hash}");
    }

    #[test]
    fn a_password_is_right_only_against_its_own_hash() {
        let hash = hash("correct horse battery").unwrap();

        assert_eq!(verify("correct horse battery", Some(&hash)), Ok(Verdict::Right));
        assert_eq!(verify("correct horse batterie", Some(&hash)), Ok(Verdict::Wrong));
        assert_eq!(verify("correct horse battery", None), Ok(Verdict::Wrong));
    }

    #[test]
    fn nobodys_hash_costs_what_everybodys_does() {
        let nobodys = PasswordHash::new(NOBODYS_HASH).unwrap();
        let params = Params::try_from(&nobodys).unwrap();

        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY_KIB, PASSES, LANES));
        assert_eq!(nobodys.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);
    }

    #[test]
    fn a_password_hashed_more_cheaply_is_hashed_anew() {
        let weak = hashed_with(8 * 1024, "correct horse battery");

        let Ok(Verdict::RightButWeak(strong)) = verify("correct horse battery", Some(&weak)) else {
            panic!("the weak hash was taken as it is");
        };

        assert_eq!(verify("correct horse battery", Some(&strong)), Ok(Verdict::Right));
        assert_eq!(verify("wrong horse battery", Some(&weak)), Ok(Verdict::Wrong));
    }

    #[test]
    fn a_password_has_twelve_to_a_hundred_and_twenty_eight_characters() {
        for right in ["열두글자비밀번호입니다만", &"x".repeat(128)] {
            assert!(choose(right).is_ok(), "{right}");
        }
        for wrong in ["", "elevenchars", &"x".repeat(129)] {
            assert!(matches!(choose(wrong), Err(AccessError::Invalid("password", _))), "{wrong}");
        }
    }

    #[test]
    fn an_endless_password_is_wrong() {
        let empty = hashed_with(8 * 1024, "");

        assert_eq!(verify(&"x".repeat(1_000_000), Some(&empty)), Ok(Verdict::Wrong));
    }
}
