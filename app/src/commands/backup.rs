//! `jumak backup`: the embedded house, copied while it works, and the copy looked at.

mod check;
mod files;
mod manifest;
mod snapshot;

use std::path::Path;

use anyhow::Context;

use super::{Verdict, WrongUse, say};
use crate::{cli::Backup, config::Config};
use manifest::Manifest;

/// Everything that a server of the embedded rung cannot make anew. Mails are letters that were sent, and not among it.
const UPLOADS: &str = "uploads";
const SECRET_KEY: &str = "secret.key";

pub(crate) async fn run(wanted: Backup, config: &Config) -> anyhow::Result<Verdict> {
    if wanted.check {
        return check::check(&wanted.directory, config).await;
    }
    if config.database.servers.is_some() {
        return Err(WrongUse(
            "a Postgres is backed up with its own tools: pgBackRest or pg_basebackup for the whole cluster and any \
             moment of it, pg_dump for this database alone; docs/RUNBOOK.md says how, and how to check it",
        )
        .into());
    }
    take(&wanted.directory, config).await?;
    Ok(Verdict::Yes)
}

async fn take(directory: &Path, config: &Config) -> anyhow::Result<()> {
    files::make_empty(directory, &config.data_dir)?;
    let taken_at = snapshot::take(&config.data_dir, directory).await?;
    // Photos after the rows: their files are written before any row names them, never change, and outlive their row.
    let photos = files::copy_tree(&config.data_dir.join(UPLOADS), &directory.join(UPLOADS))?;
    let has_key = files::copy_secret(&config.data_dir.join(SECRET_KEY), &directory.join(SECRET_KEY))?;
    let manifest = Manifest::of(directory, taken_at).context("the copies cannot be read back")?;
    manifest.write(directory).context("the manifest cannot be written")?;
    say(&format!(
        "everything of {taken_at} is in {}: {} files, {} bytes, of which {photos} of photos",
        directory.display(),
        manifest.files.len(),
        manifest.bytes(),
    ))?;
    if has_key {
        say("secret.key is among them: whoever has this backup can open every booking")?;
    }
    say(&format!("look at it: jumak backup --check {}", directory.display()))?;
    Ok(())
}
