//! `jumak assets export`: the static files, for a CDN's bucket.

use std::path::Path;

use super::{Verdict, say};

pub(crate) fn export(directory: &Path) -> anyhow::Result<Verdict> {
    let exported = web::export_assets(directory)?;
    say(&format!(
        "{} files written to {}, {} were there already; {} says how each is to be served",
        exported.written,
        directory.display(),
        exported.unchanged,
        directory.join("manifest.json").display()
    ))?;
    Ok(Verdict::Yes)
}
