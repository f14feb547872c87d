//! Photos of a hotel: added, described, put in order, removed.

mod card;
mod remove;
mod upload;

pub(crate) use self::remove::{ask as ask_remove, remove};

use access_api::permissions::MANAGE_HOTELS;
use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use inventory_api::{AddPhoto, ChangePhoto, Hotel, Photo, PhotoError, Staffed};
use kernel::{Locale, PhotoId};
use uuid::Uuid;

use crate::{
    desk::{
        done,
        fields::{Field, Fields},
        frame::{DeskFrame, DeskWords, Section},
        profile_form::seen,
        staff::{Counter, Staff},
    },
    form::{Errors, Typed},
    frame::Frame,
    refusal::Refusal,
    respond::see_other,
    words::words,
};

use self::{
    card::{Card, PhotoWords, Said},
    upload::{File, Upload},
};

words! {
    /// What the page of photos says.
    PhotosWords {
        order: "첫 번째 사진이 검색 결과에 보입니다." | "The first photo stands for the hotel in searches.",
        none: "아직 사진이 없습니다" | "There are no photos yet",
        none_help: "아래에서 첫 사진을 올려 주세요." | "Upload the first one below.",
        upload: "사진 올리기" | "Upload a photo",
        send: "올리기" | "Upload",
        earlier: "앞으로" | "Earlier",
        later: "뒤로" | "Later",
        remove: "삭제" | "Remove",
        added: "사진을 올렸습니다." | "The photo was added.",
        moved: "순서를 바꾸었습니다." | "The photo was moved.",
        removed: "사진을 삭제했습니다." | "The photo was removed.",
        meanwhile: "다른 직원이 먼저 바꾸었습니다. 지금 상태를 확인하고 다시 시도해 주세요." | "Somebody else changed something first. See how it stands now, and try again.",
    }
}

/// The page of a hotel's photos.
#[derive(Template)]
#[template(path = "desk/photos.html")]
struct PhotosPage {
    frame: Frame,
    desk: DeskFrame,
    words: &'static PhotosWords,
    says: &'static PhotoWords,
    done: Option<&'static str>,
    is_late: bool,
    errors: Errors,
    cards: Vec<Card>,
    version: i64,
    action: String,
    key: String,
    /// What is asked about a new photo.
    about: Vec<Field>,
    file_error: String,
}

/// A form that came back, and what is wrong with it.
struct Came<'a> {
    /// The photo it is about; none for a new one.
    photo: Option<PhotoId>,
    typed: &'a Typed,
    errors: Errors,
}

/// Shows a hotel's photos.
pub(crate) async fn show(
    staff: Staff,
    hotel: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let mut page = page(&counter, None).await?;
    page.done = match Typed::query(&request).get("done") {
        "added" => Some(page.words.added),
        "saved" => Some(page.desk.words.saved),
        "moved" => Some(page.words.moved),
        "removed" => Some(page.words.removed),
        _ => None,
    };
    staff.visit.personal(&page)
}

/// Adds a photo.
pub(crate) async fn add(staff: Staff, hotel: Path<String>, form: Multipart) -> Result<HttpResponse, Refusal> {
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let Upload { typed, file } = upload::read(form).await?;
    let words = PhotoWords::of(staff.visit.locale);
    let said = card::read(&typed, &counter.hotel, staff.visit.locale);
    let mut errors = said.as_ref().err().cloned().unwrap_or_default();
    let bytes = match file {
        File::Chosen(bytes) => Some(bytes),
        File::Missing => wrong_file(&mut errors, words.no_file),
        File::TooLarge => wrong_file(&mut errors, words.too_large),
    };
    let (Ok(Said { room_type, alt }), Some(bytes)) = (said, bytes) else {
        return came_back(&counter, StatusCode::UNPROCESSABLE_ENTITY, &typed, errors).await;
    };
    let change = AddPhoto { hotel_id: counter.hotel.id, room_type, alt, bytes };
    let command = Staffed { change, by: staff.by(), once: staff.once(&typed)? };
    match staff.visit.pages.inventory().add_photo(command).await {
        Ok(_) => Ok(done::see(&counter.link("photos"), "added")),
        Err(error) => {
            let (status, errors) = explain(error, words)?;
            came_back(&counter, status, &typed, errors).await
        }
    }
}

/// Always nothing, for want of a file.
fn wrong_file<T>(errors: &mut Errors, words: &str) -> Option<T> {
    errors.add("file", words);
    None
}

async fn came_back(
    counter: &Counter,
    status: StatusCode,
    typed: &Typed,
    errors: Errors,
) -> Result<HttpResponse, Refusal> {
    let page = page(counter, Some(Came { photo: None, typed, errors })).await?;
    counter.visit().refused(status, &page)
}

