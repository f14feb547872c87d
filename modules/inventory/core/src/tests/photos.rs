//! Photos: files in, JPEGs and rows out, and what is swept away again.

use bytes::Bytes;
use db::audit;
use futures::StreamExt;
use image::{
    ImageEncoder, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use inventory_api::{
    AddPhoto, AltTexts, ChangePhoto, PHOTO_BYTES_MAX, PHOTOS_MAX, Photo, PhotoError, SeenHotel,
};
use kernel::{Clock, Done, PhotoId, SystemClock};
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};

use super::*;

const CANARY: &[u8] = b"N37.5826 E126.9849";

/// A PNG of one colour: another shade is another picture.
fn picture(shade: u8, width: u32, height: u32) -> Bytes {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_pixel(width, height, Rgb([shade, 128, 255 - shade]));
    picture.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
    bytes.into()
}

/// A JPEG of a phone held sideways, which tells where that was.
fn phone_photo() -> Bytes {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(CANARY);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    RgbImage::from_pixel(1_200, 2_000, Rgb([9, 99, 199])).write_with_encoder(encoder).unwrap();
    bytes.into()
}

fn alt(words: &str) -> AltTexts {
    AltTexts::from([("en".to_owned(), words.to_owned())])
}

type Changed = Result<Done<Hotel>, PhotoError>;

impl House {
    async fn upload(&self, key: &str, bytes: Bytes) -> Changed {
        let change = AddPhoto { hotel_id: self.hotel, room_type: None, alt: alt("A yard"), bytes };
        self.add(key, change).await
    }

    async fn add(&self, key: &str, change: AddPhoto) -> Changed {
        self.port().add_photo(Staffed { change, by: By::system("test"), once: once(key) }).await
    }

    async fn change(&self, key: &str, change: ChangePhoto) -> Changed {
        let command = Staffed { change, by: By::system("test"), once: once(key) };
        self.port().change_photo(self.seen().await, command).await
    }

    async fn remove(&self, key: &str, photo: PhotoId) -> Changed {
        let command = Staffed { change: photo, by: By::system("test"), once: once(key) };
        self.port().remove_photo(self.seen().await, command).await
    }

    async fn seen(&self) -> SeenHotel {
        self.port().hotel(&self.hotel.into()).await.unwrap().seen()
    }

    async fn photos(&self) -> Vec<Photo> {
        self.port().hotel(&self.hotel.into()).await.unwrap().photos.clone()
    }

    async fn with_photos(self, count: u8) -> Self {
        for shade in 0..count {
            self.upload(&format!("photo {shade}"), picture(shade, 8, 8)).await.unwrap();
        }
        self
    }

