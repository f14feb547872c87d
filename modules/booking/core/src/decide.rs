//! Deciding a batch of commands: pure, first come first served.
//!
//! The state was loaded in the transaction that will store the changes; a later command of the batch sees what
//! the earlier ones did.

use std::collections::{BTreeMap, HashMap, HashSet};

use booking_api::{BookingEvent, BookingRefusal, BookingView, NightsOfHold, kinds};
use chrono::{DateTime, Utc};
use db::{
    DbError,
    once::{Answers, Recalled},
};
use inventory_api::{Held, HoldRef, HoldState, HotelSummary};
use kernel::{BookingId, By, ConfirmationCode, HotelId, OnceKey};

use crate::{
    amend::Amended,
    booking::{BookingKey, Entry},
    command::{Abandon, Amend, Answer, Book, Command, Ended, Stored},
};

#[cfg(test)]
mod model;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

/// What became of a hold: decided once, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Booked(BookingId),
    Abandoned,
}

/// All that the commands of a batch touch.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) answers: Answers,
    pub(crate) decisions: HashMap<HoldRef, Decision>,
    pub(crate) bookings: HashMap<BookingKey, Entry>,
    /// Those of the drawn codes that are in use.
    pub(crate) codes_taken: HashSet<(HotelId, ConfirmationCode)>,
}

/// What a batch changes.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) bookings: Vec<Changed>,
    pub(crate) decisions: Vec<(HoldRef, Decision)>,
    pub(crate) happenings: Vec<Happening>,
    pub(crate) answers: Answers,
}

/// A booking after the batch.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) entry: Entry,
    /// The version that was loaded and that the batch decided on; `None` for a new booking.
    pub(crate) seen: Option<i64>,
    /// Whether rows of its nights are there already and must go first.
    pub(crate) had_nights: bool,
    pub(crate) has_new_nights: bool,
}

/// Something that happened to a booking: a line of its history, and an event.
#[derive(Debug)]
pub(crate) struct Happening {
    pub(crate) action: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) by: By,
    pub(crate) event: BookingEvent,
}

/// Decides each command in turn. One answer per command, in their order.
pub(crate) fn decide(
    state: State,
    commands: &[&Command],
    now: DateTime<Utc>,
) -> Result<(Changes, Vec<Answer>), DbError> {
    let mut batch = Batch { state, touched: BTreeMap::new(), changes: Changes::default(), now };
    let answers = commands.iter().map(|command| batch.decide(command)).collect::<Result<_, _>>()?;
    Ok((batch.finish(), answers))
}

struct Batch {
    state: State,
    touched: BTreeMap<BookingKey, Touch>,
    changes: Changes,
    now: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy)]
struct Touch {
    seen: Option<i64>,
    had_nights: bool,
    has_new_nights: bool,
}

/// A booking as it is kept from now on, or the reason why it is not.
type Decided = Result<Kept, BookingRefusal>;

/// A booking after a command.
struct Kept {
    booking_id: BookingId,
    view: Box<BookingView>,
    released: Vec<NightsOfHold>,
}

impl Batch {
    fn decide(&mut self, command: &Command) -> Result<Answer, DbError> {
        match command {
            Command::Book(book) => self.once(book.hotel.id, &book.once, |batch| batch.book(book)),
            Command::Refuse(refuse) => {
                self.once(refuse.hotel_id, &refuse.once, |_| Ok(Err(refuse.refusal.clone())))
            }
            Command::Amend(amend) => self.once(amend.hotel.id, &amend.once, |batch| batch.amend(amend)),
            Command::Abandon(abandon) => Ok(Answer::Ended(self.abandon(abandon))),
        }
    }

    /// Decides, unless the key was answered before; remembers what was decided.
    fn once(
        &mut self,
        hotel: HotelId,
        once: &OnceKey,
        decide: impl FnOnce(&mut Self) -> Result<Decided, DbError>,
    ) -> Result<Answer, DbError> {
        match self.state.answers.recall::<Stored>(hotel, once)? {
            Recalled::Answered(stored) => return Ok(stored.again()),
            Recalled::OtherRequest => return Ok(Answer::KeyReused),
            Recalled::New => {}
        }
        let (stored, released) = match decide(self)? {
            Ok(kept) => (Stored::Booking { booking_id: kept.booking_id, view: kept.view }, kept.released),
            Err(refusal) => (Stored::Refusal(refusal), Vec::new()),
        };
        self.state.answers.remember(hotel, once, &stored)?;
        Ok(stored.first(released))
    }

