//! Claiming rooms, and giving them up.

use booking_api::{BookingError, HoldView, PlaceHold};
use inventory_api::{Held, HoldError, HoldRef, HoldRooms, WhenLapsed};
use kernel::{Done, HoldId};

use super::{Service, asked};

impl Service {
    pub(crate) async fn hold(&self, command: PlaceHold) -> Result<Done<HoldView>, HoldError> {
        let request = HoldRooms {
            hold_id: HoldId::in_hotel(command.hotel_id, self.clock.now()),
            hotel_id: command.hotel_id,
            terms: command.terms,
            already_claimed: Vec::new(),
            when_lapsed: WhenLapsed::Report,
            once: Some(command.once),
        };
        Ok(self.claim(request).await?.map(|held| HoldView {
            hold_id: held.hold_id,
            expires_at: held.expires_at,
            total: held.quote.total,
        }))
    }

    /// Claims rooms. Lapsed holds in the way are ended first, so that "sold out" is never false.
    pub(super) async fn claim(&self, request: HoldRooms) -> Result<Done<Held>, HoldError> {
        let hotel_id = request.hotel_id;
        let again = HoldRooms { when_lapsed: WhenLapsed::Refuse, ..request.clone() };
        match self.inventory.hold(request).await {
            Err(HoldError::Lapsed(lapsed)) => {
                let lapsed = lapsed.into_iter().map(|hold_id| HoldRef { hotel_id, hold_id }).collect();
                self.end(lapsed).await?;
                self.inventory.hold(again).await
            }
            other => other,
        }
    }

    pub(crate) async fn abandon(&self, hold_id: HoldId) -> Result<(), BookingError> {
        let hotels = self.inventory.hotels_in_slot(hold_id.slot()).await.map_err(asked)?;
        let candidates: Vec<_> = hotels.into_iter().map(|hotel_id| HoldRef { hotel_id, hold_id }).collect();
        // Only holds that exist are decided on: nobody fills our tables with ids they made up.
        let held = self.inventory.holds(&candidates).await.map_err(asked)?;
        let holds = held
            .iter()
            .map(|held| HoldRef { hotel_id: held.quote.hotel_id, hold_id: held.hold_id })
            .collect();
        self.end(holds).await?;
        Ok(())
    }
}
