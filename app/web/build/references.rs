//! Which files a file names, and the file as it stands once they have other names.

use std::ops::Range;

use super::{BuildError, css, js, kind::Syntax, tree::Sources};

/// A name in a text, and the file that it means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where the last part of the path is, the only one that another name changes.
    span: Range<usize>,
    /// The file's path under the root.
    pub(crate) target: String,
}

/// Every file that `file` names. All of them exist.
pub(crate) fn find(
    sources: &Sources,
    file: &str,
    syntax: Syntax,
    text: &str,
) -> Result<Vec<Reference>, BuildError> {
    let spans = match syntax {
        Syntax::Css => css::references(text),
        Syntax::Js => {
            js::references(text).map_err(|js::Computed| BuildError::Computed { file: file.to_owned() })?
        }
        Syntax::Opaque => Vec::new(),
    };
    let mut found = Vec::new();
    for span in spans {
        let written = text.get(span.clone()).unwrap_or_default();
        if is_inside(syntax, written) {
            continue;
        }
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let target = resolve(file, syntax, written, path)?;
        if !sources.contains_key(&target) {
            let (file, reference) = (file.to_owned(), written.to_owned());
            return Err(BuildError::Missing { file, reference, target });
        }
        let end = span.start + path.len();
        let start = end - path.rsplit('/').next().unwrap_or_default().len();
        found.push(Reference { span: start..end, target });
    }
    Ok(found)
}

/// The text with each reference's last part replaced by what `renamed` says of its target.
pub(crate) fn rewrite(text: &str, references: &[Reference], renamed: impl Fn(&str) -> String) -> String {
    let mut rewritten = String::with_capacity(text.len() + references.len() * 16);
    let mut copied = 0;
    for reference in references {
        rewritten.push_str(text.get(copied..reference.span.start).unwrap_or_default());
        rewritten.push_str(&renamed(&reference.target));
        copied = reference.span.end;
    }
    rewritten.push_str(text.get(copied..).unwrap_or_default());
    rewritten
}

/// Whether the reference carries what it means, or means something in the page itself.
fn is_inside(syntax: Syntax, written: &str) -> bool {
    syntax == Syntax::Css && (written.starts_with("data:") || written.starts_with('#'))
}

/// The path under the root that a relative path means in this file.
fn resolve(file: &str, syntax: Syntax, written: &str, path: &str) -> Result<String, BuildError> {
    let refuse = |expected| {
        let (file, reference) = (file.to_owned(), written.to_owned());
        BuildError::NotRelative { file, reference, expected }
    };
    if path.starts_with('/') || path.contains(':') {
        return Err(refuse("write a path relative to this file: it is what stays true on a CDN"));
    }
    if syntax == Syntax::Js && !path.starts_with("./") && !path.starts_with("../") {
        return Err(refuse("a browser takes a module's path only with ./ or ../ before it"));
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop().ok_or_else(|| refuse("that leaves static/"))?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}