    fn book(&mut self, command: &Book) -> Result<Decided, DbError> {
        let hold = command.hold();
        // A change's hold prices the whole stay and claims only what the booking lacks: it sells nothing by itself.
        if !self.is_open(&command.held, hold) || !claims_whole_stay(&command.held) {
            return Ok(Err(BookingRefusal::HoldExpired));
        }
        let code = self.free_code(command)?;
        let booked = Amended {
            entry: command.entry(code, self.now),
            settled: vec![hold.hold_id],
            released: Vec::new(),
        };
        self.decide_on(hold, Decision::Booked(command.booking_id));
        let touch = Touch { seen: None, had_nights: false, has_new_nights: true };
        self.touched.insert(booked.entry.booking.key(), touch);
        let happened = ("confirmed", kinds::CONFIRMED, &command.by);
        Ok(Ok(self.keep(booked, happened, &command.hotel)))
    }

    fn amend(&mut self, command: &Amend) -> Result<Decided, DbError> {
        let key = (command.hotel.id, command.booking_id);
        let Some(entry) = self.state.bookings.get(&key) else {
            return Err(DbError::decode("a booking that was found by its code is gone"));
        };
        let hold = command.new_hold();
        if hold.is_some_and(|(held, hold)| !self.is_open(held, hold)) {
            return Ok(Err(BookingRefusal::HoldExpired));
        }
        let mut amended = match command.amendment.apply(entry, self.now) {
            Ok(amended) => amended,
            Err(refusal) => return Ok(Err(refusal)),
        };
        amended.entry.booking.version += 1;
        amended.entry.booking.changed_at = self.now;
        let has_new_nights = amended.entry.nights != entry.nights;
        let had_nights = !entry.nights.is_empty();
        let seen = Some(entry.booking.version);
        let touch = self.touched.entry(key).or_insert(Touch { seen, had_nights, has_new_nights });
        touch.has_new_nights |= has_new_nights;
        if let Some((_, hold)) = hold {
            self.decide_on(hold, Decision::Booked(command.booking_id));
        }
        let action = command.amendment.action();
        let happened = (action.past_tense(), action.event_kind(), &command.by);
        Ok(Ok(self.keep(amended, happened, &command.hotel)))
    }

    fn abandon(&mut self, command: &Abandon) -> Ended {
        let mut ended = Ended::default();
        for hold in command.refs() {
            match self.state.decisions.get(&hold) {
                Some(Decision::Booked(_)) => ended.booked.push(hold),
                Some(Decision::Abandoned) => ended.abandoned.push(hold),
                None => {
                    self.decide_on(hold, Decision::Abandoned);
                    ended.abandoned.push(hold);
                }
            }
        }
        ended
    }

    /// Whether a hold can still be booked: in time, and not decided.
    fn is_open(&self, held: &Held, name: HoldRef) -> bool {
        self.now <= held.expires_at
            && held.state != HoldState::Released
            && !self.state.decisions.contains_key(&name)
    }

    fn decide_on(&mut self, hold: HoldRef, decision: Decision) {
        self.state.decisions.insert(hold, decision);
        self.changes.decisions.push((hold, decision));
    }

    fn free_code(&mut self, command: &Book) -> Result<ConfirmationCode, DbError> {
        let taken = &mut self.state.codes_taken;
        command
            .codes
            .into_iter()
            .find(|code| taken.insert((command.hotel.id, *code)))
            .ok_or_else(|| DbError::decode("every confirmation code that was drawn is in use"))
    }

    /// Keeps the booking's new self and tells of it.
    fn keep(
        &mut self,
        amended: Amended,
        (action, kind, by): (&'static str, &'static str, &By),
        hotel: &HotelSummary,
    ) -> Kept {
        let Amended { entry, settled, released } = amended;
        let booking = &entry.booking;
        let event = booking.event(settled, released.clone());
        self.changes.happenings.push(Happening { action, kind, by: by.clone(), event });
        let kept = Kept {
            booking_id: booking.booking_id,
            view: Box::new(booking.view(hotel.clone(), self.now)),
            released,
        };
        self.state.bookings.insert(booking.key(), entry);
        kept
    }

    /// What there is to store, in the order of its keys.
    fn finish(mut self) -> Changes {
        for (key, Touch { seen, had_nights, has_new_nights }) in self.touched {
            if let Some(entry) = self.state.bookings.remove(&key) {
                self.changes.bookings.push(Changed { entry, seen, had_nights, has_new_nights });
            }
        }
        self.changes.decisions.sort_unstable_by_key(|(hold, _)| *hold);
        self.changes.happenings.sort_by_key(|happening| {
            let event = &happening.event;
            (event.hotel_id, event.booking_id, event.version)
        });
        Changes { answers: self.state.answers, ..self.changes }
    }
}

fn claims_whole_stay(held: &Held) -> bool {
    held.quote.stay.nights().all(|night| held.claimed.contains(&night))
}
