//! What becomes of a file under `static/`: the files it names are renamed, it is hashed, compressed and listed.

mod compress;
mod css;
mod cursor;
mod error;
mod js;
mod kind;
mod press;
mod references;
mod table;
mod tree;

use std::path::Path;

pub(crate) use compress::Effort;
pub(crate) use error::BuildError;

/// Presses every file under `root`, and writes them and their table, `assets.rs`, into `out`.
pub(crate) fn embed(root: &Path, out: &Path, effort: Effort) -> Result<(), BuildError> {
    let sources = tree::read(root)?;
    let pressed = press::press(&sources)?;
    table::write(&pressed, out, effort)
}

#[cfg(test)]
mod tests;
