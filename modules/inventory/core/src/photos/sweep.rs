//! Files that no photo needs any more are swept away, a day after.

use chrono::{DateTime, TimeDelta, Utc};
use db::{Db, DbError};
use futures::TryStreamExt;
use object_store::{Error as StoreError, ObjectStoreExt, path::Path};
use thiserror::Error;

use super::{Gallery, PhotoFile};
use crate::store;

/// Pages in caches and open windows still show what was removed; uploads under way have files before their row.
const SPARED: TimeDelta = TimeDelta::days(1);

/// Why not everything was swept away.
#[derive(Debug, Error)]
pub(crate) enum SweepError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("the object store failed")]
    Store(#[from] StoreError),
}

impl Gallery {
    /// Sweeps away what has not been needed for a day. Answers how many files.
    pub(crate) async fn sweep(&self, db: &Db, now: DateTime<Utc>) -> Result<usize, SweepError> {
        let then = now - SPARED;
        let tx = db.begin("forget_removed_photos").await?;
        store::photos::forget_removed(&tx, then).await?;
        tx.commit().await?;
        let needed = store::photos::names(&db.primary("photo_names")).await?;
        let files: Vec<_> = self
            .store
            .list(Some(&PhotoFile::folder()))
            .try_filter_map(async |object| {
                let is_old = object.last_modified < then;
                let file = PhotoFile::at(&object.location).filter(|_| is_old);
                Ok(file.filter(|file| !needed.contains(file.name())))
            })
            .try_collect()
            .await?;
        let mut swept = 0;
        for file in files {
            swept += usize::from(self.sweep_away(&file.location(), then).await?);
        }
        Ok(swept)
    }

    /// Whether it was. The same picture may have been uploaded again since the list was made, which makes the file
    /// young.
    async fn sweep_away(&self, location: &Path, then: DateTime<Utc>) -> Result<bool, StoreError> {
        match self.store.head(location).await {
            Ok(object) if object.last_modified < then => {}
            Ok(_) | Err(StoreError::NotFound { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
        match self.store.delete(location).await {
            Ok(()) => Ok(true),
            // Another process swept as well.
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
