//! Delivery into a directory: one file per message, whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::Semaphore;

use crate::queue::{Claimed, Tried};

/// A disk that takes longer is as good as gone for now.
const PATIENCE: Duration = Duration::from_secs(5);
/// Threads that a stuck disk may hold up; the rest of the house needs the others.
const WRITES_MAX: usize = 8;

/// Where mail is laid down, in a folder for each day.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    root: PathBuf,
    slots: Arc<Semaphore>,
}

impl Directory {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root, slots: Arc::new(Semaphore::new(WRITES_MAX)) }
    }

    /// Lays a mail down. After `Sent` it survives a power cut; the same message again replaces itself.
    pub(crate) async fn deliver(&self, message: &Claimed, mail: Vec<u8>) -> Tried {
        match tokio::time::timeout(PATIENCE, self.write(message, mail)).await {
            Ok(Ok(path)) => Tried::Sent(path),
            Ok(Err(error)) => Tried::Later(format!("the mail could not be written: {error}")),
            Err(_) => Tried::Later("the mail could not be written: the disk does not answer".to_owned()),
        }
    }

    async fn write(&self, message: &Claimed, mail: Vec<u8>) -> io::Result<String> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(io::Error::other)?;
        // The day it was queued, so that a try on another day finds the same name.
        let day = message.created_at.format("%Y-%m-%d").to_string();
        let name = message.message_id.to_string();
        let folder = self.root.join(&day);
        // Two tries never share a temporary file: a lease may end while a slow disk is still writing.
        let part = folder.join(format!(".{name}.{}.part", message.attempts));
        let whole = folder.join(format!("{name}.eml"));
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            replace(&folder, &part, &whole, &mail)
        })
        .await
        .map_err(io::Error::other)??;
        Ok(format!("{day}/{name}.eml"))
    }
}

fn replace(folder: &Path, part: &Path, whole: &Path, mail: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let written = write_and_rename(part, whole, mail);
    if written.is_err() {
        // Half a mail must not fill a disk that is full already; the error above is the one that counts.
        let _ = fs::remove_file(part);
    }
    written?;
    // The name is safe only once its folder is.
    File::open(folder)?.sync_all()
}

fn write_and_rename(part: &Path, whole: &Path, mail: &[u8]) -> io::Result<()> {
    let mut file = private(part)?;
    file.write_all(mail)?;
    file.sync_all()?;
    fs::rename(part, whole)
}

/// A new, empty file for its owner's eyes: a mail opens its guest's booking.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
