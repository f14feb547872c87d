//! From files to a server: every row of an embedded house, copied and then compared.
//!
//! The files are the truth and stay as they are. From the first look to the last nobody may write them, so what is
//! compared at the end is what was copied. On the target each page is a transaction of its own. A move that was cut
//! short is known by what it left: each of its tables is exactly how the source's table begins, in the order of its
//! key. Such a target is gone on with, behind what it has; any other that holds rows is refused.

mod digest;
mod error;
mod shape;
mod source;
mod target;

use std::path::Path;

use futures::TryStreamExt;
use sea_orm::DatabaseConnection;

use crate::{MODULES, Progress, up_all_postgres};
pub use digest::Digest;
pub use error::MoveError;
use shape::Table;
use source::Source;
use target::{Page, Target};

/// Whoever waits for a large table wants to see it grow.
const TOLD_EVERY_ROWS: u64 = 50_000;

/// What a move is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moving<'a> {
    /// From now on nobody writes the source's files.
    Locked,
    /// The target's schemas are brought up to date.
    Preparing(Progress<'a>),
    /// So many rows of a table are on the target.
    Copied {
        /// The module.
        module: &'a str,
        /// The table.
        table: &'a str,
        /// How many are there.
        rows: u64,
        /// How many there will be.
        of: u64,
    },
    /// Everything is read back from the target.
    Comparing,
}

/// Who is told.
pub type MoveListener<'a> = &'a mut (dyn FnMut(Moving<'_>) + Send);

/// One table, on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The module.
    pub module: String,
    /// The table.
    pub table: String,
    /// All its rows in the file.
    pub source: Digest,
    /// All its rows on the server.
    pub target: Digest,
}

impl Moved {
    /// Whether both sides have the same rows.
    pub fn is_equal(&self) -> bool {
        self.source == self.target
    }
}

/// Copies every module's file in `data_dir` to a server, and reads all of it back. Answers what each table came to on
/// both sides; whether they are equal is for the caller to see.
///
/// `owner` is as for [`up_all_postgres`], as is `grant_to`.
pub async fn move_files(
    data_dir: &Path,
    owner: &DatabaseConnection,
    grant_to: Option<&str>,
    tell: MoveListener<'_>,
) -> Result<Vec<Moved>, MoveError> {
    let mut sources = source::lock_all(data_dir).await?;
    tell(Moving::Locked);
    up_all_postgres(owner, grant_to, &mut |progress| tell(Moving::Preparing(progress))).await?;
    let mut target = Target::of(owner).await?;
    let tables = tables(&mut sources, &mut target).await?;
    // All of them before the first row is written: a target that is refused stays as it was.
    let mut found = Vec::new();
    for table in &tables {
        found.push(found_on_target(source_of(&mut sources, table)?, &mut target, table).await?);
    }
    let mut copied = Vec::new();
    for (table, found) in tables.iter().zip(found) {
        copied.push(copy(source_of(&mut sources, table)?, &mut target, table, found, tell).await?);
    }
    tell(Moving::Comparing);
    let mut moved = Vec::new();
    for (table, source) in tables.into_iter().zip(copied) {
        let there = target.digest(&table).await?;
        target.analyze(&table).await?;
        moved.push(Moved { module: table.module, table: table.name, source, target: there });
    }
    Ok(moved)
}

/// Every table of every module, in an order in which they can be filled.
async fn tables(sources: &mut [Source], target: &mut Target) -> Result<Vec<Table>, MoveError> {
    let mut tables = Vec::new();
    for source in sources {
        let theirs = target.tables(source.module).await?;
        for table in &theirs {
            source.check(table).await?;
        }
        source.check_nothing_else(&theirs).await?;
        tables.extend(theirs);
    }
    Ok(tables)
}

fn source_of<'a>(sources: &'a mut [Source], table: &Table) -> Result<&'a mut Source, MoveError> {
    let source = sources.iter_mut().find(|source| source.module == table.module);
    source.ok_or_else(|| table.differs("belongs to no file"))
}

/// How many rows an earlier move has brought. Anything else than its own rows is a reason to stop.
async fn found_on_target(source: &mut Source, target: &mut Target, table: &Table) -> Result<u64, MoveError> {
    let there = target.digest(table).await?;
    if there.rows > 0 && there != source.digest_of_first(table, there.rows).await? {
        return Err(MoveError::Stranger {
            module: table.module.clone(),
            table: table.name.clone(),
            schemas: MODULES.join(", "),
        });
    }
    Ok(there.rows)
}

/// Copies what comes after the first `found` rows. Answers what the source has, all of it.
async fn copy(
    source: &mut Source,
    target: &mut Target,
    table: &Table,
    found: u64,
    tell: MoveListener<'_>,
) -> Result<Digest, MoveError> {
    let of = source.count(table).await?;
    let (mut copied, mut told) = (found, found);
    let mut page = Page::of(table);
    let mut digest = Digest::builder();
    let sql = table.select_sqlite(None);
    let mut rows = source.rows(&sql, table.columns.len());
    while let Some(row) = rows.try_next().await.map_err(table.failed("reading"))? {
        digest.add(&row);
        if digest.rows() <= found {
            continue;
        }
        page.add(row);
        if page.is_full() {
            copied += target.insert(table, &mut page).await?;
            if copied - told >= TOLD_EVERY_ROWS && copied < of {
                told = copied;
                tell(Moving::Copied { module: &table.module, table: &table.name, rows: copied, of });
            }
        }
    }
    copied += target.insert(table, &mut page).await?;
    tell(Moving::Copied { module: &table.module, table: &table.name, rows: copied, of });
    Ok(digest.finish())
}
