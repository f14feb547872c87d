//! Directories and files of a backup.

use std::{
    fs,
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::commands::WrongUse;

/// A backup holds guests' names and keys: only the account that made it may read it.
const DIRECTORY_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// Makes the directory of a backup. One that holds anything is left alone.
pub(super) fn make_empty(directory: &Path, data_dir: &Path) -> anyhow::Result<()> {
    if !data_dir.is_dir() {
        let text = format!("there is no data directory {}", data_dir.display());
        return Err(anyhow::Error::new(WrongUse("nothing to copy")).context(text));
    }
    make_directory(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
    let is_inside = fs::canonicalize(directory)?.starts_with(fs::canonicalize(data_dir)?);
    let refused = if is_inside {
        // Goes only if nothing is in it, as when it was made just now.
        let _ = fs::remove_dir(directory);
        Some(WrongUse("is in the data directory: what takes that one takes its backup with it"))
    } else if fs::read_dir(directory)?.next().is_some() {
        Some(WrongUse("is not empty: each backup has a directory of its own"))
    } else {
        None
    };
    refused.map_or(Ok(()), |why| Err(anyhow::Error::new(why).context(directory.display().to_string())))
}

fn make_directory(directory: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)
}

/// Copies every file below a directory, if there is one. Answers how many bytes.
pub(super) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for file in below(from).with_context(|| format!("{} cannot be read", from.display()))? {
        // A half-written upload has a name of its own, with this sign in it, until it is whole.
        if file.to_string_lossy().contains('#') {
            continue;
        }
        match copy(&from.join(&file), &to.join(&file)) {
            Ok(copied) => bytes += copied,
            // It was swept away meanwhile: no row has named it for long.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be copied", file.display())),
        }
    }
    Ok(bytes)
}

/// Copies a secret, if there is one.
pub(super) fn copy_secret(from: &Path, to: &Path) -> anyhow::Result<bool> {
    match copy(from, to) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{} cannot be copied", from.display())),
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<u64> {
    let mut source = fs::File::open(from)?;
    if let Some(directory) = to.parent() {
        make_directory(directory)?;
    }
    let mut copy = fs::OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(to)?;
    let bytes = io::copy(&mut source, &mut copy)?;
    copy.sync_all()?;
    Ok(bytes)
}

/// Makes a file's bytes, and its name, survive a power cut; only its owner may read it.
pub(super) fn flush(file: &Path) -> io::Result<()> {
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(FILE_MODE))?;
    fs::File::open(file)?.sync_all()?;
    file.parent().map_or(Ok(()), |directory| fs::File::open(directory)?.sync_all())
}

/// Every file below a directory, relative to it and sorted; none when it is not there.
pub(super) fn below(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut waiting) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(inner) = waiting.pop() {
        let entries = match fs::read_dir(directory.join(&inner)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
