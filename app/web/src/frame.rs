//! What surrounds every page: its language, title, addresses and files.

use std::fmt::Display;

use kernel::{Locale, Words};

use crate::{AssetBase, assets::Asset, links::Links, visit::Visit, words::words};

words! {
    /// What stands around every guest's page.
    FrameWords {
        brand: "주막" | "Jumak",
        skip: "본문으로 건너뛰기" | "Skip to content",
        my_booking: "예약 확인" | "My booking",
        front_desk: "프런트" | "Front desk",
        main_navigation: "주 메뉴" | "Main",
        other_language: "English" | "한국어",
        footer_navigation: "바닥글" | "Footer",
        footer: "모든 가격은 세금과 봉사료를 포함한 총액입니다." | "All prices are totals with taxes and fees.",
        api: "API 문서" | "API",
        check_again: "입력하신 내용을 확인해 주세요." | "Please check what you entered.",
        optional: "선택" | "optional",
    }
}

/// A page's surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) locale: Locale,
    pub(crate) links: Links,
    pub(crate) say: Words,
    pub(crate) around: &'static FrameWords,
    pub(crate) title: String,
    /// What search engines and shared links show beneath the title.
    pub(crate) description: String,
    /// Whether search engines may list the page.
    pub(crate) is_listed: bool,
    /// This page's path and query, without the language.
    pub(crate) here: String,
    /// This page's absolute address in each language.
    pub(crate) alternates: [(Locale, String); 2],
    /// An absolute address of a picture for shared links; empty for none.
    pub(crate) picture: String,
    /// What the page is, for search engines (JSON-LD); empty for nothing.
    pub(crate) linked_data: String,
    asset_base: AssetBase,
}

impl Frame {
    pub(crate) fn new(visit: &Visit, title: String) -> Self {
        Self {
            locale: visit.locale,
            links: visit.links,
            say: visit.say,
            around: FrameWords::of(visit.locale),
            title,
            description: String::new(),
            is_listed: false,
            here: visit.here.clone(),
            alternates: [Locale::Ko, Locale::En].map(|locale| (locale, visit.absolute(locale))),
            picture: String::new(),
            linked_data: String::new(),
            asset_base: visit.pages.config.asset_base.clone(),
        }
    }

    /// A page that search engines may list, with what they show beneath its title.
    #[must_use]
    pub(crate) fn listed(mut self, description: impl Into<String>) -> Self {
        self.is_listed = true;
        self.description = description.into();
        self
    }

    /// A static file's address.
    pub(crate) fn asset(&self, asset: &'static Asset) -> impl Display {
        self.asset_base.url(asset)
    }

    /// Whether static files come from another origin, so that browsers must check them.
    pub(crate) fn has_remote_assets(&self) -> bool {
        self.asset_base.is_remote()
    }

    /// This page's absolute address.
    pub(crate) fn canonical(&self) -> &str {
        let mine = self.alternates.iter().find(|(locale, _)| *locale == self.locale);
        mine.map(|(_, address)| address.as_str()).unwrap_or_default()
    }

    pub(crate) fn other(&self) -> Locale {
        match self.locale {
            Locale::Ko => Locale::En,
            Locale::En => Locale::Ko,
        }
    }

    /// This page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        Links(self.other()).to(&self.here)
    }
}

#[cfg(test)]
impl Frame {
    /// What surrounds a page of `/here`, for tests of templates.
    pub(crate) fn sample(locale: Locale, title: &str) -> Self {
        let address = |locale| (locale, format!("https://inn.example{}", Links(locale).to("/here")));
        Self {
            locale,
            links: Links(locale),
            say: Words(locale),
            around: FrameWords::of(locale),
            title: title.to_owned(),
            description: String::new(),
            is_listed: false,
            here: "/here".to_owned(),
            alternates: [Locale::Ko, Locale::En].map(address),
            picture: String::new(),
            linked_data: String::new(),
            asset_base: AssetBase::default(),
        }
    }
}
