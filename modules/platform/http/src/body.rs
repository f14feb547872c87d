//! A JSON body, read once, checked field by field.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header},
    web,
};
use futures::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{FieldError, Problem};

/// A year of a large hotel's prices fits several times; more is a mistake or an attack.
const BODY_MAX_BYTES: usize = 2 * 1024 * 1024;

/// How large a body may be; for the application's data.
pub fn body_limit() -> web::PayloadConfig {
    web::PayloadConfig::new(BODY_MAX_BYTES)
}

/// A checked body, with the fingerprint of its bytes.
#[derive(Debug)]
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    /// SHA-256 over method, path and the bytes as sent.
    pub fingerprint: [u8; 32],
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = is_json(request);
        let bytes = web::Bytes::from_request(request, payload);
        let mut hash = hash_of(request);
        Box::pin(async move {
            content_type?;
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            hash.update(&bytes);
            let value = parse(&bytes)?;
            Ok(Self { value, fingerprint: hash.finalize().into() })
        })
    }
}

/// A body that says nothing: `{}`, or no bytes at all. Both have the same fingerprint.
#[derive(Debug)]
pub(crate) struct NoBody {
    /// SHA-256 over method and path.
    pub(crate) fingerprint: [u8; 32],
}

impl FromRequest for NoBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = is_json(request);
        let bytes = web::Bytes::from_request(request, payload);
        let hash = hash_of(request);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            if !bytes.is_empty() {
                content_type?;
                let fields: Map<String, Value> = parse(&bytes)?;
                refuse_any(fields)?;
            }
            Ok(Self { fingerprint: hash.finalize().into() })
        })
    }
}

fn refuse_any(fields: Map<String, Value>) -> Result<(), Problem> {
    if fields.is_empty() {
        return Ok(());
    }
    let unknown = |field| FieldError {
        field,
        code: "unknown".to_owned(),
        detail: "There is no such field; the body is {}.".to_owned(),
    };
    Err(Problem::input(fields.into_iter().map(|(field, _)| field).map(unknown).collect()))
}

/// A fingerprint's beginning: method and path.
pub(crate) fn hash_of(request: &HttpRequest) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(request.method().as_str());
    hash.update([0]);
    hash.update(request.path());
    hash.update([0]);
    hash
}

fn is_json(request: &HttpRequest) -> Result<(), Problem> {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Unsupported media type",
        "Send the body as JSON, with Content-Type: application/json.",
    ))
}

pub(crate) fn unreadable(error: &actix_web::Error) -> Problem {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "Body too large",
            format!("A body may have {BODY_MAX_BYTES} bytes at most. Split the request."),
        );
    }
    Problem::new(
        StatusCode::BAD_REQUEST,
        "unreadable_body",
        "Unreadable body",
        "The body ended early or was broken on its way. Send it again.",
    )
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        refuse(&path, error.inner())
    })?;
    json.end().map_err(|error| refuse(".", &error))?;
    Ok(value)
}

fn refuse(path: &str, error: &serde_json::Error) -> Problem {
    if error.is_syntax() || error.is_eof() {
        return Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            "Malformed JSON",
            format!("The body is no JSON: {error}."),
        );
    }
    Problem::input(vec![field_error(path, &plain(error))])
}

/// The message without serde's "at line 1 column 2": the path says it better.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// Turns serde's words for a missing or unknown field into the field's own error.
pub(crate) fn field_error(path: &str, message: &str) -> FieldError {
    let parent = path.trim_matches('.');
    for (prefix, code, detail) in [
        ("missing field `", "required", "This field is required."),
        ("unknown field `", "unknown", ""),
        ("duplicate field `", "duplicate", "Give this field once."),
    ] {
        let Some((name, rest)) = message.strip_prefix(prefix).and_then(|rest| rest.split_once('`')) else {
            continue;
        };
        // For an unknown field the path already ends in its name; for a missing one it names the parent.
        let field = match parent {
            "" => name.to_owned(),
            path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
            path => format!("{path}.{name}"),
        };
        let detail = if detail.is_empty() {
            format!("There is no such field{}.", rest.replace('`', ""))
        } else {
            detail.to_owned()
        };
        return FieldError { field, code: code.to_owned(), detail };
    }
    let field = if parent.is_empty() { "body".to_owned() } else { parent.to_owned() };
    FieldError::invalid(field, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Guest {
        #[expect(dead_code, reason = "only read")]
        name: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only read")]
        guest: Guest,
        #[expect(dead_code, reason = "only read")]
        rooms: u8,
    }

    fn error_of(json: &str) -> (String, String) {
        let problem = parse::<Outer>(json.as_bytes()).unwrap_err();
        let error = problem.errors().first().expect("one field is named");
        (error.field.clone(), error.code.clone())
    }

    #[test]
    fn every_refusal_names_its_field() {
        let named = |field: &str, code: &str| (field.to_owned(), code.to_owned());

        assert_eq!(error_of(r#"{"rooms":1}"#), named("guest", "required"));
        assert_eq!(error_of(r#"{"rooms":1,"guest":{}}"#), named("guest.name", "required"));
        assert_eq!(error_of(r#"{"rooms":1,"guest":{"name":"a","x":1}}"#), named("guest.x", "unknown"));
        assert_eq!(error_of(r#"{"rooms":1,"y":1,"guest":{"name":"a"}}"#), named("y", "unknown"));
        assert_eq!(error_of(r#"{"rooms":300,"guest":{"name":"a"}}"#), named("rooms", "invalid"));
        assert_eq!(error_of(r#"{"rooms":1,"rooms":1,"guest":{"name":"a"}}"#), named("rooms", "duplicate"));
        assert_eq!(error_of("[]"), named("body", "invalid"));
    }

    #[test]
    fn what_is_no_json_says_so() {
        for broken in ["", "{", "{}x", "{\"rooms\":1,}", "\u{feff}{}"] {
            let problem = parse::<Outer>(broken.as_bytes()).unwrap_err();
            assert!(["malformed_json", "invalid_input"].contains(&problem.code()), "{broken}");
        }
    }
}
