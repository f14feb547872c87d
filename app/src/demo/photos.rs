//! What the demo hotels look like: pictures that are built into the program.

use anyhow::Context;
use bytes::Bytes;
use inventory_api::{AddPhoto, AltTexts, Code};
use kernel::HotelId;
use serde::Deserialize;

/// Every picture of `demo/photos`, by its file's name.
pub(super) const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/demo_photos.rs"));

/// A photo of a demo hotel.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoPhoto {
    /// Its name in `demo/photos`.
    pub(super) file: String,
    /// The room type it shows; none: the hotel itself.
    #[serde(default)]
    pub(super) room_type: Option<Code>,
    /// What is seen on it.
    pub(super) alt: AltTexts,
}

impl DemoPhoto {
    /// The command that adds it.
    pub(super) fn to_add(&self, hotel_id: HotelId) -> anyhow::Result<AddPhoto> {
        let file = FILES.iter().find(|(name, _)| *name == self.file);
        let (_, bytes) = file.with_context(|| format!("there is no picture {} in demo/photos", self.file))?;
        let (room_type, alt) = (self.room_type.clone(), self.alt.clone());
        Ok(AddPhoto { hotel_id, room_type, alt, bytes: Bytes::from_static(bytes) })
    }
}
