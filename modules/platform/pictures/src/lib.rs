//! What somebody uploads becomes pictures of ours: checked, turned upright, made smaller, written anew.
//!
//! Promise: what comes out are the pixels of what came in, and nothing else of it: no place, no device, no thumbnail
//! of what was cut away. What is no picture, or would be too large a one, is refused before it is unpacked.
//!
//! A crate of its own because a stranger's bytes are read here, and because encoders are made where they are used:
//! a build for tests optimises this crate alone.

mod colour;
mod sizes;
#[cfg(test)]
mod tests;

use std::{fmt::Write, io::Cursor};

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, metadata::Orientation,
};
use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Neither side may be longer.
pub const SIDE_MAX_PX: u32 = 12_000;
/// No more pixels in all: what the sensors of today's cameras make.
pub const PIXELS_MAX: u64 = 50_000_000;
/// An unpacked picture: the most pixels, with transparency. Deeper colours of as many pixels are refused.
const UNPACKED_MAX_BYTES: u64 = PIXELS_MAX * 4;
/// Beyond this, files grow faster than eyes can tell.
const JPEG_QUALITY: u8 = 80;
/// 96 bits of a SHA-256: nobody finds a second picture with the same name.
const NAME_BYTES: usize = 12;

/// A picture in several sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// 24 hexadecimal digits that follow from the content: another content has another name.
    pub name: String,
    /// The same picture in different widths, narrowest first; at least one.
    pub sizes: Vec<Size>,
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The file.
    pub jpeg: Vec<u8>,
}

/// Why there is no picture.
#[derive(Debug, Error)]
pub enum PictureError {
    /// Neither JPEG nor PNG nor WebP, or broken.
    #[error("the file is no JPEG, PNG or WebP picture, or is broken")]
    NotAPicture(#[source] Option<ImageError>),
    /// Too many pixels to unpack.
    #[error("a picture has at most {SIDE_MAX_PX} pixels a side and {PIXELS_MAX} in all")]
    TooManyPixels,
    /// It could not be written.
    #[error("the picture could not be written")]
    Unwritten(#[source] EncodingError),
}

/// Makes pictures of these widths out of a file; none is wider than the file's own. Takes up to seconds of a
/// processor, and some hundred megabytes for the largest.
///
/// # Errors
/// When the file cannot be used; see [`PictureError`].
pub fn render(file: &[u8], widths: &[u32]) -> Result<Picture, PictureError> {
    let mut decoder = open(file)?;
    // Metadata that cannot be read is as good as none: the picture itself may well be sound.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let unpacked = DynamicImage::from_decoder(decoder).map_err(refused)?;
    let widest = widths.iter().copied().max().unwrap_or(SIDE_MAX_PX);
    let mut upright = sizes::no_wider(colour::on_white(unpacked), orientation, widest);
    if let Some(profile) = profile {
        colour::to_srgb(&mut upright, &profile);
    }
    let sizes = sizes::of(upright, widths)
        .iter()
        .map(|size| Ok(Size { width: size.width(), height: size.height(), jpeg: encode(size)? }))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Picture { name: name_of(&sizes), sizes })
}

/// Reads the head of a file, whose kind is told by its content, whatever it is called.
fn open(file: &[u8]) -> Result<impl ImageDecoder, PictureError> {
    let format = image::guess_format(file).map_err(|error| PictureError::NotAPicture(Some(error)))?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PictureError::NotAPicture(None));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX_PX);
    limits.max_image_height = Some(SIDE_MAX_PX);
    limits.max_alloc = Some(UNPACKED_MAX_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || decoder.total_bytes() > UNPACKED_MAX_BYTES {
        return Err(PictureError::TooManyPixels);
    }
    if pixels == 0 { Err(PictureError::NotAPicture(None)) } else { Ok(decoder) }
}

fn refused(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooManyPixels,
        other => PictureError::NotAPicture(Some(other)),
    }
}

fn encode(picture: &image::RgbImage) -> Result<Vec<u8>, PictureError> {
    let side = |pixels: u32| u16::try_from(pixels).map_err(|_| PictureError::TooManyPixels);
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, JPEG_QUALITY);
    // Colours at half the resolution, which eyes do not notice, and a first view before the whole has come.
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).map_err(PictureError::Unwritten)?;
    Ok(jpeg)
}

fn name_of(sizes: &[Size]) -> String {
    let digest = sizes.iter().fold(Sha256::new(), |hash, size| hash.chain_update(&size.jpeg)).finalize();
    digest.iter().take(NAME_BYTES).fold(String::new(), |mut name, byte| {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}
