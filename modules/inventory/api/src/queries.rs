//! What inventory can be asked, and what it answers. Answers may be seconds old; a hold always asks the primary.

use chrono::{DateTime, Utc};
use kernel::{Date, Locale, Money, Party, RatePlanId, RoomTypeId, Stay};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CancellationTerms, Code, HotelRef, HotelSummary, MealPlan, NightPrice, Reason, TaxLine};

/// What a hotel offers for a stay.
#[derive(Debug, Clone)]
pub struct OffersQuery {
    /// Which hotel.
    pub hotel: HotelRef,
    /// When.
    pub stay: Stay,
    /// Who comes.
    pub party: Party,
    /// How many rooms.
    pub rooms: u16,
    /// The reader's language.
    pub locale: Locale,
}

/// What can be booked for a stay, and why the rest cannot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offers {
    /// The hotel.
    pub hotel: HotelSummary,
    /// The date of arrival.
    pub check_in: Date,
    /// The date of departure.
    pub check_out: Date,
    /// How many rooms were asked for.
    pub rooms: u16,
    /// What can be booked, cheapest first.
    pub offers: Vec<Offer>,
    /// What cannot, and why.
    pub unavailable: Vec<Unavailable>,
}

/// Something that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code.
    pub rate_plan: Code,
    /// The room type's id.
    pub room_type_id: RoomTypeId,
    /// The rate plan's id.
    pub rate_plan_id: RatePlanId,
    /// The meals that are part of the price.
    pub meal_plan: MealPlan,
    /// How many rooms are left on the fullest night.
    pub available: u32,
    /// The price of one room, night by night.
    pub nights: Vec<NightPrice>,
    /// The taxes, included and on top.
    pub taxes: Vec<TaxLine>,
    /// All nights and rooms, and the taxes on top.
    pub total: Money,
    /// What a cancellation costs.
    pub cancellation: CancellationTerms,
}

/// Something that cannot be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unavailable {
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code.
    pub rate_plan: Code,
    /// Why not.
    pub reasons: Vec<Reason>,
}

/// Hotels with something to sell for a stay.
#[derive(Debug, Clone)]
pub struct Search {
    /// Only this city, in any language; `None` for every city.
    pub city: Option<String>,
    /// When.
    pub stay: Stay,
    /// Who comes.
    pub party: Party,
    /// How many rooms.
    pub rooms: u16,
    /// Which offers count.
    pub filter: SearchFilter,
    /// In which order.
    pub sort: SearchSort,
    /// At most so many, 1 to 100.
    pub limit: u16,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// The reader's language.
    pub locale: Locale,
}

/// Which offers count in a search; by default all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchFilter {
    /// Only what can still be cancelled free of charge.
    pub free_cancellation: bool,
    /// Only with at least these meals.
    pub meals: Option<MealPlan>,
}

/// The order of a search's hotels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchSort {
    /// Cheapest first.
    #[default]
    Price,
    /// By name.
    Name,
}

/// A page of hotels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// The hotels.
    pub items: Vec<SearchItem>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
    /// On the first page: hotels with nothing to sell for the stay, whatever is filtered, by name; at most 50.
    pub unavailable: Vec<UnavailableHotel>,
}

/// A hotel with nothing to sell for a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnavailableHotel {
    /// The hotel.
    pub hotel: HotelSummary,
    /// Why: what stands in the way of that which came nearest first, at most three, each code once.
    pub reasons: Vec<Reason>,
}

/// A hotel and its cheapest offer that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchItem {
    /// The hotel.
    pub hotel: HotelSummary,
    /// Its cheapest offer.
    pub offer: SearchOffer,
}

/// An offer in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchOffer {
    /// The room type's code.
    pub room_type: Code,
    /// The rate plan's code.
    pub rate_plan: Code,
    /// The meals that are part of the price.
    pub meal_plan: MealPlan,
    /// How many rooms are left on the fullest night.
    pub available: u32,
    /// The whole stay, all in.
    pub total: Money,
    /// Until when cancelling is free; null when it no longer is, or never was.
    pub free_until: Option<DateTime<Utc>>,
}

/// A hotel's nights, one by one.
#[derive(Debug, Clone)]
pub struct CalendarQuery {
    /// Which hotel.
    pub hotel: HotelRef,
    /// The first night.
    pub from: Date,
    /// The night after the last; at most 92 nights.
    pub to: Date,
}

/// A hotel's nights, one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Calendar {
    /// The hotel's slug.
    pub hotel: crate::Slug,
    /// The first night.
    pub from: Date,
    /// The night after the last.
    pub to: Date,
    /// Each room type's nights.
    pub room_types: Vec<CalendarRoomType>,
}

/// A room type's nights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarRoomType {
    /// The room type's code.
    pub room_type: Code,
    /// Each night from the first to the last.
    pub nights: Vec<CalendarNight>,
}

/// A room type's night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarNight {
    /// The night.
    pub date: Date,
    /// How many rooms are left.
    pub available: u32,
    /// The cheapest price of one room; null when no rate plan sells the night.
    pub price: Option<Money>,
    /// Whether the night is not for sale.
    pub closed: bool,
    /// The fewest nights for arrivals on this date.
    pub min_stay: Option<u16>,
    /// The most nights for arrivals on this date.
    pub max_stay: Option<u16>,
    /// Whether nobody may arrive on this date.
    pub closed_to_arrival: bool,
    /// Whether nobody may leave on this date.
    pub closed_to_departure: bool,
}
