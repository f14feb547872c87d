//! The languages Jumak speaks.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language of pages, mails and texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// 한국어.
    Ko,
    /// English, for everyone else.
    #[default]
    En,
}

impl Locale {
    /// The language's tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The best of our languages for an `Accept-Language` header (RFC 9110 §12.5.4).
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for range in accept_language.split(',').take(16) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            if let Ok(locale) = tag.trim().parse()
                && weight > best.1
            {
                best = (locale, weight);
            }
        }
        best.0
    }
}

/// The tag names a language Jumak does not speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the languages are ko and en")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(tag: &str) -> Result<Self, UnknownLocale> {
        match tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase().as_str() {
            "ko" => Ok(Self::Ko),
            "en" => Ok(Self::En),
            _ => Err(UnknownLocale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_wish_decides_the_language() {
        assert_eq!(Locale::negotiate("ko-KR,ko;q=0.9,en;q=0.8"), Locale::Ko);
        assert_eq!(Locale::negotiate("fr, en;q=0.3, ko;q=0.7"), Locale::Ko);
        assert_eq!(Locale::negotiate("fr"), Locale::En);
        assert_eq!(Locale::negotiate(""), Locale::En);
        assert_eq!(Locale::negotiate("ko;q=0"), Locale::En);
        assert_eq!(Locale::negotiate(";;;,,,q=;ko;q=NaN"), Locale::En);
    }
}
