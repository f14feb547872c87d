//! Cancelling, changing, and what the desk does: prove, decide, give back, answer.

use booking_api::{
    BookingError, BookingView, CancelBooking, ChangeBooking, DeskCommand, NightsOfHold, Proof,
};
use inventory_api::{Code, HoldRef, HoldRooms, HoldTerms, ReleaseRooms, Released, WhenLapsed};
use kernel::{By, Date, Done, HotelId, OnceKey};

use super::{Service, done, failed, place::Claimed, place::derived_hold, written};
use crate::{
    amend::{Amendment, Change},
    booking::Booking,
    command::{Amend, Answer, Command, Written},
    life, store,
};

impl Service {
    pub(crate) async fn cancel(&self, command: CancelBooking) -> Result<Done<BookingView>, BookingError> {
        let booking = self.proven_for_change(command.code, &command.proof).await?;
        let answer = self.amend(&booking, Amendment::Cancel, (command.by, command.once)).await?;
        written(answer).map(done)
    }

    pub(crate) async fn desk(&self, command: DeskCommand) -> Result<Done<BookingView>, BookingError> {
        if !matches!(command.proof, Proof::Staff { .. }) {
            return Err(BookingError::NotFound);
        }
        let booking = self.proven_for_change(command.code, &command.proof).await?;
        let amendment = Amendment::Desk(command.action);
        let answer = self.amend(&booking, amendment, (command.by, command.once)).await?;
        written(answer).map(done)
    }

    pub(crate) async fn change(&self, command: ChangeBooking) -> Result<Done<BookingView>, BookingError> {
        let booking = self.proven_for_change(command.code, &command.proof).await?;
        if let Some(answer) = self.recall(booking.hotel_id, &command.once).await? {
            return written(answer).map(done);
        }
        let held = match self.claim_for_change(&booking, &command).await? {
            Claimed::Held(held) => *held,
            Claimed::Refused(answer) => return written(answer).map(done),
        };
        let own_hold = HoldRef { hotel_id: booking.hotel_id, hold_id: held.hold_id };
        let change = Amendment::Change(Box::new(Change { version: booking.version, held }));
        let answer = self.amend(&booking, change, (command.by, command.once)).await?;
        self.end_unless_booked(own_hold, &answer).await;
        written(answer).map(done)
    }

    /// A hold for the new stay: it prices all of it, and claims the nights that the booking does not have yet.
    async fn claim_for_change(
        &self,
        booking: &Booking,
        command: &ChangeBooking,
    ) -> Result<Claimed, BookingError> {
        let quote = booking.quote();
        let stays = (quote.stay, command.stay);
        let today = booking.today(self.clock.now());
        if let Err(refusal) = life::may_change(booking.status, stays, today) {
            let answer = self.refuse(booking.hotel_id, refusal, &command.once).await?;
            return Ok(Claimed::Refused(answer));
        }
        let terms = HoldTerms {
            room_type: command.room_type.clone().unwrap_or_else(|| quote.room_type.clone()),
            rate_plan: quote.rate_plan.clone(),
            stay: command.stay,
            rooms: quote.rooms,
            party: quote.party.clone(),
            expected_total: command.expected_total,
        };
        let request = HoldRooms {
            hold_id: derived_hold(
                booking.hotel_id,
                &format!("{} v{}", booking.booking_id, booking.version),
                &command.once,
            ),
            hotel_id: booking.hotel_id,
            already_claimed: self.nights_that_stay(booking, &terms).await?,
            terms,
            when_lapsed: WhenLapsed::Report,
            once: None,
        };
        self.claim_or_refuse(request, &command.once).await
    }

    /// The booking's nights that are nights of the new stay, in the same room type.
    async fn nights_that_stay(
        &self,
        booking: &Booking,
        terms: &HoldTerms,
    ) -> Result<Vec<Date>, BookingError> {
        let same_rooms = |room_type: &Code| *room_type == booking.quote().room_type;
        if !same_rooms(&terms.room_type) {
            return Ok(Vec::new());
        }
        let read = self.db.primary("kept_nights");
        let kept = store::kept_nights(&read, booking.key()).await.map_err(|error| failed(&error))?;
        Ok(kept.into_iter().map(|night| night.date).filter(|night| terms.stay.contains(*night)).collect())
    }

    /// Decides a change and gives back what it frees, before anybody is told.
    async fn amend(
        &self,
        booking: &Booking,
        amendment: Amendment,
        (by, once): (By, OnceKey),
    ) -> Result<Answer, BookingError> {
        let hotel = self.summary(booking.hotel_id, booking.detail.guest.locale).await?;
        let amend = Amend { hotel, booking_id: booking.booking_id, amendment, by, once };
        let answer = self.write(Command::Amend(Box::new(amend))).await?;
        if let Answer::Written(Written { released, .. }) = &answer {
            self.give_back(booking.hotel_id, released).await;
        }
        Ok(answer)
    }

    /// The change stands whatever happens here: its event gives the nights back again.
    async fn give_back(&self, hotel_id: HotelId, dropped: &[NightsOfHold]) {
        if dropped.is_empty() {
            return;
        }
        let releases = dropped
            .iter()
            .map(|of_hold| ReleaseRooms {
                hold: HoldRef { hotel_id, hold_id: of_hold.hold_id },
                nights: Released::Nights(of_hold.nights.clone()),
            })
            .collect();
        if let Err(error) = self.inventory.release(releases).await {
            tracing::warn!(%error, "Nights were not given back; the booking's event will do it");
        }
    }
}
