//! Files as phones, cameras and attackers make them.

use std::time::{Duration, Instant};

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};

use super::*;

const WIDTHS: [u32; 3] = [480, 960, 1600];
const CANARY: &[u8] = b"N37.5826 E126.9849";
const RED: Rgb<u8> = Rgb([220, 30, 30]);
const BLUE: Rgb<u8> = Rgb([30, 30, 220]);

/// Red above, blue below.
fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE })
}

/// A file's bytes, with what its encoder is told to add.
fn file(format: ImageFormat, picture: &RgbImage, exif: Option<&[u8]>, profile: Option<&[u8]>) -> Vec<u8> {
    fn write(
        mut encoder: impl ImageEncoder,
        picture: &RgbImage,
        exif: Option<&[u8]>,
        profile: Option<&[u8]>,
    ) {
        if let Some(exif) = exif {
            encoder.set_exif_metadata(exif.to_vec()).unwrap();
        }
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile.to_vec()).unwrap();
        }
        picture.write_with_encoder(encoder).unwrap();
    }
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Png => write(PngEncoder::new(&mut bytes), picture, exif, profile),
        ImageFormat::WebP => write(WebPEncoder::new_lossless(&mut bytes), picture, exif, profile),
        _ => write(JpegEncoder::new_with_quality(&mut bytes, 95), picture, exif, profile),
    }
    bytes
}

/// An Exif block that tells which way is up and, as if a camera had written it, where that was.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block.extend(CANARY);
    block
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn sides(picture: &Picture) -> Vec<(u32, u32)> {
    picture.sizes.iter().map(|size| (size.width, size.height)).collect()
}

fn pixels(size: &Size) -> RgbImage {
    let decoded = image::load_from_memory_with_format(&size.jpeg, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(decoded.dimensions(), (size.width, size.height), "a size says what its file is");
    decoded
}

/// Equal but for what JPEG loses.
fn is_near(a: Rgb<u8>, b: Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) <= 8)
}

#[test]
fn jpeg_png_and_webp_become_jpegs_of_the_widths_asked_for() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = render(&file(format, &scene(2_400, 1_600), None, None), &WIDTHS).unwrap();

        assert_eq!(sides(&picture), [(480, 320), (960, 640), (1_600, 1_067)], "{format:?}");
        for size in &picture.sizes {
            let shown = pixels(size);
            assert!(is_near(*shown.get_pixel(size.width / 2, size.height / 4), RED), "{format:?}");
            assert!(is_near(*shown.get_pixel(size.width / 2, size.height * 3 / 4), BLUE), "{format:?}");
        }
    }
}

#[test]
fn a_picture_is_never_enlarged() {
    let sides_of = |width, height| {
        sides(&render(&file(ImageFormat::Png, &scene(width, height), None, None), &WIDTHS).unwrap())
    };

    assert_eq!(sides_of(1_600, 900), [(480, 270), (960, 540), (1_600, 900)]);
    assert_eq!(sides_of(700, 350), [(480, 240), (700, 350)]);
    assert_eq!(sides_of(480, 480), [(480, 480)]);
    assert_eq!(sides_of(1, 1), [(1, 1)]);
    assert_eq!(sides_of(9_000, 3), [(480, 1), (960, 1), (1_600, 1)]);
}

#[test]
fn a_picture_taken_sideways_is_turned_upright() {
    // How the scene has to lie in the file, so that the tag puts red above again.
    let lying = |turn: fn(&DynamicImage) -> DynamicImage| turn(&scene(2_000, 1_000).into()).into_rgb8();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (orientation, stored) in [
            (1, lying(DynamicImage::clone)),
            (3, lying(DynamicImage::rotate180)),
            (6, lying(DynamicImage::rotate270)),
            (8, lying(DynamicImage::rotate90)),
        ] {
            let picture = render(&file(format, &stored, Some(&exif(orientation)), None), &WIDTHS).unwrap();

            let large = picture.sizes.last().unwrap();
            assert_eq!((large.width, large.height), (1_600, 800), "{format:?} {orientation}");
            assert!(is_near(*pixels(large).get_pixel(800, 100), RED), "{format:?} {orientation}");
            assert!(is_near(*pixels(large).get_pixel(800, 700), BLUE), "{format:?} {orientation}");
        }
    }
}

#[test]
fn where_and_with_what_it_was_taken_is_left_behind() {
    let profile = ColorProfileBytes::display_p3();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let original = file(format, &scene(600, 400), Some(&exif(1)), Some(&profile));
        assert!(contains(&original, CANARY), "{format:?}: the canary is there before");

        let picture = render(&original, &WIDTHS).unwrap();

        for size in &picture.sizes {
            for trace in [CANARY, b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"] {
                assert!(!contains(&size.jpeg, trace), "{format:?}");
            }
        }
    }
}

/// The profile that phones write.
struct ColorProfileBytes;

impl ColorProfileBytes {
    fn display_p3() -> Vec<u8> {
        moxcms::ColorProfile::new_display_p3().encode().unwrap()
    }
}

