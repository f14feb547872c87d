//! Why the static files cannot be embedded, in words for whoever wrote them.

use std::{io, path::PathBuf};

use thiserror::Error;

/// What is wrong, and where.
#[derive(Debug, Error)]
pub(crate) enum BuildError {
    /// A file of a kind that nobody has said how to serve.
    #[error(
        "static/{file}: its kind is not known here; add it to app/web/build/kind.rs, or keep it elsewhere"
    )]
    UnknownKind { file: String },
    /// A name that would have to be escaped in a URL.
    #[error("static/{file}: a name may have only letters, digits, '.', '_' and '-'")]
    UnfitName { file: String },
    /// A stylesheet or script that is no text.
    #[error("static/{file}: it is not UTF-8")]
    NotText { file: String },
    /// A reference to nothing.
    #[error("static/{file}: it names {reference:?}, and there is no static/{target}")]
    Missing { file: String, reference: String, target: String },
    /// A reference that could not be renamed.
    #[error("static/{file}: it names {reference:?}; {expected}")]
    NotRelative { file: String, reference: String, expected: &'static str },
    /// `import(…)` of something that is only known in the browser.
    #[error(
        "static/{file}: import() of anything but a plain string cannot be followed; write the path there"
    )]
    Computed { file: String },
    /// Files that name each other: the hash of each would depend on its own.
    #[error("static/{} name each other in a circle; move what they share to a file of its own", files.join(" → "))]
    Circle { files: Vec<String> },
    /// The disk.
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
}

impl BuildError {
    /// For `map_err`, with the path at hand.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { path, error }
    }
}
