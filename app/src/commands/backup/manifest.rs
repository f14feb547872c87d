//! What a backup consists of. Written last: a directory without it is no backup.

use std::{
    fmt::Write,
    fs, io,
    path::{Component, Path},
};

use anyhow::Context;
use chrono::{DateTime, Utc};
use migrations::MODULES;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::files;

const FILE_NAME: &str = "manifest.json";
const DRAFT_NAME: &str = "manifest.json.part";
/// Read a piece at a time, however large a file is.
const PIECE_BYTES: usize = 1024 * 1024;

/// Every file of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The release that made it.
    pub(super) jumak: String,
    /// The moment that its databases show.
    pub(super) taken_at: DateTime<Utc>,
    pub(super) files: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Where it is, from the backup's directory.
    pub(super) path: String,
    /// The module whose database it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) module: Option<String>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Manifest {
    /// Reads every file of a backup.
    pub(super) fn of(directory: &Path, taken_at: DateTime<Utc>) -> anyhow::Result<Self> {
        let files = files::below(directory)?.into_iter().map(|path| Entry::of(directory, &path));
        let files = files.collect::<Result<_, _>>()?;
        Ok(Self { jumak: env!("CARGO_PKG_VERSION").to_owned(), taken_at, files })
    }

    pub(super) fn read(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join(FILE_NAME);
        let text = fs::read(&path).with_context(|| {
            format!("{} cannot be read; without it this is no backup, or one cut short", path.display())
        })?;
        serde_json::from_slice(&text).with_context(|| format!("{} is no manifest", path.display()))
    }

    /// Whole or not at all.
    pub(super) fn write(&self, directory: &Path) -> anyhow::Result<()> {
        let draft = directory.join(DRAFT_NAME);
        fs::write(&draft, serde_json::to_vec_pretty(self)?)?;
        files::flush(&draft)?;
        fs::rename(&draft, directory.join(FILE_NAME))?;
        fs::File::open(directory)?.sync_all()?;
        Ok(())
    }

    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The file of a module's database.
    pub(super) fn database(&self, module: &str) -> Option<&Entry> {
        self.files.iter().find(|file| file.module.as_deref() == Some(module))
    }
}

impl Entry {
    fn of(directory: &Path, path: &Path) -> anyhow::Result<Self> {
        let (bytes, sha256) = fingerprint(&directory.join(path))?;
        let path = path.to_str().with_context(|| format!("{} is no text", path.display()))?.to_owned();
        let module = MODULES.into_iter().find(|module| path == format!("{module}.db"));
        Ok(Self { path, module: module.map(str::to_owned), bytes, sha256 })
    }

    /// What is wrong with the file, if anything is.
    pub(super) fn complaint(&self, directory: &Path) -> Option<String> {
        let is_inside = Path::new(&self.path).components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
            return Some("is no place in this backup".to_owned());
        }
        match fingerprint(&directory.join(&self.path)) {
            Err(error) => Some(format!("cannot be read: {error}")),
            Ok((bytes, _)) if bytes != self.bytes => {
                Some(format!("has {bytes} bytes and should have {}", self.bytes))
            }
            Ok((_, sha256)) if sha256 != self.sha256 => {
                Some("was changed: its SHA-256 is another".to_owned())
            }
            Ok(_) => None,
        }
    }
}

/// A file's length and its SHA-256.
fn fingerprint(path: &Path) -> io::Result<(u64, String)> {
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut bytes = 0;
    loop {
        let read = io::Read::read(&mut file, &mut piece)?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hash.update(piece);
        bytes += u64::try_from(read).unwrap_or_default();
    }
    let hex = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok((bytes, hex))
}
