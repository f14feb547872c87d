//! Notes about a booking, for staff alone.

use booking_api::{AddNote, BookingError, Proof, StaffNote};
use db::{
    DbError,
    once::{Answers, Recalled},
};
use inventory_api::QueryError;
use kernel::{BookingId, Done, HotelId, NoteId};

use super::{Service, failed, unread};
use crate::{booking::Booking, store};

/// More than anybody reads about one stay; all of them are always shown.
const NOTES_MAX: i64 = 200;

/// What became of a note.
enum Kept {
    Done(Done<StaffNote>),
    KeyReused,
    TooMany,
}

impl Service {
    pub(crate) async fn add_note(&self, command: AddNote) -> Result<Done<StaffNote>, BookingError> {
        if !matches!(command.proof, Proof::Staff { .. }) {
            return Err(BookingError::NotFound);
        }
        let text = text(&command.text)?;
        let booking = self.proven_for_change(command.code, &command.proof).await?;
        match self.keep_note(&booking, text, &command).await.map_err(|error| failed(&error))? {
            Kept::Done(done) => Ok(done),
            Kept::KeyReused => Err(BookingError::KeyReused),
            Kept::TooMany => {
                Err(BookingError::Invalid("text", format!("a booking has at most {NOTES_MAX} notes")))
            }
        }
    }

    async fn keep_note(&self, booking: &Booking, text: String, command: &AddNote) -> Result<Kept, DbError> {
        let (hotel, once, now) = (booking.hotel_id, &command.once, self.clock.now());
        let tx = self.db.begin("add_note").await?;
        store::lock_notes(&tx, booking.key()).await?;
        let mut answers = Answers::load(&tx, [(hotel, once)]).await?;
        match answers.recall::<StaffNote>(hotel, once)? {
            Recalled::Answered(note) => return Ok(Kept::Done(Done::again(note))),
            Recalled::OtherRequest => return Ok(Kept::KeyReused),
            Recalled::New => {}
        }
        if store::count_notes(&tx, booking.key()).await? >= NOTES_MAX {
            return Ok(Kept::TooMany);
        }
        let actor = command.by.actor.to_string();
        let note = StaffNote { note_id: NoteId::new(now), text, actor, at: now };
        store::add_note(&tx, booking, &note, &command.by).await?;
        answers.remember(hotel, once, &note)?;
        answers.store(&tx, now).await?;
        tx.commit().await?;
        Ok(Kept::Done(Done::first(note)))
    }

    pub(crate) async fn notes(
        &self,
        hotel: HotelId,
        booking: BookingId,
    ) -> Result<Vec<StaffNote>, QueryError> {
        // Whoever has just written one looks for it.
        let read = self.db.fresh("booking_notes");
        store::notes(&read, (hotel, booking), NOTES_MAX).await.map_err(|error| unread(&error))
    }
}

/// What is kept of a note. Forms send line breaks as two characters; they are one.
fn text(typed: &str) -> Result<String, BookingError> {
    let text = typed.trim().replace("\r\n", "\n");
    let is_long_enough = (1..=AddNote::TEXT_MAX_CHARS).contains(&text.chars().count());
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if is_long_enough && text.chars().all(is_text) {
        return Ok(text);
    }
    let reason = format!("a note has 1 to {} characters", AddNote::TEXT_MAX_CHARS);
    Err(BookingError::Invalid("text", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_text_of_at_most_a_page() {
        let long = "가".repeat(AddNote::TEXT_MAX_CHARS);
        assert_eq!(text("  Late.\r\nCall\t first \n").unwrap(), "Late.\nCall\t first");
        assert_eq!(text(&long).unwrap(), long);

        for wrong in ["", " \r\n ", "a\u{0}b", "a\u{1b}[31m", &format!("{long}.")] {
            assert!(matches!(text(wrong), Err(BookingError::Invalid("text", _))), "{wrong:?}");
        }
    }
}
