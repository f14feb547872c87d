//! Changing a hotel's photos: decided from the hotel as the transaction sees it.

use chrono::{DateTime, Utc};
use db::WriteTx;
use inventory_api::{AltTexts, CatalogueError, ChangePhoto, Code, Hotel, PHOTOS_MAX, Photo, PhotoError};
use kernel::PhotoId;
use serde_json::{Value, json};

use super::{
    Applied, Edit, changed,
    check::{self, FieldErrors},
};
use crate::{port::command_failed, store};

/// A photo whose files are kept already.
#[derive(Debug)]
pub(crate) struct NewPhoto {
    pub(crate) room_type: Option<Code>,
    pub(crate) alt: AltTexts,
    pub(crate) name: String,
    /// Width and height of each file, narrowest first.
    pub(crate) sizes: Vec<(u32, u32)>,
}

/// One change of a hotel's photos.
#[derive(Debug)]
pub(crate) enum PhotoEdit {
    Add(NewPhoto),
    Change(ChangePhoto),
    Remove(PhotoId),
}

impl Edit for PhotoEdit {
    type Refusal = PhotoError;

    /// A photo that is gone is the better answer than what is wrong with the words about it; so nothing here.
    fn errors(&self, _: Option<&Hotel>) -> FieldErrors {
        Vec::new()
    }

    fn replaces_what_was_seen(&self) -> bool {
        !matches!(self, Self::Add(_))
    }

    async fn apply(
        &self,
        tx: &WriteTx,
        before: Option<&Hotel>,
        now: DateTime<Utc>,
    ) -> Result<Applied, PhotoError> {
        let no_hotel = || PhotoError::NotFound("hotel");
        let id = before.ok_or_else(no_hotel)?.id;
        // A snapshot may be seconds old; how many photos there are decides.
        let hotel = store::catalogue::load(tx, id).await.map_err(command_failed)?;
        let hotel = hotel.ok_or_else(no_hotel)?;
        let applied = match self {
            Self::Add(photo) => {
                let photo = added(&hotel, photo, now)?;
                store::photos::insert(tx, id, &photo, now).await.map_err(command_failed)?;
                changed("photo.add", &hotel, &photo.id, json!([null, photo]))
            }
            Self::Change(change) => {
                let (was, photo) = amended(&hotel, change)?;
                store::photos::update(tx, id, &photo).await.map_err(command_failed)?;
                let (from, to) = orders(&hotel, photo.id, change.position);
                store::photos::arrange(tx, id, &to).await.map_err(command_failed)?;
                changed("photo.change", &hotel, &photo.id, json!([placed(was, &from), placed(&photo, &to)]))
            }
            Self::Remove(photo) => {
                let photo = hotel.photo(*photo).ok_or(PhotoError::NotFound("photo"))?;
                store::photos::remove(tx, id, photo.id, now).await.map_err(command_failed)?;
                changed("photo.remove", &hotel, &photo.id, json!([photo, null]))
            }
        };
        store::catalogue::touch(tx, id).await.map_err(command_failed)?;
        Ok(applied)
    }
}

/// The photo that is added to the hotel.
fn added(hotel: &Hotel, new: &NewPhoto, now: DateTime<Utc>) -> Result<Photo, PhotoError> {
    if hotel.photos.len() >= PHOTOS_MAX {
        return Err(PhotoError::TooMany);
    }
    check_room_type(hotel, new.room_type.as_ref())?;
    let (width, height) = new.sizes.last().copied().unwrap_or_default();
    Ok(Photo {
        id: PhotoId::new(now),
        room_type: new.room_type.clone(),
        alt: new.alt.clone(),
        width,
        height,
        name: new.name.clone(),
        widths: new.sizes.iter().map(|(width, _)| *width).collect(),
    })
}

/// A photo as it was, and as it is to be.
fn amended<'a>(hotel: &'a Hotel, change: &ChangePhoto) -> Result<(&'a Photo, Photo), PhotoError> {
    let before = hotel.photo(change.photo_id).ok_or(PhotoError::NotFound("photo"))?;
    let errors = check::alt(&change.alt);
    if !errors.is_empty() {
        return Err(CatalogueError::Invalid(errors).into());
    }
    check_room_type(hotel, change.room_type.as_ref())?;
    let after = Photo { room_type: change.room_type.clone(), alt: change.alt.clone(), ..before.clone() };
    Ok((before, after))
}

/// The order of the hotel's photos, and that with one of them moved to a place.
fn orders(hotel: &Hotel, moved: PhotoId, position: Option<u16>) -> (Vec<PhotoId>, Vec<PhotoId>) {
    let from: Vec<_> = hotel.photos.iter().map(|photo| photo.id).collect();
    let mut to = from.clone();
    if let Some(position) = position {
        to.retain(|photo| *photo != moved);
        to.insert(usize::from(position).min(to.len()), moved);
    }
    (from, to)
}

/// A photo and its place, for the audit.
fn placed(photo: &Photo, order: &[PhotoId]) -> Value {
    json!({ "photo": photo, "position": order.iter().position(|other| *other == photo.id) })
}

fn check_room_type(hotel: &Hotel, room_type: Option<&Code>) -> Result<(), PhotoError> {
    let is_known = room_type.is_none_or(|code| hotel.room_type(code).is_some());
    if is_known { Ok(()) } else { Err(PhotoError::UnknownRoomType) }
}
