//! Neighbours that know a few bookings and one hotel, and nothing else.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use booking_api::{
    AddNote, Board, Booking, BookingDetail, BookingError, BookingList, BookingPage, BookingView,
    CancelBooking, ChangeBooking, DeskCommand, FiguresQuery, HistoryEntry, HoldView, NightFigures,
    PlaceBooking, PlaceHold, Proof, StaffNote,
};
use chrono::{DateTime, Utc};
use inventory_api::{
    AddPhoto, AriConflict, AriGrid, AriQuery, AriSet, Calendar, CalendarQuery, CatalogueError, ChangePhoto,
    CommandError, Held, HoldError, HoldRef, HoldRooms, Hotel, HotelProfile, HotelRef, Inventory, Offers,
    OffersQuery, PhotoError, QueryError, RatePlanProfile, ReleaseRooms, RoomTypeProfile, Search, SearchPage,
    SeenHotel, SetAri, SettleHold, Staffed, Violation,
};
use kernel::{BookingId, ConfirmationCode, Date, Done, HoldId, HotelId, HotelSlot, PhotoId};

fn no_query<T>() -> Result<T, QueryError> {
    Err(QueryError::Failed("not part of this test".to_owned()))
}

fn no_command() -> CommandError {
    CommandError::Failed("not part of this test".to_owned())
}

/// Bookings by their ids.
#[derive(Default)]
pub(super) struct Bookings {
    pub(super) known: Mutex<Vec<BookingDetail>>,
}

#[async_trait]
impl Booking for Bookings {
    async fn hold(&self, _: PlaceHold) -> Result<Done<HoldView>, HoldError> {
        Err(no_command().into())
    }

    async fn abandon(&self, _: HoldId) -> Result<(), BookingError> {
        Err(no_command().into())
    }

    async fn place(&self, _: PlaceBooking) -> Result<Done<BookingView>, BookingError> {
        Err(no_command().into())
    }

    async fn cancel(&self, _: CancelBooking) -> Result<Done<BookingView>, BookingError> {
        Err(no_command().into())
    }

    async fn change(&self, _: ChangeBooking) -> Result<Done<BookingView>, BookingError> {
        Err(no_command().into())
    }

    async fn desk(&self, _: DeskCommand) -> Result<Done<BookingView>, BookingError> {
        Err(no_command().into())
    }

    async fn booking(&self, _: ConfirmationCode, _: &Proof) -> Result<BookingView, BookingError> {
        Err(no_command().into())
    }

    async fn detail(&self, _: HotelId, _: BookingId) -> Result<BookingDetail, BookingError> {
        Err(no_command().into())
    }

    async fn details(&self, wanted: &[(HotelId, BookingId)]) -> Result<Vec<BookingDetail>, BookingError> {
        let known = self.known.lock().unwrap();
        let is_wanted = |detail: &&BookingDetail| wanted.contains(&(detail.hotel_id, detail.booking_id));
        Ok(known.iter().filter(is_wanted).cloned().collect())
    }

    async fn list(&self, _: BookingList) -> Result<BookingPage, QueryError> {
        no_query()
    }

    async fn history(&self, _: HotelId, _: BookingId) -> Result<Vec<HistoryEntry>, QueryError> {
        no_query()
    }

    async fn add_note(&self, _: AddNote) -> Result<Done<StaffNote>, BookingError> {
        Err(no_command().into())
    }

    async fn notes(&self, _: HotelId, _: BookingId) -> Result<Vec<StaffNote>, QueryError> {
        no_query()
    }

    async fn board(&self, _: HotelId, _: Date) -> Result<Board, QueryError> {
        no_query()
    }

    async fn figures(&self, _: FiguresQuery) -> Result<Vec<NightFigures>, QueryError> {
        no_query()
    }

    async fn sweep(&self) -> Result<usize, BookingError> {
        Err(no_command().into())
    }

    async fn audit(&self) -> Result<Vec<Violation>, QueryError> {
        no_query()
    }
}

/// One hotel, by its id or slug.
pub(super) struct OneHotel(pub(super) Arc<Hotel>);

#[async_trait]
impl Inventory for OneHotel {
    async fn hotel(&self, hotel: &HotelRef) -> Result<Arc<Hotel>, QueryError> {
        let is_ours = match hotel {
            HotelRef::Id(id) => *id == self.0.id,
            HotelRef::Slug(slug) => *slug == self.0.profile.slug,
        };
        if is_ours { Ok(Arc::clone(&self.0)) } else { Err(QueryError::NoHotel) }
    }

    async fn hotels(&self) -> Result<Vec<Arc<Hotel>>, QueryError> {
        no_query()
    }

    async fn hotels_in_slot(&self, _: HotelSlot) -> Result<Vec<HotelId>, QueryError> {
        no_query()
    }

    async fn search(&self, _: Search) -> Result<SearchPage, QueryError> {
        no_query()
    }

    async fn offers(&self, _: OffersQuery) -> Result<Offers, QueryError> {
        no_query()
    }

    async fn calendar(&self, _: CalendarQuery) -> Result<Calendar, QueryError> {
        no_query()
    }

    async fn ari(&self, _: AriQuery) -> Result<AriGrid, QueryError> {
        no_query()
    }

    async fn hold(&self, _: HoldRooms) -> Result<Done<Held>, HoldError> {
        Err(no_command().into())
    }

    async fn holds(&self, _: &[HoldRef]) -> Result<Vec<Held>, QueryError> {
        no_query()
    }

    async fn settle(&self, _: Vec<SettleHold>) -> Result<(), CommandError> {
        Err(no_command())
    }

    async fn release(&self, _: Vec<ReleaseRooms>) -> Result<(), CommandError> {
        Err(no_command())
    }

    async fn lapsed(&self, _: DateTime<Utc>, _: u32) -> Result<Vec<HoldRef>, QueryError> {
        no_query()
    }

    async fn create_hotel(&self, _: Staffed<HotelProfile>) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn change_hotel(
        &self,
        _: SeenHotel,
        _: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn add_room_type(
        &self,
        _: HotelId,
        _: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn change_room_type(
        &self,
        _: SeenHotel,
        _: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn add_rate_plan(
        &self,
        _: HotelId,
        _: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn change_rate_plan(
        &self,
        _: SeenHotel,
        _: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError> {
        Err(no_command().into())
    }

    async fn add_photo(&self, _: Staffed<AddPhoto>) -> Result<Done<Hotel>, PhotoError> {
        Err(no_command().into())
    }

    async fn change_photo(&self, _: SeenHotel, _: Staffed<ChangePhoto>) -> Result<Done<Hotel>, PhotoError> {
        Err(no_command().into())
    }

    async fn remove_photo(&self, _: SeenHotel, _: Staffed<PhotoId>) -> Result<Done<Hotel>, PhotoError> {
        Err(no_command().into())
    }

    async fn set_ari(&self, _: Staffed<SetAri>) -> Result<Done<AriSet>, AriConflict> {
        Err(no_command().into())
    }

    async fn audit(&self) -> Result<Vec<Violation>, QueryError> {
        no_query()
    }
}
