//! The kinds of files that are served, by their extension.

/// How a file is served, and what can be done with it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) content_type: &'static str,
    pub(crate) syntax: Syntax,
    /// Whether compressing could gain anything: pictures and fonts are compressed already.
    pub(crate) is_compressible: bool,
}

/// How a file names other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Css,
    Js,
    /// It names none that a browser would load.
    Opaque,
}

/// What a file is; `None` for what is not served.
pub(crate) fn of(file: &str) -> Option<Kind> {
    let (content_type, syntax, is_compressible) = match file.rsplit_once('.')?.1 {
        "css" => ("text/css; charset=utf-8", Syntax::Css, true),
        "js" => ("text/javascript; charset=utf-8", Syntax::Js, true),
        "svg" => ("image/svg+xml; charset=utf-8", Syntax::Opaque, true),
        "json" => ("application/json", Syntax::Opaque, true),
        "txt" => ("text/plain; charset=utf-8", Syntax::Opaque, true),
        "ico" => ("image/x-icon", Syntax::Opaque, true),
        "png" => ("image/png", Syntax::Opaque, false),
        "jpg" | "jpeg" => ("image/jpeg", Syntax::Opaque, false),
        "webp" => ("image/webp", Syntax::Opaque, false),
        "avif" => ("image/avif", Syntax::Opaque, false),
        "woff2" => ("font/woff2", Syntax::Opaque, false),
        _ => return None,
    };
    Some(Kind { content_type, syntax, is_compressible })
}
