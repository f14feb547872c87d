//! A booking as it is kept, and what others see of it.

use booking_api::{BookingDetail, BookingEvent, BookingStatus, BookingView, Guest, NightsOfHold};
use chrono::{DateTime, Utc};
use inventory_api::{CancellationTerms, HotelSummary, Quote};
use kernel::{BookingId, ConfirmationCode, Date, HoldId, HotelId, Money};
use serde::{Deserialize, Serialize};

use crate::token::TokenHash;

/// Names a booking: no key without its hotel.
pub(crate) type BookingKey = (HotelId, BookingId);

/// A booking without its nights: all that deciding who may see it and showing it needs.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_field_names, reason = "an id is called the same everywhere")]
pub(crate) struct Booking {
    pub(crate) hotel_id: HotelId,
    pub(crate) booking_id: BookingId,
    pub(crate) code: ConfirmationCode,
    pub(crate) status: BookingStatus,
    /// Counts changes and numbers events, from 1.
    pub(crate) version: i64,
    pub(crate) token_hash: TokenHash,
    pub(crate) detail: Detail,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) changed_at: DateTime<Utc>,
}

/// What is frozen at booking, and read as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Detail {
    pub(crate) guest: Guest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) quote: Quote,
    /// What is kept, once cancelled or not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) penalty: Option<Money>,
    /// What cancelling would have cost when the booking was last changed: a change never makes it cheaper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owed: Option<Money>,
}

/// A night that a booking keeps, and the hold that claims its rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeptNight {
    pub(crate) date: Date,
    pub(crate) hold_id: HoldId,
    /// One room's price, in the booking's currency.
    pub(crate) price_minor: i64,
}

/// A booking and the nights it keeps: all that changing it needs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) booking: Booking,
    pub(crate) nights: Vec<KeptNight>,
}

impl Booking {
    pub(crate) fn key(&self) -> BookingKey {
        (self.hotel_id, self.booking_id)
    }

    pub(crate) fn quote(&self) -> &Quote {
        &self.detail.quote
    }

    /// How many people come.
    pub(crate) fn guests(&self) -> u32 {
        let party = &self.quote().party;
        let children = u32::try_from(party.children().len()).unwrap_or(u32::MAX);
        u32::from(party.adults()).saturating_add(children)
    }

    /// The date on the hotel's wall.
    pub(crate) fn today(&self, now: DateTime<Utc>) -> Date {
        self.quote().time_zone.date_at(now)
    }

    /// What cancelling costs at `now`.
    pub(crate) fn penalty_at(&self, now: DateTime<Utc>) -> Money {
        self.at_least_owed(self.quote().cancellation.penalty_at(now, self.quote()))
    }

    /// What not coming costs.
    pub(crate) fn no_show_penalty(&self) -> Money {
        self.at_least_owed(self.quote().cancellation.no_show_penalty(self.quote()))
    }

    fn at_least_owed(&self, penalty: Money) -> Money {
        let owed = self.detail.owed.filter(|owed| owed.amount > penalty.amount);
        owed.unwrap_or(penalty)
    }

    fn terms_at(&self, now: DateTime<Utc>) -> CancellationTerms {
        let agreed = self.quote().cancellation.terms_at(now, self.quote());
        let free_until = agreed.free_until.filter(|_| self.detail.owed.is_none_or(|owed| owed.amount == 0));
        CancellationTerms { free_until, penalty_now: self.penalty_at(now), ..agreed }
    }

    /// What is not owed any more.
    fn refund(&self) -> Option<Money> {
        self.detail.penalty.and_then(|penalty| self.quote().total.minus(penalty).ok())
    }

    /// As its owner sees it, without the manage token.
    pub(crate) fn view(&self, hotel: HotelSummary, now: DateTime<Utc>) -> BookingView {
        let quote = self.quote();
        // What cancelling would cost matters while it can be done; afterwards it stays what it was.
        let terms_at = if self.status == BookingStatus::Confirmed { now } else { self.changed_at };
        BookingView {
            booking_id: self.booking_id,
            confirmation_code: self.code,
            status: self.status,
            hotel,
            check_in: quote.stay.check_in(),
            check_out: quote.stay.check_out(),
            rooms: quote.rooms,
            room_type: quote.room_type.clone(),
            rate_plan: quote.rate_plan.clone(),
            adults: quote.party.adults(),
            children: quote.party.children().to_vec(),
            nights: quote.nights.clone(),
            taxes: quote.taxes.clone(),
            total: quote.total,
            cancellation: self.terms_at(terms_at),
            penalty: self.detail.penalty,
            refund: self.refund(),
            guest: self.detail.guest.clone(),
            note: self.detail.note.clone(),
            created_at: self.created_at,
            changed_at: self.changed_at,
            version: self.version,
            manage_token: None,
        }
    }

    /// As other modules need it.
    pub(crate) fn into_detail(
        self,
        hotel: HotelSummary,
        manage_token: Option<String>,
        now: DateTime<Utc>,
    ) -> BookingDetail {
        BookingDetail {
            booking_id: self.booking_id,
            hotel_id: self.hotel_id,
            view: BookingView { manage_token, ..self.view(hotel, now) },
            quote: self.detail.quote,
        }
    }

    /// What others are told after a change, with what became of its holds.
    pub(crate) fn event(&self, settled: Vec<HoldId>, released: Vec<NightsOfHold>) -> BookingEvent {
        let quote = self.quote();
        BookingEvent {
            hotel_id: self.hotel_id,
            booking_id: self.booking_id,
            confirmation_code: self.code,
            status: self.status,
            check_in: quote.stay.check_in(),
            check_out: quote.stay.check_out(),
            rooms: quote.rooms,
            room_type: quote.room_type.clone(),
            rate_plan: quote.rate_plan.clone(),
            night_prices: quote.nights.iter().map(|night| night.price.amount).collect(),
            total: quote.total,
            penalty: self.detail.penalty,
            version: self.version,
            settled,
            released,
        }
    }
}

/// Nights, gathered by the hold that claims them.
pub(crate) fn by_hold(nights: impl IntoIterator<Item = KeptNight>) -> Vec<NightsOfHold> {
    let mut holds: Vec<NightsOfHold> = Vec::new();
    for night in nights {
        match holds.iter_mut().find(|hold| hold.hold_id == night.hold_id) {
            Some(hold) => hold.nights.push(night.date),
            None => holds.push(NightsOfHold { hold_id: night.hold_id, nights: vec![night.date] }),
        }
    }
    holds
}
