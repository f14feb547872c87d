//! What follows a booking's event: its holds become its own, its dropped nights go back on sale.

use std::sync::Arc;

use async_trait::async_trait;
use booking_api::{BookingEvent, kinds};
use events::{Envelope, ReceiveError, Subscriber};
use inventory_api::{HoldRef, Inventory, ReleaseRooms, Released, SettleHold};
use kernel::HoldId;

/// Tells inventory what became of holds. Inventory does each of it once, however often it is told.
pub(crate) struct HoldSettlement {
    pub(crate) inventory: Arc<dyn Inventory>,
}

#[async_trait]
impl Subscriber for HoldSettlement {
    fn name(&self) -> &'static str {
        "hold_settlement"
    }

    fn wants(&self, kind: &str) -> bool {
        matches!(
            kind,
            kinds::CONFIRMED | kinds::CHANGED | kinds::CANCELLED | kinds::CHECKED_OUT | kinds::NO_SHOW
        )
    }

    async fn receive(&self, events: &[Envelope]) -> Result<(), ReceiveError> {
        let events = events
            .iter()
            .map(Envelope::payload::<BookingEvent>)
            .collect::<Result<Vec<_>, _>>()
            .map_err(ReceiveError::because)?;
        let settled: Vec<_> = events.iter().flat_map(settled).collect();
        if !settled.is_empty() {
            self.inventory.settle(settled).await.map_err(ReceiveError::because)?;
        }
        let released: Vec<_> = events.into_iter().flat_map(released).collect();
        if !released.is_empty() {
            self.inventory.release(released).await.map_err(ReceiveError::because)?;
        }
        Ok(())
    }
}

fn settled(event: &BookingEvent) -> impl Iterator<Item = SettleHold> {
    let (hotel_id, owner) = (event.hotel_id, event.confirmation_code);
    let settle = move |hold_id: &HoldId| SettleHold { hold: HoldRef { hotel_id, hold_id: *hold_id }, owner };
    event.settled.iter().map(settle)
}

fn released(event: BookingEvent) -> impl Iterator<Item = ReleaseRooms> {
    let hotel_id = event.hotel_id;
    event.released.into_iter().map(move |of_hold| ReleaseRooms {
        hold: HoldRef { hotel_id, hold_id: of_hold.hold_id },
        nights: Released::Nights(of_hold.nights),
    })
}
