//! Showing bookings to whoever may see them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use booking_api::{BookingDetail, BookingError, BookingList, BookingPage, BookingView, HistoryEntry, Proof};
use db::FreshRead;
use inventory_api::QueryError;
use kernel::{BookingId, ConfirmationCode, HotelId};

use super::{Service, asked, failed, unread};
use crate::{
    booking::Booking,
    store::{self, Filter, Place, Sealed},
    token,
};

/// An e-mail nobody has, compared with when there is no booking, so that either answer takes as long.
const NOBODY: &str = "nobody@invalid";
const LIMIT_MAX: u16 = 100;

impl Service {
    pub(crate) async fn booking(
        &self,
        code: ConfirmationCode,
        proof: &Proof,
    ) -> Result<BookingView, BookingError> {
        let booking = self.proven(&self.db.fresh("find_booking"), code, proof).await?;
        let hotel = self.inventory.hotel(&booking.hotel_id.into()).await.map_err(asked)?;
        let is_look_up = matches!(proof, Proof::Email(_));
        // The desk books guests who have no address under the hotel's own, which proves nothing: everybody knows it.
        let is_the_hotels = |ours: &String| ours.eq_ignore_ascii_case(&booking.detail.guest.email);
        if is_look_up && hotel.profile.email.as_ref().is_some_and(is_the_hotels) {
            return Err(BookingError::NotFound);
        }
        let hotel = hotel.summary(booking.detail.guest.locale);
        let manage_token = is_look_up.then(|| self.token_of(&booking)).flatten();
        Ok(BookingView { manage_token, ..booking.view(hotel, self.clock.now()) })
    }

    /// The booking with that code, if the proof is good for changing it.
    pub(super) async fn proven_for_change(
        &self,
        code: ConfirmationCode,
        proof: &Proof,
    ) -> Result<Booking, BookingError> {
        match proof {
            // Good for the look-up, whose answer carries the token.
            Proof::Email(_) => Err(BookingError::NotFound),
            Proof::ManageToken(_) | Proof::Staff { .. } => {
                self.proven(&self.db.primary("find_booking"), code, proof).await
            }
        }
    }

    /// The booking with that code, if it is for whoever asks to see. Not there and not theirs are the same.
    async fn proven(
        &self,
        read: &impl FreshRead,
        code: ConfirmationCode,
        proof: &Proof,
    ) -> Result<Booking, BookingError> {
        let hotels = self.inventory.hotels_in_slot(code.slot()).await.map_err(asked)?;
        let found = store::by_code(read, &hotels, code).await.map_err(|error| failed(&error))?;
        if let Some(sealed) = found.iter().find(|sealed| opens(proof, sealed)) {
            return sealed.open().map_err(|error| failed(&error).into());
        }
        if let (Proof::Email(email), []) = (proof, found.as_slice()) {
            token::same(&email.trim().to_lowercase(), NOBODY);
        }
        Err(BookingError::NotFound)
    }

    fn token_of(&self, booking: &Booking) -> Option<String> {
        self.tokens.reissue(booking.booking_id, &booking.token_hash)
    }

    pub(crate) async fn detail(
        &self,
        hotel: HotelId,
        booking: BookingId,
    ) -> Result<BookingDetail, BookingError> {
        self.details(&[(hotel, booking)]).await?.pop().ok_or(BookingError::NotFound)
    }

    pub(crate) async fn details(
        &self,
        bookings: &[(HotelId, BookingId)],
    ) -> Result<Vec<BookingDetail>, BookingError> {
        let read = self.db.fresh("booking_details");
        let found = store::by_keys(&read, bookings).await.map_err(|error| failed(&error))?;
        let mut details = Vec::with_capacity(found.len());
        for booking in found {
            let hotel = self.summary(booking.hotel_id, booking.detail.guest.locale).await?;
            let manage_token = self.token_of(&booking);
            details.push(booking.into_detail(hotel, manage_token, self.clock.now()));
        }
        Ok(details)
    }

    pub(crate) async fn list(&self, list: BookingList) -> Result<BookingPage, QueryError> {
        if !(1..=LIMIT_MAX).contains(&list.limit) {
            return Err(QueryError::Invalid("limit", format!("a page has 1 to {LIMIT_MAX} bookings")));
        }
        let hotel = self.inventory.hotel(&list.hotel_id.into()).await?;
        let limit = usize::from(list.limit);
        let filter = Filter {
            hotel_id: list.hotel_id,
            status: list.status,
            arrival_from: list.arrival_from,
            arrival_to: list.arrival_to,
            departure_from: list.departure_from,
            departure_to: list.departure_to,
            q: list.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
            after: list.cursor.as_deref().map(place).transpose()?,
        };
        let read = self.db.stale("list_bookings");
        // One more than asked for tells whether there is a next page.
        let mut found = store::page(&read, &filter, limit + 1).await.map_err(|e| unread(&e))?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next_cursor = found.last().filter(|_| has_more).map(cursor);
        let now = self.clock.now();
        let show = |booking: Booking| booking.view(hotel.summary(booking.detail.guest.locale), now);
        Ok(BookingPage { items: found.into_iter().map(show).collect(), next_cursor })
    }

    pub(crate) async fn history(
        &self,
        hotel: HotelId,
        booking: BookingId,
    ) -> Result<Vec<HistoryEntry>, QueryError> {
        // Whoever has just changed a booking looks for the line.
        let read = self.db.fresh("booking_history");
        store::history(&read, hotel, booking).await.map_err(|error| unread(&error))
    }
}

fn opens(proof: &Proof, sealed: &Sealed) -> bool {
    match proof {
        Proof::ManageToken(token) => token::fits(token, &sealed.token_hash),
        Proof::Email(email) => token::same(&email.trim().to_lowercase(), &sealed.email),
        Proof::Staff { hotels } => hotels.as_ref().is_none_or(|hotels| hotels.contains(&sealed.hotel_id)),
    }
}

/// A booking's place in the list, as an opaque text.
fn cursor(booking: &Booking) -> String {
    let check_in = booking.quote().stay.check_in();
    URL_SAFE_NO_PAD.encode(format!("{check_in} {}", booking.booking_id))
}

fn place(cursor: &str) -> Result<Place, QueryError> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (check_in, booking_id) = text.split_once(' ')?;
        Some(Place { check_in: check_in.parse().ok()?, booking_id: booking_id.parse().ok()? })
    };
    read().ok_or_else(|| {
        QueryError::Invalid("cursor", "use the next_cursor of the page before, unchanged".to_owned())
    })
}
