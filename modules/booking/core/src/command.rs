//! What changes bookings, and what those who ask are told.

use booking_api::{BookingRefusal, BookingStatus, BookingView, Guest, NightsOfHold};
use chrono::{DateTime, Utc};
use inventory_api::{Held, HoldRef, HotelSummary, NightPrice};
use kernel::{BookingId, By, ConfirmationCode, HoldId, HotelId, OnceKey};
use serde::{Deserialize, Serialize};

use crate::{
    amend::Amendment,
    booking::{Booking, BookingKey, Detail, Entry, KeptNight},
    token::TokenHash,
};

/// What changes bookings.
#[derive(Debug)]
pub(crate) enum Command {
    Book(Box<Book>),
    /// Remembers a refusal that was found before anything could be decided.
    Refuse(Refuse),
    Amend(Box<Amend>),
    Abandon(Abandon),
}

/// Makes a booking of a hold.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) hotel: HotelSummary,
    pub(crate) booking_id: BookingId,
    /// Drawn at random; the first that is free becomes the booking's.
    pub(crate) codes: [ConfirmationCode; 2],
    pub(crate) token_hash: TokenHash,
    pub(crate) held: Held,
    pub(crate) guest: Guest,
    pub(crate) note: Option<String>,
    pub(crate) by: By,
    pub(crate) once: OnceKey,
}

/// A refusal, to be repeated to its key.
#[derive(Debug)]
pub(crate) struct Refuse {
    pub(crate) hotel_id: HotelId,
    pub(crate) refusal: BookingRefusal,
    pub(crate) once: OnceKey,
}

/// Changes a booking.
#[derive(Debug)]
pub(crate) struct Amend {
    pub(crate) hotel: HotelSummary,
    pub(crate) booking_id: BookingId,
    pub(crate) amendment: Amendment,
    pub(crate) by: By,
    pub(crate) once: OnceKey,
}

/// Decides against holds of one hotel, unless they were booked.
#[derive(Debug)]
pub(crate) struct Abandon {
    pub(crate) hotel_id: HotelId,
    pub(crate) holds: Vec<HoldId>,
}

/// What a command is told.
#[derive(Debug)]
pub(crate) enum Answer {
    Written(Written),
    Refused { refusal: BookingRefusal, is_replay: bool },
    KeyReused,
    Ended(Ended),
}

/// A booking as it was written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) booking_id: BookingId,
    pub(crate) view: Box<BookingView>,
    pub(crate) is_replay: bool,
    /// Nights to be given back now; the event gives them back again.
    pub(crate) released: Vec<NightsOfHold>,
}

/// What became of holds that were to be abandoned.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) abandoned: Vec<HoldRef>,
    pub(crate) booked: Vec<HoldRef>,
}

/// An answer as its key remembers it. Never with a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Stored {
    Booking { booking_id: BookingId, view: Box<BookingView> },
    Refusal(BookingRefusal),
}

impl Stored {
    /// The answer, told for the first time; `released` is to be given back now.
    pub(crate) fn first(self, released: Vec<NightsOfHold>) -> Answer {
        match self {
            Self::Booking { booking_id, view } => {
                Answer::Written(Written { booking_id, view, is_replay: false, released })
            }
            Self::Refusal(refusal) => Answer::Refused { refusal, is_replay: false },
        }
    }

    /// The answer, repeated to its key: there is nothing left to do.
    pub(crate) fn again(self) -> Answer {
        match self {
            Self::Booking { booking_id, view } => {
                Answer::Written(Written { booking_id, view, is_replay: true, released: Vec::new() })
            }
            Self::Refusal(refusal) => Answer::Refused { refusal, is_replay: true },
        }
    }
}

impl Command {
    /// Whose data it changes.
    pub(crate) fn hotel(&self) -> HotelId {
        match self {
            Self::Book(book) => book.hotel.id,
            Self::Refuse(refuse) => refuse.hotel_id,
            Self::Amend(amend) => amend.hotel.id,
            Self::Abandon(abandon) => abandon.hotel_id,
        }
    }
}

impl Abandon {
    pub(crate) fn refs(&self) -> impl Iterator<Item = HoldRef> {
        let hotel_id = self.hotel_id;
        self.holds.iter().map(move |hold_id| HoldRef { hotel_id, hold_id: *hold_id })
    }
}

impl Book {
    pub(crate) fn hold(&self) -> HoldRef {
        HoldRef { hotel_id: self.hotel.id, hold_id: self.held.hold_id }
    }

    /// The booking that the hold becomes.
    pub(crate) fn entry(&self, code: ConfirmationCode, now: DateTime<Utc>) -> Entry {
        let kept = |night: &NightPrice| KeptNight {
            date: night.date,
            hold_id: self.held.hold_id,
            price_minor: night.price.amount,
        };
        Entry {
            nights: self.held.quote.nights.iter().map(kept).collect(),
            booking: Booking {
                hotel_id: self.hotel.id,
                booking_id: self.booking_id,
                code,
                status: BookingStatus::Confirmed,
                version: 1,
                token_hash: self.token_hash,
                detail: Detail {
                    guest: self.guest.clone(),
                    note: self.note.clone(),
                    quote: self.held.quote.clone(),
                    penalty: None,
                    owed: None,
                },
                created_at: now,
                changed_at: now,
            },
        }
    }
}

impl Amend {
    pub(crate) fn key(&self) -> BookingKey {
        (self.hotel.id, self.booking_id)
    }

    /// The hold that a change of dates or room type settles.
    pub(crate) fn new_hold(&self) -> Option<(&Held, HoldRef)> {
        let Amendment::Change(change) = &self.amendment else { return None };
        let hold = HoldRef { hotel_id: self.hotel.id, hold_id: change.held.hold_id };
        Some((&change.held, hold))
    }
}
