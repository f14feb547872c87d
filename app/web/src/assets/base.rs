//! Where browsers find the static files: at this server, or at a CDN.

use std::{fmt, sync::Arc};

use url::Url;

use super::{Asset, DIRECTORY};

/// The place of the static files: this server unless the operator names a CDN.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetBase(Option<Arc<Remote>>);

#[derive(Debug, PartialEq, Eq)]
struct Remote {
    /// Without a slash at its end.
    base: String,
    origin: String,
}

impl AssetBase {
    /// A CDN's base, such as `https://cdn.example.com` or `https://cdn.example.com/jumak`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).ok().filter(is_base);
        let url = url.ok_or("expected a URL such as https://cdn.example.com, without a user, ? or #")?;
        let origin = url.origin().ascii_serialization();
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self(Some(Arc::new(Remote { base, origin }))))
    }

    /// A file's URL: a path on this server, or absolute on a CDN.
    pub fn url(&self, asset: &'static Asset) -> AssetUrl<'_> {
        AssetUrl { base: self.0.as_ref().map_or("", |remote| &remote.base), asset }
    }

    /// What a content security policy must allow besides `'self'`.
    pub fn origin(&self) -> Option<&str> {
        self.0.as_ref().map(|remote| remote.origin.as_str())
    }

    /// Whether files come from elsewhere, so that their integrity must be checked.
    pub fn is_remote(&self) -> bool {
        self.0.is_some()
    }
}

fn is_base(url: &Url) -> bool {
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_bare = url.query().is_none() && url.fragment().is_none();
    let is_nobodys = url.username().is_empty() && url.password().is_none();
    // A parser lets through more than a name may have, and this one goes into a header where ';' means something.
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    is_web && is_bare && is_nobodys && url.host_str().is_some_and(|host| host.chars().all(is_name))
}

/// A file's URL, to be written where it is needed.
#[derive(Debug, Clone, Copy)]
pub struct AssetUrl<'a> {
    base: &'a str,
    asset: &'static Asset,
}

impl fmt::Display for AssetUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, asset } = self;
        write!(f, "{base}/{DIRECTORY}/{}", asset.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static STYLE: Asset = Asset {
        name: "css/app-3f7a9c01d2b4.css",
        logical: "css/app.css",
        content_type: "text/css; charset=utf-8",
        integrity: "sha384-",
        bytes: b"",
        br: None,
        gzip: None,
        zstd: None,
        modules: &[],
        etag: "",
    };

    #[test]
    fn without_a_cdn_files_are_here() {
        let base = AssetBase::default();

        assert_eq!(base.url(&STYLE).to_string(), "/static/css/app-3f7a9c01d2b4.css");
        assert_eq!((base.origin(), base.is_remote()), (None, false));
    }

    #[test]
    fn with_a_cdn_files_are_under_its_base() {
        for (text, url, origin) in [
            ("https://cdn.example.com", "https://cdn.example.com/static/", "https://cdn.example.com"),
            ("https://cdn.example.com/", "https://cdn.example.com/static/", "https://cdn.example.com"),
            (
                "https://CDN.example.com:443/a/b/",
                "https://cdn.example.com/a/b/static/",
                "https://cdn.example.com",
            ),
            ("http://[::1]:8080", "http://[::1]:8080/static/", "http://[::1]:8080"),
        ] {
            let base = AssetBase::parse(text).unwrap();

            assert_eq!(base.url(&STYLE).to_string(), format!("{url}{}", STYLE.name));
            assert_eq!((base.origin(), base.is_remote()), (Some(origin), true));
        }
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for text in [
            "cdn.example.com",
            "//cdn.example.com",
            "ftp://cdn.example.com",
            "https://",
            "https://ann@cdn.example.com",
            "https://cdn.example.com?x",
            "https://cdn.example.com/#",
            "https://cdn.example.com;script-src",
        ] {
            assert!(AssetBase::parse(text).unwrap_err().contains("https://cdn.example.com"), "{text}");
        }
    }
}