/// Why a photo was not taken, beside the field that it is about.
fn explain(error: PhotoError, words: &PhotoWords) -> Result<(StatusCode, Errors), Refusal> {
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let (status, field, text) = match error {
        PhotoError::TooLarge => (wrong, "file", words.too_large),
        PhotoError::NotAnImage => (wrong, "file", words.not_an_image),
        PhotoError::TooManyPixels => (wrong, "file", words.too_many_pixels),
        PhotoError::TooMany => (StatusCode::CONFLICT, "file", words.too_many),
        PhotoError::UnknownRoomType => (wrong, "room_type", words.unknown_room),
        PhotoError::Invalid(_) => (wrong, "alt_ko", words.alt_rule),
        PhotoError::Unavailable(cause) => {
            tracing::warn!(cause, "A photo could not be taken");
            (StatusCode::SERVICE_UNAVAILABLE, "file", words.unavailable)
        }
        other => return Err(refusal(other)),
    };
    let mut errors = Errors::default();
    errors.add(field, text);
    Ok((status, errors))
}

/// What is no field's fault.
fn refusal(error: PhotoError) -> Refusal {
    match error {
        PhotoError::NotFound(_) => Refusal::NoPage,
        PhotoError::KeyReused => Refusal::SentBefore,
        PhotoError::Failed(error) => error.into(),
        PhotoError::Unavailable(_) => Refusal::Unavailable,
        other => Refusal::Senseless(other.to_string()),
    }
}

/// Changes what a photo is said to show.
pub(crate) async fn change(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (counter, photo) = find(&staff, path).await?;
    match card::read(&typed, &counter.hotel, staff.visit.locale) {
        Err(errors) => described_wrongly(&counter, photo, &typed, errors).await,
        Ok(Said { room_type, alt }) => {
            let change = ChangePhoto { photo_id: photo.id, room_type, alt, position: None };
            change_photo(&counter, &typed, change, "saved").await
        }
    }
}

