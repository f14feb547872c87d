//! A file as a body: read only once it is known that whoever sends it may.

use std::time::Duration;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header},
    web::{Bytes, BytesMut},
};
use futures::StreamExt;
use sha2::{Digest, Sha256};

use crate::{
    IdempotencyKey, Problem, Write,
    body::{hash_of, unreadable},
    once::key_of,
};

/// A dozen megabytes over a phone's slow line; whoever takes longer starts anew.
const PATIENCE: Duration = Duration::from_mins(3);

/// A file on its way in, with the key under which it is taken once.
pub struct Upload {
    key: IdempotencyKey,
    hash: Sha256,
    media_type: String,
    announced_bytes: usize,
    payload: Payload,
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let text =
            |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
        let mut hash = hash_of(request);
        // What a JSON body says stands here in the query.
        hash.update(request.query_string());
        hash.update([0]);
        std::future::ready(key_of(request).map(|key| Self {
            key,
            hash,
            media_type: essence.to_ascii_lowercase(),
            announced_bytes: text(header::CONTENT_LENGTH).parse().unwrap_or(0),
            payload: payload.take(),
        }))
    }
}

impl Upload {
    /// Reads the file, if it claims to be of one of these media types and has at most so many bytes.
    ///
    /// # Errors
    /// 415 for another type, 413 for more bytes, 400 for a body that breaks off, 408 for one that takes minutes.
    pub async fn read(self, media_types: &[&str], bytes_max: usize) -> Result<Write<Bytes>, Problem> {
        if !media_types.contains(&self.media_type.as_str()) {
            return Err(unsupported(media_types));
        }
        if self.announced_bytes > bytes_max {
            return Err(too_large(bytes_max));
        }
        let Self { key, mut hash, mut payload, .. } = self;
        let collected = tokio::time::timeout(PATIENCE, collect(&mut payload, bytes_max)).await;
        let bytes = collected.map_err(|_| too_slow())??;
        hash.update(&bytes);
        Ok(Write::new(bytes, key, hash.finalize().into()))
    }
}

async fn collect(payload: &mut Payload, bytes_max: usize) -> Result<Bytes, Problem> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| unreadable(&error.into()))?;
        if bytes.len() + chunk.len() > bytes_max {
            return Err(too_large(bytes_max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn unsupported(media_types: &[&str]) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Unsupported media type",
        format!("Send the file itself as the body, with Content-Type: {}.", media_types.join(" or ")),
    )
}

fn too_large(bytes_max: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "Body too large",
        format!("A file may have {bytes_max} bytes at most here. Send a smaller one."),
    )
}

fn too_slow() -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "upload_too_slow",
        "Upload too slow",
        "The file did not arrive in three minutes. Send a smaller one, or over a faster line.",
    )
}
