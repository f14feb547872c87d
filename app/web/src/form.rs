//! What somebody typed: kept as it was, checked field by field, shown again beside what is wrong.

use std::str::FromStr;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures::future::LocalBoxFuture;
use sha2::{Digest, Sha256};

use crate::refusal::Refusal;

/// The fields of a form or a query, as typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed(Vec<(String, String)>);

/// More fields than any form of ours has.
const FIELDS_MAX: usize = 1_000;
/// A key of ours is a UUID, or a word and one.
const KEY_MAX: usize = 64;

impl Typed {
    /// The fields of a query.
    pub(crate) fn query(request: &HttpRequest) -> Self {
        Self::parse_all(request.query_string().as_bytes())
    }

    fn parse_all(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded).take(FIELDS_MAX);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// What was typed into a field, without the blanks around it; empty when nothing was.
    pub(crate) fn get(&self, name: &str) -> &str {
        let typed = self.0.iter().find(|(field, _)| field == name);
        typed.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Whether there was such a field at all, filled or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// What was typed into a field, blanks and all: they are part of a password.
    pub(crate) fn untrimmed(&self, name: &str) -> &str {
        let typed = self.0.iter().find(|(field, _)| field == name);
        typed.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Everything typed into fields of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// The same with another value in a field.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// Names and values, as typed.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A field's value; empty is `None`. What cannot be read is an error with these words.
    pub(crate) fn optional<T: FromStr>(&self, name: &str, errors: &mut Errors, words: &str) -> Option<T> {
        let text = self.get(name);
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            errors.add(name, words);
        }
        value
    }

    /// A field's value. What is missing or cannot be read is an error with these words.
    pub(crate) fn required<T: FromStr>(&self, name: &str, errors: &mut Errors, words: &str) -> Option<T> {
        let value = self.get(name).parse().ok();
        if value.is_none() {
            errors.add(name, words);
        }
        value
    }

    /// The form's own key: 1 to 64 printable characters. Ours are UUIDs; a form without one no page of ours makes.
    pub(crate) fn key(&self) -> Result<&str, Refusal> {
        let key = self.get("key");
        let is_ours = (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if is_ours { Ok(key) } else { Err(Refusal::Senseless("a form without its key".to_owned())) }
    }

    /// Tells this form, sent to that address, from any other: with the form's key, what makes a repeated sending
    /// harmless. Without the address, a key sent to another booking would be answered as if that were changed.
    pub(crate) fn fingerprint(&self, address: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(address.len().to_le_bytes());
        digest.update(address);
        for (name, value) in self.0.iter().filter(|(name, _)| name != "key") {
            digest.update(name.len().to_le_bytes());
            digest.update(name);
            digest.update(value.len().to_le_bytes());
            digest.update(value);
        }
        digest.finalize().into()
    }
}

/// The form that a request carries (`application/x-www-form-urlencoded`).
impl FromRequest for Typed {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        Box::pin(async move { body.await.map(|body| Self::parse_all(&body)).map_err(|_| Refusal::TooLarge) })
    }
}

/// What is wrong with a form, by field, in the reader's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Errors(Vec<(String, String)>);

impl Errors {
    /// One thing wrong with a field.
    pub(crate) fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.0.push((field.into(), words.into()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field; empty when nothing is.
    pub(crate) fn of(&self, field: &str) -> &str {
        let wrong = self.0.iter().find(|(name, _)| name == field);
        wrong.map(|(_, words)| words.as_str()).unwrap_or_default()
    }

    /// Every field that needs another value, and why.
    pub(crate) fn list(&self) -> &[(String, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_as_it_was() {
        let typed = Typed::parse_all("name=+Ann+%F0%9F%8C%99&day=mon&day=tue&empty=".as_bytes());

        assert_eq!(typed.get("name"), "Ann 🌙");
        assert_eq!(typed.all("day").collect::<Vec<_>>(), ["mon", "tue"]);
        assert_eq!((typed.get("empty"), typed.get("missing")), ("", ""));
        assert!(typed.is_ticked("day") && !typed.is_ticked("empty"));
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named() {
        let typed = Typed::parse_all(b"rooms=two");
        let mut errors = Errors::default();

        assert_eq!(typed.required::<u16>("rooms", &mut errors, "a number"), None);
        assert_eq!(typed.optional::<u16>("adults", &mut errors, "a number"), None);

        assert_eq!(errors.list(), [("rooms".to_owned(), "a number".to_owned())]);
    }

    #[test]
    fn a_forms_key_is_no_part_of_what_it_says() {
        let of = |form: &[u8], address: &str| Typed::parse_all(form).fingerprint(address);
        let first = of(b"key=1&name=ann", "/here");

        assert_eq!(first, of(b"key=2&name=ann", "/here"));
        assert_ne!(first, of(b"key=1&name=bob", "/here"));
        assert_ne!(first, of(b"key=1&name=ann", "/there"));
    }

    #[test]
    fn a_form_without_a_key_of_ours_is_refused() {
        let is_ours = |key: &str| Typed::default().with("key", key).key().is_ok();

        assert!(is_ours("0b6f") && is_ours("checkout-0190b5a0-0000-7000-8000-000000000031"));
        for wrong in ["", "열쇠", "a b", &"x".repeat(65)] {
            assert!(!is_ours(wrong), "{wrong}");
        }
    }
}
