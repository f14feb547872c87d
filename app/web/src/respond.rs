//! Pages on their way out: who may keep them, and for how long.

use actix_web::{
    HttpResponse,
    cookie::Cookie,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use askama::Template;
use twox_hash::XxHash3_128;

use crate::{AssetBase, refusal::Refusal};

/// Seconds of age do no harm where a hold asks anew.
const PUBLIC: &str = "public, max-age=5, stale-while-revalidate=30";
const PERSONAL: &str = "private, no-store";

/// What decides whether a public page must be sent again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Freshness<'a> {
    /// Whether `Accept-Language` chose the language.
    pub(crate) is_negotiated: bool,
    /// The browser's `If-None-Match`.
    pub(crate) known: Option<&'a str>,
}

/// A page that anybody may see.
pub(crate) fn public(page: &impl Template, freshness: Freshness<'_>) -> Result<HttpResponse, Refusal> {
    let html = render(page)?;
    // Weak, for the same page leaves compressed in several ways.
    let etag = format!("W/\"{:032x}\"", XxHash3_128::oneshot(html.as_bytes()));
    let is_known = freshness.known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((header::CACHE_CONTROL, PUBLIC)).insert_header((header::ETAG, etag));
    if freshness.is_negotiated {
        response.insert_header((header::VARY, "Accept-Language"));
    }
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.content_type("text/html; charset=utf-8").body(html))
}

/// A page for one reader.
pub(crate) fn personal(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Refusal> {
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, PERSONAL))
        .body(render(page)?))
}

/// After a form: look there (RFC 9110 §15.4.4), so that a reload does not send the form again.
pub(crate) fn see_other(location: &str) -> HttpResponse {
    see_other_with(location, [])
}

/// The same, with cookies.
pub(crate) fn see_other_with(
    location: &str,
    cookies: impl IntoIterator<Item = Cookie<'static>>,
) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, location)).insert_header((header::CACHE_CONTROL, PERSONAL));
    for cookie in cookies {
        response.cookie(cookie);
    }
    response.finish()
}

fn render(page: &impl Template) -> Result<String, Refusal> {
    page.render().map_err(|error| {
        tracing::error!(%error, "A page could not be rendered");
        Refusal::Broken
    })
}

/// What a page may load: our own files, wherever they are served from, and nothing written into the page itself.
pub(crate) fn content_security_policy(assets: &AssetBase) -> HeaderValue {
    let ours = match assets.origin() {
        Some(origin) => format!("'self' {origin}"),
        None => "'self'".to_owned(),
    };
    let policy = format!(
        "default-src 'none'; script-src {ours}; style-src {ours}; img-src {ours} data:; font-src {ours}; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    // An origin is ASCII; were it not, nothing at all would be the safe thing to load.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