    async fn file(&self, photo: &Photo, width: u32) -> Option<Bytes> {
        let location = Path::from(photo.path(width).replace("/media/", "photos/"));
        match self.files.get(&location).await {
            Ok(found) => Some(found.bytes().await.unwrap()),
            Err(object_store::Error::NotFound { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    async fn file_count(&self) -> usize {
        self.files.list(None).count().await
    }

    async fn sweep(&self) -> usize {
        self.upkeep().sweep_photos_once().await.unwrap()
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn an_uploaded_file_becomes_an_upright_photo_that_tells_nothing_else() {
    let house = House::new().await;
    let file = phone_photo();
    assert!(contains(&file, CANARY), "the canary is there before");
    let change = AddPhoto {
        hotel_id: house.hotel,
        room_type: Some("DBL".parse().unwrap()),
        alt: AltTexts::from([("ko".into(), "마당".into()), ("en".into(), "A yard".into())]),
        bytes: file,
    };

    let hotel = house.add("key", change.clone()).await.unwrap().answer;

    let [photo] = &hotel.photos[..] else { panic!("{hotel:?}") };
    assert_eq!((photo.width, photo.height), (1_600, 960));
    assert_eq!(photo.widths, [480, 960, 1_600]);
    assert_eq!((&photo.room_type, &photo.alt), (&change.room_type, &change.alt));
    for width in &photo.widths {
        let kept = house.file(photo, *width).await.unwrap();
        let decoded = image::load_from_memory(&kept).unwrap();
        assert_eq!(decoded.width(), *width);
        assert!(kept.starts_with(b"\xff\xd8\xff") && !contains(&kept, CANARY) && !contains(&kept, b"Exif"));
    }
    assert_eq!(house.photos().await, hotel.photos, "whoever changed it sees it");
    let stranger = house.another_process().await.port();
    assert_eq!(stranger.hotel(&house.hotel.into()).await.unwrap().photos, hotel.photos);
}

#[tokio::test]
async fn an_upload_that_is_repeated_happens_once() {
    let house = House::new().await;

    let first = house.upload("key", picture(1, 600, 400)).await.unwrap();
    let file = Path::from(first.answer.photos[0].largest().replace("/media/", "photos/"));
    house.files.delete(&file).await.unwrap();
    let second = house.upload("key", picture(1, 600, 400)).await.unwrap();

    assert_eq!((first.is_replay, second.is_replay), (false, true));
    assert_eq!((&first.answer, house.photos().await.len()), (&second.answer, 1));
    assert!(house.files.head(&file).await.is_err(), "nothing was made or kept a second time");
    let other = OnceKey { fingerprint: [9; 32], ..once("key") };
    let change = AddPhoto { hotel_id: house.hotel, room_type: None, alt: alt("x"), bytes: picture(2, 8, 8) };
    let reused = house.port().add_photo(Staffed { change, by: By::system("test"), once: other }).await;
    assert!(matches!(reused, Err(PhotoError::KeyReused)), "{reused:?}");
}

#[tokio::test]
async fn files_that_are_no_pictures_or_too_large_are_refused_and_nothing_is_kept() {
    let house = House::new().await;
    let mut bomb = picture(0, 8, 8).to_vec();
    // Its head now says 50,000 by 50,000; the checksum of the head is that of this very head.
    bomb[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let checksum = crc_of_head(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);

    let text = house.upload("text", Bytes::from_static(b"just words in photo.jpg")).await;
    let bomb = house.upload("bomb", bomb.into()).await;
    let heavy = house.upload("heavy", vec![0; PHOTO_BYTES_MAX + 1].into()).await;

    assert!(matches!(text, Err(PhotoError::NotAnImage)), "{text:?}");
    assert!(matches!(bomb, Err(PhotoError::TooManyPixels)), "{bomb:?}");
    assert!(matches!(heavy, Err(PhotoError::TooLarge)), "{heavy:?}");
    assert_eq!((house.photos().await.len(), house.file_count().await), (0, 0));
}

/// CRC-32 as PNG has it.
fn crc_of_head(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

#[tokio::test]
async fn words_about_a_photo_are_said_in_a_language_we_speak_and_not_too_long() {
    let house = House::new().await.with_photos(1).await;
    let photo = house.photos().await[0].id;
    let of = |language: &str, words: &str| AltTexts::from([(language.to_owned(), words.to_owned())]);
    let long = "가".repeat(201);

    for (alt, field) in [
        (AltTexts::new(), "alt"),
        (of("ko", " "), "alt.ko"),
        (of("ko", &long), "alt.ko"),
        (of("en", "two\nlines"), "alt.en"),
        (of("fr", "une cour"), "alt.fr"),
    ] {
        let bytes = picture(9, 8, 8);
        let added = AddPhoto { hotel_id: house.hotel, room_type: None, alt: alt.clone(), bytes };
        let changed = ChangePhoto { photo_id: photo, room_type: None, alt, position: None };

        for refused in [house.add(field, added).await, house.change(field, changed).await] {
            let Err(PhotoError::Invalid(errors)) = refused else { panic!("{refused:?}") };
            assert_eq!(errors[0].0, field);
        }
    }
    assert!(house.change("long enough", shown(photo, &"가".repeat(200))).await.is_ok());
}

fn shown(photo_id: PhotoId, words: &str) -> ChangePhoto {
    ChangePhoto { photo_id, room_type: None, alt: alt(words), position: None }
}

#[tokio::test]
async fn a_photo_of_a_room_type_that_the_hotel_does_not_have_is_refused() {
    let house = House::new().await.with_photos(1).await;
    let room_type = Some("NONE".parse().unwrap());
    let photo_id = house.photos().await[0].id;

    let bytes = picture(9, 8, 8);
    let add = AddPhoto { hotel_id: house.hotel, room_type: room_type.clone(), alt: alt("A bed"), bytes };
    let added = house.add("add", add).await;
    let changed = house.change("change", ChangePhoto { room_type, ..shown(photo_id, "A bed") }).await;

    assert!(matches!(added, Err(PhotoError::UnknownRoomType)), "{added:?}");
    assert!(matches!(changed, Err(PhotoError::UnknownRoomType)), "{changed:?}");
}

#[tokio::test]
async fn a_hotel_has_forty_photos_and_no_more() {
    let house = House::new().await.with_photos(u8::try_from(PHOTOS_MAX).unwrap()).await;

    let refused = house.upload("one more", picture(200, 8, 8)).await;
    let repeated = house.upload("photo 39", picture(39, 8, 8)).await;

    assert!(matches!(refused, Err(PhotoError::TooMany)), "{refused:?}");
    assert!(repeated.unwrap().is_replay, "what was answered before is answered again");
    house.remove("remove", house.photos().await[0].id).await.unwrap();
    assert_eq!(house.upload("now", picture(200, 8, 8)).await.unwrap().answer.photos.len(), PHOTOS_MAX);
}

#[tokio::test]
async fn a_photo_moves_to_the_place_it_is_given_and_a_new_one_comes_last() {
    let house = House::new().await.with_photos(4).await;
    let ids: Vec<_> = house.photos().await.iter().map(|photo| photo.id).collect();
    let order = async || {
        let shown = house.photos().await;
        shown.iter().map(|photo| ids.iter().position(|id| *id == photo.id).unwrap_or(9)).collect::<Vec<_>>()
    };
    let to = |photo: usize, place| ChangePhoto { position: Some(place), ..shown(ids[photo], "A yard") };

    house.change("first", to(2, 0)).await.unwrap();
    assert_eq!(order().await, [2, 0, 1, 3]);
    house.change("last", to(2, 99)).await.unwrap();
    assert_eq!(order().await, [0, 1, 3, 2]);
    house.change("words", shown(ids[1], "A lane")).await.unwrap();
    assert_eq!(order().await, [0, 1, 3, 2], "words move nothing");
    house.remove("gone", ids[0]).await.unwrap();
    house.upload("new", picture(99, 8, 8)).await.unwrap();
    assert_eq!(order().await, [1, 3, 2, 9]);
    assert_eq!(house.photos().await[0].alt, alt("A lane"));
}

#[tokio::test]
async fn a_photo_that_is_gone_or_was_changed_meanwhile_is_not_changed() {
    let house = House::new().await.with_photos(2).await;
    let seen = house.seen().await;
    let (first, second) = (house.photos().await[0].id, house.photos().await[1].id);

    let removed = house.remove("remove", first).await.unwrap();
    let again = house.remove("remove", first).await.unwrap();
    let gone = house.remove("remove anew", first).await;
    let late = Staffed { change: second, by: By::system("test"), once: once("late") };
    let late = house.port().remove_photo(seen, late).await;

    assert_eq!((again.is_replay, again.answer), (true, removed.answer));
    assert!(matches!(gone, Err(PhotoError::NotFound("photo"))), "{gone:?}");
    assert!(matches!(late, Err(PhotoError::ChangedMeanwhile)), "{late:?}");
    assert_eq!(house.photos().await.len(), 1);
}

#[tokio::test]
async fn the_audit_names_each_change_of_a_photo() {
    let house = House::new().await.with_photos(1).await;
    // Entries are told apart by their time.
    let a_while_later = || house.clock.advance(TimeDelta::minutes(1));

    a_while_later();
    let photo = house.upload("add", picture(9, 8, 8)).await.unwrap().answer.photos[1].id;
    a_while_later();
    house.change("change", ChangePhoto { position: Some(0), ..shown(photo, "A lane") }).await.unwrap();
    a_while_later();
    house.remove("remove", photo).await.unwrap();

    let entries = audit::newest(&house.db().fresh("audit"), Some(house.hotel), 3).await.unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["photo.remove", "photo.change", "photo.add"]);
    assert!(entries.iter().all(|entry| entry.object == photo.to_string()));
    let change = &entries[1].detail;
    assert_eq!((&change["before"]["position"], &change["after"]["position"]), (&json!(1), &json!(0)));
    assert_eq!(change["after"]["photo"]["alt"]["en"], "A lane");
}

#[tokio::test]
async fn files_of_a_removed_photo_are_there_for_a_day_and_then_no_more() {
    let house = House::new().await.with_photos(2).await;
    // Files have the time of the disk, so this house has it too.
    house.clock.set(SystemClock.now());
    let shown = house.photos().await;
    house.remove("remove", shown[0].id).await.unwrap();

    house.clock.advance(TimeDelta::hours(23));
    assert_eq!((house.sweep().await, house.file_count().await), (0, 2));
    house.clock.advance(TimeDelta::hours(2));
    assert_eq!((house.sweep().await, house.file_count().await), (1, 1));

    assert_eq!(house.file(&shown[0], 8).await, None);
    assert!(house.file(&shown[1], 8).await.is_some());
    assert_eq!(house.sweep().await, 0);
}

#[tokio::test]
async fn a_file_that_another_photo_needs_or_that_is_no_photos_is_left() {
    let house = House::new().await;
    house.clock.set(SystemClock.now());
    let once = house.upload("once", picture(7, 8, 8)).await.unwrap().answer.photos[0].clone();
    let twice = house.upload("twice", picture(7, 8, 8)).await.unwrap().answer.photos[1].clone();
    assert_eq!(once.name, twice.name);
    for other in ["photos/readme.txt", "elsewhere/0123456789abcdef01234567-480.jpg"] {
        house.files.put(&Path::from(other), Bytes::from_static(b"x").into()).await.unwrap();
    }
    let orphan = Path::from("photos/0123456789abcdef01234567-480.jpg");
    house.files.put(&orphan, Bytes::from_static(b"of an upload that was cut short").into()).await.unwrap();

    house.remove("remove", once.id).await.unwrap();
    assert_eq!(house.sweep().await, 0, "all are young");
    house.clock.advance(TimeDelta::days(3));

    assert_eq!(house.sweep().await, 1, "only the orphan");
    assert!(house.file(&twice, 8).await.is_some());
    assert_eq!(house.file_count().await, 3);
}

#[tokio::test]
async fn a_photo_whose_files_cannot_be_kept_is_not_added() {
    let house = House::new().await;
    let folder = tempfile::tempdir().unwrap();
    let photos = Arc::new(LocalFileSystem::new_with_prefix(folder.path()).unwrap());
    std::fs::write(folder.path().join("photos"), "a file where the folder should be").unwrap();
    let module = Module::build(Config { photos }, house.db().clone(), house.clock.clone()).await.unwrap();

    let bytes = picture(1, 8, 8);
    let change = AddPhoto { hotel_id: house.hotel, room_type: None, alt: alt("A yard"), bytes };
    let command = Staffed { change, by: By::system("test"), once: once("key") };
    let refused = module.port().add_photo(command).await;

    assert!(matches!(refused, Err(PhotoError::Unavailable(_))), "{refused:?}");
    assert_eq!(house.photos().await, []);
}
