//! Bookings as their owners and the desk see them.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use inventory_api::{CancellationTerms, Code, HotelSummary, NightPrice, Quote, TaxLine};
use kernel::{BookingId, ConfirmationCode, Date, HoldId, HotelId, Money, NoteId};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::Guest;

/// A hold, to whoever placed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    /// Its id; book with it.
    pub hold_id: HoldId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// What the stay costs, all in.
    pub total: Money,
}

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// Expected.
    Confirmed,
    /// In house.
    CheckedIn,
    /// Left.
    CheckedOut,
    /// Called off.
    Cancelled,
    /// Did not come.
    NoShow,
}

impl BookingStatus {
    /// Every status there is.
    pub const ALL: [Self; 5] =
        [Self::Confirmed, Self::CheckedIn, Self::CheckedOut, Self::Cancelled, Self::NoShow];

    /// The status's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::CheckedOut => "checked_out",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }
}

impl fmt::Display for BookingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a status is confirmed, checked_in, checked_out, cancelled or no_show")]
pub struct UnknownStatus;

impl FromStr for BookingStatus {
    type Err = UnknownStatus;

    fn from_str(name: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.name() == name).ok_or(UnknownStatus)
    }
}

/// A booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingView {
    /// Its id.
    pub booking_id: BookingId,
    /// What the guest reads over the telephone.
    pub confirmation_code: ConfirmationCode,
    /// Where it stands.
    pub status: BookingStatus,
    /// The hotel.
    pub hotel: HotelSummary,
    /// The date of arrival.
    pub check_in: Date,
    /// The date of departure.
    pub check_out: Date,
    /// How many rooms.
    pub rooms: u16,
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code.
    pub rate_plan: Code,
    /// How many adults come.
    pub adults: u16,
    /// The children's ages.
    pub children: Vec<u8>,
    /// The price of one room, night by night, as it was booked.
    pub nights: Vec<NightPrice>,
    /// The taxes, included and on top.
    pub taxes: Vec<TaxLine>,
    /// All nights and rooms, and the taxes on top.
    pub total: Money,
    /// What a cancellation costs, as it was agreed.
    pub cancellation: CancellationTerms,
    /// What is kept, of a cancelled booking or a no-show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Money>,
    /// What is not owed any more, of a cancelled booking or a no-show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<Money>,
    /// Who booked.
    pub guest: Guest,
    /// What the guest wants the hotel to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Counts its changes from 1.
    pub version: i64,
    /// Opens the booking; keep it secret. Only where the booking was just made or looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_token: Option<String>,
}

/// Which of a hotel's bookings.
#[derive(Debug, Clone)]
pub struct BookingList {
    /// The hotel.
    pub hotel_id: HotelId,
    /// Only these.
    pub status: Option<BookingStatus>,
    /// Arriving on this date or later.
    pub arrival_from: Option<Date>,
    /// Arriving before this date.
    pub arrival_to: Option<Date>,
    /// Leaving on this date or later.
    pub departure_from: Option<Date>,
    /// Leaving before this date.
    pub departure_to: Option<Date>,
    /// Part of the code, the guest's name or e-mail.
    pub q: Option<String>,
    /// At most so many, 1 to 100.
    pub limit: u16,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of bookings, by arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingPage {
    /// The bookings.
    pub items: Vec<BookingView>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
}

/// A booking as other modules need it: with its ids, its frozen quote and the guest's particulars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingDetail {
    /// Its id.
    pub booking_id: BookingId,
    /// Its hotel's id.
    pub hotel_id: HotelId,
    /// As its owner sees it, with the manage token.
    pub view: BookingView,
    /// What decides its price.
    pub quote: Quote,
}

/// Something that happened to a booking, and what the booking was after it. What an older release did not write
/// down is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// The booking's version after it.
    pub version: i64,
    /// What happened, such as `confirmed` or `changed`.
    pub action: String,
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The date of arrival after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<Date>,
    /// The date of departure after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_out: Option<Date>,
    /// The room type's code after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_type: Option<Code>,
    /// How many rooms after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rooms: Option<u16>,
    /// What the stay costs after it, all in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// What is kept, when it called the booking off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Money>,
    /// The request that asked for it, as in its answer and in the logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// What staff wrote down about a booking. The guest never sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffNote {
    /// Its id.
    pub note_id: NoteId,
    /// What.
    pub text: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}
