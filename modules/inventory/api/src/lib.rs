//! Inventory as other modules know it: what hotels sell, for how much, and how rooms are claimed.
//!
//! Promise: no room-night is ever claimed beyond its allotment plus the allowance its hotel chose. A claim is a
//! *hold*: placed for a while, then settled or released by its owner, never ended by a timer in here.

mod ari;
mod catalogue;
mod commands;
mod errors;
mod events;
mod photos;
mod policy;
mod port;
mod queries;
mod quote;
mod tax;
mod words;

pub use ari::{AriGrid, AriNight, AriQuery, AriRate, AriRatePlan, AriRoomType};
pub use catalogue::{
    Code, CodeError, Hotel, HotelProfile, HotelRef, HotelSummary, MealPlan, RatePlan, RatePlanProfile,
    RoomType, RoomTypeProfile, Slug, SlugError, Texts, TextsByLocale,
};
pub use commands::{
    AriSet, AriUpdate, HoldRef, HoldRooms, HoldTerms, ReleaseRooms, Released, SeenHotel, SetAri, SettleHold,
    Staffed, WhenLapsed,
};
pub use errors::{
    Alternative, AriConflict, AriRefusal, CatalogueError, CommandError, HoldError, HoldRefusal,
    NightConflict, Reason, ReasonCode,
};
pub use events::{AriChanged, AvailabilityChanged, HoldPlaced, HoldReleased, kinds};
pub use photos::{
    ALT_MAX, AddPhoto, AltTexts, ChangePhoto, PHOTO_BYTES_MAX, PHOTO_TYPES, PHOTOS_MAX, Photo, PhotoError,
};
pub use policy::{
    CancellationPolicy, CancellationTerms, Penalty, PenaltyKind, PolicyError, PolicyStep, PricedStay,
};
pub use port::{Inventory, QueryError, Violation};
pub use queries::{
    Calendar, CalendarNight, CalendarQuery, CalendarRoomType, Offer, Offers, OffersQuery, Search,
    SearchFilter, SearchItem, SearchOffer, SearchPage, SearchSort, Unavailable, UnavailableHotel,
};
pub use quote::{Held, HoldState, NightPrice, Quote, TaxLine};
pub use tax::{TaxKind, TaxRule, TaxRuleError, Taxable};
pub use words::InventoryWords;
