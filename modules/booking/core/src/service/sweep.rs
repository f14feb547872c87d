//! Ending holds whose time is over: first the decision, then the rooms.

use std::collections::BTreeMap;

use booking_api::BookingError;
use futures::future::try_join_all;
use inventory_api::{CommandError, HoldRef, ReleaseRooms, Released, SettleHold};
use kernel::{HoldId, HotelId};

use super::{Service, asked, failed};
use crate::{
    command::{Abandon, Answer, Command, Ended},
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
        let mut by_hotel: BTreeMap<HotelId, Vec<HoldId>> = BTreeMap::new();
        for hold in holds {
            by_hotel.entry(hold.hotel_id).or_default().push(hold.hold_id);
        }
        let decided = by_hotel.into_iter().map(|(hotel_id, holds)| self.decide_against(hotel_id, holds));
        let (mut abandoned, mut booked) = (Vec::new(), Vec::new());
        for mut ended in try_join_all(decided).await? {
            abandoned.append(&mut ended.abandoned);
            booked.append(&mut ended.booked);
        }
        self.settle(&booked).await?;
        let count = abandoned.len();
        if count > 0 {
            let whole = |hold| ReleaseRooms { hold, nights: Released::All };
            self.inventory.release(abandoned.into_iter().map(whole).collect()).await?;
        }
        Ok(count)
    }

    async fn decide_against(&self, hotel_id: HotelId, holds: Vec<HoldId>) -> Result<Ended, CommandError> {
        let answer = self.writer.submit(Command::Abandon(Abandon { hotel_id, holds })).await;
        match answer.map_err(|error| failed(&error))? {
            Answer::Ended(ended) => Ok(ended),
            _ => Err(CommandError::Failed("a sweep was answered as a booking".to_owned())),
        }
    }

    async fn settle(&self, booked: &[HoldRef]) -> Result<(), CommandError> {
        if booked.is_empty() {
            return Ok(());
        }
        let read = self.db.primary("codes_by_hold");
        let owners = store::codes_by_hold(&read, booked).await.map_err(|error| failed(&error))?;
        let settle = |(hold, owner)| SettleHold { hold, owner };
        self.inventory.settle(owners.into_iter().map(settle).collect()).await
    }
}
