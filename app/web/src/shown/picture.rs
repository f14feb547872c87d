//! A photo as an `<img>` wants it.

use inventory_api::{Code, Hotel, Photo};
use kernel::Locale;

/// A photo, with everything that keeps the page from jumping while it loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The file for those who do not know `srcset`: not the largest.
    pub(crate) src: String,
    pub(crate) srcset: String,
    /// The largest file.
    pub(crate) largest: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) alt: String,
}

impl Picture {
    pub(crate) fn of(photo: &Photo, locale: Locale) -> Self {
        Self {
            src: photo.widths.first().map_or_else(|| photo.largest(), |width| photo.path(*width)),
            srcset: photo.srcset(),
            largest: photo.largest(),
            width: photo.width,
            height: photo.height,
            alt: photo.alt_in(locale).to_owned(),
        }
    }

    /// The photo that stands for a hotel: its first that shows no room.
    pub(crate) fn of_hotel(hotel: &Hotel, locale: Locale) -> Option<Self> {
        let shows_house = hotel.photos.iter().find(|photo| photo.room_type.is_none());
        shows_house.or(hotel.photos.first()).map(|photo| Self::of(photo, locale))
    }

    /// The photo that stands for a room type.
    pub(crate) fn of_room(hotel: &Hotel, room_type: &Code, locale: Locale) -> Option<Self> {
        let shows_room = hotel.photos.iter().find(|photo| photo.room_type.as_ref() == Some(room_type));
        shows_room.map(|photo| Self::of(photo, locale))
    }
}
