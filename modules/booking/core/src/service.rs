//! What booking does, command by command: read, ask inventory, decide, give back, answer.

mod amend;
mod desk;
mod hold;
mod note;
mod place;
mod read;
mod sweep;

use std::sync::Arc;

use booking_api::{BookingError, BookingView};
use db::{
    Combiner, Db, DbError,
    once::{Answers, Recalled},
};
use inventory_api::{CommandError, HotelSummary, Inventory, QueryError};
use kernel::{Clock, Done, HotelId, Locale, OnceKey};

pub(crate) use self::place::NOTE_MAX_CHARS;
use crate::{
    command::{Answer, Command, Stored, Written},
    token::Tokens,
    writer::Writer,
};

/// Booking itself, behind its port.
pub(crate) struct Service {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) inventory: Arc<dyn Inventory>,
    pub(crate) writer: Combiner<Writer>,
    pub(crate) tokens: Tokens,
}

impl Service {
    async fn write(&self, command: Command) -> Result<Answer, BookingError> {
        self.writer.submit(command).await.map_err(|error| failed(&error).into())
    }

    /// What this key was answered before. For commands that would otherwise ask inventory first.
    async fn recall(&self, hotel: HotelId, once: &OnceKey) -> Result<Option<Answer>, BookingError> {
        let read = self.db.primary("recall_answer");
        let recall = async {
            let answers = Answers::load(&read, [(hotel, once)]).await?;
            answers.recall::<Stored>(hotel, once)
        };
        match recall.await.map_err(|error| failed(&error))? {
            Recalled::New => Ok(None),
            Recalled::Answered(stored) => Ok(Some(stored.again())),
            Recalled::OtherRequest => Ok(Some(Answer::KeyReused)),
        }
    }

    async fn summary(&self, hotel: HotelId, locale: Locale) -> Result<HotelSummary, BookingError> {
        let hotel = self.inventory.hotel(&hotel.into()).await.map_err(asked)?;
        Ok(hotel.summary(locale))
    }
}

/// The booking that was written, or why there is none.
fn written(answer: Answer) -> Result<Written, BookingError> {
    match answer {
        Answer::Written(written) => Ok(written),
        Answer::Refused { refusal, is_replay } => Err(BookingError::Refused { refusal, is_replay }),
        Answer::KeyReused => Err(BookingError::KeyReused),
        Answer::Ended(_) => {
            Err(CommandError::Failed("a booking's command was answered as a sweep".to_owned()).into())
        }
    }
}

fn done(written: Written) -> Done<BookingView> {
    Done { answer: *written.view, is_replay: written.is_replay }
}

/// A failure of our database, as whoever called must see it.
pub(crate) fn failed(error: &DbError) -> CommandError {
    let text = events::ReceiveError::because(error).0;
    match error {
        DbError::Overloaded | DbError::Unavailable(_) | DbError::Contended(_) => {
            CommandError::Unavailable(text)
        }
        DbError::ReadOnly => CommandError::ReadOnly,
        DbError::Unknown(_) => CommandError::Unknown(text),
        DbError::Internal(_) => CommandError::Failed(text),
    }
}

/// A failed read of our database, as an unanswered question.
pub(crate) fn unread(error: &DbError) -> QueryError {
    let text = events::ReceiveError::because(error).0;
    if error.is_unavailable() { QueryError::Unavailable(text) } else { QueryError::Failed(text) }
}

/// A question that inventory did not answer, in the middle of a command.
pub(crate) fn asked(error: QueryError) -> BookingError {
    match error {
        QueryError::NoHotel => BookingError::NoHotel,
        QueryError::Invalid(field, reason) => BookingError::Invalid(field, reason),
        QueryError::Unavailable(text) => CommandError::Unavailable(text).into(),
        QueryError::Failed(text) => CommandError::Failed(text).into(),
    }
}
