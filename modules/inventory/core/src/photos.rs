//! Photos as files: checked and made anew, kept in the object store, fetched for whoever looks.

mod file;
mod sweep;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use inventory_api::{AddPhoto, CommandError, PHOTO_BYTES_MAX, PhotoError, Staffed};
use moka::future::Cache;
use object_store::{Error as StoreError, ObjectStore, ObjectStoreExt, path::Path};
use pictures::{Picture, PictureError};
use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use self::{file::PhotoFile, sweep::SweepError};
use crate::edit::{NewPhoto, check};

/// A telephone's, a tablet's, and a large screen's.
const WIDTHS: [u32; 3] = [480, 960, 1_600];
/// One at a time: unpacking takes a core for a second and some hundred megabytes.
const AT_WORK_MAX: usize = 1;
/// Each waits with its whole file in memory.
const WAITING_MAX: usize = 8;
const CACHE_MAX_BYTES: u64 = 32 * 1024 * 1024;
/// So long somebody may still be shown what was swept away.
const CACHED: Duration = Duration::from_hours(1);

/// The files of all photos.
#[derive(Debug, Clone)]
pub(crate) struct Gallery {
    store: Arc<dyn ObjectStore>,
    waiting: Arc<Semaphore>,
    at_work: Arc<Semaphore>,
    cache: Cache<PhotoFile, Bytes>,
}

/// Why a file was not fetched.
#[derive(Debug, Clone, Error)]
pub(crate) enum FetchError {
    /// There is none.
    #[error("there is no such file")]
    NotThere,
    /// The store could not tell.
    #[error("the object store failed: {0}")]
    Failed(String),
}

impl Gallery {
    pub(crate) fn new(store: Arc<dyn ObjectStore>) -> Self {
        let cache = Cache::builder()
            .max_capacity(CACHE_MAX_BYTES)
            .weigher(|_: &PhotoFile, bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .time_to_live(CACHED)
            .build();
        let (waiting, at_work) = (Semaphore::new(WAITING_MAX), Semaphore::new(AT_WORK_MAX));
        Self { store, waiting: Arc::new(waiting), at_work: Arc::new(at_work), cache }
    }

    /// Makes pictures of a file and keeps them, for the photo that is then to be added. Without that they are swept
    /// away some day.
    pub(crate) async fn keep(&self, command: Staffed<AddPhoto>) -> Result<Staffed<NewPhoto>, PhotoError> {
        let Staffed { change: AddPhoto { hotel_id: _, room_type, alt, bytes }, by, once } = command;
        if bytes.len() > PHOTO_BYTES_MAX {
            return Err(PhotoError::TooLarge);
        }
        let errors = check::alt(&alt);
        if !errors.is_empty() {
            return Err(PhotoError::Invalid(errors));
        }
        let picture = self.render(bytes).await?;
        let photo = NewPhoto {
            room_type,
            alt,
            name: picture.name.clone(),
            sizes: picture.sizes.iter().map(|size| (size.width, size.height)).collect(),
        };
        self.put(picture).await?;
        Ok(Staffed { change: photo, by, once })
    }

    async fn render(&self, bytes: Bytes) -> Result<Picture, PhotoError> {
        let _waiting = self.waiting.try_acquire().map_err(|_| busy())?;
        let at_work = self.at_work.clone().acquire_owned().await.map_err(|_| busy())?;
        let rendered = tokio::task::spawn_blocking(move || render(&bytes, at_work)).await;
        rendered.map_err(|error| CommandError::Failed(format!("a picture broke its reader: {error}")))?
    }

    async fn put(&self, picture: Picture) -> Result<(), PhotoError> {
        for size in picture.sizes {
            let file = PhotoFile::new(&picture.name, size.width);
            let put = self.store.put(&file.location(), Bytes::from(size.jpeg).into()).await;
            put.map_err(|error| PhotoError::Unavailable(format!("the object store failed: {error}")))?;
        }
        Ok(())
    }

    /// The bytes of a file.
    pub(crate) async fn fetch(&self, file: PhotoFile) -> Result<Bytes, FetchError> {
        let location = file.location();
        let fetched = self.cache.try_get_with(file, self.read(location)).await;
        fetched.map_err(|error| (*error).clone())
    }

    async fn read(&self, location: Path) -> Result<Bytes, FetchError> {
        let read = async { self.store.get(&location).await?.bytes().await };
        read.await.map_err(|error| match error {
            StoreError::NotFound { .. } => FetchError::NotThere,
            other => FetchError::Failed(other.to_string()),
        })
    }
}

/// The permit goes along: whoever hangs up meanwhile leaves work that still goes on.
fn render(bytes: &[u8], _at_work: OwnedSemaphorePermit) -> Result<Picture, PhotoError> {
    pictures::render(bytes, &WIDTHS).map_err(|error| match error {
        PictureError::NotAPicture(cause) => {
            tracing::debug!(?cause, "A file is no picture");
            PhotoError::NotAnImage
        }
        PictureError::TooManyPixels => PhotoError::TooManyPixels,
        PictureError::Unwritten(cause) => {
            CommandError::Failed(format!("a picture could not be written: {cause}")).into()
        }
    })
}

fn busy() -> PhotoError {
    PhotoError::Unavailable("too many pictures are waiting to be worked on".to_owned())
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn whoever_would_be_one_too_many_to_wait_is_told_to_come_again() {
        let gallery = Gallery::new(Arc::new(InMemory::new()));
        let others = gallery.waiting.try_acquire_many(u32::try_from(WAITING_MAX).unwrap()).unwrap();

        let refused = gallery.render(Bytes::from_static(b"a file")).await;
        drop(others);
        let looked_at = gallery.render(Bytes::from_static(b"a file")).await;

        assert!(matches!(refused, Err(PhotoError::Unavailable(_))), "{refused:?}");
        assert!(matches!(looked_at, Err(PhotoError::NotAnImage)), "{looked_at:?}");
    }
}
