//! A photo's form on its way in: fields and one file, never more of either than fits.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::web::{Bytes, BytesMut};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use futures::{StreamExt, TryStreamExt};
use inventory_api::PHOTO_BYTES_MAX;
use sha2::{Digest, Sha256};

use crate::{form::Typed, refusal::Refusal};

/// A dozen megabytes over a phone's slow line; whoever takes longer starts anew.
const PATIENCE: Duration = Duration::from_mins(3);
/// The words about a photo, with room to spare.
const FIELD_BYTES_MAX: usize = 4 * 1024;
/// More than the form has.
const FIELDS_MAX: usize = 16;
/// How much of a file that is too large is read to its end, so that its form can be answered: browsers do not listen
/// before they have sent everything.
const PASSED_OVER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What was sent.
pub(super) struct Upload {
    /// The fields, and the file's digest as one of them: another file under the same key is another form.
    pub(super) typed: Typed,
    pub(super) file: File,
}

/// The file of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum File {
    /// None was chosen.
    Missing,
    /// It has more bytes than a photo may have.
    TooLarge,
    Chosen(Bytes),
}

/// Reads a form with its file.
pub(super) async fn read(form: Multipart) -> Result<Upload, Refusal> {
    let read = actix_web::rt::time::timeout(PATIENCE, read_all(form)).await;
    read.map_err(|_| Refusal::Senseless("a file that took minutes to arrive".to_owned()))?
}

async fn read_all(mut form: Multipart) -> Result<Upload, Refusal> {
    let mut upload = Upload { typed: Typed::default(), file: File::Missing };
    let mut fields = 0;
    while let Some(field) = form.try_next().await.map_err(unreadable)? {
        fields += 1;
        if fields > FIELDS_MAX {
            return Err(Refusal::TooLarge);
        }
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.file = file(field).await?;
        } else {
            let value = text(field).await?;
            upload.typed = upload.typed.with(&name, value);
        }
    }
    if let File::Chosen(bytes) = &upload.file {
        let digest = BASE64_STANDARD.encode(Sha256::digest(bytes));
        upload.typed = upload.typed.with("file", digest);
    }
    Ok(upload)
}

async fn text(mut field: Field) -> Result<String, Refusal> {
    let bytes = field
        .bytes(FIELD_BYTES_MAX)
        .await
        .map_err(|_| Refusal::TooLarge)?
        .map_err(|error| Refusal::Senseless(format!("a form that broke off: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn file(mut field: Field) -> Result<File, Refusal> {
    let (mut bytes, mut passed_over) = (BytesMut::new(), 0);
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(unreadable)?;
        if passed_over == 0 && bytes.len() + chunk.len() <= PHOTO_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
            continue;
        }
        passed_over += chunk.len();
        bytes = BytesMut::new();
        if passed_over > PASSED_OVER_BYTES_MAX {
            return Err(Refusal::TooLarge);
        }
    }
    // A browser sends a file without content where none was chosen.
    Ok(match (passed_over, bytes.is_empty()) {
        (0, true) => File::Missing,
        (0, false) => File::Chosen(bytes.freeze()),
        _ => File::TooLarge,
    })
}

fn unreadable(error: MultipartError) -> Refusal {
    Refusal::Senseless(format!("a form that broke off: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{self, HeaderMap, HeaderValue};

    fn form(parts: &[(&str, &[u8])]) -> Multipart {
        let mut body = Vec::new();
        for (disposition, content) in parts {
            body.extend_from_slice(b"--limit\r\nContent-Disposition: form-data; ");
            body.extend_from_slice(disposition.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--limit--\r\n");
        let mut headers = HeaderMap::new();
        let kind = HeaderValue::from_static("multipart/form-data; boundary=limit");
        headers.insert(header::CONTENT_TYPE, kind);
        // In pieces, as a network brings them.
        let pieces: Vec<_> = body.chunks(16 * 1024).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        Multipart::new(&headers, futures::stream::iter(pieces))
    }

    const FILE: &str = "name=\"file\"; filename=\"a.jpg\"";

    #[actix_web::test]
    async fn a_form_is_read_with_its_file() {
        let upload = read(form(&[("name=\"alt_ko\"", "마당".as_bytes()), (FILE, b"picture")])).await.unwrap();

        assert_eq!(upload.typed.get("alt_ko"), "마당");
        assert_eq!(upload.file, File::Chosen(Bytes::from_static(b"picture")));
    }

    #[actix_web::test]
    async fn another_file_makes_another_form() {
        let first = read(form(&[(FILE, b"one")])).await.unwrap();
        let second = read(form(&[(FILE, b"two")])).await.unwrap();

        assert_ne!(first.typed.fingerprint("/"), second.typed.fingerprint("/"));
    }

    #[actix_web::test]
    async fn a_file_that_is_too_large_is_passed_over_and_the_words_are_kept() {
        let large = vec![7; PHOTO_BYTES_MAX + 1];

        let upload = read(form(&[(FILE, &large), ("name=\"alt_en\"", b"The courtyard")])).await.unwrap();

        assert_eq!((upload.file, upload.typed.get("alt_en")), (File::TooLarge, "The courtyard"));
    }

    #[actix_web::test]
    async fn the_largest_file_that_fits_is_taken() {
        let large = vec![7; PHOTO_BYTES_MAX];

        let upload = read(form(&[(FILE, &large)])).await.unwrap();

        assert!(matches!(upload.file, File::Chosen(bytes) if bytes.len() == PHOTO_BYTES_MAX));
    }

    #[actix_web::test]
    async fn where_no_file_was_chosen_none_is_there() {
        let upload = read(form(&[("name=\"file\"; filename=\"\"", b"")])).await.unwrap();

        assert_eq!(upload.file, File::Missing);
    }

    #[actix_web::test]
    async fn words_longer_than_any_are_refused() {
        let long = vec![b'a'; FIELD_BYTES_MAX + 1];

        let refused = read(form(&[("name=\"alt_en\"", &long)])).await;

        assert!(matches!(refused, Err(Refusal::TooLarge)));
    }
}
