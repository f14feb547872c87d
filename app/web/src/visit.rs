//! A visit: one request for a page, in one language.

use std::future::{Ready, ready};

use actix_web::HttpResponse;
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header},
    web,
};
use askama::Template;
use inventory_api::{Hotel, HotelRef};
use kernel::{Locale, Words};
use std::sync::Arc;

use crate::{
    Pages,
    frame::Frame,
    links::{Links, split_language},
    refusal::Refusal,
    respond::{self, Freshness},
};

/// What every page's handler begins with.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The reader's language: the path's, else the best of what the browser asks for.
    pub(crate) locale: Locale,
    pub(crate) links: Links,
    pub(crate) say: Words,
    pub(crate) pages: web::Data<Pages>,
    /// This page's path and query, without the language.
    pub(crate) here: String,
    /// The same without the query.
    path: String,
    /// Whether the browser's wish decided the language, so that caches must ask for it too.
    is_negotiated: bool,
    known_etag: Option<String>,
}

impl Visit {
    /// The visit that a request is; `None` where there are no pages.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let pages = request.app_data::<web::Data<Pages>>()?.clone();
        let header_text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let (named, path) = split_language(request.path());
        let locale = language_of(request);
        let query = request.query_string();
        let here = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        Some(Self {
            locale,
            links: Links(locale),
            say: Words(locale),
            pages,
            here,
            path: path.to_owned(),
            is_negotiated: named.is_none(),
            known_etag: header_text(header::IF_NONE_MATCH).map(str::to_owned),
        })
    }

    /// What surrounds the page of this visit.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        Frame::new(self, title.into())
    }

    /// Whether the browser's wish decided the language.
    pub(crate) fn is_negotiated(&self) -> bool {
        self.is_negotiated
    }

    /// This page's path without the language.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// This page's absolute address in a language.
    pub(crate) fn absolute(&self, locale: Locale) -> String {
        let base = &self.pages.config.public_url;
        format!("{base}{}", Links(locale).to(&self.path))
    }

    /// A page that anybody may see and caches may keep for a while.
    pub(crate) fn public(&self, page: &impl Template) -> Result<HttpResponse, Refusal> {
        let freshness = Freshness { is_negotiated: self.is_negotiated, known: self.known_etag.as_deref() };
        respond::public(page, freshness)
    }

    /// A page for this reader alone.
    #[expect(clippy::unused_self, reason = "every page leaves through its visit")]
    pub(crate) fn personal(&self, page: &impl Template) -> Result<HttpResponse, Refusal> {
        respond::personal(StatusCode::OK, page)
    }

    /// A page for this reader alone, that says why something was not done.
    #[expect(clippy::unused_self, reason = "every page leaves through its visit")]
    pub(crate) fn refused(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Refusal> {
        respond::personal(status, page)
    }

    /// The hotel with that slug or id; a page about none is not there.
    pub(crate) async fn hotel(&self, name: &str) -> Result<Arc<Hotel>, Refusal> {
        let hotel: HotelRef = name.parse().map_err(|_| Refusal::NoPage)?;
        Ok(self.pages.inventory().hotel(&hotel).await?)
    }
}

/// The reader's language: the path's, else the best of what the browser asks for.
pub(crate) fn language_of(request: &HttpRequest) -> Locale {
    let wished = || {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        accepted.map_or(Locale::default(), Locale::negotiate)
    };
    split_language(request.path()).0.unwrap_or_else(wished)
}

impl FromRequest for Visit {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or(Refusal::Broken))
    }
}
