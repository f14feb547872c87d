//! Photos: how staff bring them, how everybody sees them, and what nobody gets to see.

use image::{ImageEncoder, Rgb, RgbImage, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};
use jumak_tests::{Answer, Inn, Request, Wire, fresh_key};
use reqwest::Method;
use serde_json::{Value, json};

use crate::items;

const CANARY: &[u8] = b"N37.5826 E126.9849";
/// What a file says that is nobody's business.
const HIDDEN: &[u8] = b"the guest in room 7";

/// A PNG with something on it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(width, height, |x, _| Rgb([u8::try_from(x % 256).unwrap(), 90, 160]));
    picture.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
    bytes
}

/// A JPEG from a phone that knew where it was.
fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0".to_vec();
    exif.extend(CANARY);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    RgbImage::from_pixel(width, height, Rgb([9, 99, 199])).write_with_encoder(encoder).unwrap();
    bytes
}

/// Uploads a file under a new key.
pub(crate) async fn upload(inn: &Inn, query: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
    upload_as(inn, &fresh_key(), query, media_type, bytes).await
}

async fn upload_as(inn: &Inn, key: &str, query: &str, media_type: &str, bytes: Vec<u8>) -> Answer {
    let request = inn.owner().request(Method::POST, &inn.at(&format!("/photos?{query}")));
    let request = request.header("Idempotency-Key", key).header("Content-Type", media_type);
    inn.owner().send(request.body(bytes)).await
}

/// Removes a photo under a new key.
pub(crate) async fn remove(inn: &Inn, path: &str) -> Answer {
    let request = inn.owner().request(Method::DELETE, path);
    inn.owner().send(request.header("Idempotency-Key", fresh_key())).await
}

async fn photos(inn: &Inn) -> Value {
    inn.api().get(&inn.at("")).await.ok()["photos"].clone()
}

