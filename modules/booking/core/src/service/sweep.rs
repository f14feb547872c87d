//! Ending holds whose time is over: first the decision, then the rooms.

use booking_api::BookingError;
use inventory_api::{CommandError, HoldRef, ReleaseRooms, Released, SettleHold};

use super::{Service, asked, failed};
use crate::{
    command::{Answer, Command, Ended},
    store,
};

/// Few enough that the decisions of one round do not hold up a booking.
const ROUND: u32 = 200;
/// A round that cannot end its holds must not be repeated for ever: they come again with the next sweep.
const ROUNDS_MAX: u32 = 500;

impl Service {
    pub(crate) async fn sweep(&self) -> Result<usize, BookingError> {
        let mut count = 0;
        for _ in 0..ROUNDS_MAX {
            let lapsed = self.inventory.lapsed(self.clock.now(), ROUND).await.map_err(asked)?;
            let size = lapsed.len();
            count += self.end(lapsed).await?;
            if size < usize::try_from(ROUND).unwrap_or(usize::MAX) {
                break;
            }
        }
        Ok(count)
    }

    /// Decides against these holds, so that no later confirm can win, and gives their rooms back. Those that were
    /// booked before are their bookings' own. Answers how many were given back.
    pub(super) async fn end(&self, holds: Vec<HoldRef>) -> Result<usize, CommandError> {
        if holds.is_empty() {
            return Ok(0);
        }
        let answer = self.writer.submit(Command::Abandon(holds)).await;
        let Answer::Ended(Ended { abandoned, booked }) = answer.map_err(|error| failed(&error))? else {
            return Err(CommandError::Failed("a sweep was answered as a booking".to_owned()));
        };
        self.settle(&booked).await?;
        let count = abandoned.len();
        if count > 0 {
            let whole = |hold| ReleaseRooms { hold, nights: Released::All };
            self.inventory.release(abandoned.into_iter().map(whole).collect()).await?;
        }
        Ok(count)
    }

    async fn settle(&self, booked: &[HoldRef]) -> Result<(), CommandError> {
        if booked.is_empty() {
            return Ok(());
        }
        let read = self.db.fresh("codes_by_hold");
        let owners = store::codes_by_hold(&read, booked).await.map_err(|error| failed(&error))?;
        let settle = |(hold, owner)| SettleHold { hold, owner };
        self.inventory.settle(owners.into_iter().map(settle).collect()).await
    }
}
