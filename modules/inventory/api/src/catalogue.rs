//! Hotels, room types and rate plans: what is sold, in whose words, on which terms.

use std::{collections::BTreeMap, fmt, str::FromStr};

use kernel::{Country, Currency, HotelId, Locale, PhotoId, RatePlanId, RoomTypeId, TimeOfDay, Zone};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::{CancellationPolicy, Photo, SeenHotel, TaxRule};

/// How a request names a hotel: by its id or its slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HotelRef {
    /// By id.
    Id(HotelId),
    /// By slug.
    Slug(Slug),
}

impl FromStr for HotelRef {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        text.parse().map(Self::Slug)
    }
}

impl From<HotelId> for HotelRef {
    fn from(id: HotelId) -> Self {
        Self::Id(id)
    }
}

/// A hotel's name in URLs: 1 to 63 lower-case letters, digits and hyphens; no UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "jumak-seoul", pattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
pub struct Slug(String);

/// The text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a slug has 1 to 63 lower-case letters, digits and inner hyphens, such as jumak-seoul, and is no UUID"
)]
pub struct SlugError;

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let is_plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let is_framed = !text.starts_with('-') && !text.ends_with('-');
        let is_uuid = text.parse::<HotelId>().is_ok();
        if (1..=63).contains(&text.len()) && is_plain && is_framed && !is_uuid {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }
}

/// A hotel's own code for a room type or rate plan, such as `DBL` or `BAR`: 1 to 32 letters, digits, `-`, `_`, `.`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "DBL", pattern = "^[A-Za-z0-9._-]{1,32}$")]
pub struct Code(String);

/// The text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a code has 1 to 32 letters, digits, hyphens, dots and underscores, such as DBL")]
pub struct CodeError;

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if (1..=32).contains(&text.len()) && is_plain { Ok(Self(text.to_owned())) } else { Err(CodeError) }
    }
}

macro_rules! text_newtype {
    ($($name:ident, $error:ident);+) => {$(
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    )+};
}

text_newtype!(Slug, SlugError; Code, CodeError);

/// Words about something, in one language. What is left out falls back to the main text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A paragraph or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where a hotel is, as an envelope would say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A hotel's city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// Words by language: `{"ko": {…}, "en": {…}}`.
pub type TextsByLocale = BTreeMap<String, Texts>;

/// What a hotel says of itself. The body of `POST /hotels`; `PATCH` takes any of its fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HotelProfile {
    /// Its name in URLs; never changes.
    pub slug: Slug,
    /// Its name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Its city, by which guests search, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub city: String,
    /// Its country.
    pub country: Country,
    /// Its time zone: decides what "today" is and when deadlines pass. Never changes.
    pub time_zone: Zone,
    /// The currency of its prices; never changes.
    pub currency: Currency,
    /// When rooms are ready on arrival; also the time at which cancellation deadlines pass.
    pub check_in_time: TimeOfDay,
    /// When rooms are left on departure.
    pub check_out_time: TimeOfDay,
    /// How long a hold lasts, 1 to 120 minutes.
    #[serde(default = "default_hold_minutes")]
    #[schema(minimum = 1, maximum = 120, default = 15)]
    pub hold_minutes: u16,
    /// Taxes and fees on a stay.
    #[serde(default)]
    pub taxes: Vec<TaxRule>,
    /// A paragraph or two.
    #[serde(default)]
    pub description: String,
    /// Where it is, as an envelope would say it.
    #[serde(default)]
    pub address: String,
    /// The address at which guests reach the hotel.
    #[serde(default)]
    pub email: Option<String>,
    /// The number at which guests reach the hotel.
    #[serde(default)]
    pub phone: Option<String>,
    /// Degrees north.
    #[serde(default)]
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// The same in other languages.
    #[serde(default)]
    pub texts: TextsByLocale,
}

fn default_hold_minutes() -> u16 {
    15
}

/// What a room type is. The body of `POST …/room-types`; `PATCH` takes any of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomTypeProfile {
    /// The hotel's own code; never changes.
    pub code: Code,
    /// Its name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// How many adults one room takes, 1 to 50.
    #[schema(minimum = 1, maximum = 50)]
    pub max_adults: u16,
    /// How many children one room takes, 0 to 50.
    #[serde(default)]
    #[schema(maximum = 50)]
    pub max_children: u16,
    /// How many people in all one room takes; left out: adults and children together.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    pub max_guests: Option<u16>,
    /// How many of them each new night begins with, 0 to 100,000.
    #[serde(default)]
    #[schema(maximum = 100_000)]
    pub allotment: u32,
    /// A paragraph or two.
    #[serde(default)]
    pub description: String,
    /// The same in other languages.
    #[serde(default)]
    pub texts: TextsByLocale,
}

