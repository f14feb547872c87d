//! What booking can be asked to do. Every command can be repeated without harm.

use inventory_api::{Code, HoldTerms};
use kernel::{By, ConfirmationCode, HoldId, HotelId, Locale, Money, OnceKey, Stay};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// Claims rooms for a while, for somebody who will book them.
#[derive(Debug, Clone)]
pub struct PlaceHold {
    /// Where.
    pub hotel_id: HotelId,
    /// What.
    pub terms: HoldTerms,
    /// Under which key.
    pub once: OnceKey,
}

/// Books rooms.
#[derive(Debug, Clone)]
pub struct PlaceBooking {
    /// Where.
    pub hotel_id: HotelId,
    /// Which rooms.
    pub rooms: Rooms,
    /// For whom.
    pub guest: Guest,
    /// What the guest wants the hotel to know.
    pub note: Option<String>,
    /// Who asks.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

/// The rooms of a booking to be.
#[derive(Debug, Clone)]
pub enum Rooms {
    /// Held before.
    Held(HoldId),
    /// Held and booked in one step.
    Wanted(HoldTerms),
}

/// Who books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    /// Their name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Where their mail goes.
    #[schema(format = Email, max_length = 254)]
    pub email: String,
    /// Their telephone number, at most 40 characters.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The language of their mails.
    #[serde(default)]
    pub locale: Locale,
}

/// What is wrong with a guest's particulars: the field, and what would be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum GuestError {
    #[error("a name has 1 to 200 characters and no line breaks")]
    Name,
    #[error("an e-mail address looks like ann@example.com")]
    Email,
    #[error("a telephone number has at most 40 digits, spaces and ( ) + - . / #")]
    Phone,
}

impl GuestError {
    /// The field concerned.
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl Guest {
    const NAME_MAX: usize = 200;
    /// RFC 5321 §4.5.3.1.3, less the angle brackets.
    const EMAIL_MAX: usize = 254;
    const PHONE_MAX: usize = 40;

    /// Everything wrong with these particulars.
    pub fn check(&self) -> Vec<GuestError> {
        let mut errors = Vec::new();
        let name = self.name.trim();
        let is_name =
            (1..=Self::NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if !is_name {
            errors.push(GuestError::Name);
        }
        if !is_email(&self.email) {
            errors.push(GuestError::Email);
        }
        let is_phone = |phone: &String| {
            phone.chars().count() <= Self::PHONE_MAX
                && phone.chars().all(|c| c.is_ascii_digit() || " ()+-./#".contains(c))
        };
        if !self.phone.as_ref().is_none_or(is_phone) {
            errors.push(GuestError::Phone);
        }
        errors
    }
}

/// The shape of an address that a mail server would take; whether it arrives, only a mail can tell.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let is_visible = |c: char| c.is_ascii_graphic() && !"<>(),;:\\\"[]".contains(c);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    address.len() <= Guest::EMAIL_MAX
        && (1..=64).contains(&local.len())
        && local.chars().all(|c| is_visible(c) && c != '@')
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// How somebody shows that a booking is theirs to see or change.
#[derive(Debug, Clone)]
pub enum Proof {
    /// The token that came with the booking.
    ManageToken(String),
    /// The e-mail it was booked with; only for the look-up.
    Email(String),
    /// Staff's permission, at these hotels alone; `None` for all.
    Staff {
        /// Where they may.
        hotels: Option<Vec<HotelId>>,
    },
}

/// Cancels a booking.
#[derive(Debug, Clone)]
pub struct CancelBooking {
    /// Which.
    pub code: ConfirmationCode,
    /// With what right.
    pub proof: Proof,
    /// Who asks.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

/// Changes a booking's dates or room type. The whole stay is priced anew at today's rates.
#[derive(Debug, Clone)]
pub struct ChangeBooking {
    /// Which.
    pub code: ConfirmationCode,
    /// With what right.
    pub proof: Proof,
    /// The new dates.
    pub stay: Stay,
    /// The new room type; `None` keeps it.
    pub room_type: Option<Code>,
    /// The price the caller was shown; another price is refused.
    pub expected_total: Option<Money>,
    /// Who asks.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

/// Something the desk does with a booking.
#[derive(Debug, Clone)]
pub struct DeskCommand {
    /// Which.
    pub code: ConfirmationCode,
    /// With what right.
    pub proof: Proof,
    /// What.
    pub action: DeskAction,
    /// Who asks.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

/// What the desk does with a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskAction {
    /// The guest is here.
    CheckIn,
    /// The guest leaves; nights not slept are given back.
    CheckOut,
    /// The guest did not come; nights not yet past are given back.
    NoShow,
}

/// Writes something down about a booking that only staff will read.
#[derive(Debug, Clone)]
pub struct AddNote {
    /// Which.
    pub code: ConfirmationCode,
    /// With what right; only staff's is good for it.
    pub proof: Proof,
    /// What, 1 to 2,000 characters; space around it is dropped.
    pub text: String,
    /// Who asks.
    pub by: By,
    /// Under which key.
    pub once: OnceKey,
}

impl AddNote {
    /// A page of text; a longer story belongs into a letter.
    pub const TEXT_MAX_CHARS: usize = 2_000;
}
