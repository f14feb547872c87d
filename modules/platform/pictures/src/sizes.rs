//! From one picture to several that are smaller.

use image::{DynamicImage, RgbImage, imageops::FilterType, metadata::Orientation};

/// Beyond this reduction a plain average goes first: the fine filter alone would take seconds and as much memory
/// again as the picture itself.
const COARSE_FROM: u32 = 4;
/// What is left for the fine filter then.
const COARSE_TO: u32 = 2;

/// The picture upright and at most so wide. It is made small before it is turned, so that the large one is not
/// copied.
pub(crate) fn no_wider(picture: DynamicImage, orientation: Orientation, width_max: u32) -> RgbImage {
    let is_turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let across = if is_turned { picture.height() } else { picture.width() };
    let mut picture = picture;
    if across >= width_max.saturating_mul(COARSE_FROM) {
        let (width, height) = scaled(&picture, width_max.saturating_mul(COARSE_TO), across);
        picture = picture.thumbnail_exact(width, height);
    }
    let across = if is_turned { picture.height() } else { picture.width() };
    if across > width_max {
        let (width, height) = scaled(&picture, width_max, across);
        picture = picture.resize_exact(width, height, FilterType::Lanczos3);
    }
    picture.apply_orientation(orientation);
    picture.into_rgb8()
}

/// The picture's sides times `to / from`, each at least a pixel.
fn scaled(picture: &DynamicImage, to: u32, from: u32) -> (u32, u32) {
    (side(picture.width(), to, from), side(picture.height(), to, from))
}

fn side(length: u32, to: u32, from: u32) -> u32 {
    let (length, to, from) = (u64::from(length), u64::from(to), u64::from(from.max(1)));
    u32::try_from((length * to + from / 2) / from).unwrap_or(u32::MAX).max(1)
}

/// The picture in its own width and in those of `widths` that are narrower, narrowest first.
pub(crate) fn of(picture: RgbImage, widths: &[u32]) -> Vec<RgbImage> {
    let mut narrower: Vec<u32> =
        widths.iter().copied().filter(|width| (1..picture.width()).contains(width)).collect();
    narrower.sort_unstable();
    narrower.dedup();
    let mut made = Vec::new();
    let mut larger = DynamicImage::from(picture);
    for width in narrower.into_iter().rev() {
        let height = side(larger.height(), width, larger.width());
        // Each from the one before: as good to the eye, and a fraction of the work.
        let smaller = larger.resize_exact(width, height, FilterType::Lanczos3);
        made.push(larger.into_rgb8());
        larger = smaller;
    }
    made.push(larger.into_rgb8());
    made.reverse();
    made
}
