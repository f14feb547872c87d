//! Who asks on the guests' pages, and under which key a form happens once.

use http_kit::current_request_id;
use kernel::{Actor, By, OnceKey};

use crate::{form::Typed, refusal::Refusal};

/// A key of ours is a UUID.
const KEY_MAX: usize = 64;

/// A guest, for commands.
pub(super) fn a_guest() -> By {
    By { actor: Actor::Guest, request_id: current_request_id() }
}

/// The key under which a form happens once: the form's own, of whatever `caller` is about.
pub(super) fn once(caller: String, typed: &Typed) -> Result<OnceKey, Refusal> {
    let key = typed.get("key");
    let is_ours = (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_ours {
        return Err(Refusal::Senseless("a form without its key".to_owned()));
    }
    Ok(OnceKey { caller, key: key.to_owned(), fingerprint: typed.fingerprint() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_without_a_key_of_ours_is_refused() {
        let once = |key: &str| once("booking:1".to_owned(), &Typed::default().with("key", key));

        assert!(once("0b6f").is_ok());
        for wrong in ["", "열쇠", "a b", &"x".repeat(65)] {
            assert!(matches!(once(wrong), Err(Refusal::Senseless(_))), "{wrong}");
        }
    }
}
