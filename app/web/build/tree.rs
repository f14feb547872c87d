//! The files as they were written.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

use super::{
    BuildError,
    kind::{self, Kind},
};

/// A file, and what it is.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
}

/// Every file, by its path under the root: `css/app.css`.
pub(crate) type Sources = BTreeMap<String, Source>;

/// Reads everything under `root`. No root is an empty one; hidden files are an editor's or a system's own.
pub(crate) fn read(root: &Path) -> Result<Sources, BuildError> {
    let mut sources = Sources::new();
    match root.try_exists() {
        Ok(true) => read_directory(root, "", &mut sources)?,
        Ok(false) => {}
        Err(error) => return Err(BuildError::at(root)(error)),
    }
    Ok(sources)
}

fn read_directory(directory: &Path, prefix: &str, sources: &mut Sources) -> Result<(), BuildError> {
    for entry in fs::read_dir(directory).map_err(BuildError::at(directory))? {
        let entry = entry.map_err(BuildError::at(directory))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        let file = format!("{prefix}{name}");
        if !name.chars().all(is_plain) {
            return Err(BuildError::UnfitName { file });
        }
        let path = entry.path();
        if path.is_dir() {
            read_directory(&path, &format!("{file}/"), sources)?;
        } else if let Some(source) = read_file(&path, &file)? {
            sources.insert(file, source);
        }
    }
    Ok(())
}

/// `None` when it was gone before it could be read, as an editor's passing files are.
fn read_file(path: &Path, file: &str) -> Result<Option<Source>, BuildError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(BuildError::at(path)(error)),
    };
    let kind = kind::of(file).ok_or_else(|| BuildError::UnknownKind { file: file.to_owned() })?;
    Ok(Some(Source { bytes, kind }))
}

/// Means itself in a URL, in a stylesheet, in a script and in a Rust string.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}