fn file(photo: &Value, width: &Value) -> String {
    format!("/media/{}-{width}.jpg", photo["name"].as_str().unwrap())
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_photo_that_staff_upload_is_seen_by_everybody_and_tells_nothing_else() {
    let inn = Inn::open().await;
    let original = jpeg(2_000, 1_500);
    assert!(contains(&original, CANARY), "the canary is there before");

    let words = "alt_ko=%EB%A7%88%EB%8B%B9&alt_en=A+yard&room_type=DBL";
    let photo = upload(&inn, words, "image/jpeg", original).await.created();

    assert_eq!(photos(&inn).await, json!([photo]));
    assert_eq!(photo["alt"], json!({"ko": "마당", "en": "A yard"}));
    assert_eq!((&photo["room_type"], &photo["widths"]), (&json!("DBL"), &json!([480, 960, 1_600])));
    assert_eq!((&photo["width"], &photo["height"]), (&json!(1_600), &json!(1_200)));
    for width in items(&photo["widths"]) {
        let shown = inn.api().get(&file(&photo, width)).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"), "{shown}");
        assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert!(!contains(&shown.body, CANARY) && !contains(&shown.body, b"Exif"));
        let decoded = image::load_from_memory(&shown.body).unwrap();
        assert_eq!(
            (json!(decoded.width()), json!(decoded.height() * 4)),
            (width.clone(), json!(decoded.width() * 3))
        );
    }
    let head = inn.api().send(inn.api().request(Method::HEAD, &file(&photo, &photo["width"]))).await;
    assert_eq!((head.status, head.header("content-type"), head.body.len()), (200, "image/jpeg", 0));
}

#[tokio::test]
async fn an_upload_that_is_sent_again_happens_once() {
    let inn = Inn::open().await;
    let key = fresh_key();

    let first = upload_as(&inn, &key, "alt_en=A+yard", "image/png", png(600, 400)).await;
    let second = upload_as(&inn, &key, "alt_en=A+yard", "image/png", png(600, 400)).await;
    let other_file = upload_as(&inn, &key, "alt_en=A+yard", "image/png", png(601, 400)).await;
    let other_words = upload_as(&inn, &key, "alt_en=A+lane", "image/png", png(600, 400)).await;

    assert_eq!((first.created(), second.is_replay()), (second.created(), true));
    other_file.refused(422, "idempotency_key_reused");
    other_words.refused(422, "idempotency_key_reused");
    assert_eq!(items(&photos(&inn).await).len(), 1);
}

/// Uploads so many megabytes without saying beforehand how many there will be.
async fn upload_in_pieces(inn: &Inn, pieces: usize) -> Answer {
    let piece = || Ok::<_, std::io::Error>(vec![0_u8; 1024 * 1024]);
    let body = reqwest::Body::wrap_stream(futures::stream::iter(std::iter::repeat_with(piece).take(pieces)));
    let request = inn.owner().request(Method::POST, &inn.at("/photos?alt_en=A"));
    let request = request.header("Idempotency-Key", fresh_key()).header("Content-Type", "image/png");
    inn.owner().send(request.body(body)).await
}

/// A PNG of a few bytes that says it is as wide and high as can be.
fn bomb() -> Vec<u8> {
    let mut bytes = png(4, 4);
    bytes[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let mut check = flate2::Crc::new();
    check.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&check.sum().to_be_bytes());
    bytes
}

#[tokio::test]
async fn what_is_no_photo_is_refused_in_words_and_leaves_nothing() {
    let inn = Inn::open().await;
    let words = "alt_en=A+yard";
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

    upload(&inn, words, "image/jpeg", b"just words in photo.jpg".to_vec()).await.refused(415, "not_an_image");
    upload(&inn, words, "image/png", script.to_vec()).await.refused(415, "not_an_image");
    upload(&inn, words, "image/png", Vec::new()).await.refused(415, "not_an_image");
    upload(&inn, words, "image/svg+xml", script.to_vec()).await.refused(415, "unsupported_media_type");
    upload(&inn, words, "image/png", bomb()).await.refused(413, "too_many_pixels");
    upload(&inn, words, "image/png", vec![0; 12 * 1024 * 1024 + 1]).await.refused(413, "body_too_large");
    upload_in_pieces(&inn, 13).await.refused(413, "body_too_large");
    upload(&inn, "", "image/png", png(4, 4)).await.names_field("alt");
    upload(&inn, &format!("alt_ko={}", "x".repeat(201)), "image/png", png(4, 4)).await.names_field("alt_ko");
    upload(&inn, "alt_en=A&alt_fr=B", "image/png", png(4, 4)).await.names_field("alt_fr");

    assert_eq!(photos(&inn).await, json!([]));
    assert!(inn.files().all().iter().all(|path| path.extension().is_none_or(|kind| kind != "jpg")));
    upload(&inn, "alt_en=A&room_type=NONE", "image/png", png(4, 4)).await.names_field("room_type");
    assert_eq!(photos(&inn).await, json!([]));
}

#[tokio::test]
async fn what_is_larger_than_other_bodies_may_be_is_taken_as_a_photo_only() {
    let inn = Inn::open().await;
    // Noise, which no encoder makes small.
    let noise = RgbImage::from_fn(1_200, 900, |x, y| {
        let n = x.wrapping_mul(2_654_435_761)
            ^ y.wrapping_mul(2_246_822_519)
            ^ (x * y).wrapping_mul(3_266_489_917);
        let [_, red, green, blue] = n.to_be_bytes();
        Rgb([red, green, blue])
    });
    let mut large = Vec::new();
    noise.write_with_encoder(PngEncoder::new(&mut large)).unwrap();
    assert!(large.len() > 2 * 1024 * 1024);

    let taken = upload(&inn, "alt_en=Noise", "image/png", large.clone()).await;
    let room_type = inn.owner().request(Method::POST, &inn.at("/room-types"));
    let room_type =
        room_type.header("Idempotency-Key", fresh_key()).header("Content-Type", "application/json");

    assert_eq!(taken.created()["width"], 1_200);
    inn.owner().send(room_type.body(large)).await.refused(413, "body_too_large");
}

#[tokio::test]
async fn staff_say_what_a_photo_shows_put_it_elsewhere_and_take_it_away() {
    let inn = Inn::open().await;
    let first = upload(&inn, "alt_en=One", "image/png", png(4, 4)).await.created();
    let second = upload(&inn, "alt_en=Two&alt_ko=2", "image/png", png(5, 5)).await.created();
    let path = |photo: &Value| inn.at(&format!("/photos/{}", photo["id"].as_str().unwrap()));

    let changed = json!({"position": 0, "room_type": "DBL", "alt": {"ko": null, "en": "Deux"}});
    let moved = inn.owner().patch(&path(&second), &changed).await.ok();
    inn.owner().patch(&path(&second), &json!({"alt": {"en": null}})).await.names_field("alt");
    inn.owner().patch(&path(&second), &json!({"width": 9})).await.names_field("width");
    assert_eq!((&moved["alt"], &moved["room_type"]), (&json!({"en": "Deux"}), &json!("DBL")));
    assert_eq!(photos(&inn).await, json!([moved, first]));

    assert_eq!(remove(&inn, &path(&first)).await.ok(), json!([moved]));
    assert_eq!(photos(&inn).await, json!([moved]));
    remove(&inn, &path(&first)).await.refused(404, "not_found");
    let still = inn.api().get(&file(&first, &first["width"])).await;
    assert_eq!(still.status, 200, "pages that are open still show it: {still}");
}

#[tokio::test]
async fn photos_outlive_the_process() {
    let mut inn = Inn::open().await;
    let photo = upload(&inn, "alt_en=A+yard", "image/png", png(600, 400)).await.created();

    inn.kill9();
    inn.restart().await;

    assert_eq!(photos(&inn).await, json!([photo]));
    assert_eq!(inn.api().get(&file(&photo, &json!(480))).await.status, 200);
}

#[tokio::test]
async fn nothing_but_photos_can_be_fetched_from_where_they_lie() {
    let inn = Inn::open().await;
    upload(&inn, "alt_en=A+yard", "image/png", png(4, 4)).await.created();
    std::fs::write(inn.data().join("uploads/secret.jpg"), HIDDEN).unwrap();
    std::fs::write(inn.data().join("uploads/photos/secret.jpg"), HIDDEN).unwrap();
    let mut wire = Wire::connect(inn.api().base()).await.unwrap();

    for path in [
        "/media/",
        "/media/secret.jpg",
        "/media/photos/secret.jpg",
        "/media/..%2fsecret.jpg",
        "/media/../uploads/secret.jpg",
        "/media/..%2f..%2finventory.db",
        "/media/%2e%2e%2f%2e%2e%2finventory.db",
        "/media/..\\..\\inventory.db",
        "/media/....//....//inventory.db",
        "/media/%2fetc%2fpasswd",
        "/media/..%252f..%252finventory.db",
        "/media/0123456789abcdef01234567-480.jpg%00.png",
        "/media/0123456789abcdef01234567-480.jpg/../../../inventory.db",
        "/media/0123456789abcdef01234567-480.jpg",
    ] {
        let reply = wire.ask(Request { method: "GET", path, headers: "", body: b"" }).await.unwrap();

        assert_eq!(reply.status, 404, "{path}: {}", reply.head);
        assert!(!contains(&reply.body, HIDDEN) && !contains(&reply.body, b"SQLite"), "{path}");
    }
    let unknown = inn.api().get("/media/0123456789abcdef01234567-480.jpg").await;
    unknown.refused(404, "not_found");
    assert_eq!(unknown.header("cache-control"), "public, max-age=60", "it may be there soon");
}
