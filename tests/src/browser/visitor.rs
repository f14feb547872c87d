//! Who looks at the pages: with which language, on which screen, with or without JavaScript.

use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

/// What a browser needs as root, in a container, and without asking its maker for anything.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// The browser's own limits for a page to load and for a script to answer.
const LIMIT_MS: u32 = 30_000;

/// A visitor: what they have and what they like.
#[derive(Debug, Clone, Copy)]
pub struct Visitor {
    /// Whether the scripts of pages run.
    pub is_scripted: bool,
    /// The language they ask pages for: `ko`, `en`.
    pub language: &'static str,
    /// The width of their screen, in CSS pixels.
    pub width: u32,
    /// Whether they like dark pages.
    pub is_dark: bool,
}

impl Visitor {
    /// A narrow phone, the width at which pages must still fit (WCAG 2.2, 1.4.10).
    pub const NARROW: u32 = 320;
    /// A phone.
    pub const PHONE: u32 = 390;
    /// A desk.
    pub const DESK: u32 = 1280;

    /// Somebody at a desk with JavaScript, asking for this language: `ko`, `en`.
    pub fn speaking(language: &'static str) -> Self {
        Self { is_scripted: true, language, width: Self::DESK, is_dark: false }
    }

    /// A Korean at a desk, with JavaScript.
    pub fn korean() -> Self {
        Self::speaking("ko")
    }

    /// Somebody at a desk who reads English, with JavaScript.
    pub fn english() -> Self {
        Self::speaking("en")
    }

    /// With a phone.
    #[must_use]
    pub fn on_a_phone(self) -> Self {
        Self { width: Self::PHONE, ..self }
    }

    /// With the narrowest screen that pages must fit.
    #[must_use]
    pub fn on_a_narrow_screen(self) -> Self {
        Self { width: Self::NARROW, ..self }
    }

    /// With JavaScript turned off.
    #[must_use]
    pub fn without_scripts(self) -> Self {
        Self { is_scripted: false, ..self }
    }

    /// With a liking for dark pages.
    #[must_use]
    pub fn in_the_dark(self) -> Self {
        Self { is_dark: true, ..self }
    }

    /// How high a screen of this width usually is.
    pub(super) fn height(width: u32) -> u32 {
        if width < 600 { 844 } else { 800 }
    }

    /// The languages a browser of that country asks for.
    fn languages(self) -> &'static str {
        match self.language {
            "ko" => "ko-KR,ko",
            "en" => "en-US,en",
            other => other,
        }
    }

    /// What chromedriver is told.
    pub(super) fn capabilities(self, profile: &Path) -> Capabilities {
        let profile = format!("--user-data-dir={}", profile.display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let wanted = json!({
            "browserName": "chrome",
            "timeouts": {"implicit": 0, "pageLoad": LIMIT_MS, "script": LIMIT_MS},
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": flags, "prefs": {"intl.accept_languages": self.languages()}}
        });
        match wanted {
            Value::Object(wanted) => wanted,
            _ => Capabilities::new(),
        }
    }
}