#[test]
fn colours_of_a_phones_wide_gamut_look_the_same_in_srgb() {
    // The red of sRGB, as Display P3 writes it.
    let red = RgbImage::from_pixel(64, 64, Rgb([234, 51, 35]));
    let shown = |profile: Option<&[u8]>| {
        let picture = render(&file(ImageFormat::Png, &red, None, profile), &WIDTHS).unwrap();
        *pixels(&picture.sizes[0]).get_pixel(32, 32)
    };

    assert!(is_near(shown(Some(&ColorProfileBytes::display_p3())), Rgb([255, 0, 0])));
    assert!(is_near(shown(None), Rgb([234, 51, 35])), "without a profile they are sRGB already");
    assert!(is_near(shown(Some(b"no profile at all")), Rgb([234, 51, 35])));
}

#[test]
fn what_is_see_through_lies_on_white() {
    let half = RgbaImage::from_fn(64, 64, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    half.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();

    let picture = render(&bytes, &WIDTHS).unwrap();

    let shown = pixels(&picture.sizes[0]);
    assert!(is_near(*shown.get_pixel(8, 32), Rgb([255; 3])));
    assert!(is_near(*shown.get_pixel(56, 32), Rgb([0; 3])));
}

#[test]
fn deep_and_grey_pictures_are_pictures_too() {
    for (colours, bytes_a_pixel) in [(ExtendedColorType::L8, 1), (ExtendedColorType::Rgb16, 6)] {
        let mut bytes = Vec::new();
        let grey = vec![128; 32 * 32 * bytes_a_pixel];
        PngEncoder::new(&mut bytes).write_image(&grey, 32, 32, colours).unwrap();

        let picture = render(&bytes, &WIDTHS).unwrap();

        assert!(is_near(*pixels(&picture.sizes[0]).get_pixel(16, 16), Rgb([128; 3])), "{colours:?}");
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_calls_itself() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let whole = file(ImageFormat::Png, &scene(64, 64), None, None);
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("text", b"just words in a file called photo.jpg"),
        ("a drawing with a script", svg),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("only the first bytes of a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("half a PNG's head", &whole[..20]),
        ("a WebP without content", b"RIFF\x04\0\0\0WEBPVP8 "),
    ] {
        let refused = render(bytes, &WIDTHS);

        assert!(matches!(refused, Err(PictureError::NotAPicture(_))), "{what}: {refused:?}");
    }
}

/// A PNG that says it is so large, and holds almost nothing.
fn png_claiming(width: u32, height: u32, depth: u8, colour_type: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([depth, colour_type, 0, 0, 0]);
    for (kind, content) in
        [(b"IHDR", head.as_slice()), (b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"), (b"IEND", b"")]
    {
        let mut check = flate2::Crc::new();
        check.update(kind);
        check.update(content);
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend(check.sum().to_be_bytes());
    }
    bytes
}

/// A JPEG whose frame says it is so large.
fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = file(ImageFormat::Jpeg, &scene(16, 16), None, None);
    let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A lossless WebP whose head says it is so large; sides have 14 bits, and begin with 0 for 1.
fn webp_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = file(ImageFormat::WebP, &scene(16, 16), None, None);
    let head = bytes.windows(4).position(|kind| kind == b"VP8L").unwrap() + 9;
    bytes[head..head + 4].copy_from_slice(&((width - 1) | ((height - 1) << 14)).to_le_bytes());
    bytes
}

#[test]
fn a_small_file_that_would_unpack_into_a_huge_picture_is_refused_at_once() {
    for (what, bytes) in [
        ("a PNG of 3.6 billion pixels", png_claiming(60_000, 60_000, 8, 2)),
        ("a PNG of one side too long", png_claiming(12_001, 10, 8, 2)),
        ("a PNG of sides that are just not too long", png_claiming(12_000, 12_000, 8, 2)),
        ("a PNG of many pixels that are only grey", png_claiming(12_000, 5_000, 8, 0)),
        ("a PNG of few pixels with deep colours", png_claiming(8_000, 6_000, 16, 6)),
        ("a JPEG", jpeg_claiming(65_500, 65_500)),
        ("a JPEG of sides that are just not too long", jpeg_claiming(12_000, 12_000)),
        ("a WebP", webp_claiming(16_000, 16_000)),
        ("a WebP of sides that are just not too long", webp_claiming(12_000, 12_000)),
    ] {
        assert!(bytes.len() < 2_000, "{what}");
        let started = Instant::now();

        let refused = render(&bytes, &WIDTHS);

        assert!(matches!(refused, Err(PictureError::TooManyPixels)), "{what}: {refused:?}");
        assert!(started.elapsed() < Duration::from_secs(1), "{what}: {:?}", started.elapsed());
    }
}

#[test]
fn a_name_follows_from_the_content() {
    let name =
        |picture: &RgbImage| render(&file(ImageFormat::Png, picture, None, None), &WIDTHS).unwrap().name;

    assert_eq!(name(&scene(600, 400)), name(&scene(600, 400)));
    assert_ne!(name(&scene(600, 400)), name(&scene(600, 300)));
    assert_eq!(name(&scene(600, 400)).len(), 24);
    assert!(
        name(&scene(600, 400)).bytes().all(|digit| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase())
    );
}
