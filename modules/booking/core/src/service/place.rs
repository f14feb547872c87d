//! Booking rooms: find the answer, claim the rooms, decide, answer.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use booking_api::{BookingError, BookingRefusal, BookingView, PlaceBooking, Rooms};
use inventory_api::{Held, HoldError, HoldRef, HoldRooms, HoldTerms, HotelSummary, WhenLapsed};
use kernel::{BookingId, ConfirmationCode, Done, HoldId, HotelId, OnceKey};

use super::{Service, asked, done, failed, written};
use crate::{
    command::{Answer, Book, Command, Refuse, Written},
    store, token,
};

/// A page of text; a longer wish belongs into a letter.
pub(crate) const NOTE_MAX_CHARS: usize = 2_000;

/// What came of claiming the rooms of a booking or of a change.
pub(super) enum Claimed {
    /// A hold to book.
    Held(Box<Held>),
    /// The final answer: there is nothing to book.
    Refused(Answer),
}

impl Service {
    pub(crate) async fn place(&self, command: PlaceBooking) -> Result<Done<BookingView>, BookingError> {
        check(&command)?;
        let hotel_id = command.hotel_id;
        // A repeat finds the same hold and then its stored answer, so nothing needs to be looked up first.
        let hotel = self.summary(hotel_id, command.guest.locale).await?;
        let held = match &command.rooms {
            Rooms::Held(hold_id) => self.held(HoldRef { hotel_id, hold_id: *hold_id }).await?,
            Rooms::Wanted(terms) => match self.claim_for_booking(&command, terms).await? {
                Claimed::Held(held) => *held,
                Claimed::Refused(answer) => return self.with_token(written(answer)?).await,
            },
        };
        let own_hold = matches!(command.rooms, Rooms::Wanted(_)).then_some(held.hold_id);
        let (answer, manage_token) = self.book(hotel, held, command).await?;
        if let Some(hold_id) = own_hold {
            self.end_unless_booked(HoldRef { hotel_id, hold_id }, &answer).await;
        }
        let written = written(answer)?;
        if written.is_replay {
            return self.with_token(written).await;
        }
        Ok(done(written).map(|view| BookingView { manage_token: Some(manage_token), ..view }))
    }

    /// A hold that was placed before, in this hotel.
    async fn held(&self, hold: HoldRef) -> Result<Held, BookingError> {
        let found = self.inventory.holds(&[hold]).await.map_err(asked)?;
        found.into_iter().find(|held| held.quote.hotel_id == hold.hotel_id).ok_or(BookingError::NotFound)
    }

    /// The hold of a one-step booking. Its id follows from the request, so a retry after a crash finds it.
    async fn claim_for_booking(
        &self,
        command: &PlaceBooking,
        terms: &HoldTerms,
    ) -> Result<Claimed, BookingError> {
        let request = HoldRooms {
            hold_id: derived_hold(command.hotel_id, &command.once.caller, &command.once),
            hotel_id: command.hotel_id,
            terms: terms.clone(),
            already_claimed: Vec::new(),
            when_lapsed: WhenLapsed::Report,
            once: None,
        };
        self.claim_or_refuse(request, &command.once).await
    }

    /// Claims rooms; a refusal is remembered under the key of whoever asked.
    pub(super) async fn claim_or_refuse(
        &self,
        request: HoldRooms,
        once: &OnceKey,
    ) -> Result<Claimed, BookingError> {
        let hotel_id = request.hotel_id;
        match self.claim(request).await {
            Ok(held) => Ok(Claimed::Held(Box::new(held.answer))),
            // A wrong code is wrong input, which no key remembers.
            Err(HoldError::Refused { refusal, is_replay }) if refusal.is_input() => {
                Err(BookingError::Refused { refusal: BookingRefusal::Rooms(refusal), is_replay })
            }
            Err(HoldError::Refused { refusal, .. }) => {
                let refusal = BookingRefusal::Rooms(refusal);
                self.refuse(hotel_id, refusal, once).await.map(Claimed::Refused)
            }
            Err(error) => Err(unclaimed(error)),
        }
    }

