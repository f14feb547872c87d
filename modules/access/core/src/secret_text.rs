//! Texts that nobody can guess.

use access_api::AccessError;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};

/// Tells a key of ours from any other token, for people and for scanners of leaked secrets.
const KEY_PREFIX: &str = "jmk_";
const KEY_BYTES: usize = 32;
/// The prefix, and 32 bytes in base64 without padding.
const KEY_LENGTH: usize = 47;

/// Crockford's base 32 in lower case: no i, l, o or u, so that nothing is misread. Five bits each.
const PASSWORD_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const PASSWORD_LENGTH: usize = 20;

const TOKEN_BYTES: usize = 32;
/// 32 bytes in base64 without padding.
const TOKEN_LENGTH: usize = 43;

/// SHA-256 of an API key or a session's token: all that is ever stored of it. Each has 256 random bits, so a slow
/// hash adds nothing.
pub(crate) type SecretHash = [u8; 32];

/// A new API key, and its hash.
pub(crate) fn api_key() -> Result<(String, SecretHash), AccessError> {
    let key = format!("{KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(random::<KEY_BYTES>()?));
    let hash = sha256(&key);
    Ok((key, hash))
}

/// The hash of a key, or nothing when the text cannot be one of ours.
pub(crate) fn key_hash(key: &str) -> Option<SecretHash> {
    let is_ours = key.len() == KEY_LENGTH && key.starts_with(KEY_PREFIX);
    is_ours.then(|| sha256(key))
}

/// A new session's token, and its hash.
pub(crate) fn session_token() -> Result<(String, SecretHash), AccessError> {
    let token = URL_SAFE_NO_PAD.encode(random::<TOKEN_BYTES>()?);
    let hash = sha256(&token);
    Ok((token, hash))
}

/// The hash of a session's token, or nothing when the text cannot be one.
pub(crate) fn token_hash(token: &str) -> Option<SecretHash> {
    (token.len() == TOKEN_LENGTH).then(|| sha256(token))
}

fn sha256(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// A new password: 20 characters, 100 random bits.
pub(crate) fn password() -> Result<String, AccessError> {
    let letter = |byte: u8| PASSWORD_ALPHABET.get(usize::from(byte % 32)).copied().map(char::from);
    Ok(random::<PASSWORD_LENGTH>()?.into_iter().filter_map(letter).collect())
}

fn random<const N: usize>() -> Result<[u8; N], AccessError> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| {
        tracing::error!(%error, "The operating system gave no random bytes");
        AccessError::Unavailable("the operating system gave no random bytes".to_owned())
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_alike() {
        assert_ne!(api_key().unwrap(), api_key().unwrap());
        assert_ne!(session_token().unwrap(), session_token().unwrap());
        assert_ne!(password().unwrap(), password().unwrap());
    }

    #[test]
    fn a_password_has_twenty_characters_that_nobody_misreads() {
        let made = password().unwrap();

        assert_eq!(made.len(), 20);
        assert!(made.chars().all(|c| !"iIlLoOuU".contains(c)), "{made}");
    }

    #[test]
    fn only_a_text_in_the_shape_of_our_keys_is_looked_up() {
        let (key, hash) = api_key().unwrap();

        assert_eq!(key_hash(&key), Some(hash));
        for other in ["", "jmk_", "jmk_short", &key.replace("jmk_", "abc_"), &format!("{key}=")] {
            assert_eq!(key_hash(other), None, "{other}");
        }
    }

    #[test]
    fn a_token_is_no_key_and_a_key_no_token() {
        let ((token, hash), (key, _)) = (session_token().unwrap(), api_key().unwrap());

        assert_eq!(token_hash(&token), Some(hash));
        assert_eq!((token_hash(&key), key_hash(&token)), (None, None));
        assert_eq!(token_hash(""), None);
    }
}
