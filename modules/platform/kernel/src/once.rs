//! What makes a repeated write harmless.

use serde::{Deserialize, Serialize};

/// A caller's own name for one write. The same key with the same fingerprint happens once and answers the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OnceKey {
    /// Who asks; the same key of another caller is another key.
    pub caller: String,
    /// 1 to 255 printable ASCII characters, chosen by the caller.
    pub key: String,
    /// SHA-256 over method, path and body.
    pub fingerprint: [u8; 32],
}

/// An answer, and whether it was given before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done<T> {
    /// What was answered the first time.
    pub answer: T,
    /// Whether this is a repetition of a stored answer.
    pub is_replay: bool,
}

impl<T> Done<T> {
    /// An answer given for the first time.
    pub fn first(answer: T) -> Self {
        Self { answer, is_replay: false }
    }

    /// The same answer again.
    pub fn again(answer: T) -> Self {
        Self { answer, is_replay: true }
    }

    /// Turns the answer into another, keeping whether it is a repetition.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Done<U> {
        Done { answer: change(self.answer), is_replay: self.is_replay }
    }
}
