//! Removing a photo: asked first, done once.

use access_api::permissions::MANAGE_HOTELS;
use actix_web::{HttpResponse, web::Path};
use askama::Template;
use inventory_api::{Photo, PhotoError, Staffed};
use kernel::PhotoId;
use uuid::Uuid;

use crate::{
    desk::{
        done,
        frame::{DeskFrame, Section},
        profile_form::seen,
        staff::Staff,
    },
    form::Typed,
    frame::Frame,
    refusal::Refusal,
    shown::Picture,
    words::words,
};

use super::{find, refusal, too_late};

words! {
    /// What the question says.
    RemoveWords {
        title: "이 사진을 삭제할까요?" | "Remove this photo?",
        text: "삭제한 사진은 되돌릴 수 없습니다." | "A photo that was removed cannot be brought back.",
        remove: "삭제" | "Remove",
        keep: "삭제하지 않기" | "Keep it",
    }
}

/// The page that asks.
#[derive(Template)]
#[template(path = "desk/photo_remove.html")]
struct RemovePage {
    frame: Frame,
    desk: DeskFrame,
    words: &'static RemoveWords,
    picture: Picture,
    action: String,
    back: String,
    version: i64,
    key: String,
}

/// Asks whether a photo is to be removed.
pub(crate) async fn ask(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (counter, photo) = find(&staff, path).await?;
    let desk = counter.frame(Section::Photos, RemoveWords::of(staff.visit.locale).title).await?;
    staff.visit.personal(&page(desk, &photo, counter.link("photos"), counter.hotel.version))
}

fn page(desk: DeskFrame, photo: &Photo, back: String, version: i64) -> RemovePage {
    RemovePage {
        frame: desk.frame.clone(),
        words: RemoveWords::of(desk.frame.locale),
        picture: Picture::of(photo, desk.frame.locale),
        action: format!("{back}/{}/remove", photo.id),
        back,
        version,
        key: Uuid::new_v4().to_string(),
        desk,
    }
}

/// Removes a photo. One that is gone already may be this form's own doing, sent twice.
pub(crate) async fn remove(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (hotel, photo) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let photo: PhotoId = photo.parse().map_err(|_| Refusal::NoPage)?;
    let command = Staffed { change: photo, by: staff.by(), once: staff.once(&typed)? };
    match staff.visit.pages.inventory().remove_photo(seen(&counter, &typed)?, command).await {
        Ok(_) => Ok(done::see(&counter.link("photos"), "removed")),
        Err(PhotoError::ChangedMeanwhile) => too_late(&counter).await,
        Err(error) => Err(refusal(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{LOCALES, hotel_with_photos};

    #[test]
    fn a_photo_is_removed_only_when_asked_twice() {
        for locale in LOCALES {
            let photo = &hotel_with_photos().photos[0];

            let html = page(DeskFrame::sample(locale), photo, "/photos".to_owned(), 3).render().unwrap();

            assert!(html.contains(&format!("action=\"/photos/{}/remove\"", photo.id)), "{html}");
            assert!(html.contains("name=\"version\" value=\"3\"") && html.contains("href=\"/photos\""));
            assert!(!html.contains("{{") && html.matches("<h1").count() == 1);
        }
    }
}