/// The page with the form as it was typed; among many forms, its fields carry its place.
async fn described_wrongly(
    counter: &Counter,
    photo: Photo,
    typed: &Typed,
    errors: Errors,
) -> Result<HttpResponse, Refusal> {
    let page = page(counter, Some(Came { photo: Some(photo.id), typed, errors })).await?;
    counter.visit().refused(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Moves a photo one place.
pub(crate) async fn put(
    staff: Staff,
    path: Path<(String, String)>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (counter, photo) = find(&staff, path).await?;
    let place = counter.hotel.photos.iter().position(|known| known.id == photo.id).unwrap_or_default();
    let place = match typed.get("to") {
        "earlier" => place.saturating_sub(1),
        "later" => place.saturating_add(1),
        other => return Err(Refusal::Senseless(format!("a photo moved to {other}"))),
    };
    let position = u16::try_from(place).ok();
    let Photo { id: photo_id, room_type, alt, .. } = photo;
    change_photo(&counter, &typed, ChangePhoto { photo_id, room_type, alt, position }, "moved").await
}

async fn change_photo(
    counter: &Counter,
    typed: &Typed,
    change: ChangePhoto,
    done: &str,
) -> Result<HttpResponse, Refusal> {
    let (photo, staff) = (change.photo_id, &counter.staff);
    let command = Staffed { change, by: staff.by(), once: staff.once(typed)? };
    let inventory = staff.visit.pages.inventory();
    match inventory.change_photo(seen(counter, typed)?, command).await {
        Ok(_) => Ok(done::see(&counter.link("photos"), done)),
        Err(PhotoError::ChangedMeanwhile) => too_late(counter).await,
        Err(error) => {
            let (status, errors) = explain(error, PhotoWords::of(staff.visit.locale))?;
            let page = page(counter, Some(Came { photo: Some(photo), typed, errors })).await?;
            staff.visit.refused(status, &page)
        }
    }
}

/// The photos as they stand, for who saw them otherwise.
async fn too_late(counter: &Counter) -> Result<HttpResponse, Refusal> {
    let now = counter.staff.at(MANAGE_HOTELS, counter.hotel.profile.slug.as_str()).await?;
    let page = PhotosPage { is_late: true, ..page(&now, None).await? };
    counter.visit().refused(StatusCode::CONFLICT, &page)
}

/// A photo alone has no page: it stands among the others.
pub(crate) async fn back(staff: Staff, path: Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hotel, _) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    Ok(see_other(&counter.link("photos")))
}

async fn find(staff: &Staff, path: Path<(String, String)>) -> Result<(Counter, Photo), Refusal> {
    let (hotel, photo) = path.into_inner();
    let counter = staff.at(MANAGE_HOTELS, &hotel).await?;
    let id: PhotoId = photo.parse().map_err(|_| Refusal::NoPage)?;
    let photo = counter.hotel.photo(id).cloned().ok_or(Refusal::NoPage)?;
    Ok((counter, photo))
}

async fn page(counter: &Counter, came: Option<Came<'_>>) -> Result<PhotosPage, Refusal> {
    let desk = counter.frame(Section::Photos, DeskWords::of(counter.visit().locale).photos).await?;
    Ok(shown(&counter.hotel, desk, came, &counter.link("photos")))
}

fn shown(hotel: &Hotel, desk: DeskFrame, came: Option<Came<'_>>, action: &str) -> PhotosPage {
    let locale = desk.frame.locale;
    let nothing = Typed::default();
    let came = came.unwrap_or(Came { photo: None, typed: &nothing, errors: Errors::default() });
    let about_new = came.photo.is_none();
    let fine = Errors::default();
    let new_errors = if about_new { &came.errors } else { &fine };
    let typed = if about_new { came.typed } else { &nothing };
    let place = hotel.photos.iter().position(|photo| Some(photo.id) == came.photo).unwrap_or_default();
    PhotosPage {
        frame: desk.frame.clone(),
        words: PhotosWords::of(locale),
        says: PhotoWords::of(locale),
        done: None,
        is_late: false,
        cards: cards(hotel, locale, &came, action),
        version: hotel.version,
        action: action.to_owned(),
        key: Uuid::new_v4().to_string(),
        about: card::fields(Fields { typed, errors: new_errors }, hotel, locale, ""),
        file_error: new_errors.of("file").to_owned(),
        errors: if about_new { came.errors } else { card::in_form(&came.errors, &format!("-{place}")) },
        desk,
    }
}

fn cards(hotel: &Hotel, locale: Locale, came: &Came<'_>, page: &str) -> Vec<Card> {
    let card = |photo: &Photo| {
        let typed = (came.photo == Some(photo.id)).then_some((came.typed, &came.errors));
        Card::of(photo, hotel, locale, typed, page)
    };
    hotel.photos.iter().map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{LOCALES, MISCHIEF, hotel_with_photos};

    fn page(locale: Locale, came: Option<Came<'_>>) -> String {
        let desk = DeskFrame::sample(locale);
        shown(&hotel_with_photos(), desk, came, "/desk/jumak-seoul/photos").render().unwrap()
    }

    #[test]
    fn every_photo_can_be_described_moved_and_removed() {
        for locale in LOCALES {
            let html = page(locale, None);

            let id = hotel_with_photos().photos[0].id;
            assert!(html.contains(&format!("action=\"/desk/jumak-seoul/photos/{id}\"")), "{html}");
            assert!(html.contains(&format!("href=\"/desk/jumak-seoul/photos/{id}/remove\"")));
            assert!(html.contains("id=\"alt_ko-0\"") && html.contains("id=\"alt_ko-1\""));
            assert_eq!(
                (html.matches("value=\"earlier\"").count(), html.matches("value=\"later\"").count()),
                (1, 1)
            );
            assert!(html.contains("enctype=\"multipart/form-data\"") && !html.contains("{{"));
        }
    }

    #[test]
    fn an_upload_that_came_back_keeps_the_words_about_it() {
        for locale in LOCALES {
            let typed = Typed::default().with("alt_ko", MISCHIEF).with("room_type", "DBL");
            let (_, errors) = explain(PhotoError::NotAnImage, PhotoWords::of(locale)).unwrap();

            let html = page(locale, Some(Came { photo: None, typed: &typed, errors }));

            assert!(html.contains("href=\"#file\"") && html.contains("id=\"file-error\""), "{html}");
            assert!(html.contains("&#60;script&#62;alert") && !html.contains("<script>alert"));
            assert!(html.contains("<option value=\"DBL\" selected>"));
        }
    }

    #[test]
    fn a_description_that_came_back_is_wrong_in_its_own_form_only() {
        let photos = hotel_with_photos().photos;
        let typed = Typed::default().with("alt_en", "");
        let errors = card::read(&typed, &hotel_with_photos(), Locale::En).unwrap_err();

        let html = page(Locale::En, Some(Came { photo: Some(photos[1].id), typed: &typed, errors }));

        assert!(html.contains("href=\"#alt_ko-1\"") && html.contains("id=\"alt_ko-1-error\""), "{html}");
        assert!(!html.contains("id=\"alt_ko-0-error\"") && !html.contains("id=\"alt_ko-error\""));
    }
}
