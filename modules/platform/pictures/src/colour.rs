//! Colours as every screen shows them: opaque, in sRGB.

use image::{DynamicImage, Rgb, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// JPEG knows no transparency: what was see-through lies on white, as on a page.
pub(crate) fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let over_white = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [over_white(red), over_white(green), over_white(blue), u8::MAX];
    }
    picture.into()
}

/// Turns colours that a profile describes, such as a phone's Display P3, into those that are meant when a file says
/// nothing. A profile that cannot be read, or is about other inks, is left aside: the colours are then a shade off.
pub(crate) fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options) else {
        return;
    };
    let mut turned = RgbImage::from_pixel(picture.width(), picture.height(), Rgb([0; 3]));
    if transform.transform(picture.as_raw(), &mut turned).is_ok() {
        *picture = turned;
    }
}
