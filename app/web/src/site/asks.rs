//! Who asks on the guests' pages.

use http_kit::current_request_id;
use kernel::{Actor, By};

/// A guest, for commands.
pub(super) fn a_guest() -> By {
    By { actor: Actor::Guest, request_id: current_request_id() }
}
