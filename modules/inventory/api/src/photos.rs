//! Photos of hotels and of their room types: what they are, how they change, and why not.

use std::collections::BTreeMap;

use bytes::Bytes;
use kernel::{HotelId, Locale, PhotoId};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::{CatalogueError, Code, CommandError};

/// How large a file may be: what today's phones and cameras make, with some to spare.
pub const PHOTO_BYTES_MAX: usize = 12 * 1024 * 1024;
/// What is accepted, as media types; told by a file's content, whatever it is called.
pub const PHOTO_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
/// How many photos a hotel may have: as many as anybody looks at.
pub const PHOTOS_MAX: usize = 40;
/// How long the words about a photo may be, in characters.
pub const ALT_MAX: usize = 200;

/// What is seen on a photo, by language: `{"ko": "…", "en": "…"}`.
pub type AltTexts = BTreeMap<String, String>;

/// A photo of a hotel, or of one of its room types. Its files are at `/media/{name}-{width}.jpg`, for each of
/// `widths`; a file never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// The room type it shows; null for the hotel itself.
    pub room_type: Option<Code>,
    /// What is seen on it, by language, for those who cannot see it.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    pub alt: AltTexts,
    /// The width of the largest file, in pixels.
    pub width: u32,
    /// The height of the largest file, in pixels; the others have the same proportions.
    pub height: u32,
    /// What its files are called: 24 hexadecimal digits that follow from the picture.
    #[schema(pattern = "^[0-9a-f]{24}$")]
    pub name: String,
    /// In which widths there are files, narrowest first.
    pub widths: Vec<u32>,
}

impl Photo {
    /// Where the file of one of its widths is.
    pub fn path(&self, width: u32) -> String {
        format!("/media/{}-{width}.jpg", self.name)
    }

    /// Where the largest file is.
    pub fn largest(&self) -> String {
        self.path(self.width)
    }

    /// Every file with its width, as the attribute `srcset` has it.
    pub fn srcset(&self) -> String {
        let files: Vec<_> =
            self.widths.iter().map(|width| format!("{} {width}w", self.path(*width))).collect();
        files.join(", ")
    }

    /// What is seen on it, in the reader's language where it is said in that, else in another.
    pub fn alt_in(&self, locale: Locale) -> &str {
        let said = self.alt.get(locale.tag()).or_else(|| self.alt.values().next());
        said.map_or("", String::as_str)
    }
}

/// Adds a photo, as the hotel's last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPhoto {
    /// Whose.
    pub hotel_id: HotelId,
    /// The room type it shows; none for the hotel itself.
    pub room_type: Option<Code>,
    /// What is seen on it: in at least one language, 1 to 200 characters each.
    pub alt: AltTexts,
    /// The file.
    pub bytes: Bytes,
}

/// Says what a photo shows, and where among the hotel's photos it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePhoto {
    /// Which.
    pub photo_id: PhotoId,
    /// The room type it shows; none for the hotel itself.
    pub room_type: Option<Code>,
    /// What is seen on it: in at least one language, 1 to 200 characters each.
    pub alt: AltTexts,
    /// Its new place, counted from 0; beyond the last is the last. None: where it is.
    pub position: Option<u16>,
}

/// Why a hotel's photos were not changed.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// More bytes than [`PHOTO_BYTES_MAX`].
    #[error("the file is too large: {} MiB at most", PHOTO_BYTES_MAX / 1024 / 1024)]
    TooLarge,
    /// None of [`PHOTO_TYPES`], or broken.
    #[error("the file is no JPEG, PNG or WebP picture, or is broken; save the photo anew as one of these")]
    NotAnImage,
    /// Sides or content too large to be unpacked.
    #[error("the picture has too many pixels: 12,000 a side and 50 million in all at most; make it smaller")]
    TooManyPixels,
    /// The hotel has [`PHOTOS_MAX`] photos already.
    #[error("the hotel has {PHOTOS_MAX} photos already; remove one first")]
    TooMany,
    /// There is no such hotel or photo.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The hotel has no such room type.
    #[error("the hotel has no such room type")]
    UnknownRoomType,
    /// Fields that cannot be: path and reason.
    #[error("the words about the photo cannot be used")]
    Invalid(Vec<(String, String)>),
    /// Somebody else changed the hotel since it was seen.
    #[error("the hotel was changed meanwhile")]
    ChangedMeanwhile,
    /// The key was used before for another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// Pictures cannot be worked on or kept just now; nothing was changed, try again in a moment.
    #[error("photos cannot be taken just now: {0}")]
    Unavailable(String),
    /// The module could not work.
    #[error(transparent)]
    Failed(#[from] CommandError),
}

impl From<CatalogueError> for PhotoError {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::NotFound(what) => Self::NotFound(what),
            CatalogueError::Invalid(fields) => Self::Invalid(fields),
            CatalogueError::ChangedMeanwhile => Self::ChangedMeanwhile,
            CatalogueError::KeyReused => Self::KeyReused,
            CatalogueError::Failed(error) => Self::Failed(error),
            // Photos have no names that another could have.
            CatalogueError::Taken(field) => {
                Self::Failed(CommandError::Failed(format!("a photo's {field} is taken")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(alt: &[(&str, &str)]) -> Photo {
        Photo {
            id: PhotoId::new(chrono::DateTime::UNIX_EPOCH),
            room_type: None,
            alt: alt.iter().map(|(language, words)| ((*language).into(), (*words).into())).collect(),
            width: 1_600,
            height: 1_067,
            name: "0123456789abcdef01234567".into(),
            widths: vec![480, 1_600],
        }
    }

    #[test]
    fn a_photo_says_where_its_files_are() {
        let photo = photo(&[]);

        assert_eq!(photo.largest(), "/media/0123456789abcdef01234567-1600.jpg");
        assert_eq!(
            photo.srcset(),
            "/media/0123456789abcdef01234567-480.jpg 480w, /media/0123456789abcdef01234567-1600.jpg 1600w"
        );
    }

    #[test]
    fn a_photo_is_described_in_the_readers_language_or_else_in_another() {
        let both = photo(&[("ko", "마당"), ("en", "The courtyard")]);

        assert_eq!((both.alt_in(Locale::Ko), both.alt_in(Locale::En)), ("마당", "The courtyard"));
        assert_eq!(photo(&[("ko", "마당")]).alt_in(Locale::En), "마당");
    }
}