    /// Remembers a refusal; answers what the key was told first.
    pub(super) async fn refuse(
        &self,
        hotel_id: HotelId,
        refusal: BookingRefusal,
        once: &OnceKey,
    ) -> Result<Answer, BookingError> {
        self.write(Command::Refuse(Refuse { hotel_id, refusal, once: once.clone() })).await
    }

    /// Decides. Answers with the new booking's token, which no stored answer holds.
    async fn book(
        &self,
        hotel: HotelSummary,
        held: Held,
        command: PlaceBooking,
    ) -> Result<(Answer, String), BookingError> {
        let slot = command.hotel_id.slot();
        let booking_id = BookingId::new(self.clock.now());
        let manage_token = self.tokens.issue(booking_id);
        let mut guest = command.guest;
        guest.name = guest.name.trim().to_owned();
        let book = Book {
            hotel,
            booking_id,
            codes: [ConfirmationCode::random(slot), ConfirmationCode::random(slot)],
            token_hash: token::hash(&manage_token),
            held,
            guest,
            note: command.note.filter(|note| !note.trim().is_empty()),
            by: command.by,
            once: command.once,
        };
        Ok((self.write(Command::Book(Box::new(book))).await?, manage_token))
    }

    /// Gives a hold up at once when its booking was refused. Whatever fails here, the sweep does later; when the
    /// outcome is not known the hold is left alone, because a retry must find it.
    pub(super) async fn end_unless_booked(&self, hold: HoldRef, answer: &Answer) {
        if matches!(answer, Answer::Written(Written { is_replay: false, .. })) {
            return;
        }
        if let Err(error) = self.end(vec![hold]).await {
            tracing::warn!(%error, "A hold was not given up; the sweep will do it");
        }
    }

    /// A repeated answer, with the token that it carried the first time.
    async fn with_token(&self, written: Written) -> Result<Done<BookingView>, BookingError> {
        let key = (written.view.hotel.id, written.booking_id);
        let read = self.db.primary("reissue_token");
        let found = store::by_keys(&read, &[key]).await.map_err(|error| failed(&error))?;
        let token_hash = found.first().map(|booking| booking.token_hash);
        let manage_token = token_hash.and_then(|hash| self.tokens.reissue(written.booking_id, &hash));
        Ok(done(written).map(|view| BookingView { manage_token, ..view }))
    }
}

/// The id of the hold that a request places on its way. The fingerprint is part of it: the same key with
/// another body must not book the rooms that the first body asked for.
pub(super) fn derived_hold(hotel: HotelId, owner: &str, once: &OnceKey) -> HoldId {
    let fingerprint = URL_SAFE_NO_PAD.encode(once.fingerprint);
    HoldId::derived(hotel, owner, &format!("{fingerprint} {}", once.key))
}

/// Callers check each field for themselves; this is the last line.
fn check(command: &PlaceBooking) -> Result<(), BookingError> {
    if let Some(error) = command.guest.check().first() {
        return Err(BookingError::Invalid(error.field(), error.to_string()));
    }
    let note_chars = command.note.as_ref().map_or(0, |note| note.chars().count());
    if note_chars > NOTE_MAX_CHARS {
        let reason = format!("a note has at most {NOTE_MAX_CHARS} characters");
        return Err(BookingError::Invalid("note", reason));
    }
    Ok(())
}

/// Why inventory claimed nothing, when it is no refusal.
fn unclaimed(error: HoldError) -> BookingError {
    match error {
        HoldError::Refused { refusal, is_replay } => {
            BookingError::Refused { refusal: BookingRefusal::Rooms(refusal), is_replay }
        }
        HoldError::Lapsed(_) => {
            let text = "inventory named lapsed holds although it was to refuse".to_owned();
            inventory_api::CommandError::Failed(text).into()
        }
        HoldError::KeyReused => BookingError::KeyReused,
        HoldError::NoHotel => BookingError::NoHotel,
        HoldError::Failed(error) => error.into(),
    }
}