/// What a rate plan is. The body of `POST …/rate-plans`; `PATCH` takes any of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatePlanProfile {
    /// The hotel's own code; never changes.
    pub code: Code,
    /// Its name, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The meals that are part of the price.
    #[serde(default)]
    pub meal_plan: MealPlan,
    /// What a cancellation costs, and when.
    #[serde(default)]
    pub cancellation: CancellationPolicy,
    /// Sold until so many days before arrival; left out: until the day itself.
    #[serde(default)]
    #[schema(maximum = 730)]
    pub min_advance_days: Option<u16>,
    /// Sold from so many days before arrival; left out: as early as nights are for sale.
    #[serde(default)]
    #[schema(maximum = 730)]
    pub max_advance_days: Option<u16>,
    /// A paragraph or two.
    #[serde(default)]
    pub description: String,
    /// The same in other languages.
    #[serde(default)]
    pub texts: TextsByLocale,
}

/// The meals that are part of a price; each contains those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MealPlan {
    /// None.
    #[default]
    RoomOnly,
    /// Breakfast.
    Breakfast,
    /// Breakfast and one more meal.
    HalfBoard,
    /// Breakfast, lunch and dinner.
    FullBoard,
    /// Meals and drinks.
    AllInclusive,
}

/// A hotel with all it sells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hotel {
    /// Its id.
    pub id: HotelId,
    /// What it says of itself.
    #[serde(flatten)]
    pub profile: HotelProfile,
    /// What is sold, in the hotel's order.
    pub room_types: Vec<RoomType>,
    /// On which terms, in the hotel's order.
    pub rate_plans: Vec<RatePlan>,
    /// What it and its rooms look like, in the hotel's order.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Counts changes of all of this from 1.
    pub version: i64,
}

/// A room type with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoomType {
    /// Its id.
    pub id: RoomTypeId,
    /// What it is.
    #[serde(flatten)]
    pub profile: RoomTypeProfile,
}

/// A rate plan with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RatePlan {
    /// Its id.
    pub id: RatePlanId,
    /// What it is.
    #[serde(flatten)]
    pub profile: RatePlanProfile,
}

/// A hotel in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HotelSummary {
    /// Its id.
    pub id: HotelId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name, in the reader's language where it has one.
    pub name: String,
    /// Its city, in the reader's language where it has one.
    pub city: String,
}

impl Hotel {
    /// The room type with that code.
    pub fn room_type(&self, code: &Code) -> Option<&RoomType> {
        self.room_types.iter().find(|room_type| room_type.profile.code == *code)
    }

    /// The rate plan with that code.
    pub fn rate_plan(&self, code: &Code) -> Option<&RatePlan> {
        self.rate_plans.iter().find(|rate_plan| rate_plan.profile.code == *code)
    }

    /// The photo with that id.
    pub fn photo(&self, id: PhotoId) -> Option<&Photo> {
        self.photos.iter().find(|photo| photo.id == id)
    }

    /// The hotel as it is seen here, for a change that is made from it.
    pub fn seen(&self) -> SeenHotel {
        SeenHotel { hotel_id: self.id, version: self.version }
    }

    /// The hotel in one line.
    pub fn summary(&self, locale: Locale) -> HotelSummary {
        let texts = self.profile.texts.get(locale.tag());
        let in_language =
            |pick: fn(&Texts) -> Option<&String>, main: &String| texts.and_then(pick).unwrap_or(main).clone();
        HotelSummary {
            id: self.id,
            slug: self.profile.slug.clone(),
            name: in_language(|texts| texts.name.as_ref(), &self.profile.name),
            city: in_language(|texts| texts.city.as_ref(), &self.profile.city),
        }
    }

    /// Whether the city is this hotel's, in any of its languages and whatever the case.
    pub fn is_in_city(&self, city: &str) -> bool {
        let city = city.trim().to_lowercase();
        std::iter::once(&self.profile.city)
            .chain(self.profile.texts.values().filter_map(|texts| texts.city.as_ref()))
            .any(|name| name.trim().to_lowercase() == city)
    }
}
