//! What a change makes of a booking: its new self, the nights it gives back, the holds it settles.

use booking_api::{BookingRefusal, BookingStatus, DeskAction, NightsOfHold};
use chrono::{DateTime, Utc};
use inventory_api::{Held, Quote};
use kernel::{Date, HoldId, Money};

use crate::{
    booking::{Entry, KeptNight, by_hold},
    life::{self, Action},
};

/// A change to a booking that exists.
#[derive(Debug, Clone)]
pub(crate) enum Amendment {
    Cancel,
    Change(Box<Change>),
    Desk(DeskAction),
}

/// New dates or another room type, with the hold that claims the nights to be added.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The version of the booking for which the hold was placed.
    pub(crate) version: i64,
    pub(crate) held: Held,
}

/// A booking after a change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amended {
    pub(crate) entry: Entry,
    pub(crate) settled: Vec<HoldId>,
    pub(crate) released: Vec<NightsOfHold>,
}

impl Amendment {
    pub(crate) fn action(&self) -> Action {
        match self {
            Self::Cancel => Action::Cancel,
            Self::Change(_) => Action::Change,
            Self::Desk(action) => Action::from(*action),
        }
    }

    /// The booking as it would be, or why it cannot. Version and time of change are the caller's to set.
    pub(crate) fn apply(&self, entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
        match self {
            Self::Cancel => cancel(entry, now),
            Self::Change(change) => change.apply(entry, now),
            Self::Desk(DeskAction::CheckIn) => check_in(entry, now),
            Self::Desk(DeskAction::CheckOut) => check_out(entry, now),
            Self::Desk(DeskAction::NoShow) => no_show(entry, now),
        }
    }
}

fn cancel(entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
    let status = life::after(entry.booking.status, Action::Cancel)?;
    Ok(ended(entry, status, |_| false).owing(entry.booking.penalty_at(now)))
}

fn check_in(entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
    let status = life::after(entry.booking.status, Action::CheckIn)?;
    life::may_check_in(entry.booking.quote().stay, entry.booking.today(now))?;
    Ok(ended(entry, status, |_| true))
}

fn check_out(entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
    let status = life::after(entry.booking.status, Action::CheckOut)?;
    let stay = entry.booking.quote().stay;
    let given_back_from = life::first_night_given_back(stay, entry.booking.today(now));
    Ok(ended(entry, status, |night| night < given_back_from))
}

fn no_show(entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
    let status = life::after(entry.booking.status, Action::NoShow)?;
    let today = entry.booking.today(now);
    life::may_be_no_show(entry.booking.quote().stay, today)?;
    Ok(ended(entry, status, |night| night < today).owing(entry.booking.no_show_penalty()))
}

/// The booking in another status, with only some of its nights.
fn ended(entry: &Entry, status: BookingStatus, keeps: impl Fn(Date) -> bool) -> Amended {
    let mut entry = entry.clone();
    entry.booking.status = status;
    let (kept, released) = entry.nights.into_iter().partition(|night| keeps(night.date));
    entry.nights = kept;
    let released: Vec<KeptNight> = released;
    Amended { entry, settled: Vec::new(), released: by_hold(released) }
}

impl Amended {
    fn owing(mut self, penalty: Money) -> Self {
        self.entry.booking.detail.penalty = Some(penalty);
        self
    }
}

impl Change {
    fn apply(&self, entry: &Entry, now: DateTime<Utc>) -> Result<Amended, BookingRefusal> {
        let booking = &entry.booking;
        if booking.version != self.version {
            return Err(BookingRefusal::ChangedMeanwhile);
        }
        let stays = (booking.quote().stay, self.held.quote.stay);
        life::may_change(booking.status, stays, booking.today(now))?;
        // Else a guest would change to one cheap night, or to next year, and cancel that for nothing.
        let owed = booking.penalty_at(now);
        if self.held.quote.total.amount < owed.amount {
            return Err(BookingRefusal::BelowPenalty { penalty: owed });
        }
        let nights = self.nights(entry).ok_or(BookingRefusal::ChangedMeanwhile)?;
        let dropped: Vec<_> = entry.nights.iter().filter(|old| !is_kept(old, &nights)).copied().collect();
        let mut entry = entry.clone();
        entry.booking.detail.quote = Quote {
            // The terms of cancelling stay those that were agreed when the guest booked.
            cancellation: entry.booking.detail.quote.cancellation,
            ..self.held.quote.clone()
        };
        entry.booking.detail.owed = Some(owed).filter(|owed| owed.amount > 0);
        entry.nights = nights;
        Ok(Amended { entry, settled: vec![self.held.hold_id], released: by_hold(dropped) })
    }

    /// Each night of the new stay with the hold that claims it; `None` when some night has none, because the
    /// hold was placed for another state of the booking.
    fn nights(&self, entry: &Entry) -> Option<Vec<KeptNight>> {
        let quote = &self.held.quote;
        let same_rooms = quote.room_type_id == entry.booking.quote().room_type_id;
        let hold_of = |date: Date| {
            if self.held.claimed.contains(&date) {
                return Some(self.held.hold_id);
            }
            let kept = entry.nights.iter().find(|night| same_rooms && night.date == date);
            kept.map(|night| night.hold_id)
        };
        quote
            .nights
            .iter()
            .map(|night| {
                let hold_id = hold_of(night.date)?;
                Some(KeptNight { date: night.date, hold_id, price_minor: night.price.amount })
            })
            .collect()
    }
}

fn is_kept(old: &KeptNight, nights: &[KeptNight]) -> bool {
    nights.iter().any(|new| (new.date, new.hold_id) == (old.date, old.hold_id))
}
