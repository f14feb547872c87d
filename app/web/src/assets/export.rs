//! The static files in a directory, as a CDN's bucket wants them, with a manifest of how each is to be served.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::Serialize;
use thiserror::Error;

use super::{Asset, DIRECTORY, Encoding, FOR_EVER};

const MANIFEST: &str = "manifest.json";

/// What an export came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Files written, encodings counted and the manifest not.
    pub written: usize,
    /// Files that were there already, byte for byte; they keep their dates, so that a copy can pass them over.
    pub unchanged: usize,
}

/// A file that could not be written.
#[derive(Debug, Error)]
#[error("{} cannot be written", path.display())]
pub struct ExportError {
    path: PathBuf,
    #[source]
    error: io::Error,
}

#[derive(Debug, Serialize)]
struct Manifest {
    assets: Vec<Entry>,
}

/// How a file is to be served.
#[derive(Debug, Serialize)]
struct Entry {
    path: String,
    source: &'static str,
    content_type: &'static str,
    integrity: &'static str,
    encodings: Encodings,
    cache_control: &'static str,
}

/// Where the file is in each encoding.
#[derive(Debug, Serialize)]
struct Encodings {
    #[serde(skip_serializing_if = "Option::is_none")]
    br: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gzip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zstd: Option<String>,
}

/// Writes every file in every encoding under `directory/static`, and `directory/manifest.json` after them: once the
/// manifest is there, so is all that it names.
///
/// What an earlier release exported stays, as its pages may still be open somewhere.
pub fn export(directory: &Path) -> Result<Exported, ExportError> {
    let mut exported = Exported::default();
    for asset in Asset::all() {
        exported.add(directory, &path(asset), asset.bytes)?;
        for encoding in Encoding::ALL {
            if let (Some(path), Some(bytes)) = (encoded_path(asset, encoding), asset.encoded(encoding)) {
                exported.add(directory, &path, bytes)?;
            }
        }
    }
    let path = directory.join(MANIFEST);
    let manifest = Manifest { assets: Asset::all().iter().map(|asset| Entry::of(asset)).collect() };
    let json = serde_json::to_vec_pretty(&manifest).map_err(io::Error::from);
    json.and_then(|json| replace(&path, &json)).map_err(|error| ExportError { path, error })?;
    Ok(exported)
}

impl Exported {
    fn add(&mut self, directory: &Path, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let path = directory.join(path);
        if fs::read(&path).is_ok_and(|there| there == bytes) {
            self.unchanged += 1;
            return Ok(());
        }
        replace(&path, bytes).map_err(|error| ExportError { path, error })?;
        self.written += 1;
        Ok(())
    }
}

impl Entry {
    fn of(asset: &Asset) -> Self {
        let encoded = |encoding| encoded_path(asset, encoding);
        Self {
            path: path(asset),
            source: asset.logical,
            content_type: asset.content_type,
            integrity: asset.integrity,
            encodings: Encodings {
                br: encoded(Encoding::Br),
                gzip: encoded(Encoding::Gzip),
                zstd: encoded(Encoding::Zstd),
            },
            cache_control: FOR_EVER,
        }
    }
}

fn path(asset: &Asset) -> String {
    format!("{DIRECTORY}/{}", asset.name)
}

fn encoded_path(asset: &Asset, encoding: Encoding) -> Option<String> {
    asset.encoded(encoding).map(|_| format!("{}.{}", path(asset), encoding.suffix()))
}

/// A file with this content, whole or not at all: a bucket may be filled from the directory at any moment.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // The error above is the one that counts.
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_export_writes_only_what_is_missing_or_other() {
        let directory = tempfile::tempdir().unwrap();
        let first = export(directory.path()).unwrap();
        let spoilt = Asset::all().first().map(|asset| directory.path().join(path(asset)));
        if let Some(path) = &spoilt {
            fs::write(path, "spoilt").unwrap();
        }

        let second = export(directory.path()).unwrap();

        let spoilt = usize::from(spoilt.is_some());
        assert_eq!(first.unchanged, 0);
        assert_eq!(second, Exported { written: spoilt, unchanged: first.written - spoilt });
    }

    #[test]
    fn a_directory_that_cannot_be_one_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();

        let error = export(file.path()).unwrap_err();

        assert!(error.to_string().starts_with(file.path().to_str().unwrap()), "{error}");
    }
}
