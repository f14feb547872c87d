//! Manage tokens: what opens a booking to whoever made it.
//!
//! A token follows from a secret key and the booking's id, so that a repeated request can be answered with the
//! same token although only its hash is ever stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use kernel::BookingId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Keeps tokens apart from whatever else is derived from the same keys.
const PURPOSE: &[u8] = b"manage";
/// Goes up if tokens must be derived differently one day; old ones stay what they are.
const VERSION: [u8; 1] = [1];
const TOKEN_BYTES: usize = 16;

/// What is stored of a token: its SHA-256.
pub(crate) type TokenHash = [u8; 32];

/// Makes and recognises manage tokens.
pub(crate) struct Tokens(Vec<Hmac<Sha256>>);

impl Tokens {
    /// Tokens of these keys; the first makes new ones.
    pub(crate) fn new(secret_keys: Vec<Vec<u8>>) -> Self {
        // HMAC takes keys of any length, so none is ever left out.
        Self(secret_keys.into_iter().filter_map(|key| Hmac::new_from_slice(&key).ok()).collect())
    }

    /// A new booking's token: 128 bits, base64url.
    pub(crate) fn issue(&self, booking: BookingId) -> String {
        self.0.first().map_or_else(random, |key| derive(key, booking))
    }

    /// The token that this booking was given, if one of the keys made it.
    pub(crate) fn reissue(&self, booking: BookingId, hash: &TokenHash) -> Option<String> {
        self.0.iter().map(|key| derive(key, booking)).find(|token| fits(token, hash))
    }
}

/// What is stored of a token.
pub(crate) fn hash(token: &str) -> TokenHash {
    Sha256::digest(token).into()
}

/// Whether the token is the one whose hash was stored; takes as long whether it is or not.
pub(crate) fn fits(token: &str, stored: &TokenHash) -> bool {
    hash(token).ct_eq(stored).into()
}

/// Whether two texts are the same; tells nothing of where they differ.
pub(crate) fn same(given: &str, stored: &str) -> bool {
    hash(given).ct_eq(&hash(stored)).into()
}

fn derive(key: &Hmac<Sha256>, booking: BookingId) -> String {
    let mut mac = key.clone();
    mac.update(PURPOSE);
    mac.update(booking.as_uuid().as_bytes());
    mac.update(&VERSION);
    let bytes = mac.finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(bytes.first_chunk::<TOKEN_BYTES>().copied().unwrap_or_default())
}

fn random() -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v4().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_be_shown_again_after_its_key_was_retired() {
        let booking = BookingId::from(Uuid::from_u128(1));
        let (old, new) = (vec![1; 32], vec![2; 32]);
        let token = Tokens::new(vec![old.clone()]).issue(booking);

        let rotated = Tokens::new(vec![new.clone(), old]);

        assert_eq!(rotated.reissue(booking, &hash(&token)), Some(token.clone()));
        assert_ne!(rotated.issue(booking), token);
        assert_eq!(Tokens::new(vec![new]).reissue(booking, &hash(&token)), None);
    }

    #[test]
    fn a_token_has_128_bits_and_opens_one_booking() {
        let tokens = Tokens::new(vec![vec![7; 32]]);
        let (ours, theirs) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());

        let token = tokens.issue(ours);

        assert_eq!(token.len(), 22);
        assert!(fits(&token, &hash(&tokens.issue(ours))));
        assert!(!fits(&token, &hash(&tokens.issue(theirs))));
    }
}
