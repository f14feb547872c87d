//! One id type per noun, so that none passes for another.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::{NoContext, Timestamp, Uuid};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id (UUID version 7), ordered by its time of birth.
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(v7(now))
            }

            /// The id as a plain UUID.
            pub fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

id!(
    /// A hotel: the first part of every key, and the only thing data is ever divided by.
    HotelId
);
id!(
    /// A kind of room, what is sold.
    RoomTypeId
);
id!(
    /// A way of selling rooms: prices, meals, cancellation terms.
    RatePlanId
);
id!(
    /// A photo of a hotel or of a room type.
    PhotoId
);
id!(
    /// A claim on room-nights. It carries its hotel's slot, so that it can be found without the hotel.
    HoldId
);
id!(
    /// A booking.
    BookingId
);
id!(
    /// An event in an outbox; consumers deduplicate by it.
    EventId
);
id!(
    /// A staff account.
    StaffId
);
id!(
    /// A key for programs.
    ApiKeyId
);
id!(
    /// A message to a guest.
    MessageId
);
id!(
    /// What staff wrote down about a booking.
    NoteId
);

/// The top bits of a UUID's last eight bytes hold its variant; the slot follows them.
const SLOT_SHIFT: u32 = 62 - HotelSlot::BITS;
const SLOT_MASK: u64 = ((1 << HotelSlot::BITS) - 1) << SLOT_SHIFT;

impl HoldId {
    /// A new hold's id (UUID version 7) that names the slot of its hotel.
    pub fn in_hotel(hotel: HotelId, now: DateTime<Utc>) -> Self {
        Self(with_slot(v7(now), hotel.slot()))
    }

    /// The hold's id that follows from who asked and their idempotency key (UUID version 8).
    ///
    /// A retry after a crash between hold and booking thereby finds its own hold.
    pub fn derived(hotel: HotelId, caller: &str, key: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [hotel.as_uuid().as_bytes().as_slice(), caller.as_bytes(), key.as_bytes()] {
            // Length first, so that no two lists of parts read the same.
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        let bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
        Self(with_slot(uuid::Builder::from_custom_bytes(bytes).into_uuid(), hotel.slot()))
    }

    /// The slot of the hotel whose rooms are held.
    pub fn slot(self) -> HotelSlot {
        let (_, low) = self.0.as_u64_pair();
        HotelSlot::from_number(u16::try_from((low & SLOT_MASK) >> SLOT_SHIFT).unwrap_or(0))
    }
}

fn v7(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

fn with_slot(uuid: Uuid, slot: HotelSlot) -> Uuid {
    let (high, low) = uuid.as_u64_pair();
    Uuid::from_u64_pair(high, (low & !SLOT_MASK) | (u64::from(slot.number()) << SLOT_SHIFT))
}

/// One of 1,024 drawers that hotels fall into by their id. Confirmation codes and hold ids carry it, so that
/// a look-up without a hotel asks for a handful of hotels (or one shard), never for all of them (ADR-0006).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HotelSlot(u16);

impl HotelSlot {
    const BITS: u32 = 10;

    /// The slot with this number; higher bits are dropped.
    pub fn from_number(number: u16) -> Self {
        Self(number & ((1 << Self::BITS) - 1))
    }

    /// The slot's number, 0 to 1,023.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl HotelId {
    /// The slot this hotel falls into, for ever.
    pub fn slot(self) -> HotelSlot {
        let digest = Sha256::digest(self.0.as_bytes());
        let first = digest.first_chunk::<2>().copied().unwrap_or_default();
        HotelSlot::from_number(u16::from_be_bytes(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_names_its_hotels_slot_and_stays_a_valid_uuid() {
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..1_000 {
            let hotel = HotelId::new(now);
            let fresh = HoldId::in_hotel(hotel, now);
            let derived = HoldId::derived(hotel, "guest", "key-1");

            assert_eq!((fresh.slot(), derived.slot()), (hotel.slot(), hotel.slot()));
            assert_eq!(fresh.as_uuid().get_version_num(), 7);
            assert_eq!(derived.as_uuid().get_version_num(), 8);
            assert_eq!(fresh.as_uuid().get_variant(), uuid::Variant::RFC4122);
            assert_eq!(derived.as_uuid().get_variant(), uuid::Variant::RFC4122);
        }
    }

    #[test]
    fn a_derived_hold_depends_on_hotel_caller_and_key() {
        let hotel = HotelId::new(DateTime::UNIX_EPOCH);
        let hold = HoldId::derived(hotel, "guest", "key-1");

        assert_eq!(hold, HoldId::derived(hotel, "guest", "key-1"));
        assert_ne!(hold, HoldId::derived(hotel, "guest", "key-2"));
        assert_ne!(hold, HoldId::derived(hotel, "guestk", "ey-1"));
        assert_ne!(hold, HoldId::derived(HotelId::new(DateTime::UNIX_EPOCH), "guest", "key-1"));
    }
}
