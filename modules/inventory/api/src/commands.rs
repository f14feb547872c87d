//! What inventory can be asked to do. Every command can be repeated without harm.

use kernel::{By, ConfirmationCode, Date, HoldId, HotelId, Money, OnceKey, Party, Stay, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Code;

/// What somebody wants to book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldTerms {
    /// The room type.
    pub room_type: Code,
    /// The rate plan.
    pub rate_plan: Code,
    /// From when to when.
    pub stay: Stay,
    /// How many rooms.
    pub rooms: u16,
    /// Who comes.
    pub party: Party,
    /// The price the caller was shown; another price is refused.
    pub expected_total: Option<Money>,
}

/// Claims rooms for a while. The same `hold_id` again answers the same hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRooms {
    /// Made by the caller.
    pub hold_id: HoldId,
    /// Where.
    pub hotel_id: HotelId,
    /// What.
    pub terms: HoldTerms,
    /// Nights of the stay that the caller claims already, in the same room type: priced, not taken again.
    pub already_claimed: Vec<Date>,
    /// What to do about lapsed holds when sold out.
    pub when_lapsed: WhenLapsed,
    /// Remembers the answer for this key.
    pub once: Option<OnceKey>,
}

/// What to do when sold out while lapsed holds still claim rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhenLapsed {
    /// Name them, so that the caller may end them and ask again.
    Report,
    /// Refuse.
    Refuse,
}

/// Names a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HoldRef {
    /// Its hotel.
    pub hotel_id: HotelId,
    /// Its id.
    pub hold_id: HoldId,
}

/// Makes a hold a booking's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleHold {
    /// Which hold.
    pub hold: HoldRef,
    /// The booking's code: what staff are shown when a change of stock concerns it.
    pub owner: ConfirmationCode,
}

/// Gives nights of a hold back. Nights that it no longer claims are passed over, so a repeat does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRooms {
    /// Which hold.
    pub hold: HoldRef,
    /// Which of its nights.
    pub nights: Released,
}

/// Which nights are given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Released {
    /// All that are left.
    All,
    /// These.
    Nights(Vec<Date>),
}

/// A change by staff: what, who, and the key under which it happens once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staffed<T> {
    /// What.
    pub change: T,
    /// Who.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

/// A hotel as whoever changes it saw it: a change of what somebody else changed meanwhile is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenHotel {
    /// Which hotel.
    pub hotel_id: HotelId,
    /// The version of its catalogue that the change is made from.
    pub version: i64,
}

/// Changes availability, rates and restrictions of a hotel: all updates, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAri {
    /// Where.
    pub hotel_id: HotelId,
    /// What, in order: a later update wins.
    pub updates: Vec<AriUpdate>,
}

/// One update over a range of nights. What is left out stays as it is; `null` clears what can be cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AriUpdate {
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code. With it, restrictions are the plan's; without it, the room type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_plan: Option<Code>,
    /// The first night.
    pub from: Date,
    /// The night after the last.
    pub to: Date,
    /// Only nights that begin on these weekdays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<Weekday>>,
    /// How many rooms are for sale, 0 to 100,000. Always the room type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 100_000)]
    pub allotment: Option<u32>,
    /// How many more may be sold, 0 to 100,000. Always the room type's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 100_000)]
    pub overbooking: Option<u32>,
    /// The price of one room and night, in the hotel's currency; needs `rate_plan`. `null`: not sold under it.
    #[serde(default, with = "maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Money>)]
    pub price: Option<Option<Money>>,
    /// The fewest nights for arrivals on this date; `null` for no rule.
    #[serde(default, with = "maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 366)]
    pub min_stay: Option<Option<u16>>,
    /// The most nights for arrivals on this date; `null` for no rule.
    #[serde(default, with = "maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u16>, minimum = 1, maximum = 366)]
    pub max_stay: Option<Option<u16>>,
    /// Whether the night is not for sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
    /// Whether nobody may arrive on this date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_to_arrival: Option<bool>,
    /// Whether nobody may leave on this date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_to_departure: Option<bool>,
}

/// Tells a field that is `null` from one that is left out.
mod maybe {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

/// What an ARI change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AriSet {
    /// How many (room type, night) pairs the updates named.
    pub nights_changed: u64,
}
