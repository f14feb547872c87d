//! The way into inventory. Every method could cross a wire.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::{Done, HotelId, HotelSlot, PhotoId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    AddPhoto, AriConflict, AriGrid, AriQuery, AriSet, Calendar, CalendarQuery, CatalogueError, ChangePhoto,
    CommandError, Held, HoldError, HoldRef, HoldRooms, Hotel, HotelProfile, HotelRef, Offers, OffersQuery,
    PhotoError, RatePlanProfile, ReleaseRooms, RoomTypeProfile, Search, SearchPage, SeenHotel, SetAri,
    SettleHold, Staffed,
};

/// What inventory does for the rest of the house.
#[async_trait]
pub trait Inventory: Send + Sync {
    /// A hotel with all it sells; may be seconds old.
    async fn hotel(&self, hotel: &HotelRef) -> Result<Arc<Hotel>, QueryError>;

    /// Every hotel, by slug.
    async fn hotels(&self) -> Result<Vec<Arc<Hotel>>, QueryError>;

    /// The hotels that fall into a slot: the few that a code or hold id may belong to.
    async fn hotels_in_slot(&self, slot: HotelSlot) -> Result<Vec<HotelId>, QueryError>;

    /// Hotels with something to sell.
    async fn search(&self, search: Search) -> Result<SearchPage, QueryError>;

    /// What a hotel offers.
    async fn offers(&self, query: OffersQuery) -> Result<Offers, QueryError>;

    /// A hotel's nights.
    async fn calendar(&self, query: CalendarQuery) -> Result<Calendar, QueryError>;

    /// A hotel's stock, prices and restrictions as they stand on the primary.
    async fn ari(&self, query: AriQuery) -> Result<AriGrid, QueryError>;

    /// Claims rooms for a while.
    async fn hold(&self, command: HoldRooms) -> Result<Done<Held>, HoldError>;

    /// Holds as they stand on the primary; unknown ones are left out.
    async fn holds(&self, holds: &[HoldRef]) -> Result<Vec<Held>, QueryError>;

    /// Makes holds their bookings' own. A repeat does nothing; an unknown hold is passed over.
    async fn settle(&self, holds: Vec<SettleHold>) -> Result<(), CommandError>;

    /// Gives nights back; they are for sale when this answers. A repeat does nothing.
    async fn release(&self, releases: Vec<ReleaseRooms>) -> Result<(), CommandError>;

    /// Holds whose time is over and that nobody ended yet, oldest first.
    async fn lapsed(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<HoldRef>, QueryError>;

    /// Adds a hotel.
    async fn create_hotel(&self, command: Staffed<HotelProfile>) -> Result<Done<Hotel>, CatalogueError>;

    /// Replaces a hotel's profile.
    async fn change_hotel(
        &self,
        hotel: SeenHotel,
        command: Staffed<HotelProfile>,
    ) -> Result<Done<Hotel>, CatalogueError>;

    /// Adds a room type, with its nights for the next two years.
    async fn add_room_type(
        &self,
        hotel: HotelId,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError>;

    /// Replaces the profile of the room type with that code.
    async fn change_room_type(
        &self,
        hotel: SeenHotel,
        command: Staffed<RoomTypeProfile>,
    ) -> Result<Done<Hotel>, CatalogueError>;

    /// Adds a rate plan.
    async fn add_rate_plan(
        &self,
        hotel: HotelId,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError>;

    /// Replaces the profile of the rate plan with that code.
    async fn change_rate_plan(
        &self,
        hotel: SeenHotel,
        command: Staffed<RatePlanProfile>,
    ) -> Result<Done<Hotel>, CatalogueError>;

    /// Checks a file, makes a photo of it and adds it as the hotel's last.
    async fn add_photo(&self, command: Staffed<AddPhoto>) -> Result<Done<Hotel>, PhotoError>;

    /// Changes what a photo is said to show, and its place.
    async fn change_photo(
        &self,
        hotel: SeenHotel,
        command: Staffed<ChangePhoto>,
    ) -> Result<Done<Hotel>, PhotoError>;

    /// Takes a photo from its hotel. Its files stay for a day, for pages that still show them.
    async fn remove_photo(
        &self,
        hotel: SeenHotel,
        command: Staffed<PhotoId>,
    ) -> Result<Done<Hotel>, PhotoError>;

    /// Changes availability, rates and restrictions.
    async fn set_ari(&self, command: Staffed<SetAri>) -> Result<Done<AriSet>, AriConflict>;

    /// Recounts every counter from the holds behind it.
    async fn audit(&self) -> Result<Vec<Violation>, QueryError>;
}

/// Why a question has no answer.
#[derive(Debug, Clone, Error)]
pub enum QueryError {
    /// There is no such hotel.
    #[error("there is no such hotel")]
    NoHotel,
    /// What was asked makes no sense: parameter and reason.
    #[error("{0}: {1}")]
    Invalid(&'static str, String),
    /// It cannot be looked up now.
    #[error("inventory is unavailable: {0}")]
    Unavailable(String),
    /// Something broke.
    #[error("inventory failed: {0}")]
    Failed(String),
}

/// Something that must never be and is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Which promise is broken, such as `taken_equals_holds`.
    pub invariant: String,
    /// Where, in words.
    pub detail: String,
}
