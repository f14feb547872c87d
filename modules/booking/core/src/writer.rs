//! The one way in which bookings change: load, decide, store, publish, in one transaction for all that wait.

use std::sync::Arc;

use db::{Combine, Combined, DbError, WriteTx};
use kernel::{Clock, HotelId};
use tokio::sync::Notify;

use crate::{
    command::{Answer, Command},
    decide::decide,
    store,
};

/// Decides batches of commands.
pub(crate) struct Writer {
    pub(crate) clock: Arc<dyn Clock>,
    /// Rung when events wait.
    pub(crate) outbox: Arc<Notify>,
}

impl Combine for Writer {
    type Command = Command;
    type Answer = Answer;
    /// Whether events were written.
    type Effects = bool;
    const OPERATION: &'static str = "change_bookings";

    fn hotel(command: &Command) -> HotelId {
        command.hotel()
    }

    async fn decide(&self, tx: &WriteTx, commands: &[&Command]) -> Result<Combined<Answer, bool>, DbError> {
        let state = store::load(tx, commands).await?;
        let now = self.clock.now();
        let (changes, answers) = decide(state, commands, now)?;
        let has_events = !changes.happenings.is_empty();
        store::save(tx, changes, now).await?;
        Ok(Combined { answers, effects: has_events })
    }

    fn committed(&self, has_events: bool) {
        if has_events {
            self.outbox.notify_one();
        }
    }
}
