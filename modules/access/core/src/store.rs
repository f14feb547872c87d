//! The module's tables. Whoever writes several of them takes the account first, then roles, then keys, then
//! sessions.

pub(crate) mod accounts;
pub(crate) mod keys;
pub(crate) mod roles;
pub(crate) mod sessions;

use db::audit::AuditEntry;
use kernel::HotelId;
use uuid::Uuid;

/// Lists are shown whole: far more than the largest chain has, and still a page that can be sent.
const LISTED_MAX: i64 = 10_000;

/// Names the hotel that an audit entry concerns, if it concerns one alone.
pub(crate) fn concerning(entry: AuditEntry, hotel: Option<HotelId>) -> AuditEntry {
    match hotel {
        Some(hotel) => entry.at_hotel(hotel),
        None => entry,
    }
}

/// "All hotels" is kept as zero, for a primary key has no NULL.
fn stored(hotel: Option<HotelId>) -> Uuid {
    hotel.map_or(Uuid::nil(), HotelId::as_uuid)
}

fn hotel(stored: Uuid) -> Option<HotelId> {
    (!stored.is_nil()).then(|| stored.into())
}
