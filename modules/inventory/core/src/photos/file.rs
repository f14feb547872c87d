//! What a photo's file is called: in URLs and in the object store. Nothing else can be asked for.

use std::{fmt, str::FromStr};

use object_store::path::Path;

/// Other uploads may one day lie beside.
const FOLDER: &str = "photos";
const NAME_DIGITS: usize = 24;
/// No picture is wider than 12,000 pixels.
const WIDTH_DIGITS_MAX: usize = 5;

/// A file of a photo, such as `0123456789abcdef01234567-480.jpg`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PhotoFile {
    name: String,
    width: u32,
}

impl PhotoFile {
    pub(crate) fn new(name: &str, width: u32) -> Self {
        Self { name: name.to_owned(), width }
    }

    /// What all files of its photo have in common.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies in the object store.
    pub(crate) fn location(&self) -> Path {
        Path::from_iter([FOLDER.to_owned(), self.to_string()])
    }

    /// Where all of them lie.
    pub(crate) fn folder() -> Path {
        Path::from(FOLDER)
    }

    /// The file that lies there; none when it is something else.
    pub(crate) fn at(location: &Path) -> Option<Self> {
        location.filename()?.parse().ok().filter(|file: &Self| file.location() == *location)
    }
}

impl fmt::Display for PhotoFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.jpg", self.name, self.width)
    }
}

/// The text is no photo's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoPhotoFile;

impl FromStr for PhotoFile {
    type Err = NoPhotoFile;

    fn from_str(text: &str) -> Result<Self, NoPhotoFile> {
        let (name, width) =
            text.strip_suffix(".jpg").and_then(|stem| stem.split_once('-')).ok_or(NoPhotoFile)?;
        let is_name = name.len() == NAME_DIGITS && name.bytes().all(is_digit);
        let is_width = (1..=WIDTH_DIGITS_MAX).contains(&width.len())
            && !width.starts_with('0')
            && width.bytes().all(|digit| digit.is_ascii_digit());
        let width = width.parse().map_err(|_| NoPhotoFile)?;
        if is_name && is_width { Ok(Self::new(name, width)) } else { Err(NoPhotoFile) }
    }
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_after_its_photo_and_width_and_nothing_else_is_one() {
        let file: PhotoFile = "0123456789abcdef01234567-480.jpg".parse().unwrap();

        assert_eq!(file, PhotoFile::new("0123456789abcdef01234567", 480));
        assert_eq!(file.location().as_ref(), "photos/0123456789abcdef01234567-480.jpg");
        assert_eq!(PhotoFile::at(&file.location()), Some(file));
        for other in [
            "",
            "0123456789abcdef01234567.jpg",
            "0123456789abcdef01234567-.jpg",
            "0123456789abcdef01234567-0.jpg",
            "0123456789abcdef01234567-048.jpg",
            "0123456789abcdef01234567-+48.jpg",
            "0123456789abcdef01234567-480000.jpg",
            "0123456789abcdef01234567-480.png",
            "0123456789ABCDEF01234567-480.jpg",
            "0123456789abcdef0123456-480.jpg",
            "../inventory.db",
            "..%2finventory.db",
            "../photos/0123456789abcdef01234567-480.jpg",
            "0123456789abcdef/1234567-480.jpg",
        ] {
            assert_eq!(other.parse::<PhotoFile>(), Err(NoPhotoFile), "{other}");
        }
    }

    #[test]
    fn a_file_in_another_folder_is_somebody_elses() {
        let elsewhere = Path::from("mail/0123456789abcdef01234567-480.jpg");

        assert_eq!(PhotoFile::at(&elsewhere), None);
    }
}
