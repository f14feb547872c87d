//! What booking must be told at the start.

use std::fmt;

/// Booking's settings.
#[derive(Clone)]
pub struct Config {
    /// Secrets from which manage tokens follow: the first makes new tokens, the others still open old ones.
    /// Without any, tokens are random and cannot be shown a second time.
    pub secret_keys: Vec<Vec<u8>>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("secret_keys", &self.secret_keys.len()).finish()
    }
}
